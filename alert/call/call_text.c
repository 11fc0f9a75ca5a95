/* SPDX-License-Identifier: EUPL-1.2 */
/* The text of a message: prefix, template or phrase, placeholders. */
#include "alert/call/call.h"

#include "alert/scenario/template.h"

#include "base/zone.h"

#include <stdio.h>
#include <string.h>

const char *const call_purpose_words[] = { "ask", "remind", "confirm", "reserve",
	"moved", "stand_down", "message", "help", "short", "notice" };

_Static_assert(sizeof call_purpose_words / sizeof *call_purpose_words == PURPOSES_COUNT,
	"all");

static const char *ask_text(
	const struct call *call, enum channel channel, enum phrase_language language)
{
	if (call->relief_of != 0 && channel == CHANNEL_VOICE)
		return phrase(PHRASE_RELIEF_CALL, language);
	if (call->relief_of != 0)
		return call->sms[0] != '\0' ? call->sms
					    : phrase(PHRASE_RELIEF_ASK, language);
	if (channel == CHANNEL_VOICE) /* a text message is not made to be heard */
		return call->voice[0] != '\0' ? call->voice
					      : phrase(PHRASE_VOICE_CALL, language);
	if (channel == CHANNEL_EMAIL && call->email[0] != '\0')
		return call->email;
	return call->sms;
}

static bool was_there(const struct call *call, int64_t recipient)
{
	return recipient >= 0 && call->c.people[recipient].left_at.ms != 0
	       && call->c.people[recipient].arrived_at.ms != 0;
}

static const char *text_of(const struct call *call, enum call_purpose purpose,
	enum channel channel, int64_t recipient, enum phrase_language language,
	const char *body)
{
	switch (purpose) {
	case PURPOSE_ASK:
	case PURPOSE_REMIND:
		return ask_text(call, channel, language);
	case PURPOSE_CONFIRM:
		return phrase(
			call->relief_of != 0 ? PHRASE_RELIEF_CONFIRM : PHRASE_CONFIRM,
			language);
	case PURPOSE_RESERVE:
		return phrase(PHRASE_RESERVE, language);
	case PURPOSE_MOVED:
		return phrase(
			call->relief_of != 0 ? PHRASE_RELIEF_CONFIRM : PHRASE_MOVED,
			language);
	case PURPOSE_STAND_DOWN:
		return phrase(was_there(call, recipient) ? PHRASE_SENT_HOME
							 : PHRASE_STAND_DOWN,
			language);
	case PURPOSE_SHORT:
		return phrase(PHRASE_SHORT, language);
	case PURPOSE_MESSAGE:
		return body != NULL ? body : "";
	case PURPOSE_HELP:
	case PURPOSE_NOTICE:
	case PURPOSES_COUNT:
		break;
	}
	return phrase(PHRASE_HELP, language);
}

void call_answer_link(const struct call *call, const struct call_settings *settings,
	int64_t recipient, char *buffer, size_t size)
{
	uint8_t token[TOKEN_BYTES];
	char text[TOKEN_TEXT];

	buffer[0] = '\0';
	if (recipient < 0)
		return;
	call_token(settings, call->nonce, call->c.people[recipient].id, token);
	(void)snprintf(
		buffer, size, "%s/a/%s", settings->base_url, token_text(token, text));
}

/* "di 24-11 06:00" */
static void moment(
	struct instant at, enum phrase_language language, char *buffer, size_t size)
{
	static const char *const days[LANGUAGES][7] = { { "ma", "di", "wo", "do", "vr",
								"za", "zo" },
		{ "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" } };
	struct civil c = zone_to_civil(at);

	(void)snprintf(buffer, size, "%s %02d-%02d %02d:%02d",
		days[language][date_weekday(c.date) - 1], c.date.day, c.date.month,
		c.hour, c.minute);
}

const char *call_shift(const struct call *call, enum phrase_language language,
	char buffer[CALL_SHIFT_TEXT])
{
	char from[40], until[40];
	struct civil a = zone_to_civil(call->shift_from);
	struct civil b = zone_to_civil(call->shift_until);

	buffer[0] = '\0';
	if (call->relief_of == 0)
		return buffer;
	moment(call->shift_from, language, from, sizeof from);
	moment(call->shift_until, language, until, sizeof until);
	if (memcmp(&a.date, &b.date, sizeof a.date) == 0)
		(void)snprintf(until, sizeof until, "%02d:%02d", b.hour, b.minute);
	(void)snprintf(buffer, CALL_SHIFT_TEXT, "%s %s %s", from,
		language == LANGUAGE_EN ? "to" : "tot", until);
	return buffer;
}

bool call_text(const struct call *call, const struct call_settings *settings,
	enum call_purpose purpose, enum channel channel, int64_t recipient, int slot,
	const struct call_reader *reader, const char *body_or_null, struct text *out)
{
	char link[320], norm[16] = "", shift[CALL_SHIFT_TEXT];
	struct template_values v = { { NULL } };

	if (call == NULL)
		return text_add(out, phrase(PHRASE_HELP, reader->language));
	call_answer_link(call, settings, recipient, link, sizeof link);
	if (slot != CALLOUT_NOBODY) {
		v.of[TEMPLATE_FUNCTION] = call->functions[slot].name;
		v.of[TEMPLATE_SPOKEN_FUNCTION] = call->functions[slot].spoken_name;
		if (call->c.slots[slot].norm_minutes > 0)
			(void)snprintf(norm, sizeof norm, "%d",
				call->c.slots[slot].norm_minutes);
	}
	if (purpose == PURPOSE_SHORT)
		v.of[TEMPLATE_FUNCTION] = body_or_null;
	v.of[TEMPLATE_INCIDENT] = call->incident;
	v.of[TEMPLATE_LOCATION] = call->location;
	v.of[TEMPLATE_SHIFT] = call_shift(call, reader->language, shift);
	v.of[TEMPLATE_NORM] = norm;
	v.of[TEMPLATE_PERSON] = reader->name;
	v.of[TEMPLATE_LINK] = link;
	v.of[TEMPLATE_WORD] = phrase(PHRASE_WORD, reader->language);
	v.of[TEMPLATE_KIND] = callout_kind_words[call->c.kind];
	text_add(out, phrase_prefix(call->c.kind, reader->language));
	if (purpose == PURPOSE_REMIND)
		text_add(out, phrase(PHRASE_REMIND, reader->language));
	if (purpose == PURPOSE_MESSAGE)
		text_add(out, body_or_null != NULL ? body_or_null
						   : ""); /* no placeholders in it */
	else
		template_render(out,
			text_of(call, purpose, channel, recipient, reader->language,
				body_or_null),
			&v);
	if ((purpose == PURPOSE_CONFIRM || purpose == PURPOSE_MOVED)
		&& call->details[0] != '\0')
		text_addf(out, " %s", call->details);
	return text_ok(out);
}
