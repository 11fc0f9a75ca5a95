/* SPDX-License-Identifier: EUPL-1.2 */
/* Another telephone, and browsers that are remembered: what was stays until what comes
 * has shown itself, and no longer. */
#include "service/accounts/account.h"
#include "tests/support/browser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
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

/* Somebody with a telephone, signed in. */
struct holder {
	struct browser b;
	const char *name;
	char secret[64], recovery[RECOVERY_CODES][32];
};

static struct reply begin(
	struct browser *b, const char *password_or_null, const char *code)
{
	char body[200] = "{}";

	if (password_or_null != NULL)
		(void)snprintf(body, sizeof body,
			"{\"password\":\"%s\",\"code\":\"%s\"}", password_or_null,
			code);
	return browser_ask(b, "POST", "/api/v1/me/second-factor", body);
}

static void keep_secret(struct holder *h, struct reply *r)
{
	(void)snprintf(h->secret, sizeof h->secret, "%s", reply_text(r, "secret"));
	browser_expect(r, 201);
}

static void confirm(struct holder *h)
{
	char body[64];
	struct reply r;

	(void)snprintf(
		body, sizeof body, "{\"code\":\"%s\"}", browser_code(h->secret, 0));
	r = browser_ask(&h->b, "POST", "/api/v1/me/second-factor/confirm", body);
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		(void)snprintf(h->recovery[i], sizeof h->recovery[i], "%s",
			json_string_value(json_array_get(
				json_object_get(r.json, "recovery_codes"), i)));
	browser_expect(&r, 200);
}

static void make(struct holder *h, const char *name)
{
	struct reply r;

	*h = (struct holder){ .b.service = &service, .name = name };
	(void)browser_account(&service, name, "coordinator", "");
	assert_int_equal(browser_try(&h->b, name, PASSWORD, ""), 201);
	r = begin(&h->b, NULL, "");
	keep_secret(h, &r);
	confirm(h);
}

/* From another browser, which is thrown away. */
static long tried(const struct holder *h, const char *code)
{
	struct browser b = { .service = &service };

	return browser_try(&b, h->name, PASSWORD, code);
}

/* Who begins another factor and stops there has the one that was: the password alone is
 * not enough, its codes and recovery codes work. Mutation: let begin write totp and
 * totp_confirmed = 0: fails. */
static void one_that_was_begun_changes_nothing(void **state)
{
	struct holder h;
	struct reply r;

	(void)state;
	make(&h, "halverwege");
	r = begin(&h.b, PASSWORD, h.recovery[0]);
	browser_expect(&r, 201);
	assert_int_equal(tried(&h, ""), 401);
	assert_int_equal(tried(&h, browser_code(h.secret, 1)), 201);
	assert_int_equal(tried(&h, h.recovery[1]), 201);
}

/* Nobody sets up another telephone in a browser that was left open. */
static void the_present_one_is_asked_for(void **state)
{
	struct holder h;
	struct reply r;

	(void)state;
	make(&h, "zonder");
	r = begin(&h.b, NULL, "");
	assert_non_null(strstr(r.body, "\"field\":\"password\""));
	assert_non_null(strstr(r.body, "\"field\":\"code\""));
	browser_expect(&r, 422);
	r = begin(&h.b, "niet dit maar lang", h.recovery[0]);
	assert_non_null(strstr(r.body, "\"field\":\"password\""));
	browser_expect(&r, 422);
	r = begin(&h.b, PASSWORD, "000000");
	assert_non_null(strstr(r.body, "\"field\":\"code\""));
	browser_expect(&r, 422);
	r = begin(&h.b, PASSWORD, h.recovery[0]);
	browser_expect(&r, 201);
}

/* The new telephone takes the place of the old one, with its recovery codes and the
 * browsers that it let in. */
static void the_next_one_takes_its_place(void **state)
{
	struct browser remembered = { .service = &service };
	struct holder h, was;
	struct reply r;
	char body[200];

	(void)state;
	make(&h, "nieuw.toestel");
	(void)snprintf(body, sizeof body,
		"{\"username\":\"%s\",\"password\":\"" PASSWORD
		"\",\"code\":\"%s\",\"remember\":true}",
		h.name, h.recovery[0]);
	assert_int_equal(browser_sign_in(&remembered, body), 201);
	assert_int_equal(browser_try(&remembered, h.name, PASSWORD, ""), 201);
	was = h;
	r = begin(&h.b, PASSWORD, h.recovery[1]);
	keep_secret(&h, &r);
	confirm(&h);
	assert_int_equal(browser_try(&remembered, h.name, PASSWORD, ""), 401);
	assert_int_equal(tried(&h, browser_code(was.secret, 1)), 401);
	assert_int_equal(tried(&h, was.recovery[2]), 401);
	assert_int_equal(tried(&h, browser_code(h.secret, 1)), 201);
	r = browser_ask(&h.b, "POST", "/api/v1/me/second-factor/confirm",
		"{\"code\":\"000000\"}");
	browser_expect(&r, 422);
}

static void remember(struct holder *h, size_t which)
{
	char body[200];

	(void)snprintf(body, sizeof body,
		"{\"username\":\"%s\",\"password\":\"" PASSWORD
		"\",\"code\":\"%s\",\"remember\":true}",
		h->name, h->recovery[which]);
	assert_int_equal(browser_sign_in(&h->b, body), 201);
}

static int64_t first_device(struct browser *b, size_t expected)
{
	struct reply r = browser_ask(b, "GET", "/api/v1/me/devices", NULL);
	const json_t *o = json_array_get(json_object_get(r.json, "items"), 0);
	const int64_t id = json_integer_value(json_object_get(o, "id"));

	assert_int_equal(reply_count(&r), expected);
	if (expected > 0) {
		assert_true(json_is_true(json_object_get(o, "current")));
		assert_non_null(json_string_value(json_object_get(o, "created_at")));
	}
	assert_null(strstr(r.body, "hash"));
	browser_expect(&r, 200);
	return id;
}

static void forget(struct browser *b, int64_t id, long status)
{
	char path[80];
	struct reply r;

	(void)snprintf(path, sizeof path, "/api/v1/me/devices/%" PRId64, id);
	r = browser_ask(b, "DELETE", path, NULL);
	browser_expect(&r, status);
}

/* A remembered browser stands in its owner's list, and in nobody else's; who forgets it
 * is asked for a code there again. */
static void devices_are_listed_and_forgotten(void **state)
{
	struct holder h, other;
	int64_t id;

	(void)state;
	make(&h, "met.apparaat");
	make(&other, "een.ander");
	remember(&h, 0);
	id = first_device(&h.b, 1);
	(void)first_device(&other.b, 0);
	forget(&other.b, id, 404);
	assert_int_equal(browser_try(&h.b, h.name, PASSWORD, ""), 201);
	forget(&h.b, id, 204);
	forget(&h.b, id, 404);
	(void)first_device(&h.b, 0);
	assert_int_equal(browser_try(&h.b, h.name, PASSWORD, ""), 401);
}

/* Of one's own sessions one is the one that asks. */
static void sessions_say_which_is_mine(void **state)
{
	struct holder h;
	struct reply r;
	const json_t *items;

	(void)state;
	make(&h, "twee.keer");
	assert_int_equal(tried(&h, h.recovery[0]), 201);
	r = browser_ask(&h.b, "GET", "/api/v1/me/sessions", NULL);
	items = json_object_get(r.json, "items");
	assert_int_equal(json_array_size(items), 2);
	assert_true(
		json_is_false(json_object_get(json_array_get(items, 0), "current")));
	assert_true(json_is_true(json_object_get(json_array_get(items, 1), "current")));
	browser_expect(&r, 200);
}

/* A new password forgets the browsers that were remembered, and links that would choose
 * another one. Mutation: keep either in account_set_password: fails. */
static void a_new_password_forgets(void **state)
{
	struct holder h;
	struct reply r;
	char path[80], link[80], body[200];

	(void)state;
	make(&h, "nieuw.woord");
	remember(&h, 0);
	assert_int_equal(browser_try(&h.b, h.name, PASSWORD, ""), 201);
	r = service_get(&service, ROLE_ADMINISTRATOR, "/api/v1/accounts?limit=1000");
	(void)snprintf(path, sizeof path, "/api/v1/accounts/%zu/invitation",
		reply_count(&r)); /* it is the last */
	reply_free(&r);
	r = service_post(&service, ROLE_ADMINISTRATOR, path, "{}");
	(void)snprintf(link, sizeof link, "%s", reply_text(&r, "invitation"));
	browser_expect(&r, 201);
	r = browser_ask(&h.b, "POST", "/api/v1/me/password",
		"{\"current\":\"" PASSWORD "\",\"password\":\"nog een beter woord\"}");
	browser_expect(&r, 204);
	assert_int_equal(browser_try(&h.b, h.name, "nog een beter woord", ""), 401);
	(void)snprintf(body, sizeof body,
		"{\"invitation\":\"%s\",\"password\":\"weer een ander woord\"}", link);
	r = service_call(&service, NULL, "POST", "/api/v1/invitation", body, NULL);
	browser_expect(&r, 410);
	assert_int_equal(
		browser_try(&h.b, h.name, "nog een beter woord", h.recovery[1]), 201);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_was_begun_changes_nothing),
		cmocka_unit_test(the_present_one_is_asked_for),
		cmocka_unit_test(the_next_one_takes_its_place),
		cmocka_unit_test(devices_are_listed_and_forgotten),
		cmocka_unit_test(sessions_say_which_is_mine),
		cmocka_unit_test(a_new_password_forgets),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
