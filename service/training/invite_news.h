/* SPDX-License-Identifier: EUPL-1.2 */
/* What one action changes of activities, told to those whom it concerns: one message a
 * person, however many activities it is about. Store thread. */
#pragma once

#include "service/training/invite.h"

/* Begin it with = { 0 }. */
struct invite_news {
	struct invite_news_item *item; /* private */
	size_t n, cap;
};
void invite_news_fini(struct invite_news *news);
/* For all who were invited, did not say no and did not leave. */
MUST_USE enum err_code invite_news_all(struct db *db, struct invite_news *news,
	int64_t activity_id, enum invite_message what, struct err *e);
/* For who got a place. */
MUST_USE enum err_code invite_news_promoted(struct db *db, struct invite_news *news,
	const struct invitation_change *change, struct err *e);
/* Queues the messages. */
MUST_USE enum err_code invite_news_tell(struct db *db,
	const struct call_settings *settings, struct invite_news *news,
	const struct change *by, struct err *e);
