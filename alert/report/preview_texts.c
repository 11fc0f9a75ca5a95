/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts of a call-out before it is started. */
#include "alert/report/preview_texts.h"

#include "alert/carrier/gsm7.h"
#include "alert/report/call_view.h"
#include "roster/people/person.h"

#include <stdio.h>
#include <string.h>

/* A text, and in which language it is. */
struct shown {
	struct text text;
	enum phrase_language language;
};

/* The text of a channel for a slot, as its first candidate gets it. */
static enum err_code text_of(struct db *db, const struct call *call,
	const struct call_settings *settings, enum channel channel, int slot,
	struct shown *out, struct err *e)
{
	const struct callout_slot *s = &call->c.slots[slot];
	char name[PERSON_NAME_MAX] = "";
	struct call_reader reader = { name, LANGUAGE_NL };
	int64_t person = CALLOUT_NOBODY;

	if (s->queue_len > 0) {
		person = s->queue[0];
		if (call_view_person(db, call->c.people[person].person_id, name,
			    &reader.language, e)
			!= ERR_OK)
			return e->code;
	}
	out->language = reader.language;
	if (!call_text(call, settings, PURPOSE_ASK, channel, person, slot, &reader,
		    NULL, &out->text))
		return err_set(e, ERR_NOMEM, "no memory for a preview");
	return ERR_OK;
}

/* The longest of all slots; ends with text_fini. */
static enum err_code longest_of(struct db *db, const struct call *call,
	const struct call_settings *settings, enum channel channel, struct shown *ret,
	struct err *e)
{
	text_init(&ret->text, 8192);
	ret->language = LANGUAGE_NL;
	for (int slot = 0; slot < call->c.slots_count; slot++) {
		struct shown one;

		text_init(&one.text, 8192);
		if (text_of(db, call, settings, channel, slot, &one, e) == ERR_OK
			&& one.text.len >= ret->text.len) {
			text_clear(&ret->text);
			text_add(&ret->text, text_str(&one.text));
			ret->language = one.language;
		}
		text_fini(&one.text);
		if (e->code != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* How many parts it takes when incident and location are as long as is allowed. */
static enum err_code count_longest(struct db *db, struct call *call,
	const struct call_settings *settings, int64_t *ret, struct err *e)
{
	char incident[sizeof call->incident], location[sizeof call->location];
	struct shown longest;

	memcpy(incident, call->incident, sizeof incident);
	memcpy(location, call->location, sizeof location);
	memset(call->incident, 'n', CALL_TEXT_MAX);
	memset(call->location, 'n', CALL_TEXT_MAX);
	call->incident[CALL_TEXT_MAX] = call->location[CALL_TEXT_MAX] = '\0';
	if (longest_of(db, call, settings, CHANNEL_SMS, &longest, e) == ERR_OK)
		*ret = (int64_t)call_text_size(settings, text_str(&longest.text)).parts;
	text_fini(&longest.text);
	memcpy(call->incident, incident, sizeof incident);
	memcpy(call->location, location, sizeof location);
	return e->code;
}

static enum err_code add_parts(struct db *db, struct call *call,
	const struct call_settings *settings, const char *text, json_t *o,
	struct err *e)
{
	const struct gsm7_size size = call_text_size(settings, text);
	int64_t longest = 0;

	if (count_longest(db, call, settings, &longest, e) != ERR_OK)
		return e->code;
	fields_set_int(o, "parts", (int64_t)size.parts);
	fields_set_int(o, "parts_longest", longest);
	fields_set_int(o, "parts_max", call->parts_max);
	fields_set_text(o, "alphabet", size.gsm7 ? "gsm7" : "unicode");
	fields_set_bool(o, "shortened",
		call->incident[0] != '\0' && strstr(call->sms, "{incident}") != NULL
			&& strstr(text, call->incident) == NULL);
	return ERR_OK;
}

static enum err_code add_channel(struct db *db, struct call *call,
	const struct call_settings *settings, enum channel channel, json_t *items,
	struct err *e)
{
	struct shown longest;
	json_t *o = json_object();

	if (longest_of(db, call, settings, channel, &longest, e) == ERR_OK) {
		fields_set_text(o, "channel", channel_words[channel]);
		fields_set_text(
			o, "language", longest.language == LANGUAGE_EN ? "en" : "nl");
		fields_set_text(o, "text", text_str(&longest.text));
		if (channel == CHANNEL_SMS)
			(void)add_parts(
				db, call, settings, text_str(&longest.text), o, e);
	}
	text_fini(&longest.text);
	json_array_append_new(items, o);
	return e->code;
}

enum err_code preview_texts(struct db *db, struct call *call,
	const struct call_settings *settings, json_t *items, struct err *e)
{
	err_clear(e);
	for (int channel = 0; channel < CHANNELS_COUNT; channel++)
		if ((settings->channels >> channel & 1) != 0
			&& add_channel(
				   db, call, settings, (enum channel)channel, items, e)
				   != ERR_OK)
			return e->code;
	return ERR_OK;
}
