/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/tls_peer.h"

#include "tests/support/tls_pair.h"

#include <stdio.h>
#include <stdlib.h>

struct tls_peer {
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
};

static void need(int rc, const char *what)
{
	if (rc >= 0)
		return;
	(void)fprintf(stderr, "%s: %s\n", what, gnutls_strerror(rc));
	abort();
}

struct tls_peer *tls_peer_new(const char *address, const char *file)
{
	struct tls_peer *t = calloc(1, sizeof *t);
	struct tls_pair pair;

	if (t == NULL)
		abort();
	tls_pair_init(&pair, address, "sink");
	tls_pair_write(&pair, file, NULL);
	need(gnutls_certificate_allocate_credentials(&t->credentials), "credentials");
	need(gnutls_certificate_set_x509_key(
		     t->credentials, &pair.certificate, 1, pair.key),
		"credentials");
	tls_pair_fini(&pair);
	return t;
}

void tls_peer_free(struct tls_peer *t)
{
	if (t == NULL)
		return;
	tls_peer_end(t);
	gnutls_certificate_free_credentials(t->credentials);
	free(t);
}

int tls_peer_begin(struct tls_peer *t, int fd)
{
	int rc;

	need(gnutls_init(&t->session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL), "session");
	need(gnutls_set_default_priority(t->session), "priority");
	need(gnutls_credentials_set(t->session, GNUTLS_CRD_CERTIFICATE, t->credentials),
		"credentials");
	gnutls_transport_set_int(t->session, fd);
	gnutls_handshake_set_timeout(t->session, 5000);
	do
		rc = gnutls_handshake(t->session);
	while (rc < 0 && gnutls_error_is_fatal(rc) == 0);
	if (rc < 0)
		tls_peer_end(t);
	return rc;
}

void tls_peer_end(struct tls_peer *t)
{
	if (t->session == NULL)
		return;
	(void)gnutls_bye(t->session, GNUTLS_SHUT_WR);
	gnutls_deinit(t->session);
	t->session = NULL;
}

ssize_t tls_peer_recv(struct tls_peer *t, void *bytes, size_t n)
{
	ssize_t got;

	do
		got = gnutls_record_recv(t->session, bytes, n);
	while (got == GNUTLS_E_INTERRUPTED || got == GNUTLS_E_AGAIN);
	return got;
}

ssize_t tls_peer_send(struct tls_peer *t, const void *bytes, size_t n)
{
	return gnutls_record_send(t->session, bytes, n);
}

size_t tls_peer_pending(struct tls_peer *t)
{
	return gnutls_record_check_pending(t->session);
}
