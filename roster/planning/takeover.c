/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/planning/takeover.h"

#include "base/alloc.h"
#include "roster/fairness/fairness.h"
#include "roster/fairness/holiday_config.h"
#include "roster/people/function.h"
#include "roster/planning/problems_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POOL_MAX = 500, YEAR_DAYS = 365 };

struct finding {
	struct db *db;
	const struct takeover_query *q;
	struct problems_query judged;
	struct planning_facts facts;
	struct local_days days;
	struct err *e;
	/* of the hit at hand */
	struct takeover_hit *hit;
	struct fairness_rows carried;
	struct takeover_candidate *pool;
	size_t pool_n;
};

/* --- the pieces of duty */

static enum err_code add_hit(
	struct takeover_hits *out, const struct roster_span *s, struct err *e)
{
	struct takeover_hit *grown;

	if (out->n == TAKEOVER_HITS_MAX)
		return ERR_OK;
	grown = base_room(out->item, out->n, &out->cap, sizeof *out->item);
	if (grown == NULL)
		return err_set(e, ERR_NOMEM, "no memory for who could take over");
	out->item = grown;
	out->item[out->n++] = (struct takeover_hit){ .function_id = s->function_id,
		.rank = s->rank,
		.from = s->starts,
		.until = s->ends,
		.why = s->why,
		.why_id = s->why_id };
	return ERR_OK;
}

static enum err_code hits_in(
	struct finding *f, int64_t function_id, struct takeover_hits *out)
{
	struct roster_query q = {
		.function_id = function_id, .from = f->q->from, .to = f->q->until
	};
	struct roster_spans spans;

	if (roster_resolve(f->db, &q, &spans, f->e) != ERR_OK)
		return f->e->code;
	for (size_t i = 0; i < spans.n && f->e->code == ERR_OK; i++)
		if (spans.item[i].person_id == f->q->person_id
			&& (f->q->rank == 0 || spans.item[i].rank == f->q->rank))
			(void)add_hit(out, &spans.item[i], f->e);
	roster_spans_fini(&spans);
	return f->e->code;
}

static enum err_code find_hits(struct finding *f, struct takeover_hits *out)
{
	int64_t function[ROSTER_FUNCTIONS_MAX];
	size_t n = 1;

	function[0] = f->q->function_id;
	if (function[0] == 0
		&& roster_functions(f->db, f->q->person_id, function, &n, f->e)
			   != ERR_OK)
		return f->e->code;
	for (size_t i = 0; i < n && f->e->code == ERR_OK; i++)
		(void)hits_in(f, function[i], out);
	return f->e->code;
}

/* --- one candidate */

static bool go_together(const struct planning_facts *f, int64_t a, int64_t b)
{
	for (size_t i = 0; i < f->pairs; i++)
		if ((f->pair[i].a == a && f->pair[i].b == b)
			|| (f->pair[i].a == b && f->pair[i].b == a))
			return true;
	return false;
}

static bool touches(
	struct instant starts, struct instant ends, const struct takeover_hit *hit)
{
	return starts.ms < hit->until.ms && hit->from.ms < ends.ms;
}

static bool is_absent(const struct finding *f, int64_t person_id)
{
	for (size_t i = 0; i < f->facts.absences; i++)
		if (f->facts.absence[i].person_id == person_id
			&& touches(f->facts.absence[i].starts, f->facts.absence[i].ends,
				f->hit))
			return true;
	return false;
}

static bool knows_breach(
	const struct working_time_breaches *known, const struct working_time_breach *b)
{
	for (size_t i = 0; i < known->n; i++)
		if (known->item[i].rule == b->rule
			&& known->item[i].from.ms == b->from.ms
			&& known->item[i].until.ms == b->until.ms
			&& known->item[i].actual == b->actual)
			return true;
	return false;
}

/* Breaches with the piece that were not there without it. span[n] has room for one
 * more. */
static enum err_code count_breaches(struct finding *f, struct takeover_candidate *c,
	struct roster_span *span, size_t n)
{
	const struct planning_hours hours = { &f->judged, &f->facts.weeks, &f->days };
	struct working_time_breaches with = { 0 }, without = { 0 };
	enum err_code code = ERR_OK;

	if (n > 0)
		code = planning_working_time(
			&hours, c->person_id, span, n, &without, f->e);
	span[n] = (struct roster_span){ .function_id = f->hit->function_id,
		.person_id = c->person_id,
		.rank = f->hit->rank,
		.starts = f->hit->from,
		.ends = f->hit->until,
		.why = LAYER_SWAP };
	if (code == ERR_OK)
		code = planning_working_time(
			&hours, c->person_id, span, n + 1, &with, f->e);
	for (size_t i = 0; i < with.n && code == ERR_OK; i++)
		c->breaches += !knows_breach(&without, &with.item[i]);
	working_time_breaches_fini(&with);
	working_time_breaches_fini(&without);
	return code;
}

static int64_t burden_of(const struct finding *f, int64_t person_id)
{
	for (size_t i = 0; i < f->carried.n; i++)
		if (f->carried.item[i].person_id == person_id)
			return f->carried.item[i].week_ms
			       + f->carried.item[i].weekend_ms
			       + f->carried.item[i].holiday_ms;
	return 0;
}

static enum err_code judge(struct finding *f, struct takeover_candidate *c)
{
	const struct roster_spans *all = &f->facts.spans;
	struct roster_span *own = base_calloc(all->n + 1, sizeof *own);
	size_t n = 0;
	enum err_code code;

	if (own == NULL)
		return err_set(f->e, ERR_NOMEM, "no memory for who could take over");
	for (size_t i = 0; i < all->n; i++) {
		const struct roster_span *s = &all->item[i];

		if (s->person_id != c->person_id)
			continue;
		own[n++] = *s;
		if (touches(s->starts, s->ends, f->hit)
			&& !go_together(&f->facts, s->function_id, f->hit->function_id))
			c->busy = true;
	}
	c->absent = is_absent(f, c->person_id);
	c->burden_ms = burden_of(f, c->person_id);
	code = count_breaches(f, c, own, n);
	base_free(own);
	return code;
}

/* --- all candidates of a hit */

static void on_qualified(void *ctx, const struct pool_person *p)
{
	struct finding *f = ctx;

	if (p->person_id != f->q->person_id && f->pool_n < POOL_MAX)
		f->pool[f->pool_n++] =
			(struct takeover_candidate){ .person_id = p->person_id };
}

static int by_fairness(const void *pa, const void *pb)
{
	const struct takeover_candidate *a = pa, *b = pb;
	int a_taken = a->absent || a->busy, b_taken = b->absent || b->busy;

	if (a_taken != b_taken)
		return a_taken - b_taken;
	if ((a->breaches > 0) != (b->breaches > 0))
		return (a->breaches > 0) - (b->breaches > 0);
	if (a->burden_ms != b->burden_ms)
		return a->burden_ms < b->burden_ms ? -1 : 1;
	return (a->person_id > b->person_id) - (a->person_id < b->person_id);
}

/* Who carried what for the function in the year before the hit. */
static enum err_code load_carried(struct finding *f)
{
	const struct duration year = seconds(INT64_C(86400) * YEAR_DAYS);
	struct roster_query q = { .function_id = f->hit->function_id,
		.from = { f->hit->from.ms - year.ms },
		.to = f->hit->from };
	struct holiday_set holidays;
	struct roster_spans spans;
	struct fairness_duty *duty;
	struct fairness_input in = {
		.holidays = &holidays, .from = q.from, .to = q.to
	};
	enum err_code code;

	if (holiday_set_load(f->db, &holidays, f->e) != ERR_OK
		|| roster_resolve(f->db, &q, &spans, f->e) != ERR_OK)
		return f->e->code;
	duty = base_calloc(spans.n + 1, sizeof *duty);
	for (size_t i = 0; i < spans.n && duty != NULL; i++)
		duty[i] = (struct fairness_duty){ spans.item[i].person_id,
			spans.item[i].function_id, spans.item[i].starts,
			spans.item[i].ends };
	in.duty = duty;
	in.duties = spans.n;
	code = duty != NULL ? fairness_report(&in, &f->carried, f->e)
			    : err_set(f->e, ERR_NOMEM, "no memory for fairness");
	base_free(duty);
	roster_spans_fini(&spans);
	return code;
}

static enum err_code name_of(struct finding *f, struct takeover_candidate *c)
{
	const char *name;
	json_t *o;

	if (resource_get(f->db, &person_resource, c->person_id, &o, f->e) != ERR_OK)
		return f->e->code;
	name = json_string_value(json_object_get(o, "display_name"));
	(void)snprintf(c->name, sizeof c->name, "%s", name != NULL ? name : "");
	json_decref(o);
	return ERR_OK;
}

static enum err_code find_candidates(struct finding *f, struct takeover_hit *hit)
{
	f->hit = hit;
	f->pool_n = 0;
	if (pool_each(f->db, hit->function_id, hit->from, on_qualified, f, f->e)
			!= ERR_OK
		|| load_carried(f) != ERR_OK)
		return f->e->code;
	for (size_t i = 0; i < f->pool_n; i++)
		if (judge(f, &f->pool[i]) != ERR_OK)
			return f->e->code;
	fairness_rows_fini(&f->carried);
	if (f->pool_n > 1)
		qsort(f->pool, f->pool_n, sizeof *f->pool, by_fairness);
	while (hit->candidates < TAKEOVER_CANDIDATES_MAX
		&& hit->candidates < f->pool_n) {
		struct takeover_candidate *c = &hit->candidate[hit->candidates];

		*c = f->pool[hit->candidates++];
		if (name_of(f, c) != ERR_OK)
			return f->e->code;
	}
	return ERR_OK;
}

static enum err_code offer(struct finding *f, struct takeover_hits *hits)
{
	if (hits->n == 0)
		return ERR_OK;
	f->pool = base_calloc(POOL_MAX, sizeof *f->pool);
	if (f->pool == NULL)
		return err_set(f->e, ERR_NOMEM, "no memory for who could take over");
	if (planning_facts_load(f->db, &f->judged, &f->facts, f->e) != ERR_OK
		|| working_time_days(f->judged.from, f->judged.to, &f->days, f->e)
			   != ERR_OK)
		return f->e->code;
	for (size_t i = 0; i < hits->n; i++)
		if (find_candidates(f, &hits->item[i]) != ERR_OK)
			return f->e->code;
	return ERR_OK;
}

enum err_code takeover_find(struct db *db, const struct takeover_query *q,
	struct takeover_hits *ret, struct err *e)
{
	struct finding f = { .db = db,
		.q = q,
		.judged = { .from = q->from, .to = q->until, .rules = q->rules },
		.e = e };

	memset(ret, 0, sizeof *ret);
	err_clear(e);
	if (find_hits(&f, ret) == ERR_OK)
		(void)offer(&f, ret);
	planning_facts_fini(&f.facts);
	local_days_fini(&f.days);
	fairness_rows_fini(&f.carried);
	base_free(f.pool);
	if (e->code != ERR_OK)
		takeover_hits_fini(ret);
	return e->code;
}

void takeover_hits_fini(struct takeover_hits *h)
{
	base_free(h->item);
	memset(h, 0, sizeof *h);
}

/* --- JSON */

static json_t *candidate_json(const struct takeover_candidate *c, bool brief)
{
	json_t *o = json_object();

	fields_set_int(o, "person_id", c->person_id);
	fields_set_text(o, "display_name", c->name);
	fields_set_bool(o, "available", !c->absent && !c->busy);
	if (brief)
		return o;
	fields_set_bool(o, "absent", c->absent);
	fields_set_bool(o, "busy", c->busy);
	fields_set_int(o, "breaches", c->breaches);
	fields_set_int(o, "burden_hours", c->burden_ms / 3600000);
	return o;
}

json_t *takeover_hits_json(const struct takeover_hits *h, bool brief)
{
	json_t *list = json_array();

	for (size_t i = 0; i < h->n; i++) {
		const struct takeover_hit *hit = &h->item[i];
		json_t *o = json_object(), *candidates = json_array();

		fields_set_int(o, "function_id", hit->function_id);
		fields_set_int(o, "rank", hit->rank);
		fields_set_instant(o, "from", hit->from);
		fields_set_instant(o, "until", hit->until);
		if (hit->why < LAYER_OVERRIDE)
			fields_set_int(o, "duty_id", hit->why_id);
		else
			fields_set_text(o, "duty_id", NULL);
		for (size_t k = 0; k < hit->candidates; k++)
			(void)json_array_append_new(
				candidates, candidate_json(&hit->candidate[k], brief));
		(void)json_object_set_new(o, "candidates", candidates);
		if (json_array_append_new(list, o) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}
