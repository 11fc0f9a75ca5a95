/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls in the database. */
#include "alert/voice/voice_call.h"

#include "base/parse.h"
#include "base/phone.h"
#include "roster/people/person.h"

#include <stdio.h>
#include <string.h>

#define VOICE_SQL(X)                                                                   \
	X(VOICE_ATTEMPT, "SELECT a.callout_id, a.recipient_id, a.purpose, a.body, "    \
			 "p.given_name,"                                               \
			 " p.infix, p.family_name, p.language FROM attempt a"          \
			 " LEFT JOIN person p ON p.id = a.person_id WHERE a.id = :id"  \
			 " AND a.gateway = :gateway AND a.channel = 'voice'")          \
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

enum { CALLERS_MAX = 4 };

/* Whom the call is about. call NULL: nobody yet (they call us). */
struct party {
	struct call *call;
	int64_t callout_id, recipient_id;
	int64_t person; /* index among the recipients, or CALLOUT_NOBODY */
	enum call_purpose purpose;
	char body[1024]; /* of a free message */
	char name[PERSON_NAME_MAX];
	enum phrase_language language;
};

const char *voice_code(const struct call_settings *settings, int64_t person_id,
	char buffer[VOICE_CODE_TEXT])
{
	char text[48];
	struct digest d;
	uint32_t number = 0;

	(void)snprintf(text, sizeof text, "voice code %" PRId64, person_id);
	d = digest_hmac(settings->secret, settings->secret_len, text, strlen(text));
	for (int i = 0; i < 4; i++)
		number = number << 8 | d.bytes[i];
	(void)snprintf(buffer, VOICE_CODE_TEXT, "%06u", (unsigned)(number % 1000000));
	return buffer;
}

static void read_party(struct stmt *s, bool is_attempt, struct party *p)
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

static enum err_code find_row(struct db *db, int which, int64_t id, const char *gateway,
	struct party *p, struct err *e)
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
	const char *gateway, struct party *p, struct err *e)
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

static bool is_question(const struct party *p)
{
	return p->call != NULL && p->person >= 0
	       && (p->purpose == PURPOSE_ASK || p->purpose == PURPOSE_REMIND);
}

/* A call that begins: is there still something to ask? */
static struct dialogue begin(const struct party *p)
{
	if (!is_question(p) || p->call->c.people[p->person].state != RECIPIENT_ASKED)
		return dialogue_news();
	return dialogue_outgoing();
}

/* --- the personal code --- */

static enum err_code check_code(struct db *db, const struct call_settings *settings,
	const struct voice_event *event, const struct change *by, struct dialogue *d,
	struct party *p, struct err *e)
{
	char phone[PHONE_TEXT], code[VOICE_CODE_TEXT], given[40];
	int64_t people[CALLERS_MAX], person = 0, callout, recipient;
	size_t n = 0;

	(void)snprintf(given, sizeof given, "%.*s", (int)strcspn(event->keys, "#"),
		event->keys);
	if (phone_parse(event->from, phone, e) == ERR_OK
		&& person_by_address(db, phone, people, CALLERS_MAX, &n, e) != ERR_OK)
		return e->code;
	err_clear(e); /* a hidden number is nobody's */
	for (size_t i = 0; i < n; i++)
		if (digest_text_equal(voice_code(settings, people[i], code), given))
			person = people[i];
	if (person == 0) {
		(void)dialogue_step(d, DIALOGUE_CODE_WRONG, "");
		return ERR_OK;
	}
	if (call_of_person(db, person, 0, false, by->now, &callout, &recipient, e)
		!= ERR_OK)
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
	const struct voice_event *event, const struct party *p, struct instant now,
	bool *ret_seen, struct err *e)
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
	const char *gateway, const struct voice_event *event, struct party *p,
	const struct dialogue_result *result, const struct change *by, struct err *e)
{
	struct callout_event step = { .kind = CALLOUT_ANSWER,
		.answer = result->answer,
		.eta_minutes = result->eta_minutes,
		.via = VIA_VOICE };
	bool seen = false;

	if (!is_question(p))
		return ERR_OK;
	if (remember(db, gateway, event, p, by->now, &seen, e) != ERR_OK || seen)
		return e->code;
	step.person = (uint32_t)p->person;
	if (call_step(db, settings, p->callout_id, &step, by, e) != ERR_OK)
		return e->code;
	return call_get(db, p->callout_id, &p->call, e); /* may have been loaded anew */
}

/* --- words --- */

/* What there is to tell somebody who needs not be asked (any more). */
static enum call_purpose news_for(const struct party *p)
{
	if (p->purpose != PURPOSE_ASK && p->purpose != PURPOSE_REMIND)
		return p->purpose;
	switch (p->call->c.people[p->person].state) {
	case RECIPIENT_ACCEPTED:
	case RECIPIENT_ARRIVED:
		return PURPOSE_CONFIRM;
	case RECIPIENT_RESERVE:
	case RECIPIENT_LAST_RESORT:
		return PURPOSE_RESERVE;
	case RECIPIENT_WAITING:
	case RECIPIENT_ASKED:
	case RECIPIENT_DECLINED:
	case RECIPIENT_SILENT:
	case RECIPIENT_UNREACHABLE:
	case RECIPIENT_STOOD_DOWN:
	case RECIPIENT_STATES_COUNT:
		break;
	}
	return PURPOSE_STAND_DOWN;
}

static int slot_of(const struct party *p)
{
	const struct callout_recipient *r;

	if (p->call == NULL || p->person < 0)
		return CALLOUT_NOBODY;
	r = &p->call->c.people[p->person];
	return r->placed != CALLOUT_NOBODY ? r->placed : r->asked_for;
}

static enum err_code words(const struct call_settings *settings, const struct party *p,
	const struct dialogue *d, struct voice_script *ret, struct err *e)
{
	const struct call_reader reader = { p->name, p->language };
	const int slot = slot_of(p);
	struct dialogue_texts t = { .language = p->language, .prefix = "" };
	TEXT_AUTO ask = { 0 };
	TEXT_AUTO news = { 0 };
	bool ok = true;

	text_init(&ask, 8192);
	text_init(&news, 8192);
	if (p->call != NULL && (p->person >= 0 || !is_question(p)))
		ok = call_text(p->call, settings,
			     is_question(p) ? PURPOSE_ASK : p->purpose, CHANNEL_VOICE,
			     p->person, slot, &reader, p->body, &ask)
		     && (p->person < 0
			     || call_text(p->call, settings, news_for(p), CHANNEL_VOICE,
				     p->person, slot, &reader, p->body, &news));
	if (slot != CALLOUT_NOBODY)
		t.norm_minutes = p->call->c.slots[slot].norm_minutes;
	t.expected = text_str(&news);
	t.call = d->moment == DIALOGUE_TELL && p->person >= 0 ? text_str(&news)
							      : text_str(&ask);
	if (ok && dialogue_script(d, &t, ret))
		return ERR_OK;
	voice_script_fini(ret);
	return err_set(e, ERR_NOMEM, "no memory for a call");
}

enum err_code voice_call_step(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct voice_event *event, const struct change *by,
	struct voice_turn *ret, struct voice_script *ret_script, struct err *e)
{
	struct party p = { .person = CALLOUT_NOBODY };
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
	else if (p.call != NULL && (event->is_begin || !is_question(&p)))
		d = begin(&p);
	result = dialogue_step(&d, event->event, event->keys);
	if (result.is_code && check_code(db, settings, event, by, &d, &p, e) != ERR_OK)
		return e->code;
	if (d.moment == DIALOGUE_MINUTES && p.call != NULL && p.call->relief_of != 0)
		d.moment = DIALOGUE_YES; /* the hours of the shift are known */
	if (result.answer != ANSWER_NONE
		&& answer(db, settings, gateway, event, &p, &result, by, e) != ERR_OK)
		return e->code;
	*ret = (struct voice_turn){ .attempt_id = event->attempt_id,
		.recipient_id = event->attempt_id == 0 ? p.recipient_id : 0,
		.at = d,
		.script = ret_script };
	return words(settings, &p, &d, ret_script, e);
}

enum err_code voice_call_over(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct carrier_receipt *receipt,
	const struct change *by, bool *ret_known, struct err *e)
{
	struct carrier_receipt r = *receipt;
	struct party p;
	int64_t id;

	err_clear(e);
	*ret_known = false;
	if (!parse_int(receipt->id, 1, INT64_MAX, &id))
		return ERR_OK;
	if (find_party(db, VOICE_ATTEMPT, id, gateway, &p, e) != ERR_OK)
		return e->code == ERR_NOTFOUND ? (e->code = ERR_OK) : e->code;
	r.delivered =
		!is_question(&p) || p.call->c.people[p.person].answer != ANSWER_NONE;
	r.progress = r.delivered ? CARRIER_DELIVERED : CARRIER_UNDELIVERED;
	if (!r.delivered)
		(void)snprintf(r.reason, sizeof r.reason, "no key was pressed");
	return outbox_receipt(db, settings, gateway, &r, by, ret_known, e);
}
