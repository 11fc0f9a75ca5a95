/* SPDX-License-Identifier: EUPL-1.2 */
/* What holds for a rotation, from a date on, in the database. */
#include "roster/duty/rotation_internal.h"

#include "base/alloc.h"

#include <string.h>

#define ROTATION_REVISION_SQL(X)                                                       \
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
		"DELETE FROM rotation_revision WHERE rotation_id = :id")
extern const struct stmt_list rotation_revision_statements;
STMT_LIST(rotation_revision, ROTATION_REVISION_SQL);

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

	if (stmt_get(db, &rotation_revision_statements, ROTATION_PEOPLE, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "from_day", date_days(r->from));
	while (r->people_n < ROTATION_PEOPLE_MAX && stmt_row(s, e))
		w->people[at][r->people_n++] = stmt_int(s, "person_id");
	return e->code;
}

enum err_code rotation_load_revisions(
	struct db *db, int64_t id, struct rotation_whole *w, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_revision_statements, ROTATION_REVISIONS_OF, &s, e)
		!= ERR_OK)
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

static enum err_code run(struct db *db, int which, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_revision_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

enum err_code rotation_drop_revisions(struct db *db, int64_t id, struct err *e)
{
	if (run(db, ROTATION_DROP_PEOPLE, id, e) != ERR_OK)
		return e->code;
	return run(db, ROTATION_DROP_REVISIONS, id, e);
}

static enum err_code save_people(
	struct db *db, int64_t id, const struct rotation_revision *r, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &rotation_revision_statements, ROTATION_ADD_PERSON, &s, e)
		!= ERR_OK)
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

	if (stmt_get(db, &rotation_revision_statements, ROTATION_ADD_REVISION, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "from_day", date_days(r->from));
	stmt_bind_int(s, "count", r->count);
	stmt_bind_text(s, "unit", rotation_units[r->unit]);
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

enum err_code rotation_save_revisions(
	struct db *db, int64_t id, const json_t *o, struct err *e)
{
	int64_t people[ROTATION_PEOPLE_MAX];
	struct rotation_revision r = { 0 }, *last;
	struct rotation_whole w = { 0 };

	rotation_revision_read(o, &r, people, e);
	if (rotation_load(db, id, &w, e) != ERR_OK)
		return e->code;
	if (place(&w, o, &r, e) == ERR_OK && (last = grow(&w, e)) != NULL) {
		memcpy(w.people[w.rotation.revisions - 1], people, sizeof people);
		r.people = last->people;
		*last = r;
		if (rotation_check(&w.rotation, e) == ERR_OK
			&& rotation_drop_revisions(db, id, e) == ERR_OK)
			for (size_t i = 0;
				i < w.rotation.revisions && e->code == ERR_OK; i++)
				(void)save_revision(db, id, &w.revision[i], e);
	}
	rotation_whole_fini(&w);
	return e->code;
}
