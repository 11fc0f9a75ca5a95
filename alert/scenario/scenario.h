/* SPDX-License-Identifier: EUPL-1.2 */
/* Scenarios: a preset of slots, texts and times from which call-outs start. */
#pragma once

#include "alert/callout/callout.h"
#include "schema/resource.h"

extern const struct resource scenario_resource;
extern const struct stmt_list scenario_statements;
MUST_USE enum err_code scenario_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);
/* 0 when there is none. */
MUST_USE enum err_code scenario_by_code(
	struct db *db, const char *code, int64_t *ret, struct err *e);

/* Parts of a text message: what a phone shows as one is sent, and paid, in parts. */
enum { SCENARIO_PARTS_USUAL = 4, SCENARIO_PARTS_MAX = 10 };
enum { SCENARIO_SMS_MAX = 1000, SCENARIO_VOICE_MAX = 2000, SCENARIO_EMAIL_MAX = 4000 };

struct scenario {
	int64_t id;
	char code[33], name[121];
	enum callout_kind kind;
	char sms[SCENARIO_SMS_MAX + 1], voice[SCENARIO_VOICE_MAX + 1],
		email[SCENARIO_EMAIL_MAX + 1];
	int path_seconds, rounds;
	int parts_max;      /* of a text message */
	bool plain_letters; /* its letters outside GSM-7 are written with those inside
			     */
	bool t0_criteria;   /* the norm counts from criteria_met_at where given; else
			       always from the start */
	int slots_count;
	struct callout_slot
		slots[CALLOUT_SLOTS_MAX]; /* norm filled in from the function */
};
MUST_USE enum err_code scenario_find(
	struct db *db, int64_t id, struct scenario *ret, struct err *e);
