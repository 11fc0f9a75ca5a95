/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /readiness: every function the coming weeks, the worst first. */
#include "roster/planning/readiness.h"

#include "base/alloc.h"
#include "roster/people/reachability.h"
#include "service/api/api.h"
#include "service/api/planning/worked.h"

enum { READINESS_DAYS = 28, READINESS_DAYS_MAX = 366 };

/* Once for everybody with a duty in the period. */
static enum err_code load_reach(struct db *db, const struct problems_query *q,
	const struct readiness_facts *f, struct readiness_reach *reach, size_t *ret_n,
	struct err *e)
{
	int64_t last = 0;

	*ret_n = 0;
	for (size_t i = 0; i < f->spans.n; i++) { /* by person */
		const struct roster_span *s = &f->spans.item[i];
		struct reachability r;
		bool rings, unproved;

		if (s->person_id == last || s->ends.ms <= q->from.ms
			|| s->starts.ms >= q->to.ms)
			continue;
		last = s->person_id;
		if (reachability_of(db, s->person_id, &r, e) != ERR_OK
			|| contact_rings(db, s->person_id, &rings, e) != ERR_OK
			|| contact_mobile_unproved(db, s->person_id, &unproved, e)
				   != ERR_OK)
			return e->code;
		reach[(*ret_n)++] = (struct readiness_reach){ .person_id = s->person_id,
			.no_phone = !rings,
			.unverified = unproved,
			.silent_in_tests = r.missed >= REACHABILITY_MISSED };
	}
	return ERR_OK;
}

static enum err_code judge(struct api_call *c, struct db *db,
	const struct problems_query *q, const struct readiness_facts *f, json_t **ret,
	struct err *e)
{
	struct readiness_reach *reach = base_calloc(f->spans.n + 1, sizeof *reach);
	struct readiness_input in = { .function = f->function,
		.functions = f->functions,
		.problems = &f->problems,
		.span = f->spans.item,
		.spans = f->spans.n,
		.qualification = f->qualification,
		.qualifications = f->qualifications,
		.absence = f->absence,
		.absences = f->absences,
		.reach = reach,
		.from = q->from,
		.to = q->to };
	struct readiness result;
	enum err_code code;

	if (reach == NULL)
		return err_set(e, ERR_NOMEM, "no memory for readiness");
	code = load_reach(db, q, f, reach, &in.reaches, e);
	if (code == ERR_OK)
		code = readiness_judge(&in, &result, e);
	if (code == ERR_OK) {
		*ret = readiness_json(&result, api_language(c));
		readiness_fini(&result);
		if (*ret == NULL)
			code = err_set(e, ERR_NOMEM, "no memory for the reply");
	}
	base_free(reach);
	return code;
}

static enum err_code readiness(struct api_call *c, struct db *db, struct err *e)
{
	struct problems_query q = { .now = c->by.now, .rules = c->context->rules };
	struct readiness_facts facts;
	struct roster_call *worked;
	json_t *o, *list = NULL;
	int64_t days = READINESS_DAYS;
	enum err_code code;

	(void)api_query_int(c, "days", 1, READINESS_DAYS_MAX, &days, e);
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &q.function_id, e);
	if (e->code != ERR_OK)
		return e->code;
	q.from.ms = c->by.now.ms - c->by.now.ms % 1000;
	q.to = instant_add(q.from, seconds(days * 86400));
	if (worked_calls(db, &q, &worked, e) != ERR_OK)
		return e->code;
	code = readiness_load(db, &q, &facts, e);
	if (code == ERR_OK)
		code = judge(c, db, &q, &facts, &list, e);
	readiness_facts_fini(&facts);
	base_free(worked);
	if (code != ERR_OK)
		return code;
	o = json_object();
	fields_set_instant(o, "from", q.from);
	fields_set_instant(o, "to", q.to);
	(void)json_object_set_new(o, "functions", list);
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route readiness_routes[];
const struct api_route readiness_routes[] = {
	{ HTTP_GET, "/readiness", MAY(READ), API_READ, readiness, 0 },
	{ 0 },
};
