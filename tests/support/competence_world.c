/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/competence_world.h"

#include <string.h>

static const char *const subjects[] = { "", "bhv", "lcms" };
static const int64_t function_lists[][2] = { { 1, 2 }, { 2, 3 }, { 3, 1 }, { 1, 1 } };

static int64_t below(struct prng *p, int n)
{
	return (int64_t)prng_below(p, (uint64_t)n);
}

static bool chance(struct prng *p, int one_in)
{
	return prng_below(p, (uint64_t)one_in) == 0;
}

/* The same day of a later month, found by walking day by day. */
static int64_t slow_months(int64_t day, int64_t months)
{
	struct date from = date_from_days(day), d = from;

	for (int64_t i = 0; i < months; i++) {
		d.month = d.month % 12 + 1;
		d.year += d.month == 1;
	}
	for (d.day = from.day; !date_valid(d);)
		d.day--;
	return date_days(d);
}

/* Some lie so many months after another, to the day. */
static int64_t activity_day(int64_t activity)
{
	if (activity > 5)
		return slow_months(activity_day(activity - 5), 2 * (activity - 5));
	return WORLD_START + (activity * 7919) % 420;
}

static void make_record(struct prng *p, struct competence_record *r)
{
	size_t list = (size_t)below(p, 4);

	r->person_id = 1 + below(p, 2);
	r->activity_id = 1 + below(p, 9);
	/* the day, kind and subject are the activity's */
	r->day = activity_day(r->activity_id);
	r->kind = (enum activity_kind)(r->activity_id % ACTIVITY_KINDS_COUNT);
	r->subject = subjects[r->activity_id % 3];
	r->functions = function_lists[list];
	r->functions_count = (size_t)below(p, 3);
	r->minutes = below(p, 9) * 30;
}

static void make_requirement(
	struct prng *p, struct competence_requirement *q, int64_t id)
{
	*q = (struct competence_requirement){ .id = id,
		.function_id = below(p, 4),
		.kind = (enum requirement_kind)below(p, REQUIREMENT_KINDS_COUNT),
		.title = "x",
		.window_months = chance(p, 4) ? 0 : 1 + below(p, 13),
		.grace_days = chance(p, 2) ? 0 : below(p, 60),
		.deployments_count = chance(p, 2),
		.from_day = chance(p, 2) ? 0 : WORLD_START + below(p, 300),
		.until_day = COMPETENCE_FOREVER };
	q->person_id = q->function_id == 0 || chance(p, 4) ? 1 + below(p, 2) : 0;
	q->count = q->kind == REQUIREMENT_HOURS ? 1 + below(p, 8) : 1 + below(p, 3);
	q->subject = q->kind == REQUIREMENT_CERTIFICATE ? subjects[1 + below(p, 2)]
							: subjects[below(p, 3)];
	if (chance(p, 4))
		q->until_day = q->from_day + 1 + below(p, 400);
}

/* A day on which something begins or ends, or the day before or after: that is where
 * mistakes are. */
static int64_t turning_day(struct prng *p, const struct competence_world *w)
{
	const struct competence_record *r = &w->record[below(p, WORLD_RECORDS)];
	const struct competence_certificate *c =
		&w->certificate[below(p, WORLD_CERTIFICATES)];
	const struct competence_requirement *q =
		&w->requirement[below(p, WORLD_REQUIREMENTS)];
	const struct competence_assignment *a =
		&w->assignment[below(p, WORLD_ASSIGNMENTS)];
	const int64_t days[] = { r->day, slow_months(r->day, q->window_months),
		c->from_day, c->until_day, slow_months(c->from_day, q->window_months),
		q->from_day, q->until_day, a->from_day, a->until_day };
	int64_t day = days[below(p, sizeof days / sizeof *days)];

	if (day < WORLD_START - 50 || day > WORLD_START + 1000)
		day = WORLD_START + below(p, 440); /* never, or always */
	if (chance(p, 2))
		day += q->grace_days;
	return day - 1 + below(p, 3);
}

/* Something stops being met just within the horizon, or just not. */
static void turn_horizon(struct prng *p, struct competence_world *w)
{
	const struct competence_assignment *a =
		&w->assignment[below(p, WORLD_ASSIGNMENTS)];

	for (int i = 0; i < WORLD_REQUIREMENTS; i++) {
		struct slow_gap g;

		if (!slow_asked(&w->in, a, &w->requirement[i]))
			continue;
		g = slow_gap(&w->in, a, &w->requirement[i]);
		if (!g.met || g.until_day == COMPETENCE_FOREVER)
			continue;
		w->in.horizon_days = g.until_day - w->in.day - below(p, 2);
		return;
	}
}

void competence_world_make(struct competence_world *w, uint64_t seed)
{
	struct prng p;

	prng_init(&p, seed);
	for (int i = 0; i < WORLD_RECORDS; i++)
		make_record(&p, &w->record[i]);
	for (int i = 0; i < WORLD_CERTIFICATES; i++) {
		int64_t from = WORLD_START + below(&p, 400);

		w->certificate[i] = (struct competence_certificate){
			1 + below(&p, 2), subjects[1 + below(&p, 2)], from,
			chance(&p, 3) ? COMPETENCE_FOREVER : from + 1 + below(&p, 300)
		};
	}
	for (int i = 0; i < WORLD_REQUIREMENTS; i++)
		make_requirement(&p, &w->requirement[i], WORLD_REQUIREMENTS - i);
	for (int i = 0; i < WORLD_ASSIGNMENTS; i++)
		w->assignment[i] =
			(struct competence_assignment){ 1 + i % 2, 1 + below(&p, 3),
				chance(&p, 5), WORLD_START + below(&p, 200) - 50,
				chance(&p, 2) ? COMPETENCE_FOREVER
					      : WORLD_START + 200 + below(&p, 300) };
	w->in = (struct competence_input){ w->record, WORLD_RECORDS, w->certificate,
		WORLD_CERTIFICATES, w->requirement, WORLD_REQUIREMENTS, w->assignment,
		WORLD_ASSIGNMENTS, WORLD_START + below(&p, 440), below(&p, 100) };
	if (chance(&p, 2))
		w->in.day = turning_day(&p, w);
	if (chance(&p, 2))
		turn_horizon(&p, w);
}

/* --- the slow way */

static bool slow_is_for(const struct competence_record *r, int64_t function_id)
{
	bool found = r->functions_count == 0 || function_id == 0;

	for (size_t i = 0; i < r->functions_count; i++)
		found |= r->functions[i] == function_id;
	return found;
}

static bool slow_kind(
	const struct competence_record *r, const struct competence_requirement *q)
{
	if (q->kind == REQUIREMENT_HOURS)
		return true;
	if (r->kind == ACTIVITY_DEPLOYMENT && q->deployments_count)
		return true;
	return strcmp(activity_kind_words[r->kind], requirement_kind_words[q->kind])
	       == 0;
}

/* Activities, or minutes, that count on day t, with what had happened by `known`. */
static int64_t slow_have(const struct competence_input *in, int64_t person_id,
	const struct competence_requirement *q, int64_t t, int64_t known)
{
	int64_t sum = 0;

	for (int64_t activity = 1; activity < 10; activity++) {
		int64_t best = 0;

		for (size_t i = 0; i < in->records; i++) {
			const struct competence_record *r = &in->record[i];
			int64_t weight = q->kind == REQUIREMENT_HOURS ? r->minutes : 1;

			if (r->activity_id != activity || r->person_id != person_id
				|| r->day > t || r->day > known || !slow_kind(r, q)
				|| !slow_is_for(r, q->function_id)
				|| (strlen(q->subject) > 0
					&& strcmp(q->subject, r->subject) != 0)
				|| (q->window_months > 0
					&& t >= slow_months(r->day, q->window_months)))
				continue;
			best = weight > best ? weight : best;
		}
		sum += best;
	}
	return sum;
}

static bool slow_met(const struct competence_input *in, int64_t person_id,
	const struct competence_requirement *q, int64_t t, int64_t known)
{
	int64_t need = q->kind == REQUIREMENT_HOURS ? q->count * 60 : q->count;

	if (q->kind != REQUIREMENT_CERTIFICATE)
		return slow_have(in, person_id, q, t, known) >= need;
	for (size_t i = 0; i < in->certificates; i++) {
		const struct competence_certificate *c = &in->certificate[i];

		if (c->person_id == person_id && c->from_day <= known
			&& c->from_day <= t && t < c->until_day
			&& strcmp(c->title, q->subject) == 0
			&& (q->window_months == 0
				|| t < slow_months(c->from_day, q->window_months)))
			return true;
	}
	return false;
}

bool slow_asked(const struct competence_input *in,
	const struct competence_assignment *a, const struct competence_requirement *q)
{
	bool person = q->person_id == 0 || q->person_id == a->person_id;
	bool function = q->function_id == 0 || q->function_id == a->function_id;

	return person && function && q->from_day <= in->day && in->day < q->until_day;
}

struct slow_gap slow_gap(const struct competence_input *in,
	const struct competence_assignment *a, const struct competence_requirement *q)
{
	enum { HORIZON = 1000 }; /* further than any window or certificate */
	int64_t day = in->day, t, start = a->from_day;
	struct slow_gap g = { .met = slow_met(in, a->person_id, q, day, day) };

	if (q->from_day > start)
		start = q->from_day;
	if (g.met) {
		for (t = day;
			t < day + HORIZON && slow_met(in, a->person_id, q, t, day);)
			t++;
		g.until_day = t == day + HORIZON ? COMPETENCE_FOREVER : t;
	} else {
		for (t = day; t > start && !slow_met(in, a->person_id, q, t - 1, day);)
			t--;
		g.until_day = t;
		g.never = t == start;
		if (q->kind != REQUIREMENT_CERTIFICATE)
			g.have = slow_have(in, a->person_id, q, day, day);
	}
	g.lapse_day = g.until_day == COMPETENCE_FOREVER ? COMPETENCE_FOREVER
							: g.until_day + q->grace_days;
	return g;
}
