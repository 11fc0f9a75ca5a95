/* SPDX-License-Identifier: EUPL-1.2 */
/* Leasing what is due, and recording what became of what was sent. */
#include "alert/outbox/outbox.h"

#include "alert/outbox/notice.h"
#include "alert/outbox/outbox_rows.h"
#include "base/alloc.h"
#include "base/parse.h"
#include "base/random.h"
#include "roster/people/person.h"
#include "schema/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct stmt_text texts[] = { OUTBOX_SQL(STMT_LIST_TEXT_) };
const struct stmt_list outbox_statements = { "outbox", OUTBOX_SQL_COUNT, texts };

enum {
	OUTBOX_PRIORITIES = 10,
	TRIES_PER_GATEWAY = 5,
	POSTPONE_MS = 2000,
	NO_GATEWAY = -1
};

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

/* An attempt as the outcome finds it. */
struct attempt {
	int64_t id, callout_id, recipient_id, notice_id, person_id;
	enum call_purpose purpose;
	int path; /* round * 100 + path; of a notice: path */
	int tries;
	char state[12], channel[8], gateway[64];
};

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

static enum err_code attempt_event(struct db *db, const struct attempt *a,
	const char *state, const char *reason, const struct change *by, struct err *e)
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
	if (which == OUTBOX_SENT)
		stmt_bind_text(s, "provider_id", text[0] != '\0' ? text : NULL);
	if (which == OUTBOX_FAILED)
		stmt_bind_text(s, "reason", text);
	else
		stmt_bind_instant(s, "at", at);
	if (stmt_run(s, e) == ERR_OK)
		*ret_changed = stmt_changes(s) > 0;
	return e->code;
}

static enum err_code record_sent(struct db *db, const struct call_settings *settings,
	const struct outbox_outcome *o, const struct attempt *a,
	const struct change *by, struct err *e)
{
	bool changed = false;

	if (mark(db, OUTBOX_SENT, a, o->at, o->what.provider_id, &changed, e) != ERR_OK
		|| !changed)
		return e->code;
	if (step_ask(db, settings, a, CALLOUT_SENT, by, e) != ERR_OK)
		return e->code;
	return attempt_event(db, a, "sent", "", by, e);
}

static enum err_code record_failed(struct db *db, const struct call_settings *settings,
	const char *reason, const struct attempt *a, const struct change *by,
	struct err *e)
{
	bool changed = false;

	if (mark(db, OUTBOX_FAILED, a, by->now, reason, &changed, e) != ERR_OK
		|| !changed)
		return e->code;
	if (attempt_event(db, a, "failed", reason, by, e) != ERR_OK)
		return e->code;
	if (a->purpose == PURPOSE_NOTICE)
		return notice_path_failed(db, settings, a->notice_id, a->path, by, e);
	return step_ask(db, settings, a, CALLOUT_PATH_FAILED, by, e);
}

static size_t gateways_of(const struct outbox_batch *batch, const char *channel)
{
	size_t n = 0;

	for (size_t i = 0; i < batch->gateways_count; i++)
		n += batch->gateways[i].any_channel
		     || strcmp(channel_words[batch->gateways[i].channel], channel) == 0;
	return n;
}

static enum err_code postpone(struct db *db, int64_t id, struct instant due,
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

/* The next gateway of the channel at once; after all of them, later. */
static enum err_code record_retry(struct db *db, const struct call_settings *settings,
	const struct outbox_outcome *o, const struct outbox_batch *batch,
	const struct attempt *a, const struct change *by, struct err *e)
{
	size_t gateways = gateways_of(batch, a->channel);
	int rounds = gateways > 0 ? a->tries / (int)gateways : a->tries;
	struct instant due = o->at;

	if (strcmp(a->state, "leased") != 0)
		return ERR_OK;
	if (rounds >= TRIES_PER_GATEWAY)
		return record_failed(db, settings, o->what.reason, a, by, e);
	if (gateways == 0 || a->tries % (int)gateways == 0)
		due = instant_add(
			due, outbox_backoff(rounds, o->what.retry_after_seconds,
				     prng_mix(batch->chance, (uint64_t)a->id)));
	if (postpone(db, a->id, due, o->what.reason, e) != ERR_OK)
		return e->code;
	return attempt_event(db, a, "retry", o->what.reason, by, e);
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

	if (o->what.result == CARRIER_SENT) {
		as_sent(o, batch, &a);
		return record_sent(db, settings, o, &a, by, e);
	}
	if (find(db, o->attempt_id, &a, e) != ERR_OK)
		return e->code == ERR_NOTFOUND ? (e->code = ERR_OK) : e->code;
	switch (o->what.result) {
	case CARRIER_SENT:
		break;
	case CARRIER_RETRY:
		return record_retry(db, settings, o, batch, &a, by, e);
	case CARRIER_FAILED:
		return record_failed(db, settings, o->what.reason, &a, by, e);
	}
	return ERR_OK;
}

/* --- leasing
 * ------------------------------------------------------------------------------- */

/* The gateway for this try: by rank, the next one after each failure; those that are
 * broken only when all are. */
static int choose(const struct outbox_batch *batch, const char *channel, int tries)
{
	int fits[16], n = 0, best = NO_GATEWAY;

	for (size_t i = 0; i < batch->gateways_count && n < 16; i++) {
		const struct outbox_gateway *g = &batch->gateways[i];
		int at = n;

		if (!g->any_channel && strcmp(channel_words[g->channel], channel) != 0)
			continue;
		while (at > 0 && batch->gateways[fits[at - 1]].rank > g->rank) {
			fits[at] = fits[at - 1];
			at--;
		}
		fits[at] = (int)i;
		n++;
	}
	for (int i = 0; i < n; i++) {
		int candidate = fits[(tries + i) % n];

		if (batch->gateways[candidate].usable)
			return candidate;
		if (best == NO_GATEWAY)
			best = candidate;
	}
	return best;
}

/* Is an ask still wanted? Somebody may have answered since it was queued. */
static bool still_wanted(
	const struct call *call, int64_t person, enum call_purpose purpose)
{
	if (purpose != PURPOSE_ASK && purpose != PURPOSE_REMIND)
		return true;
	return person >= 0 && call->c.people[person].state == RECIPIENT_ASKED;
}

static int slot_of(const struct call *call, int64_t person)
{
	const struct callout_recipient *r;

	if (call == NULL || person < 0)
		return CALLOUT_NOBODY;
	r = &call->c.people[person];
	return r->placed != CALLOUT_NOBODY ? r->placed : r->asked_for;
}

/* What channels other than texts can show besides. */
static void fill_rest(const struct call *call, const struct call_settings *settings,
	int64_t person, enum phrase_language language, struct outbox_message *m)
{
	m->english = language == LANGUAGE_EN;
	if (call == NULL || m->channel == CHANNEL_SMS)
		return;
	m->asks = m->purpose == PURPOSE_ASK || m->purpose == PURPOSE_REMIND;
	m->urgent = call->c.kind == KIND_REAL || call->c.kind == KIND_EXERCISE;
	call_answer_link(call, settings, person, m->link, sizeof m->link);
	(void)snprintf(m->title, sizeof m->title, "%s%s",
		phrase_prefix(call->c.kind, language), call->incident);
}

static enum err_code fill_notice(
	struct db *db, struct stmt *row, struct outbox_message *m, struct err *e)
{
	struct notice_content *c = base_calloc(1, sizeof *c);

	if (c == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a notice");
	if (notice_content(db, stmt_int(row, "notice_id"), c, e) == ERR_OK) {
		m->english = phrase_language(stmt_text(row, "language")) == LANGUAGE_EN;
		m->urgent = c->urgent;
		(void)snprintf(m->title, sizeof m->title, "%.*s",
			(int)parse_utf8_fit(c->subject, sizeof m->title - 1),
			c->subject);
		(void)snprintf(m->link, sizeof m->link, "%s", c->link);
		m->text = base_strdup(c->text);
		if (m->text == NULL)
			(void)err_set(e, ERR_NOMEM, "no memory for a notice");
	}
	base_free(c);
	return e->code;
}

static bool fill_message(const struct call *call, const struct call_settings *settings,
	struct stmt *row, int64_t person, struct outbox_message *m)
{
	char name[PERSON_NAME_MAX], given[81], infix[41];
	struct call_reader reader = { name,
		phrase_language(stmt_text(row, "language")) };
	struct text text;

	stmt_copy(row, "given_name", given, sizeof given);
	stmt_copy(row, "infix", infix, sizeof infix);
	person_display_name(given, infix, stmt_text(row, "family_name"), name);
	m->on_duty = person >= 0 && call != NULL && call->c.people[person].duty != 0;
	fill_rest(call, settings, person, reader.language, m);
	text_init(&text, 8192);
	call_text(call, settings, m->purpose, m->channel, person, slot_of(call, person),
		&reader, stmt_text_or_null(row, "body"), &text);
	m->text = text_take(&text);
	text_fini(&text);
	return m->text != NULL;
}

static enum err_code run_by_id(struct db *db, int which, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

static enum err_code take_lease(struct db *db, const struct outbox_message *m,
	const char *gateway, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_LEASE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", m->attempt_id);
	stmt_bind_instant(s, "until", instant_add(now, seconds(OUTBOX_LEASE_SECONDS)));
	stmt_bind_text(s, "gateway", gateway);
	return stmt_run(s, e);
}

/* One due row: leased, postponed (no gateway), left (no room), or dropped (no longer
 * wanted). */
static enum err_code lease_row(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, struct stmt *row, const struct change *by,
	struct err *e)
{
	struct outbox_message *m = &batch->messages[batch->messages_count];
	struct call *call = NULL;
	int64_t person = CALLOUT_NOBODY;
	int gateway =
		choose(batch, stmt_text(row, "channel"), (int)stmt_int(row, "tries"));

	memset(m, 0, sizeof *m);
	m->attempt_id = stmt_int(row, "id");
	m->callout_id = stmt_int(row, "callout_id");
	m->recipient_id = stmt_int(row, "recipient_id");
	m->person_id = stmt_int(row, "person_id");
	m->purpose = (enum call_purpose)parse_word(
		stmt_text(row, "purpose"), call_purpose_words, PURPOSES_COUNT);
	m->channel = (enum channel)parse_word(
		stmt_text(row, "channel"), channel_words, CHANNELS_COUNT);
	m->path = (int)stmt_int(row, "path");
	stmt_copy(row, "address", m->to, sizeof m->to);
	if (m->callout_id != 0) {
		if (call_get(db, m->callout_id, &call, e) != ERR_OK)
			return e->code;
		person = m->recipient_id != 0 ? call_recipient(call, m->recipient_id)
					      : CALLOUT_NOBODY;
		if (!still_wanted(call, person, m->purpose))
			return run_by_id(db, OUTBOX_DROP, m->attempt_id, e);
	}
	if (gateway == NO_GATEWAY)
		return postpone(db, m->attempt_id,
			instant_add(by->now, (struct duration){ POSTPONE_MS }),
			"no gateway serves this channel", e);
	if (batch->gateways[gateway].room == 0)
		return ERR_OK;
	batch->gateways[gateway].room--;
	m->gateway = (size_t)gateway;
	if (m->purpose == PURPOSE_NOTICE) {
		if (fill_notice(db, row, m, e) != ERR_OK)
			return e->code;
	} else if (!fill_message(call, settings, row, person, m)) {
		return err_set(e, ERR_NOMEM, "no memory for a message");
	}
	batch->messages_count++;
	return take_lease(db, m, batch->gateways[gateway].name, by->now, e);
}

static enum err_code lease(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;
	size_t room = 0;

	for (size_t i = 0; i < batch->gateways_count; i++)
		room += batch->gateways[i].room;
	if (room > batch->messages_max)
		room = batch->messages_max;
	if (room == 0 && batch->gateways_count > 0)
		return ERR_OK;
	if (stmt_get(db, &outbox_statements, OUTBOX_DUE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "now", by->now);
	stmt_bind_int(s, "limit", (int64_t)(room > 0 ? room : 64));
	while (batch->messages_count < batch->messages_max && stmt_row(s, e))
		if (lease_row(db, settings, batch, s, by, e) != ERR_OK)
			return e->code;
	return e->code;
}

enum err_code outbox_recover(struct db *db, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_RECOVER, &s, e) != ERR_OK)
		return e->code;
	for (int priority = 0; priority < OUTBOX_PRIORITIES; priority++) {
		stmt_bind_int(s, "now", now.ms);
		stmt_bind_int(s, "priority", priority);
		if (stmt_run_again(s, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code next_due(struct db *db, struct instant *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = INSTANT_NEVER;
	if (stmt_get(db, &outbox_statements, OUTBOX_NEXT, &s, e) != ERR_OK)
		return e->code;
	for (int priority = 0; priority < OUTBOX_PRIORITIES; priority++) {
		stmt_bind_int(s, "priority", priority);
		if (stmt_row(s, e) && !stmt_is_null(s, "due_at"))
			*ret = instant_min(*ret, stmt_instant(s, "due_at"));
		if (e->code != ERR_OK || stmt_run_again(s, e) != ERR_OK)
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
	if (lease(db, settings, batch, by, e) != ERR_OK)
		return e->code;
	return next_due(db, &batch->next_due, e);
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
		return record_failed(db, settings, receipt->reason, &a, by, e);
	if (mark(db, OUTBOX_DELIVERED, &a, by->now, "", &changed, e) != ERR_OK
		|| !changed)
		return e->code;
	if (step_ask(db, settings, &a, CALLOUT_SENT, by, e) != ERR_OK)
		return e->code;
	return attempt_event(db, &a, "delivered", "", by, e);
}
