/* SPDX-License-Identifier: EUPL-1.2 */
/* Which call-outs go on: whatever happened in them, a deployment and an exercise until
 * somebody stops them, a test until a day after it ended. */
#include "alert/report/call_view.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { HOUR_MS = 3600000 };

#define RUNNING_SQL(X)                                                                 \
	X(RUNNING_SCENARIO,                                                            \
		"INSERT INTO scenario (id, code, name, kind, text_sms, text_voice,"    \
		" text_email, path_seconds, rounds) VALUES (1, 'x', 'x', 'real',"      \
		" 'x', '', '', 1, 1)")                                                 \
	X(RUNNING_CALL,                                                                \
		"INSERT INTO callout (scenario_id, kind, incident, location,"          \
		" details, text_sms, text_voice, text_email, path_seconds, rounds,"    \
		" state, started_at, closed_at, started_by, nonce, origin) VALUES"     \
		" (1, :kind, :incident, '', '', 'x', '', '', 1, 1, :state, 1,"         \
		" :closed_at, 'x', zeroblob(32), :origin)")
extern const struct stmt_list running_statements;
STMT_LIST(running, RUNNING_SQL);

static struct roster_world w;

static const struct {
	const char *kind, *state, *origin;
	int closed_hours; /* ago; -1: not closed */
	bool goes_on;
} calls[] = {
	{ "real", "active", "started", -1, true },
	{ "real", "filled", "started", 7, true },
	{ "real", "filled", "started", 24 * 30, true },
	{ "real", "exhausted", "alarm", 48, true },
	{ "exercise", "filled", "started", 48, true },
	{ "real", "filled", "relief", 48, true },
	{ "real", "stopped", "started", 1, false },
	{ "real", "filled", "manual", 1, false },
	{ "test", "active", "schedule", -1, true },
	{ "test", "exhausted", "schedule", 23, true },
	{ "test", "exhausted", "schedule", 25, false },
	{ "reachability", "filled", "started", 25, false },
};
enum { CALLS = sizeof calls / sizeof *calls };

static void insert(size_t i)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	char incident[2] = { (char)('a' + (int)i), '\0' };
	struct instant closed = {
		calls[i].closed_hours < 0
			? 0
			: w.by.now.ms - calls[i].closed_hours * INT64_C(1) * HOUR_MS
	};

	test_ok(stmt_get(w.t.db, &running_statements, RUNNING_CALL, &s, &e), &e);
	stmt_bind_text(s, "kind", calls[i].kind);
	stmt_bind_text(s, "incident", incident);
	stmt_bind_text(s, "state", calls[i].state);
	stmt_bind_text(s, "origin", calls[i].origin);
	stmt_bind_instant_or_null(s, "closed_at", closed);
	test_ok(stmt_run_one(s, "call-out", &e), &e);
}

static int open(void **state)
{
	struct stmt *s = NULL;
	struct err e = { 0 };

	(void)state;
	roster_world_open(&w);
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(stmt_get(w.t.db, &running_statements, RUNNING_SCENARIO, &s, &e), &e);
	test_ok(stmt_run_one(s, "scenario", &e), &e);
	stmt_done(&s);
	for (size_t i = 0; i < CALLS; i++)
		insert(i);
	test_ok(db_commit(w.t.db, &e), &e);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

static bool listed(const json_t *items, size_t call)
{
	const json_t *o;
	size_t i;

	json_array_foreach(items, i, o)
	{
		const char *incident =
			json_string_value(json_object_get(o, "incident"));

		if (incident[0] == (char)('a' + (int)call))
			return true;
	}
	return false;
}

static void what_goes_on_is_listed(void **state)
{
	const struct call_list_filter filter = {
		.state = "", .running = true, .now = w.by.now
	};
	struct err e = { 0 };
	json_t *o = NULL;

	(void)state;
	test_ok(db_begin(w.t.db, DB_READ, &e), &e);
	test_ok(call_view_list(w.t.db, &filter, 0, 100, &o, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
	for (size_t i = 0; i < CALLS; i++)
		if (listed(json_object_get(o, "items"), i) != calls[i].goes_on)
			fail_msg("%s, %s, closed %d hours ago", calls[i].kind,
				calls[i].state, calls[i].closed_hours);
	json_decref(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_on_is_listed),
	};

	return cmocka_run_group_tests(tests, open, close);
}
