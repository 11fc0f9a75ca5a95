/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/accounts/throttle_store.h"

#include <string.h>

#define THROTTLE_SQL(X)                                                                \
	X(THROTTLE_WRITE,                                                              \
		"INSERT INTO sign_in_failure (kind, place, whose, failures, last_at)"  \
		" VALUES (:kind, :place, :whose, :failures, :last_at)"                 \
		" ON CONFLICT (kind, place) DO UPDATE SET whose = excluded.whose,"     \
		" failures = excluded.failures, last_at = excluded.last_at")           \
	X(THROTTLE_READ, "SELECT kind, place, whose, failures, last_at"                \
			 " FROM sign_in_failure")                                      \
	X(THROTTLE_FORGET, "DELETE FROM sign_in_failure WHERE last_at <= :before")
STMT_LIST(throttle, THROTTLE_SQL);

_Static_assert(THROTTLE_ENTRIES == 4096, "the table checks its places");

static const char *const kinds[THROTTLE_TABLES] = {
	[THROTTLE_ACCOUNTS] = "password", [THROTTLE_CODES] = "code"
};

enum err_code throttle_store_write(struct db *db, const struct throttle_row rows[],
	size_t count, struct instant tick_zero, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &throttle_statements, THROTTLE_WRITE, &s, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < count; i++) {
		const struct throttle_row *row = &rows[i];

		stmt_bind_text(s, "kind", kinds[row->table]);
		stmt_bind_int(s, "place", (int64_t)row->place);
		stmt_bind_int(s, "whose", (int64_t)row->key);
		stmt_bind_int(s, "failures", row->failures);
		stmt_bind_instant(s, "last_at",
			instant_add(tick_zero, (struct duration){ row->last.ms }));
		if (stmt_run_again(s, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code throttle_store_read(struct db *db, struct throttle *t, struct tick now,
	struct instant tick_zero, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &throttle_statements, THROTTLE_READ, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		const struct throttle_row row = {
			.table = strcmp(stmt_text(s, "kind"), "code") == 0
					 ? THROTTLE_CODES
					 : THROTTLE_ACCOUNTS,
			.place = (size_t)stmt_int(s, "place"),
			.key = (uint64_t)stmt_int(s, "whose"),
			.failures = (uint32_t)stmt_int(s, "failures"),
			.last = { instant_since(stmt_instant(s, "last_at"), tick_zero)
					  .ms },
		};

		throttle_put(t, &row, now);
	}
	return e->code;
}

enum err_code throttle_store_forget(struct db *db, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &throttle_statements, THROTTLE_FORGET, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "before", now.ms - THROTTLE_KEPT_HOURS * INT64_C(3600) * 1000);
	return stmt_run(s, e);
}
