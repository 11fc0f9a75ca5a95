/* SPDX-License-Identifier: EUPL-1.2 */
/* What people see of call-outs: items, recipients, attempts, timeline, preview, report.
 * Readers. */
#pragma once

#include "alert/call/call.h"
#include "roster/people/person.h"

/* The caller owns *ret (json_decref) everywhere. */
MUST_USE enum err_code call_view_item(
	const struct call *call, json_t **ret, struct err *e);
struct call_list_filter {
	const char *state;  /* "" all */
	bool running;       /* those that can still be steered: not stopped, not entered
			       afterwards, and no test that ended a day before now */
	struct instant now; /* of running */
	int64_t person_id;  /* who was asked: each item has "recipient" too; 0: all */
	enum phrase_language language; /* of the reason in it */
};
/* Newest first; before: id of the last one seen, 0 from the start. */
MUST_USE enum err_code call_view_list(struct db *db,
	const struct call_list_filter *filter, int64_t before, int64_t limit,
	json_t **ret, struct err *e);
struct call_recipient_filter {
	int state;                      /* enum recipient_state, or -1: all */
	int64_t person_id, function_id; /* 0: all */
};
/* In call order; after: place in that order to go on from. filter NULL: all. */
MUST_USE enum err_code call_view_recipients(struct db *db, const struct call *call,
	enum phrase_language language, const struct call_recipient_filter *filter,
	int64_t after, int64_t limit, json_t **ret, struct err *e);

/* Which shift is filled by whom: {"items": [{id, from, until, state, hand_over, slots:
 * [{function_id, function, name, need, filled, people: [{person_id, display_name,
 * state, arrived_at, rest_hours, rest_short}]}]}], "next": null}, in the order of the
 * shifts. rest_hours: between the end of their work in this deployment and the shift;
 * null: they have not worked. rest_short: less than eleven hours (ATW 5:3); shown,
 * never a bar. */
MUST_USE enum err_code call_view_reliefs(struct db *db, int64_t callout_id,
	struct instant now, json_t **ret, struct err *e);

#define ATTEMPT_STATES(X)                                                              \
	X(queued) X(leased) X(sent) X(delivered) X(retry) X(failed) X(cancelled)
#define X(name) ATTEMPT_##name,
enum attempt_state { ATTEMPT_STATES(X) ATTEMPT_STATES_COUNT };
#undef X
extern const char *const attempt_state_words[];
struct call_attempt_filter {
	const char *state; /* "": all */
	int64_t person_id; /* 0: all */
};
MUST_USE enum err_code call_view_attempts(struct db *db, int64_t callout_id,
	const struct call_attempt_filter *filter, int64_t after, int64_t limit,
	json_t **ret, struct err *e);
MUST_USE enum err_code call_view_timeline(struct db *db, int64_t callout_id,
	int64_t after, int64_t limit, json_t **ret, struct err *e);
/* What somebody is called, and their language; "" and Dutch when there is nobody. */
enum err_code call_view_person(struct db *db, int64_t id,
	char ret_name[PERSON_NAME_MAX], enum phrase_language *ret_language,
	struct err *e);
/* Who would be called now, and with which texts: START is run in memory. Takes the
 * planned call-out as it is, changed. */
MUST_USE enum err_code call_view_preview(struct db *db,
	const struct call_settings *settings, struct call *call, struct instant now,
	enum phrase_language language, json_t **ret, struct err *e);

/* The after-action report, as it stands at `now`. */
MUST_USE enum err_code report_json(struct db *db, const struct call *call,
	struct instant now, enum phrase_language language, json_t **ret, struct err *e);
bool report_csv(const json_t *report, struct text *out);
bool report_html(
	const json_t *report, struct text *out); /* Dutch; prints well; no script */

extern const struct stmt_list call_view_statements, recipient_view_statements,
	attempt_view_statements;
