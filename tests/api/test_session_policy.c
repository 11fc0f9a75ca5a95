/* SPDX-License-Identifier: EUPL-1.2 */
/* Sessions by policy: renewed, ended from afar, no remembered devices; and the account
 * for when nothing else works. */
#include "tests/support/browser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SIGN_IN(name)                                                                  \
	"{\"username\":\"" name "\",\"password\":\"" BROWSER_PASSWORD                  \
	"\",\"remember\":true}"

static struct service service;

static int start(void **state)
{
	service_prepare(&service);
	service_start(&service,
		"[security]\nsession_rotate_minutes = 0\ndevice_days = 0\n"
		"[gateway sim]\nkind = simulator\nseed = 1\n");
	*state = &service;
	return 0;
}

static int stop(void **state)
{
	service_cleanup(*state);
	return 0;
}

static const char absence[] = "{\"person_id\":1,\"from\":\"2030-01-01T08:00:00Z\","
			      "\"until\":\"2030-01-02T08:00:00Z\"}";

/* Each change gives a new secret; the CSRF token stays; the old secret still serves
 * what was under way, and ends with the session. */
static void secrets_are_renewed(void **state)
{
	struct browser b = { .service = &service }, old;
	struct reply r;

	(void)state;
	(void)browser_account(&service, "anne", "member", ",\"person_id\":1");
	assert_int_equal(browser_sign_in(&b, SIGN_IN("anne")), 201);
	assert_string_equal(b.device, ""); /* no device is remembered here */
	old = b;
	r = browser_ask(&b, "POST", "/api/v1/absences", absence);
	browser_expect(&r, 201);
	assert_string_not_equal(b.session, old.session);
	r = browser_ask(&b, "POST", "/api/v1/absences", absence);
	browser_expect(&r, 201);
	r = browser_ask(&b, "GET", "/api/v1/session", NULL);
	assert_string_equal(reply_text(&r, "csrf"), old.csrf);
	browser_expect(&r, 200);
	r = browser_ask(&old, "GET", "/api/v1/session", NULL);
	browser_expect(&r, 401); /* two secrets ago */
	r = browser_ask(&b, "DELETE", "/api/v1/session", NULL);
	browser_expect(&r, 204);
	r = browser_ask(&b, "GET", "/api/v1/people", NULL);
	browser_expect(&r, 401);
}

static void the_secret_before_works_on(void **state)
{
	struct browser b = { .service = &service }, old;
	struct reply r;

	(void)state;
	assert_int_equal(browser_sign_in(&b, SIGN_IN("anne")), 201);
	old = b;
	r = browser_ask(&b, "POST", "/api/v1/absences", absence);
	browser_expect(&r, 201);
	r = browser_ask(&old, "GET", "/api/v1/me", NULL);
	browser_expect(&r, 200);
}

static void administrators_end_sessions(void **state)
{
	struct browser b = { .service = &service };
	int64_t id = browser_account(&service, "lezer", "auditor", "");
	char path[80];
	struct reply r;

	(void)state;
	assert_int_equal(browser_sign_in(&b, SIGN_IN("lezer")), 201);
	(void)snprintf(path, sizeof path, "/api/v1/accounts/%" PRId64 "/sessions", id);
	r = service_get(&service, ROLE_ADMINISTRATOR, path);
	assert_int_equal(reply_count(&r), 1);
	browser_expect(&r, 200);
	r = service_get(&service, ROLE_COORDINATOR, path);
	browser_expect(&r, 403);
	r = service_call(&service, service.token[ROLE_ADMINISTRATOR], "DELETE", path,
		NULL, NULL);
	browser_expect(&r, 204);
	r = browser_ask(&b, "GET", "/api/v1/me", NULL);
	browser_expect(&r, 401);
}

static bool is_told(const char *path, const char *word)
{
	struct reply r = service_get(&service, ROLE_AUDITOR, path);
	bool ret = r.status == 200 && strstr(r.body, word) != NULL;

	reply_free(&r);
	return ret;
}

/* No code is asked; the audit log, the board and those who steer are told. */
static void breaking_the_glass_is_loud(void **state)
{
	struct browser b = { .service = &service };
	struct reply r;

	(void)state;
	(void)browser_account(
		&service, "kluis", "administrator", ",\"break_glass\":true");
	(void)browser_account(&service, "planner", "coordinator", ",\"person_id\":1");
	assert_false(is_told("/api/v1/notices", "noodaccount"));
	assert_int_equal(browser_sign_in(&b, SIGN_IN("kluis")), 201);
	r = browser_ask(&b, "GET", "/api/v1/accounts", NULL);
	browser_expect(&r, 200);
	assert_true(is_told("/api/v1/audit?limit=1000", "session.break_glass"));
	assert_true(is_told("/api/v1/notices", "noodaccount"));
	r = service_post(&service, ROLE_ADMINISTRATOR, "/api/v1/accounts",
		"{\"name\":\"x\",\"role\":\"coordinator\",\"break_glass\":true}");
	browser_expect(&r, 422);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_are_renewed),
		cmocka_unit_test(the_secret_before_works_on),
		cmocka_unit_test(administrators_end_sessions),
		cmocka_unit_test(breaking_the_glass_is_loud),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
