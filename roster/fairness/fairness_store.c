/* SPDX-License-Identifier: EUPL-1.2 */
/* Fairness and compensation out of the database. */
#include "roster/fairness/fairness_view.h"

#include "base/alloc.h"
#include "base/fields.h"
#include "roster/duty/roster.h"
#include "roster/fairness/holiday_config.h"
#include "roster/people/person.h"
#include "roster/rules/working_time.h"

#include <stdio.h>
#include <string.h>

#define FAIRNESS_SQL(X)                                                                \
	X(FAIRNESS_PERSON, "SELECT p.external_id, p.given_name, p.infix,"              \
			   " p.family_name, p.municipality_id, m.name AS municipality" \
			   " FROM person p JOIN municipality m"                        \
			   " ON m.id = p.municipality_id WHERE p.id = :id")            \
	X(FAIRNESS_FUNCTION, "SELECT code FROM function WHERE id = :id")
STMT_LIST(fairness, FAIRNESS_SQL);

struct work {
	struct db *db;
	const struct fairness_query *q;
	struct err *e;
	struct fairness_duty *duty;
	size_t duties;
	struct fairness_call *call;
	size_t calls;
	struct fairness_rows rows;
};

/* --- gathering */

static bool is_wanted(
	const struct fairness_query *q, int64_t function_id, int64_t person_id)
{
	return (q->function_id == 0 || q->function_id == function_id)
	       && (q->person_id == 0 || q->person_id == person_id);
}

static enum err_code take_duties(struct work *w)
{
	struct roster_query q = {
		.function_id = w->q->function_id, .from = w->q->from, .to = w->q->to
	};
	struct roster_spans spans;

	if (roster_resolve(w->db, &q, &spans, w->e) != ERR_OK)
		return w->e->code;
	w->duty = base_calloc(spans.n + 1, sizeof *w->duty);
	for (size_t i = 0; w->duty != NULL && i < spans.n; i++) {
		const struct roster_span *s = &spans.item[i];

		if (is_wanted(w->q, s->function_id, s->person_id))
			w->duty[w->duties++] = (struct fairness_duty){ s->person_id,
				s->function_id, s->starts, s->ends };
	}
	roster_spans_fini(&spans);
	return w->duty != NULL ? ERR_OK
			       : err_set(w->e, ERR_NOMEM, "no memory to add up duties");
}

static enum err_code take_calls(struct work *w)
{
	w->call = base_calloc(w->q->calls + 1, sizeof *w->call);
	if (w->call == NULL)
		return err_set(w->e, ERR_NOMEM, "no memory to add up calls");
	for (size_t i = 0; i < w->q->calls; i++) {
		const struct fairness_call *c = &w->q->call[i];

		if (is_wanted(w->q, c->function_id, c->person_id))
			w->call[w->calls++] = *c;
	}
	return ERR_OK;
}

/* by_person: all functions of a person as one. */
static enum err_code gather(struct work *w, bool by_person)
{
	struct fairness_input in = { .from = w->q->from, .to = w->q->to };
	struct holiday_set holidays;

	err_clear(w->e);
	if (take_duties(w) != ERR_OK || take_calls(w) != ERR_OK
		|| holiday_set_load(w->db, &holidays, w->e) != ERR_OK)
		return w->e->code;
	for (size_t i = 0; by_person && i < w->duties; i++)
		w->duty[i].function_id = 0;
	for (size_t i = 0; by_person && i < w->calls; i++)
		w->call[i].function_id = 0;
	in.duty = w->duty;
	in.duties = w->duties;
	in.call = w->call;
	in.calls = w->calls;
	in.holidays = &holidays;
	return fairness_report(&in, &w->rows, w->e);
}

static void work_fini(struct work *w)
{
	fairness_rows_fini(&w->rows);
	base_free(w->duty);
	base_free(w->call);
}

/* --- JSON */

/* ms as a number of `whole`, in hundredths. */
static void set_share(json_t *o, const char *field, int64_t ms, int64_t whole)
{
	int64_t hundredths = (ms * 100 + whole / 2) / whole;

	json_object_set_new(o, field, json_real((double)hundredths / 100));
}

static json_t *minutes_by_day(const int64_t ms[FAIRNESS_DAYS])
{
	static const char *const names[FAIRNESS_DAYS] = { "weekday", "saturday",
		"sunday", "holiday" };
	json_t *o = json_object();

	for (int i = 0; i < FAIRNESS_DAYS; i++)
		fields_set_int(o, names[i], (ms[i] + 30000) / 60000);
	return o;
}

static void set_burdens(json_t *o, const struct fairness_row *r)
{
	set_share(o, "weeks", r->week_ms, FAIRNESS_WEEK);
	set_share(o, "nights", r->night_ms, FAIRNESS_NIGHT);
	set_share(o, "weekends", r->weekend_ms, FAIRNESS_WEEKEND);
	set_share(o, "holidays", r->holiday_ms, FAIRNESS_ONE_DAY);
	fields_set_int(o, "calls", r->calls);
}

static void set_time(json_t *o, const struct fairness_row *r)
{
	json_object_set_new(o, "duty_minutes", minutes_by_day(r->duty_ms));
	json_object_set_new(o, "work_minutes", minutes_by_day(r->work_ms));
}

/* False: not of the municipality asked for, or an error. */
static bool set_person(const struct work *w, int64_t person_id, json_t *o)
{
	char name[PERSON_NAME_MAX];
	STMT_AUTO s = NULL;

	if (stmt_get(w->db, &fairness_statements, FAIRNESS_PERSON, &s, w->e) != ERR_OK)
		return false;
	stmt_bind_int(s, "id", person_id);
	if (!stmt_row(s, w->e))
		return false;
	if (w->q->municipality_id != 0
		&& stmt_int(s, "municipality_id") != w->q->municipality_id)
		return false;
	person_row_name(s, name);
	fields_set_int(o, "person_id", person_id);
	fields_set_text(o, "external_id", stmt_text_or_null(s, "external_id"));
	fields_set_text(o, "display_name", name);
	fields_set_int(o, "municipality_id", stmt_int(s, "municipality_id"));
	fields_set_text(o, "municipality", stmt_text(s, "municipality"));
	return true;
}

static void set_function(const struct work *w, int64_t function_id, json_t *o)
{
	STMT_AUTO s = NULL;

	if (stmt_get(w->db, &fairness_statements, FAIRNESS_FUNCTION, &s, w->e)
		!= ERR_OK)
		return;
	stmt_bind_int(s, "id", function_id);
	if (!stmt_row(s, w->e))
		return;
	fields_set_int(o, "function_id", function_id);
	fields_set_text(o, "code", stmt_text(s, "code"));
}

static json_t *reply_of(const struct fairness_query *q, json_t *items)
{
	json_t *o = json_object();

	fields_set_instant(o, "from", q->from);
	fields_set_instant(o, "to", q->to);
	json_object_set_new(o, "items", items);
	fields_set_text(o, "next", NULL);
	return o;
}

struct total {
	struct fairness_row sum;
	int64_t people;
};

static void add_to_totals(struct total *total, size_t *n, const struct fairness_row *r)
{
	struct total *t = total;

	REQUIRE(t != NULL);
	while (t < total + *n && t->sum.function_id != r->function_id)
		t++;
	if (t == total + *n) {
		*t = (struct total){ .sum.function_id = r->function_id };
		(*n)++;
	}
	t->people++;
	t->sum.week_ms += r->week_ms;
	t->sum.night_ms += r->night_ms;
	t->sum.weekend_ms += r->weekend_ms;
	t->sum.holiday_ms += r->holiday_ms;
	t->sum.calls += r->calls;
}

static json_t *totals_json(const struct work *w, const struct total *total, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *o = json_object();

		set_function(w, total[i].sum.function_id, o);
		fields_set_int(o, "people", total[i].people);
		set_burdens(o, &total[i].sum);
		json_array_append_new(list, o);
	}
	return list;
}

enum err_code fairness_json(
	struct db *db, const struct fairness_query *q, json_t **ret, struct err *e)
{
	struct work w = { .db = db, .q = q, .e = e };
	struct total *total = NULL;
	json_t *items = json_array(), *o;
	size_t totals = 0;

	if (gather(&w, false) == ERR_OK) {
		total = base_calloc(w.rows.n + 1, sizeof *total);
		if (total == NULL)
			(void)err_set(e, ERR_NOMEM, "no memory to add up duties");
	}
	for (size_t i = 0; e->code == ERR_OK && i < w.rows.n; i++) {
		const struct fairness_row *r = &w.rows.item[i];

		o = json_object();
		if (!set_person(&w, r->person_id, o)) {
			json_decref(o);
			continue;
		}
		set_function(&w, r->function_id, o);
		set_burdens(o, r);
		set_time(o, r);
		json_array_append_new(items, o);
		add_to_totals(total, &totals, r);
	}
	if (e->code == ERR_OK) {
		*ret = reply_of(q, json_incref(items));
		json_object_set_new(*ret, "functions", totals_json(&w, total, totals));
	}
	json_decref(items);
	base_free(total);
	work_fini(&w);
	return e->code;
}

/* --- compensation */

/* The stretches of work of a person, as they are booked. */
static enum err_code set_callouts(
	const struct work *w, const struct fairness_row *r, json_t *o)
{
	struct span *span = base_calloc(w->calls + 1, sizeof *span);
	struct spans booked = { .item = NULL };
	json_t *list = json_array();
	size_t n = 0;

	if (span == NULL) {
		json_decref(list);
		return err_set(w->e, ERR_NOMEM, "no memory to add up calls");
	}
	for (size_t i = 0; i < w->calls; i++)
		if (w->call[i].person_id == r->person_id)
			span[n++] =
				(struct span){ w->call[i].called, w->call[i].ended };
	if (working_time_book(span, n, &booked, w->e) == ERR_OK) {
		for (size_t i = 0; i < booked.n; i++) {
			json_t *one = json_object();

			fields_set_instant(one, "starts_at", booked.item[i].starts);
			fields_set_instant(one, "ends_at", booked.item[i].ends);
			json_array_append_new(list, one);
		}
	}
	spans_fini(&booked);
	base_free(span);
	json_object_set_new(o, "callouts", list);
	return w->e->code;
}

enum err_code compensation_json(
	struct db *db, const struct fairness_query *q, json_t **ret, struct err *e)
{
	struct work w = { .db = db, .q = q, .e = e };
	json_t *items = json_array();

	(void)gather(&w, true);
	for (size_t i = 0; e->code == ERR_OK && i < w.rows.n; i++) {
		const struct fairness_row *r = &w.rows.item[i];
		json_t *o = json_object();

		if (!set_person(&w, r->person_id, o)) {
			json_decref(o);
			continue;
		}
		fields_set_int(o, "calls", r->calls);
		set_time(o, r);
		(void)set_callouts(&w, r, o);
		json_array_append_new(items, o);
	}
	if (e->code == ERR_OK)
		*ret = reply_of(q, json_incref(items));
	json_decref(items);
	work_fini(&w);
	return e->code;
}

/* --- holidays */

enum err_code holiday_dates_json(struct db *db, struct date from, struct date to,
	const char *language, json_t **ret, struct err *e)
{
	struct holiday_set set;
	struct holiday all[HOLIDAYS_MAX];
	json_t *list;
	char text[DATE_TEXT];

	if (holiday_set_load(db, &set, e) != ERR_OK)
		return e->code;
	list = json_array();
	for (int year = from.year; year <= to.year; year++) {
		size_t n = holiday_year(&set, year, all);

		for (size_t i = 0; i < n; i++) {
			const struct holiday *h = &all[i];
			bool own = h->own != NULL;
			json_t *o;

			if (date_days(h->date) < date_days(from)
				|| date_days(h->date) >= date_days(to))
				continue;
			o = json_object();
			fields_set_text(o, "date", date_format(h->date, text));
			fields_set_text(o, "name",
				own ? h->own->name : holiday_name(h->kind, language));
			fields_set_text(o, "kind", own ? "own" : holiday_word(h->kind));
			fields_set_int(o, "weight_percent", h->weight_percent);
			json_array_append_new(list, o);
		}
	}
	*ret = list;
	return ERR_OK;
}
