/* SPDX-License-Identifier: EUPL-1.2 */
/* The text of a message: prefix, template or phrase, placeholders. */
#include "alert/call/call.h"

#include "alert/carrier/gsm7.h"
#include "alert/scenario/template.h"
#include "base/parse.h"
#include "base/zone.h"

#include <stdio.h>
#include <string.h>

enum { UNITS_SURE = 66 }; /* bytes that fit in a part, whatever they are */

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
	struct civil a, b;

	buffer[0] = '\0';
	if (call->relief_of == 0)
		return buffer;
	a = zone_to_civil(call->shift_from);
	b = zone_to_civil(call->shift_until);
	moment(call->shift_from, language, from, sizeof from);
	moment(call->shift_until, language, until, sizeof until);
	if (memcmp(&a.date, &b.date, sizeof a.date) == 0)
		(void)snprintf(until, sizeof until, "%02d:%02d", b.hour, b.minute);
	(void)snprintf(buffer, CALL_SHIFT_TEXT, "%s %s %s", from,
		language == LANGUAGE_EN ? "to" : "tot", until);
	return buffer;
}

/* What a message is made of. */
struct wording {
	const struct call *call;
	enum call_purpose purpose;
	enum channel channel;
	int64_t recipient;
	enum phrase_language language;
	const char *body;
	struct template_values v;
};

static bool asks_by_text(const struct wording *w)
{
	return w->channel == CHANNEL_SMS
	       && (w->purpose == PURPOSE_ASK || w->purpose == PURPOSE_REMIND);
}

static void write(const struct wording *w, struct text *out)
{
	const char *template = text_of(
		w->call, w->purpose, w->channel, w->recipient, w->language, w->body);

	text_add(out, phrase_prefix(w->call->c.kind, w->language));
	if (w->purpose == PURPOSE_REMIND)
		text_add(out, phrase(PHRASE_REMIND, w->language));
	if (w->purpose == PURPOSE_MESSAGE)
		text_add(out, template); /* no placeholders in it */
	else
		template_render(out, template, &w->v);
	if ((w->purpose == PURPOSE_CONFIRM || w->purpose == PURPOSE_MOVED)
		&& w->call->details[0] != '\0')
		text_addf(out, " %s", w->call->details);
	if (asks_by_text(w) && strstr(template, "{word}") == NULL)
		template_render(out, phrase(PHRASE_ANSWER_WORD, w->language), &w->v);
	if (asks_by_text(w) && strstr(template, "{link}") == NULL)
		text_addf(out, " %s", w->v.of[TEMPLATE_LINK]);
}

/* --- the length of texts --- */

struct gsm7_size call_text_size(const struct call_settings *settings, const char *text)
{
	TEXT_AUTO plain = { 0 };

	text_init(&plain, 16384);
	return gsm7_size(settings->plain_letters && gsm7_plain(&plain, text)
				 ? text_str(&plain)
				 : text);
}

/* The text with plain letters, where the scenario allows that. */
static bool write_plainly(const struct wording *w, struct text *t)
{
	TEXT_AUTO plain = { 0 };

	if (!w->call->plain_letters || w->channel != CHANNEL_SMS || !text_ok(t))
		return text_ok(t);
	text_init(&plain, 16384);
	if (!gsm7_plain(&plain, text_str(t)))
		return false;
	text_clear(t);
	return text_add(t, text_str(&plain));
}

static bool fits(
	const struct call_settings *settings, const struct wording *w, struct text *t)
{
	if (!write_plainly(w, t) || w->call->parts_max == 0
		|| t->len <= (size_t)UNITS_SURE * (size_t)w->call->parts_max)
		return true; /* however it is written */
	return call_text_size(settings, text_str(t)).parts
	       <= (size_t)w->call->parts_max;
}

/* Writes with one value cut to at most n bytes. */
static void write_cut(
	const struct wording *w, enum template_name which, size_t n, struct text *out)
{
	char value[CALL_TEXT_MAX + 4];
	const char *whole = w->v.of[which];
	struct wording cut = *w;

	(void)snprintf(
		value, sizeof value, "%.*s...", (int)parse_utf8_fit(whole, n), whole);
	cut.v.of[which] = value;
	text_clear(out);
	write(&cut, out);
}

/* The longest beginning of the value with which it fits; false when none does. */
static bool shorten(const struct call_settings *settings, struct wording *w,
	enum template_name which, struct text *out)
{
	size_t low = 0, high = strlen(w->v.of[which]);

	write_cut(w, which, 0, out);
	if (high == 0 || !fits(settings, w, out))
		return false;
	while (low + 1 < high) {
		const size_t middle = (low + high) / 2;

		write_cut(w, which, middle, out);
		if (fits(settings, w, out))
			low = middle;
		else
			high = middle;
	}
	write_cut(w, which, low, out);
	return true;
}

bool call_text(const struct call *call, const struct call_settings *settings,
	enum call_purpose purpose, enum channel channel, int64_t recipient, int slot,
	const struct call_reader *reader, const char *body_or_null, struct text *out)
{
	char link[320], norm[16] = "", shift[CALL_SHIFT_TEXT];
	struct wording w = { .call = call,
		.purpose = purpose,
		.channel = channel,
		.recipient = recipient,
		.language = reader->language,
		.body = body_or_null };

	if (call == NULL)
		return text_add(out, phrase(PHRASE_HELP, reader->language));
	call_answer_link(call, settings, recipient, link, sizeof link);
	if (slot != CALLOUT_NOBODY) {
		w.v.of[TEMPLATE_FUNCTION] = call->functions[slot].name;
		w.v.of[TEMPLATE_SPOKEN_FUNCTION] = call->functions[slot].spoken_name;
		if (call->c.slots[slot].norm_minutes > 0)
			(void)snprintf(norm, sizeof norm, "%d",
				call->c.slots[slot].norm_minutes);
	}
	if (purpose == PURPOSE_SHORT)
		w.v.of[TEMPLATE_FUNCTION] = body_or_null;
	w.v.of[TEMPLATE_INCIDENT] = call->incident;
	w.v.of[TEMPLATE_LOCATION] = call->location;
	w.v.of[TEMPLATE_SHIFT] = call_shift(call, reader->language, shift);
	w.v.of[TEMPLATE_NORM] = norm;
	w.v.of[TEMPLATE_PERSON] = reader->name;
	w.v.of[TEMPLATE_LINK] = link;
	w.v.of[TEMPLATE_WORD] = phrase(PHRASE_WORD, reader->language);
	w.v.of[TEMPLATE_KIND] = callout_kind_words[call->c.kind];
	write(&w, out);
	if (!asks_by_text(&w) || !text_ok(out) || fits(settings, &w, out)
		|| shorten(settings, &w, TEMPLATE_INCIDENT, out))
		return write_plainly(&w, out);
	w.v.of[TEMPLATE_INCIDENT] = "";
	(void)shorten(settings, &w, TEMPLATE_LOCATION, out);
	return write_plainly(&w, out);
}
