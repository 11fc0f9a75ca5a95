/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/duty/place.h"

#include "roster/people/function.h"

void place_read(const json_t *o, struct place *ret, struct err *e)
{
	*ret = (struct place){ .rank = 1, .ends = { 1 } };
	(void)fields_int(
		o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &ret->function_id, e);
	(void)fields_int(
		o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &ret->person_id, e);
	(void)fields_instant(o, "starts_at", FIELDS_REQUIRED, &ret->starts, e);
	(void)fields_instant(o, "ends_at", FIELDS_REQUIRED, &ret->ends, e);
	(void)fields_int(o, "rank", FIELDS_OPTIONAL, 1, 99, &ret->rank, e);
	if (e->faults == 0 && ret->ends.ms <= ret->starts.ms)
		(void)err_fault(e, "ends_at", "must be later than starts_at");
}

void place_set(json_t *o, struct stmt *row)
{
	fields_set_int(o, "function_id", stmt_int(row, "function_id"));
	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_instant(o, "starts_at", stmt_instant(row, "starts_at"));
	fields_set_instant(o, "ends_at", stmt_instant(row, "ends_at"));
	fields_set_int(o, "rank", stmt_int(row, "rank"));
}

void place_bind(struct stmt *s, const struct place *p)
{
	stmt_bind_int(s, "function_id", p->function_id);
	stmt_bind_int(s, "person_id", p->person_id);
	stmt_bind_instant(s, "starts_at", p->starts);
	stmt_bind_instant(s, "ends_at", p->ends);
	stmt_bind_int(s, "rank", p->rank);
}

enum err_code place_check_person(struct db *db, const struct place *p, struct err *e)
{
	bool qualified = false;

	if (assignment_qualified(
		    db, p->person_id, p->function_id, p->starts, &qualified, e)
		!= ERR_OK)
		return e->code;
	if (!qualified)
		return err_fault(
			e, "person_id", "does not hold this function when it starts");
	return ERR_OK;
}
