/* SPDX-License-Identifier: EUPL-1.2 */
/* Attendance and results: who was there, in which function, with what result.
 * Append-only (roster/training/record/append.h). */
#pragma once

#include "roster/training/training.h"
#include "schema/resource.h"

extern const struct resource attendance_resource; /* read with resource_get only */
extern const struct stmt_list attendance_statements;

enum { ATTENDANCE_LIST_MAX = 2000 };

/* Records one row, or a correction (item names "replaces" and "reason"). Hours that are
 * not given are those of the activity for who was there, else 0. source: "list",
 * "sign-in", "callout", or the file of an import. The caller owns (json_decref) *ret.
 */
MUST_USE enum err_code attendance_record(struct db *db, int64_t activity_id,
	const json_t *item, const char *source, const struct change *by, json_t **ret,
	struct err *e);
/* A whole list, or nothing: faults name "items[3].result". *ret is an array. */
MUST_USE enum err_code attendance_record_list(struct db *db, int64_t activity_id,
	const json_t *items, const char *source, const struct change *by, json_t **ret,
	struct err *e);

struct attendance_filter {
	int64_t activity_id, person_id; /* 0: all; one of the two must be given */
	bool latest; /* only what holds: neither replaced nor withdrawn */
};
MUST_USE enum err_code attendance_list(struct db *db, const struct attendance_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e);

/* Of everybody, each with "activity" (its number in another system), "kind", "title",
 * "subject", "starts_at" and "ends_at" of the activity: for exports. */
MUST_USE enum err_code attendance_export(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);

/* The record that holds for that person and function (0: none given) in the activity; 0
 * when there is none. */
MUST_USE enum err_code attendance_find(struct db *db, int64_t activity_id,
	int64_t person_id, int64_t function_id, int64_t *ret, struct err *e);
