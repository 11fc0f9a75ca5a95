/* SPDX-License-Identifier: EUPL-1.2 */
/* Rotations in the database. Drafts: roster/duty/rotation_drafts_store.c. */
#include "roster/duty/rotation_internal.h"

#include "base/alloc.h"

#include <stdio.h>
#include <string.h>

#define ROTATION_COLUMNS "id, function_id, name, rank, until_day, version"
#define ROTATION_SQL(X)                                                                \
	X(ROTATION_BY_ID, "SELECT " ROTATION_COLUMNS " FROM rotation WHERE id = :id")  \
	X(ROTATION_INSERT, "INSERT INTO rotation (id, function_id, name, rank,"        \
			   " until_day) VALUES (:id, :function_id, :name, :rank,"      \
			   " :until_day)")                                             \
	X(ROTATION_UPDATE, "UPDATE rotation SET function_id = :function_id,"           \
			   " name = :name, rank = :rank, until_day = :until_day,"      \
			   " version = version + 1"                                    \
			   " WHERE id = :id AND version = :version")                   \
	X(ROTATION_DELETE, "DELETE FROM rotation WHERE id = :id")                      \
	X(ROTATION_LIST, "SELECT " ROTATION_COLUMNS " FROM rotation"                   \
			 " WHERE id > :after"                                          \
			 " AND (:function_id = 0 OR function_id = :function_id)"       \
			 " ORDER BY id LIMIT :limit")                                  \
	X(ROTATION_FIND, "SELECT id FROM rotation WHERE function_id = :function_id"    \
			 " AND name = :name ORDER BY id LIMIT 1")                      \
	X(ROTATION_REVISIONS_OF,                                                       \
		"SELECT from_day, count, unit, weekday, minute, restart, first,"       \
		" shift_until"                                                         \
		" FROM rotation_revision WHERE rotation_id = :id ORDER BY from_day")   \
	X(ROTATION_PEOPLE,                                                             \
		"SELECT person_id FROM rotation_person"                                \
		" WHERE rotation_id = :id AND from_day = :from_day ORDER BY position") \
	X(ROTATION_ADD_REVISION,                                                       \
		"INSERT INTO rotation_revision (rotation_id, from_day, count, unit,"   \
		" weekday, minute, restart, first, shift_until) VALUES (:id,"          \
		" :from_day, :count, :unit, :weekday, :minute, :restart, :first,"      \
		" :shift_until)")                                                      \
	X(ROTATION_ADD_PERSON,                                                         \
		"INSERT INTO rotation_person (rotation_id, from_day, position,"        \
		" person_id) VALUES (:id, :from_day, :position, :person_id)")          \
	X(ROTATION_DROP_PEOPLE, "DELETE FROM rotation_person WHERE rotation_id = :id") \
	X(ROTATION_DROP_REVISIONS,                                                     \
		"DELETE FROM rotation_revision WHERE rotation_id = :id")               \
	X(ROTATION_DROP_DRAFTS, "DELETE FROM duty WHERE rotation_id = :id"             \
				" AND ends_at > 0 AND state = 'draft'")                \
	X(ROTATION_LET_GO, "UPDATE duty SET rotation_id = NULL"                        \
			   " WHERE rotation_id = :id AND ends_at > 0")                 \
	X(ROTATION_PERSON_IS, "SELECT 1 AS there FROM person WHERE id = :id")
STMT_LIST(rotation, ROTATION_SQL);

static const char *const units[] = { "day", "week" };

/* --- revisions */

void rotation_whole_fini(struct rotation_whole *w)
{
	for (size_t i = 0; i < w->rotation.revisions; i++)
		base_free(w->people[i]);
	base_free(w->people);
	base_free(w->revision);
	memset(w, 0, sizeof *w);
}

/* Room for one revision more. */
static struct rotation_revision *grow(struct rotation_whole *w, struct err *e)
{
	size_t n = w->rotation.revisions + 1;
	struct rotation_revision *revision =
		base_realloc_array(w->revision, n, sizeof *revision);
	int64_t **people;

	if (revision != NULL)
		w->revision = revision;
	people = base_realloc_array(w->people, n, sizeof *people);
	if (people != NULL)
		w->people = people;
	if (revision == NULL || people == NULL) {
		(void)err_set(e, ERR_NOMEM, "no memory for a rotation");
		return NULL;
	}
	w->people[n - 1] = base_calloc(ROTATION_PEOPLE_MAX, sizeof **people);
	if (w->people[n - 1] == NULL) {
		(void)err_set(e, ERR_NOMEM, "no memory for a rotation");
		return NULL;
	}
	w->rotation.revision = w->revision;
	w->rotation.revisions = n;
	memset(&w->revision[n - 1], 0, sizeof w->revision[0]);
	w->revision[n - 1].people = w->people[n - 1];
	return &w->revision[n - 1];
}

static enum err_code load_people(
	struct db *db, int64_t id, struct rotation_whole *w, size_t at, struct err *e)
{
	STMT_AUTO s = NULL;
	struct rotation_revision *r = &w->revision[at];

	if (stmt_get(db, &rotation_statements, ROTATION_PEOPLE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "from_day", date_days(r->from));
	while (r->people_n < ROTATION_PEOPLE_MAX && stmt_row(s, e))
		w->people[at][r->people_n++] = stmt_int(s, "person_id");
	return e->code;
}

static enum err_code load_revisions(
	struct db *db, int64_t id, struct rotation_whole *w, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, ROTATION_REVISIONS_OF, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	while (stmt_row(s, e)) {
		struct rotation_revision *r = grow(w, e);

		if (r == NULL)
			return e->code;
		r->from = date_from_days(stmt_int(s, "from_day"));
		r->count = (int)stmt_int(s, "count");
		r->unit =
			stmt_text(s, "unit")[0] == 'd' ? ROTATION_DAYS : ROTATION_WEEKS;
		r->weekday = (int)stmt_int(s, "weekday");
		r->minute = (int)stmt_int(s, "minute");
		r->restart = stmt_bool(s, "restart");
		r->first = (size_t)stmt_int(s, "first");
		r->is_shift = !stmt_is_null(s, "shift_until");
		r->shift_until = (int)stmt_int(s, "shift_until");
		if (load_people(db, id, w, w->rotation.revisions - 1, e) != ERR_OK)
			return e->code;
	}
	return e->code;
}

static enum err_code load_head(
	struct db *db, int64_t id, struct rotation_whole *w, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, ROTATION_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND,
				       "rotation %" PRId64 " does not exist", id);
	w->function_id = stmt_int(s, "function_id");
	w->rank = stmt_int(s, "rank");
	w->rotation.has_until = !stmt_is_null(s, "until_day");
	w->rotation.until = date_from_days(stmt_int(s, "until_day"));
	return ERR_OK;
}

enum err_code rotation_load(
	struct db *db, int64_t id, struct rotation_whole *ret, struct err *e)
{
	memset(ret, 0, sizeof *ret);
	if (load_head(db, id, ret, e) != ERR_OK
		|| load_revisions(db, id, ret, e) != ERR_OK)
		rotation_whole_fini(ret);
	return e->code;
}

/* --- JSON */

static const char *minute_text(int minute, char buffer[32])
{
	(void)snprintf(buffer, 32, "%02d:%02d", minute / 60, minute % 60);
	return buffer;
}

static json_t *revision_json(const struct rotation_revision *r)
{
	json_t *o = json_object(), *part = json_object(), *people = json_array();
	char text[32];

	fields_set_text(o, "from", date_format(r->from, text));
	fields_set_int(part, "weekday", r->weekday);
	fields_set_text(part, "time", minute_text(r->minute, text));
	json_object_set_new(o, "handover", part);
	part = json_object();
	fields_set_int(part, "count", r->count);
	fields_set_text(part, "unit", units[r->unit]);
	json_object_set_new(o, "period", part);
	for (size_t i = 0; i < r->people_n; i++)
		json_array_append_new(people, json_integer(r->people[i]));
	json_object_set_new(o, "people", people);
	fields_set_int(o, "first", (int64_t)r->first);
	fields_set_bool(o, "restart", r->restart);
	fields_set_text(o, "shift_until",
		r->is_shift ? minute_text(r->shift_until, text) : NULL);
	return o;
}

static void add_revisions(const struct rotation_whole *w, json_t *o)
{
	json_t *list = json_array(), *last = NULL;

	for (size_t i = 0; i < w->rotation.revisions; i++) {
		last = revision_json(&w->revision[i]);
		json_array_append_new(list, last);
	}
	if (last != NULL) {
		char text[DATE_TEXT];
		static const char *const shown[] = { "handover", "period", "people",
			"first", "restart", "shift_until", NULL };

		fields_set_text(o, "starts_on", date_format(w->revision[0].from, text));
		for (const char *const *f = shown; *f != NULL; f++)
			json_object_set(o, *f, json_object_get(last, *f));
	}
	json_object_set_new(o, "revisions", list);
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	struct rotation_whole w = { 0 };
	char text[DATE_TEXT];

	fields_set_int(o, "function_id", stmt_int(row, "function_id"));
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_int(o, "rank", stmt_int(row, "rank"));
	fields_set_text(o, "until",
		stmt_is_null(row, "until_day")
			? NULL
			: date_format(
				date_from_days(stmt_int(row, "until_day")), text));
	if (load_revisions(db, stmt_int(row, "id"), &w, e) == ERR_OK)
		add_revisions(&w, o);
	rotation_whole_fini(&w);
	return e->code;
}

static bool read_minute(const char *s, int *ret)
{
	if (strlen(s) != 5 || s[2] != ':' || strspn(s, "0123456789") != 2
		|| strspn(s + 3, "0123456789") != 2)
		return false;
	*ret = ((s[0] - '0') * 10 + s[1] - '0') * 60 + (s[3] - '0') * 10 + s[4] - '0';
	return s[0] < '3' && *ret < 1440 && s[3] < '6';
}

static void read_handover(const json_t *o, struct rotation_revision *r, struct err *e)
{
	const json_t *part = json_object_get(o, "handover");
	const char *time = "09:00";
	int64_t weekday = 1;
	struct err in = { 0 };

	if (part != NULL && !json_is_object(part)) {
		(void)err_fault(e, "handover", "must be an object");
		return;
	}
	(void)fields_int(part, "weekday", FIELDS_OPTIONAL, 1, 7, &weekday, &in);
	if (in.faults > 0)
		(void)err_fault(e, "handover.weekday", "must be 1 (Monday) to 7");
	err_clear(&in);
	(void)fields_line(part, "time", FIELDS_OPTIONAL, 5, &time, &in);
	r->weekday = (int)weekday;
	if (in.faults > 0 || !read_minute(time, &r->minute))
		(void)err_fault(
			e, "handover.time", "must be a time of the day, as 09:00");
}

static void read_shift(const json_t *o, struct rotation_revision *r, struct err *e)
{
	const char *time;
	struct err in = { 0 };

	r->is_shift = fields_line(o, "shift_until", FIELDS_OPTIONAL, 5, &time, &in);
	if (in.faults > 0 || (r->is_shift && !read_minute(time, &r->shift_until)))
		(void)err_fault(e, "shift_until",
			"must be a time of the day, as 20:00, or null");
	else if (r->is_shift && r->shift_until == r->minute)
		(void)err_fault(
			e, "shift_until", "must differ from the time of the handover");
}

static void read_period(const json_t *o, struct rotation_revision *r, struct err *e)
{
	const json_t *part = json_object_get(o, "period");
	int64_t count = 1;
	int unit = ROTATION_WEEKS;
	struct err in = { 0 };

	if (part != NULL && !json_is_object(part)) {
		(void)err_fault(e, "period", "must be an object");
		return;
	}
	(void)fields_word(part, "unit", FIELDS_OPTIONAL, units, 2, &unit, &in);
	if (in.faults > 0)
		(void)err_fault(e, "period.unit", "must be one of: day, week");
	err_clear(&in);
	(void)fields_int(part, "count", FIELDS_OPTIONAL, 1, 366, &count, &in);
	if (in.faults > 0 || (unit == ROTATION_WEEKS && count > 52))
		(void)err_fault(
			e, "period.count", "must be 1 to 52 weeks, or 1 to 366 days");
	r->count = (int)count;
	r->unit = (enum rotation_unit)unit;
}

/* people[ROTATION_PEOPLE_MAX] belongs to the caller. */
static void read_revision(
	const json_t *o, struct rotation_revision *r, int64_t people[], struct err *e)
{
	const json_t *list = json_object_get(o, "people");
	int64_t first = 0;
	size_t n = json_array_size(list);
	bool fits = json_is_array(list) && n > 0 && n <= ROTATION_PEOPLE_MAX;

	for (size_t i = 0; fits && i < n; i++) {
		people[i] = json_integer_value(json_array_get(list, i));
		fits = people[i] > 0;
	}
	if (!fits)
		(void)err_fault(e, "people", "must be a list of 1 to %d people's ids",
			ROTATION_PEOPLE_MAX);
	r->people = people;
	r->people_n = fits ? n : 0;
	read_handover(o, r, e);
	read_period(o, r, e);
	read_shift(o, r, e);
	(void)fields_bool(o, "restart", FIELDS_OPTIONAL, &r->restart, e);
	(void)fields_int(
		o, "first", FIELDS_OPTIONAL, 0, ROTATION_PEOPLE_MAX - 1, &first, e);
	r->first = (size_t)first;
	if (fits && r->first >= n)
		(void)err_fault(e, "first", "must be a position in people, from 0");
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	int64_t people[ROTATION_PEOPLE_MAX];
	struct rotation_revision r = { 0 };
	int64_t function_id = 0, rank = 1;
	struct date until = { 0 }, from = { 0 };
	const char *name = "";
	bool ends;

	(void)db;
	(void)fields_int(
		o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &function_id, e);
	(void)fields_line(o, "name", FIELDS_REQUIRED, 120, &name, e);
	(void)fields_int(o, "rank", FIELDS_OPTIONAL, 1, 99, &rank, e);
	(void)fields_date(o, "starts_on", FIELDS_REQUIRED, &from, e);
	(void)fields_date(o, "effective_from", FIELDS_OPTIONAL, &from, e);
	ends = fields_date(o, "until", FIELDS_OPTIONAL, &until, e);
	read_revision(o, &r, people, e);
	if (ends && e->faults == 0 && date_days(until) <= date_days(from))
		(void)err_fault(e, "until", "must be later than the start");
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_text(s, "name", name);
	stmt_bind_int(s, "rank", rank);
	if (ends)
		stmt_bind_int(s, "until_day", date_days(until));
	else
		stmt_bind_null(s, "until_day");
}

static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	const json_t *list = json_object_get(o, "people");

	(void)id;
	for (size_t i = 0; i < json_array_size(list); i++) {
		STMT_AUTO s = NULL;
		int64_t person = json_integer_value(json_array_get(list, i));

		if (stmt_get(db, &rotation_statements, ROTATION_PERSON_IS, &s, e)
			!= ERR_OK)
			return e->code;
		stmt_bind_int(s, "id", person);
		if (!stmt_row(s, e))
			return e->code != ERR_OK
				       ? e->code
				       : err_fault(e, "people",
					       "person %" PRId64 " does not exist",
					       person);
	}
	return ERR_OK;
}

/* --- saving revisions */

static enum err_code run(struct db *db, int which, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

static enum err_code save_people(
	struct db *db, int64_t id, const struct rotation_revision *r, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, ROTATION_ADD_PERSON, &s, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < r->people_n; i++) {
		stmt_bind_int(s, "id", id);
		stmt_bind_int(s, "from_day", date_days(r->from));
		stmt_bind_int(s, "position", (int64_t)i);
		stmt_bind_int(s, "person_id", r->people[i]);
		if (stmt_run_again(s, e) != ERR_OK)
			return e->code;
	}
	return e->code;
}

static enum err_code save_revision(
	struct db *db, int64_t id, const struct rotation_revision *r, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, ROTATION_ADD_REVISION, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "from_day", date_days(r->from));
	stmt_bind_int(s, "count", r->count);
	stmt_bind_text(s, "unit", units[r->unit]);
	stmt_bind_int(s, "weekday", r->weekday);
	stmt_bind_int(s, "minute", r->minute);
	stmt_bind_bool(s, "restart", r->restart);
	stmt_bind_int(s, "first", (int64_t)r->first);
	if (r->is_shift)
		stmt_bind_int(s, "shift_until", r->shift_until);
	else
		stmt_bind_null(s, "shift_until");
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	return save_people(db, id, r, e);
}

/* Takes away the revisions that the new one replaces; the dates of the new one. */
static enum err_code place(struct rotation_whole *w, const json_t *o,
	struct rotation_revision *r, struct err *e)
{
	struct date starts = { 0 };
	size_t *n = &w->rotation.revisions;

	(void)fields_date(o, "starts_on", FIELDS_REQUIRED, &starts, e);
	r->from = starts;
	if (fields_date(o, "effective_from", FIELDS_OPTIONAL, &r->from, e)) {
		while (*n > 0
			&& date_days(w->revision[*n - 1].from) >= date_days(r->from))
			base_free(w->people[--*n]);
	} else if (*n > 0) {
		base_free(w->people[--*n]);
		if (*n > 0)
			r->from = w->revision[*n].from;
	}
	if (*n > 0)
		w->revision[0].from = starts;
	return e->code;
}

static enum err_code save_parts(
	struct db *db, int64_t id, const json_t *o, struct err *e)
{
	int64_t people[ROTATION_PEOPLE_MAX];
	struct rotation_revision r = { 0 }, *last;
	struct rotation_whole w = { 0 };

	read_revision(o, &r, people, e);
	if (rotation_load(db, id, &w, e) != ERR_OK)
		return e->code;
	if (place(&w, o, &r, e) == ERR_OK && (last = grow(&w, e)) != NULL) {
		memcpy(w.people[w.rotation.revisions - 1], people, sizeof people);
		r.people = last->people;
		*last = r;
		if (rotation_check(&w.rotation, e) == ERR_OK
			&& run(db, ROTATION_DROP_PEOPLE, id, e) == ERR_OK)
			(void)run(db, ROTATION_DROP_REVISIONS, id, e);
		for (size_t i = 0; i < w.rotation.revisions && e->code == ERR_OK; i++)
			(void)save_revision(db, id, &w.revision[i], e);
	}
	rotation_whole_fini(&w);
	return e->code;
}

/* Its drafts go with it; what was published stays. */
static enum err_code remove_parts(struct db *db, int64_t id, struct err *e)
{
	static const int which[] = { ROTATION_DROP_DRAFTS, ROTATION_LET_GO,
		ROTATION_DROP_PEOPLE, ROTATION_DROP_REVISIONS };

	err_clear(e);
	for (size_t i = 0; i < sizeof which / sizeof *which && e->code == ERR_OK; i++)
		(void)run(db, which[i], id, e);
	return e->code;
}

static const char *const fields[] = { "function_id", "name", "rank", "starts_on",
	"handover", "period", "people", "first", "restart", "shift_until", "until",
	"effective_from", NULL };
static const char *const computed[] = { "revisions", NULL };

const struct resource rotation_resource = {
	.name = "rotation",
	.event = "rotation",
	.list = &rotation_statements,
	.by_id = ROTATION_BY_ID,
	.insert = ROTATION_INSERT,
	.update = ROTATION_UPDATE,
	.remove = ROTATION_DELETE,
	.fields = fields,
	.read_only = computed,
	.to_json = to_json,
	.bind = bind,
	.check = check,
	.save_parts = save_parts,
	.remove_parts = remove_parts,
};

enum err_code rotation_list(struct db *db, int64_t function_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, ROTATION_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &rotation_resource, s, limit, ret, e);
}

enum err_code rotation_find(struct db *db, int64_t function_id, const char *name,
	int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_statements, ROTATION_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_text(s, "name", name);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}
