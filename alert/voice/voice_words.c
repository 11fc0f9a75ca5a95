/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/voice/voice_words.h"

bool voice_is_question(const struct voice_party *p)
{
	return p->call != NULL && p->person >= 0
	       && (p->purpose == PURPOSE_ASK || p->purpose == PURPOSE_REMIND);
}

bool voice_lacks_answer(const struct voice_party *p)
{
	return voice_is_question(p)
	       && p->call->c.people[p->person].answer == ANSWER_NONE;
}

/* What there is to tell somebody who needs not be asked (any more). */
static enum call_purpose news_for(const struct voice_party *p)
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

static int slot_of(const struct voice_party *p)
{
	const struct callout_recipient *r;

	if (p->call == NULL || p->person < 0)
		return CALLOUT_NOBODY;
	r = &p->call->c.people[p->person];
	return r->placed != CALLOUT_NOBODY ? r->placed : r->asked_for;
}

enum err_code voice_words(const struct call_settings *settings,
	const struct voice_party *p, const struct dialogue *d, bool goes_on,
	struct voice_script *ret, struct err *e)
{
	const struct call_reader reader = { p->name, p->language };
	const int slot = slot_of(p);
	struct dialogue_texts t = {
		.language = p->language, .prefix = "", .goes_on = goes_on
	};
	TEXT_AUTO ask = { 0 };
	TEXT_AUTO news = { 0 };
	bool ok = true;

	text_init(&ask, 8192);
	text_init(&news, 8192);
	if (p->call != NULL && (p->person >= 0 || !voice_is_question(p)))
		ok = call_text(p->call, settings,
			     voice_is_question(p) ? PURPOSE_ASK : p->purpose,
			     CHANNEL_VOICE, p->person, slot, &reader, p->body, &ask)
		     && (p->person < 0
			     || call_text(p->call, settings, news_for(p), CHANNEL_VOICE,
				     p->person, slot, &reader, p->body, &news));
	if (slot != CALLOUT_NOBODY)
		t.norm_minutes = p->call->c.slots[slot].norm_minutes;
	t.expected = text_str(&news);
	t.call = d->moment == DIALOGUE_TELL && p->person >= 0 ? text_str(&news)
							      : text_str(&ask);
	if (ok && dialogue_script_add(d, &t, ret))
		return ERR_OK;
	voice_script_fini(ret);
	return err_set(e, ERR_NOMEM, "no memory for a call");
}
