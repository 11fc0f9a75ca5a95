/* SPDX-License-Identifier: EUPL-1.2 */
/* Every route of the program over real sockets, as strangers try them: each role, an
 * account of one municipality, nobody at all. What may be is read from the table in
 * docs/security.md, which people go by. And whoever may not see numbers sees none, in
 * whatever can be read.
 *
 * Mutations: a permission with one role more; a reach that is ANY instead of REGION; a
 * list of people without hiding their contacts. */
#include "base/text.h"
#include "service/api/api.h"
#include "tests/support/call_service.h"
#include "tests/support/source.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAIL "otto.prive@jansen.example"
enum { IDS = 4, PATH_BYTES = 200 };

static struct call_service world;
static const char *table;                           /* docs/security.md */
static char local[ROLES_COUNT][ACCOUNT_TOKEN_TEXT]; /* of another municipality */

static const char letters[ROLES_COUNT] = { [ROLE_ADMINISTRATOR] = 'A',
	[ROLE_COORDINATOR] = 'C',
	[ROLE_DISPATCHER] = 'D',
	[ROLE_MEMBER] = 'M',
	[ROLE_AUDITOR] = 'U' };

static int64_t created(const char *path, const char *body, char token[])
{
	struct reply r = service_post(&world.s, ROLE_ADMINISTRATOR, path, body);
	int64_t id;

	if (r.status != 201)
		fail_msg("%s: %ld %s", path, r.status, r.body);
	id = reply_int(&r, "id");
	if (token != NULL)
		(void)snprintf(
			token, ACCOUNT_TOKEN_TEXT, "%s", reply_text(&r, "token"));
	reply_free(&r);
	return id;
}

static int start(void **state)
{
	char body[200];
	struct reply r;
	int64_t kampen;

	(void)state;
	table = source_text("docs/security.md");
	call_service_open(&world, 0);
	(void)call_begin(&world, world.grip, "");
	sms_sink_wait(world.sink, 1);
	(void)snprintf(body, sizeof body,
		"{\"contacts\":[{\"kind\":\"mobile\",\"address\":\"%s\"},"
		"{\"kind\":\"email\",\"address\":\"" MAIL "\"}]}",
		call_phone(world.ovd_person[0]));
	r = service_call(&world.s, world.s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/people/{id}", world.ovd_person[0]), body, NULL);
	call_expect(&r, 200);
	kampen = created("/api/v1/municipalities",
		"{\"code\":\"GM0166\",\"name\":\"Kampen\"}", NULL);
	for (int role = 0; role < ROLES_COUNT; role++) {
		if (role == ROLE_MEMBER)
			continue;
		(void)snprintf(body, sizeof body,
			"{\"name\":\"local-%d\",\"role\":\"%s\","
			"\"municipality_ids\":[%d]}",
			role, role_words[role], (int)kampen);
		(void)created("/api/v1/tokens", body, local[role]);
	}
	return 0;
}

static int stop(void **state)
{
	(void)state;
	call_service_close(&world);
	return 0;
}

/* --- the table: | `NAME`, `NAME` | who | what | municipalities | */

static void column(const char *row, int n, char *ret, size_t size)
{
	for (; n > 0; n--)
		row = strchr(row + 1, '|');
	(void)snprintf(ret, size, "%.*s", (int)strcspn(row + 1, "|"), row + 1);
}

/* The n-th of several: `A`, `B` share a row, their roles stand in the same order. */
static void look_up(const char *name, char who[32], char reach[80])
{
	char quoted[48], all[128], names[128], *rest = all;
	const char *at, *row;
	int n = 0;

	(void)snprintf(quoted, sizeof quoted, "`%s`", name);
	at = strstr(table, quoted);
	if (at == NULL)
		fail_msg("docs/security.md does not name %s", quoted);
	for (row = at; row[-1] != '\n'; row--)
		;
	column(row, 0, names, sizeof names);
	for (const char *p = row; p < at; p++)
		n += *p == ',';
	column(row, 1, all, sizeof all);
	column(row, 3, reach, 80);
	if (strchr(all, ',') == NULL)
		n = 0;
	for (; n > 0; n--)
		rest = strchr(rest, ',') + 1;
	(void)snprintf(who, 32, "%.*s", (int)strcspn(rest, ","), rest);
}

/* --- requests */

static const struct {
	int method;
	const char *name;
} methods[] = { { HTTP_GET, "GET" }, { HTTP_POST, "POST" }, { HTTP_PUT, "PUT" },
	{ HTTP_PATCH, "PATCH" }, { HTTP_DELETE, "DELETE" } };

static const char *method_name(const struct api_route *r)
{
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (methods[i].method == (int)r->method)
			return methods[i].name;
	fail_msg("%s: an unknown method", r->pattern);
	return "";
}

/* The path with that in the place of every {…}; events that would never end are asked
 * with what is refused. */
static void path_of(const struct api_route *r, const char *word, char path[PATH_BYTES])
{
	size_t n = (size_t)snprintf(
		path, PATH_BYTES, "%s", (r->flags & API_ROOT) != 0 ? "" : "/api/v1");

	for (const char *p = r->pattern; *p != '\0' && n + 40 < PATH_BYTES; p++) {
		if (*p != '{') {
			path[n++] = *p;
			continue;
		}
		n += (size_t)snprintf(path + n, PATH_BYTES - n, "%s", word);
		p = strchr(p, '}');
	}
	(void)snprintf(path + n, PATH_BYTES - n, "%s",
		(r->flags & API_STREAM) != 0 ? "?callout_id=x" : "");
}

static struct reply ask(const struct api_route *r, const char *path, const char *token)
{
	const char *method = method_name(r);
	bool body = method[0] == 'P';

	return service_call(&world.s, token, method, path, body ? "{}" : NULL, NULL);
}

static const char *token_of(int role)
{
	return role == ROLE_MEMBER ? world.s.member : world.s.token[role];
}

static int refusals[ROLES_COUNT]; /* of the tokens of the whole region */

static void try_roles(const struct api_route *r, const char *path, const char *who)
{
	for (int role = 0; role < ROLES_COUNT; role++) {
		bool may = strchr(who, letters[role]) != NULL;
		struct reply got = ask(r, path, token_of(role));
		/* who may can still be told that an item is not one's own */
		bool refused = got.status == 403
			       && strstr(got.body, "may not do this") != NULL;

		if (got.status == 401 || refused == may || got.status >= 500)
			fail_msg("%s %s by %c of '%s': %ld %s", method_name(r), path,
				letters[role], who, got.status, got.body);
		refusals[role] += refused;
		reply_free(&got);
	}
}

/* Where the table says "no" the account of one municipality is refused, whatever its
 * role. */
static void try_local(const struct api_route *r, const char *path, const char *reach)
{
	for (int role = 0; role < ROLES_COUNT; role++) {
		struct reply got;

		if (local[role][0] == '\0')
			continue;
		got = ask(r, path, local[role]);
		if (got.status >= 500
			|| (strstr(reach, " no ") != NULL && got.status != 403))
			fail_msg("%s %s by %c of Kampen: %ld %s", method_name(r), path,
				letters[role], got.status, got.body);
		reply_free(&got);
	}
}

#define EACH_ROUTE(r)                                                                  \
	for (const struct api_route *const *t = api_tables; *t != NULL; t++)           \
		for (const struct api_route *r = *t; (r)->handler != NULL; (r)++)

/* How many refusals of that role's token stand in the audit log. */
static int recorded(int role)
{
	const char *actor = role == ROLE_MEMBER ? "token:anne" : NULL;
	char own[40], path[80] = "/api/v1/audit?limit=1000";
	int n = 0;

	(void)snprintf(own, sizeof own, "token:%s", role_words[role]);
	for (;;) {
		struct reply r = service_get(&world.s, ROLE_ADMINISTRATOR, path);
		const json_t *items = json_object_get(r.json, "items");
		const char *next = json_string_value(json_object_get(r.json, "next"));

		assert_int_equal(r.status, 200);
		for (size_t i = 0; i < json_array_size(items); i++) {
			const json_t *o = json_array_get(items, i);

			n += strcmp(json_string_value(json_object_get(o, "action")),
				     "request")
				     == 0
			     && strcmp(json_string_value(json_object_get(o, "actor")),
					actor != NULL ? actor : own)
					== 0
			     && strncmp(json_string_value(json_object_get(o, "result")),
					"refused: ", 9)
					== 0;
		}
		if (next != NULL)
			(void)snprintf(path, sizeof path,
				"/api/v1/audit?limit=1000&cursor=%s", next);
		reply_free(&r);
		if (next == NULL)
			return n;
	}
}

/* Of each role thirty different ones in a minute, at least: all, or so many. */
static void refusals_are_on_record(void **state)
{
	(void)state;
	for (int role = 0; role < ROLES_COUNT; role++) {
		const int least = refusals[role] < 30 ? refusals[role] : 30;
		const int n = recorded(role);

		if (n < least)
			fail_msg("of %d refusals to %c %d are on record",
				refusals[role], letters[role], n);
	}
	assert_true(refusals[ROLE_MEMBER] > 30);
}

static void every_route_is_as_the_table_says(void **state)
{
	char path[PATH_BYTES], who[32], reach[80];
	int tried = 0;

	(void)state;
	EACH_ROUTE(r)
	{
		struct reply got;

		if (r->may == MAY(PUBLIC))
			continue;
		look_up(r->may->name, who, reach);
		path_of(r, "9999", path);
		got = ask(r, path, NULL);
		if (got.status != 401)
			fail_msg("%s %s by nobody: %ld", method_name(r), path,
				got.status);
		reply_free(&got);
		try_roles(r, path, who);
		try_local(r, path, reach);
		tried++;
	}
	assert_true(tried > 150);
}

/* --- numbers */

/* Is a colleague's number in it, however it is written, or his mail address? */
static bool shows_a_number(const char *text)
{
	const char *const shared = "6100000"; /* of all of call_service, but no id */
	size_t n = 0;

	if (strstr(text, MAIL) != NULL)
		return true;

	for (const char *p = text; *p != '\0' && shared[n] != '\0'; p++) {
		if (*p == ' ' || *p == '-')
			continue;
		if (*p == shared[n])
			n++;
		else
			n = *p == shared[0];
	}
	return shared[n] == '\0';
}

/* Reads all that can be read with that token; how many replies show a number. */
static int count_of_numbers(const char *token, const char *role, bool may)
{
	char path[PATH_BYTES], id[16];
	int shown = 0, read = 0;

	EACH_ROUTE(r)
	{
		int ids = strstr(r->pattern, "{id}") != NULL ? IDS : 1;

		if (r->method != HTTP_GET || (r->flags & API_STREAM) != 0)
			continue;
		for (int i = 1; i <= ids; i++) {
			struct reply got;

			(void)snprintf(id, sizeof id, "%d", i);
			path_of(r, id, path);
			got = ask(r, path, token);
			read += got.status == 200;
			if (shows_a_number(got.body)) {
				shown++;
				if (!may)
					fail_msg("%s shows a number to %s: %s", path,
						role, got.body);
			}
			reply_free(&got);
		}
	}
	assert_true(read > 30);
	return shown;
}

static void numbers_are_for_who_calls(void **state)
{
	(void)state;
	assert_true(
		count_of_numbers(world.s.token[ROLE_DISPATCHER], "a dispatcher", true)
		> 2);
	(void)count_of_numbers(world.s.member, "a member", false);
	(void)count_of_numbers(world.s.token[ROLE_AUDITOR], "an auditor", false);
	(void)count_of_numbers(
		local[ROLE_COORDINATOR], "a coordinator of Kampen", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_for_who_calls),
		cmocka_unit_test(every_route_is_as_the_table_says),
		cmocka_unit_test(refusals_are_on_record),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
