/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/planning/worked.h"

#include "alert/report/received.h"
#include "base/alloc.h"

#include <stdlib.h>

/* The rules look 16 weeks around a period. */
enum { WORKED_MARGIN_DAYS = 7 * 16 };

static int by_person(const void *pa, const void *pb)
{
	const struct roster_call *a = pa, *b = pb;

	if (a->person_id != b->person_id)
		return a->person_id < b->person_id ? -1 : 1;
	return (a->work.starts.ms > b->work.starts.ms)
	       - (a->work.starts.ms < b->work.starts.ms);
}

enum err_code worked_calls(struct db *db, struct problems_query *q,
	struct roster_call **ret, struct err *e)
{
	const struct duration margin = seconds(INT64_C(86400) * WORKED_MARGIN_DAYS);
	struct received_calls received;
	struct roster_call *call;
	size_t n = 0;

	*ret = NULL;
	if (received_calls(db, (struct instant){ q->from.ms - margin.ms },
		    instant_add(q->to, margin), &received, e)
		!= ERR_OK)
		return e->code;
	call = base_calloc(received.n + 1, sizeof *call);
	for (size_t i = 0; i < received.n && call != NULL; i++) {
		const struct fairness_call *c = &received.item[i];

		if (instant_before(c->called, c->ended))
			call[n++] = (struct roster_call){ c->person_id,
				{ c->called, c->ended } };
	}
	received_calls_fini(&received);
	if (call == NULL)
		return err_set(e, ERR_NOMEM, "no memory for call-outs");
	if (n > 1)
		qsort(call, n, sizeof *call, by_person);
	q->call = call;
	q->calls = n;
	*ret = call;
	return ERR_OK;
}
