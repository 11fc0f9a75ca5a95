/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /training/{view}: tables about training, as JSON, CSV, XLSX or a page that prints
 * well. Members see what concerns themselves. */
#include "roster/training/view/view.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/zone.h"
#include "service/api/training/training.h"
#include "service/training/table.h"

#include <stdio.h>
#include <string.h>

enum format { AS_JSON, AS_CSV, AS_XLSX, AS_HTML, FORMATS };

static const char xlsx_type[] =
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/* ?format=, or else Accept. */
static enum err_code read_format(const struct api_call *c, int *ret, struct err *e)
{
	static const char *const names[] = { "json", "csv", "xlsx", "html" };
	static const char *const types[] = { "application/json", "text/csv", xlsx_type,
		"text/html", NULL };
	char word[8];

	if (!api_query_text(c, "format", word, sizeof word, e)) {
		*ret = api_accepts(c, types);
		if (*ret < 0)
			*ret = AS_JSON;
		return e->code;
	}
	*ret = parse_word(word, names, FORMATS);
	if (*ret < 0)
		return err_fault(e, "format", "must be one of: json, csv, xlsx, html");
	return ERR_OK;
}

static enum err_code read_query(
	const struct api_call *c, struct db *db, struct view_query *q, struct err *e)
{
	int view = parse_word(c->word, training_view_words, TRAINING_VIEWS_COUNT);
	int64_t year = zone_to_civil(c->by.now).date.year;

	if (view < 0)
		return err_set(e, ERR_NOTFOUND,
			"there are overview, expiring, gaps, plan, needs, "
			"participation, requirements, aspirants, appointments, "
			"evaluations and learning");
	*q = (struct view_query){ .view = (enum training_view)view,
		.at = c->by.now,
		.now = c->by.now,
		.days = COMPLIANCE_HORIZON_DAYS,
		.english = strcmp(api_language(c), "en") == 0 };
	(void)api_query_instant(c, "at", &q->at, e);
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &q->function_id, e);
	(void)api_query_int(c, "days", 0, 3660, &q->days, e);
	(void)api_query_int(c, "year", 1971, 2198, &year, e);
	q->year = (int)year;
	return training_person(c, db, &q->person_id, e);
}

/* Of the whole region; members have no business there. */
static bool is_for_staff(enum training_view view)
{
	return view != VIEW_EXPIRING && view != VIEW_GAPS && view != VIEW_PARTICIPATION;
}

static enum err_code reply_file(struct api_call *c, const struct view_query *q,
	enum format format, const json_t *rows, struct err *e)
{
	const struct view_column *columns = training_view_columns(q->view);
	const char *type = "text/html; charset=utf-8";
	struct text t;

	text_init(&t, API_REPLY_MAX);
	if (format == AS_CSV) {
		type = "text/csv; charset=utf-8";
		table_csv(columns, rows, &t);
	} else if (format == AS_HTML) {
		table_html(columns, rows, training_view_title(q->view), q->now, &t);
	} else {
		type = xlsx_type;
		if (table_xlsx(columns, rows, training_view_title(q->view), &t, e)
			!= ERR_OK) {
			text_fini(&t);
			return e->code;
		}
	}
	if (format != AS_HTML)
		(void)snprintf(c->disposition, sizeof c->disposition,
			"attachment; filename=\"%s.%s\"", training_view_words[q->view],
			format == AS_CSV ? "csv" : "xlsx");
	return api_reply_text(c, 200, type, &t, e);
}

static enum err_code view(struct api_call *c, struct db *db, struct err *e)
{
	struct view_query q;
	int64_t *people = NULL;
	json_t *rows = NULL;
	int format = AS_JSON;

	if (read_query(c, db, &q, e) != ERR_OK || read_format(c, &format, e) != ERR_OK)
		return e->code;
	if (c->role == ROLE_MEMBER && is_for_staff(q.view))
		return err_set(e, ERR_FORBIDDEN,
			"members see their own training records only");
	if (q.person_id == 0
		&& training_people(c, db, &people, &q.people_n, e) != ERR_OK)
		return e->code;
	q.people = people;
	e->code = training_view_rows(db, &q, &rows, e);
	base_free(people);
	if (e->code != ERR_OK)
		return e->code;
	if (format == AS_JSON)
		return api_reply_json(c, 200, json_pack("{s:o}", "items", rows), e);
	(void)reply_file(c, &q, (enum format)format, rows, e);
	json_decref(rows);
	return e->code;
}

extern const struct api_route training_views_routes[];
const struct api_route training_views_routes[] = {
	{ HTTP_GET, "/training/{view}", MAY(TRAINING_OWN), API_READ, view, 0 },
	{ 0 },
};
