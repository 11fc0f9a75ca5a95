/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit log: every change, with the six fields of BIO2 8.15.01 and what was before
 * and after, chained with SHA-256. Written in the transaction of the change.
 *
 * The chain holds a salted hash of before and after; the texts stand apart, so that
 * personal data can be erased (schema/audit/erase.h) and the chain still be checked
 * (schema/audit/verify.h). */
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
	int64_t person_id;  /* whom before and after are about; 0: nobody */
};

/* Write transaction. ret_seq may be NULL. */
MUST_USE enum err_code audit_write_seq(
	struct db *db, const struct audit_record *r, int64_t *ret_seq, struct err *e);
MUST_USE enum err_code audit_write(
	struct db *db, const struct audit_record *r, struct err *e);

enum { AUDIT_ADDRESS_SALT = 32 };
/* The secret salt with which addresses of an object ("person/7") are hashed in its
 * records: made at first use, the same until the object's data are erased. Write
 * transaction. */
MUST_USE enum err_code audit_address_salt(struct db *db, const char *object,
	uint8_t ret[AUDIT_ADDRESS_SALT], struct err *e);

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
