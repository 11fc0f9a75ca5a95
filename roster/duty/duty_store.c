/* SPDX-License-Identifier: EUPL-1.2 */
/* Duties in the database. Who is on duty: roster/duty/layer_store.c. */
#include "roster/duty/duty.h"

#include "roster/duty/roster.h"
#include "roster/people/function.h"

#define DUTY_COLUMNS                                                                   \
	"id, function_id, person_id, starts_at, ends_at, rank, origin, state,"         \
	" rotation_id, version"
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
		     " ORDER BY id LIMIT 1")                                           \
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
	fields_set_int(o, "function_id", stmt_int(row, "function_id"));
	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_instant(o, "starts_at", stmt_instant(row, "starts_at"));
	fields_set_instant(o, "ends_at", stmt_instant(row, "ends_at"));
	fields_set_int(o, "rank", stmt_int(row, "rank"));
	fields_set_text(o, "origin", stmt_text(row, "origin"));
	fields_set_text(o, "state", stmt_text(row, "state"));
	if (stmt_is_null(row, "rotation_id"))
		fields_set_text(o, "rotation_id", NULL);
	else
		fields_set_int(o, "rotation_id", stmt_int(row, "rotation_id"));
	return ERR_OK;
}

struct duty_values {
	int64_t function_id, person_id, rank;
	struct instant starts, ends;
	int origin, state;
};

static void read_values(const json_t *o, struct duty_values *v, struct err *e)
{
	*v = (struct duty_values){
		.rank = 1, .origin = ORIGIN_PLANNER, .state = 1, .ends = { 1 }
	};
	(void)fields_int(
		o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &v->function_id, e);
	(void)fields_int(
		o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &v->person_id, e);
	(void)fields_instant(o, "starts_at", FIELDS_REQUIRED, &v->starts, e);
	(void)fields_instant(o, "ends_at", FIELDS_REQUIRED, &v->ends, e);
	(void)fields_int(o, "rank", FIELDS_OPTIONAL, 1, 99, &v->rank, e);
	(void)fields_word(o, "origin", FIELDS_OPTIONAL, origins, 5, &v->origin, e);
	(void)fields_word(o, "state", FIELDS_OPTIONAL, states, 2, &v->state, e);
	if (e->faults == 0 && v->ends.ms <= v->starts.ms)
		(void)err_fault(e, "ends_at", "must be later than starts_at");
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	struct duty_values v;

	(void)db;
	read_values(o, &v, e);
	stmt_bind_int(s, "function_id", v.function_id);
	stmt_bind_int(s, "person_id", v.person_id);
	stmt_bind_instant(s, "starts_at", v.starts);
	stmt_bind_instant(s, "ends_at", v.ends);
	stmt_bind_int(s, "rank", v.rank);
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

/* The person holds the function, and no other published duty of the same layer stands
 * at that rank and time. */
static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;
	struct duty_values v;
	bool qualified = false;

	read_values(o, &v, e);
	if (assignment_qualified(
		    db, v.person_id, v.function_id, v.starts, &qualified, e)
		!= ERR_OK)
		return e->code;
	if (!qualified)
		return err_fault(e, "person_id",
			"does not hold this function at the start of the duty");
	if (v.state == 0)
		return ERR_OK;
	if (stmt_get(db, &duty_statements, DUTY_CLASH, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", v.function_id);
	stmt_bind_instant(s, "starts_at", v.starts);
	stmt_bind_instant(s, "ends_at", v.ends);
	stmt_bind_int(s, "rank", v.rank);
	stmt_bind_text(s, "origin", origins[v.origin]);
	stmt_bind_int(s, "id", id);
	return stmt_row(s, e) ? clash(s, e) : e->code;
}

static enum err_code changed(
	struct db *db, int64_t id, const struct change *by, struct err *e)
{
	return roster_record(db, LAYER_SOURCE_DUTY, id, by, e);
}

static const char *const fields[] = { "function_id", "person_id", "starts_at",
	"ends_at", "rank", "origin", "state", NULL };

static const char *const computed[] = { "rotation_id", NULL };

const struct resource duty_resource = {
	.name = "duty",
	.event = "duty",
	.list = &duty_statements,
	.by_id = DUTY_BY_ID,
	.insert = DUTY_INSERT,
	.update = DUTY_UPDATE,
	.remove = DUTY_DELETE,
	.fields = fields,
	.read_only = computed,
	.to_json = to_json,
	.bind = bind,
	.check = check,
	.changed = changed,
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

enum err_code duty_find(struct db *db, int64_t function_id, int64_t person_id,
	struct instant starts, int64_t rank, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &duty_statements, DUTY_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_instant(s, "starts_at", starts);
	stmt_bind_int(s, "rank", rank);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}
