/* SPDX-License-Identifier: EUPL-1.2 */
/* Gateways and control rooms change while people are being called (SIGHUP): what is on
 * its way ends where it began, what comes goes the new way, nobody is asked twice and
 * nobody is forgotten. (Red when a gateway that changed keeps its place in the
 * dispatcher, when one that is gone still gets messages, and when what waited for a
 * connection stays with it.) */
#include "tests/support/call_service.h"
#include "tests/support/reload.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PEOPLE = 40, LOOKS = 2000, PATIENT = 9000 };

static struct call_service world;
static struct sms_sink *other; /* the new provider */
static char before[4096];      /* the configuration up to its gateways */

static int open_world(void **state)
{
	char text[8192];
	size_t n;
	FILE *f;

	(void)state;
	call_service_open(&world, PEOPLE);
	service_kill(&world.s);
	(void)snprintf(world.s.log, sizeof world.s.log, "%s/log", world.s.t.folder);
	call_service_again(&world);
	other = sms_sink_open();
	f = fopen(world.s.config, "re");
	assert_non_null(f);
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	(void)fclose(f);
	*strstr(text, "[gateway") = '\0';
	(void)snprintf(before, sizeof before, "%.4000s", text);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	service_stop(&world.s);
	(void)unlink(world.s.log);
	call_service_close(&world);
	sms_sink_close(other);
	return 0;
}

static void write_sections(const char *sections)
{
	FILE *f = fopen(world.s.config, "we");

	assert_non_null(f);
	(void)fprintf(f, "%s%s", before, sections);
	assert_int_equal(fclose(f), 0);
}

/* A gateway of that name to that provider, with further keys; in a static buffer. */
static const char *gateway(const char *name, struct sms_sink *sink, const char *more)
{
	static char text[512];

	(void)snprintf(text, sizeof text,
		"[gateway %s]\nkind = http-sms\nurl = http://127.0.0.1:%d/send\n"
		"secret = %s\n%s",
		name, sms_sink_port(sink), call_service_secret, more);
	return text;
}

static void change(const char *sections)
{
	write_sections(sections);
	reload_at_once(&world.s);
}

/* How many messages of the call-out that provider took. */
static size_t taken(struct sms_sink *sink, int64_t callout)
{
	size_t n = sms_sink_count(sink), found = 0;

	for (size_t i = 0; i < n; i++)
		found += sms_sink_get(sink, i).callout == callout;
	return found;
}

static void wait_requests(struct sms_sink *sink, size_t n)
{
	for (int i = 0; sms_sink_requests(sink) < n; i++) {
		assert_true(i < LOOKS);
		(void)poll(NULL, 0, 10);
	}
}

/* A provider hangs in the middle of a call-out; the administrator writes another
 * address. What comes goes there at once, and so does, after its time-out, what hung.
 */
static void another_address_in_the_middle_of_a_callout(void **state)
{
	int64_t first, second;
	size_t asked;

	(void)state;
	change(gateway("sms", world.sink, "connections = 4\ntimeout_seconds = 2\n"));
	sms_sink_behave(world.sink, SMS_SINK_STALLS);
	asked = sms_sink_requests(world.sink);
	first = call_begin(&world, world.all, "");
	wait_requests(world.sink, asked + 4);
	change(gateway("sms", other, ""));
	second = call_begin(&world, world.grip, "");
	sms_sink_wait_of(other, second, 4);
	sms_sink_wait_of(other, first, PEOPLE);
	assert_int_equal(taken(other, first), PEOPLE);
	sms_sink_behave(world.sink, SMS_SINK_ANSWERS);
}

/* What both providers took is everybody once, and the counts of the gateway go on. */
static void everybody_once_by_two_providers(void **state)
{
	static const char name[] =
		"paraat_messages_total{gateway=\"sms\",outcome=\"sent\"}";
	double sent;
	int64_t id;

	(void)state;
	change(gateway("sms", world.sink, "per_second = 20\n"));
	sent = service_figure(&world.s, name);
	assert_true(sent > 0);
	id = call_begin(&world, world.all, "");
	sms_sink_wait_of(world.sink, id, 5);
	change(gateway("sms", other, "per_second = 30\n"));
	for (int i = 0; taken(world.sink, id) + taken(other, id) < PEOPLE; i++) {
		assert_true(i < LOOKS);
		(void)poll(NULL, 0, 10);
	}
	assert_true(taken(other, id) > 0);
	assert_int_equal(taken(world.sink, id) + taken(other, id), PEOPLE);
	for (int i = 0; service_figure(&world.s, name) < sent + PEOPLE; i++) {
		assert_true(i < LOOKS);
		(void)poll(NULL, 0, 10);
	}
	assert_true(service_figure(&world.s, name) == sent + PEOPLE);
}

/* What ends after its gateway changed is counted, and stays so when yet another comes.
 * Mutation: open_lane neither hands down nor follows: fails. */
static void counts_never_go_down(void **state)
{
	double last = 0;

	(void)state;
	for (int i = 0; i < 4; i++) {
		const size_t asked = sms_sink_requests(world.sink);
		char more[64];
		double now;
		int64_t id;

		sms_sink_behave(world.sink, SMS_SINK_STALLS);
		(void)snprintf(more, sizeof more,
			"connections = 1\ntimeout_seconds = 1\nper_second = %d\n",
			100 + i);
		change(gateway("sms", world.sink, more));
		id = call_begin(&world, world.grip, "");
		wait_requests(world.sink, asked + 1);
		change(gateway("sms", other, more));
		sms_sink_wait_of(other, id, 4);
		sms_sink_behave(world.sink, SMS_SINK_ANSWERS);
		now = service_figure(&world.s,
			"paraat_messages_total{gateway=\"sms\",outcome=\"retry\"}");
		assert_true(now > last);
		last = now;
	}
}

/* One goes and another comes: the list, readiness, callbacks and messages follow. */
static void a_gateway_goes_and_another_comes(void **state)
{
	size_t asked;
	struct reply r;
	int64_t id;

	(void)state;
	change(gateway("two", other, ""));
	asked = sms_sink_requests(world.sink);
	id = call_begin(&world, world.grip, "");
	sms_sink_wait_of(other, id, 4);
	assert_int_equal(sms_sink_requests(world.sink), asked);
	r = service_get(&world.s, ROLE_COORDINATOR, "/api/v1/gateways");
	assert_non_null(strstr(r.body, "\"name\":\"two\""));
	assert_null(strstr(r.body, "\"name\":\"sms\""));
	call_expect(&r, 200);
	r = service_call(&world.s, NULL, "GET", "/readyz", NULL, NULL);
	call_expect(&r, 200);
	assert_true(service_figure(&world.s, "paraat_gateway_usable{gateway=\"two\"}")
		    == 1);
	assert_true(service_figure(&world.s, "paraat_gateway_usable{gateway=\"sms\"}")
		    == -1);
	r = call_signed(&world, "/gateway/sms/receipt",
		"{\"id\":\"1\",\"status\":"
		"\"delivered\"}",
		call_service_secret);
	call_expect(&r, 401);
	r = call_signed(&world, "/gateway/two/receipt",
		"{\"id\":\"1\",\"status\":"
		"\"delivered\"}",
		call_service_secret);
	assert_true(r.status != 401);
	reply_free(&r);
}

/* Channels follow too: who has only a mobile number cannot be reached when the last
 * gateway of texts goes, and can again when one comes back. */
static void channels_follow(void **state)
{
	size_t asked = sms_sink_requests(other);
	int64_t id;

	(void)state;
	change("[gateway mail]\nkind = smtp\nurl = smtp://127.0.0.1:1\ntls = no\n"
	       "sender = a@b.nl\n");
	(void)call_begin(&world, world.grip, "");
	assert_true(service_figure(&world.s, "paraat_gateway_usable{gateway=\"mail\"}")
		    >= 0);
	change(gateway("two", other, ""));
	assert_int_equal(sms_sink_requests(other), asked);
	id = call_begin(&world, world.grip, "");
	sms_sink_wait_of(other, id, 4);
}

static void a_control_room_comes_and_gets_another_secret(void **state)
{
	static const char body[] = "{\"id\":\"a1\",\"code\":\"x\"}";
	static const char one[] = "0123456789abcdef", two[] = "fedcba9876543210";
	char sections[1024];
	struct reply r = call_signed(&world, "/gateway/mk/alarm", body, one);

	(void)state;
	call_expect(&r, 401);
	for (int i = 0; i < 2; i++) {
		const char *good = i == 0 ? one : two, *bad = i == 0 ? two : one;

		(void)snprintf(sections, sizeof sections,
			"%s[control-room mk]\nsecret = %s\n", gateway("two", other, ""),
			good);
		change(sections);
		r = call_signed(&world, "/gateway/mk/alarm", body, bad);
		call_expect(&r, 401);
		r = call_signed(&world, "/gateway/mk/alarm", body, good);
		assert_true(r.status != 401);
		reply_free(&r);
	}
}

/* A key that cannot be read is refused, and calls go out as before. */
static void an_error_keeps_the_gateways(void **state)
{
	int64_t id;

	(void)state;
	change(gateway("two", other, ""));
	write_sections(gateway("two", world.sink, "token_file = /nowhere\n"));
	assert_non_null(strstr(reload_ask(&world.s), "service.reload_refused"));
	id = call_begin(&world, world.grip, "");
	sms_sink_wait_of(other, id, 4);
}

/* Far more changes than there are places, each while a message hangs with the gateway
 * of before: those that do not fit are refused, and everything that was asked for still
 * goes out. */
static void many_changes_at_a_time(void **state)
{
	enum { CHANGES = 60 };
	int64_t callouts[CHANGES];
	size_t n = 0, refused = 0;
	char more[64];

	(void)state;
	sms_sink_behave(world.sink, SMS_SINK_STALLS);
	for (int i = 0; i < CHANGES && refused == 0; i++) {
		size_t asked = sms_sink_requests(world.sink);

		(void)snprintf(more, sizeof more, "timeout_seconds = %d\n", 5 + i % 2);
		write_sections(gateway("two", world.sink, more));
		if (strstr(reload_ask(&world.s), "reload_refused") != NULL) {
			assert_non_null(strstr(reload_log(&world.s),
				"messages are still on their way"));
			refused++;
			break;
		}
		callouts[n++] = call_begin(&world, world.grip, "");
		wait_requests(world.sink, asked + 1);
	}
	sms_sink_behave(world.sink, SMS_SINK_ANSWERS);
	for (size_t i = 0; i < n; i++)
		for (int looks = 0;
			taken(world.sink, callouts[i]) + taken(other, callouts[i]) < 4;
			looks++) {
			assert_true(looks < PATIENT); /* some tried several times */
			(void)poll(NULL, 0, 10);
		}
	print_message("%d changes, %d refused\n", (int)n, (int)refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_address_in_the_middle_of_a_callout),
		cmocka_unit_test(everybody_once_by_two_providers),
		cmocka_unit_test(counts_never_go_down),
		cmocka_unit_test(a_gateway_goes_and_another_comes),
		cmocka_unit_test(channels_follow),
		cmocka_unit_test(a_control_room_comes_and_gets_another_secret),
		cmocka_unit_test(an_error_keeps_the_gateways),
		cmocka_unit_test(many_changes_at_a_time),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
