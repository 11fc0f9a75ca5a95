/* SPDX-License-Identifier: EUPL-1.2 */
/* twilio-voice: Twilio's Calls resource and TwiML.
 *
 * When somebody picks up, Twilio asks …/voice?id=<attempt> what to say; keys come to
 * the address of the Gather, which holds where the conversation is. Twilio's signature
 * covers the address. A call-back number points at …/voice without id. */
#include "alert/carrier/twilio.h"
#include "alert/carrier/voice.h"

#include "base/form.h"
#include "base/parse.h"

#include <stdio.h>
#include <string.h>

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	TEXT_AUTO voice = { 0 };
	TEXT_AUTO receipt = { 0 };

	text_init(&voice, 1024);
	text_init(&receipt, 1024);
	if (!twilio_address(a, "Calls", ret)
		|| !carrier_callback_url(&voice, a, "voice", m->attempt_id)
		|| !carrier_callback_url(&receipt, a, "receipt", m->attempt_id))
		return false;
	form_add(&ret->body, "To", m->to);
	form_add(&ret->body, "From", m->from);
	form_add(&ret->body, "Url", text_str(&voice));
	form_add(&ret->body, "Method", "POST");
	form_add(&ret->body, "StatusCallback", text_str(&receipt));
	form_add(&ret->body, "StatusCallbackEvent", "completed");
	form_add(&ret->body, "MachineDetection", "Enable");
	form_add(&ret->body, "Timeout", "30");
	form_add(&ret->body, "TimeLimit", "300");
	return form_add(&ret->body, "Record", "false");
}

static bool is_machine(const char *answered_by)
{
	return strncmp(answered_by, "machine", 7) == 0
	       || strcmp(answered_by, "fax") == 0;
}

static bool receipt(const struct carrier_callback *c, struct carrier_receipt *ret)
{
	static const struct {
		const char *word;
		enum carrier_progress progress;
		const char *reason;
	} words[] = { { "queued", CARRIER_QUEUED, "" },
		{ "initiated", CARRIER_ON_ITS_WAY, "" },
		{ "ringing", CARRIER_ON_ITS_WAY, "" },
		{ "in-progress", CARRIER_ON_ITS_WAY, "" },
		{ "completed", CARRIER_CALL_OVER, "" },
		{ "busy", CARRIER_UNDELIVERED, "the line is busy" },
		{ "no-answer", CARRIER_UNDELIVERED, "nobody picks up" },
		{ "canceled", CARRIER_UNDELIVERED, "the call was broken off" },
		{ "failed", CARRIER_UNDELIVERED, "the number cannot be reached" } };
	char id[80], status[32], by[32];
	enum carrier_progress progress = CARRIER_UNKNOWN;
	const char *reason = "";

	if (!form_text(c->query, "id", id, sizeof id)
		&& !form_text(c->body, "CallSid", id, sizeof id))
		return false;
	(void)form_text(c->body, "CallStatus", status, sizeof status);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(status, words[i].word) == 0) {
			progress = words[i].progress;
			reason = words[i].reason;
		}
	if (form_text(c->body, "AnsweredBy", by, sizeof by) && is_machine(by)
		&& progress == CARRIER_CALL_OVER) {
		progress = CARRIER_UNDELIVERED;
		reason = "an answering machine";
	}
	carrier_receipt_set(ret, id, progress, reason);
	return true;
}

static int64_t id_in(const char *query, const char *name)
{
	char text[24];
	int64_t id;

	return form_text(query, name, text, sizeof text)
			       && parse_int(text, 1, INT64_MAX, &id)
		       ? id
		       : 0;
}

static bool voice_event(const struct carrier_callback *c, struct voice_event *ret)
{
	char state[16], by[32];

	memset(ret, 0, sizeof *ret);
	ret->attempt_id = id_in(c->query, "id");
	ret->recipient_id = id_in(c->query, "r");
	(void)form_text(c->body, "From", ret->from, sizeof ret->from);
	(void)form_text(c->body, "Digits", ret->keys, sizeof ret->keys);
	ret->is_begin = !form_text(c->query, "s", state, sizeof state);
	ret->event = ret->is_begin ? DIALOGUE_PICKED_UP : DIALOGUE_KEYS;
	if (form_text(c->body, "AnsweredBy", by, sizeof by) && is_machine(by))
		ret->event = DIALOGUE_MACHINE;
	return form_text(c->body, "CallSid", ret->call_id, sizeof ret->call_id)
	       && (ret->is_begin || dialogue_read(state, &ret->at));
}

/* Text for XML: escaped, without what XML cannot hold. */
static void add_xml(struct text *out, const char *s)
{
	TEXT_AUTO clean = { 0 };

	text_init(&clean, 16384);
	for (; *s != '\0'; s++)
		text_addc(&clean, (char)((unsigned char)*s < 0x20 ? ' ' : *s));
	if (!text_ok(&clean))
		out->failed = true;
	text_add_html(out, text_str(&clean));
}

static void add_says(struct text *out, const struct voice_script *s)
{
	for (size_t i = 0; i < s->says_count; i++) {
		text_addf(out, "<Say language=\"%s\">",
			s->language == LANGUAGE_EN ? "en-GB" : "nl-NL");
		add_xml(out, voice_script_text(s, i));
		text_add(out, "</Say>");
	}
}

static void add_action(
	struct text *out, const struct carrier_account *a, const struct voice_turn *t)
{
	char state[DIALOGUE_STATE_TEXT];
	TEXT_AUTO url = { 0 };

	text_init(&url, 1024);
	text_addf(&url, "%s/voice?", a->callback);
	if (t->attempt_id != 0)
		text_addf(&url, "id=%" PRId64 "&", t->attempt_id);
	if (t->recipient_id != 0)
		text_addf(&url, "r=%" PRId64 "&", t->recipient_id);
	text_addf(&url, "s=%s", dialogue_write(&t->at, state));
	add_xml(out, text_str(&url));
}

static bool voice_reply(
	const struct carrier_account *a, const struct voice_turn *t, struct text *body)
{
	const struct voice_script *s = t->script;

	text_add(body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>");
	if (s->gathers) {
		text_add(body, "<Gather input=\"dtmf\" method=\"POST\" action=\"");
		add_action(body, a, t);
		/* finishOnKey "": then # is a key like the others */
		text_addf(body,
			"\" numDigits=\"%d\" timeout=\"%d\" finishOnKey=\"%s\""
			" actionOnEmptyResult=\"true\">",
			s->digits, s->seconds, s->until_hash ? "#" : "");
		add_says(body, s);
		text_add(body, "</Gather>");
	} else {
		add_says(body, s);
		text_add(body, "<Hangup/>");
	}
	return text_add(body, "</Response>");
}

const struct carrier carrier_twilio_voice = { .kind = "twilio-voice",
	.channel = CHANNEL_VOICE,
	.encode = encode,
	.decode = twilio_decode,
	.is_genuine = twilio_is_genuine,
	.receipt = receipt,
	.voice_event = voice_event,
	.voice_reply = voice_reply,
	.content_type = "text/xml; charset=utf-8",
	.taken = "<Response/>" };
