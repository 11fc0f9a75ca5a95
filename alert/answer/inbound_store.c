/* SPDX-License-Identifier: EUPL-1.2 */
/* Inbound texts in the database, and what they lead to. */
#include "alert/answer/answer.h"
#include "alert/answer/inbound.h"
#include "base/phone.h"
#include "base/zone.h"
#include "roster/people/person.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define INBOUND_SQL(X)                                                                 \
	X(INBOUND_SEEN, "SELECT id FROM inbound WHERE digest = :digest")               \
	X(INBOUND_INSERT, "INSERT INTO inbound (id, gateway, sender, body, sent_at, "  \
			  "received_at,"                                               \
			  " digest, recipient_id, result, helped) VALUES (:id, "       \
			  ":gateway, :sender,"                                         \
			  " :body, :sent_at, :received_at, :digest, :recipient_id, "   \
			  ":result, :helped)")                                         \
	X(INBOUND_AGAIN, "SELECT id FROM inbound WHERE sender = :sender"               \
			 " AND received_at > :since AND gateway = :gateway"            \
			 " AND body = :body AND sent_at = '' LIMIT 1")                 \
	X(INBOUND_HELPED, "SELECT id FROM inbound WHERE sender = :sender"              \
			  " AND received_at > :since AND helped = 1"                   \
			  " AND recipient_id = :recipient_id LIMIT 1")
STMT_LIST(inbound, INBOUND_SQL);

enum { DAY_MS = 86400000, AGAIN_MS = 120000, SENDERS_MAX = 4 };

static const char *const results[] = { "answer", "not_understood", "unknown_sender",
	"nothing_open" };

/* A gateway that gives neither a time nor a number: the same words again may be a
 * repeat, or the answer to another question. */
static bool is_bare(const struct carrier_inbound *in)
{
	return in->at[0] == '\0' && in->id[0] == '\0';
}

static struct digest digest_of(
	const char *gateway, const struct carrier_inbound *in, struct instant now)
{
	struct digest_state s;
	char received[32] = "";

	if (is_bare(in))
		(void)snprintf(received, sizeof received, "%" PRId64, now.ms);
	digest_start(&s);
	digest_add_field(&s, gateway);
	digest_add_field(&s, in->from);
	digest_add_field(&s, in->text);
	digest_add_field(&s, is_bare(in) ? received : in->at);
	digest_add_field(&s, in->id);
	return digest_finish(&s);
}

static enum err_code is_repeated(struct db *db, const char *gateway, const char *sender,
	const struct carrier_inbound *in, struct instant now, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	const int which = is_bare(in) ? INBOUND_AGAIN : INBOUND_SEEN;

	if (stmt_get(db, &inbound_statements, which, &s, e) != ERR_OK)
		return e->code;
	if (which == INBOUND_SEEN) {
		const struct digest digest = digest_of(gateway, in, now);

		stmt_bind_blob(s, "digest", digest.bytes, DIGEST_BYTES);
	} else {
		stmt_bind_text(s, "sender", sender);
		stmt_bind_int(s, "since", now.ms - AGAIN_MS);
		stmt_bind_text(s, "gateway", gateway);
		stmt_bind_text(s, "body", in->text);
	}
	*ret = stmt_row(s, e);
	return e->code;
}

/* Once a day for each call-out: two programs that answer each other end. */
static enum err_code was_helped(struct db *db, const char *sender, int64_t recipient,
	struct instant now, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &inbound_statements, INBOUND_HELPED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "sender", sender);
	stmt_bind_int(s, "since", now.ms - DAY_MS);
	stmt_bind_int(s, "recipient_id", recipient);
	*ret = stmt_row(s, e);
	return e->code;
}

/* What the text means for whom. */
struct meaning {
	enum inbound_result result;
	int64_t person, callout, recipient;
	struct answer_text answer;
};

/* "later 40" says something only of somebody who said to come. */
static enum err_code check_late(struct db *db, struct meaning *m, struct err *e)
{
	struct call *call;
	int64_t at;

	if (m->answer.said != SAID_LATE)
		return ERR_OK;
	if (call_get(db, m->callout, &call, e) != ERR_OK)
		return e->code;
	at = call_recipient(call, m->recipient);
	if (at < 0 || !callout_may_be_late(&call->c.people[at]))
		m->result = INBOUND_NOT_UNDERSTOOD;
	return ERR_OK;
}

static enum err_code understand(struct db *db, const char *sender,
	const struct carrier_inbound *in, struct instant now, struct meaning *m,
	struct err *e)
{
	int64_t people[SENDERS_MAX];
	size_t n;
	bool understood;

	m->result = INBOUND_UNKNOWN_SENDER;
	if (person_by_address(db, sender, people, SENDERS_MAX, &n, e) != ERR_OK
		|| n == 0)
		return e->code;
	understood = answer_parse(in->text, &m->answer);
	m->person = people[0];
	for (size_t i = 0; i < n && m->callout == 0; i++) {
		if (call_of_person(db, people[i], understood ? m->answer.callout_id : 0,
			    understood && m->answer.said != SAID_ANSWER, now,
			    &m->callout, &m->recipient, e)
			!= ERR_OK)
			return e->code;
		if (m->callout != 0)
			m->person = people[i];
	}
	if (m->callout == 0)
		m->result = INBOUND_NOTHING_OPEN;
	else
		m->result = understood ? INBOUND_ANSWER : INBOUND_NOT_UNDERSTOOD;
	return understood && m->callout != 0 ? check_late(db, m, e) : ERR_OK;
}

static enum err_code keep(struct db *db, const char *gateway, const char *sender,
	const struct carrier_inbound *in, const struct meaning *m, bool helped,
	struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest digest = digest_of(gateway, in, now);
	int64_t id;

	if (ids_next(db, "inbound", &id, e) != ERR_OK
		|| stmt_get(db, &inbound_statements, INBOUND_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_text(s, "gateway", gateway);
	stmt_bind_text(s, "sender", sender);
	stmt_bind_text(s, "body", in->text);
	stmt_bind_text(s, "sent_at", in->at);
	stmt_bind_instant(s, "received_at", now);
	stmt_bind_blob(s, "digest", digest.bytes, DIGEST_BYTES);
	stmt_bind_id_or_null(s, "recipient_id", m->recipient);
	stmt_bind_text(s, "result", results[m->result]);
	stmt_bind_bool(s, "helped", helped);
	return stmt_run(s, e);
}

/* Tells who answered something about it, in their language. */
static enum err_code tell(struct db *db, const struct call_settings *settings,
	const struct meaning *m, const char *text, struct instant now, struct err *e)
{
	struct call *call;
	int64_t at;

	if (call_get(db, m->callout, &call, e) != ERR_OK)
		return e->code;
	at = call_recipient(call, m->recipient);
	return outbox_tell(
		db, settings, call, (uint32_t)at, PURPOSE_MESSAGE, text, now, e);
}

static enum err_code language_of(
	struct db *db, int64_t person_id, enum phrase_language *ret, struct err *e)
{
	json_t *person = NULL;

	if (resource_get(db, &person_resource, person_id, &person, e) == ERR_OK)
		*ret = phrase_language(
			json_string_value(json_object_get(person, "language")));
	json_decref(person);
	return e->code;
}

/* Reads back when we expect them now. */
static enum err_code tell_noted(struct db *db, const struct call_settings *settings,
	const struct meaning *m, struct instant now, struct err *e)
{
	enum phrase_language language = LANGUAGE_NL;
	struct call *call;
	struct civil c;
	char text[160];

	if (language_of(db, m->person, &language, e) != ERR_OK
		|| call_get(db, m->callout, &call, e) != ERR_OK)
		return e->code;
	c = zone_to_civil(
		call->c.people[call_recipient(call, m->recipient)].expected_at);
	(void)snprintf(text, sizeof text, "%s%02d:%02d.",
		phrase(PHRASE_LATE_NOTED, language), c.hour, c.minute);
	return tell(db, settings, m, text, now, e);
}

/* Another call-out that asked the same person and waits for an answer; 0: none. */
static enum err_code also_asks(struct db *db, const struct meaning *m,
	struct instant now, int64_t *ret, struct err *e)
{
	struct call_question asked[CALL_QUESTIONS_MAX];
	struct call *call;
	size_t n = 0;
	int64_t at;

	*ret = 0;
	if (call_questions(db, m->person, now, asked, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n && *ret == 0; i++) {
		if (asked[i].callout == m->callout)
			continue;
		if (call_get(db, asked[i].callout, &call, e) != ERR_OK)
			return e->code;
		at = call_recipient(call, asked[i].recipient);
		if (at >= 0 && call->c.people[at].state == RECIPIENT_ASKED)
			*ret = asked[i].callout;
	}
	return ERR_OK;
}

/* A bare yes or no is for the question that was asked last. Who has another one open
 * reads which it was taken for, and how to answer the other. */
static enum err_code tell_which(struct db *db, const struct call_settings *settings,
	const struct meaning *m, struct instant now, struct err *e)
{
	enum phrase_language l = LANGUAGE_NL;
	int64_t other = 0;
	char text[160];

	if (m->answer.callout_id != 0 || also_asks(db, m, now, &other, e) != ERR_OK
		|| other == 0 || language_of(db, m->person, &l, e) != ERR_OK)
		return e->code;
	(void)snprintf(text, sizeof text,
		"%s%" PRId64 "%s%" PRId64 "%s%" PRId64 "%s%" PRId64 ".",
		phrase(PHRASE_ANSWER_IS_FOR, l), m->callout,
		phrase(PHRASE_ALSO_ASKED, l), other, phrase(PHRASE_ALSO_YES, l), other,
		phrase(PHRASE_ALSO_NO, l), other);
	return tell(db, settings, m, text, now, e);
}

static enum err_code answer_step(struct db *db, const struct call_settings *settings,
	const struct meaning *m, const struct change *by, struct err *e)
{
	static const enum callout_event_kind kinds[] = { [SAID_ANSWER] = CALLOUT_ANSWER,
		[SAID_LATE] = CALLOUT_LATE,
		[SAID_ARRIVED] = CALLOUT_ARRIVED };
	struct callout_event event = { .kind = kinds[m->answer.said],
		.answer = m->answer.answer,
		.eta_minutes = m->answer.eta_minutes,
		.via = VIA_SMS };
	struct call *call;
	int64_t at;

	if (call_get(db, m->callout, &call, e) != ERR_OK)
		return e->code;
	at = call_recipient(call, m->recipient);
	if (at < 0)
		return ERR_OK;
	event.person = (uint32_t)at;
	if (call_step(db, settings, m->callout, &event, by, e) != ERR_OK
		|| m->answer.said == SAID_ARRIVED)
		return e->code;
	return m->answer.said == SAID_LATE ? tell_noted(db, settings, m, by->now, e)
					   : tell_which(db, settings, m, by->now, e);
}

/* How to answer, as a message of the call-out that it was about (so that an exercise
 * stays one). */
static enum err_code help_with(struct db *db, const struct meaning *m,
	const char *sender, struct instant now, struct err *e)
{
	struct call *call = NULL;

	if (call_get(db, m->callout, &call, e) != ERR_OK)
		return e->code;
	return outbox_help(db, call, m->person, sender, now, e);
}

enum err_code inbound_take(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct carrier_inbound *in, const struct change *by,
	enum inbound_result *ret, struct err *e)
{
	char phone[PHONE_TEXT];
	const char *sender = in->from;
	struct meaning m = { 0 };
	bool seen = false, helped = false, help;

	err_clear(e);
	if (phone_parse(in->from, phone, e) == ERR_OK)
		sender = phone;
	err_clear(e);
	if (is_repeated(db, gateway, sender, in, by->now, &seen, e) != ERR_OK)
		return e->code;
	*ret = INBOUND_REPEATED;
	if (seen)
		return ERR_OK;
	if (understand(db, sender, in, by->now, &m, e) != ERR_OK
		|| was_helped(db, sender, m.recipient, by->now, &helped, e) != ERR_OK)
		return e->code;
	*ret = m.result;
	help = m.result == INBOUND_NOT_UNDERSTOOD && !helped;
	if (keep(db, gateway, sender, in, &m, help, by->now, e) != ERR_OK)
		return e->code;
	if (help)
		return help_with(db, &m, sender, by->now, e);
	return m.result == INBOUND_ANSWER ? answer_step(db, settings, &m, by, e)
					  : ERR_OK;
}
