/* SPDX-License-Identifier: EUPL-1.2 */
/* Activities, attendance and requirements in a roster world. */
#pragma once

#include "roster/training/competence/compliance.h"
#include "tests/support/roster_world.h"

/* An activity of that kind for all functions, on that date from 09:00 to 12:00 local.
 */
int64_t training_activity(
	struct roster_world *w, const char *kind, const char *title, const char *date);
/* Records one row, given as JSON with ' for "; 0 when refused (see *e). */
int64_t training_record(
	struct roster_world *w, int64_t activity_id, const char *item, struct err *e);
/* "present" for the person, in all functions; fails the test when refused. */
int64_t training_present(
	struct roster_world *w, int64_t activity_id, int64_t person_id);
int64_t training_requirement(struct roster_world *w, json_t *body);
/* What holds for that person and function on that date, as "lapsed 2026-03-10: words".
 * "" when the person does not hold it. In a static buffer. */
const char *training_status(struct roster_world *w, int64_t person_id,
	int64_t function_id, const char *date, const char *known_date_or_null);
