/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tables share. Not for other folders. */
#pragma once

#include "roster/people/person.h"
#include "roster/training/view/view.h"

/* A planned activity, ready to be held against requirements. */
struct planned {
	struct competence_record as_record; /* person 0; its texts are below */
	char subject[330];
	int64_t function[200];
	char title[481], location[601], organiser[361];
	struct instant starts;
	int64_t capacity, invited, accepted, attended; /* capacity 0: room for all */
};

struct viewing {
	struct db *db;
	const struct view_query *q;
	json_t *rows;
	struct err *e;
	struct planned *planned; /* by start */
	size_t planned_count;
};

/* False after an error (in v->e) in all of these. */
bool view_planned(struct viewing *v, struct instant from, struct instant to);
void view_planned_free(struct viewing *v);
/* -1: room for all. */
int64_t view_seats_left(const struct planned *p);
bool view_person_name(struct viewing *v, int64_t person_id, char name[PERSON_NAME_MAX]);
bool view_function_code(struct viewing *v, int64_t function_id, char code[33]);
/* Is the person one of those that are asked for? */
bool view_is_theirs(const struct viewing *v, int64_t person_id);
/* person_id, function_id, name and function. */
bool view_put_holder(struct viewing *v, json_t *row, const struct competence *c);
/* words: every gap, in words. */
bool view_put_words(struct viewing *v, json_t *row, const struct compliance *all,
	const struct competence *c);
/* The new row is borrowed; NULL after an error. */
json_t *view_row(struct viewing *v);
void view_set_date(json_t *row, const char *key, int64_t day);
bool view_read_compliance(
	struct viewing *v, int64_t day, int64_t horizon_days, struct compliance *ret);

bool view_overview(struct viewing *v);
bool view_expiring(struct viewing *v);
bool view_gaps(struct viewing *v);
bool view_plan(struct viewing *v);
bool view_needs(struct viewing *v);
bool view_participation(struct viewing *v);
bool view_requirements(struct viewing *v);
bool view_aspirants(struct viewing *v);
bool view_appointments(struct viewing *v);
bool view_evaluations(struct viewing *v);
bool view_learning(struct viewing *v);
