/* SPDX-License-Identifier: EUPL-1.2 */
/* What is said in a call, out of the texts of the call-out and the moment of the
 * dialogue. Private to alert/voice. */
#pragma once

#include "alert/voice/voice_call.h"

#include "roster/people/person.h"

/* Whom the call is about. call NULL: nobody yet (they call us). */
struct voice_party {
	struct call *call;
	int64_t callout_id, recipient_id;
	int64_t person; /* index among the recipients, or CALLOUT_NOBODY */
	enum call_purpose purpose;
	char body[1024]; /* of a free message */
	char name[PERSON_NAME_MAX];
	enum phrase_language language;
};

/* Is it about a question, rather than about news? */
bool voice_is_question(const struct voice_party *p);
/* A question that was not answered, by whatever channel? */
bool voice_lacks_answer(const struct voice_party *p);
/* What is said at this moment, put behind what the script holds. */
MUST_USE enum err_code voice_words(const struct call_settings *settings,
	const struct voice_party *p, const struct dialogue *d, bool goes_on,
	struct voice_script *ret, struct err *e);
