/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine's clock is set by hours under the whole program (libfaketime): waves come
 * when they would have come, and the audit log says by how much it was set. */
#include "tests/support/call_service.h"
#include "tests/support/fake_clock.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include <cmocka.h>

enum { WAVE_SECONDS = 5, TURNS = 3000 };

static int open_world(void **state)
{
	static struct call_service w;

	memset(&w, 0, sizeof w);
	if (!service_memcheck()) /* memcheck and a preloaded library do not mix */
		fake_clock_open();
	call_service_open(&w, 0);
	fake_clock_started();
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	call_service_close(*state);
	fake_clock_close();
	return 0;
}

static int64_t scenario(struct call_service *w)
{
	char body[600];
	struct reply r;
	int64_t id;

	(void)snprintf(body, sizeof body,
		"{\"code\":\"KLOK\",\"name\":\"Klok\",\"kind\":\"real\","
		"\"text\":{\"sms\":\"{incident} {link} {word}\"},\"path_seconds\":600,"
		"\"slots\":[{\"function_id\":%" PRId64 ",\"need\":3,\"mode\":\"pool\","
		"\"wave_size\":1,\"wave_seconds\":%d}]}",
		w->ehb, WAVE_SECONDS);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/scenarios", body);
	id = reply_int(&r, "id");
	call_expect(&r, 201);
	return id;
}

/* How long until that many were asked, in ms. */
static int64_t until_asked(struct call_service *w, size_t n, uint64_t since)
{
	for (int i = 0; i < TURNS && sms_sink_count(w->sink) < n; i++)
		(void)poll(NULL, 0, 10);
	assert_int_equal(sms_sink_count(w->sink), n);
	return (int64_t)((uv_hrtime() - since) / 1000000);
}

static void expect_in_audit(struct call_service *w, const char *words)
{
	struct reply r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");

	if (strstr(r.body, words) == NULL)
		fail_msg("no '%s' in %s", words, r.body);
	call_expect(&r, 200);
}

static void waves_come_in_time_whatever_the_clock(void **state)
{
	struct call_service *w = *state;
	uint64_t begin;
	int64_t took;

	if (service_memcheck())
		return;
	(void)call_begin(w, scenario(w), "");
	(void)until_asked(w, 1, 0);
	begin = uv_hrtime();
	fake_clock_set("-10800"); /* back: the next wave does not wait for hours */
	took = until_asked(w, 2, begin);
	assert_true(took > 1000 && took < 20000);
	expect_in_audit(w, "by -10800 seconds");
	begin = uv_hrtime();
	fake_clock_set("+7200"); /* forward by five hours: nor do all come at once */
	took = until_asked(w, 3, begin);
	assert_true(took > 1000 && took < 20000);
	expect_in_audit(w, "by 18000 seconds");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waves_come_in_time_whatever_the_clock),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
