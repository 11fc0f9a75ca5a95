/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts that come in: kept as they were; understood ones become answers, others are
 * answered once with how to answer. Store thread. */
#pragma once

#include "alert/outbox/outbox.h"

enum inbound_result {
	INBOUND_ANSWER,
	INBOUND_NOT_UNDERSTOOD,
	INBOUND_UNKNOWN_SENDER,
	INBOUND_NOTHING_OPEN,
	INBOUND_REPEATED
};

/* A repeat of the same text (gateway, sender, text, time) changes nothing. */
MUST_USE enum err_code inbound_take(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct carrier_inbound *in, const struct change *by,
	enum inbound_result *ret, struct err *e);

extern const struct stmt_list inbound_statements;
