/* SPDX-License-Identifier: EUPL-1.2 */
/* The chore that reminds people of duties: over days of runs each stretch is told once,
 * in time, and the coordinator hears once of one that nobody acknowledged. Mutations:
 * let look_at go on with what was acknowledged; let WARN_MINUTES be 0: each fails. */
#include "alert/outbox/notice.h"
#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/handover/acknowledge.h"
#include "roster/people/function.h"
#include "service/chore/remind_duties.h"
#include "service/config.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TOLD_SQL(X)                                                                    \
	X(TOLD_KIND, "SELECT id, person_id, created_at FROM notice"                    \
		     " WHERE kind = :kind ORDER BY id")
extern const struct stmt_list told_statements;
STMT_LIST(told, TOLD_SQL);

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)

static void fill(struct random *r, void *bytes, size_t n)
{
	static uint8_t next;

	(void)r;
	for (size_t i = 0; i < n; i++)
		((uint8_t *)bytes)[i] = next++;
}

static const struct call_settings settings = {
	.base_url = "https://p.example", .secret = (const uint8_t *)"x", .secret_len = 1
};

struct told {
	int64_t person_id;
	char link[128], text[600];
	struct instant at;
};

/* The notices of a kind; returns how many. */
static size_t told(struct roster_world *w, const char *kind, struct told ret[16])
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	size_t n = 0;

	test_ok(stmt_get(w->t.db, &told_statements, TOLD_KIND, &s, &e), &e);
	stmt_bind_text(s, "kind", kind);
	while (n < 16 && stmt_row(s, &e)) {
		static struct notice_content c;

		test_ok(notice_content(w->t.db, &settings, stmt_int(s, "id"), &c, &e),
			&e);
		ret[n].person_id = stmt_int(s, "person_id");
		(void)snprintf(ret[n].link, sizeof ret[n].link, "%s", c.link);
		(void)snprintf(ret[n].text, sizeof ret[n].text, "%s", c.text);
		ret[n++].at = stmt_instant(s, "created_at");
	}
	test_ok(e.code, &e);
	return n;
}

static void run(struct roster_world *w, struct instant now)
{
	static struct config config = { .reminder_hours = 24 };
	static struct random random = { fill };
	struct chore_call c = { .by = { { "paraat", "" }, now },
		.config = &config,
		.calls = &settings,
		.random = &random };
	struct err e = { 0 };

	test_ok(db_begin(w->t.db, DB_WRITE, &e), &e);
	test_ok(remind_duties(w->t.db, &c, &e), &e);
	test_ok(db_commit(w->t.db, &e), &e);
}

static void duty(struct roster_world *w, int64_t function, int64_t person,
	struct instant starts, struct instant ends)
{
	char a[INSTANT_TEXT], b[INSTANT_TEXT];

	(void)roster_make(w, &duty_resource,
		json_pack("{s:I,s:I,s:s,s:s,s:s}", "function_id", (json_int_t)function,
			"person_id", (json_int_t)person, "starts_at",
			instant_format(starts, a), "ends_at", instant_format(ends, b),
			"state", "published"));
}

static struct instant later(struct instant t, int64_t ms)
{
	return (struct instant){ t.ms + ms };
}

static void each_duty_is_told_once_and_in_time(void **state)
{
	static struct roster_world w;
	struct instant now, first, next;
	int64_t one, two, boss, coordinator;
	struct told r[16], warned[16];
	struct duty_ack ack;
	struct err e = { 0 };

	(void)state;
	roster_world_open(&w);
	now = w.by.now;
	coordinator = roster_make(&w, &function_resource,
		json_pack("{s:s,s:s,s:s,s:b}", "code", "CC", "name", "Coördinator",
			"regime", "H", "alerts_coordinator", 1));
	one = roster_person(&w, 1, w.officer);
	two = roster_person(&w, 2, w.officer);
	boss = roster_person(&w, 3, coordinator);
	first = later(now, 50 * HOUR);
	next = later(first, 100 * HOUR);
	duty(&w, coordinator, boss, later(now, -10 * HOUR), later(now, 900 * HOUR));
	duty(&w, w.officer, one, first, next);
	duty(&w, w.officer, two, next, later(next, 100 * HOUR));

	for (; now.ms < next.ms - 3 * HOUR; now = later(now, 7 * MINUTE))
		run(&w, now);
	assert_int_equal(told(&w, "reminder", r), 2);
	assert_int_equal(r[0].person_id, one);
	assert_int_equal(r[1].person_id, two);
	/* within the first run after 24 hours before */
	assert_in_range(
		r[0].at.ms, first.ms - 24 * HOUR, first.ms - 24 * HOUR + 7 * MINUTE);
	assert_non_null(strstr(r[0].text, "Officier van dienst"));
	assert_non_null(strstr(r[0].text, r[0].link));
	/* the first was never acknowledged: the coordinator heard, two hours before */
	assert_int_equal(told(&w, "warning", warned), 1);
	assert_int_equal(warned[0].person_id, boss);
	assert_in_range(
		warned[0].at.ms, first.ms - 120 * MINUTE, first.ms - 113 * MINUTE);

	/* the second says to know, by the link: nobody is warned */
	assert_memory_equal(r[1].link, "https://p.example/d/", 20);
	test_ok(duty_ack_by_token(w.t.db, r[1].link + 20, now, &ack, &e), &e);
	assert_int_equal(ack.stretch.person_id, two);
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(duty_ack_take(w.t.db, &ack.stretch, "link", &w.by, &ack, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
	for (; now.ms < next.ms + HOUR; now = later(now, 7 * MINUTE))
		run(&w, now);
	assert_int_equal(told(&w, "reminder", r), 2);
	assert_int_equal(told(&w, "warning", warned), 1);

	/* the link ends a day after the duty */
	now = later(ack.stretch.ends, 24 * HOUR);
	assert_int_equal(
		duty_ack_by_token(w.t.db, r[1].link + 20, now, &ack, &e), ERR_GONE);
	roster_world_close(&w);
}

/* With no coordinator on duty, who holds the function hears of it; and when nobody does
 * yet, it is said as soon as somebody does. Mutation: count it as said to nobody. */
static void somebody_hears_of_it(void **state)
{
	static struct roster_world w;
	struct instant now;
	int64_t one, boss, coordinator;
	struct told warned[16];

	(void)state;
	roster_world_open(&w);
	now = w.by.now;
	coordinator = roster_make(&w, &function_resource,
		json_pack("{s:s,s:s,s:s,s:b}", "code", "CC", "name", "Coördinator",
			"regime", "H", "alerts_coordinator", 1));
	one = roster_person(&w, 1, w.officer);
	duty(&w, w.officer, one, later(now, HOUR), later(now, 20 * HOUR));
	run(&w, now);
	run(&w, later(now, 7 * MINUTE));
	assert_int_equal(told(&w, "warning", warned), 0);
	boss = roster_person(&w, 3, coordinator);
	run(&w, later(now, 14 * MINUTE));
	run(&w, later(now, 21 * MINUTE));
	assert_int_equal(told(&w, "warning", warned), 1);
	assert_int_equal(warned[0].person_id, boss);
	roster_world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_duty_is_told_once_and_in_time),
		cmocka_unit_test(somebody_hears_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
