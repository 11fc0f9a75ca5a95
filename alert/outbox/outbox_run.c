/* SPDX-License-Identifier: EUPL-1.2 */
/* Recording what became of what was sent. Leasing is in outbox_lease.c. */
#include "alert/outbox/outbox_internal.h"

#include "alert/outbox/notice.h"
#include "alert/outbox/watch.h"
#include "base/parse.h"
#include "base/random.h"
#include "schema/event.h"

#include <stdio.h>
#include <string.h>

static const struct stmt_text texts[] = { OUTBOX_SQL(STMT_LIST_TEXT_) };
const struct stmt_list outbox_statements = { "outbox", OUTBOX_SQL_COUNT, texts };

enum { TRIES_PER_GATEWAY = 5, PATIENCE_SECONDS = 60 };

struct duration outbox_backoff(int failures, int retry_after_seconds, uint64_t chance)
{
	int shift = failures < 1 ? 0 : failures > 5 ? 5 : failures - 1;
	int64_t ms = INT64_C(2000) << shift;

	if (ms > 60000)
		ms = 60000;
	ms += (int64_t)(chance % 1000) * ms
	      / 4000; /* up to a quarter later: not all at once */
	if (ms < retry_after_seconds * INT64_C(1000))
		ms = retry_after_seconds * INT64_C(1000);
	return (struct duration){ ms };
}

static enum err_code read_attempt(struct stmt *s, struct attempt *a, struct err *e)
{
	if (!stmt_row(s, e))
		return e->code != ERR_OK ? e->code
					 : err_set(e, ERR_NOTFOUND, "no such message");
	a->id = stmt_int(s, "id");
	a->callout_id = stmt_int(s, "callout_id");
	a->recipient_id = stmt_int(s, "recipient_id");
	a->notice_id = stmt_int(s, "notice_id");
	a->person_id = stmt_int(s, "person_id");
	a->purpose = (enum call_purpose)parse_word(
		stmt_text(s, "purpose"), call_purpose_words, PURPOSES_COUNT);
	a->path = (int)stmt_int(s, "path");
	a->tries = (int)stmt_int(s, "tries");
	stmt_copy(s, "state", a->state, sizeof a->state);
	stmt_copy(s, "channel", a->channel, sizeof a->channel);
	stmt_copy(s, "gateway", a->gateway, sizeof a->gateway);
	a->is_test = !stmt_is_null(s, "only_gateway");
	return ERR_OK;
}

static enum err_code find(struct db *db, int64_t id, struct attempt *a, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return read_attempt(s, a, e);
}

enum err_code outbox_event(struct db *db, const struct attempt *a, const char *state,
	const char *reason, const struct change *by, struct err *e)
{
	struct event_record r = { .at = by->now,
		.kind = "attempt",
		.callout_id = a->callout_id,
		.person_id = a->person_id,
		.actor = by->actor.name };
	TEXT_AUTO data = { 0 };

	text_init(&data, 1024);
	text_addf(&data, "{\"what\":\"%s\",\"attempt_id\":%" PRId64, state, a->id);
	text_addf(&data, ",\"purpose\":\"%s\",\"channel\":\"%s\",\"gateway\":",
		call_purpose_words[a->purpose], a->channel);
	text_add_json(&data, a->gateway);
	text_add(&data, ",\"reason\":");
	text_add_json(&data, reason);
	if (!text_add(&data, "}"))
		return err_set(e, ERR_NOMEM, "no memory for an event");
	r.data = text_str(&data);
	return event_write(db, &r, NULL, e);
}

/* Tells the machine what became of an ask. */
static enum err_code step_ask(struct db *db, const struct call_settings *settings,
	const struct attempt *a, enum callout_event_kind kind, const struct change *by,
	struct err *e)
{
	struct callout_event event = {
		.kind = kind, .path = a->path % 100, .round = a->path / 100
	};
	struct call *call = NULL;
	int64_t person;

	if (a->purpose != PURPOSE_ASK && a->purpose != PURPOSE_REMIND)
		return ERR_OK;
	if (call_get(db, a->callout_id, &call, e) != ERR_OK)
		return e->code;
	person = call_recipient(call, a->recipient_id);
	if (person < 0)
		return ERR_OK;
	event.person = (uint32_t)person;
	return call_step(db, settings, a->callout_id, &event, by, e);
}

/* False in *ret_changed: a late or repeated report. */
static enum err_code mark(struct db *db, int which, const struct attempt *a,
	struct instant at, const char *text, bool *ret_changed, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", a->id);
	if (which == OUTBOX_FAILED || which == OUTBOX_GIVE_UP)
		stmt_bind_text(s, "reason", text);
	else
		stmt_bind_instant(s, "at", at);
	if (stmt_run(s, e) == ERR_OK)
		*ret_changed = stmt_changes(s) > 0;
	return e->code;
}

/* With a gateway that gives receipts it is due again when one should have come. */
static enum err_code mark_sent(struct db *db, const struct outbox_outcome *o,
	int receipt_seconds, bool *ret_changed, struct err *e)
{
	STMT_AUTO s = NULL;
	const char *id = o->what.provider_id;

	if (stmt_get(db, &outbox_statements, OUTBOX_SENT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", o->attempt_id);
	stmt_bind_instant(s, "at", o->at);
	stmt_bind_text(s, "provider_id", id[0] != '\0' ? id : NULL);
	if (receipt_seconds > 0)
		stmt_bind_instant(
			s, "receipt_by", instant_add(o->at, seconds(receipt_seconds)));
	if (stmt_run(s, e) == ERR_OK)
		*ret_changed = stmt_changes(s) > 0;
	return e->code;
}

static enum err_code record_sent(struct db *db, const struct call_settings *settings,
	const struct outbox_outcome *o, const struct outbox_batch *batch,
	const struct attempt *a, const struct change *by, struct err *e)
{
	bool changed = false;

	if (mark_sent(db, o, batch->gateways[o->gateway].receipt_seconds, &changed, e)
			!= ERR_OK
		|| !changed)
		return e->code;
	if (a->is_test)
		return watch_tested(db, settings, a->gateway, "sent", "", by, e);
	if (step_ask(db, settings, a, CALLOUT_SENT, by, e) != ERR_OK)
		return e->code;
	return outbox_event(db, a, "sent", "", by, e);
}

/* which: OUTBOX_GIVE_UP, or OUTBOX_FAILED for what the gateway reports. */
static enum err_code record_failed(struct db *db, const struct call_settings *settings,
	int which, const struct attempt *a, const char *reason, const struct change *by,
	struct err *e)
{
	bool changed = false;

	if (mark(db, which, a, by->now, reason, &changed, e) != ERR_OK || !changed)
		return e->code;
	if (outbox_event(db, a, "failed", reason, by, e) != ERR_OK)
		return e->code;
	if (a->is_test)
		return watch_tested(db, settings, a->gateway, "failed", reason, by, e);
	if (a->purpose == PURPOSE_NOTICE)
		return notice_path_failed(db, settings, a->notice_id, a->path, by, e);
	return step_ask(db, settings, a, CALLOUT_PATH_FAILED, by, e);
}

enum err_code outbox_give_up(struct db *db, const struct call_settings *settings,
	const struct attempt *a, const char *reason, const struct change *by,
	struct err *e)
{
	return record_failed(db, settings, OUTBOX_GIVE_UP, a, reason, by, e);
}

bool outbox_serves(const struct outbox_gateway *g, const char *channel)
{
	return g->any_channel || strcmp(channel_words[g->channel], channel) == 0;
}

size_t outbox_gateways_of(const struct outbox_batch *batch, const char *channel)
{
	size_t n = 0;

	for (size_t i = 0; i < batch->gateways_count; i++)
		n += outbox_serves(&batch->gateways[i], channel);
	return n;
}

enum err_code outbox_has_other_way(struct db *db, const struct call_settings *settings,
	const struct outbox_batch *batch, const struct attempt *a, bool *ret,
	struct err *e)
{
	struct call_path paths[CALL_PATHS_MAX];
	int n = 0;

	*ret = false;
	if (a->purpose != PURPOSE_ASK && a->purpose != PURPOSE_REMIND)
		return ERR_OK;
	if (call_paths(db, a->person_id, settings->channels, paths, &n, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < n; i++)
		for (size_t k = 0; k < batch->gateways_count; k++) {
			const char *channel = channel_words[paths[i].channel];

			*ret |= strcmp(channel, a->channel) != 0
				&& batch->gateways[k].usable
				&& outbox_serves(&batch->gateways[k], channel);
		}
	return ERR_OK;
}

enum err_code outbox_postpone(struct db *db, int64_t id, struct instant due,
	const char *reason, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_POSTPONE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_instant(s, "due_at", due);
	stmt_bind_text(s, "reason", reason);
	return stmt_run(s, e);
}

/* The next gateway of the channel at once; after all of them, later. Who would wait
 * long and can be asked another way is asked there first. */
static enum err_code record_retry(struct db *db, const struct call_settings *settings,
	const struct outbox_outcome *o, const struct outbox_batch *batch,
	const struct attempt *a, const struct change *by, struct err *e)
{
	size_t gateways = outbox_gateways_of(batch, a->channel);
	int rounds = gateways > 0 ? a->tries / (int)gateways : a->tries;
	struct instant due = o->at;
	bool elsewhere = false;

	if (strcmp(a->state, "leased") != 0)
		return ERR_OK;
	if (rounds >= TRIES_PER_GATEWAY)
		return outbox_give_up(db, settings, a, o->what.reason, by, e);
	if (gateways == 0 || a->tries % (int)gateways == 0)
		due = instant_add(
			due, outbox_backoff(rounds, o->what.retry_after_seconds,
				     prng_mix(batch->chance, (uint64_t)a->id)));
	if (due.ms - o->at.ms > PATIENCE_SECONDS * 1000
		&& outbox_has_other_way(db, settings, batch, a, &elsewhere, e)
			   != ERR_OK)
		return e->code;
	if (elsewhere)
		return outbox_give_up(db, settings, a, o->what.reason, by, e);
	if (outbox_postpone(db, a->id, due, o->what.reason, e) != ERR_OK)
		return e->code;
	return outbox_event(db, a, "retry", o->what.reason, by, e);
}

/* What one gateway refuses another may take: that is tried once. */
static enum err_code elsewhere(struct db *db, const struct outbox_outcome *o,
	const struct attempt *a, const struct change *by, struct err *e)
{
	if (strcmp(a->state, "leased") != 0)
		return ERR_OK;
	if (outbox_postpone(db, a->id, o->at, o->what.reason, e) != ERR_OK)
		return e->code;
	return outbox_event(db, a, "retry", o->what.reason, by, e);
}

/* What went well is what happens most: it is recorded without reading the row first. */
static void as_sent(const struct outbox_outcome *o, const struct outbox_batch *batch,
	struct attempt *a)
{
	a->id = o->attempt_id;
	a->callout_id = o->callout_id;
	a->recipient_id = o->recipient_id;
	a->person_id = o->person_id;
	a->purpose = o->purpose;
	a->path = o->path;
	(void)snprintf(a->channel, sizeof a->channel, "%s", channel_words[o->channel]);
	(void)snprintf(
		a->gateway, sizeof a->gateway, "%s", batch->gateways[o->gateway].name);
}

static enum err_code record(struct db *db, const struct call_settings *settings,
	const struct outbox_outcome *o, const struct outbox_batch *batch,
	const struct change *by, struct err *e)
{
	struct attempt a = { 0 };

	if (o->what.result == CARRIER_SENT && o->purpose != PURPOSE_NOTICE) {
		as_sent(o, batch, &a);
		return record_sent(db, settings, o, batch, &a, by, e);
	}
	if (find(db, o->attempt_id, &a, e) != ERR_OK)
		return e->code == ERR_NOTFOUND ? (e->code = ERR_OK) : e->code;
	switch (o->what.result) {
	case CARRIER_SENT:
		return record_sent(db, settings, o, batch, &a, by, e);
	case CARRIER_RETRY:
		return record_retry(db, settings, o, batch, &a, by, e);
	case CARRIER_FAILED:
		if (!a.is_test
			&& (size_t)a.tries < outbox_gateways_of(batch, a.channel))
			return elsewhere(db, o, &a, by, e);
		return outbox_give_up(db, settings, &a, o->what.reason, by, e);
	}
	return ERR_OK;
}

enum err_code outbox_recover(struct db *db, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_RECOVER, &s, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < OUTBOX_PRIORITIES * CHANNELS_COUNT; i++) {
		stmt_bind_int(s, "now", now.ms);
		stmt_bind_text(s, "channel", channel_words[i % CHANNELS_COUNT]);
		stmt_bind_int(s, "priority", i / CHANNELS_COUNT);
		if (stmt_run_again(s, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code outbox_run(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, const struct change *by, struct err *e)
{
	err_clear(e);
	batch->messages_count = 0;
	batch->next_due = INSTANT_NEVER;
	for (size_t i = 0; i < batch->outcomes_count; i++)
		if (record(db, settings, &batch->outcomes[i], batch, by, e) != ERR_OK)
			return e->code;
	if (outbox_lease(db, settings, batch, by, e) != ERR_OK
		|| outbox_stuck(db, batch, &batch->stuck, e) != ERR_OK)
		return e->code;
	return outbox_next_due(db, &batch->next_due, e);
}

/* --- receipts
 * ---------------------------------------------------------------------------------- */

static enum err_code find_receipt(struct db *db, const char *gateway,
	const struct carrier_receipt *receipt, struct attempt *a, struct err *e)
{
	STMT_AUTO s = NULL;
	int64_t id;

	if (parse_int(receipt->id, 1, INT64_MAX, &id) && find(db, id, a, e) == ERR_OK
		&& strcmp(a->gateway, gateway) == 0)
		return ERR_OK;
	if (stmt_get(db, &outbox_statements, OUTBOX_BY_PROVIDER, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "provider_id", receipt->id);
	stmt_bind_text(s, "gateway", gateway);
	return read_attempt(s, a, e);
}

enum err_code outbox_receipt(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct carrier_receipt *receipt,
	const struct change *by, bool *ret_known, struct err *e)
{
	struct attempt a = { 0 };
	bool changed = false;

	*ret_known = false;
	if (find_receipt(db, gateway, receipt, &a, e) != ERR_OK)
		return e->code == ERR_NOTFOUND ? (e->code = ERR_OK) : e->code;
	*ret_known = true;
	if (!receipt->delivered)
		return record_failed(
			db, settings, OUTBOX_FAILED, &a, receipt->reason, by, e);
	if (mark(db, OUTBOX_DELIVERED, &a, by->now, "", &changed, e) != ERR_OK
		|| !changed)
		return e->code;
	if (a.is_test)
		return watch_tested(db, settings, a.gateway, "delivered", "", by, e);
	if (step_ask(db, settings, &a, CALLOUT_SENT, by, e) != ERR_OK)
		return e->code;
	return outbox_event(db, &a, "delivered", "", by, e);
}
