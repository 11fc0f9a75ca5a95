/* SPDX-License-Identifier: EUPL-1.2 */
/* Random years of planning – rotations, publishing, duties by hand, overrides, swaps,
 * absences, people who leave – and after every step, half hour by half hour:
 *
 * - each place holds one person at a time, or nobody;
 * - publishing, overriding, swapping and absence never leave open what was filled;
 * - taking an override away restores what was there;
 * - a step that was refused changed nothing;
 * - in the end, who was on duty as known at each step is what was seen then.
 *
 * Mutations: drop the check of the giver in layers.c paint() (a swap fills a hole, or
 * takes an override's place); let publish_drafts() take drafts of who has left; leave
 * LAYER_ACTIVE_THEN out: each fails. */
#include "base/random.h"
#include "roster/duty/duty.h"
#include "roster/duty/override.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "roster/planning/publish.h"
#include "roster/swap/swap_store.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
	PEOPLE = 6,
	RANKS = 2,
	CELL = 1800000,
	CELLS = 8 * 7 * 48,
	STEPS = 45,
	WORLDS = 9
};

/* A Monday in March: the clock changes in the third week. */
static const int64_t T0 = INT64_C(1804464000000);

/* Who stands at each place in each half hour; 0: nobody. */
struct picture {
	int64_t who[RANKS][CELLS];
};

struct world {
	struct roster_world r;
	struct prng chance;
	int64_t person[PEOPLE], rotation;
	bool left[PEOPLE];
	int64_t override[STEPS];
	int overrides;
	struct picture seen[STEPS];
	struct instant at[STEPS];
	int done[8], refused;
};

static uint64_t below(struct world *w, uint64_t n)
{
	return prng_below(&w->chance, n);
}

static struct instant moment(struct world *w)
{
	return (struct instant){ T0 + (int64_t)below(w, CELLS) * CELL };
}

static void two_moments(
	struct world *w, char from[INSTANT_TEXT], char until[INSTANT_TEXT])
{
	struct instant a = moment(w), b = moment(w);

	if (b.ms < a.ms) {
		struct instant swapped = a;

		a = b;
		b = swapped;
	}
	b.ms += CELL;
	(void)instant_format(a, from);
	(void)instant_format(b, until);
}

static int64_t somebody(struct world *w)
{
	return w->person[below(w, PEOPLE)];
}

/* --- looking */

static void look(struct world *w, struct instant known_at, struct picture *ret)
{
	struct roster_query q = { .function_id = w->r.officer,
		.from = { T0 },
		.to = { T0 + (int64_t)CELLS * CELL },
		.known_at = known_at };
	struct roster_spans spans;
	struct err e = { 0 };

	memset(ret, 0, sizeof *ret);
	test_ok(roster_resolve(w->r.t.db, &q, &spans, &e), &e);
	for (size_t i = 0; i < spans.n; i++) {
		const struct roster_span *s = &spans.item[i];

		assert_true(s->rank >= 1 && s->rank <= RANKS && s->person_id > 0);
		assert_int_equal((s->starts.ms - T0) % CELL, 0);
		assert_int_equal((s->ends.ms - T0) % CELL, 0);
		for (int64_t t = s->starts.ms; t < s->ends.ms; t += CELL) {
			int64_t *cell = &ret->who[s->rank - 1][(t - T0) / CELL];

			assert_int_equal(*cell, 0); /* one at a time */
			*cell = s->person_id;
		}
	}
	roster_spans_fini(&spans);
}

static void assert_no_new_hole(
	const struct picture *before, const struct picture *after)
{
	for (int rank = 0; rank < RANKS; rank++)
		for (int i = 0; i < CELLS; i++)
			if (before->who[rank][i] != 0 && after->who[rank][i] == 0)
				fail_msg("rank %d: half hour %d is open", rank + 1, i);
}

static void assert_same(const struct picture *a, const struct picture *b)
{
	assert_memory_equal(a, b, sizeof *a);
}

/* --- steps: each true when it was done */

static bool make(struct world *w, const struct resource *r, json_t *body, int64_t *ret)
{
	struct err e = { 0 };

	return roster_try(&w->r, r, body, ret, &e) == ERR_OK;
}

/* Runs in a transaction of its own. */
static bool in_transaction(
	struct world *w, enum err_code (*work)(struct world *w, struct err *e))
{
	struct err e = { 0 };

	test_ok(db_begin(w->r.t.db, DB_WRITE, &e), &e);
	if (work(w, &e) == ERR_OK) {
		test_ok(db_commit(w->r.t.db, &e), &e);
		return true;
	}
	db_rollback(w->r.t.db);
	return false;
}

static bool revise(struct world *w)
{
	struct err e = { 0 };
	char from[DATE_TEXT];
	json_t *people = json_array();

	for (uint64_t n = 2 + below(w, 3); n > 0; n--)
		(void)json_array_append_new(people, json_integer(somebody(w)));
	(void)date_format(date_from_days(T0 / 86400000 + (int64_t)below(w, 50)), from);
	return roster_change(&w->r, &rotation_resource, w->rotation,
		       json_pack("{s:s,s:o,s:{s:i,s:s},s:{s:i,s:s}}", "effective_from",
			       from, "people", people, "period", "count",
			       1 + (int)below(w, 3), "unit",
			       below(w, 2) == 0 ? "day" : "week", "handover", "weekday",
			       1 + (int)below(w, 7), "time", "09:00"),
		       &e)
	       == ERR_OK;
}

static enum err_code publish_work(struct world *w, struct err *e)
{
	struct publish_order o = { .function_id = w->r.officer, .from = moment(w) };
	struct rotation_made made;
	struct publish_result result;

	o.to = instant_add(o.from, seconds(86400 * (1 + (int64_t)below(w, 30))));
	if (rotation_make_drafts(
		    w->r.t.db, w->rotation, o.from, o.to, &w->r.by, &made, e)
		!= ERR_OK)
		return e->code;
	return publish_drafts(w->r.t.db, &o, &w->r.by, &result, e);
}

static bool publish(struct world *w)
{
	return revise(w) && in_transaction(w, publish_work);
}

static bool by_hand(struct world *w, const struct resource *r, int64_t *ret)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];

	two_moments(w, from, until);
	return make(w, r,
		json_pack("{s:I,s:I,s:i,s:s,s:s}", "function_id",
			(json_int_t)w->r.officer, "person_id", (json_int_t)somebody(w),
			"rank", 1 + (int)below(w, RANKS), "starts_at", from, "ends_at",
			until),
		ret);
}

static enum err_code take_away(struct world *w, struct err *e)
{
	return resource_delete(w->r.t.db, &override_resource,
		w->override[w->overrides - 1], 0, &w->r.by, e);
}

/* Made and taken away at once: as if it had never been. */
static bool override_and_back(struct world *w)
{
	struct picture before, after;

	look(w, (struct instant){ 0 }, &before);
	if (!by_hand(w, &override_resource, &w->override[w->overrides]))
		return false;
	w->overrides++;
	w->r.by.now.ms += 1000;
	assert_true(in_transaction(w, take_away));
	w->overrides--;
	look(w, (struct instant){ 0 }, &after);
	assert_same(&before, &after);
	return true;
}

/* Asks for a random part of a random duty, in whoever's name stands there. */
static enum err_code swap_work(struct world *w, struct err *e)
{
	struct duty_filter f = { .function_id = w->r.officer, .state = "published" };
	struct swap_order o = { .reason = "", .actor = { .plans = true } };
	json_t *duties, *body, *duty;
	enum err_code asked;
	struct swap_row s;
	size_t n;

	if (duty_list(w->r.t.db, &f, 0, 1000, &duties, e) != ERR_OK)
		return e->code;
	n = json_array_size(json_object_get(duties, "items"));
	duty = json_array_get(
		json_object_get(duties, "items"), n > 0 ? below(w, n) : 0);
	body = json_pack("{s:O}", "duty_id",
		duty != NULL ? json_object_get(duty, "id") : json_null());
	if (duty != NULL && below(w, 2) == 0) {
		struct instant starts = { 0 }, ends = { 0 };
		char text[INSTANT_TEXT];
		struct err ignored = { 0 };

		(void)fields_instant(
			duty, "starts_at", FIELDS_REQUIRED, &starts, &ignored);
		(void)fields_instant(duty, "ends_at", FIELDS_REQUIRED, &ends, &ignored);
		starts.ms += (int64_t)below(w, (uint64_t)(ends.ms - starts.ms) / CELL)
			     * CELL;
		json_object_set_new(
			body, "from", json_string(instant_format(starts, text)));
	}
	asked = swap_ask(w->r.t.db, body, 0, &w->r.by, &o.id, e);
	json_decref(body);
	json_decref(duties);
	o.actor.person_id = somebody(w);
	o.step = SWAP_AGREE;
	if (asked != ERR_OK || swap_take_step(w->r.t.db, &o, &w->r.by, &s, e) != ERR_OK)
		return e->code;
	o.step = SWAP_APPROVE;
	return swap_take_step(w->r.t.db, &o, &w->r.by, &s, e);
}

static bool absence(struct world *w)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];
	int64_t id;

	two_moments(w, from, until);
	return make(w, &absence_resource,
		json_pack("{s:I,s:s,s:s}", "person_id", (json_int_t)somebody(w), "from",
			from, "until", until),
		&id);
}

static bool leave_or_return(struct world *w)
{
	int i = (int)below(w, PEOPLE);
	struct err e = { 0 };

	w->left[i] = !w->left[i];
	return roster_change(&w->r, &person_resource, w->person[i],
		       json_pack("{s:b}", "active", !w->left[i]), &e)
	       == ERR_OK;
}

/* --- a world */

enum { PUBLISH, DUTY, OVERRIDE, BACK, TAKE_AWAY, SWAP, ABSENCE, LEAVE, SORTS };

static bool step(struct world *w, int sort)
{
	int64_t id;

	if (sort == PUBLISH)
		return publish(w);
	if (sort == DUTY)
		return by_hand(w, &duty_resource, &id);
	if (sort == BACK)
		return override_and_back(w);
	if (sort == SWAP)
		return in_transaction(w, swap_work);
	if (sort == ABSENCE)
		return absence(w);
	if (sort == LEAVE)
		return leave_or_return(w);
	if (sort == TAKE_AWAY) {
		if (w->overrides == 0 || !in_transaction(w, take_away))
			return false;
		w->overrides--;
		return true;
	}
	if (!by_hand(w, &override_resource, &w->override[w->overrides]))
		return false;
	w->overrides++;
	return true;
}

static void one_step(struct world *w, int i)
{
	static const int sorts[] = { PUBLISH, PUBLISH, DUTY, OVERRIDE, OVERRIDE, BACK,
		TAKE_AWAY, SWAP, SWAP, SWAP, ABSENCE, LEAVE };
	int sort = i == 0 ? PUBLISH : sorts[below(w, sizeof sorts / sizeof *sorts)];
	struct picture before;
	bool done;

	look(w, (struct instant){ 0 }, &before);
	w->r.by.now.ms += 60000;
	done = step(w, sort);
	look(w, (struct instant){ 0 }, &w->seen[i]);
	w->at[i] = w->r.by.now;
	if (!done)
		assert_same(&before, &w->seen[i]);
	else if (sort != TAKE_AWAY && sort != LEAVE)
		assert_no_new_hole(&before, &w->seen[i]);
	w->done[sort] += done;
	w->refused += !done;
}

static void open_world(struct world *w, uint64_t seed)
{
	memset(w, 0, sizeof *w);
	roster_world_open(&w->r);
	w->r.by.now.ms = T0 - INT64_C(86400000) * 60;
	prng_init(&w->chance, seed);
	for (int i = 0; i < PEOPLE; i++)
		w->person[i] = roster_person(&w->r, i, w->r.officer);
	w->rotation = roster_make(&w->r, &rotation_resource,
		json_pack("{s:I,s:s,s:s,s:[I,I,I]}", "function_id",
			(json_int_t)w->r.officer, "name", "Ring", "starts_on",
			"2027-03-01", "people", (json_int_t)w->person[0],
			(json_int_t)w->person[1], (json_int_t)w->person[2]));
}

static void no_sequence_makes_a_hole(void **state)
{
	static struct world w;
	int done[SORTS] = { 0 }, refused = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		struct picture then;

		open_world(&w, seed);
		for (int i = 0; i < STEPS; i++)
			one_step(&w, i);
		for (int i = 0; i < STEPS; i++) {
			look(&w, w.at[i], &then);
			assert_same(&then, &w.seen[i]);
		}
		roster_world_close(&w.r);
		for (int i = 0; i < SORTS; i++)
			done[i] += w.done[i];
		refused += w.refused;
	}
	for (int i = 0; i < SORTS; i++)
		if (done[i] < 5)
			fail_msg("sort %d was done %d times only", i, done[i]);
	assert_true(refused > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_sequence_makes_a_hole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
