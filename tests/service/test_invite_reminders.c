/* SPDX-License-Identifier: EUPL-1.2 */
/* The chore that reminds people of activities. Over random weeks in which people are
 * invited, answer, change their mind and leave, activities get another time or are
 * cancelled, and the program is down at times, every message is what a plain list of
 * who was told says it must be: who comes, in the last 26 hours; who did not answer, in
 * the week before those; once for each time that the activity had. Mutations: leave
 * p.active = 1 or a.cancelled = 0 out of INVITATION_DUE; take 24 for the 26; leave the
 * moment out of the key in invite_tell; swap the states in invite_remind; read one page
 * only: each fails. */
#include "alert/outbox/notice.h"
#include "base/list.h"
#include "base/random.h"
#include "base/zone.h"
#include "roster/people/person.h"
#include "service/chore/chore.h"
#include "service/training/invite.h"
#include "tests/support/seeds.h"
#include "tests/support/training_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NOTICES_SQL(X)                                                                 \
	X(NOTICES_SENT, "SELECT id, person_id, subject FROM notice"                    \
			" WHERE kind = 'reminder' AND id > :after ORDER BY id")        \
	X(NOTICES_LAST, "SELECT coalesce(max(id), 0) AS id FROM notice")
extern const struct stmt_list reminders_statements;
STMT_LIST(reminders, NOTICES_SQL);

#define HOUR INT64_C(3600000)
enum { PEOPLE = 5, ACTIVITIES = 4, HOURS = 24 * 21, TOLD_MAX = 4096, MANY = 450 };

struct told {
	int activity, person, unanswered;
	int64_t starts;
};
struct model {
	int64_t person[PEOPLE], activity[ACTIVITIES], starts[ACTIVITIES];
	int64_t invitation[ACTIVITIES][PEOPLE]; /* 0: not invited */
	enum invitation_state state[ACTIVITIES][PEOPLE];
	bool cancelled[ACTIVITIES], gone[PEOPLE];
	struct told told[TOLD_MAX];
	size_t n;
};

static struct roster_world w;
static struct prng prng;
static struct random dice;
static const char secret[] = "an own secret";
static const struct call_settings settings = { .base_url = "https://p.example",
	.secret = (const uint8_t *)secret,
	.secret_len = sizeof secret };

static void fill(struct random *r, void *bytes, size_t n)
{
	(void)r;
	for (size_t i = 0; i < n; i++)
		((uint8_t *)bytes)[i] = (uint8_t)prng_next(&prng);
}

static bool chance(uint64_t n)
{
	return prng_below(&prng, n) == 0;
}

static void begin(void)
{
	struct err e = { 0 };

	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
}

static void commit(void)
{
	struct err e = { 0 };

	test_ok(db_commit(w.t.db, &e), &e);
}

static json_t *times(int64_t starts)
{
	char from[INSTANT_TEXT], to[INSTANT_TEXT];

	return json_pack("{s:s,s:s}", "starts_at",
		instant_format((struct instant){ starts }, from), "ends_at",
		instant_format((struct instant){ starts + 2 * HOUR }, to));
}

static int64_t make_activity(const char *title, int64_t starts)
{
	json_t *o = times(starts);

	(void)json_object_set_new(o, "kind", json_string("exercise"));
	(void)json_object_set_new(o, "title", json_string(title));
	return roster_make(&w, &activity_resource, o);
}

static int64_t invite(int64_t activity, int64_t person)
{
	struct invitation i;
	struct err e = { 0 };
	bool new = false;

	begin();
	test_ok(invite_person(
			w.t.db, &settings, &dice, activity, person, &w.by, &new, &e),
		&e);
	assert_true(new);
	test_ok(invitation_of(w.t.db, activity, person, &i, &e), &e);
	commit();
	return i.id;
}

static void change(const struct resource *r, int64_t id, json_t *body)
{
	struct err e = { 0 };

	test_ok(roster_change(&w, r, id, body, &e), &e);
}

static void answer(struct model *m, int a, int p)
{
	struct invitation_change ignored;
	struct err e = { 0 };
	bool yes = chance(2);

	begin();
	test_ok(invitation_answer(w.t.db, m->invitation[a][p], yes, "coordinator",
			&w.by, &ignored, &e),
		&e);
	commit();
	m->state[a][p] = yes ? INVITATION_ACCEPTED : INVITATION_DECLINED;
}

/* One thing that somebody does. */
static void act(struct model *m)
{
	int a = (int)prng_below(&prng, ACTIVITIES), p = (int)prng_below(&prng, PEOPLE);

	if (m->activity[a] == 0) {
		char title[16];

		(void)snprintf(title, sizeof title, "Nr %d", a);
		m->starts[a] =
			w.by.now.ms + (int64_t)(1 + prng_below(&prng, 300)) * HOUR;
		m->activity[a] = make_activity(title, m->starts[a]);
	} else if (m->invitation[a][p] == 0) {
		m->invitation[a][p] = invite(m->activity[a], m->person[p]);
	} else if (chance(12)) {
		m->starts[a] =
			w.by.now.ms + (int64_t)(1 + prng_below(&prng, 200)) * HOUR;
		change(&activity_resource, m->activity[a], times(m->starts[a]));
	} else if (chance(25)) {
		m->cancelled[a] = !m->cancelled[a];
		change(&activity_resource, m->activity[a],
			json_pack("{s:b}", "cancelled", m->cancelled[a]));
	} else if (chance(25)) {
		m->gone[p] = !m->gone[p];
		change(&person_resource, m->person[p],
			json_pack("{s:b}", "active", !m->gone[p]));
	} else if (!m->cancelled[a]) {
		answer(m, a, p);
	}
}

static bool was_told(struct model *m, const struct told *t)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->told[i].activity == t->activity && m->told[i].person == t->person
			&& m->told[i].unanswered == t->unanswered
			&& m->told[i].starts == t->starts)
			return true;
	assert_true(m->n < TOLD_MAX);
	m->told[m->n++] = *t;
	return false;
}

/* Must that person hear of that activity now? */
static bool expects(struct model *m, int a, int p, bool unanswered)
{
	const int64_t ahead = m->starts[a] - w.by.now.ms;
	const bool due = unanswered ? ahead >= 26 * HOUR && ahead < 168 * HOUR
				    : ahead >= 0 && ahead < 26 * HOUR;
	const struct told t = { a, p, unanswered, m->starts[a] };

	return m->invitation[a][p] != 0 && !m->cancelled[a] && !m->gone[p] && due
	       && m->state[a][p]
			  == (unanswered ? INVITATION_INVITED : INVITATION_ACCEPTED)
	       && !was_told(m, &t);
}

static int64_t last_notice(void)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(w.t.db, &reminders_statements, NOTICES_LAST, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	return stmt_int(s, "id");
}

static void run(void)
{
	struct chore_call c = { .by = { { "paraat", "local" }, w.by.now },
		.calls = &settings };
	struct err e = { 0 };

	begin();
	test_ok(invite_remind(w.t.db, &c, &e), &e);
	commit();
}

static size_t check(struct model *m)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	const int64_t after = last_notice();
	size_t sent = 0, expected = 0;

	run();
	test_ok(stmt_get(w.t.db, &reminders_statements, NOTICES_SENT, &s, &e), &e);
	stmt_bind_int(s, "after", after);
	for (int u = 0; u < 2; u++)
		for (int a = 0; a < ACTIVITIES; a++)
			for (int p = 0; p < PEOPLE; p++)
				expected += expects(m, a, p, u == 1);
	while (stmt_row(s, &e)) {
		const bool unanswered =
			strncmp(stmt_text(s, "subject"), "Komt u?", 7) == 0;
		const char *number = strstr(stmt_text(s, "subject"), "Nr ");
		static struct notice_content c;
		int p = 0;

		assert_non_null(number);
		test_ok(notice_content(w.t.db, &settings, stmt_int(s, "id"), &c, &e),
			&e);
		assert_non_null(strstr(c.text, "https://p.example/u/"));
		assert_non_null(strstr(c.link, "https://p.example/u/"));
		while (p < PEOPLE && m->person[p] != stmt_int(s, "person_id"))
			p++;
		assert_in_range(p, 0, PEOPLE - 1);
		assert_int_equal(m->state[number[3] - '0'][p],
			unanswered ? INVITATION_INVITED : INVITATION_ACCEPTED);
		sent++;
	}
	assert_int_equal(sent, expected);
	return sent;
}

static void people_are_told_what_the_list_says(void **state)
{
	static struct model m;
	const struct seeds seeds = seeds_asked(3);
	size_t sent = 0;

	(void)state;
	for (long seed = seeds.first; seed < seeds.first + seeds.count; seed++) {
		memset(&m, 0, sizeof m);
		prng_init(&prng, (uint64_t)seed);
		dice.fill = fill;
		roster_world_open(&w);
		for (int p = 0; p < PEOPLE; p++)
			m.person[p] = roster_person(&w, p, 0);
		for (int h = 0; h < HOURS; h++) {
			w.by.now.ms += HOUR;
			if (chance(3))
				act(&m);
			if (!chance(5)) /* else the program is down */
				sent += check(&m);
		}
		roster_world_close(&w);
	}
	assert_true(sent > (size_t)seeds.count * 10);
}

/* More than any page holds: nobody is left out. */
static void nobody_is_left_out(void **state)
{
	int64_t activity, before;

	(void)state;
	prng_init(&prng, 1);
	dice.fill = fill;
	roster_world_open(&w);
	activity = make_activity("Groot", w.by.now.ms + 100 * HOUR);
	for (int i = 0; i < MANY; i++)
		(void)invite(activity, roster_person(&w, i, 0));
	before = last_notice();
	run();
	assert_int_equal(last_notice(), before + MANY);
	run();
	assert_int_equal(last_notice(), before + MANY);
	roster_world_close(&w);
}

static enum invitation_state state_of(int64_t activity, int64_t person)
{
	struct invitation i;
	struct err e = { 0 };

	test_ok(invitation_of(w.t.db, activity, person, &i, &e), &e);
	return i.state;
}

static void comes(int64_t invitation)
{
	struct invitation_change ignored;
	struct err e = { 0 };

	begin();
	test_ok(invitation_answer(
			w.t.db, invitation, true, "coordinator", &w.by, &ignored, &e),
		&e);
	commit();
}

/* A place is not kept for who has left: the first who waits gets it, and hears of it.
 * Mutation: count who is not active among the lines. */
static void who_waits_gets_the_place_of_who_left(void **state)
{
	int64_t activity, person[3], before;

	(void)state;
	prng_init(&prng, 1);
	dice.fill = fill;
	roster_world_open(&w);
	activity = make_activity("Vol", w.by.now.ms + 400 * HOUR);
	change(&activity_resource, activity, json_pack("{s:i}", "capacity", 1));
	for (int i = 0; i < 3; i++) {
		person[i] = roster_person(&w, i, 0);
		comes(invite(activity, person[i]));
	}
	before = last_notice();
	run();
	assert_int_equal(last_notice(), before);
	change(&person_resource, person[0], json_pack("{s:b}", "active", 0));
	run();
	assert_int_equal(last_notice(), before + 1);
	assert_int_equal(state_of(activity, person[1]), INVITATION_ACCEPTED);
	assert_int_equal(state_of(activity, person[2]), INVITATION_WAITING);
	run();
	assert_int_equal(last_notice(), before + 1);
	roster_world_close(&w);
}

/* However many wait for the places that come free at once. */
static void everybody_who_waits_gets_a_place(void **state)
{
	int64_t activity, person[MANY], before;

	(void)state;
	prng_init(&prng, 1);
	dice.fill = fill;
	roster_world_open(&w);
	activity = make_activity("Vol", w.by.now.ms + 400 * HOUR);
	change(&activity_resource, activity, json_pack("{s:i}", "capacity", 1));
	for (int i = 0; i < MANY / 3; i++) {
		person[i] = roster_person(&w, i, 0);
		comes(invite(activity, person[i]));
	}
	change(&activity_resource, activity, json_pack("{s:n}", "capacity"));
	before = last_notice();
	run();
	assert_int_equal(last_notice(), before + MANY / 3 - 1);
	for (int i = 0; i < MANY / 3; i++)
		assert_int_equal(state_of(activity, person[i]), INVITATION_ACCEPTED);
	roster_world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_are_told_what_the_list_says),
		cmocka_unit_test(nobody_is_left_out),
		cmocka_unit_test(who_waits_gets_the_place_of_who_left),
		cmocka_unit_test(everybody_who_waits_gets_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
