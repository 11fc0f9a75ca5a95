/* SPDX-License-Identifier: EUPL-1.2 */
/* Planning when memory runs out: at every allocation in turn an error that says so, no
 * leak, nothing half done, and afterwards the same works. */
#include "base/alloc.h"
#include "roster/duty/duty.h"
#include "roster/planning/changes.h"
#include "roster/planning/publish.h"
#include "roster/planning/readiness.h"
#include "roster/planning/takeover.h"
#include "roster/swap/swap_store.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct world {
	struct roster_world r;
	struct roster_rules rules;
	struct problems_query q;
	int64_t person[4], duty;
};

static int start(void **state)
{
	static struct world w;
	static const char *const week[] = { "2028-01-03T08:00:00Z",
		"2028-01-10T08:00:00Z", "2028-01-17T08:00:00Z", "2028-01-24T08:00:00Z",
		"2028-01-31T08:00:00Z" };
	struct err e = { 0 };

	memset(&w, 0, sizeof w);
	roster_world_open(&w.r);
	w.rules = roster_rules_default();
	w.q = (struct problems_query){ .rules = &w.rules, .now = w.r.by.now };
	test_ok(instant_parse(week[0], &w.q.from, &e), &e);
	test_ok(instant_parse(week[4], &w.q.to, &e), &e);
	for (int i = 0; i < 4; i++)
		w.person[i] = roster_person(&w.r, i, w.r.officer);
	for (int i = 0; i < 4; i++) {
		int64_t id = roster_make(&w.r, &duty_resource,
			json_pack("{s:I,s:I,s:s,s:s,s:s}", "function_id",
				(json_int_t)w.r.officer, "person_id",
				(json_int_t)w.person[i < 2 ? 0 : i], "starts_at",
				week[i], "ends_at", week[i + 1], "state",
				i == 3 ? "draft" : "published"));

		if (i == 0)
			w.duty = id;
	}
	(void)roster_make(&w.r, &absence_resource,
		json_pack("{s:I,s:s,s:s}", "person_id", (json_int_t)w.person[2], "from",
			"2028-01-05T00:00:00Z", "until", "2028-01-20T00:00:00Z"));
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;

	roster_world_close(&w->r);
	return 0;
}

static enum err_code find_problems(struct world *w, struct err *e)
{
	struct roster_problems found;

	if (roster_problems_find(w->r.t.db, &w->q, &found, e) != ERR_OK)
		return e->code;
	assert_true(found.n >= 2);
	roster_problems_fini(&found);
	return ERR_OK;
}

static enum err_code find_takers(struct world *w, struct err *e)
{
	struct takeover_query q = { .person_id = w->person[0],
		.from = w->q.from,
		.until = w->q.to,
		.rules = &w->rules };
	struct takeover_hits hits;

	if (takeover_find(w->r.t.db, &q, &hits, e) != ERR_OK)
		return e->code;
	assert_int_equal(hits.n, 2);
	assert_int_equal(hits.item[0].candidates, 3);
	takeover_hits_fini(&hits);
	return ERR_OK;
}

static enum err_code judge_readiness(struct world *w, struct err *e)
{
	struct readiness_facts f;
	struct readiness r;
	struct readiness_input in = { .from = w->q.from, .to = w->q.to };
	enum err_code code = readiness_load(w->r.t.db, &w->q, &f, e);

	in.function = f.function;
	in.functions = f.functions;
	in.problems = &f.problems;
	in.span = f.spans.item;
	in.spans = f.spans.n;
	in.qualification = f.qualification;
	in.qualifications = f.qualifications;
	in.absence = f.absence;
	in.absences = f.absences;
	if (code == ERR_OK)
		code = readiness_judge(&in, &r, e);
	if (code == ERR_OK) {
		assert_int_equal(r.rows, 2);
		readiness_fini(&r);
	}
	readiness_facts_fini(&f);
	return code;
}

static enum err_code publish(struct world *w, struct err *e)
{
	struct publish_order o = { w->r.officer, w->q.from, w->q.to };
	struct publish_result done;
	struct roster_changes changes;
	struct roster_watch watch;

	if (roster_watch_begin(w->r.t.db, w->r.officer, w->q.from, &watch, e) != ERR_OK)
		return e->code;
	if (publish_drafts(w->r.t.db, &o, &w->r.by, &done, e) != ERR_OK) {
		roster_watch_fini(&watch);
		return e->code;
	}
	assert_int_equal(done.published, 1);
	if (roster_watch_end(w->r.t.db, &watch, &changes, e) != ERR_OK)
		return e->code;
	assert_int_equal(changes.n, 1);
	roster_changes_fini(&changes);
	return ERR_OK;
}

static enum err_code swap(struct world *w, struct err *e)
{
	struct swap_order o = { .step = SWAP_AGREE,
		.actor = { w->person[3], true },
		.reason = "",
		.automatic = &w->rules };
	json_t *body = json_pack("{s:I}", "duty_id", (json_int_t)w->duty);
	struct swap_row s;
	enum err_code code =
		swap_ask(w->r.t.db, body, w->person[0], &w->r.by, &o.id, e);

	json_decref(body);
	if (code == ERR_OK)
		code = swap_take_step(w->r.t.db, &o, &w->r.by, &s, e);
	return code;
}

/* Fails each allocation of the work in turn, in a transaction that is rolled back. */
static void survive(
	struct world *w, enum err_code (*work)(struct world *w, struct err *e))
{
	struct err e = { 0 };
	long n = 0;
	bool fired = true;

	while (fired) {
		enum err_code code;

		test_ok(db_begin(w->r.t.db, DB_WRITE, &e), &e);
		(void)alloc_fail_at(++n, 0);
		code = work(w, &e);
		fired = alloc_fail_at(0, 0) != 0;
		db_rollback(w->r.t.db);
		if (code != ERR_OK && code != ERR_NOMEM)
			fail_msg("allocation %ld: %s: %s", n, err_text(code), e.msg);
		assert_true(fired || code == ERR_OK);
	}
	assert_true(n > 5);
}

static void memory_may_fail(void **state)
{
	struct world *w = *state;

	survive(w, find_problems);
	survive(w, find_takers);
	survive(w, judge_readiness);
	survive(w, publish);
	survive(w, swap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(memory_may_fail, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
