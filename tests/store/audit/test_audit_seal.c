/* SPDX-License-Identifier: EUPL-1.2 */
/* Seals: who can write in the database, and even makes the whole chain anew, is found
 * out by what was signed before. */
#include "schema/audit.h"
#include "schema/audit/chain.h"
#include "schema/audit/seal.h"
#include "tests/support/audit_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FORGE_SQL(X)                                                                   \
	X(FORGE_CUT, "DELETE FROM audit WHERE seq > :seq")                             \
	X(FORGE_CUT_DETAILS, "DELETE FROM audit_detail WHERE seq > :seq")              \
	X(FORGE_EMPTY, "DELETE FROM audit_head WHERE seq > :seq")                      \
	X(FORGE_HEAD, "UPDATE audit_head SET seq = :seq,"                              \
		      " hash = (SELECT hash FROM audit WHERE seq = :seq)")             \
	X(FORGE_SEAL_GONE, "DELETE FROM audit_seal WHERE number = :seq")               \
	X(FORGE_SEAL_SEQ, "UPDATE audit_seal SET seq = seq + 1 WHERE number = :seq")   \
	X(FORGE_SEAL_AT, "UPDATE audit_seal SET at = at + 1 WHERE number = :seq")      \
	X(FORGE_SEAL_HASH, "UPDATE audit_seal SET hash = zeroblob(32)"                 \
			   " WHERE number = :seq")                                     \
	X(FORGE_SEAL_COPY,                                                             \
		"UPDATE audit_seal SET signature = (SELECT signature FROM audit_seal"  \
		" WHERE number = 3 - :seq) WHERE number = :seq")                       \
	X(FORGE_ACTOR, "UPDATE audit SET actor = 'nobody' WHERE seq = :seq")           \
	X(FORGE_READ, "SELECT seq, at, actor, origin, action, object, result, detail"  \
		      " FROM audit WHERE seq > :seq ORDER BY seq")                     \
	X(FORGE_HASH, "UPDATE audit SET hash = :hash WHERE seq = :seq")
extern const struct stmt_list forge_statements;
STMT_LIST(forge, FORGE_SQL);

static void forge(struct test_db *t, int which, int64_t seq)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(t->db, &forge_statements, which, &s, &e), &e);
	stmt_bind_int(s, "seq", seq);
	test_ok(stmt_run(s, &e), &e);
}

static void set_hash(struct test_db *t, int64_t seq, const struct digest *d)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(t->db, &forge_statements, FORGE_HASH, &s, &e), &e);
	stmt_bind_int(s, "seq", seq);
	stmt_bind_blob(s, "hash", d->bytes, DIGEST_BYTES);
	test_ok(stmt_run(s, &e), &e);
}

static struct audit_text text(struct stmt *s, const char *column)
{
	struct audit_text t;

	t.data = stmt_text_bytes(s, column, &t.len);
	return t;
}

/* All that somebody can do who knows how the chain is made. */
static void make_anew(struct test_db *t)
{
	STMT_AUTO s = NULL;
	struct digest before = { { 0 } }, detail;
	struct err e = { 0 };
	int64_t last = 0;

	test_ok(stmt_get(t->db, &forge_statements, FORGE_READ, &s, &e), &e);
	stmt_bind_int(s, "seq", 0);
	while (stmt_row(s, &e)) {
		struct audit_link link = { .seq = stmt_int(s, "seq"),
			.at_ms = stmt_int(s, "at") };
		size_t n;
		const void *bytes = stmt_blob(s, "detail", &n);

#define X(name) link.name = text(s, #name);
		AUDIT_TEXTS(X)
#undef X
		if (bytes != NULL)
			memcpy(detail.bytes, bytes, n);
		link.detail = bytes != NULL ? &detail : NULL;
		before = audit_link_hash(&before, &link);
		last = link.seq;
		set_hash(t, last, &before);
	}
	stmt_done(&s);
	forge(t, FORGE_HEAD, last);
}

/* 20 records, seal 1 on them and record 21 that says so, 10 more, seal 2 up to 31,
 * record 32, 5 more. */
static void open_sealed(struct test_db *t)
{
	struct err e = { 0 };

	audit_world_open(t, 20);
	test_db_unlock(t);
	audit_world_seal(t);
	test_ok(db_begin(t->db, DB_WRITE, &e), &e);
	for (int i = 0; i < 10; i++)
		audit_world_write(t->db, 100 + i);
	test_ok(db_commit(t->db, &e), &e);
	audit_world_seal(t);
	test_ok(db_begin(t->db, DB_WRITE, &e), &e);
	for (int i = 0; i < 5; i++)
		audit_world_write(t->db, 200 + i);
	test_ok(db_commit(t->db, &e), &e);
	audit_world_holds(t, 37);
	assert_int_equal(audit_world_verify(t).seals, 2);
}

static void begin(struct test_db *t)
{
	struct err e = { 0 };

	test_ok(db_begin(t->db, DB_WRITE, &e), &e);
}

/* From every record on, with and without a matching note of where the log ends. */
static void a_cut_end_is_named(void **state)
{
	struct test_db t;

	(void)state;
	open_sealed(&t);
	for (int64_t last = 1; last < 37; last++) {
		begin(&t);
		forge(&t, FORGE_CUT_DETAILS, last);
		forge(&t, FORGE_CUT, last);
		audit_world_names(&t, last + 1, "missing");
		forge(&t, FORGE_HEAD, last);
		if (last < 31)
			audit_world_names(&t, last + 1, "a seal covers them");
		db_rollback(t.db);
	}
	begin(&t);
	forge(&t, FORGE_CUT_DETAILS, 0);
	forge(&t, FORGE_CUT, 0);
	forge(&t, FORGE_EMPTY, 0);
	audit_world_names(&t, 1, "missing");
	db_rollback(t.db);
	test_db_close(&t);
}

/* Without seals such a chain is perfect: that is what seals are for. */
static void a_chain_made_anew_is_found(void **state)
{
	struct test_db t;

	(void)state;
	audit_world_open(&t, 20);
	test_db_unlock(&t);
	begin(&t);
	forge(&t, FORGE_ACTOR, 7);
	make_anew(&t);
	audit_world_holds(&t, 20);
	db_rollback(t.db);
	test_db_close(&t);
	open_sealed(&t);
	for (int64_t seq = 1; seq <= 31; seq++) {
		begin(&t);
		forge(&t, FORGE_ACTOR, seq);
		make_anew(&t);
		audit_world_names(&t, seq <= 20 ? 20 : 31, "made anew");
		db_rollback(t.db);
	}
	test_db_close(&t);
}

static void a_changed_seal_is_named(void **state)
{
	static const struct {
		int how;
		int64_t number, seq;
		const char *word;
	} cases[] = {
		{ FORGE_SEAL_GONE, 1, 31, "seal 1 is missing" },
		{ FORGE_SEAL_GONE, 2, 37, "seal 2 is missing" },
		{ FORGE_SEAL_SEQ, 1, 21, "signature of seal 1" },
		{ FORGE_SEAL_AT, 2, 31, "signature of seal 2" },
		{ FORGE_SEAL_HASH, 1, 20, "signature of seal 1" },
		{ FORGE_SEAL_COPY, 1, 20, "signature of seal 1" },
		{ FORGE_SEAL_COPY, 2, 31, "signature of seal 2" },
	};
	struct test_db t;

	(void)state;
	open_sealed(&t);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(&t);
		forge(&t, cases[i].how, cases[i].number);
		audit_world_names(&t, cases[i].seq, cases[i].word);
		db_rollback(t.db);
	}
	test_db_close(&t);
}

/* A second seal on the same records says nothing new, and is not made. */
static void nothing_new_is_not_sealed(void **state)
{
	struct test_db t;

	(void)state;
	test_db_open(&t);
	audit_world_seal(&t);
	assert_int_equal(audit_world_verify(&t).seals, 0);
	test_db_close(&t);
	audit_world_open(&t, 3);
	test_db_unlock(&t);
	audit_world_seal(&t);
	audit_world_seal(&t);
	audit_world_holds(&t, 4);
	assert_int_equal(audit_world_verify(&t).seals, 1);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_end_is_named),
		cmocka_unit_test(a_chain_made_anew_is_found),
		cmocka_unit_test(a_changed_seal_is_named),
		cmocka_unit_test(nothing_new_is_not_sealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
