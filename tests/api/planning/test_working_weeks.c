/* SPDX-License-Identifier: EUPL-1.2 */
/* Working weeks over sockets: what is refused and by which field, who sees them, and
 * that coverage, publishing and readiness act on them. Mutations: leave check_order()
 * out; let members see all; forget person_weeks_load(): each fails. */
#include "tests/support/plan_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const char *week_of(int64_t person, const char *rest)
{
	static char body[512];

	(void)snprintf(
		body, sizeof body, "{\"person_id\":%" PRId64 "%s}", person, rest);
	return body;
}

/* Every mistake is a 422 that names its field. */
static void mistakes_are_named(void **state)
{
	struct plan_service *p = *state;
	static const struct {
		const char *rest, *field;
	} cases[] = {
		{ ",\"week_minutes\":10081", "week_minutes" },
		{ ",\"week_minutes\":-1", "week_minutes" },
		{ ",\"from\":\"2026-02-30\"", "from" },
		{ ",\"from\":\"2026-03-02\",\"until\":\"2026-03-02\"", "until" },
		{ ",\"times\":{}", "times" },
		{ ",\"times\":[7]", "times[0]" },
		{ ",\"times\":[{\"weekday\":8,\"from\":\"08:00\",\"until\":\"09:00\"}]",
			"times[0].weekday" },
		{ ",\"times\":[{\"weekday\":1,\"from\":\"24:00\",\"until\":\"09:00\"}]",
			"times[0].from" },
		{ ",\"times\":[{\"weekday\":1,\"from\":\"08:00\",\"until\":\"9:00\"}]",
			"times[0].until" },
		{ ",\"times\":[{\"weekday\":1,\"from\":\"08:00\",\"until\":\"10:00\"},"
		  "{\"weekday\":1,\"from\":\"09:59\",\"until\":\"11:00\"}]",
			"times" },
		{ ",\"times\":[{\"weekday\":1,\"from\":\"08:00\",\"until\":\"10:00\"},"
		  "{\"weekday\":1,\"from\":\"08:00\",\"until\":\"10:00\"}]",
			"times" },
		{ ",\"times\":[{\"weekday\":7,\"from\":\"22:00\",\"until\":\"09:00\"},"
		  "{\"weekday\":1,\"from\":\"08:59\",\"until\":\"11:00\"}]",
			"times" },
		{ ",\"week_minutes\":60,\"times\":[{\"weekday\":1,\"from\":\"08:00\","
		  "\"until\":\"09:00\"}]",
			"week_minutes" },
		{ ",\"born\":\"1990-01-01\"", "born" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = plan_ask(p, NULL, "POST", "/api/v1/working-weeks",
			week_of(p->person[0], cases[i].rest), 422);
		const json_t *fault =
			json_array_get(json_object_get(r.json, "errors"), 0);

		assert_string_equal(json_string_value(json_object_get(fault, "field")),
			cases[i].field);
		reply_free(&r);
	}
}

/* Two that begin on the same day would say two things; a night of Sunday goes on into
 * the Monday of the same week. */
static void one_begins_on_a_day(void **state)
{
	struct plan_service *p = *state;
	struct reply r;
	char path[64];
	int64_t id;

	id = plan_make(p, "/api/v1/working-weeks",
		week_of(p->person[1],
			",\"times\":[{\"weekday\":7,\"from\":\"22:00\",\"until\":"
			"\"07:00\"},{\"weekday\":1,\"from\":\"22:00\",\"until\":"
			"\"22:00\"}]"));
	r = plan_ask(p, NULL, "POST", "/api/v1/working-weeks",
		week_of(p->person[1], ",\"week_minutes\":60"), 409);
	reply_free(&r);
	r = plan_ask(p, NULL, "POST", "/api/v1/working-weeks",
		week_of(p->person[1], ",\"week_minutes\":60,\"from\":\"2026-05-01\""),
		201);
	reply_free(&r);
	(void)snprintf(path, sizeof path, "/api/v1/working-weeks/%" PRId64, id);
	r = plan_ask(p, NULL, "GET", path, NULL, 200);
	/* in order of the week */
	assert_int_equal(json_integer_value(json_object_get(
				 json_array_get(json_object_get(r.json, "times"), 0),
				 "weekday")),
		1);
	assert_true(json_is_null(json_object_get(r.json, "week_minutes")));
	assert_true(json_is_null(json_object_get(r.json, "from")));
	reply_free(&r);
	r = plan_ask(
		p, NULL, "PATCH", path, "{\"from\":\"2026-05-01\",\"times\":[]}", 409);
	reply_free(&r);
	r = plan_ask(p, NULL, "DELETE", path, NULL, 204);
	reply_free(&r);
}

/* A member sees their own and changes none. */
static void members_see_their_own(void **state)
{
	struct plan_service *p = *state;
	char path[64];
	struct reply r;
	int64_t mine = plan_make(p, "/api/v1/working-weeks",
		week_of(p->person[2], ",\"week_minutes\":2160"));
	int64_t other = plan_make(p, "/api/v1/working-weeks",
		week_of(p->person[3], ",\"week_minutes\":2160"));

	r = plan_ask(p, p->member[2], "GET", "/api/v1/working-weeks", NULL, 200);
	assert_int_equal(reply_count(&r), 1);
	reply_free(&r);
	(void)snprintf(path, sizeof path, "/api/v1/working-weeks?person_id=%" PRId64,
		p->person[3]);
	r = plan_ask(p, p->member[2], "GET", path, NULL, 200);
	assert_int_equal(reply_count(&r), 1);
	assert_int_equal(json_integer_value(json_object_get(
				 plan_item(&r, "items", 0), "person_id")),
		p->person[2]);
	reply_free(&r);
	(void)snprintf(path, sizeof path, "/api/v1/working-weeks/%" PRId64, other);
	r = plan_ask(p, p->member[2], "GET", path, NULL, 403);
	reply_free(&r);
	(void)snprintf(path, sizeof path, "/api/v1/working-weeks/%" PRId64, mine);
	r = plan_ask(p, p->member[2], "GET", path, NULL, 200);
	reply_free(&r);
	r = plan_ask(p, p->member[2], "PATCH", path, "{\"week_minutes\":0}", 403);
	reply_free(&r);
}

/* The audit log dates in milliseconds: the next change is a later one. */
static void wait_a_tick(void)
{
	struct timespec from, now;

	(void)clock_gettime(CLOCK_REALTIME, &from);
	do
		(void)clock_gettime(CLOCK_REALTIME, &now);
	while ((now.tv_sec - from.tv_sec) * 1000
			+ (now.tv_nsec - from.tv_nsec) / 1000000
		< 2);
}

/* How many minutes of a week were known of somebody at that moment; -1: nothing. */
static int64_t known(struct plan_service *p, int64_t person, const char *at)
{
	char path[160];
	struct reply r;
	int64_t minutes;

	(void)snprintf(path, sizeof path,
		"/api/v1/working-weeks?person_id=%" PRId64 "&known_at=%s", person, at);
	r = plan_ask(p, NULL, "GET", path, NULL, 200);
	minutes = reply_count(&r) == 0
			  ? -1
			  : json_integer_value(json_object_get(
				  plan_item(&r, "items", 0), "week_minutes"));
	assert_true(reply_count(&r) <= 1);
	reply_free(&r);
	return minutes;
}

/* Made, changed and removed: at each of these moments it was what it then became.
 * Mutation: take what the last record after the moment says. */
static void what_was_known_then(void **state)
{
	struct plan_service *p = *state;
	const int64_t person = p->person[0];
	char path[80], at[3][40];
	struct reply r;
	int64_t id = plan_make(
		p, "/api/v1/working-weeks", week_of(person, ",\"week_minutes\":2160"));

	(void)snprintf(path, sizeof path, "/api/v1/working-weeks/%" PRId64, id);
	wait_a_tick();
	r = plan_ask(p, NULL, "PATCH", path, "{\"week_minutes\":1800}", 200);
	reply_free(&r);
	wait_a_tick();
	r = plan_ask(p, NULL, "PATCH", path, "{\"person_id\":1}", 422);
	reply_free(&r);
	r = plan_ask(p, NULL, "DELETE", path, NULL, 204);
	reply_free(&r);
	(void)snprintf(
		path, sizeof path, "/api/v1/audit?object=working_week/%" PRId64, id);
	r = service_expect(&p->w.s, p->w.s.token[ROLE_AUDITOR], "GET", path, NULL, 200);
	for (size_t i = 0; i < 3; i++)
		(void)snprintf(at[i], sizeof at[i], "%s",
			json_string_value(
				json_object_get(plan_item(&r, "items", i), "at")));
	reply_free(&r);
	assert_int_equal(known(p, person, "2020-01-01"), -1);
	assert_int_equal(known(p, person, at[0]), 2160);
	assert_int_equal(known(p, person, at[1]), 1800);
	assert_int_equal(known(p, person, at[2]), -1);
	assert_int_equal(known(p, p->person[3] + 100, at[0]), -1);
	r = plan_ask(
		p, NULL, "GET", "/api/v1/working-weeks?known_at=2020-01-01", NULL, 422);
	assert_non_null(strstr(r.body, "person_id"));
	reply_free(&r);
	r = plan_ask(p, NULL, "GET",
		"/api/v1/working-weeks?person_id=1&known_at=2099-01-01", NULL, 422);
	assert_non_null(strstr(r.body, "future"));
	reply_free(&r);
}

/* How many problems of that rule a list holds. */
static size_t with_rule(const struct reply *r, const char *list, const char *rule)
{
	size_t n = 0, i;
	json_t *o;

	json_array_foreach(json_object_get(r->json, list), i, o)
	{
		const char *s = json_string_value(json_object_get(o, "rule"));

		n += s != NULL && strcmp(s, rule) == 0;
	}
	return n;
}

/* Duty beside night shifts is an error: coverage shows it, publishing asks for a reason
 * and readiness names the person. */
static void the_rules_act(void **state)
{
	struct plan_service *p = *state;
	int64_t function = plan_function(p, "WEEKS");
	char path[256], body[256];
	struct reply r;

	(void)plan_make(p, "/api/v1/working-weeks",
		week_of(p->person[0],
			",\"times\":[{\"weekday\":3,\"from\":\"23:00\",\"until\":"
			"\"07:00\"}]"));
	(void)plan_duty(p, function, 0, "2030-01-07T08:00:00Z", "2030-01-14T08:00:00Z",
		"draft");
	(void)snprintf(path, sizeof path,
		"/api/v1/coverage?from=2030-01-07&to=2030-01-14&drafts=true"
		"&function_id=%" PRId64,
		function);
	r = plan_ask(p, NULL, "GET", path, NULL, 200);
	assert_int_equal(with_rule(&r, "problems", "A4"), 2); /* before and after */
	reply_free(&r);
	(void)snprintf(body, sizeof body,
		"{\"function_id\":%" PRId64
		",\"from\":\"2030-01-07\",\"to\":\"2030-01-15\"}",
		function);
	r = plan_ask(p, NULL, "POST", "/api/v1/duties/publish", body, 422);
	assert_true(with_rule(&r, "caused", "A4") > 0);
	reply_free(&r);
	(void)plan_duty(p, function, 0, "2020-01-01T00:00:00Z", "2029-01-01T00:00:00Z",
		"published");
	r = plan_ask(p, NULL, "GET", "/api/v1/readiness", NULL, 200);
	assert_non_null(strstr(r.body, "nachtdienst"));
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(one_begins_on_a_day),
		cmocka_unit_test(members_see_their_own),
		cmocka_unit_test(what_was_known_then),
		cmocka_unit_test(the_rules_act),
	};

	return cmocka_run_group_tests(tests, plan_setup, plan_teardown);
}
