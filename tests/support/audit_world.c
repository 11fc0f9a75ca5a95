/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/audit_world.h"

#include "schema/audit.h"
#include "schema/audit/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

void audit_world_write(struct db *db, int i)
{
	static const char *const words[] = { NULL, "", "{}", "{\"naam\":\"Ærø\"}" };
	char object[32];
	struct err e = { 0 };
	struct audit_record r = { .at = { 1000 + i },
		.actor = { i % 2 ? "token:planner" : "system",
			i % 3 ? "127.0.0.1" : "local" },
		.action = i % 7 ? "callout.start" : "person.update",
		.object = object,
		.result = i % 5 ? "ok" : "refused: not allowed",
		.before = words[i % 4],
		.after = words[i / 4 % 4],
		.person_id = i % 7 ? 0 : 1 + i % 3 };

	(void)snprintf(object, sizeof object, "callout/%d", i);
	test_ok(audit_write(db, &r, &e), &e);
}

void audit_world_open(struct test_db *t, int n)
{
	struct err e = { 0 };

	test_db_open(t);
	test_ok(db_begin(t->db, DB_WRITE, &e), &e);
	for (int i = 0; i < n; i++)
		audit_world_write(t->db, i);
	test_ok(db_commit(t->db, &e), &e);
}

void audit_world_key(struct signature_key *ret)
{
	signature_key_derive(ret, "a secret", 8);
}

void audit_world_seal(struct test_db *t)
{
	struct signature_key key;
	struct audit_seal seal;
	struct err e = { 0 };

	audit_world_key(&key);
	test_ok(db_begin(t->db, DB_WRITE, &e), &e);
	test_ok(audit_seal_add(t->db, &key, (struct actor){ "paraat", "local" },
			(struct instant){ 5000 }, &seal, &e),
		&e);
	test_ok(db_commit(t->db, &e), &e);
}

struct audit_check audit_world_verify(struct test_db *t)
{
	struct signature_key key;
	struct audit_check check;
	struct err e = { 0 };

	audit_world_key(&key);
	test_ok(audit_verify(t->db, key.public_key, &check, &e), &e);
	assert_int_equal(check.first_bad != 0, check.reason[0] != '\0');
	return check;
}

void audit_world_holds(struct test_db *t, int64_t records)
{
	struct audit_check check = audit_world_verify(t);

	if (check.first_bad != 0)
		fail_msg("%" PRId64 ": %s", check.first_bad, check.reason);
	assert_int_equal(check.records, records);
}

void audit_world_names(struct test_db *t, int64_t seq, const char *word)
{
	struct audit_check check = audit_world_verify(t);

	if (check.first_bad != seq || strstr(check.reason, word) == NULL)
		fail_msg("not record %" PRId64 " and '%s' but %" PRId64 ": %s", seq,
			word, check.first_bad, check.reason);
}
