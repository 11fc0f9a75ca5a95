/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit log: every change, with the six fields of BIO2 8.15.01 and what was before
 * and after, chained with SHA-256. Written in the transaction of the change. */
#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "schema/db.h"

/* Who does something, from where. Borrowed texts, "" when unknown. Never secrets or
 * contact data. */
struct actor {
	const char *name;   /* "token:planner", "person:17", "system", "cli:root" */
	const char *origin; /* "127.0.0.1", "local", "gateway:sms" */
};

struct audit_record {
	struct instant at;
	struct actor actor;
	const char *action; /* "callout.start" */
	const char *object; /* "callout/41" */
	const char *result; /* "ok", "refused: …" */
	const char *before; /* JSON or NULL */
	const char *after;  /* JSON or NULL */
};

MUST_USE enum err_code audit_write(
	struct db *db, const struct audit_record *r, struct err *e);

struct audit_entry {
	int64_t seq;
	struct instant at;
	const char *actor, *origin, *action, *object, *result, *before,
		*after; /* before/after may be NULL */
	char hash[DIGEST_HEX];
};
/* Calls each() for up to limit records with seq > after, in order; texts are valid
 * during the call. */
MUST_USE enum err_code audit_each(struct db *db, int64_t after, int64_t limit,
	void (*each)(void *ctx, const struct audit_entry *entry), void *ctx,
	struct err *e);

struct audit_check {
	int64_t records;
	int64_t first_bad; /* seq, 0 when the chain holds */
	char reason[128];
};
/* Walks the whole chain; ERR_OK also when it is broken (see first_bad). */
MUST_USE enum err_code audit_verify(
	struct db *db, struct audit_check *ret, struct err *e);
