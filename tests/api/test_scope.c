/* SPDX-License-Identifier: EUPL-1.2 */
/* Rights by permission: each route has one; accounts of some municipalities reach what
 * is theirs; colleagues are names; rights are reviewed. */
#include "service/api/api.h"
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct world {
	struct service s;
	char local[ACCOUNT_TOKEN_TEXT]; /* coordinator of Kampen only */
	int64_t kampen, piet;           /* a person of Kampen */
	int64_t regional, team; /* functions: of the region, of Kampen's local team */
};

static int64_t made(struct world *w, const char *path, const char *body)
{
	struct reply r = service_post(&w->s, ROLE_ADMINISTRATOR, path, body);
	int64_t id;

	if (r.status != 201)
		fail_msg("%s: %ld %s", path, r.status, r.body);
	id = reply_int(&r, "id");
	reply_free(&r);
	return id;
}

/* The text with a for @ and b for #. */
static void fill(char *buffer, size_t size, const char *text, int64_t a, int64_t b)
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		assert_true(n + 24 < size);
		if (*text == '@' || *text == '#')
			n += (size_t)snprintf(
				buffer + n, size - n, "%" PRId64, *text == '@' ? a : b);
		else
			buffer[n++] = *text;
	}
	buffer[n] = '\0';
}

static int64_t made_with(
	struct world *w, const char *path, const char *text, int64_t a, int64_t b)
{
	char body[400];

	fill(body, sizeof body, text, a, b);
	return made(w, path, body);
}

static int start(void **state)
{
	static struct world w;
	struct reply r;
	char body[200];

	service_prepare(&w.s);
	service_start(&w.s, "");
	w.kampen = made(&w, "/api/v1/municipalities",
		"{\"code\":\"GM0166\",\"name\":\"Kampen\"}");
	w.piet = made_with(&w, "/api/v1/people",
		"{\"given_name\":\"Piet\",\"family_name\":\"Prins\",\"municipality_"
		"id\":"
		"@,\"contacts\":[{\"kind\":\"mobile\",\"address\":\"0687654321\","
		"\"rank\":1}]}",
		w.kampen, 0);
	w.regional = made(&w, "/api/v1/functions",
		"{\"code\":\"OVD\",\"name\":\"Officier\",\"spoken_name\":\"officier\","
		"\"regime\":\"H\"}");
	w.team = made_with(&w, "/api/v1/functions",
		"{\"code\":\"OVR\",\"name\":\"Opvang\",\"spoken_name\":\"opvang\","
		"\"regime\":\"L\",\"municipality_id\":@}",
		w.kampen, 0);
	fill(body, sizeof body,
		"{\"name\":\"kampen\",\"role\":\"coordinator\",\"municipality_ids\":"
		"[@]}",
		w.kampen, 0);
	r = service_post(&w.s, ROLE_ADMINISTRATOR, "/api/v1/tokens", body);
	assert_int_equal(r.status, 201);
	(void)snprintf(w.local, sizeof w.local, "%s", reply_text(&r, "token"));
	assert_int_equal(
		json_array_size(json_object_get(r.json, "municipality_ids")), 1);
	reply_free(&r);
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	service_cleanup(&((struct world *)*state)->s);
	return 0;
}

/* Without one, a route would be open to nobody, or to everybody. */
static void every_route_has_a_permission(void **state)
{
	(void)state;
	for (const struct api_route *const *t = api_tables; *t != NULL; t++) {
		for (const struct api_route *r = *t; r->handler != NULL; r++) {
			ptrdiff_t at = r->may - permissions;

			if (r->may == NULL || at < 0 || at >= PERMISSIONS_COUNT)
				fail_msg("%s: say MAY(…), see service/api/permission.h",
					r->pattern);
			assert_true(r->may == MAY(PUBLIC) || r->may->roles != 0);
			/* what changes something is not for auditors, and is not open
			 * under the name of reading */
			if (r->may == MAY(READ) || r->may == MAY(COLLEAGUES)
				|| r->may == MAY(AUDIT) || r->may == MAY(REVIEW))
				assert_int_equal(r->method, HTTP_GET);
		}
	}
}

static long ask(struct world *w, const char *method, const char *body, const char *text,
	int64_t id)
{
	char path[160];
	struct reply r;
	long status;

	fill(path, sizeof path, text, id, 0);
	r = service_call(&w->s, w->local, method, path, body, NULL);
	status = r.status;
	reply_free(&r);
	return status;
}

static long ask_with(
	struct world *w, const char *path, const char *text, int64_t a, int64_t b)
{
	char body[300];

	fill(body, sizeof body, text, a, b);
	return ask(w, "POST", body, path, 0);
}

static void own_people_only(void **state)
{
	static const char assign[] = "{\"person_id\":@,\"function_id\":#,\"status\":"
				     "\"qualified\",\"from\":\"2026-01-01\"}";
	static const char person[] =
		"{\"given_name\":\"An\",\"family_name\":\"Bos\",\"municipality_id\":"
		"@}";
	struct world *w = *state;

	assert_int_equal(ask_with(w, "/api/v1/people", person, w->kampen, 0), 201);
	assert_int_equal(
		ask_with(w, "/api/v1/people", person, w->s.municipality_id, 0), 403);
	assert_int_equal(
		ask(w, "PATCH", "{\"language\":\"en\"}", "/api/v1/people/@", w->piet),
		200);
	assert_int_equal(ask(w, "PATCH", "{\"language\":\"en\"}", "/api/v1/people/@",
				 w->s.person_id),
		403);
	assert_int_equal(
		ask(w, "DELETE", NULL, "/api/v1/people/@", w->s.person_id), 403);
	assert_int_equal(
		ask_with(w, "/api/v1/assignments", assign, w->piet, w->team), 201);
	assert_int_equal(
		ask_with(w, "/api/v1/assignments", assign, w->piet, w->regional), 403);
	assert_int_equal(
		ask_with(w, "/api/v1/assignments", assign, w->s.person_id, w->team),
		403);
}

/* One's own person cannot be moved out of, nor a stranger moved into, the scope. */
static void nobody_is_moved_across(void **state)
{
	struct world *w = *state;
	char body[60];

	fill(body, sizeof body, "{\"municipality_id\":@}", w->s.municipality_id, 0);
	assert_int_equal(ask(w, "PATCH", body, "/api/v1/people/@", w->piet), 403);
	fill(body, sizeof body, "{\"municipality_id\":@}", w->kampen, 0);
	assert_int_equal(
		ask(w, "PATCH", body, "/api/v1/people/@", w->s.person_id), 403);
}

static void the_region_is_not_theirs(void **state)
{
	struct world *w = *state;

	assert_int_equal(ask(w, "POST", "{}", "/api/v1/scenarios", 0), 403);
	assert_int_equal(ask(w, "POST", "{}", "/api/v1/rotations", 0), 403);
	assert_int_equal(ask(w, "GET", NULL, "/api/v1/export/people", 0), 403);
	assert_int_equal(ask(w, "GET", NULL, "/api/v1/scenarios", 0), 200);
	assert_int_equal(ask(w, "GET", NULL, "/api/v1/callouts", 0), 200);
}

/* How often the person stands in the array field of a list; all: how many there are. */
static size_t told(struct world *w, const char *token, const char *path,
	const char *field, int64_t person, size_t *all)
{
	struct reply r = service_call(&w->s, token, "GET", path, NULL, NULL);
	const json_t *o;
	size_t i, n = 0;

	if (r.status != 200)
		fail_msg("%s: %ld %s", path, r.status, r.body);
	*all = json_array_size(json_object_get(r.json, field));
	json_array_foreach(json_object_get(r.json, field), i, o) n +=
		json_integer_value(json_object_get(o, "person_id")) == person;
	reply_free(&r);
	return n;
}

/* Training records: of their own people in every list, table and page. */
static void training_of_own_people_only(void **state)
{
	static const char assign[] = "{\"person_id\":@,\"function_id\":#,\"status\":"
				     "\"qualified\",\"from\":\"2026-01-01\"}";
	static const char *const lists[][2] = {
		{ "/api/v1/compliance", "people" },
		{ "/api/v1/training/expiring", "items" },
		{ "/api/v1/training/gaps", "items" },
		{ "/api/v1/training/appointments", "items" },
		{ "/api/v1/certificates", "items" },
		{ "/api/v1/activities/1/attendance", "items" },
	};
	static const char *const of_one[] = { "/api/v1/compliance?person_id=@",
		"/api/v1/attendance?person_id=@", "/api/v1/people/@/training",
		"/api/v1/certificates?person_id=@",
		"/api/v1/training/gaps?person_id=@" };
	struct world *w = *state;
	const char *region = w->s.token[ROLE_COORDINATOR];
	int64_t people[2] = { w->piet, w->s.person_id };
	struct reply r;
	size_t all;

	(void)made_with(w, "/api/v1/requirements",
		"{\"function_id\":@,\"kind\":\"exercise\",\"title\":\"Oefening\","
		"\"count\":2}",
		w->regional, 0);
	(void)made(w, "/api/v1/activities",
		"{\"kind\":\"exercise\",\"title\":\"Najaar\",\"starts_at\":"
		"\"2026-03-01T08:00:00Z\",\"ends_at\":\"2026-03-01T10:00:00Z\"}");
	for (int i = 0; i < 2; i++) {
		(void)made_with(
			w, "/api/v1/assignments", assign, people[i], w->regional);
		(void)made_with(w, "/api/v1/activities/1/attendance",
			"{\"person_id\":@,\"result\":\"present\"}", people[i], 0);
		(void)made_with(w, "/api/v1/certificates",
			"{\"person_id\":@,\"title\":\"EHBO\",\"valid_from\":"
			"\"2026-01-01\"}",
			people[i], 0);
	}
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const char *path = lists[i][0], *field = lists[i][1];

		assert_true(told(w, region, path, field, people[0], &all) > 0);
		assert_true(told(w, region, path, field, people[1], &all) > 0);
		if (told(w, w->local, path, field, people[0], &all) != all || all == 0)
			fail_msg("%s tells of others, or of nobody", path);
	}
	for (size_t i = 0; i < sizeof of_one / sizeof *of_one; i++) {
		assert_int_equal(ask(w, "GET", NULL, of_one[i], people[0]), 200);
		if (ask(w, "GET", NULL, of_one[i], people[1]) != 403)
			fail_msg("%s tells of others", of_one[i]);
	}
	r = service_call(
		&w->s, w->local, "GET", "/api/v1/training/answers/stay", NULL, NULL);
	assert_non_null(
		strstr(r.body, "\"function\":\"OVD\",\"ring\":\"\",\"people\":1,"));
	reply_free(&r);
	r = service_call(
		&w->s, w->local, "GET", "/api/v1/training/participation", NULL, NULL);
	assert_non_null(strstr(r.body, "\"people\":1,"));
	reply_free(&r);
}

/* A call-out of the local team is theirs; one with a function of the region is not. */
static void own_call_outs_only(void **state)
{
	static const char scenario[] =
		"{\"code\":\"S@\",\"name\":\"Oproep\",\"kind\":\"exercise\",\"text\":{"
		"\"sms\":"
		"\"Kom\",\"voice\":\"Kom\",\"email\":\"Kom\"},\"slots\":[{"
		"\"function_id\":#,\"need\":1,\"mode\":\"pool\"}]}";
	static const char begin[] = "{\"scenario_id\":@}";
	struct world *w = *state;
	int64_t local = made_with(w, "/api/v1/scenarios", scenario, 1, w->team);
	int64_t regional = made_with(w, "/api/v1/scenarios", scenario, 2, w->regional);
	int64_t callout;

	assert_int_equal(ask_with(w, "/api/v1/callouts", begin, local, 0), 201);
	assert_int_equal(ask_with(w, "/api/v1/callouts", begin, regional, 0), 403);
	callout = made_with(w, "/api/v1/callouts", begin, regional, 0);
	assert_int_equal(ask(w, "POST", "{}", "/api/v1/callouts/@/stop", callout), 403);
}

static struct reply person(struct world *w, const char *token, int64_t id)
{
	char path[60];

	fill(path, sizeof path, "/api/v1/people/@", id, 0);
	return service_call(&w->s, token, "GET", path, NULL, NULL);
}

/* Names of colleagues are for all; their numbers for who calls, within the scope. */
static void numbers_stay_hidden(void **state)
{
	struct world *w = *state;
	struct reply r = person(w, w->s.member, w->piet);

	assert_int_equal(r.status, 200);
	assert_string_equal(reply_text(&r, "display_name"), "Piet Prins");
	assert_int_equal(json_array_size(json_object_get(r.json, "contacts")), 0);
	assert_null(strstr(r.body, "876543"));
	reply_free(&r);
	r = person(w, w->s.member, w->s.person_id); /* oneself */
	assert_non_null(strstr(r.body, "+31612345678"));
	reply_free(&r);
	r = service_call(&w->s, w->s.member, "GET", "/api/v1/people", NULL, NULL);
	assert_true(reply_count(&r) > 1);
	assert_null(strstr(r.body, "876543"));
	reply_free(&r);
	r = person(w, w->local, w->piet);
	assert_non_null(strstr(r.body, "+31687654321"));
	reply_free(&r);
	r = person(w, w->local, w->s.person_id);
	assert_null(strstr(r.body, "12345678"));
	reply_free(&r);
	r = service_call(&w->s, w->s.member, "GET", "/api/v1/on-duty", NULL, NULL);
	assert_int_equal(r.status, 200);
	assert_null(strstr(r.body, "+31"));
	reply_free(&r);
}

static bool is_overdue(struct world *w, const char *name)
{
	struct reply r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/access-review");
	json_t *o;
	size_t i;
	int ret = -1;

	assert_int_equal(r.status, 200);
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		if (strcmp(json_string_value(json_object_get(o, "name")), name) == 0)
			ret = json_is_true(json_object_get(o, "overdue"));
	}
	assert_true(ret >= 0);
	reply_free(&r);
	return ret == 1;
}

static void rights_are_reviewed(void **state)
{
	struct world *w = *state;
	struct reply r;

	assert_true(is_overdue(w, "coordinator"));
	r = service_post(&w->s, ROLE_ADMINISTRATOR, "/api/v1/access-review",
		"{\"holder\":\"token\",\"id\":2,\"outcome\":\"kept\"}");
	assert_int_equal(r.status, 204);
	reply_free(&r);
	assert_false(is_overdue(w, "coordinator"));
	assert_true(is_overdue(w, "kampen"));
	r = service_post(&w->s, ROLE_ADMINISTRATOR, "/api/v1/access-review",
		"{\"holder\":\"account\",\"id\":999,\"outcome\":\"kept\"}");
	assert_int_equal(r.status, 404);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_has_a_permission),
		cmocka_unit_test(own_people_only),
		cmocka_unit_test(nobody_is_moved_across),
		cmocka_unit_test(the_region_is_not_theirs),
		cmocka_unit_test(own_call_outs_only),
		cmocka_unit_test(training_of_own_people_only),
		cmocka_unit_test(numbers_stay_hidden),
		cmocka_unit_test(rights_are_reviewed),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
