/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading what competence is computed from. Rows come in as they are, then become
 * arrays that point at each other; texts are folded, each kept once. */
#include "roster/training/competence/compliance.h"

#include "base/alloc.h"
#include "base/fold.h"
#include "base/parse.h"
#include "base/zone.h"

#include <stdlib.h>
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
#define COMPLIANCE_SQL(X)                                                              \
	X(COMPLIANCE_ASSIGNED,                                                         \
		"SELECT a.person_id, a.function_id, a.status, a.from_day, a.until_day" \
		" FROM assignment a JOIN person p ON p.id = a.person_id"               \
		" WHERE a.from_day <= :day"                                            \
		" AND (a.until_day IS NULL OR a.until_day > :day)"                     \
		" AND (p.active = 1 OR :past = 1)"                                     \
		" AND (:function_id = 0 OR a.function_id = :function_id)"              \
		" AND (:person_id = 0 OR a.person_id = :person_id)")                   \
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

struct pair {
	int64_t activity_id, function_id;
};

struct activity_row {
	int64_t id, day;
	enum activity_kind kind;
	const char *subject;
	size_t function, functions; /* part of rows.function */
};

struct attended {
	int64_t person_id, activity_id, function_id, minutes;
};

/* An array that grows. */
struct grown {
	void *item;
	size_t n, cap;
};

struct compliance_rows {
	struct grown assignment, activity, pair, attended, certificate, requirement;
	struct grown word;     /* char *, each text once */
	int64_t *function;     /* of the pairs */
	int64_t *own_function; /* of attendance in one function */
	struct competence_record *record;
	size_t records;
};

struct reading {
	struct db *db;
	const struct compliance_query *q;
	struct compliance_rows *rows;
	int64_t day;
	struct err *e;
};

static void *grow(struct grown *g, size_t size, struct err *e)
{
	if (g->n == g->cap) {
		size_t cap = g->cap == 0 ? 256 : g->cap * 2;
		void *item = base_realloc_array(g->item, cap, size);

		if (item == NULL) {
			(void)err_set(e, ERR_NOMEM, "no memory for training records");
			return NULL;
		}
		g->item = item;
		g->cap = cap;
	}
	return (char *)g->item + size * g->n++;
}
#define GROW(g, type, e) ((type *)grow(&(g), sizeof(type), e))

/* The folded text, kept once; "" when memory is out (then *e says so). */
static const char *word(struct reading *r, const char *s)
{
	struct grown *words = &r->rows->word;
	char folded[400], **place;

	if (s[0] == '\0' || !fold(s, folded, sizeof folded))
		return "";
	for (size_t i = 0; i < words->n; i++)
		if (strcmp(((char **)words->item)[i], folded) == 0)
			return ((char **)words->item)[i];
	place = GROW(*words, char *, r->e);
	if (place == NULL)
		return "";
	*place = base_strdup(folded);
	if (*place != NULL)
		return *place;
	words->n--;
	(void)err_set(r->e, ERR_NOMEM, "no memory for training records");
	return "";
}

/* --- rows */

static void bind_known(struct reading *r, struct stmt *s)
{
	stmt_bind_instant(
		s, "known_at", r->q->known_at.ms != 0 ? r->q->known_at : INSTANT_NEVER);
}

static bool open_reading(struct reading *r, int which, struct stmt **s)
{
	return stmt_get(r->db, &compliance_statements, which, s, r->e) == ERR_OK;
}

static bool read_assignments(struct reading *r)
{
	STMT_AUTO s = NULL;

	if (!open_reading(r, COMPLIANCE_ASSIGNED, &s))
		return false;
	stmt_bind_int(s, "day", r->day);
	stmt_bind_bool(s, "past", r->day < date_days(zone_to_civil(r->q->now).date));
	stmt_bind_int(s, "function_id", r->q->function_id);
	stmt_bind_int(s, "person_id", r->q->person_id);
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
		a->subject = word(r, stmt_text(s, "subject"));
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

static bool read_attended(struct reading *r)
{
	STMT_AUTO s = NULL;
	bool one = r->q->person_id != 0;

	if (!open_reading(r, one ? COMPLIANCE_ATTENDED_BY : COMPLIANCE_ATTENDED, &s))
		return false;
	bind_known(r, s);
	if (one)
		stmt_bind_int(s, "person_id", r->q->person_id);
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

static bool read_certificates(struct reading *r)
{
	STMT_AUTO s = NULL;
	bool one = r->q->person_id != 0;

	if (!open_reading(r, one ? COMPLIANCE_CERTIFIED_BY : COMPLIANCE_CERTIFIED, &s))
		return false;
	bind_known(r, s);
	stmt_bind_int(s, "day", r->day);
	if (one)
		stmt_bind_int(s, "person_id", r->q->person_id);
	while (stmt_row(s, r->e)) {
		struct competence_certificate *c =
			GROW(r->rows->certificate, struct competence_certificate, r->e);

		if (c == NULL)
			return false;
		c->person_id = stmt_int(s, "person_id");
		c->title = word(r, stmt_text(s, "title"));
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
		.subject = word(r, stmt_text(s, "subject")),
		.count = stmt_int(s, "count"),
		.window_months = window(s),
		.grace_days = stmt_int(s, "grace_days"),
		.deployments_count = stmt_bool(s, "deployments_count"),
		.from_day = stmt_int(s, "from_day"),
		.until_day = COMPETENCE_FOREVER };
	if (q->kind == REQUIREMENT_CERTIFICATE && q->subject[0] == '\0')
		q->subject = word(r, title);
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

/* --- arrays */

static const struct activity_row *activity_of(
	const struct compliance_rows *rows, int64_t id)
{
	const struct activity_row *a = rows->activity.item;
	size_t low = 0, high = rows->activity.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (a[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < rows->activity.n && a[low].id == id ? &a[low] : NULL;
}

/* Attendance becomes records, with what its activity is. */
static bool join(struct reading *r)
{
	struct compliance_rows *rows = r->rows;
	const struct attended *attended = rows->attended.item;
	const struct pair *pair = rows->pair.item;

	rows->record = base_calloc(rows->attended.n + 1, sizeof *rows->record);
	rows->own_function = base_calloc(rows->attended.n + 1, sizeof(int64_t));
	rows->function = base_calloc(rows->pair.n + 1, sizeof(int64_t));
	if (rows->record == NULL || rows->own_function == NULL
		|| rows->function == NULL) {
		(void)err_set(r->e, ERR_NOMEM, "no memory for training records");
		return false;
	}
	for (size_t i = 0; i < rows->pair.n; i++)
		rows->function[i] = pair[i].function_id;
	for (size_t i = 0; i < rows->attended.n; i++) {
		const struct activity_row *a =
			activity_of(rows, attended[i].activity_id);
		struct competence_record *c = &rows->record[rows->records];

		if (a == NULL)
			continue; /* later, or cancelled */
		rows->own_function[rows->records++] = attended[i].function_id;
		*c = (struct competence_record){ attended[i].person_id, a->id, a->kind,
			a->subject, rows->function + a->function, a->functions, a->day,
			attended[i].minutes };
		if (attended[i].function_id != 0) {
			c->functions = &rows->own_function[rows->records - 1];
			c->functions_count = 1;
		}
	}
	return true;
}

static enum err_code compute(struct reading *r, struct compliance *ret)
{
	const struct compliance_rows *rows = r->rows;
	struct competence_input in = { rows->record, rows->records,
		rows->certificate.item, rows->certificate.n, rows->requirement.item,
		rows->requirement.n, rows->assignment.item, rows->assignment.n, r->day,
		r->q->horizon_days };

	return competence_compute(&in, &ret->list, r->e);
}

enum err_code compliance_read(struct db *db, const struct compliance_query *q,
	struct compliance *ret, struct err *e)
{
	struct reading r = {
		.db = db, .q = q, .day = date_days(zone_to_civil(q->at).date), .e = e
	};

	err_clear(e);
	*ret = (struct compliance){ .day = r.day };
	r.rows = ret->rows = base_calloc(1, sizeof *r.rows);
	if (r.rows == NULL)
		return err_set(e, ERR_NOMEM, "no memory for training records");
	if (!read_assignments(&r) || !read_pairs(&r) || !read_activities(&r)
		|| !read_attended(&r) || !read_certificates(&r)
		|| !read_requirements(&r) || e->code != ERR_OK || !join(&r)
		|| compute(&r, ret) != ERR_OK)
		compliance_fini(ret);
	return e->code;
}

static int by_holder(const void *pa, const void *pb)
{
	const struct competence *a = pa, *b = pb;

	if (a->person_id != b->person_id)
		return a->person_id < b->person_id ? -1 : 1;
	return (a->function_id > b->function_id) - (a->function_id < b->function_id);
}

const struct competence *compliance_find(
	const struct compliance *c, int64_t person_id, int64_t function_id)
{
	struct competence key = { .person_id = person_id, .function_id = function_id };

	return c->list.n > 0 ? bsearch(
		       &key, c->list.item, c->list.n, sizeof *c->list.item, by_holder)
			     : NULL;
}

void compliance_fini(struct compliance *c)
{
	struct compliance_rows *rows = c->rows;

	competence_list_fini(&c->list);
	c->rows = NULL;
	if (rows == NULL)
		return;
	for (size_t i = 0; i < rows->word.n; i++)
		base_free(((char **)rows->word.item)[i]);
	for (size_t i = 0; i < rows->requirement.n; i++)
		base_free((char *)(uintptr_t)((
			struct competence_requirement *)rows->requirement.item)[i]
				  .title);
	base_free(rows->assignment.item);
	base_free(rows->activity.item);
	base_free(rows->pair.item);
	base_free(rows->attended.item);
	base_free(rows->certificate.item);
	base_free(rows->requirement.item);
	base_free(rows->word.item);
	base_free(rows->function);
	base_free(rows->own_function);
	base_free(rows->record);
	base_free(rows);
}
