/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/report/reach.h"

#include "roster/people/person.h"

#include <string.h>

#define REACH_SQL(X)                                                                   \
	X(REACH_TESTS, "SELECT r.answer FROM callout c JOIN callout_recipient r"       \
		       " ON r.callout_id = c.id AND r.person_id = :person_id"          \
		       " WHERE c.id > :after AND (c.kind = 'test' OR c.kind = "        \
		       "'reachability')"                                               \
		       " AND c.state <> 'active' AND r.asked_at IS NOT NULL"           \
		       " ORDER BY c.id DESC LIMIT 2")
STMT_LIST(reach, REACH_SQL);

static enum err_code look_at_tests(
	struct db *db, int64_t person_id, struct reach *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	int64_t next;

	if (ids_peek(db, "callout", &next, e) != ERR_OK
		|| stmt_get(db, &reach_statements, REACH_TESTS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "after", next - REACH_CALLOUTS);
	while (stmt_row(s, e)) {
		ret->tests++;
		ret->tests_missed += strcmp(stmt_text(s, "answer"), "none") == 0;
	}
	return e->code;
}

enum err_code reach_find(
	struct db *db, int64_t person_id, struct reach *ret, struct err *e)
{
	struct contact contacts[PERSON_CONTACTS_MAX];
	size_t n;

	memset(ret, 0, sizeof *ret);
	if (person_contacts(db, person_id, contacts, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++)
		ret->phones += contacts[i].kind == CONTACT_MOBILE
			       || contacts[i].kind == CONTACT_LANDLINE;
	return look_at_tests(db, person_id, ret, e);
}
