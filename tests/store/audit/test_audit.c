/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit chain: whatever is changed in it afterwards is found. */
#include "base/random.h"
#include "schema/audit.h"
#include "schema/audit/verify.h"
#include "schema/engine.h"
#include "schema/stmt.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Each changes one column of one record. x'00' is a NUL byte. */
#define TAMPER_SQL(X)                                                                  \
	X(TAMPER_AT, "UPDATE audit SET at = at + :by WHERE seq = :seq")                \
	X(TAMPER_ACTOR, "UPDATE audit SET actor = actor || 'x' WHERE seq = :seq")      \
	X(TAMPER_ORIGIN, "UPDATE audit SET origin = '' WHERE seq = :seq")              \
	X(TAMPER_ACTION, "UPDATE audit SET action = upper(action) WHERE seq = :seq")   \
	X(TAMPER_OBJECT, "UPDATE audit SET object = object || '0' WHERE seq = :seq")   \
	X(TAMPER_RESULT, "UPDATE audit SET result = result || ' ' WHERE seq = :seq")   \
	X(TAMPER_BEFORE,                                                               \
		"UPDATE audit SET before = CASE WHEN before IS NULL THEN '' END"       \
		" WHERE seq = :seq")                                                   \
	X(TAMPER_AFTER, "UPDATE audit SET after = coalesce(after, '') || '{}'"         \
			" WHERE seq = :seq")                                           \
	X(TAMPER_SWAP, "UPDATE audit SET actor = origin, origin = actor"               \
		       " WHERE seq = :seq")                                            \
	X(TAMPER_BEHIND_NUL, "UPDATE audit SET actor = actor || char(0) || 'x'"        \
			     " WHERE seq = :seq")                                      \
	X(TAMPER_HASH, "UPDATE audit SET hash = :hash WHERE seq = :seq")               \
	X(TAMPER_SEQ, "UPDATE audit SET seq = seq + 1000 WHERE seq = :seq")            \
	X(TAMPER_SEQ_BACK, "UPDATE audit SET seq = 0 - seq WHERE seq = :seq")          \
	X(TAMPER_ZERO, "UPDATE audit SET seq = 0 WHERE seq = :seq")                    \
	X(TAMPER_DELETE, "DELETE FROM audit WHERE seq = :seq")                         \
	X(TAMPER_KINDS, "SELECT 1 AS n")
extern const struct stmt_list tamper_statements;
STMT_LIST(tamper, TAMPER_SQL);

enum { RECORDS = 30 };

static void write_one(struct db *db, int i)
{
	static const char *const words[] = { NULL, "", "{}", "{\"naam\":\"Ærø\"}" };
	struct err e = { 0 };
	struct audit_record r = { .at = { 1000 + i },
		.actor = { i % 2 ? "token:planner" : "system",
			i % 3 ? "127.0.0.1" : "local" },
		.action = "callout.start",
		.object = "callout/41",
		.result = i % 5 ? "ok" : "refused: not allowed",
		.before = words[i % 4],
		.after = words[i / 4 % 4] };

	test_ok(audit_write(db, &r, &e), &e);
}

static void verify(struct db *db, struct audit_check *check)
{
	struct err e = { 0 };

	test_ok(audit_verify(db, NULL, check, &e), &e);
}

static void tamper(struct db *db, int how, int64_t seq, struct prng *chance)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	uint64_t hash[4];

	test_ok(stmt_get(db, &tamper_statements, how, &s, &e), &e);
	stmt_bind_int(s, "seq", seq);
	if (how == TAMPER_AT)
		stmt_bind_int(s, "by", prng_below(chance, 2) ? 1 : -1);
	if (how == TAMPER_HASH) {
		for (int i = 0; i < 4; i++)
			hash[i] = prng_next(chance);
		stmt_bind_blob(s, "hash", hash, sizeof hash);
	}
	test_ok(stmt_run_one(s, "record", &e), &e);
}

/* Any column of any record: the chain names a record at or just behind it.
 * Mutation: leave one digest_add_field out of link_hash, and this fails. */
static void any_change_is_found(void **state)
{
	struct prng chance;
	struct test_db t;
	struct audit_check check;
	struct err e = { 0 };

	(void)state;
	prng_init(&chance, 7);
	test_db_open(&t);
	test_db_unlock(&t);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	for (int i = 0; i < RECORDS; i++)
		write_one(t.db, i);
	test_ok(db_commit(t.db, &e), &e);
	verify(t.db, &check);
	assert_int_equal(check.records, RECORDS);
	assert_int_equal(check.first_bad, 0);
	for (int how = 0; how < TAMPER_KINDS; how++) {
		for (int round = 0; round < 8; round++) {
			int64_t seq = 1 + (int64_t)prng_below(&chance, RECORDS);

			test_ok(db_begin(t.db, DB_WRITE, &e), &e);
			tamper(t.db, how, seq, &chance);
			verify(t.db, &check);
			if (check.first_bad == 0 || check.reason[0] == '\0')
				fail_msg("%s of record %" PRId64 " is not seen",
					tamper_texts[how].name, seq);
			if (how < TAMPER_SEQ)
				assert_int_equal(check.first_bad, seq);
			db_rollback(t.db);
		}
	}
	test_db_close(&t);
}

static void a_single_record_cannot_hide(void **state)
{
	static const int hows[] = { TAMPER_ZERO, TAMPER_SEQ_BACK, TAMPER_SEQ,
		TAMPER_HASH };
	struct prng chance;
	struct test_db t;
	struct audit_check check;
	struct err e = { 0 };

	(void)state;
	prng_init(&chance, 1);
	test_db_open(&t);
	test_db_unlock(&t);
	verify(t.db, &check);
	assert_int_equal(check.records, 0);
	assert_int_equal(check.first_bad, 0);
	for (size_t i = 0; i < sizeof hows / sizeof *hows; i++) {
		test_ok(db_begin(t.db, DB_WRITE, &e), &e);
		write_one(t.db, 1);
		tamper(t.db, hows[i], 1, &chance);
		verify(t.db, &check);
		assert_int_not_equal(check.first_bad, 0);
		db_rollback(t.db);
	}
	test_db_close(&t);
}

/* A record that could not be written does not move the chain. */
static void a_refused_record_leaves_the_chain(void **state)
{
	struct test_db t;
	struct audit_check check;
	struct audit_record r = {
		.actor = { NULL, "" }, .action = "", .object = "", .result = ""
	};
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	write_one(t.db, 1);
	assert_int_equal(audit_write(t.db, &r, &e), ERR_CONFLICT);
	write_one(t.db, 2);
	test_ok(db_commit(t.db, &e), &e);
	verify(t.db, &check);
	assert_int_equal(check.records, 2);
	assert_int_equal(check.first_bad, 0);
	test_db_close(&t);
}

/* After a rolled back job, and after another program wrote, the chain goes on from
 * what is in the database. */
static void the_chain_goes_on_from_the_database(void **state)
{
	struct test_db t;
	struct db *other = NULL;
	struct audit_check check;
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &other, &e), &e);
	for (int i = 0; i < 6; i++) {
		struct db *db = i % 2 ? other : t.db;

		test_ok(db_begin(db, DB_WRITE, &e), &e);
		test_ok(db_savepoint(db, &e), &e);
		write_one(db, i);
		db_savepoint_rollback(db);
		test_ok(db_savepoint(db, &e), &e);
		write_one(db, 10 + i);
		test_ok(db_savepoint_release(db, &e), &e);
		test_ok(db_commit(db, &e), &e);
	}
	verify(t.db, &check);
	assert_int_equal(check.records, 6);
	assert_int_equal(check.first_bad, 0);
	test_ok(db_close(other, &e), &e);
	test_db_close(&t);
}

struct seen {
	int64_t count, last;
	bool wrong;
};

static void on_entry(void *ctx, const struct audit_entry *entry)
{
	struct seen *s = ctx;

	s->wrong |= entry->seq != s->last + 1 || strlen(entry->hash) != DIGEST_HEX - 1
		    || strcmp(entry->object, "callout/41") != 0;
	s->last = entry->seq;
	s->count++;
}

static void records_are_read_in_order_and_parts(void **state)
{
	struct test_db t;
	struct seen seen = { 0, 0, false };
	struct err e = { 0 };

	(void)state;
	test_db_open(&t);
	test_ok(db_begin(t.db, DB_WRITE, &e), &e);
	for (int i = 0; i < RECORDS; i++)
		write_one(t.db, i);
	test_ok(db_commit(t.db, &e), &e);
	while (seen.count < RECORDS) {
		int64_t before = seen.count;

		test_ok(audit_each(t.db, seen.last, 7, on_entry, &seen, &e), &e);
		assert_true(seen.count > before && seen.count <= before + 7);
	}
	assert_int_equal(seen.count, RECORDS);
	assert_false(seen.wrong);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_change_is_found),
		cmocka_unit_test(a_single_record_cannot_hide),
		cmocka_unit_test(a_refused_record_leaves_the_chain),
		cmocka_unit_test(the_chain_goes_on_from_the_database),
		cmocka_unit_test(records_are_read_in_order_and_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
