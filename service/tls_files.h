/* SPDX-License-Identifier: EUPL-1.2 */
/* The files tls_certificate and tls_key: at the start, again on SIGHUP, when they may
 * hold a new certificate under the same names, and for `paraat check`. */
#pragma once

#include "service/config.h"

/* PEM texts; both NULL without TLS. */
struct tls_files {
	char *certificate, *key;
};
MUST_USE enum err_code tls_files_read(
	const struct config *c, struct tls_files *ret, struct err *e);
/* The key is overwritten. */
void tls_files_free(struct tls_files *t);
