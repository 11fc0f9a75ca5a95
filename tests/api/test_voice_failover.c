/* SPDX-License-Identifier: EUPL-1.2 */
/* Two gateways for telephone calls, of different providers: when the first fails, the
 * second rings, asks and takes the keys; and who answers the call of the first after
 * all is heard as well. */
#include "alert/carrier/twilio.h"
#include "tests/support/provider_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char secret[] = "geheim van de centrale";
#define TWILIO                                                                         \
	"kind = twilio-voice\nuser = AC1\ntoken_file = TOKEN\n"                        \
	"sender = +31850000000\ntimeout_seconds = 1\n"

/* The second provider. The first is the sink of the world. */
static struct provider_sink *second;

static int open_world(void **state)
{
	second = provider_sink_http();
	return provider_open(state, provider_sink_http());
}

static int close_world(void **state)
{
	provider_sink_close(second);
	return provider_close(state);
}

static int64_t first_person(const struct provider_world *t)
{
	return t->w.ovd_person[0];
}

/* Gateway g is `one`, gateway h `other`; a call-out with details that only a yes hears.
 */
static int64_t begin(struct provider_world *t, const char *one, const char *other)
{
	char rest[700];

	(void)snprintf(rest, sizeof rest,
		"%srank = 1\n[gateway h]\nurl = http://127.0.0.1:%d/p\nrank = 2\n%s",
		one, provider_sink_port(second), other);
	provider_gateway(t, "http", rest);
	return call_begin(&t->w, t->w.grip, ",\"details\":\"Sleutel 12\"");
}

static const char *http_voice(void)
{
	static char text[160];

	(void)snprintf(text, sizeof text,
		"kind = http-voice\nsecret = %s\ntimeout_seconds = 1\n", secret);
	return text;
}

static void is_coming(struct provider_world *t, int64_t id, const char *minutes)
{
	json_t *o = call_recipient_json(&t->w, id, first_person(t));

	assert_string_equal(probe_at(o, "state"), "accepted");
	assert_string_equal(probe_at(o, "via"), "voice");
	assert_string_equal(probe_at(o, "eta_minutes"), minutes);
	json_decref(o);
}

/* --- http-voice --- */

/* The id under which that provider was asked to ring the first person. */
static int ring_id(struct provider_world *t, struct provider_sink *sink)
{
	for (size_t i = 0;; i++) {
		const struct provider_request *r = provider_sink_get(sink, i);
		json_t *o = json_loads(r->body, 0, NULL);
		const bool is_ours =
			strcmp(probe_at(o, "to"), call_phone(first_person(t))) == 0;
		const int id = atoi(probe_at(o, "id"));

		json_decref(o);
		if (is_ours)
			return id;
	}
}

static struct reply exchange(struct provider_world *t, const char *gateway, int id,
	const char *event, const char *keys, const char *at)
{
	char path[64], body[256];

	(void)snprintf(path, sizeof path, "/gateway/%s/voice", gateway);
	(void)snprintf(body, sizeof body,
		"{\"id\":\"%d\",\"call\":\"c1\",\"event\":\"%s\",\"keys\":\"%s\"%s%s%"
		"s}",
		id, event, keys, at[0] != '\0' ? ",\"state\":\"" : "", at,
		at[0] != '\0' ? "\"" : "");
	return call_signed(&t->w, path, body, secret);
}

/* Picks up, presses 1 and then 25; every reply says where the call is. */
static void converse(struct provider_world *t, const char *gateway, int id)
{
	char at[32];
	struct reply r = exchange(t, gateway, id, "answered", "", "");

	assert_non_null(strstr(r.body, "Kunt u er binnen 30 minuten zijn?"));
	assert_null(strstr(r.body, "Sleutel"));
	(void)snprintf(at, sizeof at, "%s", reply_text(&r, "state"));
	call_expect(&r, 200);
	r = exchange(t, gateway, id, "keys", "1", at);
	assert_non_null(strstr(r.body, "Over hoeveel minuten"));
	(void)snprintf(at, sizeof at, "%s", reply_text(&r, "state"));
	call_expect(&r, 200);
	r = exchange(t, gateway, id, "keys", "25", at);
	assert_non_null(strstr(r.body, "Sleutel 12"));
	assert_non_null(strstr(r.body, "\"hang_up\":true"));
	call_expect(&r, 200);
}

/* --- Twilio --- */

static struct reply twilio(
	struct provider_world *t, const char *target, const char *form)
{
	TEXT_AUTO signature = { 0 };
	char url[600], line[128];
	const char *headers[] = { line,
		"Content-Type: application/x-www-form-urlencoded", NULL };

	text_init(&signature, 100);
	(void)snprintf(url, sizeof url, PROVIDER_BASE "%s", target);
	assert_true(twilio_signature(&signature, provider_token, url, form));
	(void)snprintf(
		line, sizeof line, "X-Twilio-Signature: %s", text_str(&signature));
	return service_call(&t->w.s, NULL, "POST", target, form, headers);
}

/* Where that Twilio was told to ask what to say to the first person. Static. */
static const char *twilio_url(struct provider_world *t, struct provider_sink *sink)
{
	static char target[512];

	for (size_t i = 0;; i++) {
		const struct provider_request *r = provider_sink_get(sink, i);

		if (strcmp(probe_field(r->body, "To"), call_phone(first_person(t)))
			!= 0)
			continue;
		(void)snprintf(target, sizeof target, "%s",
			probe_field(r->body, "Url") + sizeof PROVIDER_BASE - 1);
		return target;
	}
}

/* The same person at the same question, by the address that Twilio has. */
static void press(struct provider_world *t, const char *target, const char *moment,
	const char *digits, const char *hears)
{
	char at[600], form[64];
	struct reply r;

	(void)snprintf(at, sizeof at, "%s&s=%s", target, moment);
	(void)snprintf(form, sizeof form, "CallSid=CA01&Digits=%s", digits);
	r = twilio(t, at, form);
	assert_non_null(strstr(r.body, hears));
	call_expect(&r, 200);
}

/* --- the tests --- */

/* Twilio answers 500: the exchange rings, and the whole conversation is with it. */
static void an_exchange_takes_over_from_twilio(void **state)
{
	struct provider_world *t = *state;
	char body[96];
	struct reply r;
	int64_t id;
	int ring;

	provider_sink_answer(t->sink, 500, "");
	id = begin(t, TWILIO, http_voice());
	ring = ring_id(t, second);
	provider_attempt(t, id, first_person(t), "sent", "");
	converse(t, "h", ring);
	is_coming(t, id, "25");
	(void)snprintf(
		body, sizeof body, "{\"id\":\"%d\",\"status\":\"completed\"}", ring);
	r = call_signed(&t->w, "/gateway/h/receipt", body, secret);
	assert_string_equal(reply_text(&r, "result"), "taken");
	call_expect(&r, 200);
	provider_attempt(t, id, first_person(t), "delivered", "");
}

/* And the other way round: an exchange that cuts the line. */
static void twilio_takes_over_from_an_exchange(void **state)
{
	struct provider_world *t = *state;
	char target[512];
	struct reply r;
	int64_t id;

	provider_sink_fail(t->sink, PROVIDER_RESETS);
	provider_sink_answer(second, 201, "{\"sid\":\"CA01\",\"status\":\"queued\"}");
	id = begin(t, http_voice(), TWILIO);
	(void)snprintf(target, sizeof target, "%s", twilio_url(t, second));
	assert_int_equal(strncmp(target, "/gateway/h/voice?", 17), 0);
	provider_attempt(t, id, first_person(t), "sent", "");
	r = twilio(t, target, "CallSid=CA01&AnsweredBy=human");
	assert_non_null(strstr(r.body, "Kunt u er binnen 30 minuten zijn?"));
	assert_null(strstr(r.body, "Sleutel"));
	call_expect(&r, 200);
	press(t, target, "a000", "1", "Over hoeveel minuten");
	press(t, target, "e000", "40", "Sleutel 12");
	is_coming(t, id, "40");
}

/* The first takes the call, says so too late, and the second rings too. Keys in either
 * call count; who answered the one hears in the other what is expected, and is not
 * asked again. */
static void the_call_of_one_that_is_late_counts(void **state)
{
	struct provider_world *t = *state;
	char target[512];
	struct reply r;
	int64_t id;
	int ring;

	provider_sink_fail(t->sink, PROVIDER_LATE);
	id = begin(t, TWILIO, http_voice());
	(void)snprintf(target, sizeof target, "%s", twilio_url(t, t->sink));
	assert_int_equal(strncmp(target, "/gateway/g/voice?", 17), 0);
	ring = ring_id(t, second);
	provider_attempt(t, id, first_person(t), "sent", "");
	r = twilio(t, target, "CallSid=CA01&AnsweredBy=human");
	assert_non_null(strstr(r.body, "Kunt u er binnen 30 minuten zijn?"));
	call_expect(&r, 200);
	press(t, target, "a000", "1", "Over hoeveel minuten");
	press(t, target, "e000", "15", "Sleutel 12");
	is_coming(t, id, "15");
	r = exchange(t, "h", ring, "answered", "", "");
	assert_null(strstr(r.body, "Kunt u er binnen"));
	assert_non_null(strstr(r.body, "Sleutel 12"));
	assert_non_null(strstr(r.body, "\"hang_up\":true"));
	call_expect(&r, 200);
	is_coming(t, id, "15");
}

/* A gateway that was never given the call has nothing to say about it. */
static void one_that_was_not_asked_is_not_heard(void **state)
{
	struct provider_world *t = *state;
	struct reply r;
	char target[512], id_text[16];
	int64_t id;

	provider_sink_answer(t->sink, 201, "{\"sid\":\"CA01\",\"status\":\"queued\"}");
	id = begin(t, TWILIO, http_voice());
	(void)snprintf(target, sizeof target, "%s", twilio_url(t, t->sink));
	provider_attempt(t, id, first_person(t), "sent", "");
	assert_non_null(strstr(target, "id="));
	(void)snprintf(id_text, sizeof id_text, "%s", strstr(target, "id=") + 3);
	r = exchange(t, "h", atoi(id_text), "keys", "1", "a000");
	call_expect(&r, 404);
	assert_string_equal(call_recipient_state(&t->w, id, first_person(t)), "asked");
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_exchange_takes_over_from_twilio),
		TEST(twilio_takes_over_from_an_exchange),
		TEST(the_call_of_one_that_is_late_counts),
		TEST(one_that_was_not_asked_is_not_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
