/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/accounts/place_store.h"

#include <stdio.h>

#define PLACE_SQL(X)                                                                   \
	X(PLACE_NOTE, "INSERT INTO account_place (account_id, place, second_factor,"   \
		      " expires_at) VALUES (:account_id, :place, :second_factor,"      \
		      " :expires_at) ON CONFLICT (account_id, place) DO UPDATE SET"    \
		      " second_factor = max(second_factor, excluded.second_factor),"   \
		      " expires_at = excluded.expires_at")                             \
	X(PLACE_KNOWS,                                                                 \
		"SELECT second_factor FROM account_place WHERE"                        \
		" account_id = :account_id AND place = :place AND expires_at > :now")  \
	X(PLACE_FORGET, "DELETE FROM account_place WHERE expires_at <= :now")
STMT_LIST(place, PLACE_SQL);

static const int64_t kept_ms = INT64_C(86400000) * PLACE_DAYS;

struct digest place_of(
	const void *secret, size_t len, int64_t account_id, const char *address)
{
	char text[128];
	int n = snprintf(
		text, sizeof text, "place %" PRId64 " %.80s", account_id, address);

	return digest_hmac(secret, len, text, (size_t)n);
}

enum err_code place_note(struct db *db, int64_t account_id, const struct digest *place,
	bool second_factor, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &place_statements, PLACE_NOTE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "account_id", account_id);
	stmt_bind_blob(s, "place", place->bytes, DIGEST_BYTES);
	stmt_bind_bool(s, "second_factor", second_factor);
	stmt_bind_instant(
		s, "expires_at", instant_add(now, (struct duration){ kept_ms }));
	return stmt_run(s, e);
}

enum err_code place_knows(struct db *db, int64_t account_id, const struct digest *place,
	struct instant now, enum place *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &place_statements, PLACE_KNOWS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "account_id", account_id);
	stmt_bind_blob(s, "place", place->bytes, DIGEST_BYTES);
	stmt_bind_instant(s, "now", now);
	*ret = PLACE_UNKNOWN;
	if (stmt_row(s, e))
		*ret = stmt_bool(s, "second_factor") ? PLACE_SECOND_FACTOR
						     : PLACE_KNOWN;
	return e->code;
}

enum err_code place_forget(struct db *db, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &place_statements, PLACE_FORGET, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "now", now);
	return stmt_run(s, e);
}
