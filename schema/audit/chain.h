/* SPDX-License-Identifier: EUPL-1.2 */
/* How audit records hang together: the bytes that are hashed, as docs/audit.md tells
 * them to others. Pure. */
#pragma once

#include "base/digest.h"

enum { AUDIT_SALT = 16 };

/* A text as it stands in the database; data NULL: none. */
struct audit_text {
	const char *data;
	size_t len;
};

/* The texts of a record, in the order in which they are hashed. */
#define AUDIT_TEXTS(X) X(actor) X(origin) X(action) X(object) X(result)
struct audit_link {
	int64_t seq, at_ms;
#define X(name) struct audit_text name;
	AUDIT_TEXTS(X)
#undef X
	/* Only of records older than audit_detail. */
	struct audit_text before, after;
	const struct digest *detail; /* NULL: the record has none */
};

struct audit_detail {
	const uint8_t *salt; /* AUDIT_SALT bytes */
	int64_t person_id;   /* 0: nobody */
	struct audit_text before, after;
};
struct digest audit_detail_hash(const struct audit_detail *d);
/* SHA-256 of the hash of the record before and of this record; the first one follows
 * 32 zero bytes. */
struct digest audit_link_hash(const struct digest *before, const struct audit_link *r);

/* "" and NULL differ. */
struct audit_text audit_text_of(const char *text_or_null);
