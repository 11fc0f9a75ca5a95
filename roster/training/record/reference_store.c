/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/record/reference.h"

/* In the order of enum reference. */
#define REFERENCE_SQL(X)                                                               \
	X(FIND_PERSON, "SELECT id FROM person WHERE id = :id")                         \
	X(FIND_FUNCTION, "SELECT id FROM function WHERE id = :id")                     \
	X(FIND_ACTIVITY, "SELECT id FROM activity WHERE id = :id")                     \
	X(FIND_CALLOUT, "SELECT id FROM callout WHERE id = :id")                       \
	X(FIND_SCENARIO, "SELECT id FROM scenario WHERE id = :id")                     \
	X(FIND_REQUIREMENT, "SELECT id FROM requirement WHERE id = :id")               \
	X(FIND_LEARNING_POINT, "SELECT id FROM learning_point WHERE id = :id")
STMT_LIST(reference, REFERENCE_SQL);
_Static_assert((int)reference_sql_count == (int)REFERENCES_COUNT, "one each");

void reference_check(struct db *db, enum reference what, int64_t id, const char *field,
	struct err *e)
{
#define X(name, text) text,
	static const char *const words[] = { REFERENCES(X) };
#undef X
	STMT_AUTO s = NULL;
	struct err found = { 0 };

	if (stmt_get(db, &reference_statements, (int)what, &s, &found) == ERR_OK) {
		stmt_bind_int(s, "id", id);
		if (stmt_row(s, &found))
			return;
	}
	if (found.code == ERR_OK)
		(void)err_fault(e, field, "is not the id of a %s", words[what]);
	else
		*e = found;
}
