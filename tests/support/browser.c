/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/browser.h"

#include <liboath/oath.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

void browser_expect(struct reply *r, long status)
{
	if (r->status != status)
		fail_msg("%ld instead of %ld: %s", r->status, status, r->body);
	reply_free(r);
}

/* Keeps the cookies of a reply, which come in any order. */
void browser_keep(struct browser *b, const struct reply *r)
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

struct reply browser_ask(
	struct browser *b, const char *method, const char *path, const char *body)
{
	char cookie[600], csrf[100], forwarded[64];
	const char *headers[] = { cookie, csrf, NULL, NULL };
	struct reply r;

	(void)snprintf(cookie, sizeof cookie, "Cookie: %s; %s", b->device, b->session);
	(void)snprintf(csrf, sizeof csrf, "X-CSRF-Token: %s", b->csrf);
	(void)snprintf(forwarded, sizeof forwarded, "Forwarded: for=%s", b->from);
	if (b->from[0] != '\0')
		headers[2] = forwarded;
	r = service_call(b->service, NULL, method, path, body, headers);
	browser_keep(b, &r);
	return r;
}

long browser_sign_in(struct browser *b, const char *body)
{
	struct reply r = browser_ask(b, "POST", "/api/v1/session", body);
	long status = r.status;

	if (status == 201) {
		assert_non_null(strstr(r.headers, "HttpOnly"));
		assert_non_null(strstr(r.headers, "SameSite=Strict"));
		(void)snprintf(b->csrf, sizeof b->csrf, "%s", reply_text(&r, "csrf"));
	}
	reply_free(&r);
	return status;
}

long browser_try(
	struct browser *b, const char *name, const char *password, const char *code)
{
	const bool with = code[0] != '\0';
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"username\":\"%s\",\"password\":\"%s\"%s%s%s}", name, password,
		with ? ",\"code\":\"" : "", code, with ? "\"" : "");
	return browser_sign_in(b, body);
}

/* An administrator makes an account and invites; the person sets a password. */
int64_t browser_account(
	const struct service *s, const char *name, const char *role, const char *more)
{
	struct reply r;
	char body[256], path[80], invitation[80];
	int64_t id;

	(void)snprintf(body, sizeof body, "{\"name\":\"%s\",\"role\":\"%s\"%s}", name,
		role, more);
	r = service_post(s, ROLE_ADMINISTRATOR, "/api/v1/accounts", body);
	id = reply_int(&r, "id");
	browser_expect(&r, 201);
	(void)snprintf(
		path, sizeof path, "/api/v1/accounts/%" PRId64 "/invitation", id);
	r = service_post(s, ROLE_ADMINISTRATOR, path, "{}");
	(void)snprintf(
		invitation, sizeof invitation, "%s", reply_text(&r, "invitation"));
	browser_expect(&r, 201);
	(void)snprintf(body, sizeof body,
		"{\"invitation\":\"%s\",\"password\":\"" BROWSER_PASSWORD "\"}",
		invitation);
	r = service_call(s, NULL, "POST", "/api/v1/invitation", body, NULL);
	browser_expect(&r, 204);
	r = service_call(s, NULL, "POST", "/api/v1/invitation", body, NULL);
	browser_expect(&r, 410);
	return id;
}

const char *browser_code(const char *secret, int later)
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

void browser_confirm_second_factor(struct browser *b)
{
	struct reply r = browser_ask(b, "POST", "/api/v1/me/second-factor", "{}");
	char body[64];

	(void)snprintf(body, sizeof body, "{\"code\":\"%s\"}",
		browser_code(reply_text(&r, "secret"), 0));
	browser_expect(&r, 201);
	r = browser_ask(b, "POST", "/api/v1/me/second-factor/confirm", body);
	browser_expect(&r, 200);
}
