/* SPDX-License-Identifier: EUPL-1.2 */
/* A week's times are rows of their own, in order of the week. */
#include "roster/people/working_week_internal.h"

#include "base/alloc.h"
#include "schema/audit/past.h"

#include <string.h>

#define WEEK_COLUMNS                                                                   \
	"id, person_id, from_day, until_day, under_18_until, minutes, version"
#define WORKING_WEEK_SQL(X)                                                            \
	X(WEEK_BY_ID, "SELECT " WEEK_COLUMNS " FROM working_week WHERE id = :id")      \
	X(WEEK_INSERT, "INSERT INTO working_week (id, person_id, from_day, until_day," \
		       " under_18_until, minutes) VALUES (:id, :person_id, :from_day," \
		       " :until_day, :under_18_until, :minutes)")                      \
	X(WEEK_UPDATE, "UPDATE working_week SET person_id = :person_id,"               \
		       " from_day = :from_day, until_day = :until_day,"                \
		       " under_18_until = :under_18_until, minutes = :minutes, "       \
		       "version = version + 1"                                         \
		       " WHERE id = :id AND version = :version")                       \
	X(WEEK_DELETE, "DELETE FROM working_week WHERE id = :id")                      \
	X(WEEK_LIST, "SELECT " WEEK_COLUMNS " FROM working_week WHERE id > :after"     \
		     " AND (:person_id = 0 OR person_id = :person_id)"                 \
		     " ORDER BY id LIMIT :limit")                                      \
	X(WEEK_FIND, "SELECT id FROM working_week WHERE person_id = :person_id"        \
		     " AND coalesce(from_day, :always) = :from_day")                   \
	X(WEEK_COUNT, "SELECT count(*) AS n FROM working_week"                         \
		      " WHERE person_id = :person_id AND id <> :id")                   \
	X(WEEK_RANGE, "SELECT " WEEK_COLUMNS " FROM working_week"                      \
		      " WHERE (:person_id = 0 OR person_id = :person_id)"              \
		      " AND (until_day IS NULL OR until_day > :from_day)"              \
		      " AND (from_day IS NULL OR from_day < :until_day)"               \
		      " ORDER BY person_id, from_day, id")                             \
	X(WEEK_TIMES,                                                                  \
		"SELECT weekday, from_minute, until_minute FROM working_week_time"     \
		" WHERE working_week_id = :id ORDER BY weekday, from_minute")          \
	X(WEEK_TIME_INSERT,                                                            \
		"INSERT INTO working_week_time (working_week_id, weekday,"             \
		" from_minute, until_minute) VALUES (:id, :weekday, :from_minute,"     \
		" :until_minute)")                                                     \
	X(WEEK_TIME_CLEAR, "DELETE FROM working_week_time WHERE working_week_id = "    \
			   ":id")
STMT_LIST(working_week, WORKING_WEEK_SQL);

/* --- out */

static enum err_code load_times(
	struct db *db, int64_t id, struct working_week *w, struct err *e)
{
	STMT_AUTO s = NULL;

	w->times = 0;
	if (stmt_get(db, &working_week_statements, WEEK_TIMES, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	while (w->times < WORKING_WEEK_TIMES_MAX && stmt_row(s, e))
		w->time[w->times++] =
			(struct working_week_time){ (int)stmt_int(s, "weekday"),
				(int)stmt_int(s, "from_minute"),
				(int)stmt_int(s, "until_minute") };
	return e->code;
}

static void set_date(json_t *o, const char *field, struct stmt *row, const char *column)
{
	char text[DATE_TEXT];

	fields_set_text(o, field,
		stmt_is_null(row, column)
			? NULL
			: date_format(date_from_days(stmt_int(row, column)), text));
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	json_t *list = json_array();
	struct working_week w;
	char text[MINUTE_TEXT];

	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	set_date(o, "from", row, "from_day");
	set_date(o, "until", row, "until_day");
	set_date(o, "under_18_until", row, "under_18_until");
	(void)json_object_set_new(o, "week_minutes",
		stmt_is_null(row, "minutes") ? json_null()
					     : json_integer(stmt_int(row, "minutes")));
	if (load_times(db, stmt_int(row, "id"), &w, e) != ERR_OK) {
		json_decref(list);
		return e->code;
	}
	for (size_t i = 0; i < w.times; i++) {
		json_t *t = json_object();

		fields_set_int(t, "weekday", w.time[i].weekday);
		fields_set_text(t, "from", minute_format(w.time[i].from, text));
		fields_set_text(t, "until", minute_format(w.time[i].until, text));
		(void)json_array_append_new(list, t);
	}
	(void)json_object_set_new(o, "times", list);
	return ERR_OK;
}

/* --- in */

static void bind_day(struct stmt *s, const char *column, int64_t day, int64_t open)
{
	if (day == open)
		stmt_bind_null(s, column);
	else
		stmt_bind_int(s, column, day);
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	struct working_week w;
	int64_t person_id;

	(void)db;
	working_week_read(o, &person_id, &w, e);
	stmt_bind_int(s, "person_id", person_id);
	bind_day(s, "from_day", w.from_day, WORKING_WEEK_ALWAYS);
	bind_day(s, "until_day", w.until_day, WORKING_WEEK_EVER);
	bind_day(s, "under_18_until", w.under_18_until, WORKING_WEEK_ALWAYS);
	if (w.minutes >= 0)
		stmt_bind_int(s, "minutes", w.minutes);
	else
		stmt_bind_null(s, "minutes");
}

static enum err_code count_others(
	struct db *db, int64_t person_id, int64_t id, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = 0;
	if (stmt_get(db, &working_week_statements, WEEK_COUNT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "id", id);
	if (stmt_row(s, e))
		*ret = stmt_int(s, "n");
	return e->code;
}

/* What somebody works is theirs: what was known of it is found by person. */
static void refuse_another(struct db *db, int64_t id, int64_t person_id, struct err *e)
{
	json_t *stored;
	struct err none = { 0 };

	if (id == 0
		|| resource_get(db, &working_week_resource, id, &stored, &none)
			   != ERR_OK)
		return;
	if (json_integer_value(json_object_get(stored, "person_id")) != person_id)
		(void)err_fault(e, "person_id", "cannot be changed: make a new one");
	json_decref(stored);
}

/* The one that began last holds: two of the same day would say two things. */
static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	struct working_week w;
	int64_t person_id, other = 0, n = 0;

	working_week_read(o, &person_id, &w, e);
	refuse_another(db, id, person_id, e);
	if (e->code != ERR_OK)
		return e->code;
	if (working_week_find(db, person_id, w.from_day, &other, e) != ERR_OK
		|| count_others(db, person_id, id, &n, e) != ERR_OK)
		return e->code;
	if (other != 0 && other != id)
		return err_set(e, ERR_CONFLICT,
			"working week %" PRId64
			" of this person begins on the same day; change that one",
			other);
	if (n >= WORKING_WEEKS_MAX)
		return err_set(e, ERR_CONFLICT,
			"this person has %d working weeks; delete old ones first",
			WORKING_WEEKS_MAX);
	return ERR_OK;
}

static enum err_code clear_times(struct db *db, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &working_week_statements, WEEK_TIME_CLEAR, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

static enum err_code save_parts(
	struct db *db, int64_t id, const json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;
	struct working_week w;
	int64_t person_id;

	working_week_read(o, &person_id, &w, e);
	if (clear_times(db, id, e) != ERR_OK
		|| stmt_get(db, &working_week_statements, WEEK_TIME_INSERT, &s, e)
			   != ERR_OK)
		return e->code;
	for (size_t i = 0; i < w.times; i++) {
		stmt_bind_int(s, "id", id);
		stmt_bind_int(s, "weekday", w.time[i].weekday);
		stmt_bind_int(s, "from_minute", w.time[i].from);
		stmt_bind_int(s, "until_minute", w.time[i].until);
		if (stmt_run_again(s, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static const char *const fields[] = { "person_id", "from", "until", "under_18_until",
	"week_minutes", "times", NULL };

const struct resource working_week_resource = {
	.name = "working_week",
	.event = "coverage",
	.list = &working_week_statements,
	.by_id = WEEK_BY_ID,
	.insert = WEEK_INSERT,
	.update = WEEK_UPDATE,
	.remove = WEEK_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
	.check = check,
	.save_parts = save_parts,
	.remove_parts = clear_times,
};

enum err_code working_week_list(struct db *db, int64_t person_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	return resource_page_of(db, &working_week_resource, WEEK_LIST, "person_id",
		person_id, after, limit, ret, e);
}

/* What a record of an older program says as this one does. */
static void renew(json_t *o)
{
	static const char *const dates[] = { "from", "until", "under_18_until", NULL };

	(void)json_object_del(o, "under_18");
	for (size_t i = 0; dates[i] != NULL; i++)
		if (json_object_get(o, dates[i]) == NULL)
			fields_set_text(o, dates[i], NULL);
}

enum err_code working_week_known(struct db *db, int64_t person_id,
	struct instant known_at, json_t **ret, struct err *e)
{
	json_t *list, *items, *o;
	size_t i;

	if (working_week_list(db, person_id, 0, WORKING_WEEKS_MAX, &list, e) != ERR_OK)
		return e->code;
	items = json_object_get(list, "items");
	if (audit_past(db, "working_week", person_id, known_at, items, e) != ERR_OK) {
		json_decref(list);
		return e->code;
	}
	json_array_foreach(items, i, o)
	{
		renew(o);
	}
	*ret = list;
	return ERR_OK;
}

enum err_code working_week_find(
	struct db *db, int64_t person_id, int64_t from_day, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &working_week_statements, WEEK_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "always", WORKING_WEEK_ALWAYS);
	stmt_bind_int(s, "from_day", from_day);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

/* --- for the rules */

static struct working_week week_of(struct stmt *row)
{
	return (struct working_week){
		.from_day = stmt_is_null(row, "from_day") ? WORKING_WEEK_ALWAYS
							  : stmt_int(row, "from_day"),
		.until_day = stmt_is_null(row, "until_day")
				     ? WORKING_WEEK_EVER
				     : stmt_int(row, "until_day"),
		.under_18_until = stmt_is_null(row, "under_18_until")
					  ? WORKING_WEEK_ALWAYS
					  : stmt_int(row, "under_18_until"),
		.minutes = stmt_is_null(row, "minutes") ? -1
							: (int)stmt_int(row, "minutes"),
	};
}

static enum err_code add_week(
	struct db *db, struct stmt *row, struct person_weeks *w, struct err *e)
{
	int64_t *person =
		base_room(w->person, w->n, &w->person_room, sizeof *w->person);
	struct working_week *week;

	if (person == NULL)
		return err_set(e, ERR_NOMEM, "no memory for working weeks");
	w->person = person;
	week = base_room(w->week, w->n, &w->week_room, sizeof *w->week);
	if (week == NULL)
		return err_set(e, ERR_NOMEM, "no memory for working weeks");
	w->week = week;
	w->person[w->n] = stmt_int(row, "person_id");
	w->week[w->n] = week_of(row);
	return load_times(db, stmt_int(row, "id"), &w->week[w->n++], e);
}

enum err_code person_weeks_load(struct db *db, int64_t person_id, int64_t from_day,
	int64_t until_day, struct person_weeks *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &working_week_statements, WEEK_RANGE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "from_day", from_day);
	stmt_bind_int(s, "until_day", until_day);
	while (stmt_row(s, e))
		if (add_week(db, s, ret, e) != ERR_OK)
			return e->code;
	return e->code;
}

void person_weeks_fini(struct person_weeks *w)
{
	base_free(w->week);
	base_free(w->person);
	memset(w, 0, sizeof *w);
}

const struct working_week *person_weeks_of(
	const struct person_weeks *w, int64_t person_id, size_t *ret_n)
{
	size_t low = 0, high = w->n, n = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->person[middle] < person_id)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + n < w->n && w->person[low + n] == person_id)
		n++;
	*ret_n = n;
	return n > 0 ? &w->week[low] : NULL;
}
