/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/tls_client.h"

#include "tests/support/service.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct tls_client {
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	int fd;
};

struct tls_client *tls_client_open(int port, const char *versions)
{
	struct tls_client *t = calloc(1, sizeof *t);
	int rc;

	assert_non_null(t);
	t->fd = raw_connect(port);
	assert_int_equal(gnutls_certificate_allocate_credentials(&t->credentials), 0);
	assert_int_equal(gnutls_init(&t->session, GNUTLS_CLIENT), 0);
	assert_int_equal(gnutls_priority_set_direct(t->session, versions, NULL), 0);
	assert_int_equal(gnutls_credentials_set(
				 t->session, GNUTLS_CRD_CERTIFICATE, t->credentials),
		0);
	gnutls_transport_set_int(t->session, t->fd);
	do
		rc = gnutls_handshake(t->session);
	while (rc < 0 && gnutls_error_is_fatal(rc) == 0);
	if (rc >= 0)
		return t;
	assert_int_equal(gnutls_handshake_get_last_out(t->session),
		GNUTLS_HANDSHAKE_CLIENT_HELLO);
	assert_true(rc == GNUTLS_E_PREMATURE_TERMINATION
		    || rc == GNUTLS_E_FATAL_ALERT_RECEIVED);
	tls_client_close(t);
	return NULL;
}

void tls_client_close(struct tls_client *t)
{
	if (t == NULL)
		return;
	gnutls_deinit(t->session);
	gnutls_certificate_free_credentials(t->credentials);
	(void)close(t->fd);
	free(t);
}

const char *tls_client_name(struct tls_client *t)
{
	static char name[64];
	unsigned n;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(t->session, &n);
	size_t size = sizeof name;
	gnutls_x509_crt_t c;

	assert_non_null(chain);
	assert_int_equal(gnutls_x509_crt_init(&c), 0);
	assert_int_equal(gnutls_x509_crt_import(c, &chain[0], GNUTLS_X509_FMT_DER), 0);
	assert_int_equal(gnutls_x509_crt_get_dn_by_oid(
				 c, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size),
		0);
	gnutls_x509_crt_deinit(c);
	return name;
}

const char *tls_client_version(struct tls_client *t)
{
	return gnutls_protocol_get_name(gnutls_protocol_get_version(t->session));
}

bool tls_client_get(struct tls_client *t, const char *path, const char *headers,
	const char *until, char *buffer, size_t size)
{
	char request[512];
	size_t got = 0;
	ssize_t n;
	int len = snprintf(request, sizeof request,
		"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", path, headers);

	if (gnutls_record_send(t->session, request, (size_t)len) != len)
		return false;
	while (got + 1 < size) {
		do
			n = gnutls_record_recv(
				t->session, buffer + got, size - 1 - got);
		while (n == GNUTLS_E_INTERRUPTED || n == GNUTLS_E_AGAIN);
		if (n <= 0)
			return false;
		got += (size_t)n;
		buffer[got] = '\0';
		if (strstr(buffer, until) != NULL)
			return true;
	}
	return false;
}
