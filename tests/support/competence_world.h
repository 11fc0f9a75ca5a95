/* SPDX-License-Identifier: EUPL-1.2 */
/* Random histories of training, and a plain second way to compute competence: day by
 * day, by what the words of the rule say, without any cleverness. */
#pragma once

#include "base/random.h"
#include "roster/training/competence/competence.h"

enum {
	WORLD_RECORDS = 14,
	WORLD_CERTIFICATES = 4,
	WORLD_REQUIREMENTS = 6,
	WORLD_ASSIGNMENTS = 4,
	WORLD_START = 20000 /* a day in 2024 */
};

struct competence_world {
	struct competence_record record[WORLD_RECORDS];
	struct competence_certificate certificate[WORLD_CERTIFICATES];
	struct competence_requirement requirement[WORLD_REQUIREMENTS];
	struct competence_assignment assignment[WORLD_ASSIGNMENTS];
	struct competence_input in; /* all of them, on a random day */
};

/* Two people, three functions, fourteen months. */
void competence_world_make(struct competence_world *w, uint64_t seed);

struct slow_gap {
	int64_t until_day, lapse_day, have;
	bool met, never;
};
struct slow_gap slow_gap(const struct competence_input *in,
	const struct competence_assignment *a, const struct competence_requirement *q);

/* Is the requirement asked of this assignment on that day? */
bool slow_asked(const struct competence_input *in,
	const struct competence_assignment *a, const struct competence_requirement *q);
