/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses to listen on: "127.0.0.1:8080", "[::1]:0". Pure. */
#pragma once

#include "base/err.h"

#include <sys/socket.h>

/* False: it is none. */
bool address_parse(const char *where, struct sockaddr_storage *ret, socklen_t *ret_len);
/* The path of "unix:PATH"; NULL when it is none, or too long. */
const char *address_unix(const char *where);
