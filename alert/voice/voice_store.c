/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls in the database. */
#include "alert/voice/voice_code.h"
#include "alert/voice/voice_words.h"

#include "base/parse.h"
#include "roster/people/person.h"

#include <stdio.h>
#include <string.h>

#define VOICE_SQL(X)                                                                   \
	X(VOICE_ATTEMPT, "SELECT a.callout_id, a.recipient_id, a.purpose, a.body, "    \
			 "p.given_name,"                                               \
			 " p.infix, p.family_name, p.language FROM attempt a"          \
			 " LEFT JOIN person p ON p.id = a.person_id WHERE a.id = :id"  \
			 " AND (a.gateway = :gateway OR a.tries > 1)"                  \
			 " AND a.channel = 'voice'")                                   \
	X(VOICE_RECIPIENT,                                                             \
		"SELECT r.callout_id, r.id AS recipient_id, p.given_name, p.infix,"    \
		" p.family_name, p.language FROM callout_recipient r"                  \
		" JOIN person p ON p.id = r.person_id WHERE r.id = :id")               \
	X(VOICE_SEEN, "SELECT id FROM inbound WHERE digest = :digest")                 \
	X(VOICE_KEEP, "INSERT INTO inbound (id, gateway, sender, body, sent_at, "      \
		      "received_at,"                                                   \
		      " digest, recipient_id, result, helped) VALUES (:id, :gateway, " \
		      ":sender,"                                                       \
		      " :body, '', :now, :digest, :recipient_id, 'answer', 0)")
STMT_LIST(voice, VOICE_SQL);

static void read_party(struct stmt *s, bool is_attempt, struct voice_party *p)
{
	char given[81], infix[41];

	p->callout_id = stmt_int(s, "callout_id");
	p->recipient_id = stmt_int(s, "recipient_id");
	p->purpose = PURPOSE_ASK;
	if (is_attempt) {
		p->purpose = (enum call_purpose)parse_word(
			stmt_text(s, "purpose"), call_purpose_words, PURPOSES_COUNT);
		if (!stmt_is_null(s, "body"))
			stmt_copy(s, "body", p->body, sizeof p->body);
	}
	stmt_copy(s, "given_name", given, sizeof given);
	stmt_copy(s, "infix", infix, sizeof infix);
	person_display_name(given, infix, stmt_text(s, "family_name"), p->name);
	p->language = phrase_language(stmt_text(s, "language"));
}

/* A gateway that answered too late may have rung somebody all the same, after the next
 * one took over: who answers that call counts. */
static enum err_code find_row(struct db *db, int which, int64_t id, const char *gateway,
	struct voice_party *p, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &voice_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (which == VOICE_ATTEMPT)
		stmt_bind_text(s, "gateway", gateway);
	if (!stmt_row(s, e))
		return e->code != ERR_OK ? e->code
					 : err_set(e, ERR_NOTFOUND, "no such call");
	read_party(s, which == VOICE_ATTEMPT, p);
	return ERR_OK;
}

static enum err_code find_party(struct db *db, int which, int64_t id,
	const char *gateway, struct voice_party *p, struct err *e)
{
	memset(p, 0, sizeof *p);
	p->person = CALLOUT_NOBODY;
	if (find_row(db, which, id, gateway, p, e) != ERR_OK || p->callout_id == 0)
		return e->code;
	if (call_get(db, p->callout_id, &p->call, e) != ERR_OK)
		return e->code;
	if (p->recipient_id != 0)
		p->person = call_recipient(p->call, p->recipient_id);
	return ERR_OK;
}

/* A call that begins: is there still something to ask? */
static struct dialogue begin(const struct voice_party *p)
{
	if (!voice_is_question(p)
		|| p->call->c.people[p->person].state != RECIPIENT_ASKED)
		return dialogue_news();
	return dialogue_outgoing();
}

/* --- who calls back --- */

/* Is an answer still missed? They may have been called in vain. */
static bool is_open(const struct callout_recipient *r)
{
	return r->answer == ANSWER_NONE
	       && (r->state == RECIPIENT_ASKED || r->state == RECIPIENT_SILENT
		       || r->state == RECIPIENT_UNREACHABLE);
}

/* Another question to that person than `but`: a real one rather than an exercise, then
 * the one asked last. 0: none. */
static enum err_code open_question(struct db *db, int64_t person_id, int64_t but,
	struct instant now, int64_t *ret_recipient, struct err *e)
{
	struct call_question all[CALL_QUESTIONS_MAX];
	bool is_real = false;
	size_t n = 0;

	*ret_recipient = 0;
	if (call_questions(db, person_id, now, all, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++) {
		struct call *call = NULL;
		int64_t person;

		if (call_get(db, all[i].callout, &call, e) != ERR_OK)
			return e->code;
		person = call_recipient(call, all[i].recipient);
		if (all[i].recipient == but || person < 0
			|| !is_open(&call->c.people[person])
			|| (*ret_recipient != 0
				&& (is_real || call->c.kind != KIND_REAL)))
			continue;
		*ret_recipient = all[i].recipient;
		is_real = call->c.kind == KIND_REAL;
	}
	return ERR_OK;
}

/* What is asked; else what was asked last, for the answer may change. */
static enum err_code check_code(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct voice_event *event, const struct change *by,
	struct dialogue *d, struct voice_party *p, struct err *e)
{
	int64_t person, callout, recipient = 0;

	if (voice_code_check(db, settings, gateway, event, by, &person, e) != ERR_OK)
		return e->code;
	if (person == 0) {
		(void)dialogue_step(d, DIALOGUE_CODE_WRONG, "");
		return ERR_OK;
	}
	if (open_question(db, person, 0, by->now, &recipient, e) != ERR_OK
		|| (recipient == 0
			&& call_of_person(db, person, 0, false, by->now, &callout,
				   &recipient, e)
				   != ERR_OK))
		return e->code;
	if (recipient == 0) {
		(void)dialogue_step(d, DIALOGUE_CODE_RIGHT_NOTHING_OPEN, "");
		return ERR_OK;
	}
	(void)dialogue_step(d, DIALOGUE_CODE_RIGHT, "");
	return find_party(db, VOICE_RECIPIENT, recipient, "", p, e);
}

/* --- answers --- */

/* Remembers the event; *ret_seen when it was there. */
static enum err_code remember(struct db *db, const char *gateway,
	const struct voice_event *event, const struct voice_party *p,
	struct instant now, bool *ret_seen, struct err *e)
{
	struct digest_state state;
	struct digest digest;
	char at[DIALOGUE_STATE_TEXT], body[64];
	int64_t id;

	(void)snprintf(body, sizeof body, "%s %s", dialogue_write(&event->at, at),
		event->keys);
	digest_start(&state);
	digest_add_field(&state, "voice");
	digest_add_field(&state, gateway);
	digest_add_field(&state, event->call_id);
	digest_add_field(&state, body);
	digest = digest_finish(&state);
	{
		STMT_AUTO s = NULL;

		if (stmt_get(db, &voice_statements, VOICE_SEEN, &s, e) != ERR_OK)
			return e->code;
		stmt_bind_blob(s, "digest", digest.bytes, DIGEST_BYTES);
		*ret_seen = stmt_row(s, e);
		if (*ret_seen || e->code != ERR_OK)
			return e->code;
	}
	{
		STMT_AUTO s = NULL;

		if (ids_next(db, "inbound", &id, e) != ERR_OK
			|| stmt_get(db, &voice_statements, VOICE_KEEP, &s, e) != ERR_OK)
			return e->code;
		stmt_bind_int(s, "id", id);
		stmt_bind_text(s, "gateway", gateway);
		stmt_bind_text(s, "sender", event->call_id);
		stmt_bind_text(s, "body", body);
		stmt_bind_instant(s, "now", now);
		stmt_bind_blob(s, "digest", digest.bytes, DIGEST_BYTES);
		stmt_bind_id_or_null(s, "recipient_id", p->recipient_id);
		return stmt_run(s, e);
	}
}

static enum err_code answer(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct voice_event *event, struct voice_party *p,
	const struct dialogue_result *result, const struct change *by, struct err *e)
{
	struct callout_event step = { .kind = CALLOUT_ANSWER,
		.answer = result->answer,
		.eta_minutes = result->eta_minutes,
		.via = VIA_VOICE };
	bool seen = false;

	if (!voice_is_question(p))
		return ERR_OK;
	if (remember(db, gateway, event, p, by->now, &seen, e) != ERR_OK || seen)
		return e->code;
	step.person = (uint32_t)p->person;
	if (call_step(db, settings, p->callout_id, &step, by, e) != ERR_OK)
		return e->code;
	return call_get(db, p->callout_id, &p->call, e); /* may have been loaded anew */
}

/* --- what is said --- */

/* Who calls back hears one question after the other: the next, when this one is dealt
 * with. recipient_id 0 in *ret: there is none. */
static enum err_code next_question(struct db *db, const struct voice_event *event,
	const struct voice_party *p, const struct dialogue *d, struct instant now,
	struct voice_party *ret, struct err *e)
{
	int64_t recipient = 0;

	memset(ret, 0, sizeof *ret);
	if (event->attempt_id != 0 || p->call == NULL || p->person < 0
		|| (d->moment != DIALOGUE_YES && d->moment != DIALOGUE_NO
			&& d->moment != DIALOGUE_TELL))
		return ERR_OK;
	if (open_question(db, p->call->c.people[p->person].person_id, p->recipient_id,
		    now, &recipient,
		    e) != ERR_OK
		|| recipient == 0)
		return e->code;
	return find_party(db, VOICE_RECIPIENT, recipient, "", ret, e);
}

/* What is said, and what the call goes on with. */
static enum err_code reply(struct db *db, const struct call_settings *settings,
	const struct voice_event *event, const struct voice_party *p, struct dialogue d,
	struct instant now, struct voice_turn *ret, struct voice_script *script,
	struct err *e)
{
	struct voice_party next;

	if (next_question(db, event, p, &d, now, &next, e) != ERR_OK
		|| voice_words(settings, p, &d, next.recipient_id != 0, script, e)
			   != ERR_OK)
		return e->code;
	if (next.recipient_id != 0) {
		p = &next;
		d = dialogue_next();
		if (voice_words(settings, p, &d, false, script, e) != ERR_OK)
			return e->code;
	}
	*ret = (struct voice_turn){ .attempt_id = event->attempt_id,
		.recipient_id = event->attempt_id == 0 ? p->recipient_id : 0,
		.at = d,
		.script = script };
	return ERR_OK;
}

enum err_code voice_call_step(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct voice_event *event, const struct change *by,
	struct voice_turn *ret, struct voice_script *ret_script, struct err *e)
{
	struct voice_party p = { .person = CALLOUT_NOBODY };
	struct dialogue d = event->at;
	struct dialogue_result result;

	err_clear(e);
	memset(ret_script, 0, sizeof *ret_script);
	if (event->attempt_id != 0
		&& find_party(db, VOICE_ATTEMPT, event->attempt_id, gateway, &p, e)
			   != ERR_OK)
		return e->code;
	if (event->attempt_id == 0 && event->recipient_id != 0
		&& find_party(db, VOICE_RECIPIENT, event->recipient_id, "", &p, e)
			   != ERR_OK)
		return e->code;
	if (p.call == NULL && event->is_begin)
		d = dialogue_called_back();
	else if (p.call != NULL && (event->is_begin || !voice_is_question(&p)))
		d = begin(&p);
	result = dialogue_step(&d, event->event, event->keys);
	if (result.is_code
		&& check_code(db, settings, gateway, event, by, &d, &p, e) != ERR_OK)
		return e->code;
	if (d.moment == DIALOGUE_MINUTES && p.call != NULL && p.call->relief_of != 0)
		d.moment = DIALOGUE_YES; /* the hours of the shift are known */
	if (result.answer != ANSWER_NONE
		&& answer(db, settings, gateway, event, &p, &result, by, e) != ERR_OK)
		return e->code;
	return reply(db, settings, event, &p, d, by->now, ret, ret_script, e);
}

enum err_code voice_call_over(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct carrier_receipt *receipt,
	const struct change *by, bool *ret_known, struct err *e)
{
	struct carrier_receipt r = *receipt;
	struct voice_party p;
	int64_t id;

	err_clear(e);
	*ret_known = false;
	if (!parse_int(receipt->id, 1, INT64_MAX, &id))
		return ERR_OK;
	if (find_party(db, VOICE_ATTEMPT, id, gateway, &p, e) != ERR_OK)
		return e->code == ERR_NOTFOUND ? (e->code = ERR_OK) : e->code;
	r.delivered = !voice_lacks_answer(&p);
	r.progress = r.delivered ? CARRIER_DELIVERED : CARRIER_UNDELIVERED;
	if (!r.delivered)
		(void)snprintf(r.reason, sizeof r.reason, "no key was pressed");
	return outbox_receipt(db, settings, gateway, &r, by, ret_known, e);
}
