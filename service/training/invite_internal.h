/* SPDX-License-Identifier: EUPL-1.2 */
/* What a message about one activity and one about several share. Private to
 * service/training. */
#pragma once

#include "alert/call/phrase.h"
#include "alert/outbox/notice.h"
#include "roster/people/person.h"
#include "service/training/invite.h"

/* subject: title; text: name, title, when, where, link. */
struct invite_words {
	const char *subject, *text;
};
extern const struct invite_words invite_words[INVITE_MESSAGES][LANGUAGES];

/* What a message is made of. */
struct invite_telling {
	char name[PERSON_NAME_MAX], title[481], where[700], when[80];
	char link[NOTICE_LINK_MAX];
	struct instant starts;
	enum phrase_language language;
};
MUST_USE enum err_code invite_fill(struct db *db, const struct call_settings *settings,
	const struct invitation *i, struct invite_telling *t, struct err *e);
/* 0: e-mail and push; for who has neither, a text message. */
MUST_USE enum err_code invite_channels(
	struct db *db, int64_t person_id, unsigned *ret, struct err *e);
enum { INVITE_PARTS = 5 };
/* As text_addf, with the parts in their order; the words have only %s. */
void invite_put(
	struct text *out, const char *format, const char *const parts[INVITE_PARTS]);
