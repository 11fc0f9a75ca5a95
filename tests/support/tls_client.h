/* SPDX-License-Identifier: EUPL-1.2 */
/* A TLS connection to the program on loopback, as a client: it trusts everybody, and
 * shows who it was that answered. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct tls_client;
/* `versions` in GnuTLS's words, "NORMAL" or "NORMAL:-VERS-ALL:+VERS-TLS1.3". NULL when
 * there is no agreement: our offer was sent, and the other side closed. */
struct tls_client *tls_client_open(int port, const char *versions);
void tls_client_close(struct tls_client *t); /* NULL is fine */
/* The common name of the certificate that was shown, in a static buffer. */
const char *tls_client_name(struct tls_client *t);
/* "TLS1.3"; a literal. */
const char *tls_client_version(struct tls_client *t);
/* GET, with further header lines or ""; the answer up to the end of `until` is in
 * buffer. False: it ended before. */
bool tls_client_get(struct tls_client *t, const char *path, const char *headers,
	const char *until, char *buffer, size_t size);
