/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/accounts/review_store.h"

#include "service/accounts/scope_store.h"

#include <string.h>

#define REVIEW_LAST(holder, table)                                                     \
	" (SELECT max(at) FROM account_review r WHERE r.holder = '" holder             \
	"' AND r.holder_id = " table ".id) AS reviewed_at"
#define REVIEW_SQL(X)                                                                  \
	X(REVIEW_LIST, "SELECT 'account' AS holder, id, name, role, person_id,"        \
		       " totp_confirmed AS second_factor, signed_in_at," REVIEW_LAST(  \
			       "account",                                              \
			       "account") " FROM account WHERE active = 1"             \
					  " UNION ALL SELECT 'token' AS holder, id, "  \
					  "name, role, person_id,"                     \
					  " 0 AS second_factor, NULL AS "              \
					  "signed_in_at," REVIEW_LAST("token",         \
						  "token") " FROM token WHERE "        \
							   "revoked_at IS NULL"        \
							   " ORDER BY reviewed_at, "   \
							   "holder, id")               \
	X(REVIEW_BY, "SELECT actor FROM account_review WHERE holder = :holder"         \
		     " AND holder_id = :id AND at = :at ORDER BY id DESC LIMIT 1")     \
	X(REVIEW_ACCOUNT, "SELECT id FROM account WHERE id = :id AND active = 1")      \
	X(REVIEW_TOKEN, "SELECT id FROM token WHERE id = :id"                          \
			" AND revoked_at IS NULL")                                     \
	X(REVIEW_ADD,                                                                  \
		"INSERT INTO account_review (id, holder, holder_id, at, actor,"        \
		" outcome) VALUES (:id, :holder, :holder_id, :at, :actor, :outcome)")
extern const struct stmt_list review_statements;
STMT_LIST(review, REVIEW_SQL);

static struct instant due_of(const char *role, struct instant reviewed)
{
	const int64_t days = strcmp(role, "administrator") == 0
				     ? REVIEW_ADMINISTRATOR_DAYS
				     : REVIEW_DAYS;

	return instant_add(reviewed, seconds(days * 86400));
}

static bool is_overdue(struct stmt *row, struct instant now)
{
	return stmt_is_null(row, "reviewed_at")
	       || instant_before(
		       due_of(stmt_text(row, "role"), stmt_instant(row, "reviewed_at")),
		       now);
}

enum err_code review_overdue(
	struct db *db, struct instant now, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	int64_t n = 0;

	if (stmt_get(db, &review_statements, REVIEW_LIST, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e))
		n += is_overdue(s, now);
	if (e->code == ERR_OK)
		*ret = n;
	return e->code;
}

static enum err_code set_reviewer(
	struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &review_statements, REVIEW_BY, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "holder", stmt_text(row, "holder"));
	stmt_bind_int(s, "id", stmt_int(row, "id"));
	stmt_bind_instant(s, "at", stmt_instant(row, "reviewed_at"));
	fields_set_text(
		o, "reviewed_by", stmt_row(s, e) ? stmt_text(s, "actor") : NULL);
	return e->code;
}

static enum err_code to_json(
	struct db *db, struct stmt *row, struct instant now, json_t *o, struct err *e)
{
	const struct instant reviewed = stmt_instant(row, "reviewed_at");
	const struct instant due = due_of(stmt_text(row, "role"), reviewed);
	const bool never = stmt_is_null(row, "reviewed_at");

	fields_set_text(o, "holder", stmt_text(row, "holder"));
	fields_set_int(o, "id", stmt_int(row, "id"));
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_text(o, "role", stmt_text(row, "role"));
	if (stmt_is_null(row, "person_id"))
		fields_set_text(o, "person_id", NULL);
	else
		fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_bool(o, "second_factor", stmt_bool(row, "second_factor"));
	fields_set_instant_or_null(
		o, "signed_in_at", stmt_instant(row, "signed_in_at"));
	fields_set_instant_or_null(o, "reviewed_at", reviewed);
	fields_set_instant_or_null(o, "due_at", never ? (struct instant){ 0 } : due);
	fields_set_bool(o, "overdue", is_overdue(row, now));
	if (set_reviewer(db, row, o, e) != ERR_OK)
		return e->code;
	return scope_to_json(db, stmt_text(row, "holder"), stmt_int(row, "id"), o, e);
}

enum err_code review_list(
	struct db *db, struct instant now, json_t **ret, struct err *e)
{
	json_t *items = json_array(), *list = json_object();
	STMT_AUTO s = NULL;

	json_object_set_new(list, "items", items);
	fields_set_text(list, "next", NULL);
	if (stmt_get(db, &review_statements, REVIEW_LIST, &s, e) == ERR_OK)
		while (stmt_row(s, e)) {
			json_t *o = json_object();

			json_array_append_new(items, o);
			if (to_json(db, s, now, o, e) != ERR_OK)
				break;
		}
	if (e->code != ERR_OK) {
		json_decref(list);
		return e->code;
	}
	*ret = list;
	return ERR_OK;
}

static enum err_code check_holder(
	struct db *db, const char *holder, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;
	int which = strcmp(holder, "account") == 0 ? REVIEW_ACCOUNT : REVIEW_TOKEN;

	if (stmt_get(db, &review_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (stmt_row(s, e) || e->code != ERR_OK)
		return e->code;
	return err_set(e, ERR_NOTFOUND, "there is no such %s that works", holder);
}

enum err_code review_add(struct db *db, const char *holder, int64_t id,
	const char *outcome, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *after;
	int64_t review;

	if (check_holder(db, holder, id, e) != ERR_OK
		|| ids_next(db, "account_review", &review, e) != ERR_OK
		|| stmt_get(db, &review_statements, REVIEW_ADD, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", review);
	stmt_bind_text(s, "holder", holder);
	stmt_bind_int(s, "holder_id", id);
	stmt_bind_instant(s, "at", by->now);
	stmt_bind_text(s, "actor", by->actor.name);
	stmt_bind_text(s, "outcome", outcome);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	after = json_object();
	fields_set_text(after, "outcome", outcome);
	e->code = resource_audit(db, by, "review", holder, id, NULL, after, e);
	json_decref(after);
	return e->code;
}
