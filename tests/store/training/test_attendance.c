/* SPDX-License-Identifier: EUPL-1.2 */
/* Attendance is only added to: corrections name what they replace, every chain has one
 * end, and there is no statement that changes or takes out a row. */
#include "base/alloc.h"
#include "base/random.h"
#include "roster/training/record/activity.h"
#include "roster/training/record/attendance.h"
#include "roster/training/competence/requirement.h"
#include "tests/support/statements.h"
#include "tests/support/training_world.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

static struct roster_world w;
static int64_t jan, piet, exercise;

static int open(void **state)
{
	(void)state;
	roster_world_open(&w);
	jan = roster_person(&w, 1, w.officer);
	piet = roster_person(&w, 2, w.officer);
	exercise = training_activity(&w, "exercise", "Najaar", "2026-03-10");
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

/* Records for Jan ($P) in the exercise; $1 is the given id. */
static int64_t record(const char *item, int64_t id, struct err *e)
{
	char text[512];
	size_t n = 0;

	for (const char *s = item; *s != '\0' && n < sizeof text - 24; s++) {
		if (*s != '$') {
			text[n++] = *s;
			continue;
		}
		s++;
		n += (size_t)snprintf(text + n, 24, "%d",
			(int)(*s == 'P'     ? jan
				: *s == 'O' ? w.officer
					    : id));
	}
	text[n] = '\0';
	return training_record(&w, exercise, text, e);
}

static json_t *record_of(int64_t id)
{
	return roster_get(&w, &attendance_resource, id);
}

static void field_is(json_t *o, const char *field, const char *text)
{
	assert_string_equal(json_string_value(json_object_get(o, field)), text);
}

/* A record says who wrote it and when; hours are the activity's, or none. */
static void a_record_is_complete(void **state)
{
	struct err e = { 0 };
	json_t *o = record_of(record("{'person_id':$P,'result':'present'}", 0, &e));

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(o, "hours")), 3);
	field_is(o, "recorded_by", "token:test");
	field_is(o, "source", "list");
	assert_true(json_is_null(json_object_get(o, "replaced_by")));
	json_decref(o);
	o = record_of(
		record("{'person_id':$P,'function_id':$O,'result':'excused'}", 0, &e));
	assert_int_equal(json_integer_value(json_object_get(o, "hours")), 0);
	json_decref(o);
}

/* A correction takes over what it does not say, and both records stay. */
static void a_correction_is_a_new_record(void **state)
{
	struct err e = { 0 };
	int64_t first = record("{'person_id':$P,'result':'present','hours':1.5,"
			       "'role':'leider','assessor':'Bos'}",
		0, &e);
	int64_t second =
		record("{'replaces':$1,'reason':'kwam later','hours':0.75}", first, &e);
	json_t *old = record_of(first), *new = record_of(second);

	(void)state;
	assert_int_equal(
		json_integer_value(json_object_get(old, "replaced_by")), second);
	assert_true(json_number_value(json_object_get(old, "hours")) == 1.5);
	assert_int_equal(json_integer_value(json_object_get(new, "replaces")), first);
	assert_true(json_number_value(json_object_get(new, "hours")) == 0.75);
	field_is(new, "role", "leider");
	field_is(new, "assessor", "Bos");
	field_is(new, "reason", "kwam later");
	json_decref(old);
	json_decref(new);
	assert_int_equal(
		record("{'replaces':$1,'reason':'x','result':'absent'}", first, &e), 0);
	assert_int_equal(e.code, ERR_CONFLICT);
}

/* Who was corrected to absent has no hours left. */
static void absence_takes_the_hours(void **state)
{
	struct err e = { 0 };
	int64_t first = record("{'person_id':$P,'result':'present'}", 0, &e);
	json_t *o = record_of(
		record("{'replaces':$1,'reason':'x','result':'absent'}", first, &e));

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(o, "hours")), 0);
	json_decref(o);
}

static const struct {
	const char *item, *field;
} wrong[] = {
	{ "{'result':'present'}", "person_id" },
	{ "{'person_id':999,'result':'present'}", "person_id" },
	{ "{'person_id':$P,'function_id':999,'result':'present'}", "function_id" },
	{ "{'person_id':$P}", "result" },
	{ "{'person_id':$P,'result':'there'}", "result" },
	{ "{'person_id':$P,'result':'present','hours':-1}", "hours" },
	{ "{'person_id':$P,'result':'present','hours':'3'}", "hours" },
	{ "{'person_id':$P,'result':'present','hours':10001}", "hours" },
	{ "{'person_id':$P,'result':'absent','hours':1}", "hours" },
	{ "{'person_id':$P,'result':'present','reason':'x'}", "reason" },
	{ "{'person_id':$P,'result':'present','withdrawn':true}", "withdrawn" },
	{ "{'person_id':$P,'result':'present','source':'x'}", "source" },
	{ "{'person_id':$P,'result':'present','recorded_at':'2020-01-01T00:00:00Z'}",
		"recorded_at" },
	{ "{'replaces':999,'reason':'x','result':'absent'}", "replaces" },
	{ "{'replaces':$1,'result':'absent'}", "reason" },
	{ "{'replaces':$1,'reason':' ','result':'absent'}", "reason" },
	{ "{'replaces':$1,'reason':'x','person_id':999}", "person_id" },
};

static void what_is_wrong_is_named(void **state)
{
	struct err e = { 0 };
	int64_t first =
		record("{'person_id':$P,'function_id':$O,'result':'passed'}", 0, &e);

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (record(wrong[i].item, first, &e) != 0 || e.code != ERR_INVALID
			|| e.faults != 1
			|| strcmp(e.fault[0].field, wrong[i].field) != 0)
			fail_msg("%s: %d %s", wrong[i].item, (int)e.code, e.msg);
}

/* A second first record of the same person and function is refused: correct it. */
static void once_is_enough(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_true(record("{'person_id':$P,'result':'present'}", 0, &e) > 0);
	assert_int_equal(record("{'person_id':$P,'result':'absent'}", 0, &e), 0);
	assert_int_equal(e.code, ERR_CONFLICT);
	assert_non_null(strstr(e.msg, "correct that record"));
}

/* Nobody was present at what has not begun; who excuses oneself can do so before. */
static void the_future_is_not_recorded(void **state)
{
	struct err e = { 0 };

	(void)state;
	exercise = training_activity(&w, "exercise", "Later", "2026-12-01");
	assert_int_equal(record("{'person_id':$P,'result':'present'}", 0, &e), 0);
	assert_string_equal(e.fault[0].field, "result");
	assert_true(record("{'person_id':$P,'result':'excused'}", 0, &e) > 0);
}

static enum err_code record_list(const char *items, struct err *e)
{
	json_t *list = json_loads(items, 0, NULL), *made = NULL;
	enum err_code rc;

	assert_non_null(list);
	test_ok(db_begin(w.t.db, DB_WRITE, e), e);
	rc = attendance_record_list(w.t.db, exercise, list, "list", &w.by, &made, e);
	if (rc == ERR_OK)
		test_ok(db_commit(w.t.db, e), e);
	else
		db_rollback(w.t.db);
	json_decref(made);
	json_decref(list);
	return rc;
}

/* A list goes in whole, or not at all; the line at fault is named. */
static void lists_are_whole(void **state)
{
	char items[256], *before = roster_dump(&w), *after;
	struct err e = { 0 };

	(void)state;
	(void)snprintf(items, sizeof items,
		"[{\"person_id\":%d,\"result\":\"present\"},"
		"{\"person_id\":%d,\"result\":\"maybe\"}]",
		(int)jan, (int)piet);
	assert_int_equal(record_list(items, &e), ERR_INVALID);
	assert_string_equal(e.fault[0].field, "items[1].result");
	after = roster_dump(&w);
	assert_string_equal(before, after);
	base_free(before);
	base_free(after);
	(void)snprintf(items, sizeof items,
		"[{\"person_id\":%d,\"result\":\"present\"},"
		"{\"person_id\":%d,\"result\":\"absent\"}]",
		(int)jan, (int)piet);
	test_ok(record_list(items, &e), &e);
}

/* What was recorded keeps its meaning: the activity's kind, times and functions stay;
 * its name may be mended. */
static void the_activity_stays_what_it_was(void **state)
{
	static const char *const changes[][2] = { { "kind", "course" },
		{ "starts_at", "2026-03-10T07:00:00Z" },
		{ "ends_at", "2026-03-11T07:00:00Z" }, { "subject", "x" } };
	struct err e = { 0 };
	int64_t first;

	(void)state;
	test_ok(roster_change(&w, &activity_resource, exercise,
			json_pack("{s:s}", "kind", "training"), &e),
		&e);
	first = record("{'person_id':$P,'result':'present'}", 0, &e);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(
			roster_change(&w, &activity_resource, exercise,
				json_pack("{s:s}", changes[i][0], changes[i][1]), &e),
			ERR_INVALID);
		assert_string_equal(e.fault[0].field, changes[i][0]);
	}
	test_ok(roster_change(&w, &activity_resource, exercise,
			json_pack("{s:s,s:s}", "title", "Oefening", "starts_at",
				"2026-03-10T09:00:00+01:00"),
			&e),
		&e);
	(void)record(
		"{'replaces':$1,'reason':'vergissing','withdrawn':true}", first, &e);
	test_ok(roster_change(&w, &activity_resource, exercise,
			json_pack("{s:s}", "kind", "course"), &e),
		&e);
}

/* --- the chains */

static size_t count(json_t *list, const char *field, int64_t value)
{
	json_t *o;
	size_t i, n = 0;

	json_array_foreach(list, i, o)
	{
		n += json_integer_value(json_object_get(o, field)) == value;
	}
	return n;
}

static json_t *all_of(bool latest)
{
	struct attendance_filter f = { .activity_id = exercise, .latest = latest };
	json_t *list = NULL, *items;
	struct err e = { 0 };

	test_ok(attendance_list(w.t.db, &f, 0, 1000, &list, &e), &e);
	items = json_incref(json_object_get(list, "items"));
	json_decref(list);
	return items;
}

/* Every record is replaced at most once, by the one it names; one record of each chain
 * is not replaced. */
static void check_chains(size_t chains)
{
	json_t *items = all_of(false), *o;
	size_t i, ends = 0, firsts = 0;

	json_array_foreach(items, i, o)
	{
		int64_t id = json_integer_value(json_object_get(o, "id"));
		int64_t by = json_integer_value(json_object_get(o, "replaced_by"));

		assert_int_equal(count(items, "replaces", id), by != 0);
		ends += by == 0;
		firsts += json_is_null(json_object_get(o, "replaces"));
	}
	assert_int_equal(ends, chains);
	assert_int_equal(firsts, chains);
	json_decref(items);
}

/* Whatever is tried, in whatever order: each chain has one end, and no record that was
 * written ever changes. */
static void a_chain_has_one_end(void **state)
{
	static const char *const results[] = { "present", "absent", "excused", "passed",
		"failed" };
	struct prng p;
	int64_t last = 0;
	size_t chains = 0, corrections = 0;

	(void)state;
	prng_init(&p, 7);
	for (int step = 0; step < 400; step++) {
		char item[256];
		bool first = prng_below(&p, 3) == 0;
		int64_t target = 1 + (int64_t)prng_below(&p, (uint64_t)(last + 2)), id;
		struct err e = { 0 };

		if (first)
			(void)snprintf(item, sizeof item,
				"{'person_id':%d,'result':'%s'%s}",
				(int)(prng_below(&p, 2) == 0 ? jan : piet),
				results[prng_below(&p, 5)],
				prng_below(&p, 2) == 0 ? ",'function_id':1" : "");
		else
			(void)snprintf(item, sizeof item,
				"{'replaces':%d,'reason':'r%d','result':'%s',"
				"'withdrawn':%s}",
				(int)target, step, results[prng_below(&p, 5)],
				prng_below(&p, 4) == 0 ? "true" : "false");
		id = training_record(&w, exercise, item, &e);
		if (id != 0) {
			last = id;
			chains += first;
			corrections += !first;
		}
		if (step % 20 == 0)
			check_chains(chains);
	}
	check_chains(chains);
	assert_in_range(chains, 3, 4);
	assert_in_range(corrections, 20, 400);
}

static bool mentions(const char *sql, const char *verb, const char *table)
{
	size_t n = strlen(table);

	for (const char *s = sql; (s = strcasestr(s, verb)) != NULL;) {
		s += strlen(verb);
		s += strspn(s, " ");
		if (strncasecmp(s, table, n) == 0 && !isalnum((unsigned char)s[n])
			&& s[n] != '_')
			return true;
	}
	return false;
}

/* What goes when somebody left, all of that person at once (service/privacy/erase.c):
 * these three statements, word for word. */
static bool is_erasure(const struct stmt_text *t)
{
	static const struct stmt_text allowed[] = {
		{ "ERASE_ATTENDANCE",
			"DELETE FROM attendance WHERE person_id = :person_id" },
		{ "ERASE_PAPERS", "DELETE FROM certificate_file WHERE certificate_id IN"
				  " (SELECT id FROM certificate"
				  " WHERE person_id = :person_id)" },
		{ "ERASE_CERTIFICATES",
			"DELETE FROM certificate WHERE person_id = :person_id" },
	};

	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (strcmp(t->name, allowed[i].name) == 0
			&& strcmp(t->sql, allowed[i].sql) == 0)
			return true;
	return false;
}

/* No statement of the program changes or deletes what is append-only. */
static void nothing_can_change_a_record(void **state)
{
	static const char *const tables[] = { "attendance", "certificate",
		"certificate_file" };
	static const char *const verbs[] = { "update", "delete from", "replace into",
		"or replace into", "on conflict" };
	int inserts = 0;

	(void)state;
	assert_true(mentions("DELETE FROM attendance", "delete from", "attendance"));
	for (size_t i = 0; all_statements[i] != NULL; i++)
		for (size_t k = 0; k < all_statements[i]->count; k++) {
			const struct stmt_text *t = &all_statements[i]->texts[k];

			if (is_erasure(t))
				continue;
			for (size_t a = 0; a < 3; a++) {
				inserts += mentions(t->sql, "insert into", tables[a]);
				for (size_t v = 0; v < 5; v++)
					if (mentions(t->sql, verbs[v], tables[a]))
						fail_msg("%s changes %s", t->name,
							tables[a]);
			}
		}
	assert_true(inserts > 0);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open, close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(a_record_is_complete),
		EACH(a_correction_is_a_new_record),
		EACH(absence_takes_the_hours),
		EACH(what_is_wrong_is_named),
		EACH(once_is_enough),
		EACH(the_future_is_not_recorded),
		EACH(lists_are_whole),
		EACH(the_activity_stays_what_it_was),
		EACH(a_chain_has_one_end),
		cmocka_unit_test(nothing_can_change_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
