/* SPDX-License-Identifier: EUPL-1.2 */
/* What of an auditor's reading is noted, and how often when a screen asks again. */
#include "service/api/api_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int64_t now_ms;

static struct tick tick_now(const struct clock *c)
{
	(void)c;
	return (struct tick){ now_ms };
}

static const struct clock fixed_clock = { .tick = tick_now };
static const struct api_context context = { .clock = &fixed_clock };
static const int64_t minute = 60000;

static const struct api_route page = { HTTP_GET, "/people", MAY(PEOPLE), API_READ, NULL,
	0 };
static const struct api_route followed = { HTTP_GET, "/on-duty", MAY(READ), API_READ,
	NULL, API_CACHED };
static const struct api_route stream = { HTTP_GET, "/events", MAY(READ), API_READ, NULL,
	API_STREAM };
static const struct api_route plain = { HTTP_GET, "/me", MAY(OWN), API_READ, NULL,
	API_PLAIN };

/* Is the reading noted, now? */
static bool noted(struct api *a, const struct api_route *route, char *path,
	const char *query, enum role role, const char *actor)
{
	struct http_request q = { .path = path, .query = query };
	struct api_call c = { .http = &q, .route = route, .role = role };

	(void)snprintf(c.actor_name, sizeof c.actor_name, "%s", actor);
	api_note_reading(&c);
	return api_note_is_due(a, &c);
}

static bool follows(struct api *a, const char *actor)
{
	char path[] = "/api/v1/on-duty";

	return noted(a, &followed, path, "", ROLE_AUDITOR, actor);
}

/* One record an hour of what is followed, one a minute of a page: of each account. */
static void following_is_noted_once_an_hour(void **state)
{
	struct api a = { .context = &context };
	char people[] = "/api/v1/people";

	(void)state;
	now_ms = 0;
	assert_true(follows(&a, "token:one"));
	assert_true(noted(&a, &page, people, "", ROLE_AUDITOR, "token:one"));
	for (now_ms = 1000; now_ms < 60 * minute; now_ms += 1000)
		assert_false(follows(&a, "token:one"));
	assert_true(noted(&a, &page, people, "", ROLE_AUDITOR, "token:one"));
	assert_true(follows(&a, "token:two"));
	assert_true(follows(&a, "token:one"));
	assert_false(follows(&a, "token:one"));
}

static void each_stream_and_call_out_is_noted(void **state)
{
	struct api a = { .context = &context };
	char events[] = "/api/v1/events", one[] = "callout_id=1",
	     two[] = "callout_id=2";

	(void)state;
	assert_true(noted(&a, &stream, events, one, ROLE_AUDITOR, "token:one"));
	assert_true(noted(&a, &stream, events, two, ROLE_AUDITOR, "token:one"));
	assert_false(noted(&a, &stream, events, one, ROLE_AUDITOR, "token:one"));
}

static void the_work_of_others_is_not_noted(void **state)
{
	struct api a = { .context = &context };
	char path[] = "/api/v1/me";

	(void)state;
	assert_false(noted(&a, &followed, path, "", ROLE_DISPATCHER, "token:one"));
	assert_false(noted(&a, &plain, path, "", ROLE_AUDITOR, "token:one"));
}

/* What could not be written was not noted. */
static void a_note_that_failed_is_due_again(void **state)
{
	struct api a = { .context = &context };
	char path[] = "/api/v1/on-duty";
	struct http_request q = { .path = path, .query = "" };
	struct api_call c = { .http = &q, .route = &followed, .role = ROLE_AUDITOR };

	(void)state;
	memcpy(c.actor_name, "token:one", sizeof "token:one");
	api_note_reading(&c);
	assert_true(api_note_is_due(&a, &c));
	assert_false(api_note_is_due(&a, &c));
	api_note_failed(&a, &c);
	assert_true(api_note_is_due(&a, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(following_is_noted_once_an_hour),
		cmocka_unit_test(each_stream_and_call_out_is_noted),
		cmocka_unit_test(the_work_of_others_is_not_noted),
		cmocka_unit_test(a_note_that_failed_is_due_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
