/* SPDX-License-Identifier: EUPL-1.2 */
/* Who has duty in a function in which they are not competent any more. */
#include "base/alloc.h"
#include "roster/planning/problems_internal.h"
#include "roster/training/competence/compliance.h"

static enum err_code add_lapse(
	struct planning_lapses *out, struct planning_lapse lapse, struct err *e)
{
	struct planning_lapse *grown =
		base_room(out->item, out->n, &out->cap, sizeof *out->item);

	if (grown == NULL)
		return err_set(e, ERR_NOMEM, "no memory to judge a roster");
	out->item = grown;
	out->item[out->n++] = lapse;
	return ERR_OK;
}

/* The duties of somebody from the day on which they are lapsed. */
static enum err_code add_duties(struct instant from, struct instant to,
	const struct competence *c, const struct roster_spans *spans,
	struct planning_lapses *out, struct err *e)
{
	const struct instant lapsed = planning_midnight(c->lapses_day);

	if (from.ms < lapsed.ms)
		from = lapsed;
	for (size_t i = 0; i < spans->n; i++) {
		const struct roster_span *s = &spans->item[i];
		struct planning_lapse lapse = { .function_id = c->function_id,
			.person_id = c->person_id,
			.from = s->starts.ms < from.ms ? from : s->starts,
			.until = instant_min(s->ends, to) };

		if (s->person_id == c->person_id && s->function_id == c->function_id
			&& instant_before(lapse.from, lapse.until)
			&& add_lapse(out, lapse, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code planning_lapses_load(struct db *db, const struct problems_query *q,
	const struct roster_spans *spans, struct planning_lapses *ret, struct err *e)
{
	const struct instant from = q->from.ms < q->now.ms ? q->now : q->from;
	const struct compliance_query asked = { .function_id = q->function_id,
		.person_id = q->person_id,
		.at = from,
		.now = from,
		.horizon_days = COMPLIANCE_HORIZON_DAYS };
	struct compliance all;

	*ret = (struct planning_lapses){ .n = 0 };
	err_clear(e);
	if (q->rules->training == SEVERITY_OFF || !instant_before(from, q->to))
		return ERR_OK;
	if (compliance_read(db, &asked, &all, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < all.list.n && e->code == ERR_OK; i++) {
		const struct competence *c = &all.list.item[i];

		if (c->status != COMPETENCE_ASPIRANT
			&& c->lapses_day != COMPETENCE_FOREVER)
			(void)add_duties(from, q->to, c, spans, ret, e);
	}
	compliance_fini(&all);
	return e->code;
}
