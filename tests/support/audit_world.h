/* SPDX-License-Identifier: EUPL-1.2 */
/* Audit logs to look at and to tamper with. */
#pragma once

#include "base/signature.h"
#include "schema/audit/verify.h"
#include "tests/support/test_db.h"

/* One record of many kinds: i decides who, what and with which details. Inside a write
 * transaction. */
void audit_world_write(struct db *db, int i);
/* A database with records 0..n-1, committed. */
void audit_world_open(struct test_db *t, int n);
void audit_world_key(struct signature_key *ret);
/* Seals what stands there, in a transaction of its own. */
void audit_world_seal(struct test_db *t);
/* The seals are checked with the key of audit_world_key. */
struct audit_check audit_world_verify(struct test_db *t);
/* The log is whole, or the test fails. */
void audit_world_holds(struct test_db *t, int64_t records);
/* Something is wrong at record seq, and the reason holds this word. */
void audit_world_names(struct test_db *t, int64_t seq, const char *word);
