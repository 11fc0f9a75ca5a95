/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in: invitation, password, second factor, cookie, X-CSRF-Token, sessions. */
#include "service/accounts/account.h"
#include "tests/support/browser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PASSWORD BROWSER_PASSWORD

static struct service service;

static int start(void **state)
{
	service_prepare(&service);
	service_start(&service, "");
	*state = &service;
	return 0;
}

static int stop(void **state)
{
	service_cleanup(*state);
	return 0;
}

/* An auditor signs in with name and password, reads, and signs out. */
static void a_session_begins_and_ends(void **state)
{
	struct browser b = { .service = &service };
	struct reply r;

	(void)state;
	(void)browser_account(&service, "inspectie", "auditor", "");
	assert_int_equal(browser_sign_in(&b, "{\"username\":\"inspectie\","
					     "\"password\":\"" PASSWORD "\"}"),
		201);
	r = browser_ask(&b, "GET", "/api/v1/session", NULL);
	assert_string_equal(reply_text(&r, "csrf"), b.csrf);
	assert_string_equal(reply_text(&r, "role"), "auditor");
	browser_expect(&r, 200);
	r = browser_ask(&b, "GET", "/api/v1/me/sessions", NULL);
	assert_int_equal(reply_count(&r), 1);
	browser_expect(&r, 200);
	r = browser_ask(&b, "GET", "/api/v1/people", NULL);
	browser_expect(&r, 200);
	r = browser_ask(&b, "POST", "/api/v1/municipalities",
		"{\"code\":\"X\",\"name\":\"X\"}");
	browser_expect(&r, 403);
	r = browser_ask(&b, "DELETE", "/api/v1/session", NULL);
	browser_expect(&r, 204);
	r = browser_ask(&b, "GET", "/api/v1/people", NULL);
	browser_expect(&r, 401);
}

/* A reply that is kept for one session is not given to another, or to nobody. */
static void kept_replies_are_not_shared(void **state)
{
	struct browser b = { .service = &service }, nobody = { .service = &service };
	struct reply r;

	(void)state;
	assert_int_equal(browser_sign_in(&b, "{\"username\":\"inspectie\","
					     "\"password\":\"" PASSWORD "\"}"),
		201);
	for (int i = 0; i < 3; i++) {
		r = browser_ask(&b, "GET", "/api/v1/on-duty", NULL);
		browser_expect(&r, 200);
		r = browser_ask(&nobody, "GET", "/api/v1/on-duty", NULL);
		browser_expect(&r, 401);
	}
}

/* How much work of comparing passwords was done, ever. */
static int64_t work_done(void)
{
	const double work = service_figure(&service, "paraat_password_work_total");

	assert_true(work >= 0);
	return (int64_t)work;
}

/* Wrong names and wrong passwords get the same words after the same work; wrong tries
 * are on record. Mutation: compare with no hash when nobody has the name: fails. */
static void refusals_say_nothing(void **state)
{
	const int64_t before = work_done();
	struct reply one, two;
	int64_t known;

	(void)state;
	one = service_call(&service, NULL, "POST", "/api/v1/session",
		"{\"username\":\"inspectie\",\"password\":\"niet goed maar lang\"}",
		NULL);
	known = work_done() - before;
	assert_true(known > 0);
	two = service_call(&service, NULL, "POST", "/api/v1/session",
		"{\"username\":\"niemand\",\"password\":\"niet goed maar lang\"}",
		NULL);
	assert_int_equal(work_done() - before, 2 * known);
	assert_int_equal(one.status, 401);
	assert_string_equal(one.body, two.body);
	assert_null(strcasestr(one.headers, "set-cookie"));
	reply_free(&one);
	reply_free(&two);
	one = service_get(&service, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	assert_non_null(strstr(one.body, "refused: name or password"));
	assert_null(strstr(one.body, "niet goed"));
	browser_expect(&one, 200);
}

/* Each further wrong try has to wait, longer each time; the header says as long as the
 * sentence, and the log that somebody has to wait. Mutation: Retry-After is always 1.
 */
static void guessing_is_slowed_down(void **state)
{
	static const char wrong[] =
		"{\"username\":\"geraden\",\"password\":\"niet goed maar lang\"}";
	char sentence[64];
	struct reply r;
	int seconds = 0;

	(void)state;
	for (int tries = 0; seconds < 2; tries++) {
		r = service_call(
			&service, NULL, "POST", "/api/v1/session", wrong, NULL);

		assert_in_range(tries, 0, 20000);
		if (r.status == 429) {
			seconds = atoi(reply_header(&r, "Retry-After"));
			(void)snprintf(sentence, sizeof sentence,
				"try again in %d seconds", seconds);
			assert_non_null(strstr(r.body, sentence));
		} else {
			assert_int_equal(r.status, 401);
		}
		reply_free(&r);
	}
	r = service_get(&service, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	assert_non_null(strstr(r.body, "refused: too many wrong attempts"));
	assert_null(strstr(r.body, "geraden"));
	browser_expect(&r, 200);
}

/* A change through a session without X-CSRF-Token is refused: another site cannot read
 * it. */
static void changes_need_the_csrf_token(void **state)
{
	struct browser b = { .service = &service };
	struct reply r;

	(void)state;
	assert_int_equal(browser_sign_in(&b, "{\"username\":\"inspectie\","
					     "\"password\":\"" PASSWORD "\"}"),
		201);
	b.csrf[0] ^= 1;
	r = browser_ask(&b, "DELETE", "/api/v1/session", NULL);
	browser_expect(&r, 403);
	r = browser_ask(&b, "GET", "/api/v1/session", NULL);
	browser_expect(&r, 200);
}

/* A coordinator can do nothing before the second factor is set up; then a code is asked
 * each time, once for each code, and never on a remembered browser. */
static void coordinators_need_a_second_factor(void **state)
{
	struct browser b = { .service = &service }, other = { .service = &service };
	char secret[64], body[300], recovery[32];
	struct reply r;

	(void)state;
	(void)browser_account(&service, "coordinator", "coordinator", "");
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD "\"}");
	assert_int_equal(browser_sign_in(&b, body), 201);
	r = browser_ask(&b, "GET", "/api/v1/people", NULL);
	browser_expect(&r, 403);
	r = browser_ask(&b, "POST", "/api/v1/me/second-factor", "{}");
	(void)snprintf(secret, sizeof secret, "%s", reply_text(&r, "secret"));
	assert_non_null(strstr(reply_text(&r, "uri"), secret));
	browser_expect(&r, 201);
	r = browser_ask(&b, "POST", "/api/v1/me/second-factor/confirm",
		"{\"code\":\"000000\"}");
	browser_expect(&r, 422);
	(void)snprintf(body, sizeof body, "{\"code\":\"%s\"}", browser_code(secret, 0));
	r = browser_ask(&b, "POST", "/api/v1/me/second-factor/confirm", body);
	(void)snprintf(recovery, sizeof recovery, "%s",
		json_string_value(
			json_array_get(json_object_get(r.json, "recovery_codes"), 0)));
	browser_expect(&r, 200);
	r = browser_ask(&b, "GET", "/api/v1/people", NULL);
	browser_expect(&r, 200);

	/* elsewhere: without code, with a used code, with the next one */
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD "\"}");
	r = browser_ask(&other, "POST", "/api/v1/session", body);
	assert_non_null(strstr(r.body, "\"field\":\"code\""));
	browser_expect(&r, 401);
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD
		"\",\"code\":\"%s\",\"remember\":true}",
		recovery);
	assert_int_equal(browser_sign_in(&other, body), 201);
	r = browser_ask(&other, "GET", "/api/v1/people", NULL);
	browser_expect(&r, 200);
	b = (struct browser){ .service = &service };
	assert_int_equal(
		browser_sign_in(&b, body), 401); /* a recovery code works once */
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD
		"\",\"code\":\"%s\"}",
		browser_code(secret, 1));
	assert_int_equal(browser_sign_in(&b, body), 201);

	/* the remembered browser needs no code */
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD "\"}");
	other.session[0] = '\0';
	assert_int_equal(browser_sign_in(&other, body), 201);
	r = browser_ask(&other, "GET", "/api/v1/people", NULL);
	browser_expect(&r, 200);
}

/* A new password ends the other sessions; a changed account signs in anew. */
static void changes_end_sessions(void **state)
{
	struct browser one = { .service = &service }, two = { .service = &service };
	char path[80], body[200];
	struct reply r;
	int64_t id = browser_account(&service, "lezer", "auditor", "");

	(void)state;
	(void)snprintf(body, sizeof body,
		"{\"username\":\"lezer\",\"password\":\"" PASSWORD "\"}");
	assert_int_equal(browser_sign_in(&one, body), 201);
	assert_int_equal(browser_sign_in(&two, body), 201);
	r = browser_ask(&one, "POST", "/api/v1/me/password",
		"{\"current\":\"niet dit maar lang\",\"password\":\"nog een beter "
		"woord\"}");
	browser_expect(&r, 422);
	r = browser_ask(&one, "POST", "/api/v1/me/password",
		"{\"current\":\"" PASSWORD "\",\"password\":\"kort\"}");
	browser_expect(&r, 422);
	r = browser_ask(&one, "POST", "/api/v1/me/password",
		"{\"current\":\"" PASSWORD "\",\"password\":\"nog een beter woord\"}");
	browser_expect(&r, 204);
	r = browser_ask(&one, "GET", "/api/v1/session", NULL);
	browser_expect(&r, 200);
	r = browser_ask(&two, "GET", "/api/v1/session", NULL);
	browser_expect(&r, 401);
	assert_int_equal(browser_sign_in(&two, body), 401);
	(void)snprintf(path, sizeof path, "/api/v1/accounts/%" PRId64, id);
	r = service_call(&service, service.token[ROLE_ADMINISTRATOR], "PATCH", path,
		"{\"active\":false}", NULL);
	assert_null(strstr(r.body, "argon2"));
	browser_expect(&r, 200);
	r = browser_ask(&one, "GET", "/api/v1/session", NULL);
	browser_expect(&r, 401);
	(void)snprintf(body, sizeof body,
		"{\"username\":\"lezer\",\"password\":\"nog een beter woord\"}");
	assert_int_equal(browser_sign_in(&one, body), 401);
}

/* Somebody at a browser that was left open guesses the password: soon each try waits.
 * What was right is in the audit log, and no password is. */
static void guesses_at_the_present_password_wait(void **state)
{
	struct browser one = { .service = &service };
	struct reply r;
	int tries = 0;

	(void)state;
	(void)browser_account(&service, "wisselaar", "auditor", "");
	assert_int_equal(browser_sign_in(&one, "{\"username\":\"wisselaar\","
					       "\"password\":\"" PASSWORD "\"}"),
		201);
	r = browser_ask(&one, "POST", "/api/v1/me/password",
		"{\"current\":\"" PASSWORD "\",\"password\":\"het tweede woord\"}");
	browser_expect(&r, 204);
	r = service_get(&service, ROLE_AUDITOR,
		"/api/v1/audit?order=newest&action=account.password&limit=1");
	assert_non_null(strstr(r.body, "account:wisselaar"));
	assert_null(strstr(r.body, "argon2"));
	assert_null(strstr(r.body, "het tweede woord"));
	assert_null(strstr(r.body, PASSWORD));
	browser_expect(&r, 200);
	for (;; tries++) {
		r = browser_ask(&one, "POST", "/api/v1/me/password",
			"{\"current\":\"niet dit maar lang\",\"password\":\"het derde "
			"woord\"}");
		if (r.status != 422 || tries == 10)
			break;
		reply_free(&r);
	}
	browser_expect(&r, 429);
	assert_in_range(tries, 1, 9);
}

static void set_active(bool active)
{
	char path[80];
	struct reply r;

	(void)snprintf(path, sizeof path, "/api/v1/people/%" PRId64, service.person_id);
	r = service_call(&service, service.token[ROLE_COORDINATOR], "PATCH", path,
		active ? "{\"active\":true}" : "{\"active\":false}", NULL);
	browser_expect(&r, 200);
}

static void expect_token(long status)
{
	struct reply r =
		service_call(&service, service.member, "GET", "/api/v1/me", NULL, NULL);

	browser_expect(&r, status);
}

/* Who leaves is out at once, signed in or not, with an API token too; who comes back is
 * in again. */
static void who_left_is_out(void **state)
{
	static const char body[] =
		"{\"username\":\"vertrekker\",\"password\":\"" PASSWORD "\"}";
	struct browser b = { .service = &service };
	char more[40];
	struct reply r;

	(void)state;
	(void)snprintf(more, sizeof more, ",\"person_id\":%" PRId64, service.person_id);
	(void)browser_account(&service, "vertrekker", "member", more);
	assert_int_equal(browser_sign_in(&b, body), 201);
	expect_token(200);
	set_active(false);
	r = browser_ask(&b, "GET", "/api/v1/session", NULL);
	browser_expect(&r, 401);
	assert_int_equal(browser_sign_in(&b, body), 401);
	expect_token(401);
	set_active(true);
	assert_int_equal(browser_sign_in(&b, body), 201);
	expect_token(200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_begins_and_ends),
		cmocka_unit_test(kept_replies_are_not_shared),
		cmocka_unit_test(refusals_say_nothing),
		cmocka_unit_test(changes_need_the_csrf_token),
		cmocka_unit_test(coordinators_need_a_second_factor),
		cmocka_unit_test(changes_end_sessions),
		cmocka_unit_test(who_left_is_out),
		cmocka_unit_test(guessing_is_slowed_down),
		cmocka_unit_test(guesses_at_the_present_password_wait),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
