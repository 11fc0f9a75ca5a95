/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/alloc.h"
#include "base/random.h"
#include "base/zone.h"
#include "roster/fairness/fairness.h"
#include "tests/support/amsterdam.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { HOUR = 3600000, QUARTER = 900000, DAY_CELLS = 96, DAYS = 120, MAX = 80 };
enum { CELLS = DAYS * DAY_CELLS, PEOPLE = 3, FUNCTIONS = 2 };

struct world {
	struct fairness_duty duty[MAX];
	struct fairness_call call[MAX];
	struct holiday_set holidays;
	struct fairness_input in;
	struct fairness_rows rows;
};

static struct instant local(int year, int month, int d, int minute)
{
	struct civil c = { .date = date_from_days(
				   date_days((struct date){ year, month, d })),
		.hour = minute / 60,
		.minute = minute % 60 };
	struct instant t = INSTANT_MIN;
	struct err e;

	assert_int_equal(zone_to_instant(c, ZONE_FIRST, &t, &e), ERR_OK);
	return t;
}

static void start(struct world *w, struct instant from, struct instant to)
{
	memset(w, 0, sizeof *w);
	w->holidays = holiday_default_set();
	w->in = (struct fairness_input){ .duty = w->duty,
		.call = w->call,
		.holidays = &w->holidays,
		.from = from,
		.to = to };
}

static void add_duty(struct world *w, int64_t person, int64_t function,
	struct instant from, struct instant to)
{
	assert_true(w->in.duties < MAX);
	w->duty[w->in.duties++] = (struct fairness_duty){ person, function, from, to };
}

static void add_call(struct world *w, int64_t person, int64_t function,
	struct instant called, int64_t minutes_long)
{
	assert_true(w->in.calls < MAX);
	w->call[w->in.calls++] = (struct fairness_call){ person, function, called,
		{ called.ms + minutes_long * 60000 } };
}

static void report(struct world *w)
{
	struct err e;

	fairness_rows_fini(&w->rows);
	assert_int_equal(fairness_report(&w->in, &w->rows, &e), ERR_OK);
}

/* The weeks of the clock changes weigh a week each, but have 167 and 169 true hours. */
static void a_week_is_a_week(void **state)
{
	static const int weeks[][4] = { { 2026, 3, 23, 167 }, { 2026, 10, 19, 169 },
		{ 2026, 6, 8, 168 } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const int *m = weeks[i];
		struct world w;
		int64_t hours = 0;

		start(&w, local(2026, 1, 1, 0), local(2027, 1, 1, 0));
		add_duty(&w, 1, 2, local(m[0], m[1], m[2], 540),
			local(m[0], m[1], m[2] + 7, 540));
		report(&w);
		assert_int_equal(w.rows.n, 1);
		assert_int_equal(w.rows.item[0].week_ms, FAIRNESS_WEEK);
		assert_int_equal(w.rows.item[0].night_ms, 7 * FAIRNESS_NIGHT);
		assert_int_equal(w.rows.item[0].weekend_ms, FAIRNESS_WEEKEND);
		assert_int_equal(w.rows.item[0].holiday_ms, 0);
		for (int k = 0; k < FAIRNESS_DAYS; k++)
			hours += w.rows.item[0].duty_ms[k];
		assert_int_equal(hours, m[3] * (int64_t)HOUR);
		fairness_rows_fini(&w.rows);
	}
}

/* Easter 2026, 4 to 7 April: Saturday, two holidays (the Sunday too), then a Tuesday.
 */
static void holidays_come_first(void **state)
{
	struct world w;
	const struct fairness_row *r;

	(void)state;
	start(&w, local(2026, 4, 1, 0), local(2026, 5, 1, 0));
	w.holidays.weight_percent[HOLIDAY_EASTER_MONDAY] = 150;
	add_duty(&w, 1, 2, local(2026, 4, 4, 720), local(2026, 4, 7, 540));
	report(&w);
	r = &w.rows.item[0];
	assert_int_equal(r->duty_ms[FAIRNESS_SATURDAY], 12 * HOUR);
	assert_int_equal(r->duty_ms[FAIRNESS_SUNDAY], 0);
	assert_int_equal(r->duty_ms[FAIRNESS_HOLIDAY], 48 * (int64_t)HOUR);
	assert_int_equal(r->duty_ms[FAIRNESS_WEEKDAY], 9 * HOUR);
	assert_int_equal(r->holiday_ms, FAIRNESS_ONE_DAY * 5 / 2);
	assert_int_equal(r->weekend_ms, 36 * (int64_t)HOUR);
	assert_int_equal(r->night_ms, 3 * FAIRNESS_NIGHT);
	fairness_rows_fini(&w.rows);
}

/* Each call-out counts half an hour at least, over midnight too; a call without work is
 * counted but not settled; work belongs to the month of the call. */
static void call_outs_are_settled(void **state)
{
	struct world w;
	const struct fairness_row *r;

	(void)state;
	start(&w, local(2026, 5, 1, 0), local(2026, 6, 1, 0));
	add_call(&w, 1, 2, local(2026, 5, 16, 23 * 60 + 50), 5); /* Saturday */
	add_call(&w, 1, 2, local(2026, 5, 20, 600), 0);
	add_call(&w, 1, 2, local(2026, 5, 20, 700), -5);
	add_call(&w, 1, 2, local(2026, 5, 31, 23 * 60 + 30), 90); /* Sunday */
	add_call(&w, 1, 2, local(2026, 6, 1, 0), 60);
	add_call(&w, 1, 3, local(2026, 5, 25, 60), 60); /* Whit Monday */
	report(&w);
	assert_int_equal(w.rows.n, 2);
	r = &w.rows.item[0];
	assert_int_equal(r->calls, 4);
	assert_int_equal(r->work_ms[FAIRNESS_SATURDAY], 10 * 60000);
	assert_int_equal(r->work_ms[FAIRNESS_SUNDAY], 50 * 60000);
	assert_int_equal(r->work_ms[FAIRNESS_WEEKDAY], 60 * 60000);
	assert_int_equal(r->week_ms, 0);
	assert_int_equal(w.rows.item[1].function_id, 3);
	assert_int_equal(w.rows.item[1].work_ms[FAIRNESS_HOLIDAY], HOUR);
	fairness_rows_fini(&w.rows);
}

/* ---- the oracle: quarter by quarter, with the clock rule by hand ---- */

static int64_t change_of(int year, int month) /* last Sunday, 01:00 UTC */
{
	int64_t d = date_days((struct date){ year, month, 31 });

	return ((d - date_weekday(date_from_days(d)) % 7) * 24 + 1) * (int64_t)HOUR;
}

static struct civil local_of(int64_t ms)
{
	int year = civil_from_ms(ms).date.year;
	bool summer = ms >= change_of(year, 3) && ms < change_of(year, 10);

	return civil_from_ms(ms + (summer ? 2 : 1) * (int64_t)HOUR);
}

static int kind_of(const struct world *w, struct date d, int *ret_weight)
{
	struct holiday h = { .weight_percent = 0 };
	int weekday = date_weekday(d);

	*ret_weight = 0;
	if (holiday_on(&w->holidays, d, &h)) {
		*ret_weight = h.weight_percent;
		return FAIRNESS_HOLIDAY;
	}
	return weekday == 6   ? FAIRNESS_SATURDAY
	       : weekday == 7 ? FAIRNESS_SUNDAY
			      : FAIRNESS_WEEKDAY;
}

/* One local day of one person: how much of it, and of its night, was on duty. */
struct tally {
	int64_t day, night, on_day, on_night;
};

static void close_day(const struct world *w, struct date d, const struct tally *t,
	struct fairness_row *r)
{
	int weight;
	int64_t part = t->day == 0 ? 0 : t->on_day * FAIRNESS_ONE_DAY / t->day;

	(void)kind_of(w, d, &weight);
	r->week_ms += part;
	if (t->night > 0)
		r->night_ms += t->on_night * FAIRNESS_NIGHT / t->night;
	if (date_weekday(d) >= 6)
		r->weekend_ms += part;
	r->holiday_ms += part * weight / 100;
}

static struct fairness_row naive_duty(const struct world *w, int64_t person,
	int64_t function, int64_t low, int64_t high)
{
	struct fairness_row r = { .person_id = person, .function_id = function };
	struct tally t = { 0 };
	struct date today = local_of(low).date;

	for (int64_t ms = low; ms < high; ms += QUARTER) {
		struct civil c = local_of(ms);
		bool on = false;
		int weight;

		if (date_days(c.date) != date_days(today)) {
			close_day(w, today, &t, &r);
			t = (struct tally){ 0 };
			today = c.date;
		}
		for (size_t i = 0; i < w->in.duties; i++)
			on |= w->duty[i].person_id == person
			      && w->duty[i].function_id == function
			      && w->duty[i].starts.ms <= ms && w->duty[i].ends.ms > ms
			      && ms >= w->in.from.ms && ms < w->in.to.ms;
		t.day++;
		t.on_day += on;
		t.night += c.hour < 6;
		t.on_night += on && c.hour < 6;
		if (on)
			r.duty_ms[kind_of(w, c.date, &weight)] += QUARTER;
	}
	return r;
}

static void naive_calls(const struct world *w, int64_t low, struct fairness_row *r)
{
	static bool raw[CELLS], booked[CELLS];
	int64_t last = -100;

	memset(raw, 0, sizeof raw);
	for (size_t i = 0; i < w->in.calls; i++) {
		const struct fairness_call *c = &w->call[i];

		if (c->person_id != r->person_id || c->function_id != r->function_id
			|| c->called.ms < w->in.from.ms || c->called.ms >= w->in.to.ms)
			continue;
		r->calls++;
		for (int64_t ms = c->called.ms; ms < c->ended.ms; ms += QUARTER)
			raw[(ms - low) / QUARTER] = true;
	}
	memcpy(booked, raw, sizeof booked);
	for (int64_t i = 0; i < CELLS; i++) {
		if (!raw[i])
			continue;
		for (int64_t j = last; j < i && i - last <= 2; j++)
			booked[j] = true;
		last = i + 1;
	}
	for (int64_t i = 1; i + 1 < CELLS; i++)
		if (booked[i] && !booked[i - 1] && !booked[i + 1])
			booked[++i] = true;
	for (int64_t i = 0; i < CELLS; i++) {
		int weight;

		if (booked[i])
			r->work_ms[kind_of(w, local_of(low + i * QUARTER).date,
				&weight)] += QUARTER;
	}
}

static void random_world(struct prng *p, struct world *w, int64_t low)
{
	int64_t from = 2 * DAY_CELLS + (int64_t)prng_below(p, 10 * DAY_CELLS);
	int64_t to = from + (int64_t)prng_below(p, 100 * DAY_CELLS) + 1;

	start(w, (struct instant){ low + from * QUARTER },
		(struct instant){ low + to * QUARTER });
	w->holidays.weight_percent[HOLIDAY_EASTER_SUNDAY] = (int)prng_below(p, 3) * 100;
	for (size_t i = prng_below(p, 30); i > 0; i--) {
		int64_t at = (int64_t)prng_below(p, CELLS);

		add_duty(w, 1 + (int64_t)prng_below(p, PEOPLE),
			1 + (int64_t)prng_below(p, FUNCTIONS),
			(struct instant){ low + at * QUARTER },
			(struct instant){
				low
				+ (at + (int64_t)prng_below(p, 9 * DAY_CELLS) - 3)
					  * QUARTER });
	}
	for (size_t i = prng_below(p, 30); i > 0; i--) {
		int64_t at = (int64_t)prng_below(p, CELLS - 100);
		int64_t person = 1 + (int64_t)prng_below(p, PEOPLE);
		int64_t function = 1 + (int64_t)prng_below(p, FUNCTIONS);

		for (size_t j = prng_below(p, 3); j < 3; j++, at += 3)
			if (w->in.calls < MAX)
				add_call(w, person, function,
					(struct instant){ low + at * QUARTER },
					15 * (int64_t)prng_below(p, 12) - 15);
	}
}

static void assert_same(const struct fairness_row *a, const struct fairness_row *b)
{
	assert_int_equal(a->calls, b->calls);
	for (int k = 0; k < FAIRNESS_DAYS; k++) {
		assert_int_equal(a->duty_ms[k], b->duty_ms[k]);
		assert_int_equal(a->work_ms[k], b->work_ms[k]);
	}
	/* Rounding: a ms for each piece of a day of 23 or 25 hours. */
	assert_in_range(a->week_ms - b->week_ms + 9, 0, 18);
	assert_in_range(a->night_ms - b->night_ms + 9, 0, 18);
	assert_in_range(a->weekend_ms - b->weekend_ms + 9, 0, 18);
	assert_in_range(a->holiday_ms - b->holiday_ms + 9, 0, 18);
}

/* Random duties and calls over both clock changes and the holidays of spring and
 * Christmas: every number is the oracle's. */
static void rows_agree_with_a_plain_count(void **state)
{
	static const int64_t seasons[] = { INT64_C(1772323200000), /* 2026-03-01 */
		INT64_C(1790812800000) };                          /* 2026-10-01 */
	size_t rows = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct world w;
		struct prng p;
		size_t at = 0;
		int64_t low = seasons[seed % 2];

		prng_init(&p, seed);
		random_world(&p, &w, low);
		report(&w);
		for (int64_t person = 1; person <= PEOPLE; person++) {
			for (int64_t f = 1; f <= FUNCTIONS; f++) {
				struct fairness_row want = naive_duty(&w, person, f,
					low, low + CELLS * (int64_t)QUARTER);
				bool any = want.week_ms > 0;

				naive_calls(&w, low, &want);
				if (!any && want.calls == 0)
					continue;
				assert_true(at < w.rows.n);
				assert_int_equal(w.rows.item[at].person_id, person);
				assert_int_equal(w.rows.item[at].function_id, f);
				assert_same(&w.rows.item[at++], &want);
			}
		}
		assert_int_equal(at, w.rows.n);
		rows += at;
		fairness_rows_fini(&w.rows);
	}
	assert_true(rows > 100);
}

/* A swap of a part moves exactly that part: the sum over both people stays. */
static void swaps_keep_the_sum(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		struct world w;
		struct prng p;
		struct fairness_row whole, a, b;
		struct instant from = local(2026, 12, 21, 540);
		struct instant to = local(2026, 12, 28, 540), cut;

		prng_init(&p, seed);
		start(&w, local(2026, 12, 1, 0), local(2027, 1, 1, 0));
		add_duty(&w, 1, 1, from, to);
		report(&w);
		whole = w.rows.item[0];
		cut.ms = from.ms + 1
			 + (int64_t)prng_below(&p, (uint64_t)(to.ms - from.ms - 1));
		w.duty[0].ends = cut;
		add_duty(&w, 2, 1, cut, to);
		report(&w);
		a = w.rows.item[0];
		b = w.rows.item[1];
		assert_int_equal(a.week_ms + b.week_ms, whole.week_ms);
		assert_int_equal(a.night_ms + b.night_ms, whole.night_ms);
		assert_int_equal(a.weekend_ms + b.weekend_ms, whole.weekend_ms);
		assert_int_equal(a.holiday_ms + b.holiday_ms, whole.holiday_ms);
		assert_int_equal(whole.holiday_ms, 2 * FAIRNESS_ONE_DAY);
		fairness_rows_fini(&w.rows);
	}
}

/* Without memory there is an error and no leak; an empty period has no rows. */
static void the_edges_hold(void **state)
{
	struct world w;
	struct prng p;
	struct err e;
	long n = 0;

	(void)state;
	prng_init(&p, 1);
	random_world(&p, &w, INT64_C(1772323200000));
	for (bool fired = true; fired;) {
		enum err_code code;

		(void)alloc_fail_at(++n, 0);
		code = fairness_report(&w.in, &w.rows, &e);
		fired = alloc_fail_at(0, 0) != 0;
		assert_int_equal(code, fired ? ERR_NOMEM : ERR_OK);
		fairness_rows_fini(&w.rows);
	}
	assert_true(n > 6);
	w.in.to = w.in.from;
	report(&w);
	assert_int_equal(w.rows.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_week_is_a_week),
		cmocka_unit_test(holidays_come_first),
		cmocka_unit_test(call_outs_are_settled),
		cmocka_unit_test(rows_agree_with_a_plain_count),
		cmocka_unit_test(swaps_keep_the_sum),
		cmocka_unit_test(the_edges_hold),
	};

	return cmocka_run_group_tests(tests, amsterdam, NULL);
}
