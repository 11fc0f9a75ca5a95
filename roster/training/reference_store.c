/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/reference.h"

#define REFERENCE_SQL(X)                                                               \
	X(REFERENCE_PERSON_IS, "SELECT id FROM person WHERE id = :id")                 \
	X(REFERENCE_FUNCTION_IS, "SELECT id FROM function WHERE id = :id")
STMT_LIST(reference, REFERENCE_SQL);

void reference_check(struct db *db, enum reference what, int64_t id, const char *field,
	struct err *e)
{
	STMT_AUTO s = NULL;
	struct err found = { 0 };
	bool person = what == REFERENCE_PERSON;

	if (stmt_get(db, &reference_statements,
		    person ? REFERENCE_PERSON_IS : REFERENCE_FUNCTION_IS, &s, &found)
		== ERR_OK) {
		stmt_bind_int(s, "id", id);
		if (stmt_row(s, &found))
			return;
	}
	if (found.code == ERR_OK)
		(void)err_fault(e, field, "is not the id of a %s",
			person ? "person" : "function");
	else
		*e = found;
}
