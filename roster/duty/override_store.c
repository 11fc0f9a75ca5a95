/* SPDX-License-Identifier: EUPL-1.2 */
/* Overrides in the database. */
#include "roster/duty/override.h"

#include "roster/duty/roster.h"

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
			 " AND (id < :before_id OR ends_at = :ends_at)"                \
			 " ORDER BY ends_at = :ends_at DESC, id LIMIT 1")              \
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
	place_set(o, row);
	fields_set_text(o, "reason", stmt_text(row, "reason"));
	return ERR_OK;
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *reason = "";
	struct place place;

	(void)db;
	place_read(o, &place, e);
	(void)fields_line(o, "reason", FIELDS_OPTIONAL, 200, &reason, e);
	place_bind(s, &place);
	stmt_bind_text(s, "reason", reason);
}

static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	struct place place;

	(void)id;
	place_read(o, &place, e);
	return place_check_person(db, &place, e);
}

static enum err_code changed(
	struct db *db, int64_t id, const struct change *by, struct err *e)
{
	return roster_record(db, LAYER_SOURCE_OVERRIDE, id, by, e);
}

static const char *const fields[] = { "function_id", "rank", "person_id", "starts_at",
	"ends_at", "reason", NULL };

/* What both are made of; a record of what was is not checked as a plan is. */
#define OVERRIDE                                                                       \
	.name = "override", .event = "duty", .list = &override_statements,             \
	.by_id = OVERRIDE_BY_ID, .insert = OVERRIDE_INSERT, .update = OVERRIDE_UPDATE, \
	.remove = OVERRIDE_DELETE, .fields = fields, .to_json = to_json, .bind = bind, \
	.changed = changed

const struct resource override_resource = { OVERRIDE, .check = check };
const struct resource override_record_resource = { OVERRIDE };

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

enum err_code override_find(
	struct db *db, const struct place_key *k, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &override_statements, OVERRIDE_FIND, &s, e) != ERR_OK)
		return e->code;
	place_bind(s, &k->place);
	stmt_bind_int(s, "before_id", k->before_id);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}
