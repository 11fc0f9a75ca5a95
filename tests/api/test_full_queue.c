/* SPDX-License-Identifier: EUPL-1.2 */
/* More changes than the store can keep waiting: each is either done or refused with 503
 * and a moment to come back; calls keep their own room. */
#include "tests/support/call_service.h"

#include <poll.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

/* The queue holds 2,000 changes besides the 512 that one transaction has taken. */
enum { WRITERS = 2600, ROOM = 2512, PATIENCE_MS = 60000 };

static int setup(void **state)
{
	static struct call_service w;
	struct rlimit files;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	if (files.rlim_cur < 2 * WRITERS) {
		files.rlim_cur = 2 * WRITERS;
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	}
	call_service_open(&w, 0);
	(void)snprintf(w.gateways, sizeof w.gateways,
		"connections_per_address = 0\n[gateway sms]\nkind = http-sms\nurl = "
		"http://127.0.0.1:%d/\nsecret = %s\n",
		sms_sink_port(w.sink), call_service_secret);
	(void)snprintf(w.s.log, sizeof w.s.log, "%s/log", w.s.t.folder);
	call_service_restart(&w);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	struct call_service *w = *state;

	(void)unlink(w->s.log);
	call_service_close(w);
	return 0;
}

/* Nobody else can write until it is let go. */
static sqlite3 *hold(const char *file)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_busy_timeout(db, PATIENCE_MS), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static void let_go(sqlite3 *db)
{
	assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static size_t municipalities(const char *file)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	size_t n;

	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(
				 db, "SELECT count(*) FROM municipality", -1, &s, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = (size_t)sqlite3_column_int(s, 0);
	(void)sqlite3_finalize(s);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return n;
}

static int post(const struct call_service *w, const char *path, const char *body)
{
	char request[512];
	int fd = raw_connect(w->s.port), len;

	len = snprintf(request, sizeof request,
		"POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: "
		"Bearer %s\r\nContent-Type: application/json\r\nContent-Length: "
		"%zu\r\nConnection: close\r\n\r\n%s",
		path, w->s.token[ROLE_COORDINATOR], strlen(body), body);
	raw_send(fd, request, (size_t)len);
	return fd;
}

static int ask_for_one(const struct call_service *w, int n)
{
	char body[80];

	(void)snprintf(body, sizeof body,
		"{\"code\":\"M%04d\",\"name\":\"Gemeente %d\"}", n, n);
	return post(w, "/api/v1/municipalities", body);
}

static int start_call(const struct call_service *w)
{
	char body[80];

	(void)snprintf(body, sizeof body, "{\"scenario_id\":%d,\"incident\":\"Brand\"}",
		(int)w->grip);
	return post(w, "/api/v1/callouts", body);
}

/* The status of the reply, once it is there; the reply in `text`. */
static int read_status(int fd, char *text, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t len = 0;
	ssize_t n;

	do {
		assert_true(poll(&p, 1, PATIENCE_MS) == 1);
		n = read(fd, text + len, size - 1 - len);
		assert_true(n >= 0);
		len += (size_t)n;
	} while (n > 0 && len < size - 1);
	text[len] = '\0';
	(void)close(fd);
	assert_memory_equal(text, "HTTP/1.1 ", 9);
	return (int)strtol(text + 9, NULL, 10);
}

/* While nothing can be written, only those that are refused have an answer. */
static void wait_for_refusals(struct pollfd *fds)
{
	int n = 0;

	for (int i = 0; n < WRITERS - ROOM && i < PATIENCE_MS / 100; i++) {
		n = poll(fds, WRITERS, 100);
		assert_true(n >= 0);
	}
	assert_true(n >= WRITERS - ROOM);
}

/* The line of the log that tells why has the number that the reply has. Mutation: the
 * reason without its request. */
static void is_told_in_the_log(const struct call_service *w, const char *reply)
{
	static char log_text[1024 * 1024];
	const char *number = strstr(reply, "\r\nX-Request-Id: ");
	char line[160];
	FILE *f = fopen(w->s.log, "re");

	assert_non_null(f);
	log_text[fread(log_text, 1, sizeof log_text - 1, f)] = '\0';
	(void)fclose(f);
	assert_non_null(number);
	number += strlen("\r\nX-Request-Id: ");
	(void)snprintf(line, sizeof line,
		"event=api.failed request=%.*s status=503 error=\"too much is going on",
		(int)strcspn(number, "\r"), number);
	if (strstr(log_text, line) == NULL)
		fail_msg("no '%s' in: %.2000s", line, log_text);
}

static void check_refusal(
	const struct call_service *w, int status, const char *text, bool *told)
{
	assert_int_equal(status, 503);
	assert_non_null(strstr(text, "\r\nRetry-After: 1\r\n"));
	assert_non_null(
		strstr(text, "\"too much is going on: try again in a moment\""));
	if (!*told)
		is_told_in_the_log(w, text);
	*told = true;
}

/* Mutation: one queue for all, and the call-out is refused. */
static void what_does_not_fit_is_refused_and_nothing_is_lost(void **state)
{
	static struct pollfd fds[WRITERS];
	struct call_service *w = *state;
	const size_t before = municipalities(w->s.t.file);
	sqlite3 *lock = hold(w->s.t.file);
	size_t made = 0;
	bool told = false;
	char text[4096];
	struct reply r;
	int call;

	for (int i = 0; i < WRITERS; i++)
		fds[i] = (struct pollfd){ .fd = ask_for_one(w, i), .events = POLLIN };
	wait_for_refusals(fds);
	call = start_call(w);
	r = service_get(&w->s, ROLE_COORDINATOR, "/healthz"); /* it goes on */
	call_expect(&r, 200);
	let_go(lock);
	assert_int_equal(read_status(call, text, sizeof text), 201);
	for (int i = 0; i < WRITERS; i++) {
		int status = read_status(fds[i].fd, text, sizeof text);

		if (status == 201)
			made++;
		else
			check_refusal(w, status, text, &told);
	}
	assert_true(told);
	/* what the program itself has to write waits among them */
	assert_in_range(made, 1990, ROOM);
	assert_int_equal(municipalities(w->s.t.file) - before, made);
	/* and there is room again */
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/municipalities",
		"{\"code\":\"NIEUW\",\"name\":\"Nieuw\"}");
	call_expect(&r, 201);
}

/* What is not signed as the gateway signs is refused without the store: it takes no
 * place in the queue of answers. Mutation: the routes lose API_SIGNED. */
static void forged_callbacks_take_no_place(void **state)
{
	static const char *const paths[] = { "/gateway/sms/receipt",
		"/gateway/sms/inbound", "/gateway/nobody/inbound",
		"/gateway/nobody/alarm" };
	struct call_service *w = *state;
	sqlite3 *lock = hold(w->s.t.file);

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct reply r = call_signed(w, paths[i], "{}", "guessed");

		assert_int_equal(r.status, 401);
		reply_free(&r);
	}
	let_go(lock);
}

/* What only strangers send is refused while nothing can be written: made-up links, and
 * changes with made-up tokens and cookies. Mutation: a route loses API_LOOK_FIRST, or
 * nobody is unknown. */
static void what_is_made_up_takes_no_place(void **state)
{
	static const struct {
		const char *path, *token, *cookie;
		int status;
	} cases[] = { { "/a/AAAAAAAAAAAAAAAAAAAAAA", NULL, "", 404 },
		{ "/u/AAAAAAAAAAAAAAAAAAAAAA", NULL, "", 404 },
		{ "/d/AAAAAAAAAAAAAAAAAAAAAA", NULL, "", 404 },
		{ "/s/1-AAAAAAAA", NULL, "", 404 },
		{ "/api/v1/demo/session", NULL, "", 404 },
		{ "/api/v1/callouts", NULL, "", 401 },
		{ "/api/v1/callouts", "t-made-up", "", 401 },
		{ "/api/v1/callouts", NULL, "Cookie: session=s-made-up", 401 },
		{ "/api/v1/people", "t-made-up", "", 401 } };
	struct call_service *w = *state;
	sqlite3 *lock = hold(w->s.t.file);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *const headers[] = {
			cases[i].cookie[0] != '\0' ? cases[i].cookie : NULL, NULL
		};
		struct reply r = service_call(&w->s, cases[i].token, "POST",
			cases[i].path, "{\"role\":\"member\"}", headers);

		if (r.status != cases[i].status)
			fail_msg("%s: %ld %s", cases[i].path, r.status, r.body);
		reply_free(&r);
	}
	let_go(lock);
}

/* Whose page was shown does not wait for the readers: an answer takes its place among
 * the writes at once, also one that is wrong. Mutation: the route of the page loses
 * API_LINK, or nothing is marked. */
static void a_link_that_was_shown_goes_first(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char shown[64], unseen[64], text[16384];
	struct pollfd waits;
	struct reply r;
	sqlite3 *lock;
	int fd;

	(void)snprintf(shown, sizeof shown, "%s", call_link(w, id, w->ovd_person[0]));
	(void)snprintf(unseen, sizeof unseen, "%s", call_link(w, id, w->ehb_person[0]));
	r = service_call(&w->s, NULL, "GET", shown, NULL, NULL);
	call_expect(&r, 200);
	lock = hold(w->s.t.file);
	waits = (struct pollfd){ .fd = post(w, shown, "{\"answer\":\"perhaps\"}"),
		.events = POLLIN };
	fd = post(w, unseen, "{\"answer\":\"perhaps\"}");
	assert_int_equal(read_status(fd, text, sizeof text), 422);
	assert_int_equal(poll(&waits, 1, 0), 0);
	let_go(lock);
	assert_int_equal(read_status(waits.fd, text, sizeof text), 422);
	r = call_post_step(w, id, "stop", "{}");
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_that_was_shown_goes_first),
		cmocka_unit_test(forged_callbacks_take_no_place),
		cmocka_unit_test(what_is_made_up_takes_no_place),
		cmocka_unit_test(what_does_not_fit_is_refused_and_nothing_is_lost),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
