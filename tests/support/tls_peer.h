/* SPDX-License-Identifier: EUPL-1.2 */
/* The server's side of TLS for sinks: a certificate made for the test (GnuTLS), and one
 * session at a time. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct tls_peer;
/* A certificate for that IPv4 address (a.b.c.d), signed by itself; written as PEM to
 * `file`, so that a client can trust it. */
struct tls_peer *tls_peer_new(const char *address, const char *file);
void tls_peer_free(struct tls_peer *t);
/* 0 when the client trusts us. */
int tls_peer_begin(struct tls_peer *t, int fd);
void tls_peer_end(struct tls_peer *t);
/* As recv() and send(). */
ssize_t tls_peer_recv(struct tls_peer *t, void *bytes, size_t n);
ssize_t tls_peer_send(struct tls_peer *t, const void *bytes, size_t n);
/* Bytes that were read off the socket but not yet taken. */
size_t tls_peer_pending(struct tls_peer *t);
