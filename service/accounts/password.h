/* SPDX-License-Identifier: EUPL-1.2 */
/* Passwords: Argon2id with 64 MiB (libsodium). Slow by design, about a tenth of a
 * second: never on the loop, store or reader threads. Any other thread. */
#pragma once

#include "base/err.h"

#include <stdint.h>

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 256, PASSWORD_HASH = 128 };

/* ERR_NOMEM when 64 MiB cannot be had. */
MUST_USE enum err_code password_hash(
	const char *password, char ret[PASSWORD_HASH], struct err *e);
bool password_matches(const char *hash, const char *password);
/* What comparing with this hash takes: MiB of memory times passes over it; 0 when it is
 * no hash. */
int64_t password_work(const char *hash);
/* A hash that no password has: what is compared when there is no such account, so that
 * the answer takes as long. */
extern const char password_of_nobody[];
/* Adds a fault for `field` when the password is too short, too long, or says little
 * more than the account's name. */
void password_check(
	const char *password, const char *account, const char *field, struct err *e);
