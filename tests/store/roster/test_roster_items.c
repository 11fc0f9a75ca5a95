/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules of people, municipalities, functions, assignments, duties and absences as
 * items: what is refused, which field is named, and finding people by name. */
#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct roster_world w;
static int64_t jan; /* an officer since 2020 */

static int open(void **state)
{
	(void)state;
	roster_world_open(&w);
	jan = roster_person(&w, 1, w.officer);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

/* JSON in which $P is Jan, $M Dalfsen, $O the officer's function. */
static json_t *body_of(const char *text)
{
	char s[1024];
	size_t n = 0;
	struct err e = { 0 };
	json_t *body = NULL;

	for (; *text != '\0' && n < sizeof s - 24; text++) {
		int64_t id = text[1] == 'P'   ? jan
			     : text[1] == 'M' ? w.dalfsen
					      : w.officer;

		if (*text != '$') {
			s[n++] = *text == '\'' ? '"' : *text;
			continue;
		}
		n += (size_t)snprintf(s + n, sizeof s - n, "%" PRId64, id);
		text++;
	}
	test_ok(fields_read(s, n, &body, &e), &e);
	return body;
}

struct refusal {
	const struct resource *resource;
	const char *body;
	const char *field; /* NULL: accepted; "": a conflict */
};

static void check(const struct refusal *r)
{
	struct err e = { 0 };
	int64_t id = 0;
	enum err_code rc = roster_try(&w, r->resource, body_of(r->body), &id, &e);

	if (r->field == NULL) {
		if (rc != ERR_OK)
			fail_msg("%s: %s", r->body, e.msg);
	} else if (r->field[0] == '\0') {
		if (rc != ERR_CONFLICT)
			fail_msg("%s: %d", r->body, rc);
	} else if (rc != ERR_INVALID || e.faults != 1
		   || strcmp(e.fault[0].field, r->field) != 0
		   || e.fault[0].message[0] == '\0') {
		fail_msg("%s: expected a fault of %s, got %d, %zu: %s: %s", r->body,
			r->field, rc, e.faults, e.fault[0].field, e.msg);
	}
}

static void check_all(const struct refusal *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(&list[i]);
}

#define PERSON(rest) "{'family_name':'Bos','municipality_id':$M" rest "}"
#define CONTACT(c)   PERSON(",'contacts':[" c "]")

static void people_are_checked(void **state)
{
	static const struct refusal list[] = {
		{ &person_resource, PERSON(""), NULL },
		{ &person_resource, "{'municipality_id':$M}", "family_name" },
		{ &person_resource, "{'family_name':' ','municipality_id':$M}",
			"family_name" },
		{ &person_resource, "{'family_name':'Bos'}", "municipality_id" },
		{ &person_resource, "{'family_name':'Bos','municipality_id':99}",
			"municipality_id" },
		{ &person_resource, PERSON(",'given_name':7"), "given_name" },
		{ &person_resource, PERSON(",'infix':'van\\nden'"), "infix" },
		{ &person_resource, PERSON(",'language':'fy'"), "language" },
		{ &person_resource, PERSON(",'active':'yes'"), "active" },
		{ &person_resource, PERSON(",'nickname':'x'"), "nickname" },
		{ &person_resource, PERSON(",'display_name':'ignored'"), NULL },
		{ &person_resource, PERSON(",'external_id':'p1'"), "" },
		{ &person_resource, PERSON(",'contacts':{}"), "contacts" },
		{ &person_resource, CONTACT("{'kind':'fax','address':'06'}"),
			"contacts[0].kind" },
		{ &person_resource, CONTACT("{'kind':'mobile'}"),
			"contacts[0].address" },
		{ &person_resource, CONTACT("{'kind':'mobile','address':'06'}"),
			"contacts[0].address" },
		{ &person_resource,
			CONTACT("{'kind':'mobile','address':'0612345678','rank':0}"),
			"contacts[0].rank" },
		{ &person_resource,
			CONTACT("{'kind':'mobile','address':'0612345678','rank':2},"
				"{'kind':'mobile','address':'0687654321'}"),
			"contacts[1].rank" },
		{ &person_resource,
			CONTACT("{'kind':'mobile','address':'0612345678'},"
				"{'kind':'mobile','address':'06-12345678'}"),
			"contacts[1].address" },
		{ &person_resource,
			CONTACT("{'kind':'mobile','address':'0612345678'},"
				"{'kind':'landline','address':'0612345678'}"),
			NULL },
	};

	(void)state;
	check_all(list, sizeof list / sizeof *list);
}

static void functions_and_municipalities_are_checked(void **state)
{
	static const struct refusal list[] = {
		{ &municipality_resource, "{'code':'GM0150','name':'Deventer'}", NULL },
		{ &municipality_resource, "{'code':'GM0148','name':'Dubbel'}", "" },
		{ &municipality_resource, "{'name':'Zonder code'}", "code" },
		{ &function_resource, "{'code':'X','name':'X','regime':'H'}", NULL },
		{ &function_resource, "{'code':'X','name':'X','regime':'H'}", "" },
		{ &function_resource, "{'code':'Y','name':'Y','regime':'Z'}",
			"regime" },
		{ &function_resource,
			"{'code':'Y','name':'Y','regime':'V','arrival_norm_minutes':0}",
			"arrival_norm_minutes" },
		{ &function_resource,
			"{'code':'Y','name':'Y','regime':'V','required_on_duty':-1}",
			"required_on_duty" },
		{ &function_resource,
			"{'code':'Y','name':'Y','regime':'V','municipality_id':77}",
			"" },
	};

	(void)state;
	check_all(list, sizeof list / sizeof *list);
}

#define HOLDS(rest) "{'person_id':$P,'function_id':$O" rest "}"

static void assignments_are_checked(void **state)
{
	static const struct refusal list[] = {
		{ &assignment_resource,
			HOLDS(",'status':'qualified','from':'2019-01-01'"), "" },
		{ &assignment_resource,
			HOLDS(",'status':'suspended','from':'2030-01-01'"), "" },
		{ &assignment_resource,
			HOLDS(",'status':'aspirant','from':'2019-01-01',"
			      "'until':'2020-01-02'"),
			"" },
		{ &assignment_resource,
			HOLDS(",'status':'aspirant','from':'2019-01-01',"
			      "'until':'2020-01-01'"),
			NULL },
		{ &assignment_resource,
			HOLDS(",'status':'held','from':'2018-01-01',"
			      "'until':'2018-02-01'"),
			"status" },
		{ &assignment_resource,
			HOLDS(",'status':'aspirant','from':'2018-01-01',"
			      "'until':'2018-01-01'"),
			"until" },
		{ &assignment_resource, HOLDS(",'status':'aspirant'"), "from" },
		{ &assignment_resource,
			"{'person_id':999,'function_id':$O,'status':'aspirant',"
			"'from':'2018-01-01'}",
			"" },
	};

	(void)state;
	check_all(list, sizeof list / sizeof *list);
}

#define DUTY(from, until, rest)                                                        \
	HOLDS(",'starts_at':'" from "','ends_at':'" until "'" rest)
#define JULY6  "2026-07-06T07:00:00Z"
#define JULY13 "2026-07-13T07:00:00Z"
#define JULY20 "2026-07-20T07:00:00Z"

static void duties_are_checked(void **state)
{
	static const struct refusal list[] = {
		{ &duty_resource, DUTY(JULY6, JULY13, ""), NULL },
		{ &duty_resource, DUTY(JULY13, JULY20, ""), NULL },
		{ &duty_resource, DUTY("2026-07-13T06:59:59.999Z", JULY20, ""), "" },
		{ &duty_resource, DUTY(JULY6, JULY20, ",'rank':2"), NULL },
		{ &duty_resource, DUTY(JULY6, JULY20, ",'state':'draft'"), NULL },
		{ &duty_resource, DUTY(JULY6, JULY6, ",'rank':3"), "ends_at" },
		{ &duty_resource, DUTY("2026-07-06 09:00", JULY13, ",'rank':3"),
			"starts_at" },
		{ &duty_resource, DUTY(JULY6, JULY13, ",'rank':100"), "rank" },
		{ &duty_resource, DUTY(JULY6, JULY13, ",'rank':3,'origin':'x'"),
			"origin" },
		{ &duty_resource, DUTY("2019-12-31T22:59:59Z", JULY6, ",'rank':3"),
			"person_id" },
		{ &duty_resource, DUTY("2019-12-31T23:00:00Z", JULY6, ",'rank':3"),
			NULL },
		{ &absence_resource,
			"{'person_id':$P,'from':'" JULY6 "','until':'" JULY13 "'}",
			NULL },
		{ &absence_resource,
			"{'person_id':$P,'from':'" JULY13 "','until':'" JULY6 "'}",
			"until" },
		{ &absence_resource,
			"{'person_id':999,'from':'" JULY6 "','until':'" JULY13 "'}",
			"" },
	};

	(void)state;
	check_all(list, sizeof list / sizeof *list);
}

/* A draft becomes published only where there is room. */
static void publishing_meets_the_same_rule(void **state)
{
	struct err e = { 0 };
	int64_t id = 0;

	(void)state;
	(void)roster_make(&w, &duty_resource, body_of(DUTY(JULY6, JULY13, "")));
	id = roster_make(
		&w, &duty_resource, body_of(DUTY(JULY6, JULY20, ",'state':'draft'")));
	assert_int_equal(roster_change(&w, &duty_resource, id,
				 body_of("{'state':'published'}"), &e),
		ERR_CONFLICT);
	test_ok(roster_change(&w, &duty_resource, id,
			body_of("{'state':'published','starts_at':'" JULY13 "'}"), &e),
		&e);
}

/* Qualified from the local day on, until the local day; an aspirant and a suspended
 * person are not in the pool. */
static void who_holds_a_function_on_a_day(void **state)
{
	static const struct {
		const char *at;
		bool holds;
	} moments[] = {
		{ "2026-02-28T22:59:59Z", false },
		{ "2026-02-28T23:00:00Z", true },
		{ "2026-03-31T21:59:59Z", true },
		{ "2026-03-31T22:00:00Z", false },
	};
	static const char *const statuses[] = { "aspirant", "suspended", "qualified" };
	int64_t person = roster_person(&w, 2, 0), id = 0;
	struct err e = { 0 };

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		json_t *body = json_pack("{s:I,s:I,s:s,s:s,s:s}", "person_id",
			(json_int_t)person, "function_id", (json_int_t)w.shelter,
			"status", statuses[k], "from", "2026-03-01", "until",
			"2026-04-01");

		if (id == 0)
			id = roster_make(&w, &assignment_resource, body);
		else
			test_ok(roster_change(&w, &assignment_resource, id, body, &e),
				&e);
		for (size_t i = 0; i < 4; i++) {
			struct instant at;
			bool holds = false;

			test_ok(instant_parse(moments[i].at, &at, &e), &e);
			test_ok(assignment_qualified(
					w.t.db, person, w.shelter, at, &holds, &e),
				&e);
			assert_int_equal(holds, moments[i].holds && k == 2);
		}
	}
}

static size_t found(const char *q)
{
	struct err e = { 0 };
	json_t *list = NULL;
	size_t n;

	test_ok(person_list(w.t.db, q, 0, 0, 100, &list, &e), &e);
	n = json_array_size(json_object_get(list, "items"));
	json_decref(list);
	return n;
}

/* By any part of the name, with and without infix, in any order, case and marks. */
static void people_are_found_by_name(void **state)
{
	static const char *const hits[] = { "berg", "BERG", "Zo\xc3\xab", "zoe",
		"van den berg", "zoe berg", "Berg, Zoe", "Berg, van den, Zoe",
		"zoe van den berg", "den", " berg ", "zo\x65\xcc\x88" };
	static const char *const misses[] = { "bergen", "jan berg", "zoe ter berg",
		"zoe; berg", "%", "_", "zoe van den berg x" };

	(void)state;
	(void)roster_make(&w, &person_resource,
		json_pack("{s:s,s:s,s:s,s:I}", "given_name", "Zo\xc3\xab", "infix",
			"van den", "family_name", "Berg", "municipality_id",
			(json_int_t)w.dalfsen));
	assert_int_equal(found(""), 2);
	for (size_t i = 0; i < sizeof hits / sizeof *hits; i++)
		if (found(hits[i]) != 1)
			fail_msg("'%s' does not find her", hits[i]);
	for (size_t i = 0; i < sizeof misses / sizeof *misses; i++)
		if (found(misses[i]) != 0)
			fail_msg("'%s' finds somebody", misses[i]);
}

/* Is Jan known, at so many seconds of this test, to be away on 2026-11-10? */
static bool known_away(int64_t base, int second)
{
	struct instant at = { 0 };
	struct on_duty people[ON_DUTY_MAX];
	struct err e = { 0 };
	size_t n;

	test_ok(instant_parse("2026-11-10T12:00:00Z", &at, &e), &e);
	test_ok(on_duty_known(w.t.db, w.officer, at,
			(struct instant){ base + second * 1000 }, people, &n, &e),
		&e);
	assert_int_equal(n, 1);
	return people[0].absent;
}

/* Whether who is on duty was known to be absent is asked of the moment too: written
 * down at 2, moved to another day at 4, back at 6, taken away at 8. Only a note changes
 * at 7, which is nothing new. Mutation: read `absence` instead of absence_known. */
static void absences_are_known_since_they_were_written_down(void **state)
{
	static const bool expected[] = { 0, 0, 1, 1, 0, 0, 1, 1, 0, 0 };
	const int64_t base = w.by.now.ms;
	struct err e = { 0 };
	int64_t id;

	(void)state;
	(void)roster_make(&w, &duty_resource,
		body_of("{'function_id':$O,'person_id':$P,'starts_at':"
			"'2026-11-09T08:00:00Z','ends_at':'2026-11-16T08:00:00Z'}"));
	w.by.now.ms = base + 2000;
	id = roster_make(&w, &absence_resource,
		body_of("{'person_id':$P,'from':'2026-11-10T00:00:00Z',"
			"'until':'2026-11-11T00:00:00Z'}"));
	w.by.now.ms = base + 4000;
	test_ok(roster_change(&w, &absence_resource, id,
			body_of("{'from':'2026-11-10T18:00:00Z'}"), &e),
		&e);
	w.by.now.ms = base + 6000;
	test_ok(roster_change(&w, &absence_resource, id,
			body_of("{'from':'2026-11-10T06:00:00Z'}"), &e),
		&e);
	w.by.now.ms = base + 7000;
	test_ok(roster_change(
			&w, &absence_resource, id, body_of("{'note':'thuis'}"), &e),
		&e);
	w.by.now.ms = base + 8000;
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(resource_delete(w.t.db, &absence_resource, id, 0, &w.by, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
	for (int second = 0; second < 10; second++)
		if (known_away(base, second) != expected[second])
			fail_msg("at second %d", second);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open, close)
	const struct CMUnitTest tests[] = {
		TEST(people_are_checked),
		TEST(functions_and_municipalities_are_checked),
		TEST(assignments_are_checked),
		TEST(duties_are_checked),
		TEST(publishing_meets_the_same_rule),
		TEST(who_holds_a_function_on_a_day),
		TEST(people_are_found_by_name),
		TEST(absences_are_known_since_they_were_written_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
