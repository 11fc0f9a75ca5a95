/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/chore/chore.h"

#define CHORE_SQL(X)                                                                   \
	X(CHORE_READ, "SELECT ran_at, failed_at, failures, reason FROM chore"          \
		      " WHERE name = :name")                                           \
	X(CHORE_WRITE,                                                                 \
		"INSERT INTO chore (name, ran_at, failed_at, failures, reason)"        \
		" VALUES (:name, :ran_at, :failed_at, :failures, :reason)"             \
		" ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at,"          \
		" failed_at = excluded.failed_at, failures = excluded.failures,"       \
		" reason = excluded.reason")
STMT_LIST(chore, CHORE_SQL);

enum err_code chore_record_read(
	struct db *db, const char *name, struct chore_record *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &chore_statements, CHORE_READ, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "name", name);
	*ret = (struct chore_record){ 0 };
	if (stmt_row(s, e)) {
		ret->ran_at = stmt_instant(s, "ran_at");
		ret->failed_at = stmt_instant(s, "failed_at");
		ret->failures = (int)stmt_int(s, "failures");
		stmt_copy(s, "reason", ret->reason, sizeof ret->reason);
	}
	return e->code;
}

enum err_code chore_record_write(struct db *db, const char *name,
	const struct chore_record *record, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &chore_statements, CHORE_WRITE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "name", name);
	stmt_bind_instant_or_null(s, "ran_at", record->ran_at);
	stmt_bind_instant_or_null(s, "failed_at", record->failed_at);
	stmt_bind_int(s, "failures", record->failures);
	stmt_bind_text(s, "reason", record->reason);
	return stmt_run(s, e);
}
