/* SPDX-License-Identifier: EUPL-1.2 */
/* Alarms of a control room: a JSON object with a number of its own, and rules that say
 * which scenario it means. */
#pragma once

#include "alert/call/call.h"
#include "base/text.h"

/* --- pure */

enum { ALARM_MATCHES_MAX = 20, ALARM_VALUE_MAX = 200, ALARM_BODY_MAX = 16384 };
#define ALARM_TESTS(X)                                                                 \
	X(EQUALS, "equals") X(CONTAINS, "contains") X(STARTS_WITH, "starts_with")

/* Do all of [{field, is, value}] hold for the alarm? Case and marks on letters do not
 * matter; a number is compared as it is written. A field that is not there meets none.
 * An empty list holds always. */
bool alarm_matches(const json_t *matches, const json_t *alarm);
/* The text with {field} replaced by what the alarm says there ("" when it does not), in
 * one line when `line`, and cut at max bytes on a character border. */
bool alarm_render(struct text *out, const char *template, const json_t *alarm,
	bool line, size_t max);

/* --- store */

extern const struct resource alarm_rule_resource;
MUST_USE enum err_code alarm_rule_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);

enum alarm_result {
	ALARM_STARTED,
	ALARM_JOINED, /* the same scenario began less than a minute ago: one call-out */
	ALARM_NO_RULE,  /* somebody must look: the caller warns */
	ALARM_REPEATED, /* known: nothing changed */
	ALARM_RESULTS
};
extern const char *const alarm_result_words[];

/* One alarm of that control room: kept, and a call-out started when a rule says so.
 * *ret_callout 0: none. ERR_INVALID: no usable "id"; or the scenario cannot be started.
 */
MUST_USE enum err_code alarm_take(struct db *db, const struct call_settings *settings,
	const char *control_room, const json_t *alarm,
	const uint8_t nonce[CALL_NONCE_BYTES], const struct change *by,
	enum alarm_result *ret, int64_t *ret_callout, struct err *e);
/* Newest first, before that id (0: from the newest). */
MUST_USE enum err_code alarm_list(
	struct db *db, int64_t before, int64_t limit, json_t **ret, struct err *e);

extern const struct stmt_list alarm_statements, alarm_rule_statements;
