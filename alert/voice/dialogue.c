/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine of dialogue.h, and its words. */
#include "alert/voice/dialogue.h"

#include "alert/scenario/template.h"
#include "base/parse.h"

#include <stdio.h>
#include <string.h>

#define X(name, letter) letter,
static const char letters[] = { DIALOGUE_MOMENTS(X) };
#undef X

enum wait { WAIT_NOTHING, WAIT_KEY, WAIT_MINUTES, WAIT_CODE };

static enum wait waits_for(enum dialogue_moment m)
{
	switch (m) {
	case DIALOGUE_CALL:
	case DIALOGUE_NEXT:
	case DIALOGUE_REPEAT:
	case DIALOGUE_NOT_HEARD:
	case DIALOGUE_WRONG_KEY:
		return WAIT_KEY;
	case DIALOGUE_MINUTES:
	case DIALOGUE_MINUTES_AGAIN:
		return WAIT_MINUTES;
	case DIALOGUE_CODE:
	case DIALOGUE_CODE_AGAIN:
		return WAIT_CODE;
	case DIALOGUE_YES:
	case DIALOGUE_NO:
	case DIALOGUE_NO_KEY:
	case DIALOGUE_NOTHING_OPEN:
	case DIALOGUE_WRONG_CODE:
	case DIALOGUE_SILENCE:
	case DIALOGUE_TELL:
	case DIALOGUE_MOMENTS_COUNT:
		break;
	}
	return WAIT_NOTHING;
}

struct dialogue dialogue_outgoing(void)
{
	return (struct dialogue){ .moment = DIALOGUE_CALL };
}

struct dialogue dialogue_called_back(void)
{
	return (struct dialogue){ .moment = DIALOGUE_CODE };
}

struct dialogue dialogue_next(void)
{
	return (struct dialogue){ .moment = DIALOGUE_NEXT };
}

struct dialogue dialogue_news(void)
{
	return (struct dialogue){ .moment = DIALOGUE_TELL };
}

bool dialogue_is_over(const struct dialogue *d)
{
	return waits_for(d->moment) == WAIT_NOTHING;
}

/* Asked once more; then it is over. */
static void ask_again(
	struct dialogue *d, enum dialogue_moment again, enum dialogue_moment over)
{
	d->moment = d->unheard == 0 ? again : over;
	d->unheard++;
}

static void on_key(struct dialogue *d, const char *keys, struct dialogue_result *ret)
{
	if (strcmp(keys, "1") == 0) {
		ret->answer = ANSWER_YES;
		d->moment = DIALOGUE_MINUTES;
		d->unheard = 0;
	} else if (strcmp(keys, "2") == 0) {
		ret->answer = ANSWER_NO;
		d->moment = DIALOGUE_NO;
	} else if (strcmp(keys, "3") == 0 && d->repeats < DIALOGUE_REPEATS_MAX) {
		d->repeats++;
		d->unheard = 0;
		d->moment = DIALOGUE_REPEAT;
	} else {
		ask_again(d, keys[0] != '\0' ? DIALOGUE_WRONG_KEY : DIALOGUE_NOT_HEARD,
			DIALOGUE_NO_KEY);
	}
}

static void on_minutes(
	struct dialogue *d, const char *keys, struct dialogue_result *ret)
{
	int64_t minutes;

	if (parse_int(keys, 0, 1440, &minutes)) {
		ret->answer = ANSWER_YES;
		ret->eta_minutes = (int)minutes;
		d->moment = DIALOGUE_YES;
	} else { /* the yes stands, with or without minutes */
		ask_again(d, DIALOGUE_MINUTES_AGAIN, DIALOGUE_YES);
	}
}

static void wrong_code(struct dialogue *d)
{
	d->codes++;
	d->moment = d->codes < DIALOGUE_CODES_MAX ? DIALOGUE_CODE_AGAIN
						  : DIALOGUE_WRONG_CODE;
}

static void on_keys(struct dialogue *d, const char *keys, struct dialogue_result *ret)
{
	char digits[16];
	size_t n = strcspn(keys, "#");

	if (n >= sizeof digits)
		n = sizeof digits - 1; /* too many to mean anything */
	memcpy(digits, keys, n);
	digits[n] = '\0';
	switch (waits_for(d->moment)) {
	case WAIT_KEY:
		on_key(d, digits, ret);
		break;
	case WAIT_MINUTES:
		on_minutes(d, digits, ret);
		break;
	case WAIT_CODE:
		if (n >= DIALOGUE_CODE_DIGITS_MIN && n <= DIALOGUE_CODE_DIGITS_MAX
			&& strspn(digits, "0123456789") == n)
			ret->is_code = true;
		else
			wrong_code(d);
		break;
	case WAIT_NOTHING:
		break;
	}
}

struct dialogue_result dialogue_step(
	struct dialogue *d, enum dialogue_event event, const char *keys)
{
	struct dialogue_result ret = { .answer = ANSWER_NONE, .eta_minutes = -1 };
	const bool at_code = waits_for(d->moment) == WAIT_CODE;

	switch (event) {
	case DIALOGUE_PICKED_UP:
		break;
	case DIALOGUE_MACHINE:
		if (!dialogue_is_over(d))
			d->moment = DIALOGUE_SILENCE;
		break;
	case DIALOGUE_KEYS:
		on_keys(d, keys, &ret);
		break;
	case DIALOGUE_CODE_RIGHT:
		if (at_code)
			d->moment = DIALOGUE_CALL;
		break;
	case DIALOGUE_CODE_WRONG:
		if (at_code)
			wrong_code(d);
		break;
	case DIALOGUE_CODE_RIGHT_NOTHING_OPEN:
		if (at_code)
			d->moment = DIALOGUE_NOTHING_OPEN;
		break;
	}
	return ret;
}

const char *dialogue_write(const struct dialogue *d, char buffer[DIALOGUE_STATE_TEXT])
{
	(void)snprintf(buffer, DIALOGUE_STATE_TEXT, "%c%d%d%d", letters[d->moment],
		d->unheard % 10, d->repeats % 10, d->codes % 10);
	return buffer;
}

bool dialogue_read(const char *s, struct dialogue *ret)
{
	const char *at = s[0] != '\0' ? memchr(letters, s[0], sizeof letters) : NULL;

	if (at == NULL || strlen(s) != 4 || strspn(s + 1, "0123456789") != 3)
		return false;
	*ret = (struct dialogue){ .moment = (enum dialogue_moment)(at - letters),
		.unheard = s[1] - '0',
		.repeats = s[2] - '0',
		.codes = s[3] - '0' };
	return true;
}

/* --- words --- */

static void say(struct voice_script *s, const char *words)
{
	if (words[0] == '\0' || s->says_count == VOICE_STEPS_MAX)
		return;
	s->says[s->says_count++] = s->words.len;
	text_addn(&s->words, words, strlen(words) + 1);
}

static void say_phrase(struct voice_script *s, enum phrase which)
{
	say(s, phrase(which, s->language));
}

static void say_question(struct voice_script *s, const struct dialogue_texts *t)
{
	TEXT_AUTO question = { 0 };
	struct template_values v = { { NULL } };
	char norm[16];

	text_init(&question, 1000);
	(void)snprintf(norm, sizeof norm, "%d", t->norm_minutes);
	v.of[TEMPLATE_NORM] = norm;
	template_render(&question,
		phrase(t->norm_minutes > 0 ? PHRASE_VOICE_NORM_QUESTION
					   : PHRASE_VOICE_QUESTION,
			s->language),
		&v);
	if (!text_ok(&question))
		s->words.failed = true;
	say(s, text_str(&question));
	say_phrase(s, PHRASE_VOICE_KEYS);
}

/* What ends the conversation. */
static void say_end(struct voice_script *s, enum dialogue_moment moment,
	const struct dialogue_texts *t)
{
	if (moment == DIALOGUE_YES || moment == DIALOGUE_TELL)
		say(s, t->prefix);
	if (moment == DIALOGUE_YES)
		say(s, t->expected);
	if (moment == DIALOGUE_TELL) {
		say_phrase(s, PHRASE_VOICE_WELCOME);
		say(s, t->call);
	}
	if (moment == DIALOGUE_NO)
		say_phrase(s, PHRASE_VOICE_NO);
	if (moment == DIALOGUE_NO_KEY)
		say_phrase(s, PHRASE_VOICE_NO_KEY);
	if (moment == DIALOGUE_NOTHING_OPEN)
		say_phrase(s, PHRASE_VOICE_NOTHING_OPEN);
	if (moment == DIALOGUE_WRONG_CODE)
		say_phrase(s, PHRASE_VOICE_CODE_WRONG);
	if (moment != DIALOGUE_SILENCE && !t->goes_on)
		say_phrase(s, PHRASE_VOICE_GOODBYE);
}

static void say_moment(struct voice_script *s, enum dialogue_moment moment,
	const struct dialogue_texts *t)
{
	switch (moment) {
	case DIALOGUE_CALL:
	case DIALOGUE_NEXT:
	case DIALOGUE_REPEAT:
		if (moment == DIALOGUE_NEXT)
			say_phrase(s, PHRASE_VOICE_ANOTHER);
		say(s, t->prefix);
		if (moment == DIALOGUE_CALL)
			say_phrase(s, PHRASE_VOICE_WELCOME);
		say(s, t->call);
		say_question(s, t);
		break;
	case DIALOGUE_NOT_HEARD:
		say_phrase(s, PHRASE_VOICE_NOT_HEARD);
		say_question(s, t);
		break;
	case DIALOGUE_WRONG_KEY:
		say_phrase(s, PHRASE_VOICE_WRONG_KEY);
		say_question(s, t);
		break;
	case DIALOGUE_MINUTES:
		say_phrase(s, PHRASE_VOICE_MINUTES);
		break;
	case DIALOGUE_MINUTES_AGAIN:
		say_phrase(s, PHRASE_VOICE_MINUTES_AGAIN);
		break;
	case DIALOGUE_CODE:
		say_phrase(s, PHRASE_VOICE_WELCOME);
		say_phrase(s, PHRASE_VOICE_CODE);
		break;
	case DIALOGUE_CODE_AGAIN:
		say_phrase(s, PHRASE_VOICE_CODE_WRONG);
		say_phrase(s, PHRASE_VOICE_CODE);
		break;
	case DIALOGUE_YES:
	case DIALOGUE_NO:
	case DIALOGUE_NO_KEY:
	case DIALOGUE_NOTHING_OPEN:
	case DIALOGUE_WRONG_CODE:
	case DIALOGUE_SILENCE:
	case DIALOGUE_TELL:
	case DIALOGUE_MOMENTS_COUNT:
		say_end(s, moment, t);
		break;
	}
}

bool dialogue_script_add(const struct dialogue *d, const struct dialogue_texts *texts,
	struct voice_script *s)
{
	static const struct {
		int digits, seconds;
		bool until_hash;
	} waits[] = { [WAIT_NOTHING] = { 0, 0, false },
		[WAIT_KEY] = { 1, 8, false },
		[WAIT_MINUTES] = { 3, 8, true },
		[WAIT_CODE] = { DIALOGUE_CODE_DIGITS_MAX, 10, true } };
	const enum wait wait = waits_for(d->moment);

	if (s->says_count == 0)
		text_init(&s->words, 32768);
	s->language = texts->language;
	s->gathers = wait != WAIT_NOTHING;
	s->digits = waits[wait].digits;
	s->seconds = waits[wait].seconds;
	s->until_hash = waits[wait].until_hash;
	say_moment(s, d->moment, texts);
	return text_ok(&s->words);
}

bool dialogue_script(const struct dialogue *d, const struct dialogue_texts *texts,
	struct voice_script *ret)
{
	memset(ret, 0, sizeof *ret);
	return dialogue_script_add(d, texts, ret);
}

void voice_script_fini(struct voice_script *s)
{
	text_fini(&s->words);
}

const char *voice_script_text(const struct voice_script *s, size_t i)
{
	return text_str(&s->words) + s->says[i];
}
