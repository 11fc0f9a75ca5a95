/* SPDX-License-Identifier: EUPL-1.2 */
/* Certificates: each connection keeps the one that it began with, so that a new one
 * can be put in its place while others go on. */
#include "service/http/server_internal.h"

#include "base/alloc.h"

#include <dlfcn.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

struct certificate {
	gnutls_certificate_credentials_t credentials;
	unsigned references;
};

static gnutls_datum_t datum(const char *pem)
{
	return (gnutls_datum_t){ (unsigned char *)(uintptr_t)pem,
		(unsigned)strlen(pem) };
}

static enum err_code certificate_new(
	const char *pem, const char *key, struct certificate **ret, struct err *e)
{
	struct certificate *t = base_calloc(1, sizeof *t);
	gnutls_datum_t chain = datum(pem), private = datum(key);
	int rc;

	if (t == NULL || gnutls_certificate_allocate_credentials(&t->credentials) < 0) {
		base_free(t);
		return err_set(e, ERR_NOMEM, "no memory for the certificate");
	}
	t->references = 1;
	rc = gnutls_certificate_set_x509_key_mem(
		t->credentials, &chain, &private, GNUTLS_X509_FMT_PEM);
	if (rc < 0) {
		server_certificate_unref(t);
		return err_set(e, ERR_INVALID,
			"tls_certificate and tls_key cannot be used: %s",
			gnutls_strerror(rc));
	}
	*ret = t;
	return ERR_OK;
}

void server_certificate_unref(struct certificate *t)
{
	if (t == NULL || --t->references > 0)
		return;
	gnutls_certificate_free_credentials(t->credentials);
	base_free(t);
}

/* The first of the chain is the server's own. */
static enum err_code look(struct certificate *t, const char *host,
	struct instant *ret_until, struct err *e)
{
	gnutls_x509_crt_t *chain = NULL;
	unsigned n = 0;
	int rc = gnutls_certificate_get_x509_crt(t->credentials, 0, &chain, &n);

	if (rc < 0 || n == 0)
		return err_set(e, ERR_INVALID, "tls_certificate cannot be read: %s",
			gnutls_strerror(rc));
	ret_until->ms = (int64_t)gnutls_x509_crt_get_expiration_time(chain[0]) * 1000;
	if (host[0] != '\0' && gnutls_x509_crt_check_hostname(chain[0], host) == 0)
		(void)err_set(e, ERR_CONFLICT, "tls_certificate is not for %s", host);
	for (unsigned i = 0; i < n; i++)
		gnutls_x509_crt_deinit(chain[i]);
	gnutls_free(chain);
	return e->code;
}

enum err_code server_certificate_look(const char *certificate, const char *key,
	const char *host, struct instant *ret_until, struct err *e)
{
	struct certificate *t = NULL;

	err_clear(e);
	if (certificate_new(certificate, key, &t, e) != ERR_OK)
		return e->code;
	(void)look(t, host, ret_until, e);
	server_certificate_unref(t);
	return e->code;
}

static gnutls_session_t session_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_GNUTLS_SESSION);

	return info != NULL ? info->tls_session : NULL;
}

struct certificate *server_certificate_use(struct server *s, struct MHD_Connection *c)
{
	gnutls_session_t session = session_of(c);
	struct certificate *t = s->certificate;

	if (t == NULL || session == NULL
		|| gnutls_credentials_set(
			   session, GNUTLS_CRD_CERTIFICATE, t->credentials)
			   < 0)
		return NULL;
	gnutls_db_set_ptr(session, c); /* no other session has that pointer */
	t->references++;
	return t;
}

enum err_code server_set_certificate(
	struct server *s, const char *certificate, const char *key, struct err *e)
{
	struct certificate *t = NULL;

	if (certificate_new(certificate, key, &t, e) != ERR_OK)
		return e->code;
	server_certificate_unref(s->certificate);
	s->certificate = t;
	return ERR_OK;
}

/* --- beside the library */

void server_tls_say(struct MHD_Connection *c, const char *bytes, size_t n)
{
	gnutls_session_t session = session_of(c);

	if (session != NULL)
		(void)gnutls_record_send(session, bytes, n);
}

/* Up to TLS 1.2 the last record of the handshake is counted with those after it. */
bool server_tls_has_spoken(struct MHD_Connection *c)
{
	static const unsigned char none[8], handshake[8] = { [7] = 1 };
	gnutls_session_t session = session_of(c);
	unsigned char records[8];

	if (session == NULL
		|| gnutls_record_get_state(session, 1, NULL, NULL, NULL, records) < 0)
		return false;
	return memcmp(records,
		       gnutls_protocol_get_version(session) < GNUTLS_TLS1_3 ? handshake
									    : none,
		       sizeof records)
	       > 0;
}

bool server_tls_has_ended(struct MHD_Connection *c)
{
	gnutls_session_t session = session_of(c);
	char bytes[256];
	ssize_t n =
		session != NULL ? gnutls_record_recv(session, bytes, sizeof bytes) : 0;

	return n <= 0 && n != GNUTLS_E_AGAIN && n != GNUTLS_E_INTERRUPTED;
}

typedef int bye_function(gnutls_session_t session, gnutls_close_request_t how);

/* The library ends a session by this; a function of the program stands before one of
 * the same name in a shared library. Whoever else ends a session does so as ever. */
int gnutls_bye(gnutls_session_t session, gnutls_close_request_t how)
{
	static bye_function *bye;
	struct MHD_Connection *c = gnutls_db_get_ptr(session);
	struct connection *n = c != NULL ? server_connection_of(c) : NULL;

	if (bye == NULL) {
		void *found = dlsym(RTLD_NEXT, "gnutls_bye");

		REQUIRE(found != NULL);
		memcpy(&bye, &found, sizeof bye);
	}
	if (n != NULL)
		server_say_malformed(n->server, n);
	return bye(session, how);
}
