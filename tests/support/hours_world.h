/* SPDX-License-Identifier: EUPL-1.2 */
/* One person's duties, shifts and call-outs of a year, for the rules of working time;
 * local times are Dutch. */
#pragma once

#include "roster/rules/working_time.h"

enum { HOURS_DUTIES = 120, HOURS_HOUR = 3600000, HOURS_DAY = 86400000 };

struct hours_world {
	struct working_time_duty duty[HOURS_DUTIES];
	struct span shift[HOURS_DUTIES];
	struct span call[HOURS_DUTIES];
	struct working_time_usual usual;
	struct working_time given;
	struct working_time_breaches found;
};

/* Sets the zone; a group's setup. */
int hours_amsterdam(void **state);
/* Local time: so many minutes after midnight of that day. */
struct instant hours_local(int year, int month, int d, int minute);
/* Person 7, nothing yet, the year from 5 January 2026. */
void hours_start(struct hours_world *w);
void hours_duty(struct hours_world *w, struct instant from, struct instant to);
void hours_shift(struct hours_world *w, struct instant from, int64_t minutes_long);
void hours_call(struct hours_world *w, struct instant from, int64_t minutes_long);
/* One week in n on duty, Monday 09:00 to Monday 09:00, for `weeks` weeks from the
 * Monday year-month-d. */
void hours_ring(struct hours_world *w, int year, int month, int d, int n, int weeks);
/* So many minutes of work a week, always; 0: the shifts are all there is. */
void hours_usual(struct hours_world *w, int week_minutes);
/* By one rule; what was found before is freed. */
void hours_judge(struct hours_world *w, enum working_time_rule rule);
