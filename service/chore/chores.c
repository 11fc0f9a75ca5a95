/* SPDX-License-Identifier: EUPL-1.2 */
/* All chores of the program. A chore that is more than a few lines lives in a file of
 * its own, next to its subject. */
#include "service/chore/chore.h"

#include "base/list.h"
#include "alert/test/test_schedule.h"
#include "base/log.h"
#include "schema/audit/seal.h"
#include "service/api/idempotency_store.h"
#include "service/backup/backup.h"
#include "service/chore/remind_duties.h"
#include "service/dispatch/gateways.h"
#include "service/training/invite.h"
#include "service/config.h"
#include "service/privacy/retention.h"

enum { HOUR = 3600 };

static enum err_code forget_replies(
	struct db *db, const struct chore_call *c, struct err *e)
{
	return idempotency_expire(db, c->by.now, e);
}

/* Signs where the audit log stands. The signature goes to the system's log as well,
 * where who can write in the database does not reach it. */
static enum err_code seal_audit(
	struct db *db, const struct chore_call *c, struct err *e)
{
	struct signature_key key;
	struct audit_seal seal;

	signature_key_derive(&key, c->calls->secret, c->calls->secret_len);
	e->code = audit_seal_add(db, &key, c->by.actor, c->by.now, &seal, e);
	signature_key_fini(&key);
	if (e->code == ERR_OK && seal.number != 0)
		log_event(LOG_INFO, "audit.sealed",
			"number=%" PRId64 " seq=%" PRId64 " signature=%s", seal.number,
			seal.seq, seal.signature);
	return e->code;
}

/* Test alarms and reachability tests that are due. */
static enum err_code start_tests(
	struct db *db, const struct chore_call *c, struct err *e)
{
	return test_schedule_run(db, c->calls, c->random, &c->by, e);
}

static enum err_code count_tests(
	struct db *db, const struct chore_call *c, struct err *e)
{
	return test_count(db, &c->by, e);
}

/* Deletes what is past its term and was announced, and announces what comes next. */
static enum err_code retain(struct db *db, const struct chore_call *c, struct err *e)
{
	return retention_run(db, &c->config->policy, &c->by, e);
}

/* A message through each gateway that has test_to. */
static enum err_code test_gateways(
	struct db *db, const struct chore_call *c, struct err *e)
{
	return gateways_test(db, c->config, NULL, &c->by, e);
}

const struct chore chores[] = {
	{ "forget_replies", HOUR, 0, forget_replies, NULL },
	{ "remind_duties", 120, 0, remind_duties, NULL },
	{ "backup", HOUR, 0, NULL, backup_chore },
	{ "backup_rehearsal", 0, 4 * 60 + 30, NULL, backup_rehearsal_chore },
	{ "retention", 0, 3 * 60 + 30, retain, NULL },
	{ "seal_audit", 0, 5, seal_audit, NULL },
	{ "start_tests", 60, 0, start_tests, NULL },
	{ "count_tests", 600, 0, count_tests, NULL },
	{ "activity_reminders", HOUR, 0, invite_remind, NULL },
	{ "test_gateways", 0, CHORE_SELF_TEST, test_gateways, NULL },
};
const size_t chores_count = sizeof chores / sizeof *chores;
