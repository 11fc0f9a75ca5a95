/* SPDX-License-Identifier: EUPL-1.2 */
/* Whole imports: a region out of one database into another and out again, very long
 * files, and memory that runs out half-way. */
#include "base/alloc.h"
#include "roster/demo/demo.h"
#include "roster/people/function.h"
#include "tests/support/fault_memory.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct import_report report;

static enum err_code take(struct roster_world *w, enum import_kind kind, const char *s)
{
	struct err e = { 0 };
	enum err_code rc = roster_import(w, kind, s, strlen(s), &report, &e);

	if (rc != ERR_OK && rc != ERR_NOMEM && rc != ERR_IO)
		fail_msg("line %zu, %s: %s; %s", report.faults[0].line,
			report.faults[0].column, report.faults[0].reason, e.msg);
	return rc;
}

static void drop(struct roster_world *w, const struct resource *r, int64_t id)
{
	struct err e = { 0 };

	test_ok(resource_delete(w->t.db, r, id, 0, &w->by, &e), &e);
}

static void empty(struct roster_world *w)
{
	drop(w, &function_resource, w->officer);
	drop(w, &function_resource, w->shelter);
	drop(w, &municipality_resource, w->dalfsen);
	drop(w, &municipality_resource, w->zwolle);
}

/* Export, import into an empty database, export: not a byte differs. */
static void a_region_moves_without_loss(void **state)
{
	struct roster_world from, to;
	struct err e = { 0 };

	(void)state;
	roster_world_open(&from);
	roster_world_open(&to);
	test_ok(db_begin(to.t.db, DB_WRITE, &e), &e);
	empty(&to);
	test_ok(db_commit(to.t.db, &e), &e);
	test_ok(db_begin(from.t.db, DB_WRITE, &e), &e);
	empty(&from);
	test_ok(demo_roster(from.t.db, 5, &from.by, &e), &e);
	test_ok(db_commit(from.t.db, &e), &e);
	roster_import_all(&from, IMPORT_ABSENCES,
		"person;from;until;note\nP0001;2026-07-06 09:00;2026-07-20 09:00;"
		"\"\"\"weg\"\"; ver\"\n");
	roster_import_all(&from, IMPORT_WEEKS,
		"person;from;until;week_hours;times\nP0001;;;37,1;\n"
		"P0002;2026-05-01;;;\"ma 22:00-07:00, 3 08:30-17:00\"\n"
		"P0002;;2026-06-01;;\n");
	roster_import_all(&from, IMPORT_ACKS,
		"function;person;starts_at;ends_at;reminded_at;acknowledged_at;via\n"
		"AC-BZ;P0001;2026-07-06 09:00;2026-07-20 09:00;;;\n"
		"AC-BZ;P0002;2026-01-06 09:00;2026-01-20 09:00;2026-01-05 09:00;"
		"2026-01-05 09:01;link\n");
	roster_import_all(&from, IMPORT_HANDOVERS,
		"function;from_person;to_person;created_at;text\n"
		"AC-BZ;P0001;P0002;2026-01-05 09:00;\"Twee\nregels; en \"\"meer\"\"\"\n"
		"AC-BZ;;;2026-01-06 09:00;=1+1\n");
	roster_import_all(&from, IMPORT_ROTATIONS,
		"function;name;from;people\nAC-BZ;Week;2026-01-05;\"P0001,P0002\"\n");
	roster_import_all(&from, IMPORT_REQUIREMENTS,
		"function;person;kind;title;count;within_months;grace_days;until\n"
		"AC-BZ;;oefening;Oefenen;2;12;30;2030-01-01\n"
		"AC-BZ;P0002;hours;Uren;40;;;\n;P0001;certificaat;EHBO;;;;\n");
	roster_import_all(&from, IMPORT_CERTIFICATES,
		"person;title;number;issuer;valid_from;valid_until\n"
		"P0001;EHBO;;;2026-01-01;2028-01-01\nP0002;EHBO;=7;\"Kruis; "
		"rood\";2025-01-01;\n");
	roster_import_all(&from, IMPORT_CERTIFICATES, /* a correction */
		"person;title;issuer;valid_from\nP0001;EHBO;Kruis;2026-01-01\n");
	for (int kind = 0; kind < IMPORT_KINDS_COUNT; kind++) {
		char *first = roster_export(&from, (enum import_kind)kind, NULL);
		char *second;

		assert_int_equal(take(&to, (enum import_kind)kind, first), ERR_OK);
		/* overrides and pairs: test_import_world; holidays are there */
		assert_true(report.created > 0 || kind == IMPORT_OVERRIDES
			    || kind == IMPORT_PAIRS || kind == IMPORT_HOLIDAYS);
		second = roster_export(&to, (enum import_kind)kind, NULL);
		assert_string_equal(first, second);
		assert_int_equal(take(&to, (enum import_kind)kind, first), ERR_OK);
		assert_int_equal(report.created + report.updated, 0);
		base_free(first);
		base_free(second);
	}
	roster_world_close(&from);
	roster_world_close(&to);
}

enum { LONG = 10000 };

/* Ten thousand people, and again: well within the time that a test has. The time-out of
 * the suite is the limit; what must not be is work that grows with the square. */
static void a_long_file_is_no_trouble(void **state)
{
	struct roster_world w;
	struct text file;

	(void)state;
	roster_world_open(&w);
	text_init(&file, 4 << 20);
	text_add(&file, "external_id;given_name;family_name;municipality;mobile\n");
	for (int i = 0; i < LONG; i++)
		text_addf(&file, "p%d;Jo;Jansen;Dalfsen;+316%08d\n", i, 10000000 + i);
	assert_int_equal(take(&w, IMPORT_PEOPLE, text_str(&file)), ERR_OK);
	assert_int_equal(report.created, LONG);
	assert_int_equal(take(&w, IMPORT_PEOPLE, text_str(&file)), ERR_OK);
	assert_int_equal(report.unchanged, LONG);
	text_fini(&file);
	roster_world_close(&w);
}

static void arm_own(long n, bool persistent)
{
	(void)alloc_fail_at(n, persistent);
}

static bool disarm_own(void)
{
	return alloc_fail_at(0, 0) != 0;
}

static const char people_file[] =
	"external_id;given_name;infix;family_name;municipality;mobile;landline;email\n"
	"p1;Jan;van den;Berg;Dalfsen;0612345678;;b@gemeente.example\n"
	"p2;;;Smit;Zwolle;;0529488388;\n"
	"p1x;;;Bos;GM0148;0687654321;;\n";

static void check_people(struct roster_world *w, int expected)
{
	char *s = roster_export(w, IMPORT_PEOPLE, NULL);
	int lines = -1; /* the header */

	for (const char *c = s; *c != '\0'; c++)
		lines += *c == '\n';
	assert_int_equal(lines, expected);
	base_free(s);
}

/* Whichever allocation fails, once or from then on: an error and nothing imported, or
 * (what was lacking was not needed) all of it. In the last round, when none fails any
 * more, the same file goes in. */
static void no_allocation_leaves_half_an_import(void **state)
{
	static const struct {
		void (*arm)(long n, bool persistent);
		bool (*disarm)(void);
		long least;
	} memories[] = {
		{ arm_own, disarm_own, 20 },
		{ fault_memory_arm, fault_memory_disarm, 20 },
	};

	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		bool fired = true, persistent = kind % 2 != 0;
		struct roster_world w;
		long n = 1;

		roster_world_open(&w);
		for (; fired; n += persistent && n > 30 ? 7 : 1) {
			enum err_code rc;

			memories[kind / 2].arm(n, persistent);
			rc = take(&w, IMPORT_PEOPLE, people_file);
			fired = memories[kind / 2].disarm();
			check_people(&w, rc == ERR_OK ? 3 : 0);
			if (rc == ERR_OK && fired) {
				roster_world_close(&w);
				roster_world_open(&w);
			} else {
				test_db_reopen(&w.t);
			}
		}
		assert_true(n > memories[kind / 2].least);
		check_people(&w, 3);
		roster_world_close(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_region_moves_without_loss),
		cmocka_unit_test(a_long_file_is_no_trouble),
		cmocka_unit_test(no_allocation_leaves_half_an_import),
	};

	fault_memory_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
