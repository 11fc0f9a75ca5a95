/* SPDX-License-Identifier: EUPL-1.2 */
/* A record of the audit log as a row. Not for other folders. */
#pragma once

#include "schema/audit.h"
#include "schema/stmt.h"

/* Of `audit a LEFT JOIN audit_detail d`. */
#define AUDIT_ENTRY_COLUMNS                                                            \
	"a.seq, a.at, a.actor, a.origin, a.action, a.object, a.result,"                \
	" coalesce(d.before, a.before) AS before,"                                     \
	" coalesce(d.after, a.after) AS after, a.hash"
/* Texts live as long as the row. */
void audit_entry_read(struct stmt *s, struct audit_entry *ret);
