/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading what a period is judged by. */
#include "roster/planning/problems_internal.h"

#include "base/alloc.h"
#include "base/order.h"
#include "base/zone.h"
#include "roster/planning/pair.h"

#include <stdlib.h>
#include <string.h>

#define PROBLEMS_SQL(X)                                                                \
	X(PROBLEMS_FUNCTIONS, "SELECT id, regime, required_on_duty FROM function"      \
			      " WHERE id > 0")                                         \
	X(PROBLEMS_ABSENCES, "SELECT person_id, starts_at, ends_at FROM absence"       \
			     " WHERE ends_at > :from AND starts_at < :to")             \
	X(PROBLEMS_QUALIFIED,                                                          \
		"SELECT person_id, from_day, until_day FROM assignment"                \
		" WHERE function_id = :function_id AND status = 'qualified'")
STMT_LIST(problems, PROBLEMS_SQL);

static enum err_code no_memory(struct err *e)
{
	return err_set(e, ERR_NOMEM, "no memory to judge a roster");
}

/* As GET /on-duty: hard piket means one person at least. */
static int required(const char *regime, int64_t wanted)
{
	if (wanted > 0)
		return (int)wanted;
	return strcmp(regime, "H") == 0 ? 1 : 0;
}

static enum err_code load_functions(
	struct db *db, struct planning_facts *f, struct err *e)
{
	STMT_AUTO s = NULL;
	size_t cap = 0;

	if (stmt_get(db, &problems_statements, PROBLEMS_FUNCTIONS, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		struct coverage_function *grown =
			base_room(f->function, f->functions, &cap, sizeof *f->function);

		if (grown == NULL)
			return no_memory(e);
		f->function = grown;
		f->function[f->functions++] =
			(struct coverage_function){ stmt_int(s, "id"),
				required(stmt_text(s, "regime"),
					stmt_int(s, "required_on_duty")) };
	}
	return e->code;
}

static enum err_code load_absences(struct db *db, const struct problems_query *q,
	struct planning_facts *f, struct err *e)
{
	STMT_AUTO s = NULL;
	size_t cap = 0;

	if (stmt_get(db, &problems_statements, PROBLEMS_ABSENCES, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "from", q->from);
	stmt_bind_instant(s, "to", q->to);
	while (stmt_row(s, e)) {
		struct coverage_absence *grown =
			base_room(f->absence, f->absences, &cap, sizeof *f->absence);

		if (grown == NULL)
			return no_memory(e);
		f->absence = grown;
		f->absence[f->absences++] =
			(struct coverage_absence){ stmt_int(s, "person_id"),
				stmt_instant(s, "starts_at"),
				stmt_instant(s, "ends_at") };
	}
	return e->code;
}

struct instant planning_midnight(int64_t day)
{
	struct civil local = { .date = date_from_days(day) };
	struct instant t;
	struct err ignored;

	if (zone_to_instant(local, ZONE_FIRST, &t, &ignored) != ERR_OK)
		t.ms = day * INT64_C(86400000);
	return t;
}

static struct coverage_qualification qualification_of(
	struct stmt *row, int64_t function_id)
{
	return (struct coverage_qualification){ function_id, stmt_int(row, "person_id"),
		planning_midnight(stmt_int(row, "from_day")),
		stmt_is_null(row, "until_day")
			? INSTANT_NEVER
			: planning_midnight(stmt_int(row, "until_day")) };
}

enum err_code planning_qualifications(struct stmt *s, int64_t function_id,
	struct coverage_qualification **list, size_t *n, size_t *cap, struct err *e)
{
	while (stmt_row(s, e)) {
		struct coverage_qualification *grown =
			base_room(*list, *n, cap, sizeof **list);

		if (grown == NULL)
			return no_memory(e);
		*list = grown;
		(*list)[(*n)++] = qualification_of(s, function_id);
	}
	return e->code;
}

static enum err_code load_qualified(struct db *db, int64_t function_id,
	struct planning_facts *f, size_t *cap, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &problems_statements, PROBLEMS_QUALIFIED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	return planning_qualifications(
		s, function_id, &f->qualification, &f->qualifications, cap, e);
}

/* Spans come by function. */
static enum err_code load_qualifications(
	struct db *db, struct planning_facts *f, struct err *e)
{
	size_t cap = 0;

	for (size_t i = 0; i < f->spans.n; i++) {
		int64_t function_id = f->spans.item[i].function_id;

		if (i > 0 && f->spans.item[i - 1].function_id == function_id)
			continue;
		if (load_qualified(db, function_id, f, &cap, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code add_span(
	struct roster_spans *spans, struct roster_span span, struct err *e)
{
	struct roster_span *grown;

	if (!instant_before(span.starts, span.ends))
		return ERR_OK;
	grown = base_room(spans->item, spans->n, &spans->cap, sizeof *spans->item);
	if (grown == NULL)
		return no_memory(e);
	spans->item = grown;
	spans->item[spans->n++] = span;
	return ERR_OK;
}

/* Cuts [starts, ends) out of the span; what lay in it is added in the taker's name. */
static enum err_code give(struct roster_spans *spans, size_t at,
	const struct roster_trial *t, struct err *e)
{
	struct roster_span old = spans->item[at], right = old, given = old;

	given.person_id = t->to_person_id;
	given.why = LAYER_SWAP;
	if (given.starts.ms < t->starts.ms)
		given.starts = t->starts;
	given.ends = instant_min(given.ends, t->ends);
	right.starts = given.ends;
	spans->item[at].ends =
		given.starts; /* perhaps empty; that counts for nothing */
	if (t->from_person_id != 0 && add_span(spans, given, e) != ERR_OK)
		return e->code;
	return add_span(spans, right, e);
}

static enum err_code try_out(
	struct roster_spans *spans, const struct roster_trial *t, struct err *e)
{
	struct roster_span whole = { .function_id = t->function_id,
		.person_id = t->to_person_id,
		.rank = t->rank,
		.starts = t->starts,
		.ends = t->ends,
		.why = LAYER_SWAP };
	size_t n = spans->n;

	for (size_t i = 0; i < n; i++) {
		const struct roster_span *s = &spans->item[i];

		if (s->function_id != t->function_id || s->rank != t->rank
			|| !instant_before(s->starts, t->ends)
			|| !instant_before(t->starts, s->ends)
			|| (t->from_person_id != 0
				&& s->person_id != t->from_person_id))
			continue;
		if (give(spans, i, t, e) != ERR_OK)
			return e->code;
	}
	return t->from_person_id != 0 ? ERR_OK : add_span(spans, whole, e);
}

static int by_person(const void *pa, const void *pb)
{
	const struct roster_span *a = pa, *b = pb;
	const int64_t x[] = { a->person_id, a->starts.ms, a->function_id, a->rank };
	const int64_t y[] = { b->person_id, b->starts.ms, b->function_id, b->rank };

	return ORDER_INTS(x, y);
}

enum err_code planning_facts_load(struct db *db, const struct problems_query *q,
	struct planning_facts *ret, struct err *e)
{
	const struct duration margin = seconds(INT64_C(86400) * FACTS_MARGIN_DAYS);
	struct roster_query spans = { .from = { q->from.ms - margin.ms },
		.to = instant_add(q->to, margin),
		.drafts = q->drafts };

	memset(ret, 0, sizeof *ret);
	if (roster_resolve(db, &spans, &ret->spans, e) != ERR_OK
		|| person_weeks_load(db, q->person_id,
			   date_days(zone_to_civil(spans.from).date) - 1,
			   date_days(zone_to_civil(spans.to).date) + 2, &ret->weeks, e)
			   != ERR_OK
		|| load_functions(db, ret, e) != ERR_OK
		|| load_absences(db, q, ret, e) != ERR_OK
		|| load_qualifications(db, ret, e) != ERR_OK
		|| function_pairs_load(db, &ret->pair, &ret->pairs, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < q->trials; i++)
		if (try_out(&ret->spans, &q->trial[i], e) != ERR_OK)
			return e->code;
	if (ret->spans.n > 1)
		qsort(ret->spans.item, ret->spans.n, sizeof *ret->spans.item,
			by_person);
	return ERR_OK;
}

void planning_facts_fini(struct planning_facts *f)
{
	roster_spans_fini(&f->spans);
	base_free(f->function);
	base_free(f->absence);
	base_free(f->qualification);
	base_free(f->pair);
	person_weeks_fini(&f->weeks);
	memset(f, 0, sizeof *f);
}
