/* SPDX-License-Identifier: EUPL-1.2 */
/* Handovers are counted in local days from the first one of a revision; only then do
 * they become instants. Nothing is added to an instant, so no clock change adds up. */
#include "roster/duty/rotation.h"

#include "base/alloc.h"
#include "base/zone.h"

static void check_period(const struct rotation_revision *v, struct err *e)
{
	int most = v->unit == ROTATION_DAYS ? 366 : 52;

	if (v->unit != ROTATION_DAYS && v->unit != ROTATION_WEEKS)
		(void)err_fault(e, "period.unit", "must be day or week");
	else if (v->count < 1 || v->count > most)
		(void)err_fault(e, "period.count", "must be 1 to %d", most);
	if (v->unit == ROTATION_WEEKS && (v->weekday < 1 || v->weekday > 7))
		(void)err_fault(
			e, "handover.weekday", "must be 1 (Monday) to 7 (Sunday)");
	if (v->minute < 0 || v->minute >= 24 * 60)
		(void)err_fault(e, "handover.time", "must be 00:00 to 23:59");
	if (v->is_shift
		&& (v->shift_until < 0 || v->shift_until >= 24 * 60
			|| v->shift_until == v->minute))
		(void)err_fault(e, "shift_until",
			"must be 00:00 to 23:59 and differ from the handover time");
}

static void check_people(const struct rotation_revision *v, struct err *e)
{
	if (v->people_n < 1 || v->people_n > ROTATION_PEOPLE_MAX) {
		(void)err_fault(e, "people", "must be 1 to %d people",
			(int)ROTATION_PEOPLE_MAX);
		return;
	}
	for (size_t i = 0; i < v->people_n; i++) {
		if (v->people[i] <= 0) {
			(void)err_fault(
				e, "people", "names nobody at place %zu", i + 1);
			return;
		}
	}
	if (v->first >= v->people_n)
		(void)err_fault(e, "first", "must be a place in the order of people");
}

enum err_code rotation_check(const struct rotation *r, struct err *e)
{
	err_clear(e);
	if (r->revisions < 1 || r->revisions > ROTATION_REVISIONS_MAX)
		return err_fault(e, "revisions", "must be 1 to %d revisions",
			(int)ROTATION_REVISIONS_MAX);
	if (r->has_until && !date_valid(r->until))
		(void)err_fault(e, "until", "is not a date between 1970 and 2200");
	for (size_t i = 0; i < r->revisions && e->code == ERR_OK; i++) {
		const struct rotation_revision *v = &r->revision[i];

		if (!date_valid(v->from))
			(void)err_fault(
				e, "starts_on", "is not a date between 1970 and 2200");
		else if (i > 0 && date_days(v->from) <= date_days((v - 1)->from))
			(void)err_fault(e, "starts_on",
				"must be later than the revision before it");
		check_period(v, e);
		check_people(v, e);
	}
	return e->code;
}

static int64_t period_days(const struct rotation_revision *v)
{
	return v->unit == ROTATION_WEEKS ? v->count * INT64_C(7) : v->count;
}

static struct instant handover(int64_t day, int minute)
{
	struct civil c = {
		.date = date_from_days(day), .hour = minute / 60, .minute = minute % 60
	};
	struct instant t = INSTANT_MIN;
	struct err e;

	REQUIRE(zone_to_instant(c, ZONE_FIRST, &t, &e) == ERR_OK);
	return t;
}

static bool same_rhythm(
	const struct rotation_revision *a, const struct rotation_revision *b)
{
	return a->unit == b->unit && a->count == b->count && a->minute == b->minute
	       && (a->unit == ROTATION_DAYS || a->weekday == b->weekday);
}

/* The day of the first handover of revision k. */
static int64_t first_day(const struct rotation *r, size_t k)
{
	const struct rotation_revision *v = &r->revision[k];
	int64_t from = date_days(v->from), period = period_days(v);
	int64_t anchor;
	size_t i = k;

	while (i > 0 && !r->revision[i].restart
		&& same_rhythm(&r->revision[i - 1], &r->revision[i]))
		i--;
	anchor = date_days(r->revision[i].from);
	if (v->unit == ROTATION_WEEKS)
		anchor += (v->weekday - date_weekday(r->revision[i].from) + 7) % 7;
	return anchor >= from ? anchor
			      : anchor + (from - anchor + period - 1) / period * period;
}

/* Where the rotation ends; INSTANT_NEVER when it does not. */
static struct instant ends_at(const struct rotation *r)
{
	int64_t day = date_days(r->until);
	size_t k = r->revisions;

	if (!r->has_until)
		return INSTANT_NEVER;
	while (k > 1 && date_days(r->revision[k - 1].from) >= day)
		k--;
	return handover(day, r->revision[k - 1].minute);
}

static enum err_code add(
	struct rotation_duties *d, struct rotation_duty duty, struct err *e)
{
	if (d->n == ROTATION_DUTIES_MAX)
		return err_set(e, ERR_TOO_LARGE, "more than %d duties in this period",
			(int)ROTATION_DUTIES_MAX);
	if (d->n == d->cap) {
		size_t cap = d->cap == 0 ? 64 : d->cap * 2;
		struct rotation_duty *item =
			base_realloc_array(d->item, cap, sizeof *item);

		if (item == NULL)
			return err_set(e, ERR_NOMEM, "no memory for duties");
		d->item = item;
		d->cap = cap;
	}
	d->item[d->n++] = duty;
	return ERR_OK;
}

struct window {
	struct instant from, to;
	enum rotation_pick pick;
};

static enum err_code add_wanted(const struct window *w, const struct rotation_duty *d,
	struct rotation_duties *ret, struct err *e)
{
	if (w->pick == ROTATION_STARTING ? instant_before(d->starts, w->from)
					 : !instant_before(w->from, d->ends))
		return ERR_OK;
	return add(ret, *d, e);
}

/* The shifts of one turn: `turn` lasts from local day `day` until day `last`. */
static enum err_code add_shifts(const struct rotation_revision *v,
	struct rotation_duty turn, int64_t day, int64_t last, const struct window *w,
	struct rotation_duties *ret, struct err *e)
{
	int overnight = v->shift_until < v->minute;

	for (; day < last; day++) {
		struct rotation_duty d = turn;

		d.starts = handover(day, v->minute);
		d.ends = instant_min(
			handover(day + overnight, v->shift_until), turn.ends);
		if (!instant_before(d.starts, instant_min(turn.ends, w->to)))
			break;
		/* A shift of which the clock skips every minute is none. */
		if (instant_before(d.starts, d.ends)
			&& add_wanted(w, &d, ret, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* The duties of revision k, which rules until `end`. */
static enum err_code add_revision(const struct rotation *r, size_t k,
	struct instant end, const struct window *w, struct rotation_duties *ret,
	struct err *e)
{
	const struct rotation_revision *v = &r->revision[k];
	int64_t first = first_day(r, k), period = period_days(v);
	int64_t skip = date_days(zone_to_civil(w->from).date) - first;
	int64_t i = skip > period ? skip / period - 1 : 0;
	struct instant next = handover(first + i * period, v->minute);

	while (instant_before(next, instant_min(end, w->to))) {
		struct rotation_duty duty = { .starts = next, .revision = k };
		int64_t day = first + i * period;
		enum err_code code;

		duty.person_id = v->people[(v->first + (size_t)i) % v->people_n];
		i++;
		next = handover(day + period, v->minute);
		duty.ends = instant_min(next, end);
		code = v->is_shift ? add_shifts(v, duty, day, day + period, w, ret, e)
				   : add_wanted(w, &duty, ret, e);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

enum err_code rotation_generate(const struct rotation *r, struct instant from,
	struct instant to, enum rotation_pick pick, struct rotation_duties *ret,
	struct err *e)
{
	struct window w = { .from = from, .to = to, .pick = pick };
	struct instant rules_until[ROTATION_REVISIONS_MAX];
	struct instant end = ends_at(r);

	REQUIRE(r->revisions > 0 && r->revisions <= ROTATION_REVISIONS_MAX);
	*ret = (struct rotation_duties){ .item = NULL };
	/* A revision rules until the earliest beginning among those after it. */
	for (size_t k = r->revisions; k-- > 0;) {
		rules_until[k] = end;
		end = instant_min(
			end, handover(first_day(r, k), r->revision[k].minute));
	}
	for (size_t k = 0; k < r->revisions; k++) {
		if (add_revision(r, k, rules_until[k], &w, ret, e) == ERR_OK)
			continue;
		rotation_duties_fini(ret);
		return e->code;
	}
	return ERR_OK;
}

void rotation_duties_fini(struct rotation_duties *d)
{
	base_free(d->item);
	*d = (struct rotation_duties){ .item = NULL };
}
