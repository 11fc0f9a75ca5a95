/* SPDX-License-Identifier: EUPL-1.2 */
/* What holds for a rotation from a date on, as it comes in and goes out: what is read
 * is what was written, and each wrong field is named. */
#include "base/random.h"
#include "roster/duty/rotation_internal.h"
#include "tests/support/fields_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int64_t people[ROTATION_PEOPLE_MAX];

static struct rotation_revision read_text(const char *text, struct err *e)
{
	struct rotation_revision r = { 0 };
	json_t *o = fields_probe(text);

	err_clear(e);
	rotation_revision_read(o, &r, people, e);
	json_decref(o);
	return r;
}

/* Mondays at nine, one week: what a ring usually is. */
static void what_is_not_said_is_a_week_from_monday_nine(void **state)
{
	struct err e;
	const struct rotation_revision r = read_text("{'people':[7,8]}", &e);

	(void)state;
	assert_string_equal(fields_probe_faults(&e), "");
	assert_int_equal(r.weekday, 1);
	assert_int_equal(r.minute, 9 * 60);
	assert_int_equal(r.count, 1);
	assert_int_equal(r.unit, ROTATION_WEEKS);
	assert_false(r.is_shift);
	assert_false(r.restart);
	assert_int_equal(r.first, 0);
	assert_int_equal(r.people_n, 2);
	assert_int_equal(r.people[1], 8);
}

static void is_wrong(const char *text, const char *fields)
{
	struct err e;

	(void)read_text(text, &e);
	assert_string_equal(fields_probe_faults(&e), fields);
}

static void every_wrong_field_is_named(void **state)
{
	(void)state;
	is_wrong("{}", "people");
	is_wrong("{'people':[]}", "people");
	is_wrong("{'people':[1,0]}", "people");
	is_wrong("{'people':[1,'two']}", "people");
	is_wrong("{'people':[1],'handover':'monday'}", "handover");
	is_wrong("{'people':[1],'handover':{'weekday':8,'time':'25:00'}}",
		"handover.weekday handover.time");
	is_wrong("{'people':[1],'handover':{'time':'9:00'}}", "handover.time");
	is_wrong("{'people':[1],'period':3}", "period");
	is_wrong("{'people':[1],'period':{'unit':'month'}}", "period.unit");
	is_wrong("{'people':[1],'period':{'unit':'week','count':53}}", "period.count");
	is_wrong("{'people':[1],'period':{'unit':'day','count':367}}", "period.count");
	is_wrong("{'people':[1],'period':{'count':0}}", "period.count");
	is_wrong("{'people':[1],'shift_until':'24:00'}", "shift_until");
	is_wrong("{'people':[1],'shift_until':'09:00'}", "shift_until");
	is_wrong("{'people':[1,2],'first':2}", "first");
	is_wrong("{'people':[1],'restart':'yes'}", "restart");
}

static void the_edges_are_allowed(void **state)
{
	(void)state;
	is_wrong("{'people':[1],'period':{'unit':'week','count':52}}", "");
	is_wrong("{'people':[1],'period':{'unit':'day','count':366}}", "");
	is_wrong("{'people':[1],'shift_until':null}", "");
	is_wrong(
		"{'people':[1],'handover':{'time':'00:00'},'shift_until':'23:59'}", "");
	is_wrong("{'people':[1,1],'first':1}",
		""); /* twice in a ring: twice the turns */
}

static void sixty_four_take_turns_at_the_most(void **state)
{
	(void)state;
	for (int n = ROTATION_PEOPLE_MAX; n <= ROTATION_PEOPLE_MAX + 1; n++) {
		json_t *o = json_object(), *list = json_array();
		struct rotation_revision r = { 0 };
		struct err e = { 0 };

		for (int i = 1; i <= n; i++)
			json_array_append_new(list, json_integer(i));
		json_object_set_new(o, "people", list);
		rotation_revision_read(o, &r, people, &e);
		assert_string_equal(fields_probe_faults(&e),
			n > ROTATION_PEOPLE_MAX ? "people" : "");
		json_decref(o);
	}
}

static struct rotation_revision drawn(struct prng *p, int64_t ring[])
{
	struct rotation_revision r = { .from = { 2026, 3, 9 },
		.unit = (enum rotation_unit)prng_below(p, 2),
		.weekday = 1 + (int)prng_below(p, 7),
		.minute = (int)prng_below(p, 1440),
		.restart = prng_below(p, 2) != 0,
		.is_shift = prng_below(p, 2) != 0,
		.people = ring,
		.people_n = 1 + (size_t)prng_below(p, 8) };

	r.count = 1 + (int)prng_below(p, r.unit == ROTATION_WEEKS ? 52 : 366);
	if (r.is_shift)
		r.shift_until = (r.minute + 1 + (int)prng_below(p, 1439)) % 1440;
	r.first = (size_t)prng_below(p, r.people_n);
	for (size_t i = 0; i < r.people_n; i++)
		ring[i] = 1 + (int64_t)prng_below(p, 300);
	return r;
}

static void what_is_written_is_read_back(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 2000; seed++) {
		int64_t ring[8];
		struct rotation_revision was, is = { 0 };
		struct err e = { 0 };
		struct prng p;
		json_t *o;

		prng_init(&p, seed);
		was = drawn(&p, ring);
		o = rotation_revision_json(&was);
		rotation_revision_read(o, &is, people, &e);
		if (e.faults > 0)
			fail_msg("seed %d: %s in %s", (int)seed,
				fields_probe_faults(&e), fields_probe_text(o));
		assert_string_equal(
			json_string_value(json_object_get(o, "from")), "2026-03-09");
		assert_int_equal(is.unit, was.unit);
		assert_int_equal(is.count, was.count);
		assert_int_equal(is.weekday, was.weekday);
		assert_int_equal(is.minute, was.minute);
		assert_int_equal(is.restart, was.restart);
		assert_int_equal(is.is_shift, was.is_shift);
		assert_int_equal(is.shift_until, was.shift_until);
		assert_int_equal(is.first, was.first);
		assert_int_equal(is.people_n, was.people_n);
		assert_memory_equal(is.people, ring, is.people_n * sizeof *ring);
		json_decref(o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_said_is_a_week_from_monday_nine),
		cmocka_unit_test(every_wrong_field_is_named),
		cmocka_unit_test(the_edges_are_allowed),
		cmocka_unit_test(sixty_four_take_turns_at_the_most),
		cmocka_unit_test(what_is_written_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
