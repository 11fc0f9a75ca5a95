/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the chain of audit records stands, as somebody else may remember it: then not
 * even who holds the database and the key can rewrite it unseen up to there. */
#pragma once

#include "base/digest.h"
#include "schema/db.h"

struct audit_head {
	int64_t seq; /* 0: there is no record yet */
	struct digest hash;
};
MUST_USE enum err_code audit_head_read(
	struct db *db, struct audit_head *ret, struct err *e);

enum audit_head_word { AUDIT_HEAD_HOLDS, AUDIT_HEAD_DIFFERS, AUDIT_HEAD_REMOVED };
/* Does that record have that hash, or was it removed after its term? A record that is
 * not there yet differs. */
MUST_USE enum err_code audit_head_compare(struct db *db, const struct audit_head *head,
	enum audit_head_word *ret, struct err *e);

/* The head out of a line of the program's log, as text or JSON: "… audit.head … seq=41
 * hash=<64 hexadecimal digits>". False: the line tells of none. Pure. */
#define AUDIT_HEAD_EVENT "audit.head"
bool audit_head_parse(const char *line, struct audit_head *ret);
