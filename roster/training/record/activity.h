/* SPDX-License-Identifier: EUPL-1.2 */
/* Activities: courses, trainings, exercises, system tests and deployments.
 *
 * What competence is computed from (kind, subject, times, functions, cancelled) cannot
 * be changed any more once attendance was recorded: the record would change in silence.
 */
#pragma once

#include "roster/training/training.h"
#include "schema/resource.h"

extern const struct resource activity_resource;
/* The same, with the field "source" that says where an import came from. */
extern const struct resource activity_import_resource;
extern const struct stmt_list activity_statements;

struct activity_filter {
	struct instant from, to; /* that touch [from, to); to.ms 0: no end */
	const char *kind;        /* "": all */
	const char *series;      /* "": all */
	int64_t function_id;     /* for it, or for all functions; 0: all */
	int64_t person_id;       /* that this person attended or is asked for; 0: all */
};
MUST_USE enum err_code activity_list(struct db *db, const struct activity_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e);

/* What recording attendance needs to know. */
struct activity {
	enum activity_kind kind;
	struct instant starts, ends;
	int64_t minutes;
	bool cancelled;
};
MUST_USE enum err_code activity_find(
	struct db *db, int64_t id, struct activity *ret, struct err *e);
/* 0 when there is none. */
MUST_USE enum err_code activity_by_external_id(
	struct db *db, const char *external_id, int64_t *ret, struct err *e);
/* The first of that kind and title that begins then; 0 when there is none. */
MUST_USE enum err_code activity_by_title(struct db *db, const char *kind,
	const char *title, struct instant starts, int64_t *ret, struct err *e);
MUST_USE enum err_code activity_by_callout(
	struct db *db, int64_t callout_id, int64_t *ret, struct err *e);
/* Did the person attend it, or is asked to? */
MUST_USE enum err_code activity_has_person(
	struct db *db, int64_t id, int64_t person_id, bool *ret, struct err *e);
