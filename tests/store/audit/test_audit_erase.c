/* SPDX-License-Identifier: EUPL-1.2 */
/* Personal data go, the chain stays: what was erased or removed on purpose is told by a
 * record, and whatever else is gone is found. */
#include "base/text.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "schema/audit.h"
#include "schema/audit/erase.h"
#include "tests/support/audit_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define LOSE_SQL(X)                                                                    \
	X(LOSE_DETAIL, "DELETE FROM audit_detail WHERE seq = :seq")                    \
	X(LOSE_AND_NOTE, "INSERT INTO audit_erasure (seq, by_seq) VALUES (:seq, :by)") \
	X(LOSE_NOTE, "DELETE FROM audit_erasure WHERE seq = :seq")                     \
	X(LOSE_START, "DELETE FROM audit_start WHERE seq > :seq")                      \
	X(LOSE_COUNT, "SELECT count(*) AS n FROM audit_detail WHERE person_id = :seq")
extern const struct stmt_list lose_statements;
STMT_LIST(lose, LOSE_SQL);

static const struct actor clerk = { "account:clerk", "local" };

static int64_t lose(struct test_db *t, int which, int64_t seq, int64_t by)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(t->db, &lose_statements, which, &s, &e), &e);
	stmt_bind_int(s, "seq", seq);
	if (by != 0)
		stmt_bind_int(s, "by", by);
	return stmt_row(s, &e) ? stmt_int(s, "n") : 0;
}

static void begin(struct test_db *t)
{
	struct err e = { 0 };

	test_ok(db_begin(t->db, DB_WRITE, &e), &e);
}

static void commit(struct test_db *t)
{
	struct err e = { 0 };

	test_ok(db_commit(t->db, &e), &e);
}

static int64_t erase(struct test_db *t, int64_t person_id)
{
	struct err e = { 0 };
	int64_t n;

	begin(t);
	test_ok(audit_erase_person(
			t->db, person_id, clerk, (struct instant){ 9000 }, &n, &e),
		&e);
	commit(t);
	return n;
}

static void an_erased_person_leaves_the_chain(void **state)
{
	struct test_db t;
	int64_t n;

	(void)state;
	audit_world_open(&t, 60);
	audit_world_seal(&t);
	n = lose(&t, LOSE_COUNT, 1, 0);
	assert_in_range(n, 1, 59);
	assert_int_equal(erase(&t, 1), n);
	assert_int_equal(lose(&t, LOSE_COUNT, 1, 0), 0);
	assert_true(lose(&t, LOSE_COUNT, 2, 0) > 0);
	audit_world_holds(&t, 62);
	assert_int_equal(audit_world_verify(&t).erased, n);
	assert_int_equal(erase(&t, 1), 0); /* nothing more: nothing is recorded */
	audit_world_holds(&t, 62);
	assert_true(erase(&t, 2) > 0);
	audit_world_holds(&t, 63);
	test_db_close(&t);
}

/* Details of record 20 are about person 2; an erasure of person 1 is record 61. */
static void what_nobody_erased_is_missed(void **state)
{
	struct test_db t;

	(void)state;
	audit_world_open(&t, 60);
	(void)erase(&t, 1);
	test_db_unlock(&t);
	begin(&t);
	(void)lose(&t, LOSE_DETAIL, 6, 0);
	audit_world_names(&t, 6, "no record says that it was erased");
	(void)lose(&t, LOSE_AND_NOTE, 6, 61);
	audit_world_names(&t, 61, "does not say that it erased");
	db_rollback(t.db);
	begin(&t);
	(void)lose(&t, LOSE_DETAIL, 6, 0);
	(void)lose(&t, LOSE_AND_NOTE, 6, 30); /* a record that erased nothing */
	audit_world_names(&t, 30, "does not say that it erased");
	db_rollback(t.db);
	begin(&t);
	(void)lose(&t, LOSE_NOTE, 22, 0);
	audit_world_names(&t, 22, "no record says that it was erased");
	db_rollback(t.db);
	test_db_close(&t);
}

/* Records are a millisecond apart, from 1000 on. */
static void old_records_go_from_the_beginning(void **state)
{
	const struct instant until = { 1000 + 40 };
	struct test_db t;
	struct err e = { 0 };
	int64_t n = 0;

	(void)state;
	audit_world_open(&t, 60);
	audit_world_seal(&t);
	(void)erase(&t, 1); /* also in what stays */
	test_ok(audit_count_old(t.db, until, 1000, &n, &e), &e);
	assert_int_equal(n, 40);
	begin(&t);
	test_ok(audit_remove_old(
			t.db, until, 15, clerk, (struct instant){ 9000 }, &n, &e),
		&e);
	commit(&t);
	assert_int_equal(n, 15);
	audit_world_holds(&t, 62 - 15 + 1);
	begin(&t);
	test_ok(audit_remove_old(
			t.db, until, 1000, clerk, (struct instant){ 9000 }, &n, &e),
		&e);
	commit(&t);
	assert_int_equal(n, 25);
	audit_world_holds(&t, 62 - 40 + 2);
	assert_int_equal(audit_world_verify(&t).removed, 40);
	begin(&t);
	(void)lose(&t, LOSE_START, 0, 0);
	audit_world_names(&t, 1, "records 1 to 40 are missing");
	db_rollback(t.db);
	test_db_reopen(&t); /* and it goes on from there */
	begin(&t);
	audit_world_write(t.db, 500);
	commit(&t);
	audit_world_holds(&t, 62 - 40 + 3);
	test_db_close(&t);
}

struct search {
	const char *word;
	bool found;
};

static void look(void *ctx, const struct audit_entry *r)
{
	struct search *s = ctx;

	s->found |= (r->before != NULL && strstr(r->before, s->word) != NULL)
		    || (r->after != NULL && strstr(r->after, s->word) != NULL);
}

static bool holds_word(struct test_db *t, const char *word, int64_t seq)
{
	struct search search = { word, false };
	struct err e = { 0 };

	test_ok(audit_each(t->db, seq, -1, look, &search, &e), &e);
	return search.found;
}

/* Addresses are in the log as salted hashes only: the same one in two records of one
 * person looks the same, of another person it looks different. */
static void addresses_are_salted(void **state)
{
	struct change by = { clerk, { 1 } };
	struct test_db t;
	struct err e = { 0 };
	char hash[DIGEST_HEX], plain[DIGEST_HEX];
	uint8_t salt[2][AUDIT_ADDRESS_SALT];
	struct digest d = digest_sha256("+31612345678", 12);

	(void)state;
	(void)digest_hex(&d, plain);
	test_db_open(&t);
	begin(&t);
	for (int i = 0; i < 2; i++) {
		json_t *item = NULL,
		       *body = json_pack("{s:s,s:i,s:[{s:s,s:s,s:i}]}", "family_name",
			       "Berg", "municipality_id", 1, "contacts", "kind",
			       "mobile", "address", "+31612345678", "rank", 1);

		if (i == 0) {
			json_t *town = json_pack(
				"{s:s,s:s}", "code", "GM0148", "name", "Dalfsen");

			test_ok(resource_create(t.db, &municipality_resource, town, &by,
					&item, &e),
				&e);
			json_decref(town);
			json_decref(item);
			item = NULL;
		}
		test_ok(resource_create(t.db, &person_resource, body, &by, &item, &e),
			&e);
		json_decref(item);
		json_decref(body);
	}
	assert_false(holds_word(&t, "+316", 0));
	assert_false(holds_word(&t, plain, 0));
	test_ok(audit_address_salt(t.db, "person/1", salt[0], &e), &e);
	test_ok(audit_address_salt(t.db, "person/2", salt[1], &e), &e);
	assert_memory_not_equal(salt[0], salt[1], AUDIT_ADDRESS_SALT);
	d = digest_hmac(salt[0], AUDIT_ADDRESS_SALT, "+31612345678", 12);
	assert_true(holds_word(&t, digest_hex(&d, hash), 0));
	commit(&t);
	assert_int_equal(erase(&t, 1), 1);
	assert_false(holds_word(&t, hash, 0));
	audit_world_holds(&t, 4);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_erased_person_leaves_the_chain),
		cmocka_unit_test(what_nobody_erased_is_missed),
		cmocka_unit_test(old_records_go_from_the_beginning),
		cmocka_unit_test(addresses_are_salted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
