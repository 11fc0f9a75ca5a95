/* SPDX-License-Identifier: EUPL-1.2 */
/* Random rosters of one person on a grid of quarters of an hour, with the European
 * clock rule by hand: for naive twins of the rules of working time. */
#pragma once

#include "base/random.h"
#include "roster/rules/working_time.h"

enum {
	GRID_QUARTER = 900000,
	GRID_HOUR = 4, /* cells */
	GRID_DAY = 96,
	GRID_CELLS = 340 * 96, /* 340 days of 24 hours from GRID_EPOCH */
	GRID_SPANS = 400,
	GRID_USUALS = 4
};
#define GRID_EPOCH INT64_C(1764547200000) /* 2025-12-01T00:00:00Z, a Monday */

struct grid {
	bool on_call[GRID_CELLS], shift[GRID_CELLS], call[GRID_CELLS], work[GRID_CELLS],
		busy[GRID_CELLS];
	bool raw_call[GRID_CELLS];
	struct working_time_duty duty[GRID_SPANS];
	struct span shifts[GRID_SPANS], calls[GRID_SPANS];
	struct working_time_usual usual[GRID_USUALS];
	struct working_time given;
	bool count_between_working_days;
};

/* When a cell begins. */
int64_t grid_ms(int64_t cell);
struct civil grid_local(int64_t ms);
/* Of a cell, from a day before the grid to 120 days after it. */
int64_t grid_day(int64_t cell);
int grid_hour(int64_t cell);
bool grid_is_midnight(int64_t cell);

/* What is known of that local day; NULL: nothing. */
const struct working_time_usual *grid_usual(const struct grid *r, int64_t day);
/* Sets [from, to) as far as it is on the grid. */
void grid_put(bool *grid, int64_t from, int64_t to);
void grid_random(struct grid *r, struct prng *p);
/* Does [from, to) touch the period that is judged? */
bool grid_touches(const struct grid *r, int64_t from, int64_t to);
/* What the real rule says; the caller frees. */
struct working_time_breaches grid_judge(
	const struct grid *r, enum working_time_rule rule);
