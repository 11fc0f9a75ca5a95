/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is on duty, and who is in the pool, in random worlds, against a plain reading of
 * the rule over lists in memory. Mutations: `<=` for `<` at either end of a duty,
 * drafts or inactive people let in, the order by rank left out: each fails. */
#include "base/random.h"
#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE = 8, DUTIES = 40, ABSENCES = 6, RANKS = 3, WORLDS = 30, LOOKS = 120 };

static const int64_t T0 = INT64_C(1790000000000);

struct oracle_duty {
	int64_t id, starts, ends;
	int person, rank;
	bool published;
};

struct world {
	struct roster_world w;
	struct prng chance;
	int64_t person[PEOPLE];
	bool active[PEOPLE];
	struct oracle_duty duty[DUTIES];
	int duties;
	struct {
		int person;
		int64_t starts, ends;
	} absence[ABSENCES];
};

/* A moment that others share: boundaries meet, and miss by a millisecond. */
static int64_t moment(struct world *x)
{
	return T0 + (int64_t)prng_below(&x->chance, 25) * 3600000
	       + (int64_t)prng_below(&x->chance, 3) - 1;
}

static const char *text_of(int64_t ms, char buffer[INSTANT_TEXT])
{
	return instant_format((struct instant){ ms }, buffer);
}

static bool clashes(const struct world *x, const struct oracle_duty *d)
{
	for (int i = 0; i < x->duties; i++) {
		const struct oracle_duty *o = &x->duty[i];

		if (o->published && d->published && o->rank == d->rank
			&& o->starts < d->ends && d->starts < o->ends)
			return true;
	}
	return false;
}

/* A duty is refused exactly when another published one stands in its way. */
static void add_duty(struct world *x)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];
	struct oracle_duty d = { .starts = moment(x),
		.person = (int)prng_below(&x->chance, PEOPLE),
		.rank = 1 + (int)prng_below(&x->chance, RANKS),
		.published = prng_below(&x->chance, 4) != 0 };
	struct err e = { 0 };
	enum err_code rc;

	d.ends = d.starts + 1 + (int64_t)prng_below(&x->chance, 4) * 3600000
		 - (int64_t)prng_below(&x->chance, 2);
	if (d.ends <= d.starts)
		d.ends = d.starts + 1;
	rc = roster_try(&x->w, &duty_resource,
		json_pack("{s:I,s:I,s:s,s:s,s:i,s:s}", "function_id",
			(json_int_t)x->w.officer, "person_id",
			(json_int_t)x->person[d.person], "starts_at",
			text_of(d.starts, from), "ends_at", text_of(d.ends, until),
			"rank", d.rank, "state", d.published ? "published" : "draft"),
		&d.id, &e);
	assert_int_equal(rc, clashes(x, &d) ? ERR_CONFLICT : ERR_OK);
	if (rc == ERR_OK)
		x->duty[x->duties++] = d;
}

static void add_absence(struct world *x, int i)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];

	x->absence[i].person = (int)prng_below(&x->chance, PEOPLE);
	x->absence[i].starts = moment(x);
	x->absence[i].ends = x->absence[i].starts + 3600000;
	(void)roster_make(&x->w, &absence_resource,
		json_pack("{s:I,s:s,s:s}", "person_id",
			(json_int_t)x->person[x->absence[i].person], "from",
			text_of(x->absence[i].starts, from), "until",
			text_of(x->absence[i].ends, until)));
}

static void make_world(struct world *x, uint64_t seed)
{
	struct err e = { 0 };

	memset(x, 0, sizeof *x);
	prng_init(&x->chance, seed);
	roster_world_open(&x->w);
	for (int i = 0; i < PEOPLE; i++) {
		x->person[i] = roster_person(&x->w, i, x->w.officer);
		x->active[i] = prng_below(&x->chance, 5) != 0;
	}
	for (int i = 0; i < DUTIES; i++)
		add_duty(x);
	for (int i = 0; i < ABSENCES; i++)
		add_absence(x, i);
	for (int i = 0; i < PEOPLE; i++)
		if (!x->active[i])
			test_ok(roster_change(&x->w, &person_resource, x->person[i],
					json_pack("{s:b}", "active", 0), &e),
				&e);
}

/* --- the oracle --- */

static bool is_absent(const struct world *x, int person, int64_t at)
{
	for (int i = 0; i < ABSENCES; i++)
		if (x->absence[i].person == person && x->absence[i].starts <= at
			&& at < x->absence[i].ends)
			return true;
	return false;
}

static bool counts(const struct world *x, const struct oracle_duty *d)
{
	return d->published && x->active[d->person];
}

/* The first duty of that rank from `until` on. */
static int64_t next_of(const struct world *x, int rank, int64_t until)
{
	const struct oracle_duty *best = NULL;

	for (int i = 0; i < x->duties; i++) {
		const struct oracle_duty *d = &x->duty[i];

		if (counts(x, d) && d->rank == rank && d->starts >= until
			&& (best == NULL || d->starts < best->starts))
			best = d;
	}
	return best != NULL ? x->person[best->person] : 0;
}

static void check_at(const struct world *x, struct db *db, int64_t at)
{
	struct on_duty got[ON_DUTY_MAX];
	bool seen[PEOPLE] = { false };
	struct err e = { 0 };
	size_t n = 0, k = 0;

	test_ok(on_duty_at(db, x->w.officer, (struct instant){ at }, got, &n, &e), &e);
	for (int rank = 1; rank <= RANKS; rank++) {
		for (int i = 0; i < x->duties; i++) {
			const struct oracle_duty *d = &x->duty[i];

			if (!counts(x, d) || d->rank != rank || at < d->starts
				|| at >= d->ends || seen[d->person])
				continue;
			seen[d->person] = true;
			assert_true(k < n);
			assert_int_equal(got[k].person_id, x->person[d->person]);
			assert_int_equal(got[k].rank, rank);
			assert_int_equal(got[k].until.ms, d->ends);
			assert_int_equal(got[k].absent, is_absent(x, d->person, at));
			assert_int_equal(
				got[k].next_person_id, next_of(x, rank, d->ends));
			k++;
		}
	}
	assert_int_equal(n, k); /* 0: the gap that the page shows */
}

struct pool_list {
	size_t n;
	struct pool_person p[PEOPLE + 1];
};

static void on_pool(void *ctx, const struct pool_person *p)
{
	struct pool_list *l = ctx;

	assert_true(l->n < PEOPLE + 1);
	l->p[l->n++] = *p;
}

static void check_pool(const struct world *x, struct db *db, int64_t at)
{
	struct pool_list l = { 0 };
	struct err e = { 0 };
	size_t k = 0;

	test_ok(pool_each(db, x->w.officer, (struct instant){ at }, on_pool, &l, &e),
		&e);
	for (int i = 0; i < PEOPLE; i++) {
		if (!x->active[i])
			continue;
		assert_true(k < l.n);
		assert_int_equal(l.p[k].person_id, x->person[i]);
		assert_int_equal(l.p[k].absent, is_absent(x, i, at));
		k++;
	}
	assert_int_equal(k, l.n);
}

static void the_answer_is_that_of_a_plain_reading(void **state)
{
	static struct world x;
	int found = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		print_message("seed %" PRIu64 "\n", seed);
		make_world(&x, seed);
		assert_true(x.duties > 10);
		for (int i = 0; i < x.duties; i++) {
			check_at(&x, x.w.t.db, x.duty[i].starts - 1);
			check_at(&x, x.w.t.db, x.duty[i].starts);
			check_at(&x, x.w.t.db, x.duty[i].ends - 1);
			check_at(&x, x.w.t.db, x.duty[i].ends);
			found++;
		}
		for (int i = 0; i < LOOKS; i++)
			check_at(&x, x.w.t.db, moment(&x));
		for (int i = 0; i < ABSENCES; i++) {
			check_pool(&x, x.w.t.db, x.absence[i].starts);
			check_pool(&x, x.w.t.db, x.absence[i].ends);
		}
		roster_world_close(&x.w);
	}
	assert_true(found > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_answer_is_that_of_a_plain_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
