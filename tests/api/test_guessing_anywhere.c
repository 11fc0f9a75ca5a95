/* SPDX-License-Identifier: EUPL-1.2 */
/* A password guessed from ever other addresses: after twenty wrong ones for an account
 * it is slowed down, whether the account exists or not, and whether the password is
 * right or not. Who belongs there gets in all the same: from where the account signed
 * in, with a remembered device, with a code of the second factor, with a link by mail,
 * and with the break-glass account. A restart changes nothing of that. */
#include "tests/support/browser.h"
#include "tests/support/file_search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FREE = 20 };

#define WRONG "geraden woord hier"

static struct service service;

static const char settings[] = "proxies = 127.0.0.1\n[gateway sim]\nkind = simulator\n";

static int start(void **state)
{
	memset(&service, 0, sizeof service);
	service_prepare(&service);
	service_start(&service, settings);
	*state = &service;
	return 0;
}

static int stop(void **state)
{
	service_cleanup(*state);
	return 0;
}

static struct browser at(const char *from)
{
	struct browser b = { .service = &service };

	(void)snprintf(b.from, sizeof b.from, "%s", from);
	return b;
}

/* An address that was not seen before. */
static struct browser elsewhere(void)
{
	static int n;
	struct browser b = { .service = &service };

	n++;
	(void)snprintf(b.from, sizeof b.from, "198.51.%d.%d", n / 200, n % 200 + 1);
	return b;
}

static long from_elsewhere(const char *name, const char *password, const char *code)
{
	struct browser b = elsewhere();

	return browser_try(&b, name, password, code);
}

/* Wrong ones from ever other addresses until that is slowed down, for a minute at
 * least; how many were looked at. */
static int guess(const char *name)
{
	int wrong = 0;

	for (long status = 401; wrong <= 2 * FREE; wrong++) {
		status = from_elsewhere(name, WRONG, "");
		if (status == 429)
			return wrong;
		assert_int_equal(status, 401);
	}
	return wrong;
}

/* The whole answer to a name and a password, without what is different each time; the
 * caller frees. */
static char *answer_to(const char *name, const char *password)
{
	struct browser b = elsewhere();
	char body[200], *text = malloc(1000), *number, *rest;
	struct reply r;

	(void)snprintf(body, sizeof body, "{\"username\":\"%s\",\"password\":\"%s\"}",
		name, password);
	r = browser_ask(&b, "POST", "/api/v1/session", body);
	assert_int_equal(r.status, 429);
	assert_in_range(atoi(reply_header(&r, "Retry-After")), 1, 300);
	assert_non_null(text);
	(void)snprintf(text, 1000, "%s", r.body);
	number = strstr(text, "try again in ") + strlen("try again in ");
	rest = number + strspn(number, "0123456789");
	memmove(number, rest, strlen(rest) + 1); /* how long differs */
	reply_free(&r);
	return text;
}

/* Nobody learns which names there are, nor that the password was found. (Red when only
 * accounts that exist are counted, and when a right password is answered otherwise.) */
static void all_get_the_same_answer(void **state)
{
	char *answers[3];

	(void)state;
	(void)browser_account(&service, "anna", "auditor", "");
	assert_int_equal(guess("anna"), FREE);
	answers[0] = answer_to("anna", WRONG);
	answers[1] = answer_to("anna", BROWSER_PASSWORD);
	assert_int_equal(guess("niemand"), FREE);
	answers[2] = answer_to("niemand", WRONG);
	assert_string_equal(answers[0], answers[1]);
	assert_string_equal(answers[0], answers[2]);
	assert_non_null(strstr(answers[0], "code of the second factor"));
	for (size_t i = 0; i < 3; i++)
		free(answers[i]);
	/* where she chose her password nobody waits */
	assert_int_equal(browser_try(&(struct browser){ .service = &service }, "anna",
				 WRONG, ""),
		401);
	assert_int_equal(browser_try(&(struct browser){ .service = &service }, "anna",
				 BROWSER_PASSWORD, ""),
		201);
}

/* Nor is the present password guessed with a session that was stolen, from ever other
 * addresses: that counts like signing in, and a right one waits too. (Red when nobody
 * counts them for the account.) */
static void a_stolen_session_guesses_no_password(void **state)
{
	struct browser thief = { .service = &service };
	int tries = 0;
	struct reply r;

	(void)state;
	(void)browser_account(&service, "frank", "auditor", "");
	assert_int_equal(browser_try(&thief, "frank", BROWSER_PASSWORD, ""), 201);
	for (;; tries++) {
		(void)snprintf(thief.from, sizeof thief.from, "%s", elsewhere().from);
		r = browser_ask(&thief, "POST", "/api/v1/me/password",
			"{\"current\":\"" WRONG "\",\"password\":\"een nieuwe lange "
			"zin\"}");
		if (r.status != 422 || tries > FREE)
			break;
		reply_free(&r);
	}
	browser_expect(&r, 429);
	assert_int_equal(tries, FREE);
	r = browser_ask(&thief, "POST", "/api/v1/me/password",
		"{\"current\":\"" BROWSER_PASSWORD
		"\",\"password\":\"een nieuwe lange zin\"}");
	assert_in_range(atoi(reply_header(&r, "Retry-After")), 1, 300);
	browser_expect(&r, 429);
	assert_int_equal(from_elsewhere("frank", BROWSER_PASSWORD, ""), 429);
}

/* Right and wrong count the same for the address, so that the next answer does not tell
 * either. (Red when what is slowed down counts only when it is wrong.) */
static void the_next_answer_tells_nothing_either(void **state)
{
	const char *passwords[] = { WRONG, BROWSER_PASSWORD };

	(void)state;
	(void)browser_account(&service, "bert", "auditor", "");
	for (size_t i = 0; i < 2; i++) {
		struct browser b = at(i == 0 ? "203.0.113.1" : "203.0.113.2");
		struct reply r = { 0 };
		char body[160];

		(void)guess("bert"); /* again, where the machine is slow */
		(void)snprintf(body, sizeof body,
			"{\"username\":\"bert\",\"password\":\"%s\"}", passwords[i]);
		for (int n = 0; n < 5; n++) {
			r = browser_ask(&b, "POST", "/api/v1/session", body);
			assert_int_equal(r.status, 429);
			if (n < 4)
				reply_free(&r);
		}
		/* the fifth waits for the four before: not even looked at */
		assert_null(strstr(r.body, "code of the second factor"));
		reply_free(&r);
	}
}

static void who_shows_more_gets_in(void **state)
{
	struct browser home = { .service = &service }, telephone = elsewhere(), other;
	char body[200], secret[80];
	struct reply r;

	(void)state;
	(void)browser_account(&service, "carla", "coordinator", "");
	assert_int_equal(browser_try(&home, "carla", BROWSER_PASSWORD, ""), 201);
	r = browser_ask(&home, "POST", "/api/v1/me/second-factor", "{}");
	(void)snprintf(secret, sizeof secret, "%s", reply_text(&r, "secret"));
	browser_expect(&r, 201);
	(void)snprintf(
		body, sizeof body, "{\"code\":\"%s\"}", browser_code(secret, -1));
	r = browser_ask(&home, "POST", "/api/v1/me/second-factor/confirm", body);
	browser_expect(&r, 200);
	(void)snprintf(body, sizeof body,
		"{\"username\":\"carla\",\"password\":\"" BROWSER_PASSWORD
		"\",\"code\":\"%s\",\"remember\":true}",
		browser_code(secret, 0));
	assert_int_equal(browser_sign_in(&telephone, body), 201);

	assert_int_equal(guess("carla"), FREE);
	/* a remembered device, from another address than before */
	other = elsewhere();
	(void)snprintf(other.device, sizeof other.device, "%s", telephone.device);
	assert_int_equal(browser_try(&other, "carla", BROWSER_PASSWORD, ""), 201);
	/* no device, a new address: the code */
	(void)guess("carla");
	assert_int_equal(from_elsewhere("carla", BROWSER_PASSWORD, ""), 429);
	assert_int_equal(from_elsewhere("carla", BROWSER_PASSWORD, "000000"), 429);
	assert_int_equal(from_elsewhere("carla", WRONG, browser_code(secret, 1)), 429);
	assert_int_equal(
		from_elsewhere("carla", BROWSER_PASSWORD, browser_code(secret, 1)),
		201);
}

static void break_glass_gets_in(void **state)
{
	(void)state;
	(void)browser_account(
		&service, "kluis", "administrator", ",\"break_glass\":true");
	assert_int_equal(guess("kluis"), FREE);
	free(answer_to("kluis", WRONG)); /* as everybody */
	assert_int_equal(from_elsewhere("kluis", BROWSER_PASSWORD, ""), 201);
}

/* A power cut forgives none of those that were guessed above, known or not; and the
 * database does not say that somebody tried a name that nobody has. (Red when the
 * counts are in memory alone.) */
static void a_restart_forgives_nobody(void **state)
{
	(void)state;
	service_kill(&service);
	assert_false(database_holds(service.t.file, "niemand"));
	service_start(&service, settings);
	/* one where its time had come meanwhile */
	assert_in_range(guess("anna"), 0, 2);
	assert_in_range(guess("niemand"), 0, 2);
	assert_int_equal(from_elsewhere("nieuw", WRONG, ""), 401);
}

/* Addresses of one household count as one. (Red when IPv6 is counted whole.) */
static void a_household_is_one_address(void **state)
{
	long status = 401;
	int wrong = 0;

	(void)state;
	for (int i = 1; i < 9 && status != 429; i++) {
		struct browser b = { .service = &service };

		(void)snprintf(b.from, sizeof b.from, "\"[2001:db8:0:7::%x]\"", 7 * i);
		status = browser_try(&b, "dirk", WRONG, "");
		wrong += status == 401;
	}
	assert_int_equal(status, 429);
	assert_int_equal(wrong, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_get_the_same_answer),
		cmocka_unit_test(a_stolen_session_guesses_no_password),
		cmocka_unit_test(the_next_answer_tells_nothing_either),
		cmocka_unit_test(who_shows_more_gets_in),
		cmocka_unit_test(break_glass_gets_in),
		cmocka_unit_test(a_restart_forgives_nobody),
		cmocka_unit_test(a_household_is_one_address),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
