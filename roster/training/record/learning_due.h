/* SPDX-License-Identifier: EUPL-1.2 */
/* Learning points whose owner is to be reminded: once when the date comes near, once
 * when it has passed. Another owner or another date begins anew. Sending is not here
 * (service/training/learning_remind.h). */
#pragma once

#include "base/clock.h"
#include "schema/stmt.h"

#include <stddef.h>

enum { LEARNING_SOON_DAYS = 7, LEARNING_TITLE_MAX = 200 };

struct learning_due {
	int64_t id, owner_person_id, callout_id; /* callout_id 0: of an activity */
	char title[LEARNING_TITLE_MAX * 4 + 1];  /* of the activity, or "" */
	bool english;                            /* what the owner reads */
	int64_t due_day;
	bool overdue; /* the date has passed */
};
struct learning_due_list {
	struct learning_due *item; /* by owner; who is overdue first, then by date */
	size_t n;
	/* private */
	size_t cap;
};

/* Of active people. *ret is empty before and, on error, after; the caller frees
 * ret->item with base_free. */
MUST_USE enum err_code learning_due_find(
	struct db *db, int64_t today, struct learning_due_list *ret, struct err *e);
/* The owner has been told. */
MUST_USE enum err_code learning_due_told(
	struct db *db, const struct learning_due *d, struct instant at, struct err *e);
/* Before a learning point is deleted. */
MUST_USE enum err_code learning_due_forget(struct db *db, int64_t id, struct err *e);

extern const struct stmt_list learning_due_statements;
