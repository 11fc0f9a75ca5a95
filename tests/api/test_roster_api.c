/* SPDX-License-Identifier: EUPL-1.2 */
/* The roster over HTTP: making, reading, changing and deleting, and what the contract
 * says of versions, repeats, lists and rights. */
#include "tests/support/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int start(void **state)
{
	static struct service s;

	service_prepare(&s);
	service_start(&s, "");
	*state = &s;
	return 0;
}

static int stop(void **state)
{
	service_cleanup(*state);
	return 0;
}

static void expect(struct reply *r, long status)
{
	if (r->status != status)
		fail_msg("%ld instead of %ld: %s", r->status, status, r->body);
	reply_free(r);
}

/* The program says that it lives, is ready, and how it does. */
static void health_is_told(void **state)
{
	struct service *s = *state;
	struct reply r = service_call(s, NULL, "GET", "/healthz", NULL, NULL);

	assert_string_equal(r.body, "ok\n");
	assert_string_equal(reply_header(&r, "X-Content-Type-Options"), "nosniff");
	expect(&r, 200);
	r = service_call(s, NULL, "GET", "/readyz", NULL, NULL);
	expect(&r, 200);
	r = service_call(s, NULL, "GET", "/metrics", NULL, NULL);
	assert_non_null(strstr(r.body, "paraat_requests_total"));
	expect(&r, 200);
	r = service_call(s, NULL, "HEAD", "/healthz", NULL, NULL);
	assert_int_equal(r.len, 0);
	expect(&r, 200);
}

/* A created item is answered with 201, its place and its version, and can be read. */
static void items_are_made_and_read(void **state)
{
	struct service *s = *state;
	struct reply r = service_post(s, ROLE_COORDINATOR, "/api/v1/municipalities",
		"{\"code\":\"GM0150\",\"name\":\"Deventer\"}");
	char place[128];

	assert_string_equal(reply_header(&r, "ETag"), "\"1\"");
	assert_string_equal(reply_text(&r, "name"), "Deventer");
	(void)snprintf(place, sizeof place, "%s", reply_header(&r, "Location"));
	expect(&r, 201);
	r = service_get(s, ROLE_AUDITOR, place);
	assert_string_equal(reply_text(&r, "code"), "GM0150");
	assert_int_equal(reply_int(&r, "version"), 1);
	expect(&r, 200);
	r = service_post(s, ROLE_COORDINATOR, "/api/v1/municipalities",
		"{\"code\":\"GM0150\",\"name\":\"Deventer\"}");
	expect(&r, 409);
}

/* A change with a stale If-Match is refused with 412; PATCH keeps what it does not
 * name.
 */
static void changes_check_the_version(void **state)
{
	struct service *s = *state;
	const char *first[] = { "If-Match: \"1\"", NULL };
	const char *weak[] = { "If-Match: W/\"2\"", NULL };
	const char *odd[] = { "If-Match: \"x\"", NULL };
	const char *token = s->token[ROLE_COORDINATOR];
	struct reply r = service_post(s, ROLE_COORDINATOR, "/api/v1/functions",
		"{\"code\":\"OVD-BZ\",\"name\":\"Officier van dienst\","
		"\"spoken_name\":\"officier\",\"regime\":\"H\","
		"\"required_on_duty\":1}");
	char place[128];

	(void)snprintf(place, sizeof place, "%s", reply_header(&r, "Location"));
	expect(&r, 201);
	r = service_call(s, token, "PATCH", place, "{\"name\":\"OvD\"}", first);
	assert_string_equal(reply_text(&r, "code"), "OVD-BZ");
	assert_string_equal(reply_header(&r, "ETag"), "\"2\"");
	expect(&r, 200);
	r = service_call(s, token, "PATCH", place, "{\"name\":\"Y\"}", first);
	expect(&r, 412);
	r = service_call(s, token, "PATCH", place, "{\"name\":\"Y\"}", odd);
	expect(&r, 412);
	r = service_call(s, token, "PUT", place,
		"{\"code\":\"OVD-BZ\",\"name\":\"Officier\",\"spoken_name\":\"o\","
		"\"regime\":\"H\",\"required_on_duty\":1}",
		weak);
	expect(&r, 200);
	r = service_call(s, token, "DELETE", place, NULL, first);
	expect(&r, 412);
}

/* If-None-Match with the present version is answered with 304 and nothing else. */
static void unchanged_items_are_not_sent_again(void **state)
{
	struct service *s = *state;
	const char *same[] = { "If-None-Match: \"7\", W/\"1\"", NULL };
	struct reply r = service_call(s, s->token[ROLE_AUDITOR], "GET",
		"/api/v1/municipalities/1", NULL, same);

	assert_int_equal(r.len, 0);
	assert_string_equal(reply_header(&r, "ETag"), "\"1\"");
	expect(&r, 304);
}

/* The same Idempotency-Key and body give the first answer again; another body is 409.
 */
static void repeats_are_answered_once(void **state)
{
	struct service *s = *state;
	const char *key[] = { "Idempotency-Key: abc-1", NULL };
	const char *token = s->token[ROLE_COORDINATOR];
	struct reply r = service_call(s, token, "POST", "/api/v1/municipalities",
		"{\"code\":\"GM0153\",\"name\":\"Enschede\"}", key);
	int64_t id = reply_int(&r, "id");
	char place[128];

	(void)snprintf(place, sizeof place, "%s", reply_header(&r, "Location"));
	expect(&r, 201);
	r = service_call(s, token, "POST", "/api/v1/municipalities",
		"{\"code\":\"GM0153\",\"name\":\"Enschede\"}", key);
	assert_int_equal(reply_int(&r, "id"), id);
	assert_string_equal(reply_header(&r, "Location"), place);
	assert_string_equal(reply_header(&r, "ETag"), "\"1\"");
	expect(&r, 201);
	r = service_call(s, token, "POST", "/api/v1/municipalities",
		"{\"code\":\"GM0153\",\"name\":\"Hengelo\"}", key);
	expect(&r, 409);
	r = service_call(s, s->token[ROLE_ADMINISTRATOR], "POST",
		"/api/v1/municipalities", "{\"code\":\"GM0164\",\"name\":\"Hengelo\"}",
		key);
	expect(&r, 201);
}

/* A secret that is shown once is not kept with the key of a repeat. */
static void secrets_are_shown_once(void **state)
{
	struct service *s = *state;
	const char *key[] = { "Idempotency-Key: token-1", NULL };
	const char *token = s->token[ROLE_ADMINISTRATOR];
	const char *body = "{\"name\":\"screen\",\"role\":\"dispatcher\"}";
	struct reply r = service_call(s, token, "POST", "/api/v1/tokens", body, key);
	char secret[ACCOUNT_TOKEN_TEXT], place[64];

	(void)snprintf(secret, sizeof secret, "%s", reply_text(&r, "token"));
	assert_int_equal(strlen(secret), 46);
	(void)snprintf(
		place, sizeof place, "/api/v1/tokens/%d", (int)reply_int(&r, "id"));
	expect(&r, 201);
	r = service_call(s, token, "POST", "/api/v1/tokens", body, key);
	assert_string_equal(reply_text(&r, "token"), "<once>");
	expect(&r, 201);
	r = service_call(s, secret, "GET", "/api/v1/people", NULL, NULL);
	expect(&r, 200);
	r = service_call(s, token, "DELETE", place, NULL, NULL);
	expect(&r, 204);
	r = service_call(s, secret, "GET", "/api/v1/people", NULL, NULL);
	expect(&r, 401);
}

/* Lists come in pages; the cursor of one is the start of the next. */
static void lists_have_pages(void **state)
{
	struct service *s = *state;
	struct reply r;
	char path[128], cursor[32] = "";
	size_t seen = 0;

	for (int i = 0; i < 5; i++) {
		char body[128];

		(void)snprintf(body, sizeof body,
			"{\"code\":\"P%d\",\"name\":\"Plaats %d\"}", i, i);
		r = service_post(s, ROLE_COORDINATOR, "/api/v1/municipalities", body);
		expect(&r, 201);
	}
	do {
		(void)snprintf(path, sizeof path,
			"/api/v1/municipalities?limit=2&cursor=%s", cursor);
		r = service_get(s, ROLE_DISPATCHER, path);
		assert_in_range(reply_count(&r), 1, 2);
		seen += reply_count(&r);
		cursor[0] = '\0';
		if (json_is_string(json_object_get(r.json, "next")))
			(void)snprintf(
				cursor, sizeof cursor, "%s", reply_text(&r, "next"));
		expect(&r, 200);
	} while (cursor[0] != '\0');
	r = service_get(s, ROLE_DISPATCHER, "/api/v1/municipalities");
	assert_int_equal(reply_count(&r), seen);
	expect(&r, 200);
	r = service_get(s, ROLE_DISPATCHER, "/api/v1/municipalities?limit=1001");
	assert_non_null(strstr(r.body, "\"field\":\"limit\""));
	expect(&r, 422);
	r = service_get(s, ROLE_DISPATCHER, "/api/v1/municipalities?cursor=x");
	expect(&r, 422);
}

/* Addresses are for those who call people; the auditor sees that there is one. */
static void addresses_are_for_callers(void **state)
{
	struct service *s = *state;
	struct reply r = service_get(s, ROLE_DISPATCHER, "/api/v1/people/1");

	assert_non_null(strstr(r.body, "+31612345678"));
	assert_string_equal(reply_text(&r, "display_name"), "Anne van den Berg");
	expect(&r, 200);
	r = service_get(s, ROLE_AUDITOR, "/api/v1/people/1");
	assert_null(strstr(r.body, "612345678"));
	assert_non_null(strstr(r.body, "address_hint"));
	expect(&r, 200);
	r = service_get(s, ROLE_AUDITOR, "/api/v1/people?q=berg");
	assert_int_equal(reply_count(&r), 1);
	assert_null(strstr(r.body, "612345678"));
	expect(&r, 200);
	r = service_get(s, ROLE_AUDITOR, "/api/v1/audit");
	assert_null(strstr(r.body, "612345678"));
	assert_in_range(reply_count(&r), 2, 1000);
	expect(&r, 200);
}

/* Members see and change what is theirs. */
static void members_have_their_own(void **state)
{
	struct service *s = *state;
	struct reply r = service_call(s, s->member, "GET", "/api/v1/me", NULL, NULL);
	const char *body = "{\"person_id\":1,\"from\":\"2026-12-01T08:00:00Z\","
			   "\"until\":\"2026-12-05T08:00:00Z\",\"note\":\"vrij\"}";

	assert_string_equal(reply_text(&r, "role"), "member");
	assert_int_equal(reply_int(&r, "person_id"), s->person_id);
	expect(&r, 200);
	r = service_call(s, s->member, "GET", "/api/v1/people", NULL, NULL);
	expect(&r, 200);
	r = service_call(s, s->member, "GET", "/api/v1/people/1", NULL, NULL);
	expect(&r, 200);
	r = service_call(s, s->member, "POST", "/api/v1/absences", body, NULL);
	expect(&r, 201);
	r = service_call(
		s, s->token[ROLE_MEMBER], "POST", "/api/v1/absences", body, NULL);
	expect(&r, 403);
	r = service_call(
		s, s->token[ROLE_MEMBER], "GET", "/api/v1/absences/1", NULL, NULL);
	expect(&r, 403);
	r = service_call(s, s->member, "DELETE", "/api/v1/absences/1", NULL, NULL);
	expect(&r, 204);
}

static int64_t made(struct service *s, const char *path, const char *body)
{
	struct reply r = service_post(s, ROLE_COORDINATOR, path, body);
	int64_t id = r.status == 201 ? reply_int(&r, "id") : 0;

	expect(&r, 201);
	return id;
}

/* Who is on duty now is told by function, with gaps, and changes at once when a duty is
 * written. */
static void on_duty_is_current(void **state)
{
	struct service *s = *state;
	char body[256];
	int64_t function = made(s, "/api/v1/functions",
		"{\"code\":\"CA-ROT\",\"name\":\"Commandant\",\"spoken_name\":\"c\","
		"\"regime\":\"H\",\"required_on_duty\":1}");
	struct reply r = service_get(s, ROLE_DISPATCHER, "/api/v1/on-duty");

	assert_non_null(strstr(r.body, "\"gap\":true"));
	expect(&r, 200);
	(void)snprintf(body, sizeof body,
		"{\"person_id\":1,\"function_id\":%d,\"status\":\"qualified\","
		"\"from\":\"2020-01-01\"}",
		(int)function);
	(void)made(s, "/api/v1/assignments", body);
	(void)snprintf(body, sizeof body,
		"{\"person_id\":1,\"function_id\":%d,"
		"\"starts_at\":\"2020-01-01T00:00:00Z\","
		"\"ends_at\":\"2199-01-01T00:00:00Z\",\"state\":\"published\"}",
		(int)function);
	(void)made(s, "/api/v1/duties", body);
	r = service_get(s, ROLE_DISPATCHER, "/api/v1/on-duty");
	assert_non_null(strstr(r.body, "Anne van den Berg"));
	expect(&r, 200);
	r = service_get(s, ROLE_DISPATCHER, "/api/v1/on-duty?at=2019-06-01T00:00:00Z");
	assert_null(strstr(r.body, "Anne van den Berg"));
	expect(&r, 200);
	r = service_call(s, s->member, "GET", "/api/v1/duties", NULL, NULL);
	assert_int_equal(reply_count(&r), 1);
	expect(&r, 200);
}

/* What is wrong is told with the status of the contract, in a problem document. */
static void problems_have_their_status(void **state)
{
	static const struct {
		const char *method, *path, *body;
		int role; /* -1: not signed in */
		long status;
	} cases[] = {
		{ "GET", "/api/v1/people", NULL, -1, 401 },
		{ "GET", "/api/v1/audit", NULL, ROLE_COORDINATOR, 403 },
		{ "POST", "/api/v1/people", "{}", ROLE_AUDITOR, 403 },
		{ "POST", "/api/v1/people", "{}", ROLE_DISPATCHER, 403 },
		{ "GET", "/api/v1/tokens", NULL, ROLE_COORDINATOR, 403 },
		{ "GET", "/api/v1/nothing", NULL, ROLE_AUDITOR, 404 },
		{ "GET", "/api/v1/people/9999", NULL, ROLE_AUDITOR, 404 },
		{ "GET", "/api/v1/people/0", NULL, ROLE_AUDITOR, 404 },
		{ "GET", "/api/v1/people/x", NULL, ROLE_AUDITOR, 404 },
		{ "POST", "/healthz", "{}", ROLE_AUDITOR, 405 },
		{ "DELETE", "/api/v1/people", NULL, ROLE_COORDINATOR, 405 },
		{ "POST", "/api/v1/people", "{", ROLE_COORDINATOR, 400 },
		{ "POST", "/api/v1/people", "[]", ROLE_COORDINATOR, 400 },
		{ "POST", "/api/v1/people", "{\"a\":1,\"a\":2}", ROLE_COORDINATOR,
			400 },
		{ "POST", "/api/v1/people", "{\"nonsense\":1}", ROLE_COORDINATOR, 422 },
		{ "POST", "/api/v1/people", "", ROLE_COORDINATOR, 422 },
		{ "GET", "/api/v1/on-duty?at=yesterday", NULL, ROLE_AUDITOR, 422 },
		{ "GET", "/api/v1/people?q=%ff", NULL, ROLE_AUDITOR, 422 },
		{ "GET", "/api/v1/../v1/people", NULL, ROLE_AUDITOR, 404 },
	};
	struct service *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *token = cases[i].role >= 0 ? s->token[cases[i].role] : NULL;
		struct reply r = service_call(
			s, token, cases[i].method, cases[i].path, cases[i].body, NULL);

		if (r.status != cases[i].status)
			fail_msg("%s %s: %ld instead of %ld: %s", cases[i].method,
				cases[i].path, r.status, cases[i].status, r.body);
		assert_string_equal(
			reply_header(&r, "Content-Type"), "application/problem+json");
		assert_int_equal(reply_int(&r, "status"), cases[i].status);
		if (r.status == 405)
			assert_non_null(strstr(reply_header(&r, "Allow"), "GET"));
		if (r.status == 401)
			assert_string_equal(
				reply_header(&r, "WWW-Authenticate"), "Bearer");
		reply_free(&r);
	}
}

/* A body that is not JSON by its type is 415; more than 1 MiB is 413. */
static void bodies_have_a_type_and_an_end(void **state)
{
	struct service *s = *state;
	const char *text[] = { "Content-Type: text/plain", NULL };
	const char *utf[] = { "Content-Type: application/json; charset=utf-8", NULL };
	const char *token = s->token[ROLE_COORDINATOR];
	struct reply r = service_call(s, token, "POST", "/api/v1/people", "{}", text);
	static char big[1024 * 1024 + 2];

	expect(&r, 415);
	r = service_call(s, token, "POST", "/api/v1/people", "{}", utf);
	expect(&r, 422);
	memset(big, ' ', sizeof big - 1);
	big[sizeof big - 2] = '\0';
	r = service_call(s, token, "POST", "/api/v1/people", big, NULL);
	expect(&r, 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(health_is_told),
		cmocka_unit_test(items_are_made_and_read),
		cmocka_unit_test(changes_check_the_version),
		cmocka_unit_test(unchanged_items_are_not_sent_again),
		cmocka_unit_test(repeats_are_answered_once),
		cmocka_unit_test(secrets_are_shown_once),
		cmocka_unit_test(lists_have_pages),
		cmocka_unit_test(addresses_are_for_callers),
		cmocka_unit_test(members_have_their_own),
		cmocka_unit_test(on_duty_is_current),
		cmocka_unit_test(problems_have_their_status),
		cmocka_unit_test(bodies_have_a_type_and_an_end),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
