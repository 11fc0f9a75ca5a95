/* SPDX-License-Identifier: EUPL-1.2 */
/* Which call-outs ask a person, out of those that may still be answered; and whether a
 * question ever left. */
#include "alert/call/call_store.h"

#include <string.h>

#define CALL_ASKED_SQL(X)                                                              \
	X(CALL_OF_PERSON,                                                              \
		"SELECT id, asked_at, state FROM callout_recipient"                    \
		" WHERE callout_id = :callout_id AND person_id = :person_id")          \
	X(CALL_ASK_LEFT, "SELECT EXISTS (SELECT 1 FROM attempt"                        \
			 " WHERE recipient_id = :id AND purpose IN ('ask', 'remind')"  \
			 " AND gateway IS NOT NULL) AS did")
STMT_LIST(call_asked, CALL_ASKED_SQL);

enum { DAY_MS = 86400000 };

struct search {
	int64_t person_id, callout_id; /* callout_id 0: any */
	bool comes;                    /* rather one to which they said to come */
	void (*keep)(struct search *, const struct call_question *, bool coming);
	/* found */
	struct call_question best;
	bool is_coming;
	struct call_question *list; /* newest first */
	size_t n;
};

/* Later asked; one that they come to before all others, where that matters. */
static void keep_best(struct search *found, const struct call_question *q, bool coming)
{
	bool comes = found->comes && coming;
	bool is_better = comes != found->is_coming
				 ? comes
				 : q->asked_at.ms > found->best.asked_at.ms;

	if (!is_better)
		return;
	found->best = *q;
	found->is_coming = comes;
}

/* In its place; the oldest falls off a full list. */
static void keep_all(struct search *found, const struct call_question *q, bool coming)
{
	size_t at = found->n;

	(void)coming;
	while (at > 0 && found->list[at - 1].asked_at.ms < q->asked_at.ms)
		at--;
	if (at == CALL_QUESTIONS_MAX)
		return;
	if (found->n < CALL_QUESTIONS_MAX)
		found->n++;
	memmove(&found->list[at + 1], &found->list[at],
		(found->n - 1 - at) * sizeof found->list[0]);
	found->list[at] = *q;
}

static void look(struct stmt *s, int64_t callout, struct search *found)
{
	struct call_question q = { .callout = callout,
		.recipient = stmt_int(s, "id"),
		.asked_at = stmt_instant(s, "asked_at") };

	if (q.asked_at.ms != 0)
		found->keep(found, &q,
			strcmp(stmt_text(s, "state"),
				recipient_state_words[RECIPIENT_ACCEPTED])
				== 0);
}

static enum err_code look_at_page(struct db *db, const int64_t ids[], size_t n,
	struct search *found, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &call_asked_statements, CALL_OF_PERSON, &s, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++) {
		if (found->callout_id != 0 && ids[i] != found->callout_id)
			continue;
		stmt_bind_int(s, "callout_id", ids[i]);
		stmt_bind_int(s, "person_id", found->person_id);
		if (stmt_row(s, e))
			look(s, ids[i], found);
		if (e->code != ERR_OK || stmt_run_again(s, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code look_at_open(
	struct db *db, struct instant now, struct search *found, struct err *e)
{
	int64_t ids[CALL_OPEN_PAGE], before = INT64_MAX;
	size_t n;

	do {
		if (call_open_ids(db, (struct instant){ now.ms - DAY_MS }, before, ids,
			    &n,
			    e) != ERR_OK
			|| look_at_page(db, ids, n, found, e) != ERR_OK)
			return e->code;
		before = n > 0 ? ids[n - 1] : 0;
	} while (n == CALL_OPEN_PAGE);
	return ERR_OK;
}

enum err_code call_of_person(struct db *db, int64_t person_id, int64_t callout_id,
	bool comes, struct instant now, int64_t *ret_callout, int64_t *ret_recipient,
	struct err *e)
{
	struct search found = { .person_id = person_id,
		.callout_id = callout_id,
		.comes = comes,
		.keep = keep_best };

	*ret_callout = *ret_recipient = 0;
	if (look_at_open(db, now, &found, e) != ERR_OK)
		return e->code;
	*ret_callout = found.best.callout;
	*ret_recipient = found.best.recipient;
	return ERR_OK;
}

enum err_code call_questions(struct db *db, int64_t person_id, struct instant now,
	struct call_question ret[CALL_QUESTIONS_MAX], size_t *ret_n, struct err *e)
{
	struct search found = { .person_id = person_id, .keep = keep_all, .list = ret };

	*ret_n = 0;
	if (look_at_open(db, now, &found, e) != ERR_OK)
		return e->code;
	*ret_n = found.n;
	return ERR_OK;
}

enum err_code call_ask_left(
	struct db *db, int64_t recipient_id, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &call_asked_statements, CALL_ASK_LEFT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", recipient_id);
	if (stmt_row(s, e))
		*ret = stmt_bool(s, "did");
	return e->code;
}
