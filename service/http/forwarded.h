/* SPDX-License-Identifier: EUPL-1.2 */
/* The header Forwarded (RFC 7239): which address a request came from, as the proxies in
 * front say. Pure; who may say so is asked before. */
#pragma once

#include "service/http/network.h"

/* From its last hop backwards, the first address that is not a proxy of ours is taken:
 * what stands left of it was written by strangers. Where a proxy does not tell (no
 * header, "unknown", a hidden name) the address stays the last one known.
 *
 * *address is that of the connection, and *known whether it has one (a unix socket has
 * none); both are changed. False: the header is malformed, nothing is changed. */
bool forwarded_client(const char *header, const struct network_set *proxies,
	struct network_address *address, bool *known);
