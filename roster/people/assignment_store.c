/* SPDX-License-Identifier: EUPL-1.2 */
/* Who holds which function, and the pool of a function. */
#include "roster/people/function.h"

#include "base/zone.h"

#define ASSIGNMENT_COLUMNS                                                             \
	"id, person_id, function_id, status, from_day, until_day, version"
#define ASSIGNMENT_SQL(X)                                                              \
	X(ASSIGNMENT_BY_ID,                                                            \
		"SELECT " ASSIGNMENT_COLUMNS " FROM assignment WHERE id = :id")        \
	X(ASSIGNMENT_INSERT,                                                           \
		"INSERT INTO assignment (id, person_id, function_id, status,"          \
		" from_day, until_day) VALUES (:id, :person_id, :function_id,"         \
		" :status, :from_day, :until_day)")                                    \
	X(ASSIGNMENT_UPDATE,                                                           \
		"UPDATE assignment SET person_id = :person_id,"                        \
		" function_id = :function_id, status = :status,"                       \
		" from_day = :from_day, until_day = :until_day,"                       \
		" version = version + 1 WHERE id = :id AND version = :version")        \
	X(ASSIGNMENT_DELETE, "DELETE FROM assignment WHERE id = :id")                  \
	X(ASSIGNMENT_LIST, "SELECT " ASSIGNMENT_COLUMNS " FROM assignment"             \
			   " WHERE id > :after"                                        \
			   " AND (:person_id = 0 OR person_id = :person_id)"           \
			   " AND (:function_id = 0 OR function_id = :function_id)"     \
			   " ORDER BY id LIMIT :limit")                                \
	X(ASSIGNMENT_HOLDS,                                                            \
		"SELECT 1 AS held FROM assignment"                                     \
		" WHERE function_id = :function_id"                                    \
		" AND person_id = :person_id AND status = 'qualified'"                 \
		" AND from_day <= :day AND (until_day IS NULL OR until_day > :day)"    \
		" LIMIT 1")                                                            \
	X(ASSIGNMENT_FIND,                                                             \
		"SELECT id FROM assignment WHERE function_id = :function_id"           \
		" AND person_id = :person_id AND from_day = :day"                      \
		" ORDER BY id LIMIT 1")                                                \
	X(ASSIGNMENT_CLASH,                                                            \
		"SELECT id, from_day, until_day FROM assignment"                       \
		" WHERE function_id = :function_id AND person_id = :person_id"         \
		" AND (:until_day IS NULL OR from_day < :until_day)"                   \
		" AND (until_day IS NULL OR until_day > :from_day)"                    \
		" AND id <> :id ORDER BY from_day LIMIT 1")                            \
	X(ASSIGNMENT_POOL,                                                             \
		"SELECT a.person_id, EXISTS (SELECT 1 FROM absence b"                  \
		" WHERE b.person_id = a.person_id AND b.starts_at <= :at"              \
		" AND b.ends_at > :at) AS absent"                                      \
		" FROM assignment a JOIN person p ON p.id = a.person_id"               \
		" WHERE a.function_id = :function_id AND a.status = 'qualified'"       \
		" AND a.from_day <= :day AND (a.until_day IS NULL OR a.until_day > "   \
		":day)"                                                                \
		" AND p.active = 1 ORDER BY a.person_id")
STMT_LIST(assignment, ASSIGNMENT_SQL);

static const char *const statuses[] = { "aspirant", "qualified", "suspended" };

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	char text[DATE_TEXT];

	(void)db;
	(void)e;
	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_int(o, "function_id", stmt_int(row, "function_id"));
	fields_set_text(o, "status", stmt_text(row, "status"));
	fields_set_text(o, "from",
		date_format(date_from_days(stmt_int(row, "from_day")), text));
	fields_set_text(o, "until",
		stmt_is_null(row, "until_day")
			? NULL
			: date_format(
				date_from_days(stmt_int(row, "until_day")), text));
	return ERR_OK;
}

struct assignment_values {
	int64_t person_id, function_id;
	int status;
	struct date from, until;
	bool ends;
};

static void read_values(const json_t *o, struct assignment_values *v, struct err *e)
{
	*v = (struct assignment_values){ .status = 1, .from = { 1970, 1, 1 } };
	(void)fields_int(
		o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &v->person_id, e);
	(void)fields_int(
		o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &v->function_id, e);
	(void)fields_word(o, "status", FIELDS_REQUIRED, statuses, 3, &v->status, e);
	(void)fields_date(o, "from", FIELDS_REQUIRED, &v->from, e);
	v->ends = fields_date(o, "until", FIELDS_OPTIONAL, &v->until, e);
	if (v->ends && date_days(v->until) <= date_days(v->from))
		(void)err_fault(e, "until", "must be later than from");
}

static void bind_period(struct stmt *s, const struct assignment_values *v)
{
	stmt_bind_int(s, "person_id", v->person_id);
	stmt_bind_int(s, "function_id", v->function_id);
	stmt_bind_int(s, "from_day", date_days(v->from));
	if (v->ends)
		stmt_bind_int(s, "until_day", date_days(v->until));
	else
		stmt_bind_null(s, "until_day");
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	struct assignment_values v;

	(void)db;
	read_values(o, &v, e);
	bind_period(s, &v);
	stmt_bind_text(s, "status", statuses[v.status]);
}

/* One status at a time: who is suspended is not qualified as well. */
static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;
	struct assignment_values v;
	char from[DATE_TEXT], until[DATE_TEXT];

	read_values(o, &v, e);
	if (stmt_get(db, &assignment_statements, ASSIGNMENT_CLASH, &s, e) != ERR_OK)
		return e->code;
	bind_period(s, &v);
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code;
	(void)date_format(date_from_days(stmt_int(s, "from_day")), from);
	(void)date_format(date_from_days(stmt_int(s, "until_day")), until);
	return err_set(e, ERR_CONFLICT,
		"overlaps assignment %" PRId64
		" of this person to this function, from %s%s%s; end that one first",
		stmt_int(s, "id"), from, stmt_is_null(s, "until_day") ? "" : " until ",
		stmt_is_null(s, "until_day") ? "" : until);
}

static const char *const fields[] = { "person_id", "function_id", "status", "from",
	"until", NULL };

const struct resource assignment_resource = {
	.name = "assignment",
	.list = &assignment_statements,
	.by_id = ASSIGNMENT_BY_ID,
	.insert = ASSIGNMENT_INSERT,
	.update = ASSIGNMENT_UPDATE,
	.remove = ASSIGNMENT_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
	.check = check,
};

enum err_code assignment_list(struct db *db, int64_t person_id, int64_t function_id,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &assignment_statements, ASSIGNMENT_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &assignment_resource, s, limit, ret, e);
}

enum err_code assignment_find(struct db *db, int64_t person_id, int64_t function_id,
	struct date from, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &assignment_statements, ASSIGNMENT_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "day", date_days(from));
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

static int64_t local_day(struct instant at)
{
	return date_days(zone_to_civil(at).date);
}

enum err_code assignment_qualified(struct db *db, int64_t person_id,
	int64_t function_id, struct instant at, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &assignment_statements, ASSIGNMENT_HOLDS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "day", local_day(at));
	*ret = stmt_row(s, e);
	return e->code;
}

enum err_code pool_each(struct db *db, int64_t function_id, struct instant at,
	void (*each)(void *ctx, const struct pool_person *p), void *ctx, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &assignment_statements, ASSIGNMENT_POOL, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_int(s, "day", local_day(at));
	stmt_bind_instant(s, "at", at);
	while (stmt_row(s, e)) {
		struct pool_person p = { stmt_int(s, "person_id"),
			stmt_bool(s, "absent") };

		each(ctx, &p);
	}
	return e->code;
}
