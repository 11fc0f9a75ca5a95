/* SPDX-License-Identifier: EUPL-1.2 */
/* The program reaches the limit of memory that it was given (MemoryMax= of a unit, a
 * container): the kernel ends it while it calls people out, and started again it has
 * lost nothing that it promised. (Red when a call-out is answered with 201 before it is
 * committed, or when what was leased is not taken up again at the start.) */
#include "tests/support/call_service.h"
#include "tests/support/memory_limit.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* One password takes 64 MiB. */
enum {
	PEOPLE = 150,
	ROUNDS = 4,
	SPARE = 24 * 1024 * 1024,
	CONNECTIONS = 4,
	LOOKS = 2000
};

static struct call_service world;
static struct memory_limit limit;

static int open_world(void **state)
{
	(void)state;
	memset(&world, 0, sizeof world);
	memory_limit_open(&limit);
	memory_limit_enter(&limit);
	call_service_open(&world, PEOPLE);
	memory_limit_leave(&limit);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	call_service_close(&world);
	memory_limit_close(&limit);
	return 0;
}

/* Sign-ins until there is no memory for them. */
static void ask_too_much(int fds[CONNECTIONS])
{
	static const char body[] =
		"{\"username\":\"coordinator\",\"password\":\"geraden woord hier\"}";
	char request[400];
	int n = snprintf(request, sizeof request,
		"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: "
		"application/json\r\nContent-Length: %zu\r\n\r\n%s",
		sizeof body - 1, body);

	for (int i = 0; i < CONNECTIONS; i++) {
		fds[i] = raw_connect(world.s.port);
		raw_send(fds[i], request, (size_t)n);
	}
}

static void start_again(void)
{
	service_kill(&world.s); /* it is gone: takes its status */
	memory_limit_lift(&limit);
	memory_limit_enter(&limit);
	call_service_again(&world);
	memory_limit_leave(&limit);
}

/* How often that person got the message of that call-out; each time with one key. */
static size_t asked(int64_t callout, int64_t person)
{
	size_t n = sms_sink_count(world.sink), found = 0;
	char to[32], key[32] = "";

	(void)snprintf(to, sizeof to, "%s", call_phone(person));
	for (size_t i = 0; i < n; i++) {
		struct sms m = sms_sink_get(world.sink, i);

		if (m.callout != callout || strcmp(m.to, to) != 0)
			continue;
		assert_true(found == 0 || strcmp(m.key, key) == 0);
		(void)snprintf(key, sizeof key, "%s", m.key);
		found++;
	}
	return found;
}

/* What was on its way when it ended may be sent again: a provider drops the repeat by
 * its key. */
static void expect_all_asked(int64_t callout)
{
	struct reply r;

	for (int i = 0; i < PEOPLE; i++)
		for (int looks = 0; asked(callout, world.zaal_first + i) == 0;
			looks++) {
			assert_true(looks < LOOKS);
			(void)poll(NULL, 0, 10);
		}
	r = call_item(&world, callout);
	assert_int_equal(reply_int(&r, "people"), PEOPLE);
	call_expect(&r, 200);
}

static void ended_at_its_limit_it_loses_nothing(void **state)
{
	int64_t callouts[ROUNDS];
	char command[400];
	int fds[CONNECTIONS];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		memory_limit_narrow(&limit, world.s.pid, SPARE);
		callouts[round] = call_begin(&world, world.all, "");
		if (round % 2 == 1) /* while the messages go out, or before */
			sms_sink_wait_of(world.sink, callouts[round], PEOPLE / 4);
		ask_too_much(fds);
		memory_limit_await_end(&limit, world.s.pid);
		for (int i = 0; i < CONNECTIONS; i++)
			(void)close(fds[i]);
		start_again();
		for (int i = 0; i <= round; i++)
			expect_all_asked(callouts[i]);
	}
	(void)snprintf(command, sizeof command,
		"%s audit verify --config %s >/dev/null", PARAAT_PROGRAM,
		world.s.config);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ended_at_its_limit_it_loses_nothing),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
