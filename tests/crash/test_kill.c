/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole program is killed (SIGKILL) at many moments, while call-outs start and
 * people answer, and is started again on what it left. The gateway stays, and
 * remembers. */
#include "base/random.h"
#include "tests/support/call_service.h"
#include "tests/support/figures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	KILLS = 25,
	CALLOUTS_MAX = 4 * KILLS,
	ANSWERS_MAX = 40 * KILLS,
	FIRST_ASKED = 4, /* one on duty, three of the pool */
	GOES_ON_MS = 1000
};

/* What the program promised: every 201 and every 200. */
struct promises {
	int64_t callouts[CALLOUTS_MAX];
	size_t callouts_count;
	struct {
		int64_t callout;
		char token[40], to[32];
		bool yes;
	} answers[ANSWERS_MAX];
	size_t answers_count;
};

static struct call_service world;
static struct promises promised;
static struct prng prng;

static int open_world(void **state)
{
	const char *seed = getenv("PARAAT_SEED");

	(void)state;
	prng_init(&prng, seed != NULL ? strtoull(seed, NULL, 10) : 1);
	call_service_open(&world, 0);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	call_service_close(&world);
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void begin_callout(void)
{
	assert_true(promised.callouts_count < CALLOUTS_MAX);
	promised.callouts[promised.callouts_count++] =
		call_begin(&world, world.grip, "");
}

/* The token in a message, "" when it holds none. */
static void token_of(const struct sms *m, char token[40])
{
	const char *at = strstr(m->text, "/a/");

	(void)snprintf(
		token, 40, "%.*s", at != NULL ? 22 : 0, at != NULL ? at + 3 : "");
}

static bool has_answered(const char *token)
{
	for (size_t i = 0; i < promised.answers_count; i++)
		if (strcmp(promised.answers[i].token, token) == 0)
			return true;
	return false;
}

/* One of the people who were asked answers; only what was confirmed counts. */
static void answer_one(void)
{
	size_t n = sms_sink_count(world.sink), first = (size_t)prng_below(&prng, n + 1);

	for (size_t i = 0; i < n; i++) {
		struct sms m = sms_sink_get(world.sink, (first + i) % n);
		bool yes = prng_below(&prng, 3) > 0;
		char token[40], path[64];
		struct reply r;

		token_of(&m, token);
		if (token[0] == '\0' || has_answered(token))
			continue;
		(void)snprintf(path, sizeof path, "/a/%s", token);
		r = service_call(&world.s, NULL, "POST", path,
			yes ? "{\"answer\":\"yes\",\"eta_minutes\":20}"
			    : "{\"answer\":\"no\"}",
			NULL);
		if (r.status == 200) {
			size_t at = promised.answers_count++;

			assert_true(at < ANSWERS_MAX);
			promised.answers[at].callout = m.callout;
			promised.answers[at].yes = yes;
			(void)snprintf(promised.answers[at].token, 40, "%s", token);
			(void)snprintf(promised.answers[at].to, 32, "%s", m.to);
		} else {
			assert_int_equal(r.status, 410); /* was stopped or has ended */
		}
		reply_free(&r);
		return;
	}
}

/* Sends the start of a call-out and does not wait for the reply. */
static void send_start(int fd, const char *key)
{
	char request[1024], body[256];
	int n;

	(void)snprintf(body, sizeof body,
		"{\"scenario_id\":%lld,\"confirm_second\":true,\"incident\":\"half "
		"%s\"}",
		(long long)world.grip, key);
	n = snprintf(request, sizeof request,
		"POST /api/v1/callouts HTTP/1.1\r\nHost: x\r\n"
		"Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
		"Idempotency-Key: %s\r\nContent-Length: %zu\r\n\r\n%s",
		world.s.token[ROLE_COORDINATOR], key, strlen(body), body);
	raw_send(fd, request, (size_t)n);
}

/* The client that heard nothing asks again with its key: there is one call-out. */
static void send_again(const char *key)
{
	const char *headers[] = { "", NULL };
	char header[64], body[256];
	struct reply r;
	int64_t id;

	(void)snprintf(header, sizeof header, "Idempotency-Key: %s", key);
	headers[0] = header;
	(void)snprintf(body, sizeof body,
		"{\"scenario_id\":%lld,\"confirm_second\":true,\"incident\":\"half "
		"%s\"}",
		(long long)world.grip, key);
	r = service_call(&world.s, world.s.token[ROLE_COORDINATOR], "POST",
		"/api/v1/callouts", body, headers);
	id = reply_int(&r, "id");
	call_expect(&r, 201);
	promised.callouts[promised.callouts_count++] = id;
	r = service_get(&world.s, ROLE_COORDINATOR, "/api/v1/callouts?limit=1000");
	for (size_t i = 0; i < reply_count(&r); i++) {
		const json_t *o = json_array_get(json_object_get(r.json, "items"), i);
		const char *incident =
			json_string_value(json_object_get(o, "incident"));

		if (strncmp(incident, "half ", 5) == 0
			&& strcmp(incident + 5, key) == 0)
			assert_int_equal(
				json_integer_value(json_object_get(o, "id")), id);
	}
	call_expect(&r, 200);
}

/* Everything that was answered with 201 is there and goes on by itself; returns whether
 * within a second. */
static bool callouts_go_on(void)
{
	int64_t started = now_ms();

	for (size_t i = 0; i < promised.callouts_count; i++) {
		struct reply r = call_item(&world, promised.callouts[i]);

		call_expect(&r, 200);
		sms_sink_wait_of(world.sink, promised.callouts[i], FIRST_ASKED);
	}
	return now_ms() - started <= GOES_ON_MS;
}

/* No text goes to a person twice but under the same Idempotency-Key. */
static void nobody_is_asked_twice(void)
{
	size_t n = sms_sink_count(world.sink);
	struct sms *all = calloc(n + 1, sizeof *all);

	assert_non_null(all);
	for (size_t i = 0; i < n; i++)
		all[i] = sms_sink_get(world.sink, i);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++) {
			if (all[i].callout == all[k].callout
				&& strcmp(all[i].to, all[k].to) == 0
				&& strcmp(all[i].text, all[k].text) == 0
				&& strcmp(all[i].key, all[k].key) != 0)
				fail_msg("call-out %d: the same text twice, as %s and "
					 "%s",
					(int)all[i].callout, all[k].key, all[i].key);
		}
	}
	free(all);
}

/* Every answer that was confirmed stands. */
static void answers_stand(void)
{
	for (size_t i = 0; i < promised.answers_count; i++) {
		struct reply r = service_get(&world.s, ROLE_COORDINATOR,
			call_path("/api/v1/callouts/{id}/recipients?limit=1000",
				promised.answers[i].callout));
		bool found = false;

		for (size_t k = 0; k < reply_count(&r); k++) {
			const json_t *o =
				json_array_get(json_object_get(r.json, "items"), k);
			int64_t person =
				json_integer_value(json_object_get(o, "person_id"));

			if (strcmp(call_phone(person), promised.answers[i].to) != 0)
				continue;
			found = true;
			assert_string_equal(
				json_string_value(json_object_get(o, "answer")),
				promised.answers[i].yes ? "yes" : "no");
		}
		assert_true(found);
		call_expect(&r, 200);
	}
}

static void the_audit_chain_holds(void)
{
	char command[400];

	(void)snprintf(command, sizeof command,
		"%s audit verify --config %s >/dev/null", PARAAT_PROGRAM,
		world.s.config);
	assert_int_equal(system(command), 0);
}

static void everything_survives_any_kill(void **state)
{
	int at_once = 0;

	(void)state;
	for (int kill = 0; kill < KILLS; kill++) {
		size_t wanted = sms_sink_requests(world.sink) + prng_below(&prng, 5);
		size_t actions = (size_t)prng_below(&prng, 6);
		char key[32];
		int fd;

		begin_callout();
		for (size_t i = 0; i < actions; i++)
			answer_one();
		sms_sink_wait(world.sink, wanted < sms_sink_count(world.sink)
						  ? wanted
						  : sms_sink_count(world.sink));
		(void)snprintf(key, sizeof key, "kill-%d", kill);
		fd = raw_connect(world.s.port);
		send_start(fd, key);
		if (prng_below(&prng, 2) == 0)
			answer_one(); /* time passes: the start may be done by now */
		service_kill(&world.s);
		(void)close(fd);
		call_service_again(&world);
		send_again(key);
		at_once += callouts_go_on();
		nobody_is_asked_twice();
	}
	answers_stand();
	the_audit_chain_holds();
	figures_moments("the program is killed while people are called and answer",
		KILLS,
		"every call-out that was promised asks everybody, nobody twice; every "
		"answer stands");
	/* a busy machine may delay some; what waits for a lease to end delays all */
	if (at_once <= KILLS / 2 && !service_memcheck())
		fail_msg("%d of %d went on within a second", at_once, KILLS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_survives_any_kill),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
