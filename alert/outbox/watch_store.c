/* SPDX-License-Identifier: EUPL-1.2 */
/* Gateways and stuck channels in the database, events, and warnings. */
#include "alert/outbox/watch.h"

#include "alert/call/coordinators.h"
#include "alert/outbox/notice.h"
#include "alert/outbox/outbox.h"
#include "schema/event.h"

#include <stdio.h>
#include <string.h>

#define WATCH_SQL(X)                                                                   \
	X(WATCH_STATE, "INSERT INTO gateway (name, state, changed_at) VALUES (:name, " \
		       ":state, :now) ON CONFLICT (name) DO UPDATE SET"                \
		       " state = excluded.state, changed_at = excluded.changed_at")    \
	X(WATCH_FORGET, "UPDATE gateway SET state = 'works', changed_at = :now"        \
			" WHERE state = 'broken'")                                     \
	X(WATCH_TEST,                                                                  \
		"INSERT INTO gateway (name, state, changed_at, tested_at, test_state)" \
		" VALUES (:name, 'works', :now, :now, 'started')"                      \
		" ON CONFLICT (name) DO UPDATE SET tested_at = excluded.tested_at,"    \
		" test_state = 'started', test_reason = NULL")                         \
	X(WATCH_TESTED, "UPDATE gateway SET test_state = :state,"                      \
			" test_reason = :reason WHERE name = :name")                   \
	X(WATCH_LIST, "SELECT name, state, changed_at, tested_at, test_state,"         \
		      " test_reason FROM gateway ORDER BY name")                       \
	X(WATCH_STUCK, "SELECT channel, since FROM stuck_channel ORDER BY channel")    \
	X(WATCH_STUCK_ADD,                                                             \
		"INSERT INTO stuck_channel (channel, since) VALUES (:channel, :now)")  \
	X(WATCH_STUCK_OVER, "DELETE FROM stuck_channel WHERE channel = :channel")
STMT_LIST(watch, WATCH_SQL);

enum { COORDINATORS_MAX = 32, WORDS_MAX = 400, DAY_MS = 86400000 };

/* {"<key>": "<subject>", "state": "<state>", "reason": "<reason>"} */
static enum err_code tell(struct db *db, const char *key, const char *subject,
	const char *state, const char *reason, const struct change *by, struct err *e)
{
	TEXT_AUTO data = { 0 };
	struct event_record r = {
		.at = by->now, .kind = "gateway", .actor = by->actor.name
	};

	text_init(&data, 1024);
	text_addf(&data, "{\"%s\":", key);
	text_add_json(&data, subject);
	text_addf(&data, ",\"state\":\"%s\"", state);
	if (reason[0] != '\0') {
		text_add(&data, ",\"reason\":");
		text_add_json(&data, reason);
	}
	if (!text_add(&data, "}"))
		return err_set(e, ERR_NOMEM, "no memory for an event");
	r.data = text_str(&data);
	return event_write(db, &r, NULL, e);
}

/* To every coordinator on duty, once for that key. channels: over which it may go. */
static enum err_code warn(struct db *db, const struct call_settings *settings,
	const char *text, const char *key, unsigned channels, const struct change *by,
	struct err *e)
{
	int64_t people[COORDINATORS_MAX], id;
	size_t n = 0;

	if (coordinators_to_tell(db, by->now, people, COORDINATORS_MAX, &n, e)
		!= ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++) {
		char own[160];
		const struct notice notice = { .kind = NOTICE_WARNING,
			.person_id = people[i],
			.channels = channels,
			.subject = "Let op: oproepen",
			.text = text,
			.link = "",
			.key_or_null = own,
			.urgent = true };

		(void)snprintf(own, sizeof own, "%s:%" PRId64, key, people[i]);
		if (notice_add(db, settings, &notice, by, &id, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code watch_gateway(struct db *db, const char *name, bool works,
	const char *reason, const struct change *by, struct err *e)
{
	const char *state = works ? "works" : "broken";
	STMT_AUTO s = NULL;

	if (stmt_get(db, &watch_statements, WATCH_STATE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "name", name);
	stmt_bind_text(s, "state", state);
	stmt_bind_instant(s, "now", by->now);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	return tell(db, "gateway", name, state, reason, by, e);
}

enum err_code watch_forget(struct db *db, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &watch_statements, WATCH_FORGET, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "now", by->now);
	return stmt_run(s, e);
}

/* --- channels --- */

static enum err_code stuck_before(struct db *db, unsigned *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = 0;
	if (stmt_get(db, &watch_statements, WATCH_STUCK, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e))
		for (int c = 0; c < CHANNELS_COUNT; c++)
			if (strcmp(stmt_text(s, "channel"), channel_words[c]) == 0)
				*ret |= 1u << c;
	return e->code;
}

static enum err_code mark_channel(struct db *db, int which, const char *channel,
	struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &watch_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "channel", channel);
	if (which == WATCH_STUCK_ADD)
		stmt_bind_instant(s, "now", now);
	return stmt_run(s, e);
}

static enum err_code begin_stuck(struct db *db, const struct call_settings *settings,
	enum channel channel, unsigned stuck, bool is_unsure, const struct change *by,
	struct err *e)
{
	static const char *const names[] = { [CHANNEL_SMS] = "sms-berichten",
		[CHANNEL_VOICE] = "telefoontjes",
		[CHANNEL_EMAIL] = "e-mails",
		[CHANNEL_PUSH] = "pushberichten" };
	char words[WORDS_MAX], key[64];

	(void)snprintf(words, sizeof words,
		is_unsure ? "LET OP: van %s komen geen ontvangstberichten terug. "
			    "Misschien komen oproepen niet aan. Bel wie niet reageert "
			    "met de bellijst."
			  : "LET OP: oproepen komen niet weg. Geen enkele gateway voor "
			    "%s werkt. Mensen worden zo mogelijk op een andere manier "
			    "gevraagd. Bel de anderen met de bellijst.",
		names[channel]);
	(void)snprintf(key, sizeof key, "stuck:%s:%" PRId64, channel_words[channel],
		by->now.ms);
	if (mark_channel(db, WATCH_STUCK_ADD, channel_words[channel], by->now, e)
			!= ERR_OK
		|| tell(db, "channel", channel_words[channel], "stuck",
			   is_unsure ? "no receipts come" : "", by, e)
			   != ERR_OK)
		return e->code;
	if ((settings->channels & ~stuck) == 0)
		stuck = 0; /* over those in doubt rather than not at all */
	return warn(db, settings, words, key, settings->channels & ~stuck, by, e);
}

enum err_code watch_channels(struct db *db, const struct call_settings *settings,
	unsigned stuck, unsigned unsure, const struct change *by, struct err *e)
{
	unsigned before = 0;

	err_clear(e);
	if (stuck_before(db, &before, e) != ERR_OK)
		return e->code;
	for (int c = 0; c < CHANNELS_COUNT; c++) {
		const unsigned bit = 1u << c;

		if ((stuck & bit) != 0 && (before & bit) == 0
			&& begin_stuck(db, settings, (enum channel)c, stuck,
				   (unsure & bit) != 0, by, e)
				   != ERR_OK)
			return e->code;
		if ((stuck & bit) == 0 && (before & bit) != 0
			&& (mark_channel(db, WATCH_STUCK_OVER, channel_words[c],
				    by->now,
				    e) != ERR_OK
				|| tell(db, "channel", channel_words[c], "flows", "",
					   by, e)
					   != ERR_OK))
			return e->code;
	}
	return ERR_OK;
}

/* --- tests --- */

enum err_code watch_test(struct db *db, const char *gateway, enum channel channel,
	const char *address, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;

	err_clear(e);
	if (stmt_get(db, &watch_statements, WATCH_TEST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "name", gateway);
	stmt_bind_instant(s, "now", by->now);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	return outbox_test(db, gateway, channel, address, by->now, e);
}

enum err_code watch_tested(struct db *db, const struct call_settings *settings,
	const char *gateway, const char *state, const char *reason,
	const struct change *by, struct err *e)
{
	char words[WORDS_MAX], key[128];
	STMT_AUTO s = NULL;

	if (stmt_get(db, &watch_statements, WATCH_TESTED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "name", gateway);
	stmt_bind_text(s, "state", state);
	stmt_bind_text(s, "reason", reason[0] != '\0' ? reason : NULL);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	if (strcmp(state, "failed") != 0)
		return ERR_OK;
	(void)snprintf(words, sizeof words,
		"LET OP: een test van gateway %s is mislukt (%s). Laat dit "
		"vandaag nakijken.",
		gateway, reason);
	(void)snprintf(
		key, sizeof key, "test:%s:%" PRId64, gateway, by->now.ms / DAY_MS);
	if (tell(db, "gateway", gateway, "test_failed", reason, by, e) != ERR_OK)
		return e->code;
	return warn(db, settings, words, key, settings->channels, by, e);
}

/* --- for readers */

static enum err_code add_gateways(struct db *db, json_t *items, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &watch_statements, WATCH_LIST, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		json_t *o = json_object();

		fields_set_text(o, "name", stmt_text(s, "name"));
		fields_set_text(o, "state", stmt_text(s, "state"));
		fields_set_instant(o, "changed_at", stmt_instant(s, "changed_at"));
		fields_set_instant_or_null(
			o, "tested_at", stmt_instant(s, "tested_at"));
		fields_set_text(o, "test_state", stmt_text_or_null(s, "test_state"));
		fields_set_text(o, "test_reason", stmt_text_or_null(s, "test_reason"));
		json_array_append_new(items, o);
	}
	return e->code;
}

static enum err_code add_stuck(struct db *db, json_t *list, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &watch_statements, WATCH_STUCK, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		json_t *o = json_object();

		fields_set_text(o, "channel", stmt_text(s, "channel"));
		fields_set_instant(o, "since", stmt_instant(s, "since"));
		json_array_append_new(list, o);
	}
	return e->code;
}

enum err_code watch_list(struct db *db, json_t **ret, struct err *e)
{
	json_t *o = json_object(), *items = json_array(), *stuck = json_array();

	err_clear(e);
	json_object_set_new(o, "items", items);
	if (json_object_set_new(o, "stuck", stuck) != 0)
		(void)err_set(e, ERR_NOMEM, "no memory for a list");
	else if (add_gateways(db, items, e) == ERR_OK)
		(void)add_stuck(db, stuck, e);
	if (e->code != ERR_OK)
		json_decref(o);
	else
		*ret = o;
	return e->code;
}
