/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/plan_world.h"

#include "roster/duty/duty.h"
#include "roster/duty/override.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "roster/planning/publish.h"
#include "roster/swap/swap_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

uint64_t plan_below(struct plan_world *w, uint64_t n)
{
	return prng_below(&w->chance, n);
}

struct instant plan_moment(struct plan_world *w)
{
	return (struct instant){ WORLD_START
				 + (int64_t)plan_below(w, WORLD_CELLS) * WORLD_CELL };
}

static void two_moments(
	struct plan_world *w, char from[INSTANT_TEXT], char until[INSTANT_TEXT])
{
	struct instant a = plan_moment(w), b = plan_moment(w);

	if (b.ms < a.ms) {
		struct instant swapped = a;

		a = b;
		b = swapped;
	}
	b.ms += WORLD_CELL;
	(void)instant_format(a, from);
	(void)instant_format(b, until);
}

static int64_t somebody(struct plan_world *w)
{
	return w->person[plan_below(w, WORLD_PEOPLE)];
}

static size_t some_function(struct plan_world *w)
{
	return plan_below(w, WORLD_FUNCTIONS);
}

static bool make(
	struct plan_world *w, const struct resource *r, json_t *body, int64_t *ret)
{
	struct err e = { 0 };

	return roster_try(&w->r, r, body, ret, &e) == ERR_OK;
}

/* Runs in a transaction of its own. */
static bool in_transaction(struct plan_world *w,
	enum err_code (*work)(struct plan_world *w, struct err *e))
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

/* --- publishing */

static bool revise(struct plan_world *w, size_t f)
{
	struct err e = { 0 };
	char from[DATE_TEXT];
	json_t *people = json_array();

	for (uint64_t n = 2 + plan_below(w, 3); n > 0; n--)
		(void)json_array_append_new(people, json_integer(somebody(w)));
	(void)date_format(
		date_from_days(WORLD_START / 86400000 + (int64_t)plan_below(w, 50)),
		from);
	return roster_change(&w->r, &rotation_resource, w->rotation[f],
		       json_pack("{s:s,s:o,s:{s:i,s:s},s:{s:i,s:s}}", "effective_from",
			       from, "people", people, "period", "count",
			       1 + (int)plan_below(w, 3), "unit",
			       plan_below(w, 2) == 0 ? "day" : "week", "handover",
			       "weekday", 1 + (int)plan_below(w, 7), "time", "09:00"),
		       &e)
	       == ERR_OK;
}

static enum err_code publish_work(struct plan_world *w, struct err *e)
{
	struct publish_order o = { .from = plan_moment(w) };
	struct rotation_made made;
	struct publish_result result;
	size_t f = some_function(w);
	bool all = plan_below(w, 4) > 0;

	o.function_id = w->function[f];
	o.to = instant_add(o.from, seconds(86400 * (1 + (int64_t)plan_below(w, 30))));
	if (rotation_make_drafts(w->r.t.db, w->rotation[f], o.from, o.to, &w->r.by,
		    &made,
		    e) != ERR_OK
		|| !all) /* some stay drafts */
		return e->code;
	return publish_drafts(w->r.t.db, &o, &w->r.by, &result, e);
}

/* --- by hand */

static bool by_hand(struct plan_world *w, const struct resource *r, int64_t *ret)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];

	two_moments(w, from, until);
	return make(w, r,
		json_pack("{s:I,s:I,s:i,s:s,s:s}", "function_id",
			(json_int_t)w->function[some_function(w)], "person_id",
			(json_int_t)somebody(w), "rank",
			1 + (int)plan_below(w, WORLD_RANKS), "starts_at", from,
			"ends_at", until),
		ret);
}

static bool override(struct plan_world *w)
{
	assert_true(w->overrides < WORLD_OVERRIDES);
	if (!by_hand(w, &override_resource, &w->override[w->overrides]))
		return false;
	w->overrides++;
	return true;
}

static enum err_code drop_last(struct plan_world *w, struct err *e)
{
	return resource_delete(w->r.t.db, &override_resource,
		w->override[w->overrides - 1], 0, &w->r.by, e);
}

static bool take_away(struct plan_world *w)
{
	if (w->overrides == 0 || !in_transaction(w, drop_last))
		return false;
	w->overrides--;
	return true;
}

static bool override_and_back(struct plan_world *w)
{
	if (!override(w))
		return false;
	w->r.by.now.ms += 1000;
	assert_true(take_away(w));
	return true;
}

/* --- swaps */

/* A published duty, or a part of it, into the body; the place into *leg. False: there
 * is none. */
static bool choose(struct plan_world *w, json_t *body, const char *duty_field,
	const char *from_field, struct swap_leg *leg)
{
	struct duty_filter f = { .state = "published" };
	struct err e = { 0 };
	json_t *duties, *duty;
	size_t n;

	f.function_id = w->function[some_function(w)];
	test_ok(duty_list(w->r.t.db, &f, 0, 1000, &duties, &e), &e);
	n = json_array_size(json_object_get(duties, "items"));
	duty = json_array_get(
		json_object_get(duties, "items"), n > 0 ? plan_below(w, n) : 0);
	if (duty != NULL) {
		char text[INSTANT_TEXT];

		leg->function_id = f.function_id;
		leg->rank = (int)json_integer_value(json_object_get(duty, "rank"));
		(void)fields_instant(
			duty, "starts_at", FIELDS_REQUIRED, &leg->from, &e);
		(void)fields_instant(duty, "ends_at", FIELDS_REQUIRED, &leg->until, &e);
		if (plan_below(w, 2) == 0)
			leg->from.ms += (int64_t)plan_below(w,
						(uint64_t)(leg->until.ms - leg->from.ms)
							/ WORLD_CELL)
					* WORLD_CELL;
		json_object_set(body, duty_field, json_object_get(duty, "id"));
		json_object_set_new(
			body, from_field, json_string(instant_format(leg->from, text)));
	}
	json_decref(duties);
	return duty != NULL;
}

/* Asks, in the name of whoever stands there. back: for something in return, of whoever
 * stands there. */
static enum err_code ask(struct plan_world *w, bool back, int64_t *ret_id,
	int64_t *ret_to, struct err *e)
{
	struct swap_leg leg = { 0 }, other = { 0 };
	json_t *body = json_object();
	enum err_code code = ERR_CONFLICT;

	*ret_to = plan_below(w, 2) == 0 ? somebody(w) : 0;
	if (choose(w, body, "duty_id", "from", &leg)
		&& (!back
			|| (choose(w, body, "return_duty_id", "return_from", &other)
				&& swap_holder(w->r.t.db, &other, ret_to, e)
					   == ERR_OK))) {
		if (*ret_to != 0)
			json_object_set_new(
				body, "to_person_id", json_integer(*ret_to));
		code = swap_ask(w->r.t.db, body, 0, &w->r.by, ret_id, e);
	}
	json_decref(body);
	return code;
}

static enum err_code move_on(struct plan_world *w, int64_t id, enum swap_step step,
	int64_t person, struct err *e)
{
	struct swap_order o = { .id = id,
		.step = step,
		.reason = plan_below(w, 4) == 0 ? "omdat het; moet" : "",
		.actor = { .person_id = person, .plans = true } };
	struct swap_row s;

	return swap_take_step(w->r.t.db, &o, &w->r.by, &s, e);
}

static enum err_code to_the_end(struct plan_world *w, bool back, struct err *e)
{
	int64_t id = 0, to = 0;

	if (ask(w, back, &id, &to, e) != ERR_OK
		|| move_on(w, id, SWAP_AGREE, to != 0 ? to : somebody(w), e) != ERR_OK)
		return ERR_CONFLICT;
	return move_on(w, id, SWAP_APPROVE, 0, e);
}

static enum err_code swap_work(struct plan_world *w, struct err *e)
{
	return to_the_end(w, false, e);
}

static enum err_code exchange_work(struct plan_world *w, struct err *e)
{
	return to_the_end(w, true, e);
}

/* Asks, and goes on at random: what is refused on the way changes nothing. */
static enum err_code ask_work(struct plan_world *w, struct err *e)
{
	int64_t id = 0, to = 0;

	if (ask(w, plan_below(w, 3) == 0, &id, &to, e) != ERR_OK)
		return ERR_CONFLICT;
	for (uint64_t n = plan_below(w, 4); n > 0; n--) {
		struct err ignored = { 0 };
		enum swap_step step = (enum swap_step)plan_below(w, SWAP_STEPS);

		w->r.by.now.ms += 1000;
		if (move_on(w, id, step, to != 0 ? to : somebody(w), &ignored)
			!= ERR_OK)
			continue;
	}
	return ERR_OK;
}

/* --- people */

static bool absence(struct plan_world *w)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];
	int64_t id;

	two_moments(w, from, until);
	return make(w, &absence_resource,
		json_pack("{s:I,s:s,s:s,s:s}", "person_id", (json_int_t)somebody(w),
			"from", from, "until", until, "note",
			plan_below(w, 2) == 0 ? "\"weg\"; ver" : ""),
		&id);
}

static bool leave_or_return(struct plan_world *w)
{
	size_t i = plan_below(w, WORLD_PEOPLE);
	struct err e = { 0 };

	w->left[i] = !w->left[i];
	return roster_change(&w->r, &person_resource, w->person[i],
		       json_pack("{s:b}", "active", !w->left[i]), &e)
	       == ERR_OK;
}

bool plan_step(struct plan_world *w, enum plan_sort sort)
{
	int64_t id;

	switch (sort) {
	case PLAN_PUBLISH:
		return revise(w, some_function(w)) && in_transaction(w, publish_work);
	case PLAN_DUTY:
		return by_hand(w, &duty_resource, &id);
	case PLAN_OVERRIDE:
		return override(w);
	case PLAN_BACK:
		return override_and_back(w);
	case PLAN_TAKE_AWAY:
		return take_away(w);
	case PLAN_SWAP:
		return in_transaction(w, swap_work);
	case PLAN_EXCHANGE:
		return in_transaction(w, exchange_work);
	case PLAN_ASK:
		return in_transaction(w, ask_work);
	case PLAN_ABSENCE:
		return absence(w);
	case PLAN_LEAVE:
		return leave_or_return(w);
	case PLAN_SORTS:
		break;
	}
	return false;
}

void plan_world_open(struct plan_world *w, uint64_t seed)
{
	static const char *const codes[WORLD_FUNCTIONS] = { "OVD-BZ", "AC-BZ" };

	memset(w, 0, sizeof *w);
	roster_world_open(&w->r);
	w->r.by.now.ms = WORLD_START - INT64_C(86400000) * 60;
	prng_init(&w->chance, seed);
	w->function[0] = w->r.officer;
	w->function[1] = roster_make(&w->r, &function_resource,
		json_pack("{s:s,s:s,s:s}", "code", codes[1], "name", "Commandant",
			"regime", "H"));
	for (int i = 0; i < WORLD_PEOPLE; i++) {
		w->person[i] = roster_person(&w->r, i, w->function[0]);
		(void)roster_make(&w->r, &assignment_resource,
			json_pack("{s:I,s:I,s:s,s:s}", "person_id",
				(json_int_t)w->person[i], "function_id",
				(json_int_t)w->function[1], "status", "qualified",
				"from", "2020-01-01"));
	}
	for (int f = 0; f < WORLD_FUNCTIONS; f++)
		w->rotation[f] = roster_make(&w->r, &rotation_resource,
			json_pack("{s:I,s:s,s:s,s:[I,I,I]}", "function_id",
				(json_int_t)w->function[f], "name", "Ring", "starts_on",
				"2027-03-01", "people", (json_int_t)w->person[f],
				(json_int_t)w->person[f + 1],
				(json_int_t)w->person[f + 2]));
}
