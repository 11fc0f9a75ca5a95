/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/accounts/demo_store.h"

#define DEMO_SQL(X)                                                                    \
	X(DEMO_INSERT, "INSERT INTO demo_sign_in (role, account_id)"                   \
		       " VALUES (:role, :account_id)")                                 \
	X(DEMO_ROLES, "SELECT role FROM demo_sign_in ORDER BY account_id")             \
	X(DEMO_ACCOUNT, "SELECT account_id FROM demo_sign_in WHERE role = :role")
STMT_LIST(demo, DEMO_SQL);

static const struct {
	const char *name;
	enum role role;
	int64_t person_id;
} people[] = {
	{ "demo.coordinator", ROLE_COORDINATOR, 0 },
	{ "demo.meldkamer", ROLE_DISPATCHER, 0 },
	{ "demo.medewerker", ROLE_MEMBER, 1 },
	{ "demo.controleur", ROLE_AUDITOR, 0 },
	{ "demo.beheerder", ROLE_ADMINISTRATOR, 0 },
};

static enum err_code add(
	struct db *db, size_t i, const struct change *by, struct err *e)
{
	json_t *body = json_object(), *item = NULL;
	STMT_AUTO s = NULL;

	fields_set_text(body, "name", people[i].name);
	fields_set_text(body, "role", role_words[people[i].role]);
	if (people[i].person_id != 0)
		fields_set_int(body, "person_id", people[i].person_id);
	if (resource_create(db, &account_resource, body, by, &item, e) == ERR_OK
		&& stmt_get(db, &demo_statements, DEMO_INSERT, &s, e) == ERR_OK) {
		stmt_bind_text(s, "role", role_words[people[i].role]);
		stmt_bind_int(s, "account_id",
			json_integer_value(json_object_get(item, "id")));
		e->code = stmt_run(s, e);
	}
	json_decref(body);
	json_decref(item);
	return e->code;
}

enum err_code demo_accounts(struct db *db, const struct change *by, struct err *e)
{
	for (size_t i = 0; i < sizeof people / sizeof *people; i++)
		if (add(db, i, by, e) != ERR_OK)
			return err_wrap(e, "account %s", people[i].name);
	return ERR_OK;
}

static enum err_code no_demo(struct err *e)
{
	return err_set(e, ERR_NOTFOUND, "this is no demonstration");
}

enum err_code demo_roles(struct db *db, json_t **ret, struct err *e)
{
	json_t *roles = json_array();
	STMT_AUTO s = NULL;

	if (stmt_get(db, &demo_statements, DEMO_ROLES, &s, e) == ERR_OK)
		while (stmt_row(s, e))
			json_array_append_new(roles, json_string(stmt_text(s, "role")));
	if (e->code != ERR_OK) {
		json_decref(roles);
		return e->code;
	}
	*ret = json_object();
	json_object_set_new(*ret, "roles", roles);
	return ERR_OK;
}

enum err_code demo_account(
	struct db *db, enum role role, struct account *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &demo_statements, DEMO_ACCOUNT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "role", role_words[role]);
	if (!stmt_row(s, e))
		return e->code != ERR_OK ? e->code : no_demo(e);
	return account_get(db, stmt_int(s, "account_id"), ret, e);
}
