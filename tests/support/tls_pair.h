/* SPDX-License-Identifier: EUPL-1.2 */
/* A certificate for an IPv4 address and its key, made for a test and signed by itself
 * (GnuTLS). */
#pragma once

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

struct tls_pair {
	gnutls_x509_crt_t certificate;
	gnutls_x509_privkey_t key;
};

/* `name` is its common name: it tells one certificate from another. */
void tls_pair_init(struct tls_pair *t, const char *address, const char *name);
/* One that ends then. */
void tls_pair_init_until(
	struct tls_pair *t, const char *address, const char *name, time_t until);
void tls_pair_fini(struct tls_pair *t);
/* As PEM; the caller frees both with gnutls_free. */
void tls_pair_text(const struct tls_pair *t, char **ret_certificate, char **ret_key);
/* The same in files; either file may be NULL. */
void tls_pair_write(
	const struct tls_pair *t, const char *certificate_file, const char *key_file);
