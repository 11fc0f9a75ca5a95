/* SPDX-License-Identifier: EUPL-1.2 */
/* Paraat watching itself: the test of a gateway, what is said when calls cannot get
 * out, and who is told. */
#include "tests/support/live.h"
#include "tests/support/provider_world.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LOOKS = 4000, LOOK_MS = 5 };

/* Two providers: `sink` for texts, `mail` for mail. */
struct watch_world {
	struct provider_world p;
	struct provider_sink *mail;
};

static int open_watch(void **state)
{
	static struct watch_world w;
	void *unused;

	memset(&w, 0, sizeof w);
	call_service_open(&w.p.w, 0);
	w.p.sink = provider_sink_http();
	w.mail = provider_sink_smtp();
	unused = &w;
	*state = unused;
	return 0;
}

static int close_watch(void **state)
{
	struct watch_world *w = *state;

	call_service_close(&w->p.w);
	provider_sink_close(w->p.sink);
	provider_sink_close(w->mail);
	return 0;
}

/* more: further keys of the gateway for texts. */
static void start_with(struct watch_world *w, const char *more)
{
	char text[1024];

	(void)snprintf(text, sizeof text,
		"[gateway sms]\nkind = http-sms\nurl = http://127.0.0.1:%d/p\n"
		"secret = s\ntest_to = +31699999999\n%s"
		"[gateway mail]\nkind = smtp\nurl = smtp://127.0.0.1:%d\ntls = no\n"
		"sender = alarm@vrij.example\n",
		provider_sink_port(w->p.sink), more, provider_sink_port(w->mail));
	service_stop(&w->p.w.s);
	service_start(&w->p.w.s, text);
}

static void start(struct watch_world *w)
{
	start_with(w, "");
}

/* Waits until GET /gateways holds `text`. */
static struct reply gateways(struct watch_world *w, const char *text)
{
	struct reply r;

	for (int looks = 0; looks < LOOKS; looks++) {
		r = service_get(&w->p.w.s, ROLE_DISPATCHER, "/api/v1/gateways");
		assert_int_equal(r.status, 200);
		if (strstr(r.body, text) != NULL)
			return r;
		reply_free(&r);
		(void)poll(NULL, 0, LOOK_MS);
	}
	fail_msg("no gateway says %s", text);
	return r;
}

static void test_now(struct watch_world *w, const char *name, long status)
{
	char path[64];
	struct reply r;

	(void)snprintf(path, sizeof path, "/api/v1/gateways/%s/test", name);
	r = service_post(&w->p.w.s, ROLE_COORDINATOR, path, "{}");
	call_expect(&r, status);
}

static void a_test_goes_through_that_gateway(void **state)
{
	struct watch_world *w = *state;
	const struct provider_request *q;
	struct reply r;

	start(w);
	test_now(w, "sms", 202);
	q = provider_sink_get(w->p.sink, 0);
	assert_non_null(strstr(q->body, "\"to\":\"+31699999999\""));
	assert_non_null(strstr(q->body, "Dit is een test van sms."));
	r = gateways(w, "\"test_state\":\"sent\"");
	assert_true(json_is_null(json_object_get(r.json, "banner")));
	assert_int_equal(json_array_size(json_object_get(r.json, "stuck")), 0);
	reply_free(&r);
	test_now(w, "mail", 409); /* no address */
	test_now(w, "none", 404);
	r = service_post(&w->p.w.s, ROLE_DISPATCHER, "/api/v1/gateways/sms/test", "{}");
	call_expect(&r, 403);
}

/* The function OVD warns its people on duty, who have mail. */
static void make_coordinators(struct watch_world *w)
{
	struct call_service *c = &w->p.w;
	char body[256];
	struct reply r;

	r = service_call(&c->s, c->s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/functions/{id}", c->ovd),
		"{\"alerts_coordinator\":true}", NULL);
	call_expect(&r, 200);
	(void)snprintf(body, sizeof body,
		"{\"contacts\":[{\"kind\":\"mobile\",\"address\":\"%s\",\"rank\":1},"
		"{\"kind\":\"email\",\"address\":\"otto@dalfsen.example\",\"rank\":2}]"
		"}",
		call_phone(c->ovd_person[0]));
	r = service_call(&c->s, c->s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/people/{id}", c->ovd_person[0]), body, NULL);
	call_expect(&r, 200);
}

/* Waits for a mail that holds that, by whatever order they come in. */
static void wait_for_mail(struct watch_world *w, const char *text)
{
	for (size_t nth = 0;; nth++)
		if (strstr(provider_sink_get(w->mail, nth)->body, text) != NULL)
			return;
}

static void a_failed_test_is_told_to_the_coordinator(void **state)
{
	struct watch_world *w = *state;
	struct reply r;

	provider_sink_answer(w->p.sink, 422, "{}");
	start(w);
	make_coordinators(w);
	test_now(w, "sms", 202);
	r = gateways(w, "\"test_state\":\"failed\"");
	assert_non_null(strstr(r.body, "\"test_reason\":\"the gateway answered 422\""));
	reply_free(&r);
	wait_for_mail(w, "Subject: Let op: oproepen");
}

static void when_calls_cannot_get_out_it_is_said(void **state)
{
	struct watch_world *w = *state;
	struct reply r;

	provider_sink_answer(w->p.sink, 503, "");
	start(w);
	make_coordinators(w);
	(void)call_begin(&w->p.w, w->p.w.grip, "");
	r = gateways(w, "\"channel\":\"sms\",\"since\"");
	assert_non_null(strstr(
		reply_text(&r, "banner"), "Een deel van de oproepen komt niet weg."));
	assert_non_null(strstr(r.body, "\"state\":\"broken\""));
	reply_free(&r);
	wait_for_mail(w, "Subject: Let op: oproepen");
	provider_sink_answer(w->p.sink, 200, "{}"); /* a probe finds it works again */
	r = gateways(w, "\"stuck\":[]");
	assert_true(json_is_null(json_object_get(r.json, "banner")));
	reply_free(&r);
}

/* A provider that takes everything and never says that it arrived. */
static void when_nothing_is_said_to_arrive_it_is_said(void **state)
{
	struct watch_world *w = *state;
	struct live *live;
	struct reply r;

	start_with(w, "receipt_seconds = 1\n");
	make_coordinators(w);
	live = live_open(&w->p.w.s, "", "");
	(void)call_begin(&w->p.w, w->p.w.grip, "");
	r = gateways(w, "\"channel\":\"sms\",\"since\"");
	assert_non_null(strstr(r.body, "\"state\":\"broken\""));
	reply_free(&r);
	wait_for_mail(w, "Subject: Let op: oproepen");
	live_wait(live, "\"data\":{\"channel\":\"sms\",\"state\":\"stuck\","
			"\"reason\":\"no receipts come\"}");
	live_close(live);
}

#define WATCH(test) cmocka_unit_test_setup_teardown(test, open_watch, close_watch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WATCH(a_test_goes_through_that_gateway),
		WATCH(a_failed_test_is_told_to_the_coordinator),
		WATCH(when_calls_cannot_get_out_it_is_said),
		WATCH(when_nothing_is_said_to_arrive_it_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
