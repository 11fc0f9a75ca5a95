/* SPDX-License-Identifier: EUPL-1.2 */
/* How people become competent: what is asked, who is on the way, and who was appointed
 * with or without what was asked. */
#include "roster/training/view/view_internal.h"

#include "base/alloc.h"
#include "base/text.h"
#include "base/zone.h"

#include <string.h>

#define VIEW_ENTRY_SQL(X)                                                              \
	X(ENTRY_REQUIRED,                                                              \
		"SELECT id, function_id, kind, title, subject, count, within_months,"  \
		" valid_months, grace_days, deployments_count FROM requirement"        \
		" WHERE function_id IS NOT NULL AND person_id IS NULL"                 \
		" AND (from_day IS NULL OR from_day <= :day)"                          \
		" AND (until_day IS NULL OR until_day > :day)"                         \
		" AND (:function_id = 0 OR function_id = :function_id)"                \
		" ORDER BY function_id, id")                                           \
	X(ENTRY_SINCE, "SELECT max(from_day) AS from_day FROM assignment"              \
		       " WHERE person_id = :person_id AND function_id = :function_id"  \
		       " AND status = 'aspirant' AND from_day <= :day")                \
	X(ENTRY_APPOINTED,                                                             \
		"SELECT a.person_id, a.function_id, a.from_day,"                       \
		" (SELECT min(b.from_day) FROM assignment b"                           \
		" WHERE b.person_id = a.person_id AND b.function_id = a.function_id"   \
		" AND b.status = 'aspirant' AND b.from_day < a.from_day)"              \
		" AS aspirant_day FROM assignment a JOIN person p"                     \
		" ON p.id = a.person_id WHERE a.status = 'qualified'"                  \
		" AND a.from_day > :since AND a.from_day <= :day"                      \
		" AND (:function_id = 0 OR a.function_id = :function_id)"              \
		" AND NOT EXISTS (SELECT 1 FROM assignment b"                          \
		" WHERE b.person_id = a.person_id AND b.function_id = a.function_id"   \
		" AND b.status = 'qualified' AND b.from_day < a.from_day)"             \
		" ORDER BY a.from_day DESC, a.id DESC LIMIT :limit")
STMT_LIST(view_entry, VIEW_ENTRY_SQL);

enum { APPOINTED_DAYS = 731, APPOINTED_MAX = 500 };

static bool open_entry(struct viewing *v, int which, struct stmt **s)
{
	return stmt_get(v->db, &view_entry_statements, which, s, v->e) == ERR_OK;
}

static int64_t day_of(struct instant t)
{
	return date_days(zone_to_civil(t).date);
}

/* --- what is asked, and how many meet it */

/* "2 keer in 12 maanden; inzet telt mee; uitloop 30 dagen" */
static void put_asked(json_t *row, struct stmt *s, int64_t months)
{
	const char *kind = stmt_text(s, "kind"), *subject = stmt_text(s, "subject");
	int64_t count = stmt_int(s, "count"), grace = stmt_int(s, "grace_days");
	TEXT_AUTO t = { 0 };

	text_init(&t, 2048);
	if (strcmp(kind, "certificate") == 0)
		text_add(&t, "geldig certificaat");
	else
		text_addf(&t, "%" PRId64 " %s", count,
			strcmp(kind, "hours") == 0 ? "uur" : "keer");
	if (months > 0)
		text_addf(&t, " in %" PRId64 " maanden", months);
	if (subject[0] != '\0')
		text_addf(&t, "; %s", subject);
	if (stmt_bool(s, "deployments_count"))
		text_add(&t, "; inzet telt mee");
	if (grace > 0)
		text_addf(&t, "; uitloop %" PRId64 " dagen", grace);
	fields_set_text(row, "asked", text_str(&t));
}

/* How many hold the function, and how many of these do not meet the requirement. */
static void count_holders(const struct compliance *all, int64_t function_id,
	int64_t requirement_id, int64_t *ret_people, int64_t *ret_unmet)
{
	*ret_people = *ret_unmet = 0;
	for (size_t i = 0; i < all->list.n; i++) {
		const struct competence *c = &all->list.item[i];

		if (c->function_id != function_id || c->status == COMPETENCE_ASPIRANT)
			continue;
		++*ret_people;
		for (size_t g = c->gap; g < c->gap + c->gaps; g++)
			*ret_unmet += all->list.gap[g].requirement->id == requirement_id
				      && !all->list.gap[g].met;
	}
}

static bool put_required(
	struct viewing *v, const struct compliance *all, struct stmt *s)
{
	int64_t within = stmt_int(s, "within_months");
	int64_t months = stmt_int(s, "valid_months"), people, unmet;
	json_t *row = view_row(v);
	char code[33];

	if (within != 0 && (months == 0 || within < months))
		months = within;
	if (row == NULL || !view_function_code(v, stmt_int(s, "function_id"), code))
		return false;
	count_holders(
		all, stmt_int(s, "function_id"), stmt_int(s, "id"), &people, &unmet);
	fields_set_int(row, "function_id", stmt_int(s, "function_id"));
	fields_set_int(row, "requirement_id", stmt_int(s, "id"));
	fields_set_bool(row, "once", months == 0);
	fields_set_text(row, "function", code);
	fields_set_text(row, "requirement", stmt_text(s, "title"));
	fields_set_text(row, "kind", stmt_text(s, "kind"));
	put_asked(row, s, months);
	fields_set_int(row, "people", people);
	fields_set_int(row, "met", people - unmet);
	fields_set_int(row, "unmet", unmet);
	return true;
}

bool view_requirements(struct viewing *v)
{
	struct compliance all;
	STMT_AUTO s = NULL;
	bool ok;

	if (!view_read_compliance(v, day_of(v->q->at), 0, &all))
		return false;
	ok = open_entry(v, ENTRY_REQUIRED, &s);
	if (ok) {
		stmt_bind_int(s, "day", all.day);
		stmt_bind_int(s, "function_id", v->q->function_id);
	}
	while (ok && stmt_row(s, v->e))
		ok = put_required(v, &all, s);
	compliance_fini(&all);
	return ok && v->e->code == ERR_OK;
}

/* --- aspirants */

static bool since_when(
	struct viewing *v, const struct competence *c, int64_t day, json_t *row)
{
	STMT_AUTO s = NULL;

	if (!open_entry(v, ENTRY_SINCE, &s))
		return false;
	stmt_bind_int(s, "person_id", c->person_id);
	stmt_bind_int(s, "function_id", c->function_id);
	stmt_bind_int(s, "day", day);
	view_set_date(row, "since_on",
		stmt_row(s, v->e) && !stmt_is_null(s, "from_day")
			? stmt_int(s, "from_day")
			: COMPETENCE_FOREVER);
	return v->e->code == ERR_OK;
}

static bool put_aspirant(
	struct viewing *v, const struct compliance *all, const struct competence *c)
{
	json_t *row = view_row(v);
	int64_t missing = 0;

	for (size_t g = c->gap; g < c->gap + c->gaps; g++)
		missing += !all->list.gap[g].met;
	if (row == NULL || !view_put_holder(v, row, c)
		|| !since_when(v, c, all->day, row))
		return false;
	fields_set_int(row, "missing", missing);
	return view_put_words(v, row, all, c);
}

bool view_aspirants(struct viewing *v)
{
	struct compliance all;
	bool ok = true;

	if (!view_read_compliance(v, day_of(v->q->at), 0, &all))
		return false;
	for (size_t i = 0; ok && i < all.list.n; i++)
		if (all.list.item[i].status == COMPETENCE_ASPIRANT)
			ok = put_aspirant(v, &all, &all.list.item[i]);
	compliance_fini(&all);
	return ok;
}

/* --- appointments of the last two years */

struct appointed {
	int64_t person_id, function_id, day, aspirant_day; /* 0: was no aspirant */
};

/* Competence as of the first day, from what is recorded now. */
static bool put_appointed(struct viewing *v, const struct appointed *a)
{
	struct civil noon = { .date = date_from_days(a->day), .hour = 12 };
	struct compliance_query q = { .function_id = a->function_id,
		.person_id = a->person_id,
		.now = v->q->now };
	const struct competence *c;
	struct compliance then;
	json_t *row;
	bool ok;

	if (zone_to_instant(noon, ZONE_FIRST, &q.at, v->e) != ERR_OK
		|| compliance_read(v->db, &q, &then, v->e) != ERR_OK)
		return false;
	c = compliance_find(&then, a->person_id, a->function_id);
	row = c != NULL ? view_row(v) : NULL;
	ok = c == NULL || (row != NULL && view_put_holder(v, row, c));
	if (ok && row != NULL) {
		int64_t missing = 0;

		for (size_t g = c->gap; g < c->gap + c->gaps; g++)
			missing += !then.list.gap[g].met;
		view_set_date(row, "appointed_on", a->day);
		view_set_date(row, "aspirant_on",
			a->aspirant_day != 0 ? a->aspirant_day : COMPETENCE_FOREVER);
		fields_set_int(row, "missing", missing);
		ok = view_put_words(v, row, &then, c);
	}
	compliance_fini(&then);
	return ok;
}

static bool read_appointed(struct viewing *v, struct appointed *list, size_t *n)
{
	int64_t day = day_of(v->q->at);
	STMT_AUTO s = NULL;

	if (!open_entry(v, ENTRY_APPOINTED, &s))
		return false;
	stmt_bind_int(s, "day", day);
	stmt_bind_int(s, "since", day - APPOINTED_DAYS);
	stmt_bind_int(s, "function_id", v->q->function_id);
	stmt_bind_int(s, "limit", APPOINTED_MAX);
	while (*n < APPOINTED_MAX && stmt_row(s, v->e))
		list[(*n)++] = (struct appointed){ stmt_int(s, "person_id"),
			stmt_int(s, "function_id"), stmt_int(s, "from_day"),
			stmt_int(s, "aspirant_day") };
	return v->e->code == ERR_OK;
}

bool view_appointments(struct viewing *v)
{
	struct appointed *list = base_calloc(APPOINTED_MAX, sizeof *list);
	size_t n = 0;
	bool ok = list != NULL && read_appointed(v, list, &n);

	for (size_t i = 0; ok && i < n; i++)
		ok = !view_is_theirs(v, list[i].person_id)
		     || put_appointed(v, &list[i]);
	base_free(list);
	return ok;
}
