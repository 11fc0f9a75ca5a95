/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that are malformed, contradict themselves, or are too large are refused and
 * the connection is closed; after each of them the service still answers. */
#include "tests/support/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { TRIES = 10 };

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

static void still_answers(const struct service *s)
{
	struct reply r = service_call(s, NULL, "GET", "/healthz", NULL, NULL);

	assert_int_equal(r.status, 200);
	reply_free(&r);
}

/* Sends the bytes; they must be answered with one refusal, in the shape that all
 * problems have, and a close. Status 0: any. */
static void refused(const struct service *s, const char *bytes, size_t len, int status)
{
	static char buffer[65536];
	bool closed = false;
	size_t n = 0;
	char line[32];

	/* what is no request at all may, by a hair, be read before it was looked at */
	for (int tries = 0; n == 0 && tries < TRIES; tries++)
		n = raw_exchange(
			s->port, bytes, len, NULL, buffer, sizeof buffer, &closed);
	(void)snprintf(line, sizeof line, "HTTP/1.1 %d", status);
	if (!closed)
		fail_msg("not closed after: %.200s", bytes);
	if (n == 0)
		fail_msg("closed without a word: %.300s", bytes);
	if (status != 0 && strncmp(buffer, line, strlen(line)) != 0)
		fail_msg("%.300s\nfor: %.300s", buffer, bytes);
	if (strncmp(buffer, "HTTP/1.", 7) != 0 || buffer[9] == '2')
		fail_msg("taken: %.300s\nfor: %.300s", buffer, bytes);
	if (strstr(buffer, "Content-Type: application/problem+json\r\n") == NULL
		|| strstr(buffer, "\"detail\":\"") == NULL)
		fail_msg("no problem: %.600s\nfor: %.300s", buffer, bytes);
	assert_null(strstr(buffer + 1, "\nHTTP/1.1 2"));
	still_answers(s);
}

#define GET "GET /healthz HTTP/1.1\r\nHost: x\r\n"
#define POST                                                                           \
	"POST /api/v1/people HTTP/1.1\r\nHost: x\r\nContent-Type: "                    \
	"application/json\r\n"
#define CHUNKED  POST "Transfer-Encoding: chunked\r\n\r\n"
#define SMUGGLED "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

/* Two programs could read these differently: none may. */
static void ambiguous_framing_is_refused(void **state)
{
	static const char *const cases[] = {
		POST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
		POST "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" SMUGGLED,
		POST "Content-Length: 4\r\nTransfer-Encoding: "
		     "chunked\r\n\r\n0\r\n\r\n" SMUGGLED,
		POST "Transfer-Encoding: chunked\r\nContent-Length: "
		     "4\r\n\r\n0\r\n\r\n" SMUGGLED,
		POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: "
		     "identity\r\n\r\n0\r\n\r\n",
		POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" SMUGGLED,
		POST "Content-Length: +2\r\n\r\n{}",
		POST "Content-Length: 0x2\r\n\r\n{}",
		POST "Content-Length: 2,2\r\n\r\n{}",
		POST "Content-Length: \r\n\r\n",
		POST "Content-Length: -1\r\n\r\n",
		POST "Content-Length: 99999999999999999999\r\n\r\n",
		POST "Content-Length : 2\r\n\r\n{}",
		POST "X: y\r\n Content-Length: 5\r\n\r\n",
		("POST /api/v1/people HTTP/1.0\r\nTransfer-Encoding: "
		 "chunked\r\n\r\n0\r\n\r\n"),
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused(*state, cases[i], strlen(cases[i]), 0);
}

/* The ones that must say 400 in clear words. */
static void two_lengths_are_400(void **state)
{
	static const char *const cases[] = {
		POST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
		POST "Content-Length: 4\r\nTransfer-Encoding: "
		     "chunked\r\n\r\n0\r\n\r\n",
		"GET /healthz HTTP/1.1\r\n\r\n",
		"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		GET "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
		"GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused(*state, cases[i], strlen(cases[i]), 400);
}

/* Garbage, other protocols and versions, unknown methods. */
static void garbage_is_refused(void **state)
{
	static const struct {
		const char *bytes;
		int status;
	} cases[] = { { "\r\n\r\n\r\n\r\nx\r\n\r\n", 400 }, { "hello\r\n\r\n", 400 },
		{ "\x16\x03\x01\x02\x7f\x01\xfc\x03\x03\r\n\r\n", 400 },
		{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 }, { "GET\r\n\r\n", 400 },
		{ "GET /healthz\r\n\r\n", 400 }, { " GET / HTTP/1.1\r\n\r\n", 400 },
		{ "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n", 505 },
		{ "GET /healthz FTP\r\nHost: x\r\n\r\n", 400 },
		{ "BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 501 },
		{ "GET /heal thz HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ GET "no colon here\r\n\r\n", 400 }, { GET "na me: x\r\n\r\n", 400 },
		{ GET "X: a\x01z\r\n\r\n", 400 },
		{ "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", 501 },
		{ "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ CHUNKED "zz\r\n\r\n", 400 }, { CHUNKED "2\r\nabc\r\n0\r\n\r\n", 400 },
		{ CHUNKED "ffffffffffffffffff\r\n\r\n", 413 } };
	static const char nul[] = "GET /\0healthz HTTP/1.1\r\nHost: x\r\n\r\n";

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused(*state, cases[i].bytes, strlen(cases[i].bytes),
			cases[i].status);
	refused(*state, nul, sizeof nul - 1, 400);
}

/* Headers beyond the pool of a connection are refused. */
static void huge_headers_are_refused(void **state)
{
	size_t n = 40000;
	char *bytes = malloc(n + 200);
	int len = snprintf(bytes, 200, GET "X: ");

	memset(bytes + len, 'a', n);
	(void)snprintf(bytes + len + n, 10, "\r\n\r\n");
	refused(*state, bytes, (size_t)len + n + 4, 431);
	len = snprintf(bytes, 200, "GET /");
	memset(bytes + len, 'a', n);
	(void)snprintf(bytes + len + n, 100, " HTTP/1.1\r\nHost: x\r\n\r\n");
	refused(*state, bytes, strlen(bytes), 414);
	free(bytes);
}

/* A body that says it is larger than 1 MiB is refused before it is sent; one that is
 * larger without saying so is read no further than four times that. */
static void huge_bodies_are_refused(void **state)
{
	struct service *s = *state;
	static char chunk[65536 + 16], buffer[4096];
	const char *head = POST "Content-Length: 1048577\r\n\r\n";
	size_t len;
	int fd;

	refused(s, head, strlen(head), 413);
	head = POST "Transfer-Encoding: chunked\r\n\r\n";
	fd = raw_connect(s->port);
	raw_send(fd, head, strlen(head));
	len = (size_t)snprintf(chunk, sizeof chunk, "10000\r\n");
	memset(chunk + len, ' ', 65536);
	memcpy(chunk + len + 65536, "\r\n", 2);
	for (int i = 0; i < 20; i++)
		raw_send(fd, chunk, len + 65538);
	raw_send(fd, "0\r\n\r\n", 5);
	assert_true(read(fd, buffer, sizeof buffer - 1) > 12);
	assert_int_equal(strncmp(buffer, "HTTP/1.1 413", 12), 0);
	(void)close(fd);
	fd = raw_connect(s->port);
	raw_send(fd, head, strlen(head));
	for (int i = 0; i < 200; i++)
		raw_send(fd, chunk, len + 65538);
	(void)close(fd);
	still_answers(s);
}

/* Strangers may send 64 KiB, who brings a key of whatever kind 1 MiB, but not to where
 * strangers may post. Mutation: one limit for all. */
static void strangers_may_send_little(void **state)
{
	static char body[70001];
	static const char *const heads[] = {
		POST "Content-Length: 70000\r\n\r\n",
		"POST /a/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: x\r\nCookie: "
		"session=x\r\nContent-Length: 70000\r\n\r\n",
		"POST /api/v1/people HTTP/1.1\r\nHost: x\r\nContent-Length: "
		"70000\r\n\r\n",
	};
	struct service *s = *state;
	struct reply r;

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		refused(s, heads[i], strlen(heads[i]), 413);
	memset(body, ' ', sizeof body - 1);
	memcpy(body, "{}", 2);
	r = service_expect(
		s, s->token[ROLE_COORDINATOR], "POST", "/api/v1/people", body, 422);
	reply_free(&r);
}

/* A chunk extension that never ends does not hold the core: others are answered. */
static void endless_extension_is_survived(void **state)
{
	struct service *s = *state;
	const char *head = POST "Transfer-Encoding: chunked\r\n\r\n1;";
	static char more[8192];
	int fd = raw_connect(s->port);

	memset(more, 'x', sizeof more);
	raw_send(fd, head, strlen(head));
	raw_send(fd, more, sizeof more);
	raw_send(fd, more, sizeof more);
	raw_send(fd, more, sizeof more);
	for (int i = 0; i < 20; i++)
		still_answers(s);
	(void)close(fd);
	still_answers(s);
}

/* Requests behind one another in one packet are answered in order. */
static void pipelining_works(void **state)
{
	struct service *s = *state;
	static char buffer[16384];
	bool closed;
	const char *bytes = GET "\r\n" GET "\r\n"
				"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: "
				"close\r\n\r\n";
	size_t n = raw_exchange(
		s->port, bytes, strlen(bytes), NULL, buffer, sizeof buffer, &closed);
	int answers = 0;

	assert_true(n > 0 && closed);
	for (const char *p = buffer; (p = strstr(p, "HTTP/1.1 200")) != NULL; p++)
		answers++;
	assert_int_equal(answers, 3);
}

/* Clients that leave before the answer do no harm. */
static void clients_may_leave(void **state)
{
	struct service *s = *state;
	const char *bytes = "GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n";

	for (int i = 0; i < 50; i++) {
		int fd = raw_connect(s->port);

		raw_send(fd, i % 2 ? bytes : POST "Content-Length: 9\r\n\r\n{",
			i % 3 ? strlen(bytes) : 20);
		(void)close(fd);
	}
	still_answers(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ambiguous_framing_is_refused),
		cmocka_unit_test(two_lengths_are_400),
		cmocka_unit_test(garbage_is_refused),
		cmocka_unit_test(huge_headers_are_refused),
		cmocka_unit_test(huge_bodies_are_refused),
		cmocka_unit_test(strangers_may_send_little),
		cmocka_unit_test(endless_extension_is_survived),
		cmocka_unit_test(pipelining_works),
		cmocka_unit_test(clients_may_leave),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
