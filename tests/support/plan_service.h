/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole program with a roster to plan: for tests of planning over HTTP. Everything
 * is asked as the coordinator unless a token is given. */
#pragma once

#include "tests/support/call_service.h"

enum { PLAN_PEOPLE = 4 };

struct plan_service {
	struct call_service w;
	int64_t person[PLAN_PEOPLE]; /* officers without any duty; the first one reads
					English */
	char member[PLAN_PEOPLE][ACCOUNT_TOKEN_TEXT]; /* a token of each */
};

/* rules: lines of [roster], "" for what is usual. */
void plan_open(struct plan_service *p, const char *rules);
void plan_close(struct plan_service *p);

/* For cmocka: one with the usual rules for a group; *state is it. */
int plan_setup(void **state);
int plan_teardown(void **state);

/* Fails the test unless the reply has that status. token NULL: the coordinator's. */
struct reply plan_ask(struct plan_service *p, const char *token, const char *method,
	const char *path, const char *body, long status);
/* POST; the id of what was made. */
int64_t plan_make(struct plan_service *p, const char *path, const char *body);
/* A function with hard piket, held by the four officers. */
int64_t plan_function(struct plan_service *p, const char *code);
/* A duty of one of the officers, by number; state "draft" or "published". */
int64_t plan_duty(struct plan_service *p, int64_t function, int officer,
	const char *from, const char *until, const char *state);
/* The person on duty, 0 for nobody; more: "" or further parameters ("&known_at=…"). */
int64_t plan_who(
	struct plan_service *p, int64_t function, const char *at, const char *more);
/* Items of the array field `name`. */
size_t plan_count(const struct reply *r, const char *name);
/* The i-th of them. */
const json_t *plan_item(const struct reply *r, const char *name, size_t i);
/* How many notices a person was sent. */
size_t plan_notices(struct plan_service *p, int64_t person);
