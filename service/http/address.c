/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/address.h"

#include "base/parse.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

bool address_parse(const char *where, struct sockaddr_storage *a, socklen_t *len)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)a;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)a;
	const char *colon = strrchr(where, ':');
	char host[64];
	int64_t port;

	memset(a, 0, sizeof *a);
	if (colon == NULL || (size_t)(colon - where) >= sizeof host
		|| !parse_int(colon + 1, 0, 65535, &port))
		return false;
	if (where[0] == '[' && colon > where && colon[-1] == ']') {
		(void)snprintf(
			host, sizeof host, "%.*s", (int)(colon - where - 2), where + 1);
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		*len = sizeof *v6;
		return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1;
	}
	(void)snprintf(host, sizeof host, "%.*s", (int)(colon - where), where);
	v4->sin_family = AF_INET;
	v4->sin_port = htons((uint16_t)port);
	*len = sizeof *v4;
	return inet_pton(AF_INET, host, &v4->sin_addr) == 1;
}

const char *address_unix(const char *where)
{
	static const char scheme[] = "unix:";
	const char *path = where + sizeof scheme - 1;

	if (strncmp(where, scheme, sizeof scheme - 1) != 0 || path[0] == '\0'
		|| strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path)
		return NULL;
	return path;
}
