/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/competence/compliance.h"

#include "base/alloc.h"
#include "base/zone.h"
#include "roster/training/competence/compliance_rows.h"

#include <stdlib.h>

static enum err_code compute(
	const struct compliance_query *q, struct compliance *ret, struct err *e)
{
	const struct compliance_rows *rows = ret->rows;
	struct competence_input in = { rows->record, rows->records,
		rows->certificate.item, rows->certificate.n, rows->requirement.item,
		rows->requirement.n, rows->assignment.item, rows->assignment.n,
		ret->day, q->horizon_days };

	return competence_compute(&in, &ret->list, e);
}

enum err_code compliance_read(struct db *db, const struct compliance_query *q,
	struct compliance *ret, struct err *e)
{
	err_clear(e);
	*ret = (struct compliance){ .day = date_days(zone_to_civil(q->at).date) };
	ret->rows = base_calloc(1, sizeof *ret->rows);
	if (ret->rows == NULL)
		return err_set(e, ERR_NOMEM, "no memory for training records");
	if (compliance_rows_read(db, q, ret->day, ret->rows, e) != ERR_OK
		|| compliance_rows_join(ret->rows, e) != ERR_OK
		|| compute(q, ret, e) != ERR_OK)
		compliance_fini(ret);
	return e->code;
}

static int by_holder(const void *pa, const void *pb)
{
	const struct competence *a = pa, *b = pb;

	if (a->person_id != b->person_id)
		return a->person_id < b->person_id ? -1 : 1;
	return (a->function_id > b->function_id) - (a->function_id < b->function_id);
}

const struct competence *compliance_find(
	const struct compliance *c, int64_t person_id, int64_t function_id)
{
	struct competence key = { .person_id = person_id, .function_id = function_id };

	return c->list.n > 0 ? bsearch(
		       &key, c->list.item, c->list.n, sizeof *c->list.item, by_holder)
			     : NULL;
}

bool compliance_lapsed(
	const struct compliance *c, int64_t person_id, int64_t function_id)
{
	const struct competence *found = compliance_find(c, person_id, function_id);

	return found != NULL && found->status == COMPETENCE_LAPSED;
}

void compliance_fini(struct compliance *c)
{
	competence_list_fini(&c->list);
	compliance_rows_free(c->rows);
	c->rows = NULL;
}
