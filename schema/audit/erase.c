/* SPDX-License-Identifier: EUPL-1.2 */
#include "schema/audit/erase.h"

#include "schema/stmt.h"

#include <stdio.h>
#include <string.h>

#define ERASE_ACTION  "audit.erase"
#define REMOVE_ACTION "audit.remove"

#define ERASE_SQL(X)                                                                   \
	X(ERASE_ABOUT, "SELECT seq FROM audit_detail WHERE person_id = :person_id"     \
		       " ORDER BY seq")                                                \
	X(ERASE_NOTED, "SELECT seq FROM audit_erasure WHERE by_seq = :by_seq"          \
		       " ORDER BY seq")                                                \
	X(ERASE_NOTE, "INSERT INTO audit_erasure (seq, by_seq)"                        \
		      " SELECT seq, :by_seq FROM audit_detail"                         \
		      " WHERE person_id = :person_id")                                 \
	X(ERASE_DETAILS, "DELETE FROM audit_detail WHERE person_id = :person_id")      \
	X(ERASE_SALT, "DELETE FROM audit_salt WHERE object = :object")                 \
	X(ERASE_SAYS, "SELECT a.action, a.result, d.after FROM audit a"                \
		      " JOIN audit_detail d ON d.seq = a.seq WHERE a.seq = :seq")      \
	X(REMOVE_FIND, "SELECT seq, at, hash FROM audit WHERE seq > 0"                 \
		       " ORDER BY seq LIMIT :limit")                                   \
	X(REMOVE_START, "INSERT INTO audit_start (id, seq, hash, by_seq)"              \
			" VALUES (1, :seq, :hash, :by_seq) ON CONFLICT (id) DO UPDATE" \
			" SET seq = :seq, hash = :hash, by_seq = :by_seq")             \
	X(REMOVE_DETAILS, "DELETE FROM audit_detail WHERE seq <= :seq")                \
	X(REMOVE_NOTES, "DELETE FROM audit_erasure WHERE by_seq <= :seq")              \
	X(REMOVE_SEALS, "DELETE FROM audit_seal WHERE seq <= :seq")                    \
	X(REMOVE_RECORDS, "DELETE FROM audit WHERE seq <= :seq")
extern const struct stmt_list erase_statements;
STMT_LIST(erase, ERASE_SQL);

enum { SAYS_MAX = 160 };

/* --- what a record says that it erased */

/* The numbers of a bound statement, as the record that erases them tells them. */
static enum err_code tell(
	struct stmt *s, char ret[SAYS_MAX], int64_t *ret_count, struct err *e)
{
	char line[24], hex[DIGEST_HEX];
	struct digest_state state;
	struct digest d;
	int n;

	*ret_count = 0;
	digest_start(&state);
	while (stmt_row(s, e)) {
		n = snprintf(line, sizeof line, "%" PRId64 "\n", stmt_int(s, "seq"));
		digest_add(&state, line, (size_t)n);
		(*ret_count)++;
	}
	d = digest_finish(&state);
	(void)snprintf(ret, SAYS_MAX, "{\"records\":%" PRId64 ",\"numbers\":\"%s\"}",
		*ret_count, digest_hex(&d, hex));
	return e->code;
}

static void tell_removal(int64_t until, const struct digest *hash, char ret[SAYS_MAX])
{
	char hex[DIGEST_HEX];

	(void)snprintf(ret, SAYS_MAX, "{\"until\":%" PRId64 ",\"hash\":\"%s\"}", until,
		digest_hex(hash, hex));
}

static enum err_code says(struct db *db, int64_t seq, const char *action,
	const char *after, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = false;
	if (stmt_get(db, &erase_statements, ERASE_SAYS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seq", seq);
	if (stmt_row(s, e))
		*ret = strcmp(stmt_text(s, "action"), action) == 0
		       && strcmp(stmt_text(s, "result"), "ok") == 0
		       && strcmp(stmt_text(s, "after"), after) == 0;
	return e->code;
}

enum err_code audit_erasure_holds(struct db *db, int64_t by, bool *ret, struct err *e)
{
	char after[SAYS_MAX];
	STMT_AUTO s = NULL;
	int64_t n;

	if (stmt_get(db, &erase_statements, ERASE_NOTED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "by_seq", by);
	if (tell(s, after, &n, e) != ERR_OK)
		return e->code;
	return says(db, by, ERASE_ACTION, after, ret, e);
}

enum err_code audit_removal_holds(struct db *db, int64_t by, int64_t until,
	const struct digest *hash, bool *ret, struct err *e)
{
	char after[SAYS_MAX];

	tell_removal(until, hash, after);
	return says(db, by, REMOVE_ACTION, after, ret, e);
}

/* --- one person */

static enum err_code run_for(
	struct db *db, int which, int64_t person_id, int64_t by_seq, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &erase_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	if (by_seq > 0)
		stmt_bind_int(s, "by_seq", by_seq);
	return stmt_run(s, e);
}

static enum err_code drop_salt(struct db *db, const char *object, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &erase_statements, ERASE_SALT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "object", object);
	return stmt_run(s, e);
}

static enum err_code tell_about(struct db *db, int64_t person_id, char ret[SAYS_MAX],
	int64_t *ret_count, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &erase_statements, ERASE_ABOUT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	return tell(s, ret, ret_count, e);
}

enum err_code audit_erase_person(struct db *db, int64_t person_id, struct actor actor,
	struct instant now, int64_t *ret_count, struct err *e)
{
	char object[40], after[SAYS_MAX];
	struct audit_record r = { .at = now,
		.actor = actor,
		.action = ERASE_ACTION,
		.object = object,
		.result = "ok",
		.after = after };
	int64_t by, n = 0;

	(void)snprintf(object, sizeof object, "person/%" PRId64, person_id);
	if (tell_about(db, person_id, after, &n, e) != ERR_OK
		|| drop_salt(db, object, e) != ERR_OK)
		return e->code;
	*ret_count = n;
	if (n == 0)
		return ERR_OK;
	if (audit_write_seq(db, &r, &by, e) != ERR_OK
		|| run_for(db, ERASE_NOTE, person_id, by, e) != ERR_OK)
		return e->code;
	return run_for(db, ERASE_DETAILS, person_id, 0, e);
}

/* --- the oldest */

struct oldest {
	int64_t seq, count;
	struct digest hash;
};

static enum err_code find_old(struct db *db, struct instant before, int64_t limit,
	struct oldest *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &erase_statements, REMOVE_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "limit", limit);
	while (stmt_row(s, e) && instant_before(stmt_instant(s, "at"), before)) {
		size_t n;
		const void *hash = stmt_blob(s, "hash", &n);

		ret->seq = stmt_int(s, "seq");
		ret->count++;
		if (n == DIGEST_BYTES)
			memcpy(ret->hash.bytes, hash, n);
	}
	return e->code;
}

enum err_code audit_count_old(struct db *db, struct instant before, int64_t limit,
	int64_t *ret_count, struct err *e)
{
	struct oldest old;

	if (find_old(db, before, limit, &old, e) == ERR_OK)
		*ret_count = old.count;
	return e->code;
}

static enum err_code move_start(
	struct db *db, const struct oldest *old, int64_t by, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &erase_statements, REMOVE_START, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seq", old->seq);
	stmt_bind_blob(s, "hash", old->hash.bytes, DIGEST_BYTES);
	stmt_bind_int(s, "by_seq", by);
	return stmt_run(s, e);
}

static enum err_code take_out(struct db *db, int64_t seq, struct err *e)
{
	static const int parts[] = { REMOVE_DETAILS, REMOVE_NOTES, REMOVE_SEALS,
		REMOVE_RECORDS };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		STMT_AUTO s = NULL;

		if (stmt_get(db, &erase_statements, parts[i], &s, e) != ERR_OK)
			return e->code;
		stmt_bind_int(s, "seq", seq);
		if (stmt_run(s, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code audit_remove_old(struct db *db, struct instant before, int64_t limit,
	struct actor actor, struct instant now, int64_t *ret_count, struct err *e)
{
	char after[SAYS_MAX];
	struct audit_record r = { .at = now,
		.actor = actor,
		.action = REMOVE_ACTION,
		.object = "audit",
		.result = "ok",
		.after = after };
	struct oldest old;
	int64_t by;

	if (find_old(db, before, limit, &old, e) != ERR_OK)
		return e->code;
	*ret_count = old.count;
	if (old.count == 0)
		return ERR_OK;
	tell_removal(old.seq, &old.hash, after);
	if (audit_write_seq(db, &r, &by, e) != ERR_OK
		|| move_start(db, &old, by, e) != ERR_OK)
		return e->code;
	return take_out(db, old.seq, e);
}
