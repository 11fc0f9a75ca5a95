/* SPDX-License-Identifier: EUPL-1.2 */
/* Tables that are only added to refuse it in the database itself when somebody changes
 * a row, column by column, or takes one away; what the terms and somebody's leaving
 * allow goes on. And no table that the program only adds to is forgotten. Mutations:
 * leave a trigger out of the migration, or its WHEN: fails. */
#include "schema/audit.h"
#include "schema/audit/erase.h"
#include "schema/engine.h"
#include "tests/support/audit_world.h"
#include "tests/support/statements.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define LOOK_SQL(X)                                                                    \
	X(LOOK_TABLES, "SELECT name FROM sqlite_schema WHERE type = 'table'"           \
		       " AND name NOT LIKE 'sqlite%' AND name <> 'migration'"          \
		       " ORDER BY name")                                               \
	X(LOOK_TRIGGER, "SELECT count(*) AS n FROM sqlite_schema"                      \
			" WHERE type = 'trigger' AND name = :table || '_stays'")
extern const struct stmt_list append_look_statements;
STMT_LIST(append_look, LOOK_SQL);

/* One row in each, of person 1, who is active; records 1 and on of the audit log. */
static const char rows[] =
	"INSERT INTO municipality (id, code, name) VALUES (1, 'GM0148', 'Dalfsen');"
	"INSERT INTO person (id, given_name, family_name, sort_key, search_key,"
	" municipality_id) VALUES (1, 'Jan', 'Bos', 'bos', 'jan bos', 1);"
	"INSERT INTO activity (id, kind, title, starts_at, ends_at, minutes)"
	" VALUES (1, 'exercise', 'Najaar', 1, 2, 60);"
	"INSERT INTO attendance (id, activity_id, person_id, role, result, minutes,"
	" assessor, remarks, reason, withdrawn, source, recorded_at, recorded_by)"
	" VALUES (1, 1, 1, '', 'present', 60, '', '', '', 0, 'list', 1, 'clerk');"
	"INSERT INTO certificate (id, person_id, title, number, issuer, from_day,"
	" reason, withdrawn, source, recorded_at, recorded_by)"
	" VALUES (1, 1, 'EHBO', '', '', 1, '', 0, '', 1, 'clerk');"
	"INSERT INTO certificate_file (certificate_id, type, sha256, bytes,"
	" recorded_at, recorded_by)"
	" VALUES (1, 'image/png', zeroblob(32), zeroblob(1), 1, 'clerk');"
	"INSERT INTO sign_in (activity_id, person_id, signed_at, via)"
	" VALUES (1, 1, 1, 'qr');"
	"INSERT INTO event (seq, at, kind, actor, data)"
	" VALUES (1, 1, 'duty', 'clerk', '{}');"
	"INSERT INTO alarm (id, control_room, source_id, received_at, body, result)"
	" VALUES (1, 'gms', '1', 1, '{}', 'no_rule');"
	"INSERT INTO account_review (id, holder, holder_id, at, actor, outcome)"
	" VALUES (1, 'account', 1, 1, 'clerk', 'kept');";

/* deleted: a row may be taken away while its person is active and the log whole. */
static const struct {
	const char *table, *row;
	bool deleted;
} kept[] = {
	{ "attendance", "id = 1", false },
	{ "certificate_file", "certificate_id = 1", false },
	{ "certificate", "id = 1", false },
	{ "audit", "seq = 5", false },
	{ "audit_detail", "seq = 6", false },
	{ "audit_erasure", "seq > 0", false },
	{ "audit_seal", "number = 1", false },
	{ "account_review", "id = 1", false },
	{ "event", "seq = 1", true },
	{ "alarm", "id = 1", true },
	{ "sign_in", "person_id = 1", true },
};
enum { KEPT = sizeof kept / sizeof *kept };

/* What the program only adds to and yet may change: it belongs to something that is
 * changed, works once, or is no record of anything. */
static const char *const free_tables[] = { "account_scope", "account_secret",
	"activity_function", "audit_salt", "calendar_token", "contact", "demo_sign_in",
	"learning_point_told", "retention_announced", "rotation_person",
	"rotation_revision", "scenario_slot", "stuck_channel", "swap_refusal",
	"voice_guess", "working_week_time" };

static enum err_code script(struct test_db *t, struct err *e, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static enum err_code script(struct test_db *t, struct err *e, const char *format, ...)
{
	char sql[4096];
	va_list args;

	va_start(args, format);
	assert_in_range(vsnprintf(sql, sizeof sql, format, args), 1, sizeof sql - 1);
	va_end(args);
	err_clear(e);
	return db_engine(t->db)->script(db_connection(t->db), sql, e);
}

/* Records of persons 0 to 3 (details of record 6: person 2), those of person 3 erased.
 */
static void open(struct test_db *t)
{
	const struct actor clerk = { "account:clerk", "local" };
	struct err e = { 0 };
	int64_t n;

	audit_world_open(t, 60);
	audit_world_seal(t);
	test_ok(db_begin(t->db, DB_WRITE, &e), &e);
	test_ok(audit_erase_person(t->db, 3, clerk, (struct instant){ 9000 }, &n, &e),
		&e);
	assert_true(n > 0);
	test_ok(db_commit(t->db, &e), &e);
	test_ok(script(t, &e, "%s", rows), &e);
}

static void refused(enum err_code rc, const struct err *e, const char *what)
{
	if (rc != ERR_CONFLICT
		|| (strstr(e->msg, "only") == NULL && strstr(e->msg, "kept") == NULL))
		fail_msg("%s: %s (%s)", what, err_text(rc), e->msg);
}

static void no_column_can_be_changed(void **state)
{
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	open(&t);
	for (size_t i = 0; i < KEPT; i++) {
		const struct engine *engine = db_engine(t.db);
		struct engine_statement *s = NULL;
		char sql[200];
		int columns;

		(void)snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE %s",
			kept[i].table, kept[i].row);
		test_ok(engine->prepare(db_connection(t.db), sql, &s, &e), &e);
		assert_int_equal(engine->step(s, &e), ENGINE_ROW);
		columns = engine->columns(s);
		assert_in_range(columns, 2, 30);
		for (int c = 0; c < columns; c++) {
			const char *name = engine->column_name(s, c);

			refused(script(&t, &e, "UPDATE %s SET %s = %s WHERE %s",
					kept[i].table, name, name, kept[i].row),
				&e, name);
		}
		engine->finalize(s);
	}
	test_db_close(&t);
}

static void no_row_can_be_taken_away(void **state)
{
	struct test_db t;
	struct err e = { 0 };

	(void)state;
	open(&t);
	for (size_t i = 0; i < KEPT; i++) {
		enum err_code rc = script(
			&t, &e, "DELETE FROM %s WHERE %s", kept[i].table, kept[i].row);

		if (kept[i].deleted)
			test_ok(rc, &e);
		else
			refused(rc, &e, kept[i].table);
	}
	audit_world_holds(&t, 62);
	test_db_close(&t);
}

/* Who left: the records go. Past its term: the log goes from its beginning. */
static void what_may_go_goes(void **state)
{
	static const char *const gone[] = { "certificate_file", "certificate",
		"attendance" };
	const struct actor clerk = { "account:clerk", "local" };
	struct test_db t;
	struct err e = { 0 };
	int64_t n;

	(void)state;
	open(&t);
	test_ok(script(&t, &e, "UPDATE person SET active = 0 WHERE id = 1"), &e);
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		test_ok(script(&t, &e, "DELETE FROM %s", gone[i]), &e);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	test_ok(audit_remove_old(t.db, (struct instant){ 9001 }, 1000, clerk,
			(struct instant){ 9100 }, &n, &e),
		&e);
	test_ok(db_commit(t.db, &e), &e);
	assert_int_equal(n, 62);
	audit_world_holds(&t, 1);
	test_db_close(&t);
}

static bool mentions(const char *sql, const char *verb, const char *table)
{
	const size_t n = strlen(table);

	for (const char *s = sql; (s = strstr(s, verb)) != NULL;) {
		s += strlen(verb);
		if (strncmp(s, table, n) == 0 && !isalnum((unsigned char)s[n])
			&& s[n] != '_')
			return true;
	}
	return false;
}

/* Does the program add to the table, and never change a row of it? */
static bool is_only_added_to(const char *table)
{
	bool added = false;

	for (size_t i = 0; all_statements[i] != NULL; i++)
		for (size_t k = 0; k < all_statements[i]->count; k++) {
			const char *sql = all_statements[i]->texts[k].sql;
			const bool adds = mentions(sql, "INTO ", table);

			added = added || adds;
			if (mentions(sql, "UPDATE ", table)
				|| (adds && strstr(sql, "DO UPDATE") != NULL))
				return false;
		}
	return added;
}

static bool is_locked(struct test_db *t, const char *table)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(t->db, &append_look_statements, LOOK_TRIGGER, &s, &e), &e);
	stmt_bind_text(s, "table", table);
	assert_true(stmt_row(s, &e));
	return stmt_int(s, "n") == 1;
}

static bool is_free(const char *table)
{
	for (size_t i = 0; i < sizeof free_tables / sizeof *free_tables; i++)
		if (strcmp(free_tables[i], table) == 0)
			return true;
	return false;
}

/* Of a new table somebody decides. */
static void no_table_is_forgotten(void **state)
{
	STMT_AUTO s = NULL;
	struct test_db t;
	struct err e = { 0 };
	size_t locked = 0, free_ones = 0;

	(void)state;
	test_db_open(&t);
	test_ok(stmt_get(t.db, &append_look_statements, LOOK_TABLES, &s, &e), &e);
	while (stmt_row(s, &e)) {
		const char *table = stmt_text(s, "name");
		const bool is_kept = is_locked(&t, table);

		if (is_kept && is_free(table))
			fail_msg("%s is said to be free, and is not", table);
		locked += is_kept;
		free_ones += is_free(table);
		if (is_only_added_to(table) != (is_kept || is_free(table)))
			fail_msg("%s: is it only added to, or not?", table);
	}
	stmt_done(&s);
	assert_int_equal(locked, KEPT);
	assert_int_equal(free_ones, sizeof free_tables / sizeof *free_tables);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_column_can_be_changed),
		cmocka_unit_test(no_row_can_be_taken_away),
		cmocka_unit_test(what_may_go_goes),
		cmocka_unit_test(no_table_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
