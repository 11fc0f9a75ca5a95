/* SPDX-License-Identifier: EUPL-1.2 */
/* Preloaded into the program by fault/test_limits: while the file that
 * PARAAT_READ_ONLY_WHILE names exists, writing into files fails as on a disk that was
 * remounted read-only after an error. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool is_read_only(void)
{
	const char *name = getenv("PARAAT_READ_ONLY_WHILE");

	return name != NULL && access(name, F_OK) == 0;
}

static ssize_t refuse(void)
{
	errno = EROFS;
	return -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at);
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	return is_read_only() ? refuse() : syscall(SYS_pwrite64, fd, bytes, n, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	return pwrite64(fd, bytes, n, at);
}

int ftruncate64(int fd, off64_t length)
{
	return (int)(is_read_only() ? refuse() : syscall(SYS_ftruncate, fd, length));
}

int ftruncate(int fd, off_t length)
{
	return ftruncate64(fd, length);
}
