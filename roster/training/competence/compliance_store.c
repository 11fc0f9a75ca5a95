/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading what competence is computed from. */
#include "base/alloc.h"
#include "base/parse.h"
#include "base/zone.h"
#include "roster/training/competence/compliance_rows.h"

#include <string.h>

/* Presence that counts: neither corrected nor withdrawn (as was known then). */
#define HELD                                                                           \
	"SELECT a.person_id, a.activity_id, a.function_id, a.minutes"                  \
	" FROM attendance a WHERE (a.result = 'present' OR a.result = 'passed')"       \
	" AND a.withdrawn = 0 AND a.recorded_at <= :known_at"                          \
	" AND NOT EXISTS (SELECT 1 FROM attendance b WHERE b.replaces = a.id"          \
	" AND b.recorded_at <= :known_at)"
#define CERTIFIED                                                                      \
	"SELECT a.person_id, a.title, a.from_day, a.until_day"                         \
	" FROM certificate a WHERE a.withdrawn = 0 AND a.recorded_at <= :known_at"     \
	" AND a.from_day <= :day"                                                      \
	" AND NOT EXISTS (SELECT 1 FROM certificate b WHERE b.replaces = a.id"         \
	" AND b.recorded_at <= :known_at)"
#define ASSIGNED                                                                       \
	"SELECT a.person_id, a.function_id, a.status, a.from_day, a.until_day"         \
	" FROM assignment a JOIN person p ON p.id = a.person_id"                       \
	" WHERE a.from_day <= :day"                                                    \
	" AND (a.until_day IS NULL OR a.until_day > :day)"                             \
	" AND (p.active = 1 OR :past = 1)"                                             \
	" AND (:function_id = 0 OR a.function_id = :function_id)"
#define COMPLIANCE_SQL(X)                                                              \
	X(COMPLIANCE_ASSIGNED, ASSIGNED)                                               \
	X(COMPLIANCE_ASSIGNED_BY, ASSIGNED " AND a.person_id = :person_id")            \
	X(COMPLIANCE_ACTIVITIES,                                                       \
		"SELECT id, kind, subject, ends_at FROM activity"                      \
		" WHERE ends_at < :until AND cancelled = 0 ORDER BY id")               \
	X(COMPLIANCE_FUNCTIONS,                                                        \
		"SELECT activity_id, function_id FROM activity_function"               \
		" ORDER BY activity_id, function_id")                                  \
	X(COMPLIANCE_ATTENDED, HELD)                                                   \
	X(COMPLIANCE_ATTENDED_BY, HELD " AND a.person_id = :person_id")                \
	X(COMPLIANCE_CERTIFIED, CERTIFIED)                                             \
	X(COMPLIANCE_CERTIFIED_BY, CERTIFIED " AND a.person_id = :person_id")          \
	X(COMPLIANCE_REQUIRED,                                                         \
		"SELECT id, function_id, person_id, kind, title, subject, count,"      \
		" within_months, valid_months, grace_days, deployments_count,"         \
		" from_day, until_day FROM requirement"                                \
		" WHERE (from_day IS NULL OR from_day <= :day)"                        \
		" AND (until_day IS NULL OR until_day > :day)")
STMT_LIST(compliance, COMPLIANCE_SQL);

struct reading {
	struct db *db;
	const struct compliance_query *q;
	struct compliance_rows *rows;
	int64_t day;
	struct err *e;
};

static void bind_known(struct reading *r, struct stmt *s)
{
	stmt_bind_instant(
		s, "known_at", r->q->known_at.ms != 0 ? r->q->known_at : INSTANT_NEVER);
}

static bool open_reading(struct reading *r, int which, struct stmt **s)
{
	return stmt_get(r->db, &compliance_statements, which, s, r->e) == ERR_OK;
}

/* Of one person; 0: of all. The statement for one stands behind the one for all. */
static bool open_of(struct reading *r, int which, int64_t person_id, struct stmt **s)
{
	if (!open_reading(r, person_id != 0 ? which + 1 : which, s))
		return false;
	if (person_id != 0)
		stmt_bind_int(*s, "person_id", person_id);
	return true;
}

static bool read_assignments(struct reading *r, int64_t person_id)
{
	STMT_AUTO s = NULL;

	if (!open_of(r, COMPLIANCE_ASSIGNED, person_id, &s))
		return false;
	stmt_bind_int(s, "day", r->day);
	stmt_bind_bool(s, "past", r->day < date_days(zone_to_civil(r->q->now).date));
	stmt_bind_int(s, "function_id", r->q->function_id);
	while (stmt_row(s, r->e)) {
		struct competence_assignment *a =
			GROW(r->rows->assignment, struct competence_assignment, r->e);

		if (a == NULL)
			return false;
		a->person_id = stmt_int(s, "person_id");
		a->function_id = stmt_int(s, "function_id");
		a->aspirant = strcmp(stmt_text(s, "status"), "aspirant") == 0;
		a->from_day = stmt_int(s, "from_day");
		a->until_day = stmt_is_null(s, "until_day") ? COMPETENCE_FOREVER
							    : stmt_int(s, "until_day");
	}
	return r->e->code == ERR_OK;
}

static bool read_pairs(struct reading *r)
{
	STMT_AUTO s = NULL;

	if (!open_reading(r, COMPLIANCE_FUNCTIONS, &s))
		return false;
	while (stmt_row(s, r->e)) {
		struct pair *p = GROW(r->rows->pair, struct pair, r->e);

		if (p == NULL)
			return false;
		p->activity_id = stmt_int(s, "activity_id");
		p->function_id = stmt_int(s, "function_id");
	}
	return r->e->code == ERR_OK;
}

/* Those that ended on or before the day. Both lists come in order of the id. */
static bool read_activities(struct reading *r)
{
	struct civil midnight = { .date = date_from_days(r->day + 1) };
	const struct pair *p = r->rows->pair.item;
	struct instant until;
	STMT_AUTO s = NULL;
	size_t at = 0;

	if (zone_to_instant(midnight, ZONE_FIRST, &until, r->e) != ERR_OK
		|| !open_reading(r, COMPLIANCE_ACTIVITIES, &s))
		return false;
	stmt_bind_instant(s, "until", until);
	while (stmt_row(s, r->e)) {
		struct activity_row *a =
			GROW(r->rows->activity, struct activity_row, r->e);

		if (a == NULL)
			return false;
		a->id = stmt_int(s, "id");
		a->kind = (enum activity_kind)parse_word(stmt_text(s, "kind"),
			activity_kind_words, ACTIVITY_KINDS_COUNT);
		a->subject = compliance_word(r->rows, stmt_text(s, "subject"), r->e);
		a->day = date_days(zone_to_civil(stmt_instant(s, "ends_at")).date);
		while (at < r->rows->pair.n && p[at].activity_id < a->id)
			at++;
		a->function = at;
		while (at < r->rows->pair.n && p[at].activity_id == a->id)
			at++;
		a->functions = at - a->function;
	}
	return r->e->code == ERR_OK;
}

static bool read_attended(struct reading *r, int64_t person_id)
{
	STMT_AUTO s = NULL;

	if (!open_of(r, COMPLIANCE_ATTENDED, person_id, &s))
		return false;
	bind_known(r, s);
	while (stmt_row(s, r->e)) {
		struct attended *a = GROW(r->rows->attended, struct attended, r->e);

		if (a == NULL)
			return false;
		a->person_id = stmt_int(s, "person_id");
		a->activity_id = stmt_int(s, "activity_id");
		a->function_id = stmt_int(s, "function_id");
		a->minutes = stmt_int(s, "minutes");
	}
	return r->e->code == ERR_OK;
}

static bool read_certificates(struct reading *r, int64_t person_id)
{
	STMT_AUTO s = NULL;

	if (!open_of(r, COMPLIANCE_CERTIFIED, person_id, &s))
		return false;
	bind_known(r, s);
	stmt_bind_int(s, "day", r->day);
	while (stmt_row(s, r->e)) {
		struct competence_certificate *c =
			GROW(r->rows->certificate, struct competence_certificate, r->e);

		if (c == NULL)
			return false;
		c->person_id = stmt_int(s, "person_id");
		c->title = compliance_word(r->rows, stmt_text(s, "title"), r->e);
		c->from_day = stmt_int(s, "from_day");
		c->until_day = stmt_is_null(s, "until_day") ? COMPETENCE_FOREVER
							    : stmt_int(s, "until_day");
	}
	return r->e->code == ERR_OK;
}

static int64_t window(struct stmt *s)
{
	int64_t within = stmt_int(s, "within_months");
	int64_t valid = stmt_int(s, "valid_months");

	return within != 0 && (valid == 0 || within < valid) ? within : valid;
}

static bool read_requirement(struct reading *r, struct stmt *s)
{
	struct competence_requirement *q =
		GROW(r->rows->requirement, struct competence_requirement, r->e);
	char *title = base_strdup(stmt_text(s, "title"));

	if (q == NULL || title == NULL) {
		base_free(title);
		r->rows->requirement.n -= q != NULL;
		(void)err_set(r->e, ERR_NOMEM, "no memory for training records");
		return false;
	}
	*q = (struct competence_requirement){ .id = stmt_int(s, "id"),
		.function_id = stmt_int(s, "function_id"),
		.person_id = stmt_int(s, "person_id"),
		.kind = (enum requirement_kind)parse_word(stmt_text(s, "kind"),
			requirement_kind_words, REQUIREMENT_KINDS_COUNT),
		.title = title,
		.subject = compliance_word(r->rows, stmt_text(s, "subject"), r->e),
		.count = stmt_int(s, "count"),
		.window_months = window(s),
		.grace_days = stmt_int(s, "grace_days"),
		.deployments_count = stmt_bool(s, "deployments_count"),
		.from_day = stmt_int(s, "from_day"),
		.until_day = COMPETENCE_FOREVER };
	if (q->kind == REQUIREMENT_CERTIFICATE && q->subject[0] == '\0')
		q->subject = compliance_word(r->rows, title, r->e);
	if (!stmt_is_null(s, "until_day"))
		q->until_day = stmt_int(s, "until_day");
	return true;
}

static bool read_requirements(struct reading *r)
{
	STMT_AUTO s = NULL;

	if (!open_reading(r, COMPLIANCE_REQUIRED, &s))
		return false;
	stmt_bind_int(s, "day", r->day);
	while (stmt_row(s, r->e))
		if (!read_requirement(r, s))
			return false;
	return r->e->code == ERR_OK;
}

static bool read_person(struct reading *r, int64_t person_id)
{
	return read_assignments(r, person_id) && read_attended(r, person_id)
	       && read_certificates(r, person_id);
}

static bool read_people(struct reading *r)
{
	const struct compliance_query *q = r->q;

	if (q->people == NULL)
		return read_person(r, q->person_id);
	for (size_t i = 0; i < q->people_n; i++)
		if (!read_person(r, q->people[i]))
			return false;
	return true;
}

enum err_code compliance_rows_read(struct db *db, const struct compliance_query *q,
	int64_t day, struct compliance_rows *rows, struct err *e)
{
	struct reading r = { db, q, rows, day, e };

	err_clear(e);
	(void)(read_people(&r) && read_pairs(&r) && read_activities(&r)
		&& read_requirements(&r));
	return e->code;
}
