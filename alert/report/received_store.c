/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls received, out of the database. */
#include "alert/report/received.h"

#include "base/alloc.h"

#include <string.h>

/* Who is called in a period was called for a call-out that closed after its start. */
#define RECEIVED_ROWS                                                                  \
	"SELECT r.person_id, s.function_id, r.asked_at, r.placed, r.arrived_at,"       \
	" r.expected_at, r.left_at, c.closed_at FROM callout c"                        \
	" JOIN callout_recipient r ON r.callout_id = c.id"                             \
	" JOIN callout_slot s ON s.callout_id = c.id"                                  \
	" AND s.position = coalesce(r.placed, r.asked_for)"                            \
	" WHERE (c.kind = 'real' OR c.kind = 'exercise')"                              \
	" AND r.asked_at >= :from AND r.asked_at < :to AND "
#define RECEIVED_SQL(X)                                                                \
	X(RECEIVED_CLOSED, RECEIVED_ROWS "c.closed_at >= :from")                       \
	X(RECEIVED_OPEN, RECEIVED_ROWS "c.state = 'active'")
STMT_LIST(received, RECEIVED_SQL);

static struct instant later(struct instant a, struct instant b)
{
	return instant_before(a, b) ? b : a;
}

/* When the work ended; the moment of the call when there was none. */
static struct instant work_ends(struct stmt *s)
{
	if (!stmt_is_null(s, "left_at"))
		return stmt_instant(s, "left_at");
	if (stmt_is_null(s, "placed"))
		return stmt_instant(s, "asked_at");
	return later(stmt_instant(s, "closed_at"),
		later(stmt_instant(s, "arrived_at"), stmt_instant(s, "expected_at")));
}

static enum err_code add(struct received_calls *r, struct stmt *s, struct err *e)
{
	if (r->n == RECEIVED_MAX)
		return err_set(e, ERR_TOO_LARGE, "more than %d calls in this period",
			(int)RECEIVED_MAX);
	if (r->n == r->cap) {
		size_t cap = r->cap > 0 ? 2 * r->cap : 64;
		struct fairness_call *grown =
			base_realloc_array(r->item, cap, sizeof *grown);

		if (grown == NULL)
			return err_set(e, ERR_NOMEM, "no memory for calls");
		r->item = grown;
		r->cap = cap;
	}
	r->item[r->n++] = (struct fairness_call){ .person_id = stmt_int(s, "person_id"),
		.function_id = stmt_int(s, "function_id"),
		.called = stmt_instant(s, "asked_at"),
		.ended = work_ends(s) };
	return ERR_OK;
}

static enum err_code load(struct db *db, int which, struct instant from,
	struct instant to, struct received_calls *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &received_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "from", from);
	stmt_bind_instant(s, "to", to);
	while (stmt_row(s, e))
		if (add(ret, s, e) != ERR_OK)
			return e->code;
	return e->code;
}

enum err_code received_calls(struct db *db, struct instant from, struct instant to,
	struct received_calls *ret, struct err *e)
{
	memset(ret, 0, sizeof *ret);
	if (load(db, RECEIVED_CLOSED, from, to, ret, e) != ERR_OK
		|| load(db, RECEIVED_OPEN, from, to, ret, e) != ERR_OK)
		received_calls_fini(ret);
	return e->code;
}

void received_calls_fini(struct received_calls *r)
{
	base_free(r->item);
	memset(r, 0, sizeof *r);
}
