/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses of the internet, and sets of them ("10.0.0.0/8 2001:db8::1"). Pure. */
#pragma once

#include "base/err.h"

#include <sys/socket.h>

enum { NETWORK_TEXT = 64, NETWORKS_MAX = 16 };

/* IPv4 is kept as ::ffff:a.b.c.d, so that both spellings are the same address. */
struct network_address {
	unsigned char bytes[16];
};
bool network_parse(const char *text, struct network_address *ret);
/* False: it is not of the internet (a unix socket). */
bool network_of(const struct sockaddr *a, struct network_address *ret);
/* "192.0.2.1", "2001:db8::1"; NETWORK_TEXT bytes. */
void network_text(const struct network_address *a, char *buffer);
bool network_same(const struct network_address *a, const struct network_address *b);
/* What one household or office gets, and can change within at will: the first 64 bits
 * of IPv6, the whole of IPv4. */
struct network_address network_site(const struct network_address *a);

struct network_set {
	size_t count;
	struct {
		struct network_address address;
		unsigned bits; /* of 128 */
	} networks[NETWORKS_MAX];
};
/* Addresses and networks between spaces or commas; NULL, or what is wrong. Bits behind
 * the prefix must be 0. */
const char *network_set_parse(const char *text, struct network_set *ret);
bool network_set_has(const struct network_set *n, const struct network_address *a);
