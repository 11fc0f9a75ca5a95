/* SPDX-License-Identifier: EUPL-1.2 */
/* The conversation of one telephone call: what is said, which keys are waited for, and
 * what a key means. Pure; carriers put it in their provider's words.
 *
 *  CALL ------1------> MINUTES --digits--> YES (details; hang up)
 *   |  |  \----2-----> NO (hang up)
 *   |  \-------3-----> REPEAT (waits as CALL)
 *   \-- silence, wrong key --> asked once more --> NO_KEY (hang up)
 *
 *  CODE --right code--> CALL;  --wrong three times--> WRONG_CODE (hang up)
 *
 * A yes counts when 1 is pressed: somebody who hangs up before the minutes still comes.
 * An answering machine, "answered" and silence never count. */
#pragma once

#include "alert/call/phrase.h"
#include "base/text.h"

/* What is said next; it waits for a key, minutes, a code, or nothing (then it hangs
 * up). The letter stands for it in dialogue_write. */
#define DIALOGUE_MOMENTS(X)                                                            \
	X(CALL, 'a')          /* welcome, text, question */                            \
	X(REPEAT, 'b')        /* text, question */                                     \
	X(NOT_HEARD, 'c')     /* no key: question */                                   \
	X(WRONG_KEY, 'd')     /* that key: question */                                 \
	X(MINUTES, 'e')       /* how many minutes? */                                  \
	X(MINUTES_AGAIN, 'f') /* the same, once more */                                \
	X(CODE, 'g')          /* called back: personal code */                         \
	X(CODE_AGAIN, 'h')    /* it was wrong */                                       \
	X(YES, 'i')           /* what is now expected, details */                      \
	X(NO, 'j')                                                                     \
	X(NO_KEY, 'k')       /* we will try again */                                   \
	X(NOTHING_OPEN, 'l') /* called back without being called */                    \
	X(WRONG_CODE, 'm')   /* too often */                                           \
	X(SILENCE, 'n')      /* a machine, or nobody: nothing is said */               \
	X(TELL, 'o')         /* news, not a question: the text; hang up */             \
	X(NEXT, 'p')         /* another call, after one that was answered: as CALL */

#define X(name, letter) DIALOGUE_##name,
enum dialogue_moment { DIALOGUE_MOMENTS(X) DIALOGUE_MOMENTS_COUNT };
#undef X

struct dialogue {
	enum dialogue_moment moment;
	int unheard; /* of the question, of the minutes: silences and wrong keys */
	int repeats; /* on request */
	int codes;   /* wrong ones */
};

enum dialogue_event {
	DIALOGUE_PICKED_UP, /* by somebody, or something not recognised */
	DIALOGUE_MACHINE,   /* the provider recognised an answering machine */
	DIALOGUE_KEYS,      /* "" is silence */
	DIALOGUE_CODE_RIGHT,
	DIALOGUE_CODE_WRONG,
	DIALOGUE_CODE_RIGHT_NOTHING_OPEN,
};

struct dialogue_result {
	enum answer answer; /* ANSWER_NONE: nothing to record */
	int eta_minutes;    /* -1: not given */
	/* The keys are a personal code: check it, and step on with what it was. */
	bool is_code;
};

enum {
	DIALOGUE_REPEATS_MAX = 3,
	DIALOGUE_CODES_MAX = 3,
	DIALOGUE_CODE_DIGITS_MIN = 4,
	DIALOGUE_CODE_DIGITS_MAX = 8,
	DIALOGUE_STATE_TEXT = 8,
	VOICE_STEPS_MAX = 12,
};

struct dialogue dialogue_outgoing(void);
struct dialogue dialogue_called_back(void);
struct dialogue dialogue_next(void); /* who called back has another question */
struct dialogue dialogue_news(void); /* stand-down and the like: nothing is asked */
bool dialogue_is_over(const struct dialogue *d);
/* keys: only for DIALOGUE_KEYS, digits and '#' as they came. */
struct dialogue_result dialogue_step(
	struct dialogue *d, enum dialogue_event event, const char *keys);

/* Short text that an address can hold ("a000"), and back; false when it is none. */
const char *dialogue_write(const struct dialogue *d, char buffer[DIALOGUE_STATE_TEXT]);
bool dialogue_read(const char *s, struct dialogue *ret);

/* What the words are made of. Borrowed; "" when there is none. */
struct dialogue_texts {
	enum phrase_language language;
	const char *prefix;   /* OEFENING, TEST …: before everything */
	const char *call;     /* scenario and function, without details */
	int norm_minutes;     /* 0: none */
	const char *expected; /* only said after yes: where, when, details */
	bool goes_on;         /* something follows: no goodbye */
};

/* The neutral form: texts said one after another; then at most one of GATHER (keys may
 * come while it speaks; after `seconds` of silence "" comes) and HANG_UP. */
struct voice_script {
	enum phrase_language language;
	struct text words;            /* the texts, each ended by a NUL */
	size_t says[VOICE_STEPS_MAX]; /* where each begins in words */
	size_t says_count;
	bool gathers; /* else it hangs up */
	int digits;   /* at most */
	int seconds;
	bool until_hash; /* '#' ends it */
};
/* False when memory is out. End with voice_script_fini. */
bool dialogue_script(const struct dialogue *d, const struct dialogue_texts *texts,
	struct voice_script *ret);
/* The same behind what *script holds (all zero at first); what it waits for is that of
 * the last. */
bool dialogue_script_add(const struct dialogue *d, const struct dialogue_texts *texts,
	struct voice_script *script);
void voice_script_fini(struct voice_script *s);
const char *voice_script_text(const struct voice_script *s, size_t i);
