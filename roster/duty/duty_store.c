/* SPDX-License-Identifier: EUPL-1.2 */
/* Duties in the database. Who is on duty: roster/duty/layer_store.c. */
#include "roster/duty/duty.h"

#include "roster/duty/roster.h"

#define DUTY_COLUMNS                                                                   \
	"id, function_id, person_id, starts_at, ends_at, rank, origin, state,"         \
	" rotation_id, version"
#define DUTY_EXACT                                                                     \
	"ends_at = :ends_at AND (:state = '' OR state = :state)"                       \
	" AND (:origin = '' OR origin = :origin)"
#define DUTY_SQL(X)                                                                    \
	X(DUTY_BY_ID, "SELECT " DUTY_COLUMNS " FROM duty WHERE id = :id")              \
	X(DUTY_INSERT,                                                                 \
		"INSERT INTO duty (id, function_id, person_id, starts_at, ends_at,"    \
		" rank, origin, state) VALUES (:id, :function_id, :person_id,"         \
		" :starts_at, :ends_at, :rank, :origin, :state)")                      \
	X(DUTY_UPDATE, "UPDATE duty SET function_id = :function_id,"                   \
		       " person_id = :person_id, starts_at = :starts_at,"              \
		       " ends_at = :ends_at, rank = :rank, origin = :origin,"          \
		       " state = :state, version = version + 1"                        \
		       " WHERE id = :id AND version = :version")                       \
	X(DUTY_DELETE, "DELETE FROM duty WHERE id = :id")                              \
	X(DUTY_LIST, "SELECT " DUTY_COLUMNS " FROM duty WHERE id > :after"             \
		     " AND ends_at > :from AND (:to = 0 OR starts_at < :to)"           \
		     " AND (:function_id = 0 OR function_id = :function_id)"           \
		     " AND (:person_id = 0 OR person_id = :person_id)"                 \
		     " AND (:state = '' OR state = :state) ORDER BY id LIMIT :limit")  \
	X(DUTY_FIND, "SELECT id FROM duty WHERE person_id = :person_id"                \
		     " AND ends_at > :starts_at AND starts_at = :starts_at"            \
		     " AND function_id = :function_id AND rank = :rank"                \
		     " AND (id < :before_id OR (" DUTY_EXACT "))"                      \
		     " ORDER BY " DUTY_EXACT " DESC, id LIMIT 1")                      \
	X(DUTY_RECORD_INSERT,                                                          \
		"INSERT INTO duty (id, function_id, person_id, starts_at, ends_at,"    \
		" rank, origin, state, rotation_id) VALUES (:id, :function_id,"        \
		" :person_id, :starts_at, :ends_at, :rank, :origin, :state,"           \
		" :rotation_id)")                                                      \
	X(DUTY_RECORD_UPDATE, "UPDATE duty SET function_id = :function_id,"            \
			      " person_id = :person_id, starts_at = :starts_at,"       \
			      " ends_at = :ends_at, rank = :rank, origin = :origin,"   \
			      " state = :state, rotation_id = :rotation_id,"           \
			      " version = version + 1"                                 \
			      " WHERE id = :id AND version = :version")                \
	X(DUTY_CLASH, "SELECT id, starts_at, ends_at FROM duty WHERE function_id = "   \
		      ":function_id"                                                   \
		      " AND ends_at > :starts_at AND starts_at < :ends_at"             \
		      " AND rank = :rank AND state = 'published' AND id <> :id"        \
		      " AND (origin = 'rotation') = (:origin = 'rotation')"            \
		      " AND (origin = 'import') = (:origin = 'import') LIMIT 1")
STMT_LIST(duty, DUTY_SQL);

static const char *const origins[] = { "rotation", "override", "swap", "planner",
	"import" };
enum { ORIGIN_PLANNER = 3 };
static const char *const states[] = { "draft", "published" };

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	place_set(o, row);
	fields_set_text(o, "origin", stmt_text(row, "origin"));
	fields_set_text(o, "state", stmt_text(row, "state"));
	if (stmt_is_null(row, "rotation_id"))
		fields_set_text(o, "rotation_id", NULL);
	else
		fields_set_int(o, "rotation_id", stmt_int(row, "rotation_id"));
	return ERR_OK;
}

struct duty_values {
	struct place place;
	int origin, state;
};

static void read_values(const json_t *o, struct duty_values *v, struct err *e)
{
	*v = (struct duty_values){ .origin = ORIGIN_PLANNER, .state = 1 };
	place_read(o, &v->place, e);
	(void)fields_word(o, "origin", FIELDS_OPTIONAL, origins, 5, &v->origin, e);
	(void)fields_word(o, "state", FIELDS_OPTIONAL, states, 2, &v->state, e);
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	struct duty_values v;

	(void)db;
	read_values(o, &v, e);
	place_bind(s, &v.place);
	stmt_bind_text(s, "origin", origins[v.origin]);
	stmt_bind_text(s, "state", states[v.state]);
}

static enum err_code clash(struct stmt *s, struct err *e)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];

	return err_set(e, ERR_CONFLICT,
		"overlaps duty %" PRId64
		" of this function and rank, from %s to %s; give another rank",
		stmt_int(s, "id"), instant_format(stmt_instant(s, "starts_at"), from),
		instant_format(stmt_instant(s, "ends_at"), until));
}

/* No other published duty of the same layer stands at that rank and time. */
static enum err_code check_place(
	struct db *db, int64_t id, const json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;
	struct duty_values v;

	read_values(o, &v, e);
	if (v.state == 0)
		return ERR_OK;
	if (stmt_get(db, &duty_statements, DUTY_CLASH, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", v.place.function_id);
	stmt_bind_instant(s, "starts_at", v.place.starts);
	stmt_bind_instant(s, "ends_at", v.place.ends);
	stmt_bind_int(s, "rank", v.place.rank);
	stmt_bind_text(s, "origin", origins[v.origin]);
	stmt_bind_int(s, "id", id);
	return stmt_row(s, e) ? clash(s, e) : e->code;
}

/* And the person holds the function. */
static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	struct duty_values v;

	read_values(o, &v, e);
	if (place_check_person(db, &v.place, e) != ERR_OK)
		return e->code;
	return check_place(db, id, o, e);
}

static enum err_code changed(
	struct db *db, int64_t id, const struct change *by, struct err *e)
{
	return roster_record(db, LAYER_SOURCE_DUTY, id, by, e);
}

static const char *const fields[] = { "function_id", "person_id", "starts_at",
	"ends_at", "rank", "origin", "state", NULL };

static const char *const computed[] = { "rotation_id", NULL };

/* What a plan and a record of what was have in common. */
#define DUTY                                                                           \
	.name = "duty", .event = "duty", .list = &duty_statements,                     \
	.by_id = DUTY_BY_ID, .remove = DUTY_DELETE, .to_json = to_json,                \
	.changed = changed

const struct resource duty_resource = {
	DUTY,
	.insert = DUTY_INSERT,
	.update = DUTY_UPDATE,
	.fields = fields,
	.read_only = computed,
	.bind = bind,
	.check = check,
};

static void bind_record(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	int64_t rotation = 0;

	bind(db, s, o, e);
	(void)fields_int(o, "rotation_id", FIELDS_OPTIONAL, 1, INT64_MAX, &rotation, e);
	stmt_bind_id_or_null(s, "rotation_id", rotation);
}

static const char *const record_fields[] = { "function_id", "person_id", "starts_at",
	"ends_at", "rank", "origin", "state", "rotation_id", NULL };

const struct resource duty_record_resource = {
	DUTY,
	.insert = DUTY_RECORD_INSERT,
	.update = DUTY_RECORD_UPDATE,
	.fields = record_fields,
	.bind = bind_record,
	.check = check_place,
};

enum err_code duty_list(struct db *db, const struct duty_filter *f, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &duty_statements, DUTY_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_instant(s, "from", f->from);
	stmt_bind_instant(s, "to", f->to);
	stmt_bind_int(s, "function_id", f->function_id);
	stmt_bind_int(s, "person_id", f->person_id);
	stmt_bind_text(s, "state", f->state);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &duty_resource, s, limit, ret, e);
}

enum err_code duty_find(
	struct db *db, const struct place_key *k, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &duty_statements, DUTY_FIND, &s, e) != ERR_OK)
		return e->code;
	place_bind(s, &k->place);
	stmt_bind_text(s, "state", k->state);
	stmt_bind_text(s, "origin", k->origin);
	stmt_bind_int(s, "before_id", k->before_id);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}
