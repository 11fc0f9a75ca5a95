/* SPDX-License-Identifier: EUPL-1.2 */
/* A record taken out, put in, or put elsewhere, at every place of the log: verifying
 * says what happened and where. The forger knows the program: numbers, details and the
 * note of where the log ends fit. (Cut ends: test_audit_seal; bytes:
 * test_audit_tamper.) Mutation: do not compare the numbers in verify.c: fails. */
#include "schema/stmt.h"
#include "tests/support/audit_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Numbers go through their negatives, because no two records have the same. */
#define MOVE_SQL(X)                                                                    \
	X(MOVE_RECORD, "UPDATE audit SET seq = :to WHERE seq = :seq")                  \
	X(MOVE_DETAIL, "UPDATE audit_detail SET seq = :to WHERE seq = :seq")           \
	X(MOVE_REMOVE, "DELETE FROM audit WHERE seq = :seq")                           \
	X(MOVE_REMOVE_DETAIL, "DELETE FROM audit_detail WHERE seq = :seq")             \
	X(MOVE_COPY, "INSERT INTO audit (seq, at, actor, origin, action, object,"      \
		     " result, before, after, hash, detail) SELECT :to, at, actor,"    \
		     " origin, action, object, result, before, after, hash, detail"    \
		     " FROM audit WHERE seq = :seq")                                   \
	X(MOVE_COPY_DETAIL,                                                            \
		"INSERT INTO audit_detail (seq, person_id, salt, before, after)"       \
		" SELECT :to, person_id, salt, before, after FROM audit_detail"        \
		" WHERE seq = :seq")                                                   \
	X(MOVE_END, "UPDATE audit_head SET seq = :seq")
extern const struct stmt_list move_statements;
STMT_LIST(move, MOVE_SQL);

enum { RECORDS = 40 };

static void run(struct test_db *t, int which, int64_t seq, int64_t to)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(t->db, &move_statements, which, &s, &e), &e);
	stmt_bind_int(s, "seq", seq);
	if (which != MOVE_REMOVE && which != MOVE_REMOVE_DETAIL && which != MOVE_END)
		stmt_bind_int(s, "to", to);
	test_ok(stmt_run(s, &e), &e);
}

static void move(struct test_db *t, int64_t seq, int64_t to)
{
	run(t, MOVE_RECORD, seq, to);
	run(t, MOVE_DETAIL, seq, to);
}

static void begin(struct test_db *t)
{
	struct err e = { 0 };

	test_ok(db_begin(t->db, DB_WRITE, &e), &e);
}

static void a_record_taken_out_is_named(void **state)
{
	struct test_db t;

	(void)state;
	audit_world_open(&t, RECORDS);
	test_db_unlock(&t);
	for (int64_t seq = 1; seq <= RECORDS; seq++) {
		begin(&t);
		run(&t, MOVE_REMOVE, seq, 0);
		run(&t, MOVE_REMOVE_DETAIL, seq, 0);
		audit_world_names(&t, seq, "is missing");
		for (int64_t next = seq + 1; next <= RECORDS; next++)
			move(&t, next, next - 1); /* nobody sees the hole */
		run(&t, MOVE_END, RECORDS - 1, 0);
		audit_world_names(&t, seq < RECORDS ? seq : RECORDS - 1,
			seq < RECORDS ? "was changed" : "ended the log");
		db_rollback(t.db);
	}
	audit_world_holds(&t, RECORDS);
	test_db_close(&t);
}

/* A copy of the record before (of the last, at the beginning). */
static void a_record_put_in_is_named(void **state)
{
	struct test_db t;

	(void)state;
	audit_world_open(&t, RECORDS);
	test_db_unlock(&t);
	for (int64_t seq = 1; seq <= RECORDS + 1; seq++) {
		int64_t from = seq > 1 ? seq - 1 : RECORDS + 1;

		begin(&t);
		for (int64_t next = RECORDS; next >= seq; next--)
			move(&t, next, next + 1);
		run(&t, MOVE_COPY, from, seq);
		run(&t, MOVE_COPY_DETAIL, from, seq);
		run(&t, MOVE_END, RECORDS + 1, 0);
		audit_world_names(&t, seq, "was changed");
		db_rollback(t.db);
	}
	audit_world_holds(&t, RECORDS);
	test_db_close(&t);
}

static void a_record_put_elsewhere_is_named(void **state)
{
	struct test_db t;

	(void)state;
	audit_world_open(&t, RECORDS);
	test_db_unlock(&t);
	for (int64_t seq = 1; seq < RECORDS; seq++) {
		begin(&t);
		move(&t, seq, -1);
		move(&t, seq + 1, seq);
		move(&t, -1, seq + 1);
		audit_world_names(&t, seq, "was changed");
		db_rollback(t.db);
	}
	audit_world_holds(&t, RECORDS);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_taken_out_is_named),
		cmocka_unit_test(a_record_put_in_is_named),
		cmocka_unit_test(a_record_put_elsewhere_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
