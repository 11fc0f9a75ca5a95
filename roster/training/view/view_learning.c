/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether evaluations lead to improvement: per year what was held, what was learnt of
 * it, and what came of that. */
#include "roster/training/view/view_internal.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/text.h"
#include "base/zone.h"

#include <string.h>

/* A call-out of which no activity was made counts as what it was. */
#define CALL_KIND                                                                      \
	"CASE c.kind WHEN 'real' THEN 'deployment' WHEN 'exercise' THEN 'exercise'"    \
	" ELSE 'system_test' END"
#define VIEW_LEARNING_SQL(X)                                                           \
	X(LEARNING_HELD,                                                               \
		"SELECT a.kind AS kind, a.starts_at AS at, EXISTS (SELECT 1"           \
		" FROM learning_point l WHERE l.activity_id = a.id"                    \
		" OR l.callout_id = a.callout_id) AS evaluated FROM activity a"        \
		" WHERE a.ends_at <= :now AND a.cancelled = 0"                         \
		" UNION ALL SELECT " CALL_KIND ", c.started_at, EXISTS (SELECT 1"      \
		" FROM learning_point l WHERE l.callout_id = c.id) FROM callout c"     \
		" WHERE c.closed_at <= :now AND c.kind <> 'reachability'"              \
		" AND NOT EXISTS (SELECT 1 FROM activity a"                            \
		" WHERE a.callout_id = c.id)")                                         \
	X(LEARNING_POINTS,                                                             \
		"SELECT l.id, l.activity_id, l.callout_id, l.text, l.state,"           \
		" l.result, l.due_day, l.owner_person_id, a.title AS title,"           \
		" coalesce(a.starts_at, c.started_at) AS at,"                          \
		" coalesce(a.kind, " CALL_KIND ") AS kind,"                            \
		" s.name AS scenario, r.title AS requirement, b.title AS activity,"    \
		" (SELECT count(*) FROM learning_point n WHERE n.repeats = l.id)"      \
		" AS seen_again FROM learning_point l"                                 \
		" LEFT JOIN activity a ON a.id = l.activity_id"                        \
		" LEFT JOIN callout c ON c.id = l.callout_id"                          \
		" LEFT JOIN scenario s ON s.id = l.scenario_id"                        \
		" LEFT JOIN requirement r ON r.id = l.requirement_id"                  \
		" LEFT JOIN activity b ON b.id = l.led_to_activity_id"                 \
		" ORDER BY CASE l.state WHEN 'open' THEN 0 WHEN 'started' THEN 0"      \
		" ELSE 1 END, coalesce(l.due_day, 99999), l.id DESC")
STMT_LIST(view_learning, VIEW_LEARNING_SQL);

static bool open_learning(struct viewing *v, int which, struct stmt **s)
{
	return stmt_get(v->db, &view_learning_statements, which, s, v->e) == ERR_OK;
}

static bool is_open(struct stmt *s)
{
	const char *state = stmt_text(s, "state");

	return strcmp(state, "open") == 0 || strcmp(state, "started") == 0;
}

static bool is_overdue(struct stmt *s, int64_t today)
{
	return is_open(s) && !stmt_is_null(s, "due_day")
	       && stmt_int(s, "due_day") < today;
}

static bool led_to_change(struct stmt *s)
{
	return !stmt_is_null(s, "scenario") || !stmt_is_null(s, "requirement")
	       || !stmt_is_null(s, "activity");
}

/* --- per year */

struct evaluated {
	int64_t held, evaluated, points, done, dropped, open, overdue, seen_again,
		led_to_change;
};
enum { YEARS = 60 };
struct years {
	int first;
	struct evaluated of[YEARS][ACTIVITY_KINDS_COUNT];
};

/* NULL: of another time. */
static struct evaluated *year_of(struct years *years, struct stmt *s)
{
	int year = zone_to_civil(stmt_instant(s, "at")).date.year - years->first;
	int kind = parse_word(
		stmt_text(s, "kind"), activity_kind_words, ACTIVITY_KINDS_COUNT);

	return year < 0 || year >= YEARS || kind < 0 ? NULL : &years->of[year][kind];
}

static bool count_held(struct viewing *v, struct years *years)
{
	STMT_AUTO s = NULL;

	if (!open_learning(v, LEARNING_HELD, &s))
		return false;
	stmt_bind_instant(s, "now", v->q->at);
	while (stmt_row(s, v->e)) {
		struct evaluated *y = year_of(years, s);

		if (y == NULL)
			continue;
		y->held++;
		y->evaluated += stmt_bool(s, "evaluated");
	}
	return v->e->code == ERR_OK;
}

static bool count_points(struct viewing *v, struct years *years)
{
	int64_t today = date_days(zone_to_civil(v->q->at).date);
	STMT_AUTO s = NULL;

	if (!open_learning(v, LEARNING_POINTS, &s))
		return false;
	while (stmt_row(s, v->e)) {
		struct evaluated *y = year_of(years, s);

		if (y == NULL)
			continue;
		y->points++;
		y->done += strcmp(stmt_text(s, "state"), "done") == 0;
		y->dropped += strcmp(stmt_text(s, "state"), "dropped") == 0;
		y->open += is_open(s);
		y->overdue += is_overdue(s, today);
		y->seen_again += stmt_int(s, "seen_again") > 0;
		y->led_to_change += led_to_change(s);
	}
	return v->e->code == ERR_OK;
}

static bool put_evaluated(
	struct viewing *v, int year, int kind, const struct evaluated *y)
{
	json_t *row = y->held + y->points > 0 ? view_row(v) : NULL;

	if (y->held + y->points == 0)
		return true;
	if (row == NULL)
		return false;
	fields_set_int(row, "year", year);
	fields_set_text(row, "kind", activity_kind_words[kind]);
	fields_set_int(row, "held", y->held);
	fields_set_int(row, "evaluated", y->evaluated);
	fields_set_int(row, "points", y->points);
	fields_set_int(row, "done", y->done);
	fields_set_int(row, "dropped", y->dropped);
	fields_set_int(row, "open", y->open);
	fields_set_int(row, "overdue", y->overdue);
	fields_set_int(row, "seen_again", y->seen_again);
	fields_set_int(row, "led_to_change", y->led_to_change);
	return true;
}

/* The last sixty years, the newest first. */
bool view_evaluations(struct viewing *v)
{
	struct years *years = base_calloc(1, sizeof *years);
	bool ok = years != NULL;

	if (!ok) {
		(void)err_set(v->e, ERR_NOMEM, "no memory for a table");
		return false;
	}
	years->first = zone_to_civil(v->q->at).date.year - YEARS + 1;
	ok = count_held(v, years) && count_points(v, years);
	for (int y = YEARS - 1; ok && y >= 0; y--)
		for (int k = 0; ok && k < ACTIVITY_KINDS_COUNT; k++)
			ok = put_evaluated(v, years->first + y, k, &years->of[y][k]);
	base_free(years);
	return ok;
}

/* --- each point */

static void put_led_to(json_t *row, struct stmt *s)
{
	static const char *const what[][2] = { { "scenario", "scenario" },
		{ "requirement", "eis" }, { "activity", "activiteit" } };
	TEXT_AUTO t = { 0 };

	text_init(&t, 8192);
	for (size_t i = 0; i < 3; i++)
		if (!stmt_is_null(s, what[i][0]))
			text_addf(&t, "%s%s %s", t.len > 0 ? "; " : "", what[i][1],
				stmt_text(s, what[i][0]));
	fields_set_text(row, "led_to", text_str(&t));
}

static void put_origin(json_t *row, struct stmt *s)
{
	TEXT_AUTO t = { 0 };

	text_init(&t, 2048);
	if (stmt_is_null(s, "title"))
		text_addf(&t, "Alarmering %" PRId64, stmt_int(s, "callout_id"));
	else
		text_add(&t, stmt_text(s, "title"));
	fields_set_text(row, "origin", text_str(&t));
}

static bool put_point(struct viewing *v, struct stmt *s, int64_t today)
{
	char name[PERSON_NAME_MAX];
	json_t *row = view_row(v);

	if (row == NULL || !view_person_name(v, stmt_int(s, "owner_person_id"), name))
		return false;
	fields_set_int(row, "learning_point_id", stmt_int(s, "id"));
	fields_set_id(row, "activity_id", stmt_int(s, "activity_id"));
	fields_set_id(row, "callout_id", stmt_int(s, "callout_id"));
	fields_set_id(row, "owner_person_id", stmt_int(s, "owner_person_id"));
	put_origin(row, s);
	fields_set_instant(row, "origin_at", stmt_instant(s, "at"));
	fields_set_text(row, "text", stmt_text(s, "text"));
	fields_set_text(row, "owner", name);
	view_set_date(row, "due_on",
		stmt_is_null(s, "due_day") ? COMPETENCE_FOREVER
					   : stmt_int(s, "due_day"));
	fields_set_text(
		row, "state", is_overdue(s, today) ? "overdue" : stmt_text(s, "state"));
	fields_set_text(row, "result", stmt_text(s, "result"));
	fields_set_int(row, "seen_again", stmt_int(s, "seen_again"));
	put_led_to(row, s);
	return true;
}

/* What is still to be done comes first. */
bool view_learning(struct viewing *v)
{
	int64_t today = date_days(zone_to_civil(v->q->at).date);
	STMT_AUTO s = NULL;

	if (!open_learning(v, LEARNING_POINTS, &s))
		return false;
	while (stmt_row(s, v->e))
		if ((v->q->person_id == 0
			    || v->q->person_id == stmt_int(s, "owner_person_id"))
			&& !put_point(v, s, today))
			return false;
	return v->e->code == ERR_OK;
}
