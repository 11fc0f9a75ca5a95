/* SPDX-License-Identifier: EUPL-1.2 */
/* What the law asks of a call-out, and what each channel did; for the report. */
#pragma once

#include "alert/call/call.h"

/* [{rule, article, limit_seconds, at, seconds, kept}]: calling began within two minutes
 * of t0 (BVR 2.2.3), a description was given within five (BVR 2.2.4); kept is null
 * while it has not happened and still may. events: the timeline. */
MUST_USE enum err_code report_rules(struct db *db, const struct call *call,
	const json_t *events, struct instant now, json_t **ret, struct err *e);
/* [{channel, gateway, messages, sent, delivered, failed, people, people_reached,
 * reached_percent}], of questions only. */
MUST_USE enum err_code report_channels(
	struct db *db, int64_t callout_id, json_t **ret, struct err *e);
/* {link: 3, sms: 2, …}: how answers came. */
json_t *report_vias(const struct call *call);

extern const struct stmt_list report_statements;
