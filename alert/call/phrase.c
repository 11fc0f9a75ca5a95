/* SPDX-License-Identifier: EUPL-1.2 */
/* The catalogue's look-ups. */
#include "alert/call/phrase.h"

#include <string.h>

#define X(name, nl, en) { nl, en },
static const char *const catalogue[][LANGUAGES] = { PHRASES(X) };
#undef X

_Static_assert(PHRASE_WHY_STOPPED - PHRASE_WHY_NOT_YET == REASON_STOPPED,
	"one phrase a reason");

enum phrase_language phrase_language(const char *code)
{
	return strncmp(code, "en", 2) == 0 ? LANGUAGE_EN : LANGUAGE_NL;
}

const char *phrase(enum phrase which, enum phrase_language language)
{
	return catalogue[which][language];
}

const char *phrase_prefix(enum callout_kind kind, enum phrase_language language)
{
	switch (kind) {
	case KIND_EXERCISE:
		return phrase(PHRASE_PREFIX_EXERCISE, language);
	case KIND_TEST:
		return phrase(PHRASE_PREFIX_TEST, language);
	case KIND_REACHABILITY:
		return phrase(PHRASE_PREFIX_REACHABILITY, language);
	case KIND_REAL:
	case KINDS_COUNT:
		break;
	}
	return "";
}

const char *phrase_reason(enum recipient_reason reason, enum phrase_language language)
{
	return phrase((enum phrase)(PHRASE_WHY_NOT_YET + (int)reason), language);
}
