/* SPDX-License-Identifier: EUPL-1.2 */
/* Who carried how much, what it is to be compensated with, and which public holidays
 * count. Members see what they carried themselves. */
#include "alert/report/received.h"
#include "base/zone.h"
#include "roster/fairness/fairness_view.h"
#include "roster/fairness/holiday_config.h"
#include "service/api/api.h"

#include <stdio.h>
#include <string.h>

API_ITEM(holiday_resource, "/holidays")

enum { FAIRNESS_DAYS_MAX = 5 * 366, HOLIDAY_YEARS_MAX = 50 };

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK
		|| holiday_list(db, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

/* The dates of a period: this year and the next unless it says otherwise. */
static enum err_code dates(struct api_call *c, struct db *db, struct err *e)
{
	int this_year = zone_to_civil(c->by.now).date.year;
	int64_t from = this_year, to = this_year + 1;
	struct date first, last;
	json_t *list_of, *o;

	(void)api_query_int(c, "from_year", 1970, 2199, &from, e);
	if (e->code == ERR_OK && from > to)
		to = from;
	(void)api_query_int(c, "to_year", 1970, 2199, &to, e);
	if (e->code == ERR_OK && (to < from || to - from >= HOLIDAY_YEARS_MAX))
		(void)err_fault(e, "to_year", "must be at most %d years later",
			(int)HOLIDAY_YEARS_MAX - 1);
	if (e->code != ERR_OK)
		return e->code;
	first = (struct date){ (int)from, 1, 1 };
	last = (struct date){ (int)to + 1, 1, 1 };
	if (holiday_dates_json(db, first, last, api_language(c), &list_of, e) != ERR_OK)
		return e->code;
	o = json_object();
	json_object_set_new(o, "items", list_of);
	return api_reply_page(c, o, e);
}

static void read_filter(struct api_call *c, struct fairness_query *q, struct err *e)
{
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &q->function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &q->person_id, e);
	(void)api_query_int(c, "municipality_id", 1, INT64_MAX, &q->municipality_id, e);
}

static enum err_code fairness(struct api_call *c, struct db *db, struct err *e)
{
	struct fairness_query q = { .function_id = 0 };
	struct received_calls calls;
	json_t *o;

	if (api_period(c, FAIRNESS_DAYS_MAX, &q.from, &q.to, e) != ERR_OK)
		return e->code;
	read_filter(c, &q, e);
	if (e->code != ERR_OK)
		return e->code;
	if (c->role == ROLE_MEMBER) {
		if (c->person_id == 0
			|| (q.person_id != 0 && q.person_id != c->person_id))
			return err_set(e, ERR_FORBIDDEN,
				"members see what they carried themselves");
		q.person_id = c->person_id;
	}
	if (received_calls(db, q.from, q.to, &calls, e) != ERR_OK)
		return e->code;
	q.call = calls.item;
	q.calls = calls.n;
	e->code = fairness_json(db, &q, &o, e);
	received_calls_fini(&calls);
	return e->code == ERR_OK ? api_reply_page(c, o, e) : e->code;
}

/* month=2026-10: from its first local midnight to that of the next. */
static enum err_code read_month(struct api_call *c, char month[8], struct instant *from,
	struct instant *to, struct err *e)
{
	struct civil first = { 0 }, next;
	char text[11];
	struct err wrong;

	if (!api_query_text(c, "month", month, 8, e))
		return e->code != ERR_OK ? e->code
					 : err_fault(e, "month", "must be given");
	(void)snprintf(text, sizeof text, "%.7s-01", month);
	if (date_parse(text, &first.date, &wrong) != ERR_OK)
		return err_fault(e, "month", "must be a month, as 2026-10");
	next = first;
	next.date.month = first.date.month % 12 + 1;
	next.date.year += first.date.month == 12;
	if (zone_to_instant(first, ZONE_FIRST, from, e) != ERR_OK)
		return e->code;
	return zone_to_instant(next, ZONE_FIRST, to, e);
}

static enum err_code reply_csv(
	struct api_call *c, json_t *o, const char *month, struct err *e)
{
	struct text t;

	text_init(&t, API_REPLY_MAX);
	(void)compensation_csv(o, month, &t);
	json_decref(o);
	(void)snprintf(c->disposition, sizeof c->disposition,
		"attachment; filename=\"compensation-%s.csv\"", month);
	return api_reply_text(c, 200, "text/csv; charset=utf-8", &t, e);
}

static enum err_code compensation(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const types[] = { "application/json", "text/csv", NULL };
	struct fairness_query q = { .function_id = 0 };
	struct received_calls calls;
	char month[8] = "";
	int type = api_accepts(c, types);
	json_t *o;

	read_filter(c, &q, e);
	if (read_month(c, month, &q.from, &q.to, e) != ERR_OK
		|| received_calls(db, q.from, q.to, &calls, e) != ERR_OK)
		return e->code;
	q.call = calls.item;
	q.calls = calls.n;
	e->code = compensation_json(db, &q, &o, e);
	received_calls_fini(&calls);
	if (e->code != ERR_OK)
		return e->code;
	return type == 1 ? reply_csv(c, o, month, e) : api_reply_page(c, o, e);
}

extern const struct api_route fairness_routes[];
const struct api_route fairness_routes[] = {
	{ HTTP_GET, "/fairness", MAY(COLLEAGUES), API_READ, fairness, 0 },
	{ HTTP_GET, "/compensation", MAY(HOURS), API_READ, compensation, 0 },
	{ HTTP_GET, "/holidays", MAY(OWN), API_READ, list, API_PLAIN },
	{ HTTP_GET, "/holidays/dates", MAY(OWN), API_READ, dates, API_PLAIN },
	API_ITEM_ROUTES("/holidays", MAY(OWN), MAY(PLAN)),
	{ 0 },
};
