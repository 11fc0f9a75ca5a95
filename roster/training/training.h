/* SPDX-License-Identifier: EUPL-1.2 */
/* Words of training, and hours as the API shows them. */
#pragma once

#include "base/fields.h"

#define ACTIVITY_KINDS(X)                                                              \
	X(COURSE, "course")                                                            \
	X(TRAINING, "training")                                                        \
	X(EXERCISE, "exercise")                                                        \
	X(SYSTEM_TEST, "system_test") X(DEPLOYMENT, "deployment")
#define X(name, text) ACTIVITY_##name,
enum activity_kind { ACTIVITY_KINDS(X) ACTIVITY_KINDS_COUNT };
#undef X
extern const char *const activity_kind_words[];

/* A requirement asks for activities of a kind (the first words are those of
 * activity_kind, in the same order), for a certificate, or for hours of any kind. */
#define REQUIREMENT_KINDS(X)                                                           \
	ACTIVITY_KINDS(X) X(CERTIFICATE, "certificate") X(HOURS, "hours")
#define X(name, text) REQUIREMENT_##name,
enum requirement_kind { REQUIREMENT_KINDS(X) REQUIREMENT_KINDS_COUNT };
#undef X
extern const char *const requirement_kind_words[];

#define ATTENDANCE_RESULTS(X)                                                          \
	X(PRESENT, "present")                                                          \
	X(ABSENT, "absent")                                                            \
	X(EXCUSED, "excused") X(PASSED, "passed") X(FAILED, "failed")
#define X(name, text) RESULT_##name,
enum attendance_result { ATTENDANCE_RESULTS(X) ATTENDANCE_RESULTS_COUNT };
#undef X
extern const char *const attendance_result_words[];

enum { TRAINING_MINUTES_MAX = 600000 };

/* "hours": a number of whole minutes (2, 1.5, 0.25); reader as in base/fields.h. */
bool hours_read(
	const json_t *o, const char *field, int64_t *ret_minutes, struct err *e);
/* 90 minutes become 1.5; whole hours an integer. */
bool hours_set(json_t *o, const char *field, int64_t minutes);
/* null when v is 0 */
bool fields_set_id(json_t *o, const char *field, int64_t v);
/* A day (since 1970) as a date. */
bool fields_set_day(json_t *o, const char *field, int64_t day);
