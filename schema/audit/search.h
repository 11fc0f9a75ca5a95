/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking for records in the audit log. Readers.
 *
 * Words are looked for in everything that a record says, before and after too, folded
 * as names are. One call looks at no more than AUDIT_SEARCH_STRETCH records, so that
 * a word that hardly ever occurs does not hold a reader: it says where to go on. */
#pragma once

#include "schema/audit.h"

enum { AUDIT_SEARCH_STRETCH = 5000, AUDIT_SEARCH_WORDS = 8, AUDIT_SEARCH_TEXT = 200 };

/* Texts are borrowed; "": whatever it is. */
struct audit_search {
	bool newest_first;
	int64_t after;           /* seq of the last one looked at; 0: from that end */
	int64_t limit;           /* records that are handed on */
	const char *actor;       /* a part of it: "anna" */
	const char *action;      /* "person.update", or "person": all of that kind */
	const char *object;      /* "person/17", or "person": all of that kind */
	const char *text;        /* words; each stands somewhere in the record */
	struct instant from, to; /* from <= at < to */
};

/* Calls each() for what was found; texts are valid during the call. *ret_next: `after`
 * for the call that goes on from here; 0: there is nothing further. */
MUST_USE enum err_code audit_search(struct db *db, const struct audit_search *search,
	void (*each)(void *ctx, const struct audit_entry *entry), void *ctx,
	int64_t *ret_next, struct err *e);
