/* SPDX-License-Identifier: EUPL-1.2 */
/* What the inspectorate asks, each answered on one page out of the records: how people
 * become competent, how they stay it, and whether evaluations lead to improvement. */
#pragma once

#include "base/text.h"
#include "roster/training/view/view.h"

#define INSPECTION_QUESTIONS(X)                                                        \
	X(BECOME, "become") X(STAY, "stay") X(IMPROVE, "improve")
#define X(name, text) INSPECTION_##name,
enum inspection_question { INSPECTION_QUESTIONS(X) INSPECTION_QUESTIONS_COUNT };
#undef X
extern const char *const inspection_words[];

struct inspection_query {
	struct instant at, now;
	const int64_t *people; /* these only, by id; NULL: all */
	size_t people_n;
};

/* *ret: {"question", "title", "at", "answer", "sections": [{"name", "title",
 * "rows"}]}: answer is one or two sentences with the figures, name the table
 * (GET /training/{name}) of which these are the rows that matter. The caller owns it.
 */
MUST_USE enum err_code inspection_read(struct db *db, enum inspection_question question,
	const struct inspection_query *asked, json_t **ret, struct err *e);
/* One page, Dutch; long lists are cut: the table has the rest. */
void inspection_html(const json_t *answer, struct instant now, struct text *out);
