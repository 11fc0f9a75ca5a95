/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/tls_peer.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
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

static void write_pem(gnutls_x509_crt_t certificate, const char *file)
{
	gnutls_datum_t pem;
	FILE *f = fopen(file, "we");

	need(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem), "export");
	if (f == NULL || fwrite(pem.data, 1, pem.size, f) != pem.size || fclose(f) != 0)
		abort();
	gnutls_free(pem.data);
}

struct tls_peer *tls_peer_new(const char *address, const char *file)
{
	static const unsigned char serial[] = { 1 };
	struct tls_peer *t = calloc(1, sizeof *t);
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t c;
	struct in_addr ip;

	if (t == NULL || inet_aton(address, &ip) == 0)
		abort();
	need(gnutls_x509_privkey_init(&key), "key");
	need(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
		     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
		"key");
	need(gnutls_x509_crt_init(&c), "certificate");
	need(gnutls_x509_crt_set_version(c, 3), "version");
	need(gnutls_x509_crt_set_serial(c, serial, sizeof serial), "serial");
	need(gnutls_x509_crt_set_activation_time(c, 0), "begin");
	need(gnutls_x509_crt_set_expiration_time(c, 4102444800), "end"); /* 2100 */
	need(gnutls_x509_crt_set_dn(c, "CN=sink", NULL), "name");
	need(gnutls_x509_crt_set_subject_alt_name(
		     c, GNUTLS_SAN_IPADDRESS, &ip, sizeof ip, GNUTLS_FSAN_SET),
		"address");
	need(gnutls_x509_crt_set_basic_constraints(c, 1, -1), "constraints");
	need(gnutls_x509_crt_set_key(c, key), "key");
	need(gnutls_x509_crt_sign2(c, c, key, GNUTLS_DIG_SHA256, 0), "sign");
	write_pem(c, file);
	need(gnutls_certificate_allocate_credentials(&t->credentials), "credentials");
	need(gnutls_certificate_set_x509_key(t->credentials, &c, 1, key),
		"credentials");
	gnutls_x509_crt_deinit(c);
	gnutls_x509_privkey_deinit(key);
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
