/* SPDX-License-Identifier: EUPL-1.2 */
/* Overrides in the database. */
#include "roster/duty/override.h"

#include "roster/duty/roster.h"
#include "roster/people/function.h"

#define OVERRIDE_COLUMNS                                                               \
	"id, function_id, rank, person_id, starts_at, ends_at, reason, version"
#define OVERRIDE_SQL(X)                                                                \
	X(OVERRIDE_BY_ID,                                                              \
		"SELECT " OVERRIDE_COLUMNS " FROM duty_override WHERE id = :id")       \
	X(OVERRIDE_INSERT,                                                             \
		"INSERT INTO duty_override (id, function_id, rank, person_id,"         \
		" starts_at, ends_at, reason) VALUES (:id, :function_id, :rank,"       \
		" :person_id, :starts_at, :ends_at, :reason)")                         \
	X(OVERRIDE_UPDATE, "UPDATE duty_override SET function_id = :function_id,"      \
			   " rank = :rank, person_id = :person_id,"                    \
			   " starts_at = :starts_at, ends_at = :ends_at,"              \
			   " reason = :reason, version = version + 1"                  \
			   " WHERE id = :id AND version = :version")                   \
	X(OVERRIDE_DELETE, "DELETE FROM duty_override WHERE id = :id")                 \
	X(OVERRIDE_FIND, "SELECT id FROM duty_override"                                \
			 " WHERE function_id = :function_id"                           \
			 " AND ends_at > :starts_at AND starts_at = :starts_at"        \
			 " AND person_id = :person_id AND rank = :rank"                \
			 " ORDER BY id LIMIT 1")                                       \
	X(OVERRIDE_LIST, "SELECT " OVERRIDE_COLUMNS " FROM duty_override"              \
			 " WHERE id > :after AND ends_at > :from"                      \
			 " AND (:to = 0 OR starts_at < :to)"                           \
			 " AND (:function_id = 0 OR function_id = :function_id)"       \
			 " AND (:person_id = 0 OR person_id = :person_id)"             \
			 " ORDER BY id LIMIT :limit")
STMT_LIST(override, OVERRIDE_SQL);

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_int(o, "function_id", stmt_int(row, "function_id"));
	fields_set_int(o, "rank", stmt_int(row, "rank"));
	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_instant(o, "starts_at", stmt_instant(row, "starts_at"));
	fields_set_instant(o, "ends_at", stmt_instant(row, "ends_at"));
	fields_set_text(o, "reason", stmt_text(row, "reason"));
	return ERR_OK;
}

struct override_values {
	int64_t function_id, person_id, rank;
	struct instant starts, ends;
	const char *reason;
};

static void read_values(const json_t *o, struct override_values *v, struct err *e)
{
	*v = (struct override_values){ .rank = 1, .ends = { 1 }, .reason = "" };
	(void)fields_int(
		o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &v->function_id, e);
	(void)fields_int(
		o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &v->person_id, e);
	(void)fields_int(o, "rank", FIELDS_OPTIONAL, 1, 99, &v->rank, e);
	(void)fields_instant(o, "starts_at", FIELDS_REQUIRED, &v->starts, e);
	(void)fields_instant(o, "ends_at", FIELDS_REQUIRED, &v->ends, e);
	(void)fields_line(o, "reason", FIELDS_OPTIONAL, 200, &v->reason, e);
	if (e->faults == 0 && v->ends.ms <= v->starts.ms)
		(void)err_fault(e, "ends_at", "must be later than starts_at");
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	struct override_values v;

	(void)db;
	read_values(o, &v, e);
	stmt_bind_int(s, "function_id", v.function_id);
	stmt_bind_int(s, "rank", v.rank);
	stmt_bind_int(s, "person_id", v.person_id);
	stmt_bind_instant(s, "starts_at", v.starts);
	stmt_bind_instant(s, "ends_at", v.ends);
	stmt_bind_text(s, "reason", v.reason);
}

static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	struct override_values v;
	bool qualified = false;

	(void)id;
	read_values(o, &v, e);
	if (assignment_qualified(
		    db, v.person_id, v.function_id, v.starts, &qualified, e)
		!= ERR_OK)
		return e->code;
	if (!qualified)
		return err_fault(e, "person_id",
			"does not hold this function at the start of the override");
	return ERR_OK;
}

static enum err_code changed(
	struct db *db, int64_t id, const struct change *by, struct err *e)
{
	return roster_record(db, LAYER_SOURCE_OVERRIDE, id, by, e);
}

static const char *const fields[] = { "function_id", "rank", "person_id", "starts_at",
	"ends_at", "reason", NULL };

const struct resource override_resource = {
	.name = "override",
	.event = "duty",
	.list = &override_statements,
	.by_id = OVERRIDE_BY_ID,
	.insert = OVERRIDE_INSERT,
	.update = OVERRIDE_UPDATE,
	.remove = OVERRIDE_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
	.check = check,
	.changed = changed,
};

enum err_code override_list(struct db *db, const struct override_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &override_statements, OVERRIDE_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_instant(s, "from", f->from);
	stmt_bind_instant(s, "to", f->to);
	stmt_bind_int(s, "function_id", f->function_id);
	stmt_bind_int(s, "person_id", f->person_id);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &override_resource, s, limit, ret, e);
}

enum err_code override_find(struct db *db, int64_t function_id, int64_t person_id,
	struct instant starts, int64_t rank, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &override_statements, OVERRIDE_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_instant(s, "starts_at", starts);
	stmt_bind_int(s, "rank", rank);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}
