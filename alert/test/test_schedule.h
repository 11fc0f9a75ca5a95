/* SPDX-License-Identifier: EUPL-1.2 */
/* Test alarms and reachability tests on a schedule, and what they showed. */
#pragma once

#include "alert/call/call.h"
#include "base/random.h"

/* The first time of a schedule: local `minute` on the first such weekday on or after
 * first_day; and the first after `now` in its rhythm, seen from that one. Local times
 * that the clock skips mean the first instant after. Pure. */
struct test_rhythm {
	int64_t first_day;
	int every_weeks, weekday, minute;
};
struct instant test_rhythm_next(const struct test_rhythm *r, struct instant after);

extern const struct resource test_schedule_resource;
MUST_USE enum err_code test_schedule_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);

/* Starts what is due. What is more than an hour late (the program was off) is passed
 * over: nobody is tested at an hour that was not announced. */
MUST_USE enum err_code test_schedule_run(struct db *db,
	const struct call_settings *settings, struct random *random,
	const struct change *by, struct err *e);

/* Counts who reacted to tests that ended, at least an hour after they began: in
 * roster/people/reachability.h. Each once; who was told off before answering does not
 * count. */
MUST_USE enum err_code test_count(
	struct db *db, const struct change *by, struct err *e);

extern const struct stmt_list test_schedule_statements, test_run_statements;
