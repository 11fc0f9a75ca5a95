/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/random.h"
#include "base/zone.h"
#include "roster/duty/rotation.h"
#include "tests/support/amsterdam.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { HOUR = 3600000, DAY = 86400000 };

static int64_t day(int year, int month, int d)
{
	return date_days((struct date){ year, month, d });
}

static struct instant at(const char *s)
{
	struct instant t = INSTANT_MIN;
	struct err e;

	assert_int_equal(instant_parse(s, &t, &e), ERR_OK);
	return t;
}

static struct rotation_duties generate(const struct rotation *r, struct instant from,
	struct instant to, enum rotation_pick pick)
{
	struct rotation_duties d = { .item = NULL };
	struct err e;

	assert_int_equal(rotation_check(r, &e), ERR_OK);
	assert_int_equal(rotation_generate(r, from, to, pick, &d, &e), ERR_OK);
	return d;
}

static const int64_t abc[] = { 1, 2, 3 };

static struct rotation_revision weekly(
	int year, int month, int d, int weekday, int minute)
{
	return (struct rotation_revision){ .from = { year, month, d },
		.count = 1,
		.unit = ROTATION_WEEKS,
		.weekday = weekday,
		.minute = minute,
		.people = abc,
		.people_n = 3 };
}

/* ---- an oracle that knows nothing of base/zone.h: the European rule by hand ---- */

static int64_t change_of(int year, int month) /* last Sunday, 01:00 UTC */
{
	int64_t d = day(year, month, 31);

	return (d - date_weekday(date_from_days(d)) % 7) * DAY + HOUR;
}

static int64_t offset_by_rule(int64_t ms)
{
	int year = civil_from_ms(ms).date.year;
	bool summer = ms >= change_of(year, 3) && ms < change_of(year, 10);

	return summer ? 2 * HOUR : HOUR;
}

static int64_t instant_by_rule(int64_t day_number, int minute)
{
	int64_t wall = day_number * DAY + minute * INT64_C(60000);

	if (offset_by_rule(wall - 2 * HOUR) == 2 * HOUR)
		return wall - 2 * HOUR;
	if (offset_by_rule(wall - HOUR) == HOUR)
		return wall - HOUR;
	return change_of(civil_from_ms(wall).date.year, 3);
}

enum { ORACLE_MAX = 10000, ORACLE_REVISIONS = 4 };
struct oracle {
	int64_t begins[ORACLE_REVISIONS][ORACLE_MAX]; /* every handover, day by day */
	size_t n[ORACLE_REVISIONS];
	size_t revisions;
	int64_t until;
};

static bool rhythm_goes_on(
	const struct rotation_revision *a, const struct rotation_revision *b)
{
	return !b->restart && a->unit == b->unit && a->count == b->count
	       && a->minute == b->minute
	       && (a->unit == ROTATION_DAYS || a->weekday == b->weekday);
}

/* Walks day by day from the revision with which the rhythm began. */
static void oracle_revision(
	struct oracle *o, const struct rotation *r, size_t k, int64_t last)
{
	const struct rotation_revision *v = &r->revision[k];
	size_t root = k;
	int64_t d, days = 0;
	bool begun = false;

	while (root > 0 && rhythm_goes_on(&r->revision[root - 1], &r->revision[root]))
		root--;
	for (d = date_days(r->revision[root].from); d <= last; d++) {
		if (!begun
			&& (v->unit == ROTATION_DAYS
				|| date_weekday(date_from_days(d)) == v->weekday))
			begun = true;
		if (!begun)
			continue;
		if (days++ % (v->unit == ROTATION_DAYS ? v->count : v->count * 7) != 0)
			continue;
		if (d < date_days(v->from))
			continue;
		assert_true(o->n[k] < ORACLE_MAX);
		o->begins[k][o->n[k]++] = instant_by_rule(d, v->minute);
	}
}

static void oracle_build(struct oracle *o, const struct rotation *r, int64_t last)
{
	size_t k = 0;

	o->revisions = r->revisions;
	for (size_t i = 0; i < r->revisions; i++) {
		o->n[i] = 0;
		oracle_revision(o, r, i, last);
		if (i == 0 || date_days(r->revision[i].from) < date_days(r->until))
			k = i;
	}
	o->until = r->has_until
			   ? instant_by_rule(date_days(r->until), r->revision[k].minute)
			   : INT64_MAX;
}

/* Who is on duty at t, 0: nobody; and since when. */
static int64_t oracle_who(
	const struct oracle *o, const struct rotation *r, int64_t t, int64_t *ret_since)
{
	const struct rotation_revision *v;
	size_t k = o->revisions, turn = 0;

	*ret_since = 0;
	while (k > 0 && (o->n[k - 1] == 0 || o->begins[k - 1][0] > t))
		k--;
	if (k == 0 || t >= o->until)
		return 0;
	k--;
	v = &r->revision[k];
	while (turn + 1 < o->n[k] && o->begins[k][turn + 1] <= t)
		turn++;
	*ret_since = o->begins[k][turn];
	return v->people[(v->first + turn) % v->people_n];
}

/* ---- random rotations of 2020 to 2040 ---- */

struct world {
	struct rotation_revision revision[ORACLE_REVISIONS];
	int64_t people[ORACLE_REVISIONS][8];
	struct rotation rotation;
};

static void random_revision(
	struct prng *p, struct world *w, size_t i, int64_t from, bool as_before)
{
	struct rotation_revision *v = &w->revision[i];

	*v = (struct rotation_revision){ .from = date_from_days(from) };
	v->unit = prng_below(p, 3) == 0 ? ROTATION_DAYS : ROTATION_WEEKS;
	v->count = 1 + (int)prng_below(p, v->unit == ROTATION_DAYS ? 20 : 5);
	v->weekday = 1 + (int)prng_below(p, 7);
	/* Mostly in the night hours that the clock repeats or skips. */
	v->minute = prng_below(p, 2) == 0 ? 60 + (int)prng_below(p, 150)
					  : (int)prng_below(p, 1440);
	v->restart = prng_below(p, 4) == 0;
	if (as_before) {
		v->unit = w->revision[i - 1].unit;
		v->count = w->revision[i - 1].count;
		v->weekday = w->revision[i - 1].weekday;
		v->minute = w->revision[i - 1].minute;
	}
	v->people_n = 1 + prng_below(p, 8);
	v->first = prng_below(p, v->people_n);
	v->people = w->people[i];
	for (size_t j = 0; j < v->people_n; j++)
		w->people[i][j] = 1 + (int64_t)prng_below(p, 30);
}

static void random_world(struct prng *p, struct world *w)
{
	int64_t from = day(2020, 1, 1) + (int64_t)prng_below(p, 800);
	size_t n = 1 + prng_below(p, ORACLE_REVISIONS);

	for (size_t i = 0; i < n; i++) {
		random_revision(p, w, i, from, i > 0 && prng_below(p, 2) == 0);
		/* Sometimes days, sometimes years apart: a revision may replace one
		 * that never began. */
		from += 1 + (int64_t)prng_below(p, prng_below(p, 2) == 0 ? 10 : 1500);
	}
	w->rotation = (struct rotation){ .revision = w->revision, .revisions = n };
	w->rotation.has_until = prng_below(p, 2) == 0;
	w->rotation.until =
		date_from_days(day(2020, 6, 1) + (int64_t)prng_below(p, 7300));
}

static void assert_agrees(
	const struct oracle *o, const struct world *w, const struct rotation_duty *d)
{
	const int64_t moments[] = { d->starts.ms, d->ends.ms - 1,
		d->starts.ms + (d->ends.ms - d->starts.ms) / 2 };
	int64_t since;

	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
			oracle_who(o, &w->rotation, moments[i], &since), d->person_id);
		assert_int_equal(since, d->starts.ms);
	}
}

/* Random rotations over twenty years: every duty is the oracle's, none is missing, and
 * each ends where the next begins. */
static void rotations_agree_with_a_plain_walk(void **state)
{
	static struct oracle o;
	struct instant from = at("2020-01-01T00:00:00Z");
	struct instant to = at("2041-01-01T00:00:00Z");
	size_t checked = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct world w;
		struct prng p;
		struct rotation_duties d;
		int64_t since;

		prng_init(&p, seed);
		random_world(&p, &w);
		oracle_build(&o, &w.rotation, day(2041, 2, 1));
		d = generate(&w.rotation, from, to, ROTATION_TOUCHING);
		for (size_t i = 0; i < d.n; i++) {
			if (i > 0)
				assert_int_equal(
					d.item[i - 1].ends.ms, d.item[i].starts.ms);
			assert_true(d.item[i].starts.ms < d.item[i].ends.ms);
			/* A sample: the oracle is slow. */
			if (i < 40 || i + 40 > d.n || prng_below(&p, 10) == 0)
				assert_agrees(&o, &w, &d.item[i]);
		}
		if (d.n > 0) {
			assert_int_equal(oracle_who(&o, &w.rotation,
						 d.item[0].starts.ms - 1, &since),
				0);
			if (d.item[d.n - 1].ends.ms < to.ms)
				assert_int_equal(d.item[d.n - 1].ends.ms, o.until);
		}
		checked += d.n;
		rotation_duties_fini(&d);
	}
	assert_true(checked > 20000);
}

/* Generating piece by piece gives what generating at once gives. */
static void pieces_make_the_whole(void **state)
{
	struct instant from = at("2020-01-01T00:00:00Z");
	struct instant to = at("2035-01-01T00:00:00Z");

	(void)state;
	for (uint64_t seed = 100; seed < 160; seed++) {
		struct world w;
		struct prng p;
		struct rotation_duties whole, piece;
		struct instant a = from, b;
		size_t next = 0;

		prng_init(&p, seed);
		random_world(&p, &w);
		whole = generate(&w.rotation, from, to, ROTATION_STARTING);
		for (; a.ms < to.ms; a = b) {
			b.ms = a.ms + 1 + (int64_t)prng_below(&p, 400 * (uint64_t)DAY);
			/* Also cuts exactly on a handover. */
			if (next + 3 < whole.n && prng_below(&p, 3) == 0)
				b = whole.item[next + prng_below(&p, 3)].starts;
			b = instant_min(
				b.ms <= a.ms ? (struct instant){ a.ms + 1 } : b, to);
			piece = generate(&w.rotation, a, b, ROTATION_STARTING);
			assert_true(next + piece.n <= whole.n);
			for (size_t i = 0; i < piece.n; i++, next++)
				assert_memory_equal(&piece.item[i], &whole.item[next],
					sizeof whole.item[0]);
			rotation_duties_fini(&piece);
		}
		assert_int_equal(next, whole.n);
		rotation_duties_fini(&whole);
	}
}

/* A revision changes nothing before its first handover, whatever it holds. */
static void a_revision_keeps_the_past(void **state)
{
	struct instant from = at("2020-01-01T00:00:00Z");
	struct instant to = at("2035-01-01T00:00:00Z");
	size_t cut = 0;

	(void)state;
	for (uint64_t seed = 200; seed < 260; seed++) {
		struct world w;
		struct prng p;
		struct rotation_duties before, after;
		struct instant changes = INSTANT_NEVER;

		prng_init(&p, seed);
		random_world(&p, &w);
		w.rotation.has_until = false;
		if (w.rotation.revisions == 1)
			continue;
		after = generate(&w.rotation, from, to, ROTATION_TOUCHING);
		w.rotation.revisions--;
		before = generate(&w.rotation, from, to, ROTATION_TOUCHING);
		for (size_t i = after.n; i-- > 0;)
			if (after.item[i].revision == w.rotation.revisions)
				changes = after.item[i].starts;
		assert_true(changes.ms < INSTANT_NEVER.ms);
		assert_true(date_days(zone_to_civil(changes).date)
			    >= date_days(w.revision[w.rotation.revisions].from));
		for (size_t i = 0; i < before.n; i++) {
			if (before.item[i].starts.ms >= changes.ms)
				break;
			cut += before.item[i].ends.ms > changes.ms;
			before.item[i].ends = instant_min(before.item[i].ends, changes);
			assert_memory_equal(
				&before.item[i], &after.item[i], sizeof after.item[0]);
		}
		rotation_duties_fini(&before);
		rotation_duties_fini(&after);
	}
	assert_true(cut > 0);
}

/* The weeks in which the clock changes last 167 and 169 hours, all others 168. */
static void weeks_have_their_true_hours(void **state)
{
	struct rotation_revision v = weekly(2026, 1, 5, 1, 9 * 60);
	struct rotation r = { .revision = &v, .revisions = 1 };
	struct rotation_duties d = generate(&r, at("2026-01-05T08:00:00Z"),
		at("2027-01-04T08:00:00Z"), ROTATION_STARTING);
	size_t of[3] = { 0 };

	(void)state;
	assert_int_equal(d.n, 52);
	for (size_t i = 0; i < d.n; i++) {
		int64_t hours = (d.item[i].ends.ms - d.item[i].starts.ms) / HOUR;

		assert_in_range(hours, 167, 169);
		of[hours - 167]++;
		assert_int_equal(zone_to_civil(d.item[i].starts).hour, 9);
		assert_int_equal(d.item[i].person_id, 1 + i % 3);
	}
	assert_int_equal(of[0], 1);
	assert_int_equal(of[1], 50);
	assert_int_equal(of[2], 1);
	rotation_duties_fini(&d);
}

/* A handover at 02:30 on a Sunday: at 03:00 summer time in March, at the first of the
 * two in October. */
static void handovers_in_the_night_of_the_clock_change(void **state)
{
	struct rotation_revision v = weekly(2026, 1, 1, 7, 150);
	struct rotation r = { .revision = &v, .revisions = 1 };
	struct rotation_duties d = generate(&r, at("2026-03-25T00:00:00Z"),
		at("2026-04-01T00:00:00Z"), ROTATION_STARTING);

	(void)state;
	assert_int_equal(d.n, 1);
	assert_int_equal(d.item[0].starts.ms, at("2026-03-29T01:00:00Z").ms);
	assert_int_equal(d.item[0].ends.ms, at("2026-04-05T00:30:00Z").ms);
	rotation_duties_fini(&d);
	d = generate(&r, at("2026-10-22T00:00:00Z"), at("2026-10-28T00:00:00Z"),
		ROTATION_STARTING);
	assert_int_equal(d.n, 1);
	assert_int_equal(d.item[0].starts.ms, at("2026-10-25T00:30:00Z").ms);
	assert_int_equal(d.item[0].ends.ms, at("2026-11-01T01:30:00Z").ms);
	rotation_duties_fini(&d);
}

/* The day shift and the night shift of two rotations are a partition of time, whatever
 * the clock does: also when it skips or repeats the hour at which they meet. */
static void day_and_night_meet(void **state)
{
	static const int minutes[][2] = { { 8 * 60, 20 * 60 }, { 150, 14 * 60 + 30 },
		{ 120, 180 } };

	(void)state;
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
		struct rotation_revision day_shift =
			weekly(2026, 1, 5, 1, minutes[i][0]);
		struct rotation_revision night = weekly(2026, 1, 5, 1, minutes[i][1]);
		struct rotation r[2] = { { .revision = &day_shift, .revisions = 1 },
			{ .revision = &night, .revisions = 1 } };
		struct rotation_duties d, n;
		struct instant from = at("2026-01-12T08:00:00Z");
		struct instant to = at("2027-01-11T08:00:00Z");
		size_t a = 0, b = 0;

		day_shift.is_shift = night.is_shift = true;
		day_shift.shift_until = minutes[i][1];
		night.shift_until = minutes[i][0];
		d = generate(&r[0], from, to, ROTATION_STARTING);
		n = generate(&r[1], from, to, ROTATION_STARTING);
		assert_in_range(d.n, 363, 364);
		assert_in_range(n.n, 363, 364);
		while (a < d.n && b < n.n) {
			bool is_day = d.item[a].starts.ms < n.item[b].starts.ms;
			const struct rotation_duty *one =
				is_day ? &d.item[a++] : &n.item[b++];
			const struct rotation_duty *other =
				a < d.n
						&& (b == n.n
							|| d.item[a].starts.ms
								   < n.item[b]
									     .starts.ms)
					? &d.item[a]
				: b < n.n ? &n.item[b]
					  : NULL;

			if (other != NULL)
				assert_int_equal(one->ends.ms, other->starts.ms);
		}
		rotation_duties_fini(&d);
		rotation_duties_fini(&n);
	}
}

/* A turn's shifts are of one person; windows cut nothing and pieces make the whole. */
static void shifts_belong_to_turns(void **state)
{
	struct rotation_revision v = weekly(2026, 1, 5, 1, 20 * 60);
	struct rotation r = { .revision = &v, .revisions = 1 };
	struct instant from = at("2026-01-05T00:00:00Z");
	struct instant to = at("2027-01-05T00:00:00Z"), a = from, b;
	struct rotation_duties whole, piece;
	struct prng p;
	size_t next = 0;

	(void)state;
	prng_init(&p, 5);
	v.is_shift = true;
	v.shift_until = 8 * 60;
	whole = generate(&r, from, to, ROTATION_STARTING);
	assert_int_equal(whole.n, 365);
	for (size_t i = 0; i < whole.n; i++)
		assert_int_equal(whole.item[i].person_id, 1 + (i / 7) % 3);
	for (; a.ms < to.ms; a = b) {
		b.ms = a.ms + 1 + (int64_t)prng_below(&p, 20 * (uint64_t)DAY);
		b = instant_min(b, to);
		piece = generate(&r, a, b, ROTATION_STARTING);
		for (size_t i = 0; i < piece.n; i++, next++)
			assert_memory_equal(&piece.item[i], &whole.item[next],
				sizeof whole.item[0]);
		rotation_duties_fini(&piece);
		piece = generate(&r, a, b, ROTATION_TOUCHING);
		for (size_t i = 0; i < piece.n; i++)
			assert_true(piece.item[i].ends.ms > a.ms
				    && piece.item[i].starts.ms < b.ms);
		rotation_duties_fini(&piece);
	}
	assert_int_equal(next, whole.n);
	rotation_duties_fini(&whole);
}

/* A fortnight stays the same fortnight when only the people change; `restart` begins a
 * new one and cuts the old. */
static void rhythm_is_kept_unless_restarted(void **state)
{
	static const int64_t others[] = { 7, 8 };
	struct rotation_revision v[2] = { weekly(2026, 1, 5, 1, 540),
		weekly(2026, 1, 12, 1, 540) };
	struct rotation r = { .revision = v, .revisions = 2 };
	struct rotation_duties d;

	(void)state;
	v[0].count = v[1].count = 2;
	v[1].people = others;
	v[1].people_n = 2;
	v[1].first = 1;
	d = generate(&r, at("2026-01-01T00:00:00Z"), at("2026-02-05T00:00:00Z"),
		ROTATION_STARTING);
	assert_int_equal(d.n, 3);
	assert_int_equal(d.item[1].starts.ms, at("2026-01-19T08:00:00Z").ms);
	assert_int_equal(d.item[1].person_id, 8);
	assert_int_equal(d.item[2].person_id, 7);
	rotation_duties_fini(&d);
	v[1].restart = true;
	d = generate(&r, at("2026-01-01T00:00:00Z"), at("2026-02-05T00:00:00Z"),
		ROTATION_STARTING);
	assert_int_equal(d.n, 3);
	assert_int_equal(d.item[0].ends.ms, at("2026-01-12T08:00:00Z").ms);
	assert_int_equal(d.item[1].person_id, 8);
	rotation_duties_fini(&d);
}

/* The last duty ends on `until`; an end before the beginning leaves nothing. */
static void a_rotation_ends(void **state)
{
	struct rotation_revision v = weekly(2026, 1, 5, 1, 540);
	struct rotation r = { .revision = &v,
		.revisions = 1,
		.has_until = true,
		.until = { 2026, 1, 15 } };
	struct rotation_duties d = generate(
		&r, INSTANT_MIN, at("2030-01-01T00:00:00Z"), ROTATION_STARTING);

	(void)state;
	assert_int_equal(d.n, 2);
	assert_int_equal(d.item[1].ends.ms, at("2026-01-15T08:00:00Z").ms);
	rotation_duties_fini(&d);
	r.until = (struct date){ 2026, 1, 5 };
	d = generate(&r, INSTANT_MIN, at("2030-01-01T00:00:00Z"), ROTATION_STARTING);
	assert_int_equal(d.n, 0);
	rotation_duties_fini(&d);
}

/* Each wrong field is named. */
static void mistakes_are_named(void **state)
{
	static const int64_t nobody[] = { 1, 0 };
	struct rotation_revision v[2] = { weekly(2026, 1, 5, 8, 1440),
		weekly(2026, 1, 5, 1, 0) };
	struct rotation r = { .revision = v, .revisions = 1 };
	struct rotation_duties d = { .item = NULL };
	struct err e;

	(void)state;
	assert_int_equal(rotation_check(&r, &e), ERR_INVALID);
	assert_int_equal(e.faults, 2);
	assert_string_equal(e.fault[0].field, "handover.weekday");
	assert_string_equal(e.fault[1].field, "handover.time");
	v[0] = weekly(2026, 1, 5, 1, 0);
	v[0].people = nobody;
	v[0].people_n = 2;
	v[0].count = 53;
	assert_int_equal(rotation_check(&r, &e), ERR_INVALID);
	assert_string_equal(e.fault[0].field, "period.count");
	assert_string_equal(e.fault[1].field, "people");
	v[0] = v[1];
	r.revisions = 2;
	assert_int_equal(rotation_check(&r, &e), ERR_INVALID);
	assert_string_equal(e.fault[0].field, "starts_on");
	r.revisions = 0;
	assert_int_equal(rotation_check(&r, &e), ERR_INVALID);
	r.revisions = 1;
	v[0].unit = ROTATION_DAYS;
	assert_int_equal(rotation_check(&r, &e), ERR_OK);
	assert_int_equal(rotation_generate(&r, INSTANT_MIN, INSTANT_MAX,
				 ROTATION_STARTING, &d, &e),
		ERR_TOO_LARGE);
	assert_null(d.item);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weeks_have_their_true_hours),
		cmocka_unit_test(handovers_in_the_night_of_the_clock_change),
		cmocka_unit_test(day_and_night_meet),
		cmocka_unit_test(shifts_belong_to_turns),
		cmocka_unit_test(rhythm_is_kept_unless_restarted),
		cmocka_unit_test(a_rotation_ends),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(rotations_agree_with_a_plain_walk),
		cmocka_unit_test(pieces_make_the_whole),
		cmocka_unit_test(a_revision_keeps_the_past),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
