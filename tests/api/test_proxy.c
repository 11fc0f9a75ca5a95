/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a request comes from: the header Forwarded of a proxy that is trusted, in the
 * audit log and when guessing is slowed down; and how many connections one address may
 * have. */
#include "tests/support/service.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

enum { LIMIT = 20 };

static int start_with(void **state, const char *lines)
{
	static struct service s;
	char config[400];

	(void)snprintf(config, sizeof config,
		"%s[gateway sim]\nkind = simulator\nseed = 1\nchannel = sms\n", lines);
	memset(&s, 0, sizeof s);
	service_prepare(&s);
	service_start(&s, config);
	*state = &s;
	return 0;
}

static int trusting(void **state)
{
	return start_with(state, "proxies = 127.0.0.1 10.0.0.0/8\n"
				 "connections_per_address = 20\n");
}

static int not_trusting(void **state)
{
	return start_with(
		state, "proxies = 10.0.0.0/8\nconnections_per_address = 20\n");
}

static int stop(void **state)
{
	service_cleanup(*state);
	return 0;
}

/* A refusal goes into the audit log; from where it says the member came. */
static char *origin_of(const struct service *s, const char *header)
{
	const char *const headers[] = { header, NULL };
	struct reply r = service_call(s, s->member, "GET", "/api/v1/audit", NULL,
		header != NULL ? headers : NULL);
	const json_t *items, *last = NULL;
	char *origin;

	if (r.status != 403)
		fail_msg("%s: %ld %s", header, r.status, r.body);
	reply_free(&r);
	r = service_get(s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	items = json_object_get(r.json, "items");
	for (size_t n = json_array_size(items); last == NULL && n > 0; n--) {
		const json_t *o = json_array_get(items, n - 1);

		if (strcmp(json_string_value(json_object_get(o, "action")), "request")
			== 0)
			last = o;
	}
	assert_non_null(last);
	origin = strdup(json_string_value(json_object_get(last, "origin")));
	reply_free(&r);
	return origin;
}

static void expect_origin(
	const struct service *s, const char *header, const char *expected)
{
	char *origin = origin_of(s, header);

	assert_string_equal(origin, expected);
	free(origin);
}

/* The audit log names the address that the proxy saw, not what the client said. */
static void the_audit_log_names_the_client(void **state)
{
	const struct service *s = *state;

	expect_origin(s, "Forwarded: for=192.0.2.7;proto=https", "192.0.2.7");
	expect_origin(s, "Forwarded: for=\"[2001:db8::7]:443\"", "2001:db8::7");
	expect_origin(
		s, "Forwarded: for=6.6.6.6, for=192.0.2.8, for=10.1.1.1", "192.0.2.8");
	expect_origin(s, "Forwarded: for=unknown", "127.0.0.1");
	expect_origin(s, "X-Forwarded-For: 192.0.2.9", "127.0.0.1");
	expect_origin(s, NULL, "127.0.0.1");
}

/* From others the header counts for nothing, whatever stands in it. */
static void others_are_not_believed(void **state)
{
	const struct service *s = *state;

	expect_origin(s, "Forwarded: for=192.0.2.7", "127.0.0.1");
	expect_origin(s, "Forwarded: for=<script>", "127.0.0.1");
}

/* A proxy that passes on what it should not is not guessed at. */
static void hostile_values_are_refused(void **state)
{
	const struct service *s = *state;
	const char *const values[] = { "Forwarded: for=<script>",
		"Forwarded: for=1.2.3", "Forwarded: for=\"[::1\"",
		"Forwarded: for=1.1.1.1;for=2.2.2.2" };
	const char *const twice[] = { "Forwarded: for=6.6.6.6",
		"Forwarded: for=192.0.2.7", NULL };
	struct reply r;

	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		const char *const one[] = { values[i], NULL };

		r = service_call(s, NULL, "GET", "/healthz", NULL, one);
		assert_int_equal(r.status, 400);
		reply_free(&r);
	}
	r = service_call(s, NULL, "GET", "/healthz", NULL, twice);
	assert_int_equal(r.status, 400);
	reply_free(&r);
}

static long sign_in(const struct service *s, const char *header)
{
	const char *const headers[] = { header, NULL };
	struct reply r = service_call(s, NULL, "POST", "/api/v1/session",
		"{\"username\":\"niemand\",\"password\":\"geraden woord hier\"}",
		headers);
	long status = r.status;

	reply_free(&r);
	return status;
}

/* Who guesses is slowed down where he is; others behind the same proxy are not. */
static void guessing_is_slowed_down_by_client(void **state)
{
	const struct service *s = *state;
	long status = 401;

	for (int i = 0; i < 10 && status == 401; i++)
		status = sign_in(s, "Forwarded: for=192.0.2.66");
	assert_int_equal(status, 429);
	assert_int_equal(sign_in(s, "Forwarded: for=192.0.2.67"), 401);
	/* on a busy machine the wait may be over: the next one is longer. Somebody new
	 * has more tries than these. */
	status = 401;
	for (int i = 0; i < 3 && status == 401; i++)
		status = sign_in(s, "Forwarded: for=192.0.2.67, for=192.0.2.66");
	assert_int_equal(status, 429);
}

static int dial_from(const struct service *s, const char *address)
{
	struct sockaddr_in from = { .sin_family = AF_INET },
			   to = { .sin_family = AF_INET,
				   .sin_port = htons((uint16_t)s->port) };
	struct timeval limit = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(inet_pton(AF_INET, address, &from.sin_addr), 1);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	assert_int_equal(
		bind(fd, (const struct sockaddr *)(const void *)&from, sizeof from), 0);
	assert_int_equal(
		connect(fd, (const struct sockaddr *)(const void *)&to, sizeof to), 0);
	return fd;
}

/* One request on a connection that is kept: true when it was answered. */
static bool is_answered(int fd)
{
	static const char request[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
	char answer[2048];
	ssize_t n;

	raw_send(fd, request, sizeof request - 1);
	n = recv(fd, answer, sizeof answer - 1, 0);
	answer[n > 0 ? n : 0] = '\0';
	return strncmp(answer, "HTTP/1.1 200", 12) == 0;
}

/* One address has so many connections and no more; who comes from elsewhere goes on,
 * and a place that is given up can be taken again. */
static void an_address_has_its_share(void **state)
{
	const struct service *s = *state;
	int fd[LIMIT], more;

	for (int i = 0; i < LIMIT; i++) {
		fd[i] = dial_from(s, "127.0.0.9");
		assert_true(is_answered(fd[i]));
	}
	for (int i = 0; i < 3; i++) {
		more = dial_from(s, "127.0.0.9");
		assert_false(is_answered(more));
		(void)close(more);
	}
	more = dial_from(s, "127.0.0.10");
	assert_true(is_answered(more));
	(void)close(more);
	for (int i = 0; i < LIMIT; i++)
		assert_true(is_answered(fd[i]));
	(void)shutdown(fd[0], SHUT_WR);
	while (recv(fd[0], &more, sizeof more, 0) > 0) /* until it is gone there too */
		;
	(void)close(fd[0]);
	fd[0] = dial_from(s, "127.0.0.9");
	assert_true(is_answered(fd[0]));
	for (int i = 0; i < LIMIT; i++)
		(void)close(fd[i]);
}

/* A proxy brings everybody: it has no such limit. */
static void proxies_have_no_limit(void **state)
{
	const struct service *s = *state;
	int fd[LIMIT + 5];

	for (int i = 0; i < LIMIT + 5; i++) {
		fd[i] = dial_from(s, "127.0.0.1");
		assert_true(is_answered(fd[i]));
	}
	for (int i = 0; i < LIMIT + 5; i++)
		(void)close(fd[i]);
}

int main(void)
{
	const struct CMUnitTest trusted[] = {
		cmocka_unit_test(the_audit_log_names_the_client),
		cmocka_unit_test(hostile_values_are_refused),
		cmocka_unit_test(guessing_is_slowed_down_by_client),
		cmocka_unit_test(proxies_have_no_limit),
	};
	const struct CMUnitTest others[] = {
		cmocka_unit_test(others_are_not_believed),
		cmocka_unit_test(an_address_has_its_share),
	};

	return cmocka_run_group_tests(trusted, trusting, stop)
	       + cmocka_run_group_tests(others, not_trusting, stop);
}
