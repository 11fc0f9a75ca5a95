/* SPDX-License-Identifier: EUPL-1.2 */
/* Retention over years of nights, some of which the program is down: every row of every
 * kind is there exactly until the first night on which it is past its term and was
 * announced long enough before, as a plain list of what was announced says; rows that
 * are entered late are announced anew; nothing else goes; the audit chain holds.
 * Mutations: let upto be INT64_MAX; do not compare with least_age(); compare
 * announcements with `<`; forget SWAP_REFUSALS: each fails. */
#include "base/alloc.h"
#include "base/random.h"
#include "base/zone.h"
#include "roster/people/person.h"
#include "schema/audit/verify.h"
#include "service/privacy/retention.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DAY   INT64_C(86400000)
#define START (INT64_C(20000) * DAY + 9000000) /* 03:30 local in winter */

enum { SEEDS = 2, NIGHTS = 400, EACH_KIND = 12, SEEN_MAX = NIGHTS };

#define RETAINED_SQL(X)                                                                \
	X(PLANT_ABSENCE, "INSERT INTO absence (id, person_id, starts_at, ends_at)"     \
			 " VALUES (:id, :person, :at - 1, :at)")                       \
	X(PLANT_DUTY, "INSERT INTO duty (id, function_id, person_id, starts_at,"       \
		      " ends_at, origin, state) VALUES (:id, :function, :person,"      \
		      " :at - 1, :at, 'planner', 'published')")                        \
	X(PLANT_OVERRIDE, "INSERT INTO duty_override (id, function_id, person_id,"     \
			  " starts_at, ends_at) VALUES (:id, :function, :person,"      \
			  " :at - 1, :at)")                                            \
	X(PLANT_SWAP, "INSERT INTO swap (id, duty_id, function_id, rank,"              \
		      " from_person_id, starts_at, ends_at, state) VALUES (:id, 1,"    \
		      " :function, 1, :person, :at - 1, :at, 'approved')")             \
	X(PLANT_LAYER, "INSERT INTO layer (id, source, source_id, seq, kind,"          \
		       " function_id, rank, person_id, starts_at, ends_at,"            \
		       " known_from) VALUES (:id, 'duty', :id, :id, 'planner',"        \
		       " :function, 1, :person, :at - 1, :at, 1)")                     \
	X(PLANT_ACK, "INSERT INTO duty_ack (id, function_id, rank, person_id,"         \
		     " starts_at, ends_at) VALUES (:id, :function, 1, :person,"        \
		     " :at - :id, :at)")                                               \
	X(PLANT_HANDOVER, "INSERT INTO handover (id, function_id, from_person_id,"     \
			  " text, created_at) VALUES (:id, :function, :person, 'x',"   \
			  " :at)")                                                     \
	X(PLANT_WEEK, "INSERT INTO working_week (id, person_id, until_day)"            \
		      " SELECT :id, :person, :at / 86400000 WHERE :function > 0")      \
	X(PLANT_WEEK_TIME, "INSERT INTO working_week_time (working_week_id, weekday,"  \
			   " from_minute, until_minute) SELECT :id, 1, 0, 0"           \
			   " WHERE :person + :at + :function > 0")                     \
	X(PLANT_ALARM, "INSERT INTO alarm (id, control_room, source_id, received_at,"  \
		       " body, result) VALUES (:id, 'x', 'a' || :id || '-' || :person" \
		       " || '-' || :function, :at, 'x', 'no_rule')")                   \
	X(PLANT_CALLOUT,                                                               \
		"INSERT INTO callout (id, scenario_id, kind, incident, location,"      \
		" details, text_sms, text_voice, text_email, path_seconds, rounds,"    \
		" state, started_at, closed_at, started_by, nonce) VALUES (:id, 1,"    \
		" CASE WHEN :function > 0 THEN 'real' ELSE 'test' END, 'x', 'x', 'x'," \
		" 'x', 'x', 'x', 1, 1, 'stopped', :at - 1, :at, 'x', zeroblob(32))")   \
	X(PLANT_REFUSAL, "INSERT INTO swap_refusal (swap_id, person_id, at)"           \
			 " VALUES (:id, :person, :at)")                                \
	X(PLANT_RECIPIENT,                                                             \
		"INSERT INTO callout_recipient (id, callout_id, person_id,"            \
		" call_order, slot_mask, duty_mask, duty_rank, absent, paths, state,"  \
		" answer, reason, path, round, path_state, token_hash) VALUES (:id,"   \
		" :id, :person, 0, 1, 0, 0, 0, 1, 'accepted', 'yes', 'pool', 0, 0,"    \
		" 'idle', CAST(substr('0000000000000000000000000000000' || :id, -32) " \
		"AS BLOB))")                                                           \
	X(PLANT_SCENARIO,                                                              \
		"INSERT INTO scenario (id, code, name, kind, text_sms, text_voice,"    \
		" text_email, path_seconds, rounds) VALUES (1, 'x', 'x', 'real', 'x'," \
		" '', '', 1, 1)")                                                      \
	X(PLANT_ACTIVITY,                                                              \
		"INSERT INTO activity (id, kind, title, starts_at, ends_at, minutes,"  \
		" callout_id) VALUES (1, 'deployment', 'x', 1, 2, 60, :id)")           \
	X(LEFT_TEXT, "SELECT incident || started_by AS text FROM callout"              \
		     " WHERE id = :id")                                                \
	X(LEFT_RECIPIENTS, "SELECT count(*) AS n FROM callout_recipient")              \
	X(LEFT_absence, "SELECT id FROM absence ORDER BY id")                          \
	X(LEFT_duty, "SELECT id FROM duty ORDER BY id")                                \
	X(LEFT_override, "SELECT id FROM duty_override ORDER BY id")                   \
	X(LEFT_swap, "SELECT id FROM swap ORDER BY id")                                \
	X(LEFT_layer, "SELECT id FROM layer ORDER BY id")                              \
	X(LEFT_ack, "SELECT id FROM duty_ack ORDER BY id")                             \
	X(LEFT_handover, "SELECT id FROM handover ORDER BY id")                        \
	X(LEFT_week, "SELECT id FROM working_week ORDER BY id")                        \
	X(LEFT_alarm, "SELECT id FROM alarm ORDER BY id")                              \
	X(LEFT_callout, "SELECT id FROM callout ORDER BY id")
extern const struct stmt_list retained_statements;
STMT_LIST(retained, RETAINED_SQL);

/* The kinds with rows of their own; `also` belongs to each row. */
static const struct kind {
	const char *name, *sequence;
	int plant, also, left; /* also -1: nothing */
	int days;
	bool real; /* of call-outs */
} kinds[] = {
	{ "absences", "absence", PLANT_ABSENCE, -1, LEFT_absence, 365, false },
	{ "duties", "duty", PLANT_DUTY, -1, LEFT_duty, 365, false },
	{ "overrides", "override", PLANT_OVERRIDE, -1, LEFT_override, 365, false },
	{ "swaps", "swap", PLANT_SWAP, PLANT_REFUSAL, LEFT_swap, 365, false },
	{ "layers", "layer", PLANT_LAYER, -1, LEFT_layer, 365, false },
	{ "acknowledgements", "duty_ack", PLANT_ACK, -1, LEFT_ack, 365, false },
	{ "handovers", "handover", PLANT_HANDOVER, -1, LEFT_handover, 365, false },
	{ "working_weeks", "working_week", PLANT_WEEK, PLANT_WEEK_TIME, LEFT_week, 365,
		false },
	{ "alarms", "alarm", PLANT_ALARM, -1, LEFT_alarm, 90, false },
	{ "tests", "callout", PLANT_CALLOUT, PLANT_RECIPIENT, LEFT_callout, 200,
		false },
	{ "callouts", "callout", PLANT_CALLOUT, PLANT_RECIPIENT, LEFT_callout, 365,
		true },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

struct row {
	int64_t id, at;
	bool there;
	int64_t covered[SEEN_MAX]; /* the days on which the report named it */
	size_t coverings;
};

static struct world {
	struct roster_world r;
	struct policy policy;
	struct prng prng;
	int64_t person;
	struct row row[KINDS][EACH_KIND * 4];
	size_t rows[KINDS];
} w;

static void begin(void)
{
	struct err e = { 0 };

	test_ok(db_begin(w.r.t.db, DB_WRITE, &e), &e);
}

static void commit(void)
{
	struct err e = { 0 };

	test_ok(db_commit(w.r.t.db, &e), &e);
}

static void plant_one(int which, int64_t id, int64_t at, int64_t function)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(w.r.t.db, &retained_statements, which, &s, &e), &e);
	if (which != PLANT_SCENARIO)
		stmt_bind_int(s, "id", id);
	if (which != PLANT_SCENARIO && which != PLANT_RECIPIENT)
		stmt_bind_int(s, "at", at);
	if (which != PLANT_SCENARIO && which != PLANT_CALLOUT)
		stmt_bind_int(s, "person", w.person);
	if (which <= PLANT_CALLOUT && which != PLANT_ABSENCE)
		stmt_bind_int(s, "function", function);
	test_ok(stmt_run(s, &e), &e);
}

/* A row of that kind whose time is `at`, with the next id. */
static void plant(size_t k, int64_t at)
{
	const struct kind *kind = &kinds[k];
	int64_t function = w.r.officer, id;
	struct err e = { 0 };

	assert_true(w.rows[k] < sizeof w.row[k] / sizeof *w.row[k]);
	if (kind->plant == PLANT_WEEK)
		at -= at % DAY; /* it ends with a day */
	if (kind->plant == PLANT_CALLOUT && !kind->real)
		function = 0;
	begin();
	test_ok(ids_next(w.r.t.db, kind->sequence, &id, &e), &e);
	plant_one(kind->plant, id, at, function);
	if (kind->also >= 0)
		plant_one(kind->also, id, at, function);
	commit();
	w.row[k][w.rows[k]++] = (struct row){ .id = id, .at = at, .there = true };
}

static int64_t day_of(int64_t ms)
{
	return date_days(zone_to_civil((struct instant){ ms }).date);
}

/* May it go on this night, by what was announced and its age? */
static bool goes(const struct kind *kind, const struct row *row, int64_t now)
{
	if (row->at >= now - kind->days * DAY)
		return false;
	for (size_t i = 0; i < row->coverings; i++)
		if (row->covered[i] + w.policy.grace_days <= day_of(now))
			return true;
	return false;
}

/* What tonight's report names: rows that are there, older than it says. */
static void note_report(int64_t now)
{
	json_t *report, *line;
	struct err e = { 0 };
	size_t i;

	test_ok(retention_report(w.r.t.db, &w.policy, &report, &e), &e);
	json_array_foreach(json_object_get(report, "items"), i, line)
	{
		const char *name = json_string_value(json_object_get(line, "kind"));
		const char *older =
			json_string_value(json_object_get(line, "older_than"));
		struct instant before;
		int64_t named = 0;

		for (size_t k = 0; k < KINDS; k++) {
			if (strcmp(kinds[k].name, name) != 0)
				continue;
			if (older != NULL)
				test_ok(instant_parse(older, &before, &e), &e);
			for (size_t n = 0; older != NULL && n < w.rows[k]; n++) {
				struct row *row = &w.row[k][n];

				if (!row->there || row->at >= before.ms)
					continue;
				assert_true(row->coverings < SEEN_MAX);
				row->covered[row->coverings++] = day_of(now);
				named++;
			}
			assert_int_equal(named,
				json_integer_value(json_object_get(line, "to_delete")));
		}
	}
	json_decref(report);
}

static void check_kind(size_t k)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	bool found[EACH_KIND * 4] = { false };

	test_ok(stmt_get(w.r.t.db, &retained_statements, kinds[k].left, &s, &e), &e);
	while (stmt_row(s, &e)) {
		for (size_t n = 0; n < w.rows[k]; n++)
			found[n] |= w.row[k][n].id == stmt_int(s, "id");
	}
	for (size_t n = 0; n < w.rows[k]; n++)
		if (found[n] != w.row[k][n].there)
			fail_msg("%s %d is%s there", kinds[k].name, (int)w.row[k][n].id,
				found[n] ? "" : " not");
}

static void night(int64_t now)
{
	struct change by = { { "paraat", "" }, { now } };
	struct err e = { 0 };

	begin();
	test_ok(retention_run(w.r.t.db, &w.policy, &by, &e), &e);
	commit();
	for (size_t k = 0; k < KINDS; k++) {
		for (size_t n = 0; n < w.rows[k]; n++)
			if (goes(&kinds[k], &w.row[k][n], now))
				w.row[k][n].there = false;
		check_kind(k);
	}
	note_report(now);
}

static void chain_holds(void)
{
	struct audit_check check;
	struct err e = { 0 };

	test_ok(audit_verify(w.r.t.db, NULL, &check, &e), &e);
	if (check.first_bad != 0)
		fail_msg("%s", check.reason);
	assert_true(check.records > 0);
}

static int64_t below(int64_t n)
{
	return (int64_t)prng_below(&w.prng, (uint64_t)n);
}

static void rows_go_when_they_were_announced(void **state)
{
	size_t gone = 0, kept = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		memset(&w, 0, sizeof w);
		prng_init(&w.prng, seed);
		roster_world_open(&w.r);
		w.policy = policy_default();
		w.policy.roster_years = w.policy.callout_years = 1;
		w.policy.test_days = 200;
		w.person = roster_person(&w.r, 1, 0);
		begin();
		plant_one(PLANT_SCENARIO, 1, 0, 0);
		commit();
		for (size_t k = 0; k < KINDS; k++)
			for (int i = 0; i < EACH_KIND; i++)
				plant(k, START - 300 * DAY + below(500 * DAY));
		for (int64_t n = 0; n < NIGHTS; n++) {
			int64_t now = START + n * DAY + below(60000);

			if (below(20) == 0)
				n += below(15); /* down */
			if (below(60) == 0)     /* entered late */
				plant((size_t)below(KINDS), now - below(3 * 365 * DAY));
			night(now);
		}
		for (size_t k = 0; k < KINDS; k++)
			for (size_t n = 0; n < w.rows[k]; n++)
				*(w.row[k][n].there ? &kept : &gone) += 1;
		chain_holds();
		roster_world_close(&w.r);
	}
	assert_true(gone > SEEDS * KINDS * EACH_KIND / 2);
	assert_true(kept > SEEDS * KINDS);
}

/* On quiet nights nothing stays a night longer than its term. */
static void rows_go_on_the_first_night_after_their_term(void **state)
{
	(void)state;
	memset(&w, 0, sizeof w);
	roster_world_open(&w.r);
	w.policy = policy_default();
	w.policy.roster_years = 1;
	w.person = roster_person(&w.r, 1, 0);
	for (int i = 0; i < EACH_KIND; i++)
		plant(1, START + i * (DAY * 3 / 2));
	for (int64_t n = 300; n < 420; n++) {
		int64_t now = START + n * DAY + n % 2 * 30000;

		night(now);
		for (size_t i = 0; i < w.rows[1]; i++)
			assert_int_equal(
				w.row[1][i].there, w.row[1][i].at >= now - 365 * DAY);
	}
	roster_world_close(&w.r);
}

/* A dossier of which a training record was made leaves an empty row: that it was. */
static void a_record_keeps_the_empty_call_out(void **state)
{
	const size_t real = KINDS - 1;
	struct stmt *s = NULL;
	struct err e = { 0 };

	(void)state;
	memset(&w, 0, sizeof w);
	roster_world_open(&w.r);
	w.policy = policy_default();
	w.policy.callout_years = 1;
	w.person = roster_person(&w.r, 1, 0);
	begin();
	plant_one(PLANT_SCENARIO, 1, 0, 0);
	commit();
	plant(real, START);
	plant(real, START);
	begin();
	test_ok(stmt_get(w.r.t.db, &retained_statements, PLANT_ACTIVITY, &s, &e), &e);
	stmt_bind_int(s, "id", w.row[real][0].id);
	test_ok(stmt_run(s, &e), &e);
	stmt_done(&s);
	commit();
	for (int64_t n = 350; n < 370; n++) {
		struct change by = { { "paraat", "" }, { START + n * DAY } };

		begin();
		test_ok(retention_run(w.r.t.db, &w.policy, &by, &e), &e);
		commit();
	}
	w.row[real][1].there = false;
	check_kind(real);
	test_ok(stmt_get(w.r.t.db, &retained_statements, LEFT_TEXT, &s, &e), &e);
	stmt_bind_int(s, "id", w.row[real][0].id);
	assert_true(stmt_row(s, &e));
	assert_string_equal(stmt_text(s, "text"), "");
	stmt_done(&s);
	test_ok(stmt_get(w.r.t.db, &retained_statements, LEFT_RECIPIENTS, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	assert_int_equal(stmt_int(s, "n"), 0);
	stmt_done(&s);
	chain_holds();
	roster_world_close(&w.r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_go_when_they_were_announced),
		cmocka_unit_test(a_record_keeps_the_empty_call_out),
		cmocka_unit_test(rows_go_on_the_first_night_after_their_term),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
