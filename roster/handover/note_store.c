/* SPDX-License-Identifier: EUPL-1.2 */
/* Handover notes in the database. */
#include "roster/handover/note.h"

#include "roster/duty/duty.h"

#include <string.h>

#define HANDOVER_COLUMNS                                                               \
	"id, function_id, from_person_id, to_person_id, text, created_at, version"
#define HANDOVER_SQL(X)                                                                \
	X(HANDOVER_BY_ID, "SELECT " HANDOVER_COLUMNS " FROM handover WHERE id = :id")  \
	X(HANDOVER_INSERT,                                                             \
		"INSERT INTO handover (id, function_id, from_person_id, to_person_id," \
		" text, created_at) VALUES (:id, :function_id, :from_person_id,"       \
		" :to_person_id, :text, :created_at)")                                 \
	X(HANDOVER_FIND, "SELECT id FROM handover WHERE function_id = :function_id"    \
			 " AND created_at = :created_at AND text = :text"              \
			 " AND coalesce(from_person_id, 0) = :from_person_id"          \
			 " AND coalesce(to_person_id, 0) = :to_person_id"              \
			 " ORDER BY id LIMIT 1")                                       \
	X(HANDOVER_RECORDS, "SELECT " HANDOVER_COLUMNS " FROM handover"                \
			    " WHERE id > :after ORDER BY id LIMIT :limit")             \
	X(HANDOVER_LIST,                                                               \
		"SELECT " HANDOVER_COLUMNS " FROM handover"                            \
		" WHERE (:before = 0 OR id < :before)"                                 \
		" AND (:function_id = 0 OR function_id = :function_id)"                \
		" AND (:person_id = 0 OR from_person_id = :person_id"                  \
		" OR to_person_id = :person_id) ORDER BY id DESC LIMIT :limit")
STMT_LIST(handover, HANDOVER_SQL);

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_int(o, "function_id", stmt_int(row, "function_id"));
	fields_set_id_or_null(o, "from_person_id", stmt_int(row, "from_person_id"));
	fields_set_id_or_null(o, "to_person_id", stmt_int(row, "to_person_id"));
	fields_set_text(o, "text", stmt_text(row, "text"));
	fields_set_instant(o, "created_at", stmt_instant(row, "created_at"));
	return ERR_OK;
}

const struct resource handover_resource = {
	.name = "handover",
	.list = &handover_statements,
	.by_id = HANDOVER_BY_ID,
	.to_json = to_json,
};

static const struct on_duty *find(
	const struct on_duty list[], size_t n, int64_t person_id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].person_id == person_id)
			return &list[i];
	return NULL;
}

enum err_code handover_to(struct db *db, int64_t function_id, int64_t from,
	struct instant now, int64_t *ret, struct err *e)
{
	struct on_duty list[ON_DUTY_MAX], was[ON_DUTY_MAX];
	struct instant yesterday = { now.ms - INT64_C(86400000) };
	const struct on_duty *at;
	size_t n, then;

	*ret = 0;
	if (on_duty_at(db, function_id, now, list, &n, e) != ERR_OK
		|| on_duty_at(db, function_id, yesterday, was, &then, e) != ERR_OK)
		return e->code;
	at = from == 0 && n > 0 ? &list[0] : find(list, n, from);
	if (at != NULL) {
		*ret = at->next_person_id;
		return ERR_OK;
	}
	if (from != 0 && find(was, then, from) == NULL)
		return err_set(e, ERR_FORBIDDEN,
			"who has duty for this function, or had it yesterday, hands it "
			"over");
	*ret = n > 0 ? list[0].person_id : 0;
	return ERR_OK;
}

static enum err_code insert(struct db *db, int64_t id, const struct handover *h,
	struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &handover_statements, HANDOVER_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "function_id", h->function_id);
	stmt_bind_id_or_null(s, "from_person_id", h->from_person_id);
	stmt_bind_id_or_null(s, "to_person_id", h->to_person_id);
	stmt_bind_text(s, "text", h->text);
	stmt_bind_instant(s, "created_at", now);
	return stmt_run(s, e);
}

enum err_code handover_add(struct db *db, const struct handover *h,
	const struct change *by, int64_t *ret_id, struct err *e)
{
	json_t *after;
	int64_t id;

	if (ids_next(db, "handover", &id, e) != ERR_OK
		|| insert(db, id, h, h->created_at.ms != 0 ? h->created_at : by->now, e)
			   != ERR_OK)
		return e->code;
	after = json_object();
	fields_set_int(after, "function_id", h->function_id);
	fields_set_int(after, "to_person_id", h->to_person_id);
	if (resource_audit(db, by, "create", "handover", id, NULL, after, e) == ERR_OK)
		*ret_id = id;
	json_decref(after);
	return e->code;
}

enum err_code handover_find(
	struct db *db, const struct handover *h, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &handover_statements, HANDOVER_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", h->function_id);
	stmt_bind_instant(s, "created_at", h->created_at);
	stmt_bind_text(s, "text", h->text);
	stmt_bind_int(s, "from_person_id", h->from_person_id);
	stmt_bind_int(s, "to_person_id", h->to_person_id);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

enum err_code handover_records(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(
		db, &handover_resource, HANDOVER_RECORDS, after, limit, ret, e);
}

enum err_code handover_list(struct db *db, int64_t function_id, int64_t person_id,
	int64_t before, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &handover_statements, HANDOVER_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "before", before);
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &handover_resource, s, limit, ret, e);
}
