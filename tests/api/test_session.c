/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in: invitation, password, second factor, cookie, X-CSRF-Token, sessions. */
#include "service/accounts/account.h"
#include "tests/support/service.h"

#include <liboath/oath.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PASSWORD "paarden eten geen koek"

static struct service service;

/* A browser: what it keeps between requests. */
struct browser {
	char session[256], device[256], csrf[64];
};

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

static void expect(struct reply *r, long status)
{
	if (r->status != status)
		fail_msg("%ld instead of %ld: %s", r->status, status, r->body);
	reply_free(r);
}

/* Keeps the cookies of a reply, which come in any order. */
static void keep_cookies(struct browser *b, const struct reply *r)
{
	for (const char *s = r->headers; (s = strcasestr(s, "set-cookie: ")) != NULL;) {
		size_t n;

		s += strlen("set-cookie: ");
		n = strcspn(s, ";\r\n");
		if (strncmp(s, "par_session=", 12) == 0)
			(void)snprintf(
				b->session, sizeof b->session, "%.*s", (int)n, s);
		else
			(void)snprintf(b->device, sizeof b->device, "%.*s", (int)n, s);
	}
}

static struct reply ask(
	const struct browser *b, const char *method, const char *path, const char *body)
{
	char cookie[600], csrf[100];
	const char *headers[] = { cookie, csrf, NULL };

	(void)snprintf(cookie, sizeof cookie, "Cookie: %s; %s", b->device, b->session);
	(void)snprintf(csrf, sizeof csrf, "X-CSRF-Token: %s", b->csrf);
	return service_call(&service, NULL, method, path, body, headers);
}

static long sign_in(struct browser *b, const char *body)
{
	struct reply r = ask(b, "POST", "/api/v1/session", body);
	long status = r.status;

	if (status == 201) {
		assert_non_null(strstr(r.headers, "HttpOnly"));
		assert_non_null(strstr(r.headers, "SameSite=Strict"));
		keep_cookies(b, &r);
		(void)snprintf(b->csrf, sizeof b->csrf, "%s", reply_text(&r, "csrf"));
	}
	reply_free(&r);
	return status;
}

/* An administrator makes an account and invites; the person sets a password. */
static int64_t make_account(const char *name, const char *role)
{
	struct reply r;
	char body[256], path[80], invitation[80];
	int64_t id;

	(void)snprintf(body, sizeof body, "{\"name\":\"%s\",\"role\":\"%s\"%s}", name,
		role, strcmp(role, "member") == 0 ? ",\"person_id\":1" : "");
	r = service_post(&service, ROLE_ADMINISTRATOR, "/api/v1/accounts", body);
	id = reply_int(&r, "id");
	expect(&r, 201);
	(void)snprintf(
		path, sizeof path, "/api/v1/accounts/%" PRId64 "/invitation", id);
	r = service_post(&service, ROLE_ADMINISTRATOR, path, "{}");
	(void)snprintf(
		invitation, sizeof invitation, "%s", reply_text(&r, "invitation"));
	expect(&r, 201);
	(void)snprintf(body, sizeof body,
		"{\"invitation\":\"%s\",\"password\":\"" PASSWORD "\"}", invitation);
	r = service_call(&service, NULL, "POST", "/api/v1/invitation", body, NULL);
	expect(&r, 204);
	r = service_call(&service, NULL, "POST", "/api/v1/invitation", body, NULL);
	expect(&r, 410);
	return id;
}

/* The telephone: the code of this moment, or of `later` steps from now. */
static const char *code_of(const char *secret, int later)
{
	static char code[8];
	char *bytes = NULL;
	size_t len = 0;

	assert_int_equal(
		oath_base32_decode(secret, strlen(secret), &bytes, &len), OATH_OK);
	assert_int_equal(oath_totp_generate(
				 bytes, len, time(NULL) + 30L * later, 30, 0, 6, code),
		OATH_OK);
	free(bytes);
	return code;
}

/* An auditor signs in with name and password, reads, and signs out. */
static void a_session_begins_and_ends(void **state)
{
	struct browser b = { 0 };
	struct reply r;

	(void)state;
	(void)make_account("inspectie", "auditor");
	assert_int_equal(sign_in(&b, "{\"username\":\"inspectie\","
				     "\"password\":\"" PASSWORD "\"}"),
		201);
	r = ask(&b, "GET", "/api/v1/session", NULL);
	assert_string_equal(reply_text(&r, "csrf"), b.csrf);
	assert_string_equal(reply_text(&r, "role"), "auditor");
	expect(&r, 200);
	r = ask(&b, "GET", "/api/v1/me/sessions", NULL);
	assert_int_equal(reply_count(&r), 1);
	expect(&r, 200);
	r = ask(&b, "GET", "/api/v1/people", NULL);
	expect(&r, 200);
	r = ask(&b, "POST", "/api/v1/municipalities",
		"{\"code\":\"X\",\"name\":\"X\"}");
	expect(&r, 403);
	r = ask(&b, "DELETE", "/api/v1/session", NULL);
	expect(&r, 204);
	r = ask(&b, "GET", "/api/v1/people", NULL);
	expect(&r, 401);
}

/* A reply that is kept for one session is not given to another, or to nobody. */
static void kept_replies_are_not_shared(void **state)
{
	struct browser b = { 0 }, nobody = { 0 };
	struct reply r;

	(void)state;
	assert_int_equal(sign_in(&b, "{\"username\":\"inspectie\","
				     "\"password\":\"" PASSWORD "\"}"),
		201);
	for (int i = 0; i < 3; i++) {
		r = ask(&b, "GET", "/api/v1/on-duty", NULL);
		expect(&r, 200);
		r = ask(&nobody, "GET", "/api/v1/on-duty", NULL);
		expect(&r, 401);
	}
}

/* Wrong names and wrong passwords get the same words; wrong tries are on record. */
static void refusals_say_nothing(void **state)
{
	struct reply one, two;

	(void)state;
	one = service_call(&service, NULL, "POST", "/api/v1/session",
		"{\"username\":\"inspectie\",\"password\":\"niet goed maar lang\"}",
		NULL);
	two = service_call(&service, NULL, "POST", "/api/v1/session",
		"{\"username\":\"niemand\",\"password\":\"niet goed maar lang\"}",
		NULL);
	assert_int_equal(one.status, 401);
	assert_string_equal(one.body, two.body);
	assert_null(strcasestr(one.headers, "set-cookie"));
	reply_free(&one);
	reply_free(&two);
	one = service_get(&service, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	assert_non_null(strstr(one.body, "refused: name or password"));
	assert_null(strstr(one.body, "niet goed"));
	expect(&one, 200);
}

/* Each further wrong try has to wait; the right password elsewhere does not. */
static void guessing_is_slowed_down(void **state)
{
	static const char wrong[] =
		"{\"username\":\"geraden\",\"password\":\"niet goed maar lang\"}";
	long status = 401;
	struct reply r;

	(void)state;
	for (int i = 0; i < 8 && status == 401; i++) {
		r = service_call(
			&service, NULL, "POST", "/api/v1/session", wrong, NULL);
		status = r.status;
		if (status == 429)
			assert_true(atoi(reply_header(&r, "Retry-After")) > 0);
		reply_free(&r);
	}
	assert_int_equal(status, 429);
}

/* A change through a session without X-CSRF-Token is refused: another site cannot read
 * it. */
static void changes_need_the_csrf_token(void **state)
{
	struct browser b = { 0 };
	struct reply r;

	(void)state;
	assert_int_equal(sign_in(&b, "{\"username\":\"inspectie\","
				     "\"password\":\"" PASSWORD "\"}"),
		201);
	b.csrf[0] ^= 1;
	r = ask(&b, "DELETE", "/api/v1/session", NULL);
	expect(&r, 403);
	r = ask(&b, "GET", "/api/v1/session", NULL);
	expect(&r, 200);
}

/* A coordinator can do nothing before the second factor is set up; then a code is asked
 * each time, once for each code, and never on a remembered browser. */
static void coordinators_need_a_second_factor(void **state)
{
	struct browser b = { 0 }, other = { 0 };
	char secret[64], body[300], recovery[32];
	struct reply r;

	(void)state;
	(void)make_account("coordinator", "coordinator");
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD "\"}");
	assert_int_equal(sign_in(&b, body), 201);
	r = ask(&b, "GET", "/api/v1/people", NULL);
	expect(&r, 403);
	r = ask(&b, "POST", "/api/v1/me/second-factor", "{}");
	(void)snprintf(secret, sizeof secret, "%s", reply_text(&r, "secret"));
	assert_non_null(strstr(reply_text(&r, "uri"), secret));
	expect(&r, 201);
	r = ask(&b, "POST", "/api/v1/me/second-factor/confirm",
		"{\"code\":\"000000\"}");
	expect(&r, 422);
	(void)snprintf(body, sizeof body, "{\"code\":\"%s\"}", code_of(secret, 0));
	r = ask(&b, "POST", "/api/v1/me/second-factor/confirm", body);
	(void)snprintf(recovery, sizeof recovery, "%s",
		json_string_value(
			json_array_get(json_object_get(r.json, "recovery_codes"), 0)));
	expect(&r, 200);
	r = ask(&b, "GET", "/api/v1/people", NULL);
	expect(&r, 200);

	/* elsewhere: without code, with a used code, with the next one */
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD "\"}");
	r = ask(&other, "POST", "/api/v1/session", body);
	assert_non_null(strstr(r.body, "\"field\":\"code\""));
	expect(&r, 401);
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD
		"\",\"code\":\"%s\",\"remember\":true}",
		recovery);
	assert_int_equal(sign_in(&other, body), 201);
	r = ask(&other, "GET", "/api/v1/people", NULL);
	expect(&r, 200);
	b = (struct browser){ 0 };
	assert_int_equal(sign_in(&b, body), 401); /* a recovery code works once */
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD
		"\",\"code\":\"%s\"}",
		code_of(secret, 1));
	assert_int_equal(sign_in(&b, body), 201);

	/* the remembered browser needs no code */
	(void)snprintf(body, sizeof body,
		"{\"username\":\"coordinator\",\"password\":\"" PASSWORD "\"}");
	other.session[0] = '\0';
	assert_int_equal(sign_in(&other, body), 201);
	r = ask(&other, "GET", "/api/v1/people", NULL);
	expect(&r, 200);
}

/* A new password ends the other sessions; a changed account signs in anew. */
static void changes_end_sessions(void **state)
{
	struct browser one = { 0 }, two = { 0 };
	char path[80], body[200];
	struct reply r;
	int64_t id = make_account("lezer", "auditor");

	(void)state;
	(void)snprintf(body, sizeof body,
		"{\"username\":\"lezer\",\"password\":\"" PASSWORD "\"}");
	assert_int_equal(sign_in(&one, body), 201);
	assert_int_equal(sign_in(&two, body), 201);
	r = ask(&one, "POST", "/api/v1/me/password",
		"{\"current\":\"niet dit maar lang\",\"password\":\"nog een beter "
		"woord\"}");
	expect(&r, 422);
	r = ask(&one, "POST", "/api/v1/me/password",
		"{\"current\":\"" PASSWORD "\",\"password\":\"kort\"}");
	expect(&r, 422);
	r = ask(&one, "POST", "/api/v1/me/password",
		"{\"current\":\"" PASSWORD "\",\"password\":\"nog een beter woord\"}");
	expect(&r, 204);
	r = ask(&one, "GET", "/api/v1/session", NULL);
	expect(&r, 200);
	r = ask(&two, "GET", "/api/v1/session", NULL);
	expect(&r, 401);
	assert_int_equal(sign_in(&two, body), 401);
	(void)snprintf(path, sizeof path, "/api/v1/accounts/%" PRId64, id);
	r = service_call(&service, service.token[ROLE_ADMINISTRATOR], "PATCH", path,
		"{\"active\":false}", NULL);
	assert_null(strstr(r.body, "argon2"));
	expect(&r, 200);
	r = ask(&one, "GET", "/api/v1/session", NULL);
	expect(&r, 401);
	(void)snprintf(body, sizeof body,
		"{\"username\":\"lezer\",\"password\":\"nog een beter woord\"}");
	assert_int_equal(sign_in(&one, body), 401);
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
		cmocka_unit_test(guessing_is_slowed_down),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
