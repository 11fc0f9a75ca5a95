/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/tls_pair.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void need(int rc, const char *what)
{
	if (rc >= 0)
		return;
	(void)fprintf(stderr, "%s: %s\n", what, gnutls_strerror(rc));
	abort();
}

void tls_pair_init(struct tls_pair *t, const char *address, const char *name)
{
	tls_pair_init_until(t, address, name, 4102444800); /* 2100 */
}

void tls_pair_init_until(
	struct tls_pair *t, const char *address, const char *name, time_t until)
{
	static const unsigned char serial[] = { 1 };
	gnutls_x509_crt_t c;
	struct in_addr ip;

	if (inet_aton(address, &ip) == 0)
		abort();
	need(gnutls_x509_privkey_init(&t->key), "key");
	need(gnutls_x509_privkey_generate(t->key, GNUTLS_PK_ECDSA,
		     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
		"key");
	need(gnutls_x509_crt_init(&c), "certificate");
	need(gnutls_x509_crt_set_version(c, 3), "version");
	need(gnutls_x509_crt_set_serial(c, serial, sizeof serial), "serial");
	need(gnutls_x509_crt_set_activation_time(c, 0), "begin");
	need(gnutls_x509_crt_set_expiration_time(c, until), "end");
	need(gnutls_x509_crt_set_dn_by_oid(
		     c, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name)),
		"name");
	need(gnutls_x509_crt_set_subject_alt_name(
		     c, GNUTLS_SAN_IPADDRESS, &ip, sizeof ip, GNUTLS_FSAN_SET),
		"address");
	need(gnutls_x509_crt_set_basic_constraints(c, 1, -1), "constraints");
	need(gnutls_x509_crt_set_key(c, t->key), "key");
	need(gnutls_x509_crt_sign2(c, c, t->key, GNUTLS_DIG_SHA256, 0), "sign");
	t->certificate = c;
}

void tls_pair_fini(struct tls_pair *t)
{
	gnutls_x509_crt_deinit(t->certificate);
	gnutls_x509_privkey_deinit(t->key);
}

void tls_pair_text(const struct tls_pair *t, char **ret_certificate, char **ret_key)
{
	gnutls_datum_t pem;

	need(gnutls_x509_crt_export2(t->certificate, GNUTLS_X509_FMT_PEM, &pem),
		"export");
	*ret_certificate = (char *)pem.data;
	need(gnutls_x509_privkey_export2(t->key, GNUTLS_X509_FMT_PEM, &pem), "export");
	*ret_key = (char *)pem.data;
}

static void write_file(const char *file, const char *text)
{
	FILE *f = fopen(file, "we");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

void tls_pair_write(
	const struct tls_pair *t, const char *certificate_file, const char *key_file)
{
	char *certificate = NULL, *key = NULL;

	tls_pair_text(t, &certificate, &key);
	if (certificate_file != NULL)
		write_file(certificate_file, certificate);
	if (key_file != NULL)
		write_file(key_file, key);
	gnutls_free(certificate);
	gnutls_free(key);
}
