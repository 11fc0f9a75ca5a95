/* SPDX-License-Identifier: EUPL-1.2 */
/* http-voice: a plain JSON gateway for calls.
 *
 * We post {"id", "to", "from", "text", "callout", "language", "voice_url",
 * "receipt_url"}; text is what the call is about. When somebody picks up or keys were
 * pressed it posts to voice_url, signed as all our callbacks are,
 *   {"id": "4711", "call": "…", "event": "answered"|"machine"|"keys", "keys": "1",
 *    "state": "<as we gave it>"}        (without id: somebody calls our number; "from")
 * and gets {"say": ["…"], "language": "nl", "state": "…", "recipient": "…",
 *   "gather": {"digits": 1, "seconds": 8, "until": "#"}} or {"say": […], "hang_up":
 * true}. How a call ended comes to receipt_url: {"id", "status": "completed"|"busy"|
 * "no_answer"|"machine"|"failed"}. */
#include "alert/carrier/voice.h"

#include "base/fields.h"
#include "base/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	char id[24], voice[512], receipt[512];
	json_t *o;
	char *json;
	bool ok;

	(void)snprintf(id, sizeof id, "%" PRId64, m->attempt_id);
	(void)snprintf(voice, sizeof voice, "%s/voice", a->callback);
	(void)snprintf(receipt, sizeof receipt, "%s/receipt", a->callback);
	o = json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s}", "id", id, "to", m->to,
		"from", m->from, "text", m->text, "callout", (json_int_t)m->callout_id,
		"language", m->english ? "en" : "nl", "voice_url", voice, "receipt_url",
		receipt);
	json = o != NULL ? json_dumps(o, JSON_COMPACT) : NULL;
	ok = json != NULL && text_add(&ret->url, a->url) && text_add(&ret->body, json);
	ret->method = CARRIER_POST;
	ret->content_type = "application/json";
	if (a->token[0] != '\0')
		(void)snprintf(ret->authorization, sizeof ret->authorization,
			"Bearer %s", a->token);
	free(json);
	json_decref(o);
	return ok;
}

static void decode(const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	http_sms_decode(reply->status, reply->body, reply->len,
		reply->retry_after_seconds, ret);
}

static bool is_genuine(
	const struct carrier_account *a, const struct carrier_callback *c)
{
	return carrier_signed(c->signature, a->secret, c->body, c->len);
}

static bool receipt(const struct carrier_callback *c, struct carrier_receipt *ret)
{
	static const struct {
		const char *word;
		enum carrier_progress progress;
		const char *reason;
	} words[] = { { "ringing", CARRIER_ON_ITS_WAY, "" },
		{ "answered", CARRIER_ON_ITS_WAY, "" },
		{ "completed", CARRIER_CALL_OVER, "" },
		{ "busy", CARRIER_UNDELIVERED, "the line is busy" },
		{ "no_answer", CARRIER_UNDELIVERED, "nobody picks up" },
		{ "machine", CARRIER_UNDELIVERED, "an answering machine" },
		{ "failed", CARRIER_UNDELIVERED, "the number cannot be reached" } };
	const char *id = "", *status = "", *reason = "";
	enum carrier_progress progress = CARRIER_UNKNOWN;
	struct err e = { 0 };
	json_t *o = NULL;
	bool ok;

	if (fields_read(c->body, c->len, &o, &e) != ERR_OK)
		return false;
	ok = fields_line(o, "id", FIELDS_REQUIRED, sizeof ret->id - 1, &id, &e);
	(void)fields_line(o, "status", FIELDS_OPTIONAL, 40, &status, &e);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(status, words[i].word) == 0) {
			progress = words[i].progress;
			reason = words[i].reason;
		}
	carrier_receipt_set(ret, id, progress, reason);
	json_decref(o);
	return ok;
}

static int64_t id_in(const json_t *o, const char *name, struct err *e)
{
	const char *text = "";
	int64_t id;

	return fields_line(o, name, FIELDS_OPTIONAL, 20, &text, e)
			       && parse_int(text, 1, INT64_MAX, &id)
		       ? id
		       : 0;
}

static void copy_line(
	const json_t *o, const char *name, char *to, size_t size, struct err *e)
{
	const char *text = "";

	(void)fields_line(o, name, FIELDS_OPTIONAL, size - 1, &text, e);
	(void)snprintf(to, size, "%s", text);
}

static bool voice_event(const struct carrier_callback *c, struct voice_event *ret)
{
	static const char *const events[] = { "answered", "machine", "keys" };
	static const enum dialogue_event meant[] = { DIALOGUE_PICKED_UP,
		DIALOGUE_MACHINE, DIALOGUE_KEYS };
	struct err e = { 0 };
	json_t *o = NULL;
	char state[16];
	int event = 0;
	bool ok;

	memset(ret, 0, sizeof *ret);
	if (fields_read(c->body, c->len, &o, &e) != ERR_OK)
		return false;
	ret->attempt_id = id_in(o, "id", &e);
	ret->recipient_id = id_in(o, "recipient", &e);
	copy_line(o, "call", ret->call_id, sizeof ret->call_id, &e);
	copy_line(o, "from", ret->from, sizeof ret->from, &e);
	copy_line(o, "keys", ret->keys, sizeof ret->keys, &e);
	copy_line(o, "state", state, sizeof state, &e);
	(void)fields_word(o, "event", FIELDS_REQUIRED, events, 3, &event, &e);
	ret->event = meant[event];
	ret->is_begin = state[0] == '\0';
	ok = e.code == ERR_OK && ret->call_id[0] != '\0'
	     && (ret->is_begin || dialogue_read(state, &ret->at));
	json_decref(o);
	return ok;
}

static json_t *says_of(const struct voice_script *s)
{
	json_t *says = json_array();

	for (size_t i = 0; i < s->says_count; i++)
		if (json_array_append_new(says, json_string(voice_script_text(s, i)))
			!= 0) {
			json_decref(says);
			return NULL;
		}
	return says;
}

static bool voice_reply(
	const struct carrier_account *a, const struct voice_turn *t, struct text *body)
{
	const struct voice_script *s = t->script;
	char state[DIALOGUE_STATE_TEXT], recipient[24];
	json_t *o = json_object();
	char *json;
	bool ok;

	(void)a;
	(void)snprintf(recipient, sizeof recipient, "%" PRId64, t->recipient_id);
	ok = json_object_set_new(o, "say", says_of(s)) == 0
	     && fields_set_text(
		     o, "language", s->language == LANGUAGE_EN ? "en" : "nl");
	if (s->gathers)
		ok = ok && fields_set_text(o, "state", dialogue_write(&t->at, state))
		     && (t->recipient_id == 0
			     || fields_set_text(o, "recipient", recipient))
		     && json_object_set_new(o, "gather",
				json_pack("{s:i, s:i, s:s}", "digits", s->digits,
					"seconds", s->seconds, "until",
					s->until_hash ? "#" : ""))
				== 0;
	else
		ok = ok && fields_set_bool(o, "hang_up", true);
	json = ok ? json_dumps(o, JSON_COMPACT) : NULL;
	ok = json != NULL && text_add(body, json);
	free(json);
	json_decref(o);
	return ok;
}

const struct carrier carrier_http_voice = { .kind = "http-voice",
	.channel = CHANNEL_VOICE,
	.encode = encode,
	.decode = decode,
	.is_genuine = is_genuine,
	.receipt = receipt,
	.voice_event = voice_event,
	.voice_reply = voice_reply };
