/* SPDX-License-Identifier: EUPL-1.2 */
/* The disk is full while the whole program runs: changes are refused with 503 and a
 * sentence, nothing is half done, reading goes on; and when there is room again, so
 * does everything. A limit on the size of files stands for the full disk. */
#include "tests/support/call_service.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

static struct call_service world;

static int open_world(void **state)
{
	(void)state;
	call_service_open(&world, 0);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	call_service_close(&world);
	return 0;
}

/* From now on no file of the program may grow beyond `bytes`. */
static void limit_files(rlim_t bytes)
{
	struct rlimit limit = { bytes, RLIM_INFINITY };

	assert_int_equal(prlimit(world.s.pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

static struct reply start(void)
{
	char body[64];

	(void)snprintf(body, sizeof body,
		"{\"scenario_id\":%lld,\"confirm_second\":true}",
		(long long)world.grip);
	return service_post(&world.s, ROLE_COORDINATOR, "/api/v1/callouts", body);
}

static size_t callouts(void)
{
	struct reply r =
		service_get(&world.s, ROLE_COORDINATOR, "/api/v1/callouts?limit=1000");
	size_t n = reply_count(&r);

	call_expect(&r, 200);
	return n;
}

static void changes_are_refused_and_nothing_is_half_done(void **state)
{
	struct reply r;
	size_t before;
	int64_t first = call_begin(&world, world.grip, "");

	(void)state;
	sms_sink_wait_of(world.sink, first, 4);
	before = callouts();
	limit_files(4096);
	for (int i = 0; i < 5; i++) {
		r = start();
		assert_true(atoi(reply_header(&r, "Retry-After")) > 0);
		assert_string_not_equal(reply_text(&r, "detail"), "");
		call_expect(&r, 503);
		r = service_post(&world.s, ROLE_COORDINATOR, "/api/v1/municipalities",
			"{\"code\":\"GM0193\",\"name\":\"Zwolle\"}");
		call_expect(&r, 503);
		assert_int_equal(callouts(), before);
	}
	r = service_call(&world.s, NULL, "GET", "/readyz", NULL, NULL);
	assert_non_null(strstr(r.body, "database"));
	call_expect(&r, 503);
	r = service_call(&world.s, NULL, "GET", "/healthz", NULL, NULL);
	call_expect(&r, 200);

	limit_files(RLIM_INFINITY);
	for (int looks = 0;; looks++) { /* until it has noticed */
		r = start();
		if (r.status == 201)
			break;
		reply_free(&r);
		assert_true(looks < 200);
		(void)poll(NULL, 0, 20);
	}
	sms_sink_wait_of(world.sink, reply_int(&r, "id"), 4);
	call_expect(&r, 201);
	assert_int_equal(callouts(), before + 1);
	r = service_post(&world.s, ROLE_COORDINATOR, "/api/v1/municipalities",
		"{\"code\":\"GM0193\",\"name\":\"Zwolle\"}");
	call_expect(&r, 201);
	r = service_call(&world.s, NULL, "GET", "/readyz", NULL, NULL);
	call_expect(&r, 200);
}

/* A call-out that is under way when the disk fills goes on when there is room. */
static void a_callout_waits_for_room(void **state)
{
	int64_t callout;
	const char *link;
	char path[64];
	struct reply r;

	(void)state;
	callout = call_begin(&world, world.grip, "");
	link = call_link(&world, callout, world.ovd_person[0]);
	(void)snprintf(path, sizeof path, "%s", link);
	limit_files(4096);
	r = service_call(&world.s, NULL, "POST", path, "{\"answer\":\"no\"}", NULL);
	call_expect(&r, 503);
	limit_files(RLIM_INFINITY);
	for (int looks = 0;; looks++) {
		r = service_call(
			&world.s, NULL, "POST", path, "{\"answer\":\"no\"}", NULL);
		if (r.status == 200)
			break;
		reply_free(&r);
		assert_true(looks < 200);
		(void)poll(NULL, 0, 20);
	}
	reply_free(&r);
	sms_sink_wait_of(world.sink, callout, 5); /* the next on duty */
	assert_string_equal(
		call_recipient_state(&world, callout, world.ovd_person[0]), "declined");
}

static void the_audit_chain_holds(void **state)
{
	char command[400];

	(void)state;
	(void)snprintf(command, sizeof command,
		"%s audit verify --config %s >/dev/null", PARAAT_PROGRAM,
		world.s.config);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_refused_and_nothing_is_half_done),
		cmocka_unit_test(a_callout_waits_for_room),
		cmocka_unit_test(the_audit_chain_holds),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
