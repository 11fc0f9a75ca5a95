/* SPDX-License-Identifier: EUPL-1.2 */
/* The chores that seal the audit log. Over random weeks in which records of all kinds
 * are written, the program is down at times and the clock is set back once, what weighs
 * is never without a seal for longer than until the next look, what is light never for
 * longer than an hour and a look, and no look seals without need. Mutations: leave
 * `u->weighs ||` out of audit_seal_is_due; take 24 hours for the hour; put
 * "attendance.create" among the light ones; always say it is due; leave the + 1 out of
 * SEAL_UNSEALED: each fails. */
#include "schema/audit.h"
#include "schema/audit/seal.h"
#include "schema/audit/verify.h"
#include "base/list.h"
#include "service/chore/seal_audit.h"
#include "tests/support/seeds.h"
#include "tests/support/test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE INT64_C(60000)
#define LOOK   (10 * MINUTE)
enum { LOOKS = 6 * 24 * 7, WAITING_MAX = 4096 };

static const char secret[] = "thirty-two bytes of an own secret";
static const struct call_settings settings = { .secret = (const uint8_t *)secret,
	.secret_len = sizeof secret };

/* What is not sealed yet. */
struct waiting {
	int64_t at;
	bool light;
};
struct week {
	struct test_db t;
	struct prng random;
	int64_t now, records, seals;
	struct waiting waiting[WAITING_MAX];
	size_t n;
};

static void note(struct week *w, const char *action)
{
	struct err e = { 0 };
	struct audit_record r = { .at = { w->now },
		.actor = { "account:jan", "192.0.2.1" },
		.action = action,
		.object = "activity/1",
		.result = "ok" };

	test_ok(db_begin(w->t.db, DB_WRITE, &e), &e);
	test_ok(audit_write(w->t.db, &r, &e), &e);
	test_ok(db_commit(w->t.db, &e), &e);
}

static void something_happens(struct week *w)
{
	static const char *const actions[] = { "session.start", "request", "audit.read",
		"training.read", "attendance.create", "callout.update",
		"password_reset", "audit.erase" };
	size_t which = prng_below(&w->random, 40);

	/* mostly quiet, and light more often */
	which = which < 8 ? which : which < 16 ? which - 8 < 4 ? which - 8 : 0 : 8;
	if (which >= sizeof actions / sizeof *actions)
		return;
	note(w, actions[which]);
	w->records++;
	assert_true(w->n < WAITING_MAX);
	w->waiting[w->n++] = (struct waiting){ w->now, which < 4 };
}

static void run(struct week *w, enum err_code (*chore)(struct db *db,
					const struct chore_call *c, struct err *e))
{
	struct chore_call c = { .by = { { "paraat", "local" }, { w->now } },
		.calls = &settings };
	struct err e = { 0 };

	test_ok(db_begin(w->t.db, DB_WRITE, &e), &e);
	test_ok(chore(w->t.db, &c, &e), &e);
	test_ok(db_commit(w->t.db, &e), &e);
}

static struct audit_check check(struct week *w)
{
	struct signature_key key;
	struct audit_check ret;
	struct err e = { 0 };

	signature_key_derive(&key, settings.secret, settings.secret_len);
	test_ok(audit_verify(w->t.db, key.public_key, &ret, &e), &e);
	assert_int_equal(ret.first_bad, 0);
	return ret;
}

/* A look: must it seal, must it not? */
static void look(struct week *w)
{
	bool must = false;

	for (size_t i = 0; i < w->n; i++)
		must = must || !w->waiting[i].light || w->waiting[i].at > w->now
		       || w->now - w->waiting[i].at >= 60 * MINUTE;
	run(w, seal_recent);
	if (!must)
		return;
	w->n = 0;
	w->seals++;
	w->records++; /* that tells of the seal */
}

static void nothing_waits_long(void **state)
{
	static struct week w;
	struct seeds seeds = seeds_asked(3);

	(void)state;
	for (long seed = seeds.first; seed < seeds.first + seeds.count; seed++) {
		memset(&w, 0, sizeof w);
		prng_init(&w.random, (uint64_t)seed);
		w.now = INT64_C(1780000000000);
		test_db_open(&w.t);
		for (int i = 0; i < LOOKS; i++) {
			int64_t until = w.now + LOOK;

			if (prng_below(&w.random, 50) == 0)
				until += (int64_t)prng_below(&w.random, 300) * MINUTE;
			if (i == LOOKS / 2)
				w.now -= 180 * MINUTE;
			something_happens(&w);
			w.now = until;
			look(&w);
			if (i % 100 == 0)
				assert_int_equal(check(&w).seals, w.seals);
		}
		assert_int_equal(check(&w).seals, w.seals);
		assert_int_equal(check(&w).records, w.records);
		assert_true(w.seals > LOOKS / 20 && w.seals < LOOKS / 2);
		test_db_close(&w.t);
	}
}

/* Very many records are sealed at once, also light ones. */
static void a_flood_is_sealed(void **state)
{
	static struct week w;

	(void)state;
	w.now = INT64_C(1780000000000);
	test_db_open(&w.t);
	for (int i = 0; i < AUDIT_UNSEALED_MANY - 1; i++)
		note(&w, "request");
	run(&w, seal_recent);
	assert_int_equal(check(&w).seals, 0);
	note(&w, "request");
	run(&w, seal_recent);
	assert_int_equal(check(&w).seals, 1);
	test_db_close(&w.t);
}

/* After the clock was set back what stands there is not waited for: it would take the
 * hours that it was set back. Mutation: leave instant_before out of audit_seal_is_due.
 */
static void a_clock_set_back_does_not_wait(void **state)
{
	static struct week w;

	(void)state;
	w.now = INT64_C(1780000000000);
	test_db_open(&w.t);
	note(&w, "request");
	run(&w, seal_recent);
	assert_int_equal(check(&w).seals, 0);
	w.now -= 600 * MINUTE;
	run(&w, seal_recent);
	assert_int_equal(check(&w).seals, 1);
	test_db_close(&w.t);
}

/* Each night, whatever it was; nothing new is not sealed again. */
static void each_night_is_sealed(void **state)
{
	static struct week w;

	(void)state;
	w.now = INT64_C(1780000000000);
	test_db_open(&w.t);
	run(&w, seal_audit);
	assert_int_equal(check(&w).seals, 0);
	note(&w, "request");
	run(&w, seal_audit);
	assert_int_equal(check(&w).seals, 1);
	run(&w, seal_audit);
	run(&w, seal_recent);
	assert_int_equal(check(&w).seals, 1);
	assert_int_equal(check(&w).records, 2);
	test_db_close(&w.t);
}

/* Both are among the chores of the program: just after midnight, and every ten minutes.
 */
static void they_are_run(void **state)
{
	int nightly = 0, often = 0;

	(void)state;
	for (size_t i = 0; i < chores_count; i++) {
		nightly += chores[i].run == seal_audit
			   && strcmp(chores[i].name, CHORE_SEAL_AUDIT) == 0
			   && chores[i].every_seconds == 0;
		often += chores[i].run == seal_recent
			 && chores[i].every_seconds == LOOK / 1000;
	}
	assert_int_equal(nightly, 1);
	assert_int_equal(often, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_waits_long),
		cmocka_unit_test(a_flood_is_sealed),
		cmocka_unit_test(a_clock_set_back_does_not_wait),
		cmocka_unit_test(each_night_is_sealed),
		cmocka_unit_test(they_are_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
