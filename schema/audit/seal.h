/* SPDX-License-Identifier: EUPL-1.2 */
/* Seals: signatures on where the audit chain stood. Who can write in the database but
 * has no signing key can't remake the chain up to a seal, nor cut it off before one. */
#pragma once

#include "base/signature.h"
#include "schema/audit.h"
#include "schema/stmt.h"

enum { AUDIT_SEAL_TEXT = 160 };
#define AUDIT_SEAL_ACTION "audit.seal"

struct audit_seal {
	int64_t number; /* from 1, without holes */
	int64_t seq;    /* the last record that it covers */
	struct digest hash;
	struct instant at;
	char signature[SIGNATURE_HEX], public_key[SIGNATURE_KEY_HEX];
};

/* What is signed, for the purpose SIGNATURE_SEAL: number, seq, hash and at, each on a
 * line. Returns its length. */
size_t audit_seal_text(const struct audit_seal *s, char ret[AUDIT_SEAL_TEXT]);
bool audit_seal_holds(
	const struct audit_seal *s, const uint8_t public_key[SIGNATURE_KEY_BYTES]);

/* Seals the chain as it stands, and records that. ret->number is 0 when nothing was
 * recorded since the last seal. Write transaction. */
MUST_USE enum err_code audit_seal_add(struct db *db, const struct signature_key *key,
	struct actor actor, struct instant now, struct audit_seal *ret, struct err *e);

/* What no seal covers yet. */
struct audit_unsealed {
	int64_t records;      /* without the one that tells of the last seal; counted no
				 further than AUDIT_UNSEALED_MANY */
	struct instant since; /* when the first of them was written */
	bool weighs;          /* one at least is more than signing in or reading */
};
enum { AUDIT_UNSEALED_MANY = 1000 };
MUST_USE enum err_code audit_unsealed_read(
	struct db *db, struct audit_unsealed *ret, struct err *e);
/* Is it to be sealed now, for who looks every ten minutes? What weighs at once, and
 * so are many records; signing in and reading after an hour. Pure. */
bool audit_seal_is_due(const struct audit_unsealed *u, struct instant now);

/* The number of the last one; 0: there is none. */
MUST_USE enum err_code audit_seal_newest(struct db *db, int64_t *ret, struct err *e);
/* In order, those with a number above `after`. The caller owns the statement
 * (STMT_AUTO) and calls next until ret->number is 0. */
MUST_USE enum err_code audit_seals(
	struct db *db, int64_t after, struct stmt **ret, struct err *e);
MUST_USE enum err_code audit_seals_next(
	struct stmt *s, struct audit_seal *ret, struct err *e);
