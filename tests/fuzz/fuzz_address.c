/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as `listen`: an address of the internet that the system could bind, the path
 * of a socket that fits, or neither; never both. */
#include "service/http/address.h"
#include "tests/fuzz/fuzz.h"

#include <netinet/in.h>
#include <sys/un.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size);
	struct sockaddr_storage a;
	socklen_t len = 0;
	const char *path = address_unix(s);
	bool is = address_parse(s, &a, &len);

	if (is && a.ss_family == AF_INET)
		REQUIRE(len == sizeof(struct sockaddr_in));
	else if (is)
		REQUIRE(a.ss_family == AF_INET6 && len == sizeof(struct sockaddr_in6));
	if (path != NULL)
		REQUIRE(!is && path[0] != '\0'
			&& strlen(path) < sizeof((struct sockaddr_un *)0)->sun_path);
	base_free(s);
	return 0;
}
