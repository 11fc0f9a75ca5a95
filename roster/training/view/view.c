/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables that follow from competence and what is planned. */
#include "roster/training/view/view_internal.h"

#include "base/alloc.h"
#include "base/zone.h"

static int64_t day_of(struct instant t)
{
	return date_days(zone_to_civil(t).date);
}

/* --- expiring */

bool view_put_words(struct viewing *v, json_t *row, const struct compliance *all,
	const struct competence *c)
{
	char words[COMPETENCE_WORDS_MAX];
	TEXT_AUTO t = { 0 };

	text_init(&t, 16384);
	for (size_t i = c->gap; i < c->gap + c->gaps; i++)
		text_addf(&t, "%s%s", i > c->gap ? "; " : "",
			competence_words(&all->list.gap[i], v->q->english, words));
	return fields_set_text(row, "words", text_str(&t));
}

bool view_put_holder(struct viewing *v, json_t *row, const struct competence *c)
{
	char name[PERSON_NAME_MAX], code[33];

	if (!view_person_name(v, c->person_id, name)
		|| !view_function_code(v, c->function_id, code))
		return false;
	fields_set_int(row, "person_id", c->person_id);
	fields_set_int(row, "function_id", c->function_id);
	fields_set_text(row, "name", name);
	return fields_set_text(row, "function", code);
}

static bool put_expiring(
	struct viewing *v, const struct compliance *all, const struct competence *c)
{
	json_t *row = view_row(v);

	if (row == NULL || !view_put_holder(v, row, c))
		return false;
	fields_set_text(row, "status", competence_status_words[c->status]);
	view_set_date(row, "expires_on", c->expires_day);
	view_set_date(row, "lapses_on", c->lapses_day);
	return view_put_words(v, row, all, c);
}

bool view_expiring(struct viewing *v)
{
	struct compliance all;
	bool ok = true;

	if (!view_read_compliance(v, day_of(v->q->at), v->q->days, &all))
		return false;
	for (size_t i = 0; ok && i < all.list.n; i++) {
		const struct competence *c = &all.list.item[i];

		if (c->status == COMPETENCE_EXPIRING || c->status == COMPETENCE_LAPSED)
			ok = put_expiring(v, &all, c);
	}
	compliance_fini(&all);
	return ok;
}

/* --- gaps, and what fills them */

/* The first planned activity that counts for it and has room; NULL: none. */
static const struct planned *filler(
	const struct viewing *v, const struct competence_requirement *q)
{
	for (size_t i = 0; i < v->planned_count; i++)
		if (q->kind != REQUIREMENT_CERTIFICATE
			&& competence_counts(&v->planned[i].as_record, q)
			&& view_seats_left(&v->planned[i]) != 0)
			return &v->planned[i];
	return NULL;
}

static void put_filler(json_t *row, const struct planned *p)
{
	int64_t left = p != NULL ? view_seats_left(p) : 0;

	fields_set_id(row, "activity_id", p != NULL ? p->as_record.activity_id : 0);
	fields_set_text(row, "activity", p != NULL ? p->title : NULL);
	fields_set_instant_or_null(
		row, "starts_at", p != NULL ? p->starts : (struct instant){ 0 });
	if (p == NULL || left < 0)
		fields_set_text(row, "seats_left", NULL);
	else
		fields_set_int(row, "seats_left", left);
}

static bool put_gap(
	struct viewing *v, const struct competence *c, const struct competence_gap *g)
{
	char words[COMPETENCE_WORDS_MAX];
	json_t *row = view_row(v);

	if (row == NULL || !view_put_holder(v, row, c))
		return false;
	fields_set_int(row, "requirement_id", g->requirement->id);
	fields_set_text(row, "requirement", g->requirement->title);
	fields_set_text(row, "words", competence_words(g, v->q->english, words));
	view_set_date(row, "lapses_on",
		c->status == COMPETENCE_ASPIRANT ? COMPETENCE_FOREVER : g->lapse_day);
	put_filler(row, filler(v, g->requirement));
	return true;
}

bool view_gaps(struct viewing *v)
{
	struct compliance all;
	bool ok;

	if (!view_read_compliance(v, day_of(v->q->at), v->q->days, &all))
		return false;
	ok = view_planned(v, v->q->now, INSTANT_MAX);
	for (size_t i = 0; ok && i < all.list.n; i++) {
		const struct competence *c = &all.list.item[i];

		for (size_t g = c->gap; ok && g < c->gap + c->gaps; g++)
			ok = put_gap(v, c, &all.list.gap[g]);
	}
	compliance_fini(&all);
	return ok;
}

/* --- the year */

static bool year_of(struct viewing *v, int year, struct instant *ret)
{
	struct civil c = { .date = { year, 1, 1 } };

	return zone_to_instant(c, ZONE_FIRST, ret, v->e) == ERR_OK;
}

static bool put_planned(struct viewing *v, const struct planned *p)
{
	json_t *row = view_row(v);
	TEXT_AUTO codes = { 0 };
	char code[33];

	text_init(&codes, 16384);
	for (size_t i = 0; i < p->as_record.functions_count; i++) {
		if (!view_function_code(v, p->function[i], code))
			return false;
		text_addf(&codes, "%s%s", i > 0 ? " " : "", code);
	}
	if (row == NULL)
		return false;
	fields_set_int(row, "activity_id", p->as_record.activity_id);
	fields_set_instant(row, "starts_at", p->starts);
	fields_set_text(row, "kind", activity_kind_words[p->as_record.kind]);
	fields_set_text(row, "title", p->title);
	fields_set_text(row, "location", p->location);
	fields_set_text(row, "organiser", p->organiser);
	fields_set_text(row, "functions", text_str(&codes));
	fields_set_id(row, "seats", p->capacity);
	fields_set_int(row, "invited", p->invited);
	fields_set_int(row, "accepted", p->accepted);
	fields_set_int(row, "attended", p->attended);
	return true;
}

bool view_plan(struct viewing *v)
{
	struct instant from, to;

	if (!year_of(v, v->q->year, &from) || !year_of(v, v->q->year + 1, &to)
		|| !view_planned(v, from, to))
		return false;
	for (size_t i = 0; i < v->planned_count; i++)
		if (!put_planned(v, &v->planned[i]))
			return false;
	return true;
}

/* Those for whom the requirement is not met at the end of the year when nothing more is
 * done; of each requirement and function. */
struct need {
	const struct competence_requirement *requirement;
	int64_t function_id, people;
};

static bool put_need(struct viewing *v, const struct need *n, int64_t holders)
{
	json_t *row = view_row(v);
	int64_t seats = 0, activities = 0;
	bool unlimited = false;
	char code[33];

	if (row == NULL || !view_function_code(v, n->function_id, code))
		return false;
	for (size_t i = 0; i < v->planned_count; i++) {
		const struct planned *p = &v->planned[i];

		if (n->requirement->kind == REQUIREMENT_CERTIFICATE
			|| !competence_counts(&p->as_record, n->requirement))
			continue;
		activities++;
		unlimited |= p->capacity == 0;
		seats += p->capacity != 0 ? view_seats_left(p) : 0;
	}
	fields_set_int(row, "function_id", n->function_id);
	fields_set_int(row, "requirement_id", n->requirement->id);
	fields_set_text(row, "function", code);
	fields_set_text(row, "requirement", n->requirement->title);
	fields_set_int(row, "people", holders);
	fields_set_int(row, "need", n->people);
	fields_set_int(row, "activities", activities);
	if (unlimited)
		fields_set_text(row, "seats", NULL);
	else
		fields_set_int(row, "seats", seats);
	fields_set_int(
		row, "short", !unlimited && n->people > seats ? n->people - seats : 0);
	return true;
}

static int64_t holders_of(const struct compliance *all, int64_t function_id)
{
	int64_t n = 0;

	for (size_t i = 0; i < all->list.n; i++)
		n += all->list.item[i].function_id == function_id;
	return n;
}

enum { NEEDS_MAX = 2000 };

static void add_need(struct need *needs, size_t *n,
	const struct competence_requirement *q, int64_t function_id)
{
	size_t i = 0;

	while (i < *n
		&& (needs[i].requirement != q || needs[i].function_id != function_id))
		i++;
	if (i == NEEDS_MAX)
		return;
	if (i == *n)
		needs[(*n)++] = (struct need){ q, function_id, 0 };
	needs[i].people++;
}

static bool count_needs(struct viewing *v, const struct compliance *all)
{
	struct need *needs = base_calloc(NEEDS_MAX + 1, sizeof *needs);
	bool ok = needs != NULL;
	size_t n = 0;

	for (size_t i = 0; ok && i < all->list.n; i++) {
		const struct competence *c = &all->list.item[i];

		for (size_t g = c->gap; g < c->gap + c->gaps; g++)
			if (!all->list.gap[g].met)
				add_need(needs, &n, all->list.gap[g].requirement,
					c->function_id);
	}
	for (size_t i = 0; ok && i < n; i++)
		ok = put_need(v, &needs[i], holders_of(all, needs[i].function_id));
	base_free(needs);
	return ok;
}

bool view_needs(struct viewing *v)
{
	struct instant from, to;
	struct compliance all;
	bool ok;

	if (!year_of(v, v->q->year, &from) || !year_of(v, v->q->year + 1, &to))
		return false;
	if (from.ms < v->q->now.ms)
		from = v->q->now; /* what is over fills nothing any more */
	if (!view_planned(v, from, to)
		|| !view_read_compliance(v, day_of(to) - 1, 0, &all))
		return false;
	ok = count_needs(v, &all);
	compliance_fini(&all);
	return ok;
}

/* --- */

enum err_code training_view_rows(
	struct db *db, const struct view_query *q, json_t **ret, struct err *e)
{
	static bool (*const views[TRAINING_VIEWS_COUNT])(
		struct viewing *) = { view_overview, view_expiring, view_gaps,
		view_plan, view_needs, view_participation, view_requirements,
		view_aspirants, view_appointments, view_evaluations, view_learning };
	struct viewing v = { .db = db, .q = q, .rows = json_array(), .e = e };

	err_clear(e);
	if (v.rows == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a table");
	if (!views[q->view](&v) && e->code == ERR_OK)
		(void)err_set(e, ERR_NOMEM, "no memory for a table");
	view_planned_free(&v);
	if (e->code == ERR_OK)
		*ret = v.rows;
	else
		json_decref(v.rows);
	return e->code;
}
