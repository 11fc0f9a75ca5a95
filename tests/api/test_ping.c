/* SPDX-License-Identifier: EUPL-1.2 */
/* The dead man's ping: comes at once and again while all is well, not when calls cannot
 * get out, and does not keep the program from stopping. */
#include "tests/support/provider_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Prepared with a gateway that goes to `gateway_port`, pings to the sink. */
static void begin(struct service *s, struct provider_sink *sink)
{
	char text[512];

	(void)snprintf(text, sizeof text,
		"ping_url = http://127.0.0.1:%d/alive\nping_seconds = 1\n"
		"[gateway sim]\nkind = simulator\nseed = 1\nchannel = sms\n",
		provider_sink_port(sink));
	service_prepare(s);
	service_start(s, text);
}

static void it_comes_again_and_again(void **state)
{
	static struct service s;
	struct provider_sink *sink = provider_sink_http();

	(void)state;
	begin(&s, sink);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(
			provider_sink_get(sink, i)->line, "GET /alive HTTP/1.1");
	service_cleanup(&s);
	provider_sink_close(sink);
}

static void a_watcher_that_is_away_does_no_harm(void **state)
{
	static struct service s;
	struct provider_sink *sink = provider_sink_http();
	struct reply r;

	(void)state;
	provider_sink_answer(sink, 500, "no");
	begin(&s, sink);
	(void)provider_sink_get(sink, 1);
	r = service_call(&s, NULL, "GET", "/readyz", NULL, NULL);
	assert_int_equal(r.status, 200);
	reply_free(&r);
	service_cleanup(&s); /* stops in order, in time */
	provider_sink_close(sink);
}

/* Its port listens to nobody: three failures, and no gateway is left. */
static void not_when_no_gateway_works(void **state)
{
	static struct call_service w;
	struct provider_sink *watcher = provider_sink_http(),
			     *broken = provider_sink_http();
	char text[512];
	size_t pings;

	(void)state;
	call_service_open(&w, 0);
	service_stop(&w.s);
	provider_sink_answer(broken, 500, "");
	(void)snprintf(text, sizeof text,
		"ping_url = http://127.0.0.1:%d/alive\nping_seconds = 1\n"
		"[gateway g]\nkind = http-sms\nurl = http://127.0.0.1:%d/\n",
		provider_sink_port(watcher), provider_sink_port(broken));
	service_start(&w.s, text);
	(void)provider_sink_get(watcher, 0);
	(void)call_begin(&w, w.grip, "");
	for (;;) {
		struct reply r = service_call(&w.s, NULL, "GET", "/readyz", NULL, NULL);
		long status = r.status;

		reply_free(&r);
		if (status == 503)
			break;
	}
	pings = provider_sink_count(watcher) + 1; /* one may be on its way */
	(void)provider_sink_get(broken, 4);       /* a probe: seconds have passed */
	assert_true(provider_sink_count(watcher) <= pings);
	call_service_close(&w);
	provider_sink_close(watcher);
	provider_sink_close(broken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_again_and_again),
		cmocka_unit_test(a_watcher_that_is_away_does_no_harm),
		cmocka_unit_test(not_when_no_gateway_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
