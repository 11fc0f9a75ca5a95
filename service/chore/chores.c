/* SPDX-License-Identifier: EUPL-1.2 */
/* All chores of the program. A chore that is more than a few lines lives in a file of
 * its own, next to its subject. */
#include "service/chore/chore.h"

#include "base/list.h"
#include "alert/test/test_schedule.h"
#include "alert/voice/voice_code.h"
#include "service/accounts/account.h"
#include "service/accounts/place_store.h"
#include "service/accounts/review_store.h"
#include "service/accounts/throttle_store.h"
#include "service/api/idempotency_store.h"
#include "service/backup/backup.h"
#include "service/backup/way_back.h"
#include "service/chore/remind_duties.h"
#include "service/chore/seal_audit.h"
#include "service/dispatch/gateways.h"
#include "service/training/invite.h"
#include "service/training/learning_remind.h"
#include "service/config.h"
#include "service/privacy/retention.h"

enum { HOUR = 3600 };

static enum err_code forget_replies(
	struct db *db, const struct chore_call *c, struct err *e)
{
	return idempotency_expire(db, c->by.now, e);
}

/* Hashes of numbers that gave a wrong personal code. */
static enum err_code forget_guesses(
	struct db *db, const struct chore_call *c, struct err *e)
{
	return voice_code_forget(db, c->by.now, e);
}

/* Sessions, devices and links that work no more, where somebody signed in long ago, and
 * wrong passwords and codes of before yesterday. */
static enum err_code forget_sign_ins(
	struct db *db, const struct chore_call *c, struct err *e)
{
	if (session_forget(db, &c->config->policy, c->by.now, e) != ERR_OK
		|| account_secrets_forget(db, c->by.now, e) != ERR_OK
		|| throttle_store_forget(db, c->by.now, e) != ERR_OK)
		return e->code;
	return place_forget(db, c->by.now, e);
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

static enum err_code count_reviews(
	struct db *db, const struct chore_call *c, struct err *e)
{
	return review_overdue(db, c->by.now, &c->found->reviews_overdue, e);
}

static bool backups_wanted(const struct config *config)
{
	return config->backup_folder[0] != '\0';
}

const struct chore chores[] = {
	{ "forget_replies", HOUR, 0, forget_replies, NULL, NULL },
	{ "forget_guesses", 600, 0, forget_guesses, NULL, NULL },
	{ "forget_sign_ins", HOUR, 0, forget_sign_ins, NULL, NULL },
	{ "remind_duties", 120, 0, remind_duties, NULL, NULL },
	{ "backup", HOUR, 0, NULL, backup_chore, backups_wanted },
	{ "backup_rehearsal", 0, 4 * 60 + 30, NULL, backup_rehearsal_chore,
		backups_wanted },
	{ "forget_copies", 0, 4 * 60 + 15, NULL, way_back_forget, NULL },
	{ "retention", 0, 3 * 60 + 30, retain, NULL, NULL },
	{ CHORE_SEAL_AUDIT, 0, 5, seal_audit, NULL, NULL },
	{ "seal_recent", 600, 0, seal_recent, NULL, NULL },
	{ "start_tests", 60, 0, start_tests, NULL, NULL },
	{ "count_tests", 600, 0, count_tests, NULL, NULL },
	{ "count_reviews", HOUR, 0, count_reviews, NULL, NULL },
	{ "activity_reminders", HOUR, 0, invite_remind, NULL, NULL },
	{ "learning_reminders", 0, 9 * 60, learning_remind, NULL, NULL },
	{ "test_gateways", 0, CHORE_SELF_TEST, test_gateways, NULL, NULL },
};
const size_t chores_count = sizeof chores / sizeof *chores;
