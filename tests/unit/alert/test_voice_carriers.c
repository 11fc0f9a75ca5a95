/* SPDX-License-Identifier: EUPL-1.2 */
/* twilio-voice and http-voice: TwiML as expat reads it, JSON as Jansson does, and what
 * comes back. */
#include "alert/carrier/voice.h"
#include "tests/support/carrier_probe.h"

#include <expat.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOME "https://paraat.example.nl/gateway/g/"

static const struct dialogue_texts texts = { .language = LANGUAGE_NL,
	.prefix = "TEST.",
	.call = "Brand <bij> \"Jansen & Zn\"\n\x01 d'Azur ë",
	.expected = "Sleutel" };

/* --- TwiML: elements and attributes written out flat by expat --- */

struct seen {
	char flat[8192];
	size_t len;
};

static void add(struct seen *s, const char *text, size_t n)
{
	assert_true(s->len + n < sizeof s->flat);
	memcpy(s->flat + s->len, text, n);
	s->len += n;
	s->flat[s->len] = '\0';
}

static void on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	add(ctx, "<", 1);
	add(ctx, name, strlen(name));
	for (; *attributes != NULL; attributes += 2) {
		add(ctx, " ", 1);
		add(ctx, attributes[0], strlen(attributes[0]));
		add(ctx, "=", 1);
		add(ctx, attributes[1], strlen(attributes[1]));
	}
	add(ctx, ">", 1);
}

static void on_end(void *ctx, const XML_Char *name)
{
	(void)name;
	add(ctx, "/", 1);
}

static void on_text(void *ctx, const XML_Char *text, int n)
{
	add(ctx, text, (size_t)n);
}

static const char *flat(const struct dialogue *d, const struct dialogue_texts *t,
	int64_t attempt, int64_t recipient)
{
	static struct seen seen;
	struct voice_script s;
	struct voice_turn turn = { attempt, recipient, *d, &s };
	XML_Parser parser = XML_ParserCreate(NULL);
	TEXT_AUTO body = { 0 };

	memset(&seen, 0, sizeof seen);
	text_init(&body, 65536);
	assert_true(dialogue_script(d, t, &s));
	assert_true(carrier_twilio_voice.voice_reply(&probe_account, &turn, &body));
	XML_SetUserData(parser, &seen);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	if (XML_Parse(parser, text_str(&body), (int)body.len, 1) != XML_STATUS_OK)
		fail_msg("%s: %s", XML_ErrorString(XML_GetErrorCode(parser)),
			text_str(&body));
	XML_ParserFree(parser);
	voice_script_fini(&s);
	return seen.flat;
}

static void twiml_asks(void **state)
{
	struct dialogue d = dialogue_outgoing();

	(void)state;
	assert_string_equal(flat(&d, &texts, 4711, 0),
		"<Response><Gather input=dtmf method=POST action=" HOME
		"voice?id=4711&s=a000 numDigits=1 timeout=8 finishOnKey= "
		"actionOnEmptyResult=true>"
		"<Say language=nl-NL>TEST./"
		"<Say language=nl-NL>Goedendag. Dit is een oproep van de "
		"crisisorganisatie./"
		"<Say language=nl-NL>Brand <bij> \"Jansen & Zn\"   d'Azur ë/"
		"<Say language=nl-NL>Kunt u komen?/"
		"<Say language=nl-NL>Toets 1 voor ja. Toets 2 voor nee. Toets 3 om dit "
		"nog "
		"eens te horen.///");
}

static void twiml_takes_minutes_and_hangs_up(void **state)
{
	struct dialogue d = dialogue_outgoing();
	struct dialogue_texts english = texts;

	(void)state;
	english.language = LANGUAGE_EN;
	(void)dialogue_step(&d, DIALOGUE_KEYS, "1");
	assert_string_equal(flat(&d, &english, 0, 9),
		"<Response><Gather input=dtmf method=POST action=" HOME
		"voice?r=9&s=e000 numDigits=3 timeout=8 finishOnKey=# "
		"actionOnEmptyResult=true>"
		"<Say language=en-GB>Thank you. In how many minutes will you be there? "
		"Enter the number and then the hash key.///");
	(void)dialogue_step(&d, DIALOGUE_KEYS, "20");
	assert_string_equal(flat(&d, &english, 0, 9),
		"<Response><Say language=en-GB>TEST./<Say language=en-GB>Sleutel/"
		"<Say language=en-GB>Goodbye./<Hangup>//");
	d.moment = DIALOGUE_SILENCE;
	assert_string_equal(flat(&d, &english, 0, 9), "<Response><Hangup>//");
}

static void twilio_is_asked_to_call(void **state)
{
	struct carrier_message m = probe_message("x");
	struct carrier_request r =
		probe_encode(&carrier_twilio_voice, &probe_account, &m);
	const char *body = text_str(&r.body);

	(void)state;
	assert_string_equal(text_str(&r.url),
		"https://provider.example/send/Accounts/AC0123/Calls.json");
	assert_string_equal(probe_field(body, "To"), "+31612345678");
	assert_string_equal(probe_field(body, "From"), "VRIJssel");
	assert_string_equal(probe_field(body, "Url"), HOME "voice?id=4711");
	assert_string_equal(probe_field(body, "Method"), "POST");
	assert_string_equal(
		probe_field(body, "StatusCallback"), HOME "receipt?id=4711");
	assert_string_equal(probe_field(body, "StatusCallbackEvent"), "completed");
	assert_string_equal(probe_field(body, "MachineDetection"), "Enable");
	assert_string_equal(probe_field(body, "Record"), "false");
	assert_int_equal(probe_count(body, "Twiml"), 0);
	carrier_request_fini(&r);
}

static void without_an_address_for_keys_no_call_is_made(void **state)
{
	struct carrier_account a = probe_account;
	struct carrier_message m = probe_message("x");
	struct carrier_request r;

	(void)state;
	a.callback = "";
	carrier_request_init(&r);
	assert_false(carrier_twilio_voice.encode(&a, &m, &r));
	carrier_request_fini(&r);
}

static void how_a_call_ended(void **state)
{
	static const struct {
		const char *twilio, *http;
		enum carrier_progress progress;
	} cases[] = {
		{ "CallStatus=completed", "completed", CARRIER_CALL_OVER },
		{ "CallStatus=completed&AnsweredBy=human", "completed",
			CARRIER_CALL_OVER },
		{ "CallStatus=completed&AnsweredBy=machine_start", "machine",
			CARRIER_UNDELIVERED },
		{ "CallStatus=completed&AnsweredBy=machine_end_beep", "machine",
			CARRIER_UNDELIVERED },
		{ "CallStatus=busy", "busy", CARRIER_UNDELIVERED },
		{ "CallStatus=no-answer", "no_answer", CARRIER_UNDELIVERED },
		{ "CallStatus=failed", "failed", CARRIER_UNDELIVERED },
		{ "CallStatus=ringing", "ringing", CARRIER_ON_ITS_WAY },
		{ "CallStatus=in-progress&AnsweredBy=machine_start", "answered",
			CARRIER_ON_ITS_WAY },
		{ "CallStatus=floating", "floating", CARRIER_UNKNOWN },
		{ "", "", CARRIER_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char json[200];
		struct carrier_callback c = probe_callback(
			CARRIER_RECEIPT, HOME "receipt?id=4711", cases[i].twilio);
		struct carrier_receipt r;

		assert_true(carrier_twilio_voice.receipt(&c, &r));
		assert_string_equal(r.id, "4711");
		assert_int_equal(r.progress, cases[i].progress);
		(void)snprintf(json, sizeof json, "{\"id\":\"4711\",\"status\":\"%s\"}",
			cases[i].http);
		c = probe_callback(CARRIER_RECEIPT, HOME "receipt", json);
		assert_true(carrier_http_voice.receipt(&c, &r));
		assert_string_equal(r.id, "4711");
		assert_int_equal(r.progress, cases[i].progress);
	}
}

static void twilio_tells_what_happens(void **state)
{
	struct carrier_callback c = probe_callback(CARRIER_VOICE, HOME "voice?id=4711",
		"CallSid=CA1&From=%2B3185&AnsweredBy=human");
	struct voice_event v;

	(void)state;
	assert_true(carrier_twilio_voice.voice_event(&c, &v));
	assert_true(v.is_begin);
	assert_int_equal(v.attempt_id, 4711);
	assert_int_equal(v.event, DIALOGUE_PICKED_UP);
	assert_string_equal(v.call_id, "CA1");
	c.body = "CallSid=CA1&AnsweredBy=machine_start";
	assert_true(carrier_twilio_voice.voice_event(&c, &v));
	assert_int_equal(v.event, DIALOGUE_MACHINE);
	c = probe_callback(
		CARRIER_VOICE, HOME "voice?id=4711&s=c100", "CallSid=CA1&Digits=1");
	assert_true(carrier_twilio_voice.voice_event(&c, &v));
	assert_int_equal(v.event, DIALOGUE_KEYS);
	assert_string_equal(v.keys, "1");
	assert_int_equal(v.at.moment, DIALOGUE_NOT_HEARD);
	assert_int_equal(v.at.unheard, 1);
	c.body = "CallSid=CA1"; /* silence */
	assert_true(carrier_twilio_voice.voice_event(&c, &v));
	assert_int_equal(v.event, DIALOGUE_KEYS);
	assert_string_equal(v.keys, "");
	c = probe_callback(CARRIER_VOICE, HOME "voice?id=4711&s=zzzz", "CallSid=CA1");
	assert_false(carrier_twilio_voice.voice_event(&c, &v));
	c = probe_callback(CARRIER_VOICE, HOME "voice?id=4711", "");
	assert_false(carrier_twilio_voice.voice_event(&c, &v));
}

static void http_voice_posts_what_the_call_is_about(void **state)
{
	struct carrier_message m = probe_message(texts.call);
	struct carrier_request r;
	json_t *o;

	(void)state;
	m.text = "Brand \"bij\" Jansen";
	m.english = true;
	r = probe_encode(&carrier_http_voice, &probe_account, &m);
	o = probe_json(&r);
	assert_string_equal(r.authorization, "Bearer s3cret&token");
	assert_string_equal(probe_at(o, "id"), "4711");
	assert_string_equal(probe_at(o, "to"), "+31612345678");
	assert_string_equal(probe_at(o, "from"), "VRIJssel");
	assert_string_equal(probe_at(o, "text"), m.text);
	assert_string_equal(probe_at(o, "callout"), "12");
	assert_string_equal(probe_at(o, "language"), "en");
	assert_string_equal(probe_at(o, "voice_url"), HOME "voice");
	assert_string_equal(probe_at(o, "receipt_url"), HOME "receipt");
	json_decref(o);
	carrier_request_fini(&r);
}

static void http_voice_gets_what_to_say(void **state)
{
	struct dialogue d = dialogue_outgoing();
	struct voice_script s;
	struct voice_turn turn = { 4711, 0, d, &s };
	struct carrier_request r;
	json_t *o;

	(void)state;
	carrier_request_init(&r);
	assert_true(dialogue_script(&d, &texts, &s));
	assert_true(carrier_http_voice.voice_reply(&probe_account, &turn, &r.body));
	o = probe_json(&r);
	assert_int_equal(json_array_size(json_object_get(o, "say")), 5);
	assert_string_equal(probe_at(o, "say.2"), texts.call);
	assert_string_equal(probe_at(o, "language"), "nl");
	assert_string_equal(probe_at(o, "state"), "a000");
	assert_string_equal(probe_at(o, "gather.digits"), "1");
	assert_string_equal(probe_at(o, "gather.until"), "");
	assert_null(json_object_get(o, "hang_up"));
	assert_null(json_object_get(o, "recipient"));
	json_decref(o);
	voice_script_fini(&s);
	text_clear(&r.body);
	turn.at.moment = d.moment = DIALOGUE_YES;
	assert_true(dialogue_script(&d, &texts, &s));
	assert_true(carrier_http_voice.voice_reply(&probe_account, &turn, &r.body));
	o = probe_json(&r);
	assert_true(json_is_true(json_object_get(o, "hang_up")));
	assert_null(json_object_get(o, "gather"));
	json_decref(o);
	voice_script_fini(&s);
	carrier_request_fini(&r);
}

static void http_voice_tells_what_happens(void **state)
{
	static const char *const bad[] = { "", "[]", "{}", "{\"event\":\"keys\"}",
		"{\"call\":\"1\",\"event\":\"shouts\"}",
		"{\"call\":\"1\",\"event\":\"keys\",\"state\":\"x\"}",
		"{\"call\":\"1\",\"event\":\"keys\",\"keys\":7,\"state\":\"a000\"}" };
	struct carrier_callback c = probe_callback(CARRIER_VOICE, HOME "voice",
		"{\"id\":\"4711\",\"call\":\"c-1\",\"event\":\"keys\",\"keys\":\"25#\","
		"\"state\":\"e000\"}");
	struct voice_event v;

	(void)state;
	assert_true(carrier_http_voice.voice_event(&c, &v));
	assert_int_equal(v.attempt_id, 4711);
	assert_string_equal(v.call_id, "c-1");
	assert_string_equal(v.keys, "25#");
	assert_int_equal(v.at.moment, DIALOGUE_MINUTES);
	assert_false(v.is_begin);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		c = probe_callback(CARRIER_VOICE, HOME "voice", bad[i]);
		if (carrier_http_voice.voice_event(&c, &v))
			fail_msg("taken: %s", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twiml_asks),
		cmocka_unit_test(twiml_takes_minutes_and_hangs_up),
		cmocka_unit_test(twilio_is_asked_to_call),
		cmocka_unit_test(without_an_address_for_keys_no_call_is_made),
		cmocka_unit_test(how_a_call_ended),
		cmocka_unit_test(twilio_tells_what_happens),
		cmocka_unit_test(http_voice_posts_what_the_call_is_about),
		cmocka_unit_test(http_voice_gets_what_to_say),
		cmocka_unit_test(http_voice_tells_what_happens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
