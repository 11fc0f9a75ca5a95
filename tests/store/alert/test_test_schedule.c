/* SPDX-License-Identifier: EUPL-1.2 */
/* Scheduled tests start once and on time; who reacts is counted; proofs of numbers. */
#include "alert/test/test_schedule.h"

#include "roster/duty/rotation_plan.h"
#include "roster/people/reachability.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE = 3 };

struct world {
	struct roster_world w;
	struct call_settings settings;
	int64_t person[PEOPLE], scenario, schedule;
	struct instant due;
};

static const uint8_t secret[32] = { 7 };

static void fill(struct random *r, void *buffer, size_t size)
{
	static uint8_t n;

	(void)r;
	memset(buffer, ++n, size);
}

static struct random chance = { .fill = fill };

static int64_t scenario(struct world *o, const char *code, const char *kind)
{
	return roster_make(&o->w, &scenario_resource,
		json_pack(
			"{s:s,s:s,s:s,s:{s:s},s:[{s:I,s:i,s:s,s:i},{s:I,s:i,s:s,s:i}],"
			"s:i,s:i}",
			"code", code, "name", code, "kind", kind, "text", "sms",
			"test {link}", "slots", "function_id", (json_int_t)o->w.shelter,
			"need", 3, "mode", "all", "wave_seconds", 60, "function_id",
			(json_int_t)o->w.officer, "need", 1, "mode", "all",
			"wave_seconds", 60, "path_seconds", 60, "rounds", 1));
}

static json_t *schedule(const struct world *o, int64_t scenario_id)
{
	return json_pack("{s:s,s:I,s:[I],s:i,s:i,s:s,s:s}", "name", "maandelijks",
		"scenario_id", (json_int_t)scenario_id, "function_ids",
		(json_int_t)o->w.shelter, "every_weeks", 4, "weekday", 1, "time",
		"10:00", "first_on", "2026-01-05");
}

static int start(void **state)
{
	static struct world o;
	json_t *made;
	struct err e = { 0 };

	roster_world_open(&o.w);
	o.settings = (struct call_settings){ .base_url = "http://x",
		.secret = secret,
		.secret_len = sizeof secret,
		.channels = 1u << CHANNEL_SMS };
	for (int i = 0; i < PEOPLE; i++)
		o.person[i] = roster_person(&o.w, i + 1, o.w.shelter);
	o.scenario = scenario(&o, "BEREIK", "reachability");
	o.schedule =
		roster_make(&o.w, &test_schedule_resource, schedule(&o, o.scenario));
	made = roster_get(&o.w, &test_schedule_resource, o.schedule);
	assert_int_equal(
		instant_parse(json_string_value(json_object_get(made, "next_at")),
			&o.due, &e),
		ERR_OK);
	json_decref(made);
	*state = &o;
	return 0;
}

static int stop(void **state)
{
	struct world *o = *state;

	roster_world_close(&o->w);
	return 0;
}

/* Runs what a chore would at that time; returns the id of the schedule's last
 * call-out. */
static int64_t run_at(struct world *o, struct instant now)
{
	struct change by = o->w.by;
	struct err e = { 0 };
	json_t *made;
	int64_t callout;

	by.now = now;
	test_ok(db_begin(o->w.t.db, DB_WRITE, &e), &e);
	test_ok(test_schedule_run(o->w.t.db, &o->settings, &chance, &by, &e), &e);
	test_ok(test_count(o->w.t.db, &by, &e), &e);
	test_ok(db_commit(o->w.t.db, &e), &e);
	made = roster_get(&o->w, &test_schedule_resource, o->schedule);
	callout = json_integer_value(json_object_get(made, "callout_id"));
	json_decref(made);
	return callout;
}

static void step(struct world *o, int64_t callout, struct callout_event event,
	struct instant now)
{
	struct change by = o->w.by;
	struct err e = { 0 };

	by.now = now;
	test_ok(db_begin(o->w.t.db, DB_WRITE, &e), &e);
	test_ok(call_step(o->w.t.db, &o->settings, callout, &event, &by, &e), &e);
	test_ok(db_commit(o->w.t.db, &e), &e);
}

static void answers(
	struct world *o, int64_t callout, int64_t person_id, struct instant now)
{
	struct err e = { 0 };
	struct call *call;

	test_ok(call_load(o->w.t.db, callout, &call, &e), &e);
	step(o, callout,
		(struct callout_event){ .kind = CALLOUT_ANSWER,
			.person = (uint32_t)call_person(call, person_id),
			.answer = ANSWER_NO,
			.eta_minutes = -1,
			.via = VIA_LINK },
		now);
	call_free(call);
}

static int64_t missed(struct world *o, int64_t person_id)
{
	struct reachability r;
	struct err e = { 0 };

	test_ok(reachability_of(o->w.t.db, person_id, &r, &e), &e);
	return r.missed;
}

static struct instant after(struct instant t, int64_t minutes_later)
{
	return instant_add(t, minutes(minutes_later));
}

/* A ring of the first two people, with a third from the day after the test on. */
static int64_t ring(struct world *o)
{
	int64_t id = roster_make(&o->w, &rotation_resource,
		json_pack("{s:I,s:s,s:s,s:{s:i,s:s},s:{s:i,s:s},s:[I,I,I]}",
			"function_id", (json_int_t)o->w.shelter, "name", "Ring A",
			"starts_on", "2025-01-06", "handover", "weekday", 1, "time",
			"09:00", "period", "count", 1, "unit", "week", "people",
			(json_int_t)o->person[0], (json_int_t)o->person[1],
			(json_int_t)o->person[0]));
	json_t *change = json_pack("{s:s,s:[I,I]}", "effective_from", "2026-02-02",
		"people", (json_int_t)o->person[1], (json_int_t)o->person[2]);
	struct err e = { 0 };

	test_ok(roster_change(&o->w, &rotation_resource, id, change, &e), &e);
	return id;
}

static json_t *ring_schedule(const struct world *o, int64_t rotation)
{
	json_t *s = schedule(o, o->scenario);

	(void)json_object_set_new(s, "function_ids", json_array());
	(void)json_object_set_new(
		s, "rotation_ids", json_pack("[I]", (json_int_t)rotation));
	return s;
}

static void asks(struct world *o, struct instant at, const int64_t *people, uint32_t n)
{
	int64_t id = run_at(o, after(at, 1));
	struct call *call;
	struct err e = { 0 };

	test_ok(call_load(o->w.t.db, id, &call, &e), &e);
	assert_int_equal(call->c.slots_count, 1);
	assert_int_equal(call->c.slots[0].mode, MODE_ALL);
	assert_int_equal(call->c.slots[0].need, (int)n);
	assert_int_equal(call->c.people_count, n);
	for (uint32_t i = 0; i < n; i++)
		assert_true(call_person(call, people[i]) >= 0);
	call_free(call);
}

/* Everybody of the ring as it is on that day, and nobody else of the function. */
static void a_ring_is_tested(void **state)
{
	struct world *o = *state;
	const int64_t rotation = ring(o);
	const struct instant second = { o->due.ms + INT64_C(4) * 7 * 86400000 };

	o->schedule =
		roster_make(&o->w, &test_schedule_resource, ring_schedule(o, rotation));
	asks(o, o->due, o->person, 2);
	asks(o, second, o->person + 1, 2);
}

static void is_refused(struct world *o, json_t *body)
{
	struct err e = { 0 };
	int64_t id;

	assert_int_equal(
		roster_try(&o->w, &test_schedule_resource, body, &id, &e), ERR_INVALID);
	assert_string_equal(e.fault[0].field, "rotation_ids");
}

static void rings_are_checked(void **state)
{
	struct world *o = *state;
	json_t *both = ring_schedule(o, ring(o));

	is_refused(o, ring_schedule(o, 999));
	(void)json_object_set_new(
		both, "function_ids", json_pack("[I]", (json_int_t)o->w.shelter));
	is_refused(o, both);
}

/* Two tests in a row: who answers is reached, who is silent twice is listed. */
static void tests_start_and_are_counted(void **state)
{
	struct world *o = *state;
	struct instant second = { o->due.ms + INT64_C(4) * 7 * 86400000 };
	int64_t one, two;
	struct call *call;
	struct err e = { 0 };
	json_t *list;

	assert_int_equal(run_at(o, after(o->due, -1)), 0);
	one = run_at(o, after(o->due, 1));
	assert_true(one != 0);
	assert_int_equal(run_at(o, after(o->due, 2)), one); /* once */
	test_ok(call_load(o->w.t.db, one, &call, &e), &e);
	assert_int_equal(call->c.slots_count, 1); /* only the function asked for */
	assert_int_equal(call->c.people_count, PEOPLE);
	assert_int_equal(call->origin, CALL_SCHEDULE);
	call_free(call);
	answers(o, one, o->person[0], after(o->due, 3));
	/* nobody answers in time: silence ends it */
	for (uint32_t i = 0; i < PEOPLE; i++)
		step(o, one,
			(struct callout_event){
				.kind = CALLOUT_PATH_FAILED, .person = i },
			after(o->due, 4));
	(void)run_at(o, after(o->due, 30)); /* too soon to count */
	assert_int_equal(missed(o, o->person[1]), 0);
	(void)run_at(o, after(o->due, 70));
	(void)run_at(o, after(o->due, 80)); /* counted once */
	assert_int_equal(missed(o, o->person[0]), 0);
	assert_int_equal(missed(o, o->person[1]), 1);
	two = run_at(o, after(second, 1));
	assert_true(two != one && two != 0);
	answers(o, two, o->person[2], after(second, 2));
	for (uint32_t i = 0; i < PEOPLE; i++)
		step(o, two,
			(struct callout_event){
				.kind = CALLOUT_PATH_FAILED, .person = i },
			after(second, 4));
	(void)run_at(o, after(second, 70));
	assert_int_equal(missed(o, o->person[0]), 1);
	assert_int_equal(missed(o, o->person[1]), 2);
	assert_int_equal(missed(o, o->person[2]), 0);
	test_ok(reachability_list(o->w.t.db, 2, 100, &list, &e), &e);
	assert_int_equal(json_array_size(json_object_get(list, "items")), 1);
	json_decref(list);
}

/* What the program missed is not made up for at another hour. */
static void what_is_late_is_passed_over(void **state)
{
	struct world *o = *state;
	struct instant third = { o->due.ms + INT64_C(2) * 4 * 7 * 86400000 };
	int64_t before = run_at(o, after(third, -5));

	assert_int_equal(run_at(o, after(third, 61)), before);
	assert_int_equal(run_at(o, after(third, 62)), before);
}

/* A real scenario never goes by itself. */
static void a_real_scenario_is_refused(void **state)
{
	struct world *o = *state;
	struct err e = { 0 };
	int64_t id;

	assert_int_equal(roster_try(&o->w, &test_schedule_resource,
				 schedule(o, scenario(o, "ECHT", "real")), &id, &e),
		ERR_INVALID);
	assert_string_equal(e.fault[0].field, "scenario_id");
}

static enum err_code prove(struct world *o, const char *digits, bool begin,
	struct instant now, bool *ret, struct err *e)
{
	struct change by = o->w.by;
	struct digest code = digest_sha256(digits, strlen(digits));
	struct contact contact;
	enum err_code rc;
	int left;

	by.now = now;
	*ret = false;
	test_ok(db_begin(o->w.t.db, DB_WRITE, e), e);
	test_ok(contact_nth(o->w.t.db, o->person[0], 1, &contact, e), e);
	rc = begin ? contact_proof_begin(
		     o->w.t.db, o->person[0], &contact, &code, &by, e)
		   : contact_proof_check(o->w.t.db, o->person[0], &contact, &code, &by,
			   ret, &left, e);
	if (rc != ERR_OK) {
		db_rollback(o->w.t.db);
		return rc;
	}
	return db_commit(o->w.t.db, e);
}

/* A code proves a number within a quarter of an hour and five tries, and is sent once a
 * minute. */
static void a_code_proves_a_number(void **state)
{
	struct world *o = *state;
	struct instant t = o->due;
	struct err e = { 0 };
	bool right;
	int unproved;

	test_ok(roster_change(&o->w, &person_resource, o->person[0],
			json_pack("{s:[{s:s,s:s,s:i}]}", "contacts", "kind", "mobile",
				"address", "+31612345678", "rank", 1),
			&e),
		&e);
	assert_int_equal(prove(o, "1", false, t, &right, &e), ERR_CONFLICT);
	test_ok(prove(o, "111111", true, t, &right, &e), &e);
	assert_int_equal(
		prove(o, "222222", true, after(t, 0), &right, &e), ERR_LIMITED);
	for (int i = 0; i < PROOF_TRIES; i++) {
		test_ok(prove(o, "000000", false, t, &right, &e), &e);
		assert_false(right);
	}
	assert_int_equal(prove(o, "111111", false, t, &right, &e), ERR_CONFLICT);
	test_ok(prove(o, "333333", true, after(t, 2), &right, &e), &e);
	assert_int_equal(
		prove(o, "333333", false, after(t, 18), &right, &e), ERR_CONFLICT);
	test_ok(prove(o, "444444", true, after(t, 20), &right, &e), &e);
	test_ok(contact_unproved(o->w.t.db, o->person[0], &unproved, &e), &e);
	assert_true(unproved > 0);
	test_ok(prove(o, "444444", false, after(t, 21), &right, &e), &e);
	assert_true(right);
	assert_int_equal(
		prove(o, "444444", false, after(t, 21), &right, &e), ERR_CONFLICT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tests_start_and_are_counted),
		cmocka_unit_test(what_is_late_is_passed_over),
		cmocka_unit_test(a_real_scenario_is_refused),
		cmocka_unit_test(a_code_proves_a_number),
	};
	const struct CMUnitTest rings[] = {
		cmocka_unit_test_setup_teardown(a_ring_is_tested, start, stop),
		cmocka_unit_test_setup_teardown(rings_are_checked, start, stop),
	};

	return cmocka_run_group_tests(tests, start, stop)
	       + cmocka_run_group_tests(rings, NULL, NULL);
}
