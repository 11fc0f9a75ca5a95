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
	const struct attempt *a, struct stmt *events, const struct change *by,
	struct err *e)
{
	bool changed = false;

	if (mark_sent(db, o, batch->gateways[o->gateway].receipt_seconds, &changed, e)
			!= ERR_OK
		|| !changed)
		return e->code;
	if (a->is_test)
		return watch_tested(db, settings, a->gateway, "sent", "", by, e);
	if (outbox_step_ask(db, settings, a, CALLOUT_SENT, by, e) != ERR_OK)
		return e->code;
	return outbox_event_add(db, events, a, "sent", "", by, e);
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
 * long and can be asked another way is asked there first; else a message of a call-out
 * that happened to be the probe waits with the others until the channel works. */
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
	if (rounds >= TRIES_PER_GATEWAY
		&& (a->callout_id == 0 || !outbox_is_down(batch, a->channel)))
		return outbox_give_up(db, settings, a, o->what.reason, by, e);
	if (gateways == 0 || a->tries % (int)gateways == 0)
		due = instant_add(
			due, outbox_backoff(rounds, o->what.retry_after_seconds,
				     prng_mix(batch->chance, (uint64_t)a->id)));
	if ((due.ms - o->at.ms > PATIENCE_SECONDS * INT64_C(1000)
		    || rounds >= TRIES_PER_GATEWAY)
		&& outbox_has_other_way(db, settings, batch, a, &elsewhere, e)
			   != ERR_OK)
		return e->code;
	if (elsewhere)
		return outbox_give_up(db, settings, a, o->what.reason, by, e);
	if (outbox_postpone(db, a->id, due, o->what.reason, e) != ERR_OK)
		return e->code;
	return outbox_event(db, a, "retry", o->what.reason, by, e);
}

static enum err_code record_unsent(
	struct db *db, const struct outbox_outcome *o, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_UNSENT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", o->attempt_id);
	stmt_bind_instant(s, "due_at", o->at);
	return stmt_run(s, e);
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
	struct stmt *events, const struct change *by, struct err *e)
{
	struct attempt a = { 0 };

	if (o->unsent)
		return record_unsent(db, o, e);
	if (o->what.result == CARRIER_SENT && o->purpose != PURPOSE_NOTICE) {
		as_sent(o, batch, &a);
		return record_sent(db, settings, o, batch, &a, events, by, e);
	}
	if (outbox_attempt_find(db, o->attempt_id, &a, e) != ERR_OK)
		return e->code == ERR_NOTFOUND ? (e->code = ERR_OK) : e->code;
	switch (o->what.result) {
	case CARRIER_SENT:
		return record_sent(db, settings, o, batch, &a, events, by, e);
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
	return outbox_restore_doubt(db, now, e);
}

static enum err_code record_all(struct db *db, const struct call_settings *settings,
	const struct outbox_batch *batch, const struct change *by, struct err *e)
{
	STMT_AUTO events = NULL; /* a message sent is an event: written together */

	if (batch->outcomes_count == 0)
		return ERR_OK;
	if (event_rows(db, &events, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < batch->outcomes_count; i++)
		if (record(db, settings, &batch->outcomes[i], batch, events, by, e)
			!= ERR_OK)
			return e->code;
	return stmt_run(events, e);
}

/* Is anything to be sent, now or later? */
static enum err_code waits(struct db *db, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_ANY, &s, e) == ERR_OK
		&& stmt_row(s, e))
		*ret = stmt_bool(s, "waits");
	return e->code;
}

static enum err_code lease_all(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, const struct change *by, struct err *e)
{
	struct instant due = INSTANT_NEVER;

	if (outbox_lease(db, settings, batch, by, e) != ERR_OK
		|| outbox_stuck(db, batch, e) != ERR_OK
		|| outbox_next_due(db, &due, e) != ERR_OK)
		return e->code;
	batch->next_due = instant_min(batch->next_due, due);
	return ERR_OK;
}

enum err_code outbox_run(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, const struct change *by, struct err *e)
{
	bool more = false;

	err_clear(e);
	batch->messages_count = 0;
	batch->next_due = INSTANT_NEVER;
	batch->stuck = batch->unsure = 0;
	if (record_all(db, settings, batch, by, e) != ERR_OK)
		return e->code;
	outbox_judge(db, batch, by->now);
	if (outbox_probe(db, batch, by->now, e) != ERR_OK
		|| waits(db, &more, e) != ERR_OK
		|| (more && lease_all(db, settings, batch, by, e) != ERR_OK))
		return e->code;
	return outbox_keep_doubt(db, by->now, e);
}
