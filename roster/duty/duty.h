/* SPDX-License-Identifier: EUPL-1.2 */
/* Duties (hard piket), absences, and the one resolver of who is on duty. */
#pragma once

#include "roster/duty/place.h"
#include "roster/people/person.h"
#include "schema/resource.h"

extern const struct resource duty_resource;
extern const struct stmt_list duty_statements;
struct duty_filter {
	int64_t function_id, person_id; /* 0: all */
	struct instant from, to; /* duties that touch [from, to); to.ms 0: no end */
	const char *state;       /* "" all */
};
MUST_USE enum err_code duty_list(struct db *db, const struct duty_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e);

/* Duties as records of what was arranged: as duty_resource, with the rotation they came
 * from, and whether the person holds the function is not asked. */
extern const struct resource duty_record_resource;

/* 0 when there is none. */
MUST_USE enum err_code duty_find(
	struct db *db, const struct place_key *k, int64_t *ret, struct err *e);

extern const struct resource absence_resource;
extern const struct stmt_list absence_statements;
MUST_USE enum err_code absence_list(struct db *db, int64_t person_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e);

/* The absence of that person that begins then: the very same one, or else the first
 * that was there before the id before_id; 0 when there is none. */
MUST_USE enum err_code absence_find(struct db *db, int64_t person_id,
	struct instant from, struct instant until, int64_t before_id, int64_t *ret,
	struct err *e);

/* Rule 9: page, feed, report, preview and call-out all ask this. Who stands there after
 * published duties, overrides and approved swaps were laid upon each other
 * (roster/duty/layers.h), [start, end), in order of rank; the same person once. */
enum { ON_DUTY_MAX = 32 };
struct on_duty {
	int64_t person_id;
	char name[PERSON_NAME_MAX];
	int rank;
	struct instant until;
	int64_t next_person_id; /* who follows at that rank; 0: nobody */
	bool absent;
};
MUST_USE enum err_code on_duty_at(struct db *db, int64_t function_id, struct instant at,
	struct on_duty ret[ON_DUTY_MAX], size_t *ret_n, struct err *e);
/* The same, as it was known at another time. */
MUST_USE enum err_code on_duty_known(struct db *db, int64_t function_id,
	struct instant at, struct instant known_at, struct on_duty ret[ON_DUTY_MAX],
	size_t *ret_n, struct err *e);
