/* SPDX-License-Identifier: EUPL-1.2 */
/* Live events over real sockets: in order, without loss, also after a pause. */
#include "tests/support/live.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

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

/* Makes an absence, which is an event. */
static void happen(const struct service *s, int day)
{
	char body[160];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"person_id\":1,\"from\":\"2030-01-01T00:00:%02dZ\","
		"\"until\":\"2030-03-01T00:00:00Z\"}",
		day);
	r = service_post(s, ROLE_COORDINATOR, "/api/v1/absences", body);
	if (r.status != 201)
		fail_msg("%ld %s", r.status, r.body);
	reply_free(&r);
}

static int64_t last_id(const char *bytes)
{
	int64_t last = -1;

	for (const char *p = bytes; (p = strstr(p, "\nid: ")) != NULL; p++) {
		int64_t id = strtoll(p + 5, NULL, 10);

		assert_true(id > last);
		last = id;
	}
	return last;
}

static size_t count(const char *bytes, const char *what)
{
	size_t n = 0;

	for (const char *p = bytes; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

/* An event that is committed comes at once, with its number, kind and data. */
static void events_come(void **state)
{
	struct service *s = *state;
	struct live *l = live_open(s, "", "");

	live_wait(l, ": still here\nevent: alive\ndata: {}\n\n"); /* without an id */
	assert_non_null(strstr(l->bytes, "Content-Type: text/event-stream"));
	happen(s, 1);
	live_wait(l, "event: absence\ndata: {\"seq\":");
	live_wait(l, "\"actor\":\"token:coordinator\"");
	live_close(l);
}

/* With Last-Event-ID all that was missed comes, once and in order, and then the rest.
 */
static void nothing_is_lost(void **state)
{
	struct service *s = *state;
	struct live *l = live_open(s, "", "");
	char header[64];
	int64_t last;

	live_wait(l, ": still here");
	happen(s, 2);
	live_wait(l, "\"absence_id\":2");
	last = last_id(l->bytes);
	live_close(l);
	for (int i = 3; i < 33; i++)
		happen(s, i);
	(void)snprintf(
		header, sizeof header, "Last-Event-ID: %lld\r\n", (long long)last);
	l = live_open(s, "", header);
	live_wait(l, "\"absence_id\":32");
	happen(s, 33);
	live_wait(l, "\"absence_id\":33");
	assert_int_equal(count(l->bytes, "event: absence"), 31);
	assert_int_equal(last_id(l->bytes), last + 31);
	live_close(l);
}

/* A stream of one call-out does not show what is of others. */
static void streams_can_be_narrowed(void **state)
{
	struct service *s = *state;
	struct live *all = live_open(s, "", ""),
		    *one = live_open(s, "?callout_id=7&after=0", "");

	live_wait(all, ": still here");
	live_wait(one, ": still here");
	happen(s, 40);
	live_wait(all, "\"absence_id\":34");
	assert_int_equal(count(one->bytes, "id:"), 0);
	assert_int_equal(
		count(one->bytes, "event:"), count(one->bytes, "event: alive"));
	live_close(all);
	live_close(one);
}

/* What is asked wrongly is refused in the usual way. */
static void wrong_questions_are_refused(void **state)
{
	struct service *s = *state;
	const char *bad[] = { "Last-Event-ID: x", NULL };
	struct reply r = service_call(
		s, s->token[ROLE_AUDITOR], "GET", "/api/v1/events", NULL, bad);

	assert_int_equal(r.status, 400);
	reply_free(&r);
	r = service_get(s, ROLE_MEMBER, "/api/v1/events");
	assert_int_equal(r.status, 403);
	reply_free(&r);
	r = service_get(s, ROLE_AUDITOR, "/api/v1/events?callout_id=x");
	assert_int_equal(r.status, 422);
	reply_free(&r);
}

/* Hundreds of streams each get every event, and the service stops with them open. */
static void many_streams_hear_the_same(void **state)
{
	enum { STREAMS = 300 };
	struct service *s = *state;
	static int fds[STREAMS];
	struct rlimit files = { 1024, 4096 };
	char bytes[4096];

	(void)setrlimit(RLIMIT_NOFILE, &files);
	for (int i = 0; i < STREAMS; i++) {
		fds[i] = raw_connect(s->port);
		live_ask(fds[i], s, "", "");
	}
	for (int i = 0; i < STREAMS; i++) {
		ssize_t n = recv(fds[i], bytes, sizeof bytes, MSG_PEEK);

		assert_true(n > 0);
	}
	happen(s, 50);
	for (int i = 0; i < STREAMS; i++) {
		size_t len = 0;

		bytes[0] = '\0';
		while (strstr(bytes, "\"absence_id\":35") == NULL) {
			ssize_t n =
				recv(fds[i], bytes + len, sizeof bytes - 1 - len, 0);

			assert_true(n > 0);
			len += (size_t)n;
			bytes[len] = '\0';
		}
	}
	service_stop(s);
	for (int i = 0; i < STREAMS; i++)
		(void)close(fds[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_come),
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(streams_can_be_narrowed),
		cmocka_unit_test(wrong_questions_are_refused),
		cmocka_unit_test(many_streams_hear_the_same),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
