/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking in the audit log: what is found is what a plain look at every record finds,
 * each once, in either order, however small the pages; a rare word is found over more
 * than one call.
 *
 * Mutations: `length(:object) + 1` without the 1 finds callout/120 under callout/12;
 * `last = entry.seq` under the if loses what stands between; without fold() "ÆRØ" finds
 * nothing; `looked` never counted lets one call read everything. */
#include "schema/audit/search.h"
#include "tests/support/audit_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { RECORDS = 300, MANY = AUDIT_SEARCH_STRETCH + 50 };

struct found {
	struct test_db *t;
	bool newest;
	int64_t last, count, calls;
	bool is[MANY + 1];
};

static void on_entry(void *ctx, const struct audit_entry *entry)
{
	struct found *f = ctx;

	assert_in_range(entry->seq, 1, MANY);
	assert_false(f->is[entry->seq]);
	assert_true(f->last == 0
		    || (f->newest ? entry->seq < f->last : entry->seq > f->last));
	f->is[entry->seq] = true;
	f->last = entry->seq;
	f->count++;
}

/* All pages of what is asked. Static. */
static const struct found *look(struct test_db *t, struct audit_search search)
{
	static struct found f;
	const char **texts[] = { &search.actor, &search.action, &search.object,
		&search.text };
	struct err e = { 0 };
	int64_t next;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (*texts[i] == NULL)
			*texts[i] = "";
	if (search.to.ms == 0)
		search.to.ms = INT64_MAX;
	memset(&f, 0, sizeof f);
	f.newest = search.newest_first;
	do {
		int64_t before = f.count;

		test_ok(audit_search(t->db, &search, on_entry, &f, &next, &e), &e);
		assert_true(f.count - before <= search.limit);
		assert_true(next == 0 || next != search.after);
		search.after = next;
		f.calls++;
	} while (next != 0);
	return &f;
}

static void every_record_is_found_once_in_either_order(void **state)
{
	struct test_db t;

	(void)state;
	audit_world_open(&t, RECORDS);
	for (int64_t limit = 1; limit <= RECORDS; limit *= 7)
		for (int newest = 0; newest < 2; newest++)
			assert_int_equal(
				look(&t, (struct audit_search){ .newest_first =
									newest != 0,
						 .limit = limit })
					->count,
				RECORDS);
	test_db_close(&t);
}

static bool naive(const struct audit_search *s, int i)
{
	char object[32];

	(void)snprintf(object, sizeof object, "callout/%d", i);
	return (s->actor == NULL || strcmp(s->actor, i % 2 ? "plan" : "syst") == 0)
	       && (s->action == NULL || strcmp(s->action, "person") != 0 || i % 7 == 0)
	       && (s->object == NULL || strcmp(s->object, "callout") == 0
		       || strcmp(s->object, object) == 0)
	       && (s->text == NULL || strstr(s->text, "REF") == NULL || i % 5 == 0)
	       && (s->text == NULL || strstr(s->text, "ÆRØ") == NULL || i % 4 == 3
		       || i / 4 % 4 == 3)
	       && 1000 + i >= s->from.ms && (s->to.ms == 0 || 1000 + i < s->to.ms);
}

static void what_is_asked_is_found_and_nothing_else(void **state)
{
	static const struct audit_search asked[] = {
		{ .actor = "plan" },
		{ .actor = "syst", .action = "person" },
		{ .action = "person" },
		{ .object = "callout/12" },
		{ .object = "callout" },
		{ .object = "call" },
		{ .text = "ÆRØ" },
		{ .text = "  REFused naam ÆRØ" },
		{ .from = { 1010 }, .to = { 1020 } },
		{ .actor = "plan", .text = "REFUSED", .from = { 1100 } },
	};
	struct test_db t;

	(void)state;
	audit_world_open(&t, RECORDS);
	for (size_t k = 0; k < sizeof asked / sizeof *asked; k++)
		for (int newest = 0; newest < 2; newest++) {
			struct audit_search one = asked[k];
			const struct found *f;

			one.limit = 7;
			one.newest_first = newest != 0;
			f = look(&t, one);
			for (int i = 0; i < RECORDS; i++)
				if (f->is[i + 1] != naive(&asked[k], i))
					fail_msg("search %zu, record %d", k, i + 1);
		}
	test_db_close(&t);
}

static void a_rare_word_is_found_over_more_than_one_call(void **state)
{
	struct test_db t;
	const struct found *f;

	(void)state;
	audit_world_open(&t, MANY);
	f = look(&t, (struct audit_search){ .limit = 100, .text = "callout/5003" });
	assert_true(f->is[5004]);
	assert_int_equal(f->count, 1);
	assert_int_equal(f->calls, 2);
	f = look(&t,
		(struct audit_search){
			.limit = 100, .text = "callout/5003", .newest_first = true });
	assert_int_equal(f->count, 1);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record_is_found_once_in_either_order),
		cmocka_unit_test(what_is_asked_is_found_and_nothing_else),
		cmocka_unit_test(a_rare_word_is_found_over_more_than_one_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
