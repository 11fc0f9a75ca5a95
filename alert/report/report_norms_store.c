/* SPDX-License-Identifier: EUPL-1.2 */
/* Norms of the Besluit veiligheidsregio's, and figures by channel and provider. */
#include "alert/report/report_norms.h"

#include <string.h>

#define REPORT_SQL(X)                                                                  \
	X(REPORT_FIRST, "SELECT min(sent_at) AS sent_at FROM attempt"                  \
			" WHERE callout_id = :callout_id")                             \
	X(REPORT_CHANNELS,                                                             \
		"SELECT channel, gateway, count(*) AS messages,"                       \
		" count(sent_at) AS sent, count(delivered_at) AS delivered,"           \
		" sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS failed,"        \
		" count(DISTINCT person_id) AS people,"                                \
		" count(DISTINCT CASE WHEN sent_at IS NOT NULL AND state <> 'failed'"  \
		" THEN person_id END) AS reached"                                      \
		" FROM attempt WHERE callout_id = :callout_id"                         \
		" AND purpose IN ('ask', 'remind') GROUP BY channel, gateway"          \
		" ORDER BY channel, gateway")
STMT_LIST(report, REPORT_SQL);

enum { CALLING_SECONDS = 120, DESCRIPTION_SECONDS = 300 };

static json_t *rule(const char *name, const char *article, int limit_seconds,
	struct instant t0, struct instant at, struct instant now)
{
	json_t *o = json_object();
	int64_t seconds = (at.ms - t0.ms) / 1000;

	fields_set_text(o, "rule", name);
	fields_set_text(o, "article", article);
	fields_set_int(o, "limit_seconds", limit_seconds);
	fields_set_instant_or_null(o, "at", at);
	if (at.ms != 0)
		fields_set_int(o, "seconds", seconds > 0 ? seconds : 0);
	else
		fields_set_text(o, "seconds", NULL);
	if (at.ms != 0)
		fields_set_bool(o, "kept", seconds <= limit_seconds);
	else if (now.ms > t0.ms + limit_seconds * INT64_C(1000))
		fields_set_bool(o, "kept", false);
	else
		fields_set_text(o, "kept", NULL);
	return o;
}

/* When the first question left; of a call-out made elsewhere: when the first was
 * asked. */
static enum err_code first_question(
	struct db *db, const struct call *call, struct instant *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = (struct instant){ 0 };
	if (stmt_get(db, &report_statements, REPORT_FIRST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "callout_id", call->c.id);
	if (stmt_row(s, e))
		*ret = stmt_instant(s, "sent_at");
	for (uint32_t i = 0; call->origin == CALL_MANUAL && i < call->c.people_count;
		i++)
		if (ret->ms == 0 || call->c.people[i].asked_at.ms < ret->ms)
			*ret = call->c.people[i].asked_at;
	return e->code;
}

/* The details that go with every yes stand there from the start; else the first message
 * to those who come tells them. Of a call-out made elsewhere nobody knows. */
static struct instant described_at(const struct call *call, const json_t *events)
{
	struct instant at = { 0 };
	struct err ignored = { 0 };
	const json_t *o;
	size_t i;

	if (call->origin == CALL_MANUAL)
		return at;
	if (call->details[0] != '\0')
		return call->c.started_at;
	json_array_foreach((json_t *)(uintptr_t)events, i, o)
	{
		const char *what = json_string_value(
			json_object_get(json_object_get(o, "data"), "what"));
		const char *when = json_string_value(json_object_get(o, "at"));

		if (at.ms == 0 && what != NULL && strcmp(what, "message") == 0
			&& instant_parse(when, &at, &ignored) != ERR_OK)
			at.ms = 0;
	}
	return at;
}

enum err_code report_rules(struct db *db, const struct call *call, const json_t *events,
	struct instant now, json_t **ret, struct err *e)
{
	struct instant first;
	json_t *rules;

	if (first_question(db, call, &first, e) != ERR_OK)
		return e->code;
	rules = json_array();
	json_array_append_new(rules, rule("begin_calling", "BVR 2.2.3", CALLING_SECONDS,
					     call->c.t0, first, now));
	json_array_append_new(
		rules, rule("description", "BVR 2.2.4", DESCRIPTION_SECONDS, call->c.t0,
			       described_at(call, events),
			       call->origin == CALL_MANUAL ? call->c.t0 : now));
	*ret = rules;
	return ERR_OK;
}

enum err_code report_channels(
	struct db *db, int64_t callout_id, json_t **ret, struct err *e)
{
	static const char *const counts[] = { "messages", "sent", "delivered", "failed",
		"people" };
	STMT_AUTO s = NULL;
	json_t *list;

	if (stmt_get(db, &report_statements, REPORT_CHANNELS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "callout_id", callout_id);
	list = json_array();
	while (stmt_row(s, e)) {
		json_t *o = json_object();
		int64_t people = stmt_int(s, "people"),
			reached = stmt_int(s, "reached");

		fields_set_text(o, "channel", stmt_text(s, "channel"));
		fields_set_text(o, "gateway", stmt_text_or_null(s, "gateway"));
		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
			fields_set_int(o, counts[i], stmt_int(s, counts[i]));
		fields_set_int(o, "people_reached", reached);
		fields_set_int(o, "reached_percent",
			people > 0 ? (reached * 100 + people / 2) / people : 0);
		json_array_append_new(list, o);
	}
	if (e->code != ERR_OK) {
		json_decref(list);
		return e->code;
	}
	*ret = list;
	return ERR_OK;
}

json_t *report_vias(const struct call *call)
{
	int64_t count[VIAS_COUNT] = { 0 };
	json_t *o = json_object();

	for (uint32_t i = 0; i < call->c.people_count; i++)
		if (call->c.people[i].answer != ANSWER_NONE)
			count[call->c.people[i].via]++;
	for (int via = VIA_NONE + 1; via < VIAS_COUNT; via++)
		fields_set_int(o, answer_via_words[via], count[via]);
	return o;
}
