/* SPDX-License-Identifier: EUPL-1.2 */
/* Guessing passwords many at a time: the throttle counts those that came together as it
 * counts those that came one after the other, and who knows the password does not wait
 * behind a stranger's attempts; codes of the second factor are counted as passwords
 * are. (Red when what waits for its turn is not asked again, and when turns go by order
 * alone.) */
#include "tests/support/browser.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What is free of waiting: 4 for one account, 20 from one address; two more may be
 * running when the last of them turns out wrong. */
enum {
	AT_ONCE = 80,
	FREE = 4,
	FREE_ADDRESS = 20,
	RUNNING = 2,
	WAIT_MS = 60000,
	CODES_FREE = 10,
	QUEUE = 4
};

static struct service service;

static const char settings[] = "proxies = 127.0.0.1\n[gateway sim]\nkind = simulator\n";

static int start(void **state)
{
	memset(&service, 0, sizeof service);
	service_prepare(&service);
	service_start(&service, settings);
	(void)browser_account(&service, "anna", "auditor", "");
	*state = &service;
	return 0;
}

static int stop(void **state)
{
	service_cleanup(*state);
	return 0;
}

static int send_attempt(const char *from, const char *name, const char *password)
{
	char request[512], body[160];
	int fd = raw_connect(service.port), n, len;

	len = snprintf(body, sizeof body, "{\"username\":\"%s\",\"password\":\"%s\"}",
		name, password);
	n = snprintf(request, sizeof request,
		"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nForwarded: for=%s\r\n"
		"Content-Type: application/json\r\nConnection: close\r\n"
		"Content-Length: %d\r\n\r\n%s",
		from, len, body);
	raw_send(fd, request, (size_t)n);
	return fd;
}

/* The status of the answer, which is waited for; closes. */
static int status_of(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char answer[64] = "";
	ssize_t n;

	assert_int_equal(poll(&p, 1, WAIT_MS), 1);
	n = read(fd, answer, sizeof answer - 1);
	assert_true(n > 12);
	(void)close(fd);
	return atoi(answer + strlen("HTTP/1.1 "));
}

static void those_that_come_together_count(void **state)
{
	int fds[AT_ONCE], wrong = 0, slowed = 0;

	(void)state;
	for (int i = 0; i < AT_ONCE; i++)
		fds[i] = send_attempt("192.0.2.1", "anna", "geraden woord hier");
	for (int i = 0; i < AT_ONCE; i++) {
		int status = status_of(fds[i]);

		wrong += status == 401;
		slowed += status == 429;
	}
	assert_int_equal(wrong + slowed, AT_ONCE);
	assert_in_range(wrong, FREE, FREE + RUNNING);
	/* from elsewhere she is not held up by them */
	assert_int_equal(
		status_of(send_attempt("192.0.2.2", "anna", BROWSER_PASSWORD)), 201);
}

static int answered(const int fds[], int n)
{
	int count = 0;

	for (int i = 0; i < n; i++) {
		struct pollfd p = { .fd = fds[i], .events = POLLIN };

		count += poll(&p, 1, 0) == 1;
	}
	return count;
}

static void who_knows_the_password_takes_a_turn(void **state)
{
	int fds[FREE_ADDRESS];
	char name[32];

	(void)state;
	for (int i = 0; i < FREE_ADDRESS; i++) {
		(void)snprintf(name, sizeof name, "somebody-%d", i);
		fds[i] = send_attempt("192.0.2.3", name, "geraden woord hier");
	}
	assert_int_equal(
		status_of(send_attempt("192.0.2.4", "anna", BROWSER_PASSWORD)), 201);
	assert_in_range(answered(fds, FREE_ADDRESS), 0, FREE_ADDRESS / 2);
	for (int i = 0; i < FREE_ADDRESS; i++)
		assert_int_equal(status_of(fds[i]), 401);
}

/* Who asks for a first second factor has no password to be looked at: some time at
 * least, that is done before any of the sign-ins that came earlier. (Red when it takes
 * a turn: then one of them always comes first.) */
static void who_has_nothing_to_hash_takes_no_turn(void **state)
{
	struct browser b = { .service = &service };
	int fds[QUEUE], before = QUEUE;
	char from[32];
	struct reply r;

	(void)state;
	(void)browser_account(&service, "frits", "coordinator", "");
	assert_int_equal(browser_try(&b, "frits", BROWSER_PASSWORD, ""), 201);
	for (int tries = 0; tries < 20 && before > 0; tries++) {
		for (int i = 0; i < QUEUE; i++) {
			(void)snprintf(
				from, sizeof from, "203.0.113.%d", QUEUE * tries + i);
			fds[i] = send_attempt(from, "gast", "geraden woord hier");
		}
		r = browser_ask(&b, "POST", "/api/v1/me/second-factor", "{}");
		before = answered(fds, QUEUE);
		browser_expect(&r, 201);
		for (int i = 0; i < QUEUE; i++)
			(void)status_of(fds[i]);
	}
	assert_int_equal(before, 0);
}

static long from_with_code(const char *from, const char *name, const char *code)
{
	struct browser b = { .service = &service };

	(void)snprintf(b.from, sizeof b.from, "%s", from);
	return browser_try(&b, name, BROWSER_PASSWORD, code);
}

static long with_code(const char *code)
{
	return from_with_code("192.0.2.5", "carla", code);
}

/* Whoever has the password may not try one code after the other: wrong codes count as
 * wrong passwords do. Asking without a code, as every sign-in begins, counts for
 * nothing and forgives nothing. (Red when a right password forgives.) */
static void codes_are_guesses_too(void **state)
{
	struct browser b = { .service = &service };
	char code[16];
	long status = 0;
	int wrong = 0;

	(void)state;
	(void)browser_account(&service, "carla", "coordinator", "");
	assert_int_equal(browser_sign_in(&b, "{\"username\":\"carla\",\"password\":"
					     "\"" BROWSER_PASSWORD "\"}"),
		201);
	browser_confirm_second_factor(&b);
	for (int i = 0; i < FREE - 1; i++)
		assert_int_equal(with_code(""), 401);
	for (int i = 0; i < 4 * FREE && status != 429; i++) {
		(void)snprintf(code, sizeof code, "00000%d", i % 10);
		status = with_code(code);
		wrong += status == 401;
		if (status == 401)
			status = with_code("");
		assert_true(status == 401 || status == 429);
	}
	assert_int_equal(status, 429);
	assert_int_equal(wrong, FREE);
}

/* Wrong codes from ever other addresses until that is slowed down: how many. */
static int guess_codes(const char *name, int network)
{
	char from[32];
	long status = 401;
	int wrong = 0;

	for (int i = 0; i < 4 * CODES_FREE && status != 429; i++) {
		(void)snprintf(from, sizeof from, "198.51.%d.%d", network, i + 1);
		status = from_with_code(from, name, "000000");
		wrong += status == 401;
	}
	assert_int_equal(status, 429);
	return wrong;
}

/* Nor from ever other addresses, nor after a restart. Who comes from where the account
 * signed in before does not wait. (Red when codes are counted per address alone, or in
 * memory alone.) */
static void other_addresses_are_no_way_out(void **state)
{
	struct browser home = { .service = &service };

	(void)state;
	(void)browser_account(&service, "dirk", "coordinator", "");
	assert_int_equal(browser_sign_in(&home, "{\"username\":\"dirk\",\"password\":"
						"\"" BROWSER_PASSWORD "\"}"),
		201);
	browser_confirm_second_factor(&home);
	assert_int_equal(guess_codes("dirk", 100), CODES_FREE);
	assert_int_equal(from_with_code("198.51.100.99", "dirk", "000000"), 429);
	/* home: wrong is wrong, not "later" */
	assert_int_equal(from_with_code("127.0.0.1", "dirk", "000000"), 401);
	service_stop(&service);
	service_start(&service, settings);
	assert_in_range(guess_codes("dirk", 101), 0, CODES_FREE / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_that_come_together_count),
		cmocka_unit_test(who_knows_the_password_takes_a_turn),
		cmocka_unit_test(who_has_nothing_to_hash_takes_no_turn),
		cmocka_unit_test(codes_are_guesses_too),
		cmocka_unit_test(other_addresses_are_no_way_out),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
