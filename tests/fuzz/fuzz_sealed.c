/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a sealed backup: refused, and nothing of it stays behind. */
#include "service/backup/sealed_file.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[SEALED_KEY_BYTES] = { 7 };
	char from[64], to[64];
	struct err e = { 0 };
	int fd = memfd_create("sealed", MFD_CLOEXEC);

	REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	(void)snprintf(from, sizeof from, "/proc/self/fd/%d", fd);
	(void)snprintf(to, sizeof to, "/tmp/paraat-fuzz-sealed-%d", (int)getpid());
	REQUIRE(sealed_file_read(from, to, key, &e) != ERR_OK);
	REQUIRE(e.msg[0] != '\0' && access(to, F_OK) != 0);
	(void)sealed_file_is(from);
	(void)close(fd);
	return 0;
}
