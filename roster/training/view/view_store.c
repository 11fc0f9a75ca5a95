/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tables read, besides competence itself. */
#include "roster/training/view/view_internal.h"

#include "base/alloc.h"
#include "base/fold.h"
#include "base/parse.h"
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>

#define VIEW_SQL(X)                                                                    \
	X(VIEW_PLANNED,                                                                \
		"SELECT a.id, a.kind, a.title, a.subject, a.location, a.organiser,"    \
		" a.starts_at, a.ends_at, a.minutes, a.capacity,"                      \
		" (SELECT count(*) FROM invitation i WHERE i.activity_id = a.id)"      \
		" AS invited,"                                                         \
		" (SELECT count(*) FROM invitation i WHERE i.activity_id = a.id"       \
		" AND i.state = 'accepted') AS accepted,"                              \
		" (SELECT count(DISTINCT t.person_id) FROM attendance t"               \
		" WHERE t.activity_id = a.id AND t.withdrawn = 0"                      \
		" AND (t.result = 'present' OR t.result = 'passed'"                    \
		" OR t.result = 'failed') AND NOT EXISTS (SELECT 1 FROM attendance b"  \
		" WHERE b.replaces = t.id)) AS attended"                               \
		" FROM activity a WHERE a.ends_at > :from AND a.starts_at >= :from"    \
		" AND a.starts_at < :to AND a.cancelled = 0"                           \
		" ORDER BY a.starts_at, a.id")                                         \
	X(VIEW_FUNCTIONS_OF, "SELECT function_id FROM activity_function"               \
			     " WHERE activity_id = :id ORDER BY function_id")          \
	X(VIEW_PERSON, "SELECT given_name, infix, family_name FROM person"             \
		       " WHERE id = :id")                                              \
	X(VIEW_FUNCTION, "SELECT code FROM function WHERE id = :id")                   \
	X(VIEW_RINGS,                                                                  \
		"SELECT r.id, r.function_id, r.name, p.person_id"                      \
		" FROM rotation r JOIN rotation_person p ON p.rotation_id = r.id"      \
		" WHERE p.from_day = (SELECT max(v.from_day) FROM rotation_revision v" \
		" WHERE v.rotation_id = r.id AND v.from_day <= :day)"                  \
		" AND (r.until_day IS NULL OR r.until_day > :day)"                     \
		" AND (:function_id = 0 OR r.function_id = :function_id)"              \
		" ORDER BY r.id, p.position")
STMT_LIST(view, VIEW_SQL);

/* --- small things */

static int by_number(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

bool view_is_theirs(const struct viewing *v, int64_t person_id)
{
	return v->q->people == NULL
	       || bsearch(&person_id, v->q->people, v->q->people_n,
			  sizeof *v->q->people, by_number)
			  != NULL;
}

json_t *view_row(struct viewing *v)
{
	json_t *row = json_object();

	if (row != NULL && json_array_append_new(v->rows, row) == 0)
		return row;
	(void)err_set(v->e, ERR_NOMEM, "no memory for a table");
	return NULL;
}

void view_set_date(json_t *row, const char *key, int64_t day)
{
	if (day == COMPETENCE_FOREVER)
		fields_set_text(row, key, NULL);
	else
		fields_set_day(row, key, day);
}

bool view_person_name(struct viewing *v, int64_t person_id, char name[PERSON_NAME_MAX])
{
	STMT_AUTO s = NULL;
	char given[81 * 4], infix[41 * 4];

	name[0] = '\0';
	if (stmt_get(v->db, &view_statements, VIEW_PERSON, &s, v->e) != ERR_OK)
		return false;
	stmt_bind_int(s, "id", person_id);
	if (!stmt_row(s, v->e))
		return v->e->code == ERR_OK;
	(void)snprintf(given, sizeof given, "%s", stmt_text(s, "given_name"));
	(void)snprintf(infix, sizeof infix, "%s", stmt_text(s, "infix"));
	person_list_name(given, infix, stmt_text(s, "family_name"), name);
	return true;
}

bool view_function_code(struct viewing *v, int64_t function_id, char code[33])
{
	STMT_AUTO s = NULL;

	code[0] = '\0';
	if (stmt_get(v->db, &view_statements, VIEW_FUNCTION, &s, v->e) != ERR_OK)
		return false;
	stmt_bind_int(s, "id", function_id);
	if (stmt_row(s, v->e))
		(void)snprintf(code, 33, "%s", stmt_text(s, "code"));
	return v->e->code == ERR_OK;
}

bool view_read_compliance(
	struct viewing *v, int64_t day, int64_t horizon_days, struct compliance *ret)
{
	struct civil noon = { .date = date_from_days(day), .hour = 12 };
	struct compliance_query q = { .function_id = v->q->function_id,
		.person_id = v->q->person_id,
		.people = v->q->people,
		.people_n = v->q->people_n,
		.now = v->q->now,
		.horizon_days = horizon_days };

	return zone_to_instant(noon, ZONE_FIRST, &q.at, v->e) == ERR_OK
	       && compliance_read(v->db, &q, ret, v->e) == ERR_OK;
}

/* --- planned activities */

static bool read_functions(struct viewing *v, struct planned *p)
{
	STMT_AUTO s = NULL;
	size_t n = 0;

	if (stmt_get(v->db, &view_statements, VIEW_FUNCTIONS_OF, &s, v->e) != ERR_OK)
		return false;
	stmt_bind_int(s, "id", p->as_record.activity_id);
	while (n < sizeof p->function / sizeof *p->function && stmt_row(s, v->e))
		p->function[n++] = stmt_int(s, "function_id");
	p->as_record.functions_count = n;
	return v->e->code == ERR_OK;
}

static void read_planned(struct planned *p, struct stmt *s)
{
	p->as_record = (struct competence_record){ .activity_id = stmt_int(s, "id"),
		.kind = (enum activity_kind)parse_word(stmt_text(s, "kind"),
			activity_kind_words, ACTIVITY_KINDS_COUNT),
		.day = date_days(zone_to_civil(stmt_instant(s, "ends_at")).date),
		.minutes = stmt_int(s, "minutes") };
	if (!fold(stmt_text(s, "subject"), p->subject, sizeof p->subject))
		p->subject[0] = '\0';
	(void)snprintf(p->title, sizeof p->title, "%s", stmt_text(s, "title"));
	(void)snprintf(p->location, sizeof p->location, "%s", stmt_text(s, "location"));
	(void)snprintf(
		p->organiser, sizeof p->organiser, "%s", stmt_text(s, "organiser"));
	p->starts = stmt_instant(s, "starts_at");
	p->capacity = stmt_int(s, "capacity");
	p->invited = stmt_int(s, "invited");
	p->accepted = stmt_int(s, "accepted");
	p->attended = stmt_int(s, "attended");
}

/* The texts and lists of records lie in the array itself: set when it has stopped
 * growing. */
static bool settle(struct viewing *v)
{
	for (size_t i = 0; i < v->planned_count; i++) {
		struct planned *p = &v->planned[i];

		if (!read_functions(v, p))
			return false;
		p->as_record.subject = p->subject;
		p->as_record.functions = p->function;
	}
	return true;
}

bool view_planned(struct viewing *v, struct instant from, struct instant to)
{
	STMT_AUTO s = NULL;
	size_t cap = 0;

	if (stmt_get(v->db, &view_statements, VIEW_PLANNED, &s, v->e) != ERR_OK)
		return false;
	stmt_bind_instant(s, "from", from);
	stmt_bind_instant(s, "to", to);
	while (stmt_row(s, v->e)) {
		if (v->planned_count == cap) {
			struct planned *grown;

			cap = cap == 0 ? 32 : cap * 2;
			grown = base_realloc_array(v->planned, cap, sizeof *grown);
			if (grown == NULL) {
				(void)err_set(v->e, ERR_NOMEM, "no memory for a table");
				return false;
			}
			v->planned = grown;
		}
		read_planned(&v->planned[v->planned_count++], s);
	}
	return v->e->code == ERR_OK && settle(v);
}

void view_planned_free(struct viewing *v)
{
	base_free(v->planned);
	v->planned = NULL;
}

int64_t view_seats_left(const struct planned *p)
{
	if (p->capacity == 0)
		return -1;
	return p->accepted < p->capacity ? p->capacity - p->accepted : 0;
}

/* --- rings */

/* Counts a person into a row. */
struct tally {
	int64_t people, status[COMPETENCE_STATUSES_COUNT], within[3];
};
static const int64_t horizons[3] = { 30, 90, 180 };

static void count(struct tally *t, const struct competence *c, int64_t day)
{
	t->people++;
	t->status[c->status]++;
	for (int i = 0; i < 3; i++)
		t->within[i] += (c->status == COMPETENCE_CURRENT
					|| c->status == COMPETENCE_EXPIRING)
				&& c->expires_day - day <= horizons[i];
}

static bool put_tally(struct viewing *v, const struct tally *t, int64_t function_id,
	int64_t rotation_id, const char *ring)
{
	int64_t good = t->status[COMPETENCE_CURRENT] + t->status[COMPETENCE_EXPIRING];
	int64_t all = t->people - t->status[COMPETENCE_ASPIRANT];
	json_t *row = view_row(v);
	char code[33];

	if (row == NULL || !view_function_code(v, function_id, code))
		return false;
	fields_set_int(row, "function_id", function_id);
	fields_set_id(row, "rotation_id", rotation_id);
	fields_set_text(row, "function", code);
	fields_set_text(row, "ring", ring);
	fields_set_int(row, "people", t->people);
	for (int i = 0; i < COMPETENCE_STATUSES_COUNT; i++)
		fields_set_int(row, competence_status_words[i], t->status[i]);
	fields_set_int(row, "within_30_days", t->within[0]);
	fields_set_int(row, "within_90_days", t->within[1]);
	fields_set_int(row, "within_180_days", t->within[2]);
	fields_set_int(row, "competent_percent", all > 0 ? good * 100 / all : 0);
	return true;
}

static int by_function(const void *pa, const void *pb)
{
	const struct competence *a = pa, *b = pb;

	return (a->function_id > b->function_id) - (a->function_id < b->function_id);
}

static bool put_functions(struct viewing *v, const struct compliance *all)
{
	struct competence *sorted = base_calloc(all->list.n + 1, sizeof *sorted);
	bool ok = sorted != NULL;

	if (!ok)
		(void)err_set(v->e, ERR_NOMEM, "no memory for a table");
	for (size_t i = 0; ok && i < all->list.n; i++)
		sorted[i] = all->list.item[i];
	if (ok)
		qsort(sorted, all->list.n, sizeof *sorted, by_function);
	for (size_t i = 0; ok && i < all->list.n;) {
		int64_t function_id = sorted[i].function_id;
		struct tally t = { 0 };

		for (; i < all->list.n && sorted[i].function_id == function_id; i++)
			count(&t, &sorted[i], all->day);
		ok = put_tally(v, &t, function_id, 0, "");
	}
	base_free(sorted);
	return ok;
}

static bool put_rings(struct viewing *v, const struct compliance *all)
{
	int64_t ring = 0, function_id = 0;
	struct tally t = { 0 };
	char name[481] = "";
	STMT_AUTO s = NULL;

	if (stmt_get(v->db, &view_statements, VIEW_RINGS, &s, v->e) != ERR_OK)
		return false;
	stmt_bind_int(s, "day", all->day);
	stmt_bind_int(s, "function_id", v->q->function_id);
	while (stmt_row(s, v->e)) {
		const struct competence *c;

		if (ring != 0 && stmt_int(s, "id") != ring) {
			if (!put_tally(v, &t, function_id, ring, name))
				return false;
			t = (struct tally){ 0 };
		}
		ring = stmt_int(s, "id");
		function_id = stmt_int(s, "function_id");
		(void)snprintf(name, sizeof name, "%s", stmt_text(s, "name"));
		c = compliance_find(all, stmt_int(s, "person_id"), function_id);
		if (c != NULL)
			count(&t, c, all->day);
	}
	return v->e->code == ERR_OK
	       && (ring == 0 || put_tally(v, &t, function_id, ring, name));
}

bool view_overview(struct viewing *v)
{
	struct compliance all;
	int64_t day = date_days(zone_to_civil(v->q->at).date);
	bool ok;

	if (!view_read_compliance(v, day, COMPLIANCE_HORIZON_DAYS, &all))
		return false;
	ok = put_functions(v, &all) && put_rings(v, &all);
	compliance_fini(&all);
	return ok;
}
