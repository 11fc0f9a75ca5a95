/* SPDX-License-Identifier: EUPL-1.2 */
/* Passwords. */
#include "service/accounts/password.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

_Static_assert(PASSWORD_HASH >= crypto_pwhash_STRBYTES, "room for a hash");

const char password_of_nobody[] =
	"$argon2id$v=19$m=65536,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ$"
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

enum err_code password_hash(
	const char *password, char ret[PASSWORD_HASH], struct err *e)
{
	if (crypto_pwhash_str_alg(ret, password, strlen(password),
		    crypto_pwhash_OPSLIMIT_INTERACTIVE,
		    crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13)
		!= 0)
		return err_set(e, ERR_NOMEM, "no memory to hash a password");
	return ERR_OK;
}

bool password_matches(const char *hash, const char *password)
{
	return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

int64_t password_work(const char *hash)
{
	static const char begin[] = "$argon2id$v=19$m=";
	const size_t n = sizeof begin - 1;
	char *rest;
	int64_t kib, passes;

	if (strncmp(hash, begin, n) != 0)
		return 0;
	kib = strtol(hash + n, &rest, 10);
	passes = strncmp(rest, ",t=", 3) == 0 ? strtol(rest + 3, NULL, 10) : 0;
	return kib / 1024 * passes;
}

/* How many different bytes are in s. */
static size_t variety(const char *s)
{
	bool seen[256] = { false };
	size_t n = 0;

	for (; *s != '\0'; s++) {
		n += !seen[(unsigned char)*s];
		seen[(unsigned char)*s] = true;
	}
	return n;
}

void password_check(
	const char *password, const char *account, const char *field, struct err *e)
{
	size_t n = strlen(password);

	if (n < PASSWORD_MIN || n > PASSWORD_MAX)
		(void)err_fault(e, field, "must have %d to %d characters", PASSWORD_MIN,
			PASSWORD_MAX);
	else if (account[0] != '\0' && strcasestr(password, account) != NULL)
		(void)err_fault(e, field, "must not contain the account's name");
	else if (variety(password) < 6)
		(void)err_fault(e, field, "must have at least 6 different characters");
}
