/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/tls_files.h"

#include "base/alloc.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { PEM_MAX = 65536 };

static char *read_pem(const char *key, const char *file, struct err *e)
{
	char *text = base_calloc(1, PEM_MAX);
	FILE *f = text != NULL ? fopen(file, "re") : NULL;
	size_t n = f != NULL ? fread(text, 1, PEM_MAX, f) : 0;

	if (n == 0 || n == PEM_MAX) {
		(void)err_set(e, ERR_INVALID, "%s %s: %s", key, file,
			n == PEM_MAX ? "is too large for a certificate"
			: f == NULL  ? strerror(errno)
				     : "is empty or cannot be read");
		base_free(text);
		text = NULL;
	}
	if (f != NULL)
		(void)fclose(f);
	return text;
}

enum err_code tls_files_read(
	const struct config *c, struct tls_files *ret, struct err *e)
{
	*ret = (struct tls_files){ NULL, NULL };
	if (c->tls_certificate[0] == '\0')
		return ERR_OK;
	ret->certificate = read_pem("tls_certificate", c->tls_certificate, e);
	if (ret->certificate == NULL)
		return e->code;
	ret->key = read_pem("tls_key", c->tls_key, e);
	if (ret->key == NULL) {
		tls_files_free(ret);
		return e->code;
	}
	return ERR_OK;
}

void tls_files_free(struct tls_files *t)
{
	if (t->key != NULL)
		sodium_memzero(t->key, PEM_MAX);
	base_free(t->key);
	base_free(t->certificate);
	*t = (struct tls_files){ NULL, NULL };
}
