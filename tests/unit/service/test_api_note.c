/* SPDX-License-Identifier: EUPL-1.2 */
/* What of an auditor's reading is noted, and how often when a screen asks again; and of
 * refusals, which somebody may want to fill the log with. */
#include "service/api/api_internal.h"

#include <inttypes.h>
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

/* --- refusals */

static const struct api_route secret = { HTTP_GET, "/tokens/{id}", MAY(ADMIN), API_READ,
	NULL, 0 };

static bool refusal_noted(struct api *a, const char *actor, int number)
{
	char path[64];
	struct http_request q = { .path = path, .query = "" };
	struct api_call c = { .http = &q, .route = &secret, .role = ROLE_MEMBER };
	struct err e = { 0 };

	(void)err_set(&e, ERR_FORBIDDEN, "the role member may not do this");
	(void)snprintf(path, sizeof path, "/api/v1/tokens/%d", number);
	(void)snprintf(c.actor_name, sizeof c.actor_name, "%s", actor);
	api_note_refusal(&c, &e);
	return api_note_is_due(a, &c);
}

/* A wrong token (account 0), or somebody who has to wait. */
static bool stranger_noted(struct api *a, const char *site, int64_t account_id)
{
	char path[] = "/api/v1/tokens/1", name[32];
	struct http_request q = { .path = path, .query = "" };
	struct api_call c = { .http = &q, .route = &secret, .role = ROLES_COUNT };
	struct err e = { 0 };

	(void)snprintf(name, sizeof name, "name-%" PRId64, account_id);
	(void)snprintf(q.site, sizeof q.site, "%s", site);
	q.header[HTTP_AUTHORIZATION] = "Bearer p_wrong";
	c.password.account_id = account_id;
	c.password.account = name;
	(void)err_set(&e, ERR_UNAUTHENTICATED, "this token is not known");
	if (account_id == 0)
		api_note_refusal(&c, &e);
	else
		api_note_wait(&c);
	return api_note_is_due(a, &c);
}

/* Whoever goes on trying fills no log: the first is noted, the same again after a
 * minute, thirty different ones of an account. Others are noted all the same. Mutation:
 * once_in_ms = 0: fails. */
static void refusals_fill_no_log(void **state)
{
	static struct api a = { .context = &context };
	int noted_of_one = 0;

	(void)state;
	now_ms = 0;
	assert_true(refusal_noted(&a, "token:one", 1));
	assert_false(refusal_noted(&a, "token:one", 1));
	for (int i = 1; i <= 1000; i++)
		noted_of_one += refusal_noted(&a, "token:one", i);
	assert_int_equal(noted_of_one, 29);
	assert_true(refusal_noted(&a, "token:two", 1));
	now_ms += minute;
	assert_true(refusal_noted(&a, "token:one", 1));
}

/* One a minute of an address or an account, however many they are; and who is signed in
 * is noted also while strangers try. Wrong tokens crowd out nobody who has to wait, nor
 * the other way round. (Red when both are remembered in one table.) */
static void strangers_are_noted_once_a_minute(void **state)
{
	static struct api a = { .context = &context };
	char site[32];
	int noted_of_all = 0;

	(void)state;
	now_ms = 0;
	assert_true(stranger_noted(&a, "192.0.2.1", 0));
	assert_false(stranger_noted(&a, "192.0.2.1", 0));
	assert_true(stranger_noted(&a, "192.0.2.1", 7));
	assert_false(stranger_noted(&a, "192.0.2.2", 7)); /* the same account */
	assert_true(stranger_noted(&a, "192.0.2.2", 0));
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(site, sizeof site, "198.51.%d.%d", i / 250, i % 250);
		noted_of_all += stranger_noted(&a, site, 0);
	}
	assert_in_range(noted_of_all, 100, 128);
	noted_of_all = 0;
	for (int64_t i = 8; i < 1000; i++)
		noted_of_all += stranger_noted(&a, "192.0.2.3", i);
	assert_in_range(noted_of_all, 100, 128);
	assert_true(refusal_noted(&a, "token:one", 1));
	now_ms += minute;
	assert_true(stranger_noted(&a, "192.0.2.1", 0));
	for (int64_t i = 8; i < 1000; i++)
		(void)stranger_noted(&a, "192.0.2.3", i);
	assert_true(stranger_noted(&a, "192.0.2.4", 0));
}

/* Who only forgot to sign in is none. */
static void without_a_token_nothing_is_noted(void **state)
{
	struct api a = { .context = &context };
	char path[] = "/api/v1/tokens/1";
	struct http_request q = { .path = path, .query = "" };
	struct api_call c = { .http = &q, .route = &secret, .role = ROLES_COUNT };
	struct err e = { 0 };

	(void)state;
	(void)err_set(&e, ERR_UNAUTHENTICATED, "sign in");
	api_note_refusal(&c, &e);
	assert_false(api_note_is_due(&a, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(following_is_noted_once_an_hour),
		cmocka_unit_test(each_stream_and_call_out_is_noted),
		cmocka_unit_test(the_work_of_others_is_not_noted),
		cmocka_unit_test(a_note_that_failed_is_due_again),
		cmocka_unit_test(refusals_fill_no_log),
		cmocka_unit_test(strangers_are_noted_once_a_minute),
		cmocka_unit_test(without_a_token_nothing_is_noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
