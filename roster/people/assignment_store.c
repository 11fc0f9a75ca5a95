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

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	struct date from = { 1970, 1, 1 }, until;
	int64_t person = 0, function = 0;
	int status = 1;
	bool ends;

	(void)db;
	(void)fields_int(o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &person, e);
	(void)fields_int(o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &function, e);
	(void)fields_word(o, "status", FIELDS_REQUIRED, statuses, 3, &status, e);
	(void)fields_date(o, "from", FIELDS_REQUIRED, &from, e);
	ends = fields_date(o, "until", FIELDS_OPTIONAL, &until, e);
	if (ends && date_days(until) <= date_days(from))
		(void)err_fault(e, "until", "must be later than from");
	stmt_bind_int(s, "person_id", person);
	stmt_bind_int(s, "function_id", function);
	stmt_bind_text(s, "status", statuses[status]);
	stmt_bind_int(s, "from_day", date_days(from));
	if (ends)
		stmt_bind_int(s, "until_day", date_days(until));
	else
		stmt_bind_null(s, "until_day");
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
