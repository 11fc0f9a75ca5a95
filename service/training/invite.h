/* SPDX-License-Identifier: EUPL-1.2 */
/* Telling people about an activity: invitations, a place that came free, changes,
 * reminders (about several at once: invite_news.h). Notices (alert/outbox/notice.h) in
 * the person's language, in the transaction of what they are about. Store thread. */
#pragma once

#include "alert/call/call.h"
#include "base/random.h"
#include "roster/training/day/invitation.h"

enum invite_message {
	INVITE_ASK,     /* will you come? */
	INVITE_PLACE,   /* a place came free: you come */
	INVITE_CHANGED, /* another time or place */
	INVITE_CANCELLED,
	INVITE_RESUMED, /* was cancelled, and is not any more */
	INVITE_REMIND,  /* tomorrow */
	INVITE_UNANSWERED,
	INVITE_MESSAGES
};

/* Queues one message. What asks or reminds is told once of the same moment of the
 * activity; what changed, every time. */
MUST_USE enum err_code invite_tell(struct db *db, const struct call_settings *settings,
	const struct invitation *i, enum invite_message what, const struct change *by,
	struct err *e);
/* To who got a place. */
MUST_USE enum err_code invite_tell_promoted(struct db *db,
	const struct call_settings *settings, const struct invitation_change *change,
	const struct change *by, struct err *e);

/* Invites a person with a token of their own and tells them. *ret_new false: was
 * invited before. */
MUST_USE enum err_code invite_person(struct db *db,
	const struct call_settings *settings, struct random *random,
	int64_t activity_id, int64_t person_id, const struct change *by, bool *ret_new,
	struct err *e);

/* "https://…/u/<token>" of an invitation. */
void invite_link(const struct call_settings *settings, const struct invitation *i,
	char *buffer, size_t size);

/* The chore: gives the places of who left to who waits, and reminds who comes a day
 * before, and who did not answer a week before. */
struct chore_call;
MUST_USE enum err_code invite_remind(
	struct db *db, const struct chore_call *c, struct err *e);
