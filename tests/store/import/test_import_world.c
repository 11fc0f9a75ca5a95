/* SPDX-License-Identifier: EUPL-1.2 */
/* Random regions, planned at random, move to an empty database as CSV: all kinds out,
 * all in, all out again: not a byte differs; who is on duty and what is wrong with the
 * rosters is the same there. In the database itself the files change nothing.
 *
 * Mutations: leave known_from out of roster_restore() (C1 differs), seq (who is on duty
 * differs), rotation_id out of duty_record_resource, refusals() out of
 * swap_record_keep(), DUTY_EXACT out of DUTY_FIND: each fails. */
#include "base/alloc.h"
#include "roster/duty/duty.h"
#include "roster/fairness/holiday_config.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "roster/planning/pair.h"
#include "roster/planning/problems.h"
#include "tests/support/plan_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORLDS = 12, STEPS = 60, MOMENTS = 60, ANSWER_MAX = 1 << 20 };

static struct import_report report;

/* --- what a region has beside its rosters */

static void add_people(struct plan_world *w)
{
	(void)roster_make(&w->r, &person_resource,
		json_pack("{s:s,s:s,s:s,s:I,s:s}", "given_name", "Zo\xc3\xab", "infix",
			"van den", "family_name", "Berg; \"de oude\"",
			"municipality_id", (json_int_t)w->r.zwolle, "language", "en"));
	(void)roster_make(&w->r, &person_resource,
		json_pack("{s:s,s:s,s:I,s:[{s:s,s:s,s:i},{s:s,s:s,s:i},{s:s,s:s,s:i},"
			  "{s:s,s:s,s:i}]}",
			"external_id", "x1", "family_name", "=Smit", "municipality_id",
			(json_int_t)w->r.dalfsen, "contacts", "kind", "mobile",
			"address", "+31611111111", "rank", 4, "kind", "landline",
			"address", "+31529488388", "rank", 1, "kind", "mobile",
			"address", "+31622222222", "rank", 5, "kind", "mobile",
			"address", "+31633333333", "rank", 7));
}

static void add_region(struct plan_world *w)
{
	struct err e = { 0 };
	int64_t local = roster_make(&w->r, &function_resource,
		json_pack("{s:s,s:s,s:s,s:I,s:i,s:s,s:b}", "code", "TL-Z", "name",
			"Lokaal team", "regime", "L", "municipality_id",
			(json_int_t)w->r.zwolle, "arrival_norm_minutes", 90,
			"requirements", "een\nen twee", "alerts_coordinator", true));

	if (plan_below(w, 2) == 0)
		(void)roster_make(&w->r, &function_pair_resource,
			json_pack("{s:I,s:I,s:s}", "function_id",
				(json_int_t)w->function[1], "other_function_id",
				(json_int_t)w->function[0], "note", "samen"));
	(void)roster_make(&w->r, &function_pair_resource,
		json_pack("{s:I,s:I}", "function_id", (json_int_t)local,
			"other_function_id", (json_int_t)w->function[0]));
	(void)roster_make(&w->r, &holiday_resource,
		json_pack("{s:s,s:s,s:b,s:i}", "name", "Kermis", "date", "2027-04-10",
			"yearly", false, "weight_percent", 30));
	test_ok(roster_change(&w->r, &holiday_resource, 6,
			json_pack("{s:i}", "weight_percent", (int)plan_below(w, 200)),
			&e),
		&e);
	add_people(w);
}

/* Somebody holds a function no longer, though on duty for it. */
static void end_an_assignment(struct plan_world *w)
{
	struct err e = { 0 };

	test_ok(roster_change(&w->r, &assignment_resource,
			1 + (int64_t)plan_below(w, 2 * WORLD_PEOPLE),
			json_pack("{s:s,s:s}", "until", "2027-03-20", "status",
				plan_below(w, 2) == 0 ? "qualified" : "suspended"),
			&e),
		&e);
}

static void open_region(struct plan_world *w, uint64_t seed, int done[PLAN_SORTS])
{
	plan_world_open(w, seed);
	add_region(w);
	for (int i = 0; i < STEPS; i++) {
		enum plan_sort sort = i < 3 ? PLAN_PUBLISH
					    : (enum plan_sort)plan_below(w, PLAN_SORTS);

		w->r.by.now.ms += INT64_C(60001) * (1 + (int64_t)plan_below(w, 1440));
		done[sort] += plan_step(w, sort);
	}
	end_an_assignment(w);
}

/* --- asking both the same */

/* By what is the same in both: the number, or the id of who has none. */
static void add_person(struct roster_world *w, int64_t id, struct text *out)
{
	json_t *item;
	const char *number;

	if (id == 0) {
		(void)text_add(out, " -");
		return;
	}
	item = roster_get(w, &person_resource, id);
	number = json_string_value(json_object_get(item, "external_id"));
	if (number != NULL)
		(void)text_addf(out, " %s", number);
	else
		(void)text_addf(out, " #%" PRId64, id);
	json_decref(item);
}

static void add_function(struct roster_world *w, int64_t id, struct text *out)
{
	struct function f = { .code = "-" };
	struct err e = { 0 };

	if (id != 0)
		test_ok(function_find(w->t.db, id, &f, &e), &e);
	(void)text_addf(out, " %s", f.code);
}

static int64_t function_of(struct roster_world *w, const char *code)
{
	struct err e = { 0 };
	int64_t id = 0;

	test_ok(function_by_code(w->t.db, code, &id, &e), &e);
	assert_true(id != 0);
	return id;
}

/* Who is on duty at a moment for a function, as text. */
static void add_on_duty(
	struct roster_world *w, const char *code, struct instant at, struct text *out)
{
	struct on_duty people[ON_DUTY_MAX];
	struct err e = { 0 };
	size_t n;

	test_ok(on_duty_at(w->t.db, function_of(w, code), at, people, &n, &e), &e);
	for (size_t i = 0; i < n; i++) {
		(void)text_addf(out, "%s %" PRId64 " %d %" PRId64 " %d", code, at.ms,
			people[i].rank, people[i].until.ms, people[i].absent);
		add_person(w, people[i].person_id, out);
		add_person(w, people[i].next_person_id, out);
		(void)text_add(out, "\n");
	}
}

static char *on_duty_answers(struct roster_world *w, uint64_t seed)
{
	struct prng p;
	struct text out;

	prng_init(&p, seed);
	text_init(&out, ANSWER_MAX);
	for (int i = 0; i < MOMENTS; i++) {
		struct instant at = {
			WORLD_START + (int64_t)prng_below(&p, WORLD_CELLS) * WORLD_CELL
		};

		add_on_duty(w, "OVD-BZ", at, &out);
		add_on_duty(w, "AC-BZ", at, &out);
	}
	return text_take(&out);
}

/* Ids differ, so do not sort by them: what is wrong, a line each, in alphabetical
 * order. */
static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *problem_line(struct roster_world *w, const struct roster_problem *p)
{
	struct text out;

	text_init(&out, 1024);
	(void)text_addf(&out, "%d %d %" PRId64 " %" PRId64 " %d/%d %d %" PRId64,
		(int)p->kind, (int)p->severity, p->from.ms, p->until.ms, p->have,
		p->need, (int)p->breach.rule, p->breach.actual);
	add_function(w, p->function_id, &out);
	add_function(w, p->other_function_id, &out);
	add_person(w, p->person_id, &out);
	(void)text_add(&out, "\n");
	return text_take(&out);
}

static char *coverage_answers(struct roster_world *w, bool seen[PROBLEM_KINDS])
{
	struct roster_rules rules = roster_rules_default();
	struct problems_query q = { .from = { WORLD_START },
		.to = { WORLD_START + (int64_t)WORLD_CELLS * WORLD_CELL },
		.rules = &rules };
	struct roster_problems found;
	struct err e = { 0 };
	struct text all;
	char **line;

	test_ok(roster_problems_find(w->t.db, &q, &found, &e), &e);
	line = base_calloc(found.n + 1, sizeof *line);
	assert_non_null(line);
	for (size_t i = 0; i < found.n; i++) {
		seen[found.item[i].kind] = true;
		line[i] = problem_line(w, &found.item[i]);
	}
	qsort(line, found.n, sizeof *line, by_text);
	text_init(&all, ANSWER_MAX);
	for (size_t i = 0; i < found.n; i++) {
		(void)text_add(&all, line[i]);
		base_free(line[i]);
	}
	base_free(line);
	roster_problems_fini(&found);
	return text_take(&all);
}

static void assert_same_and_free(char *a, char *b)
{
	assert_string_equal(a, b);
	base_free(a);
	base_free(b);
}

/* --- moving */

static void open_empty(struct roster_world *to, struct instant now)
{
	struct err e = { 0 };

	roster_world_open(to);
	to->by.now = now;
	test_ok(db_begin(to->t.db, DB_WRITE, &e), &e);
	test_ok(resource_delete(
			to->t.db, &function_resource, to->officer, 0, &to->by, &e),
		&e);
	test_ok(resource_delete(
			to->t.db, &function_resource, to->shelter, 0, &to->by, &e),
		&e);
	test_ok(resource_delete(
			to->t.db, &municipality_resource, to->dalfsen, 0, &to->by, &e),
		&e);
	test_ok(resource_delete(
			to->t.db, &municipality_resource, to->zwolle, 0, &to->by, &e),
		&e);
	test_ok(db_commit(to->t.db, &e), &e);
}

static void take(struct roster_world *w, enum import_kind kind, const char *file)
{
	struct err e = { 0 };

	if (roster_import(w, kind, file, strlen(file), &report, &e) != ERR_OK)
		fail_msg("%s, line %zu, %s: %s; %s", import_kind_words[kind],
			report.faults[0].line, report.faults[0].column,
			report.faults[0].reason, e.msg);
}

static void move(struct roster_world *from, struct roster_world *to)
{
	char *file[IMPORT_KINDS_COUNT], *before = roster_dump(from), *again;

	for (int kind = 0; kind < IMPORT_KINDS_COUNT; kind++) {
		file[kind] = roster_export(from, (enum import_kind)kind, NULL);
		take(from, (enum import_kind)kind, file[kind]);
		assert_int_equal(report.created + report.updated, 0);
		take(to, (enum import_kind)kind, file[kind]);
	}
	assert_same_and_free(before, roster_dump(from));
	for (int kind = 0; kind < IMPORT_KINDS_COUNT; kind++) {
		again = roster_export(to, (enum import_kind)kind, NULL);
		assert_string_equal(file[kind], again);
		take(to, (enum import_kind)kind, again);
		assert_int_equal(report.created + report.updated, 0);
		base_free(again);
		base_free(file[kind]);
	}
}

static void a_planned_region_moves_without_change(void **state)
{
	bool seen[PROBLEM_KINDS] = { false };
	int done[PLAN_SORTS] = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		static struct plan_world w;
		struct roster_world to;

		open_region(&w, seed, done);
		open_empty(&to, instant_add(w.r.by.now, seconds(3600)));
		move(&w.r, &to);
		assert_same_and_free(
			on_duty_answers(&w.r, seed), on_duty_answers(&to, seed));
		assert_same_and_free(
			coverage_answers(&w.r, seen), coverage_answers(&to, seen));
		roster_world_close(&w.r);
		roster_world_close(&to);
	}
	for (int i = 0; i < PLAN_SORTS; i++)
		assert_true(done[i] > 3);
	for (int i = 0; i < PROBLEM_KINDS; i++)
		assert_true(seen[i] || i == PROBLEM_TRAINING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_planned_region_moves_without_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
