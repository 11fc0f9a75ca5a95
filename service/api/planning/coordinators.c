/* SPDX-License-Identifier: EUPL-1.2 */
/* Who looks after the rosters: people with an account as coordinator; when there are
 * none, whoever is on duty for a function that hears of shortages. */
#include "roster/duty/duty.h"
#include "schema/stmt.h"
#include "service/api/planning/tell.h"

#define COORDINATORS_SQL(X)                                                            \
	X(COORDINATORS_ACCOUNTS,                                                       \
		"SELECT DISTINCT person_id FROM account WHERE person_id > 0"           \
		" AND role = 'coordinator' AND active = 1 ORDER BY person_id"          \
		" LIMIT :limit")                                                       \
	X(COORDINATORS_FUNCTIONS,                                                      \
		"SELECT id FROM function WHERE id > 0 AND alerts_coordinator = 1")
STMT_LIST(coordinators, COORDINATORS_SQL);

static void add(int64_t id, int64_t ret[TELL_COORDINATORS_MAX], size_t *ret_n)
{
	for (size_t i = 0; i < *ret_n; i++)
		if (ret[i] == id)
			return;
	if (*ret_n < TELL_COORDINATORS_MAX)
		ret[(*ret_n)++] = id;
}

static enum err_code with_account(
	struct db *db, int64_t ret[TELL_COORDINATORS_MAX], size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &coordinators_statements, COORDINATORS_ACCOUNTS, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "limit", TELL_COORDINATORS_MAX);
	while (stmt_row(s, e))
		add(stmt_int(s, "person_id"), ret, ret_n);
	return e->code;
}

static enum err_code on_duty_now(struct db *db, struct instant now,
	int64_t ret[TELL_COORDINATORS_MAX], size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;
	struct on_duty people[ON_DUTY_MAX];
	size_t n;

	if (stmt_get(db, &coordinators_statements, COORDINATORS_FUNCTIONS, &s, e)
		!= ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		struct err own = { 0 };

		if (on_duty_at(db, stmt_int(s, "id"), now, people, &n, &own)
			!= ERR_OK) {
			*e = own;
			return e->code;
		}
		if (n > 0)
			add(people[0].person_id, ret, ret_n);
	}
	return e->code;
}

enum err_code tell_coordinators_find(struct db *db, struct instant now,
	int64_t ret[TELL_COORDINATORS_MAX], size_t *ret_n, struct err *e)
{
	*ret_n = 0;
	err_clear(e);
	if (with_account(db, ret, ret_n, e) != ERR_OK || *ret_n > 0)
		return e->code;
	return on_duty_now(db, now, ret, ret_n, e);
}
