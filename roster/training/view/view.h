/* SPDX-License-Identifier: EUPL-1.2 */
/* Tables about training: who is competent per function and ring, what expires, what
 * people lack and which planned activity fills it, the plan of a year, seats against
 * needs, participation over the years; what is asked, who is on the way, who was
 * appointed with what; what evaluations taught and what came of it. Rows of plain
 * values, for pages and files. */
#pragma once

#include "roster/training/competence/compliance.h"

#define TRAINING_VIEWS(X)                                                              \
	X(OVERVIEW, "overview")                                                        \
	X(EXPIRING, "expiring")                                                        \
	X(GAPS, "gaps")                                                                \
	X(PLAN, "plan")                                                                \
	X(NEEDS, "needs")                                                              \
	X(PARTICIPATION, "participation")                                              \
	X(REQUIREMENTS, "requirements")                                                \
	X(ASPIRANTS, "aspirants")                                                      \
	X(APPOINTMENTS, "appointments")                                                \
	X(EVALUATIONS, "evaluations") X(LEARNING, "learning")
#define X(name, text) VIEW_##name,
enum training_view { TRAINING_VIEWS(X) TRAINING_VIEWS_COUNT };
#undef X
extern const char *const training_view_words[];

struct view_column {
	const char *key;   /* field of a row: text, number, date, time or null */
	const char *title; /* Dutch heading; NULL: ids, in JSON only */
};
/* Ended by a column without key. */
const struct view_column *training_view_columns(enum training_view view);
const char *training_view_title(enum training_view view); /* Dutch */

struct view_query {
	enum training_view view;
	struct instant at, now;         /* competence as of that day */
	int64_t function_id, person_id; /* 0: all */
	const int64_t *people; /* these only, by id, when person_id is 0; NULL: all */
	size_t people_n;
	int64_t days; /* EXPIRING: within so many */
	int year;     /* PLAN and NEEDS */
	bool english; /* sentences in the rows */
};

/* *ret: an array of objects that hold the view's columns. The caller owns it
 * (json_decref). */
MUST_USE enum err_code training_view_rows(
	struct db *db, const struct view_query *q, json_t **ret, struct err *e);

extern const struct stmt_list view_statements, participation_statements;
extern const struct stmt_list view_entry_statements;
extern const struct stmt_list view_learning_statements;
