/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/ledger.h"

#include "schema/audit.h"
#include "schema/audit/verify.h"
#include "schema/event.h"
#include "schema/stmt.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define LEDGER_SQL(X)                                                                  \
	X(LEDGER_INSERT, "INSERT INTO municipality (id, code, name) VALUES (:id, "     \
			 ":code, :name)")                                              \
	X(LEDGER_DELETE, "DELETE FROM municipality WHERE id = :id")                    \
	X(LEDGER_ROWS, "SELECT count(*) AS n, max(id) AS last FROM municipality")      \
	X(LEDGER_EVENTS, "SELECT count(*) AS n, max(seq) AS last FROM event")          \
	X(LEDGER_FIND, "SELECT id FROM municipality WHERE code = :code")               \
	X(LEDGER_SOUND, "PRAGMA integrity_check")                                      \
	X(LEDGER_KEYS, "PRAGMA foreign_key_check")
extern const struct stmt_list ledger_statements;
STMT_LIST(ledger, LEDGER_SQL);

static enum err_code insert(struct db *db, int n, int64_t *ret_id, struct err *e)
{
	STMT_AUTO s = NULL;
	char code[16];

	(void)snprintf(code, sizeof code, "M%d", n);
	if (ids_next(db, "municipality", ret_id, e) != ERR_OK
		|| stmt_get(db, &ledger_statements, LEDGER_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", *ret_id);
	stmt_bind_text(s, "code", code);
	stmt_bind_text(s, "name", code);
	return stmt_run(s, e);
}

/* Longer than what SQLite keeps without asking for memory. */
#define TENTH "0123456789 0123456789 0123456789 0123456789 "
static const char long_text[] =
	"{\"code\":\"" TENTH TENTH TENTH TENTH TENTH TENTH TENTH TENTH TENTH TENTH
	"\"}";

enum err_code ledger_add(struct db *db, int n, struct err *e)
{
	char object[32];
	struct event_record event = { .at = { 1000 + n },
		.kind = "municipality",
		.actor = "token:test",
		.data = "{}" };
	struct audit_record record = { .at = { 1000 + n },
		.actor = { "token:test", "127.0.0.1" },
		.action = "municipality.create",
		.object = object,
		.result = "ok",
		.after = long_text };
	int64_t id;

	if (insert(db, n, &id, e) != ERR_OK)
		return e->code;
	(void)snprintf(object, sizeof object, "municipality/%" PRId64, id);
	if (event_write(db, &event, NULL, e) != ERR_OK)
		return e->code;
	return audit_write(db, &record, e);
}

enum err_code ledger_remove(struct db *db, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &ledger_statements, LEDGER_DELETE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run_one(s, "entry", e);
}

bool ledger_has(struct db *db, int n)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	char code[16];
	bool found;

	(void)snprintf(code, sizeof code, "M%d", n);
	test_ok(stmt_get(db, &ledger_statements, LEDGER_FIND, &s, &e), &e);
	stmt_bind_text(s, "code", code);
	found = stmt_row(s, &e);
	test_ok(e.code, &e);
	return found;
}

/* Rows of a table, and its highest id. */
static int64_t rows(struct db *db, int which, int64_t *ret_last)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(db, &ledger_statements, which, &s, &e), &e);
	if (!stmt_row(s, &e))
		fail_msg("%s", e.msg);
	*ret_last = stmt_int(s, "last");
	return stmt_int(s, "n");
}

int64_t ledger_count(struct db *db)
{
	int64_t last;

	return rows(db, LEDGER_ROWS, &last);
}

static void check_sound(struct db *db)
{
	struct err e = { 0 };
	STMT_AUTO s = NULL;
	STMT_AUTO keys = NULL;

	test_ok(stmt_get(db, &ledger_statements, LEDGER_SOUND, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	assert_string_equal(stmt_text(s, "integrity_check"), "ok");
	test_ok(stmt_get(db, &ledger_statements, LEDGER_KEYS, &keys, &e), &e);
	assert_false(stmt_row(keys, &e));
	test_ok(e.code, &e);
}

int64_t ledger_check(struct db *db)
{
	struct audit_check check;
	struct err e = { 0 };
	int64_t last, next, n = rows(db, LEDGER_ROWS, &last);

	test_ok(ids_peek(db, "municipality", &next, &e), &e);
	assert_true(last < next);
	assert_int_equal(rows(db, LEDGER_EVENTS, &last), n);
	test_ok(ids_peek(db, "event", &next, &e), &e);
	assert_true(last < next);
	test_ok(audit_verify(db, NULL, &check, &e), &e);
	assert_int_equal(check.first_bad, 0);
	assert_int_equal(check.records, n);
	check_sound(db);
	return n;
}

static enum err_code work(struct job *j, struct db *db, struct err *e)
{
	struct ledger_job *l = container_of(j, struct ledger_job, job);

	if (l->order != NULL)
		l->place = (*l->order)++;
	if (ledger_add(db, l->number, e) != ERR_OK)
		return e->code;
	return l->spoil ? err_set(e, ERR_INVALID, "spoiled") : ERR_OK;
}

static void done(struct job *j)
{
	struct ledger_job *l = container_of(j, struct ledger_job, job);

	assert_false(l->done);
	l->done = true;
}

void ledger_job_init(struct ledger_job *j, int number)
{
	*j = (struct ledger_job){
		.job = { .work = work, .done = done }, .number = number, .place = -1
	};
}
