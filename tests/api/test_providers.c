/* SPDX-License-Identifier: EUPL-1.2 */
/* Real dialects over real sockets: Twilio calls a person and asks us what to say,
 * Kannel and a mail server take messages, and what comes back is recognised before
 * anything of it is read. */
#include "alert/carrier/twilio.h"
#include "tests/support/provider_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int open_http(void **state)
{
	return provider_open(state, provider_sink_http());
}

/* --- Twilio --- */

static struct reply twilio(struct provider_world *t, const char *target,
	const char *form, const char *signing)
{
	TEXT_AUTO signature = { 0 };
	TEXT_AUTO url = { 0 };
	char line[128];
	const char *headers[] = { line,
		"Content-Type: application/x-www-form-urlencoded", NULL };

	text_init(&signature, 100);
	text_init(&url, 2000);
	text_addf(&url, PROVIDER_BASE "%s", target);
	assert_true(twilio_signature(&signature, signing, text_str(&url), form));
	(void)snprintf(
		line, sizeof line, "X-Twilio-Signature: %s", text_str(&signature));
	return service_call(&t->w.s, NULL, "POST", target, form, headers);
}

/* The call to that person: target of its Url ("/gateway/…"). Static. */
static const char *call_to(struct provider_world *t, int64_t person)
{
	static char target[512];
	const char *phone = call_phone(person);

	for (size_t i = 0;; i++) {
		const struct provider_request *r = provider_sink_get(t->sink, i);

		if (strcmp(probe_field(r->body, "To"), phone) != 0)
			continue;
		assert_string_equal(
			r->line, "POST /p/Accounts/AC1/Calls.json HTTP/1.1");
		assert_non_null(
			strstr(r->head, "Authorization: Basic QUMxOnQwa2Vu\r\n"));
		(void)snprintf(target, sizeof target, "%s",
			probe_field(r->body, "Url") + sizeof PROVIDER_BASE - 1);
		return target;
	}
}

/* Where keys go, as the TwiML says. Static. */
static const char *action_of(const struct reply *r)
{
	static char target[512];
	const char *at = strstr(r->body, "action=\"" PROVIDER_BASE);
	size_t n = 0;

	assert_non_null(at);
	for (at += sizeof "action=\"" PROVIDER_BASE - 1; *at != '"'; at++) {
		target[n++] = *at;
		if (strncmp(at, "&amp;", 5) == 0)
			at += 4;
	}
	target[n] = '\0';
	return target;
}

static const char twilio_gateway[] =
	"kind = twilio-voice\nuser = AC1\ntoken_file = TOKEN\nsender = +31850000000\n";

static int64_t twilio_call(struct provider_world *t)
{
	provider_sink_answer(t->sink, 201, "{\"sid\":\"CA01\",\"status\":\"queued\"}");
	provider_gateway(t, "http", twilio_gateway);
	return call_begin(&t->w, t->w.grip, ",\"details\":\"Sleutel 12\"");
}

/* How many messages to that person there are. */
static int attempts_of(struct provider_world *t, int64_t id, int64_t who)
{
	struct reply r = service_get(&t->w.s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/attempts?limit=1000", id));
	json_t *o;
	size_t i;
	int n = 0;

	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		n += json_integer_value(json_object_get(o, "person_id")) == who;
	}
	reply_free(&r);
	return n;
}

static void a_call_is_answered_with_keys(void **state)
{
	struct provider_world *t = *state;
	int64_t id = twilio_call(t), who = t->w.ovd_person[0];
	const char *begin = call_to(t, who);
	char first[512];
	struct reply r =
		twilio(t, begin, "CallSid=CA01&AnsweredBy=human", provider_token);
	json_t *o;

	assert_string_equal(
		reply_header(&r, "Content-Type"), "text/xml; charset=utf-8");
	assert_non_null(strstr(r.body, "Kunt u er binnen 30 minuten zijn?"));
	assert_null(strstr(r.body, "Sleutel"));
	(void)snprintf(first, sizeof first, "%s", action_of(&r));
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&t->w, id, who), "asked");
	r = twilio(t, first, "CallSid=CA01&Digits=1", provider_token);
	assert_non_null(strstr(r.body, "Over hoeveel minuten"));
	assert_string_equal(call_recipient_state(&t->w, id, who), "accepted");
	(void)snprintf(first, sizeof first, "%s", action_of(&r));
	call_expect(&r, 200);
	r = twilio(t, first, "CallSid=CA01&Digits=25", provider_token);
	assert_non_null(strstr(r.body, "Sleutel 12"));
	assert_non_null(strstr(r.body, "<Hangup/>"));
	call_expect(&r, 200);
	o = call_recipient_json(&t->w, id, who);
	assert_string_equal(probe_at(o, "eta_minutes"), "25");
	assert_string_equal(probe_at(o, "via"), "voice");
	json_decref(o);
	/* who heard what is expected is not called again to hear it */
	assert_int_equal(attempts_of(t, id, who), 1);
}

static void a_replay_changes_nothing(void **state)
{
	struct provider_world *t = *state;
	int64_t id = twilio_call(t), who = t->w.ovd_person[0];
	char first[512], body[128];
	struct reply r = twilio(
		t, call_to(t, who), "CallSid=CA01&AnsweredBy=human", provider_token);

	(void)snprintf(first, sizeof first, "%s", action_of(&r));
	reply_free(&r);
	r = twilio(t, first, "CallSid=CA01&Digits=1", provider_token);
	call_expect(&r, 200);
	(void)snprintf(
		body, sizeof body, "{\"person_id\":%d,\"answer\":\"no\"}", (int)who);
	r = service_post(&t->w.s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/answer", id), body);
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&t->w, id, who), "declined");
	r = twilio(t, first, "CallSid=CA01&Digits=1", provider_token);
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&t->w, id, who), "declined");
}

static void what_is_not_signed_is_refused(void **state)
{
	struct provider_world *t = *state;
	int64_t id = twilio_call(t), who = t->w.ovd_person[0];
	char target[600];
	const char *form[] = { "Content-Type: application/x-www-form-urlencoded",
		NULL };
	struct reply r;

	(void)snprintf(target, sizeof target, "%s&s=a000", call_to(t, who));
	r = twilio(t, target, "CallSid=CA01&Digits=1", "other");
	call_expect(&r, 401);
	r = service_call(&t->w.s, NULL, "POST", target, "CallSid=CA01&Digits=1", form);
	call_expect(&r, 401);
	r = twilio(t, "/gateway/h/voice?id=1&s=a000", "CallSid=CA01&Digits=1",
		provider_token);
	call_expect(&r, 401);
	r = twilio(t, "/gateway/g/voice?id=999999&s=a000", "CallSid=CA01&Digits=1",
		provider_token);
	call_expect(&r, 404);
	r = twilio(t, target, "Digits=1", provider_token);
	call_expect(&r, 422);
	assert_string_equal(call_recipient_state(&t->w, id, who), "asked");
}

static void a_machine_never_counts(void **state)
{
	struct provider_world *t = *state;
	int64_t id = twilio_call(t), who = t->w.ovd_person[0];
	char receipt[128], target[512];
	struct reply r;

	(void)snprintf(target, sizeof target, "%s", call_to(t, who));
	provider_attempt(t, id, who, "sent", "");
	r = twilio(t, target, "CallSid=CA01&AnsweredBy=machine_start", provider_token);
	assert_null(strstr(r.body, "<Say"));
	assert_non_null(strstr(r.body, "<Hangup/>"));
	call_expect(&r, 200);
	(void)snprintf(
		receipt, sizeof receipt, "/gateway/g/receipt%s", strchr(target, '?'));
	r = twilio(t, receipt, "CallSid=CA01&CallStatus=ringing", provider_token);
	assert_string_equal(r.body, "<Response/>");
	call_expect(&r, 200);
	provider_attempt(t, id, who, "sent", "");
	r = twilio(t, receipt,
		"CallSid=CA01&CallStatus=completed&AnsweredBy=machine_start",
		provider_token);
	call_expect(&r, 200);
	provider_attempt(t, id, who, "failed", "an answering machine");
}

static void no_key_is_a_failed_path(void **state)
{
	struct provider_world *t = *state;
	int64_t id = twilio_call(t), who = t->w.ovd_person[0];
	char receipt[128];
	struct reply r;

	(void)snprintf(receipt, sizeof receipt, "/gateway/g/receipt%s",
		strchr(call_to(t, who), '?'));
	provider_attempt(t, id, who, "sent", "");
	r = twilio(t, receipt, "CallSid=CA01&CallStatus=completed", provider_token);
	call_expect(&r, 200);
	provider_attempt(t, id, who, "failed", "no key was pressed");
}

/* A call-out for one person, of whom there is a token: the member. */
static int64_t call_member(struct provider_world *t)
{
	char body[512];
	struct reply r;
	int64_t scenario;

	provider_sink_answer(t->sink, 201, "{\"sid\":\"CA01\"}");
	provider_gateway(t, "http", twilio_gateway);
	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"function_id\":%d,\"status\":\"qualified\","
		"\"from\":\"2020-01-01\"}",
		(int)t->w.s.person_id, (int)t->w.zaal);
	r = service_post(&t->w.s, ROLE_COORDINATOR, "/api/v1/assignments", body);
	call_expect(&r, 201);
	(void)snprintf(body, sizeof body,
		"{\"code\":\"EEN\",\"name\":\"Een\",\"kind\":\"real\",\"text\":{"
		"\"sms\":"
		"\"x\",\"voice\":\"Brand in {location}, als {spoken_function}.\"},"
		"\"slots\":[{\"function_id\":%d,\"need\":1,\"mode\":\"all\"}]}",
		(int)t->w.zaal);
	r = service_post(&t->w.s, ROLE_COORDINATOR, "/api/v1/scenarios", body);
	scenario = reply_int(&r, "id");
	call_expect(&r, 201);
	return call_begin(&t->w, scenario, ",\"location\":\"Dalfsen\"");
}

static void who_calls_back_is_asked_with_a_code(void **state)
{
	struct provider_world *t = *state;
	int64_t id = call_member(t), who = t->w.s.person_id;
	char target[512], form[128], code[16];
	struct reply r =
		service_call(&t->w.s, t->w.s.member, "GET", "/api/v1/me", NULL, NULL);

	(void)snprintf(code, sizeof code, "%s", reply_text(&r, "voice_code"));
	assert_int_equal(strspn(code, "0123456789"), 6);
	call_expect(&r, 200);
	r = twilio(t, "/gateway/g/voice",
		"CallSid=CA7&From=%2B31612345678&Direction=inbound", provider_token);
	assert_non_null(strstr(r.body, "persoonlijke code"));
	assert_null(strstr(r.body, "Dalfsen"));
	(void)snprintf(target, sizeof target, "%s", action_of(&r));
	call_expect(&r, 200);
	r = twilio(t, target, "CallSid=CA7&From=%2B31612345678&Digits=000000",
		provider_token);
	assert_non_null(strstr(r.body, "Die code klopt niet."));
	call_expect(&r, 200);
	(void)snprintf(form, sizeof form, "CallSid=CA8&From=%%2B31611111111&Digits=%s",
		code); /* right, but from another number */
	r = twilio(t, target, form, provider_token);
	assert_non_null(strstr(r.body, "Die code klopt niet."));
	call_expect(&r, 200);
	(void)snprintf(
		form, sizeof form, "CallSid=CA7&From=%%2B31612345678&Digits=%s", code);
	r = twilio(t, target, form, provider_token);
	assert_non_null(strstr(r.body, "Brand in Dalfsen, als ZAAL."));
	(void)snprintf(target, sizeof target, "%s", action_of(&r));
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&t->w, id, who), "asked");
	r = twilio(
		t, target, "CallSid=CA7&From=%2B31612345678&Digits=1", provider_token);
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&t->w, id, who), "accepted");
}

/* --- Kannel --- */

static const char kannel_gateway[] = "kind = kannel\nuser = u\ntoken_file = TOKEN\n"
				     "secret = geheim\nsender = 3669\n"
				     "plain_letters = yes\n";

static void kannel_takes_and_reports(void **state)
{
	struct provider_world *t = *state;
	int64_t id, who = t->w.ovd_person[0];
	char url[1024], query[4096] = "", target[1024];
	struct reply r;

	provider_sink_answer(t->sink, 202, "0: Accepted for delivery");
	provider_gateway(t, "http", kannel_gateway);
	id = call_begin(&t->w, t->w.grip, ",\"incident\":\"Coördinatië\"");
	for (size_t i = 0; query[0] == '\0'; i++) {
		const struct provider_request *q = provider_sink_get(t->sink, i);

		assert_int_equal(strncmp(q->line, "GET /p?", 7), 0);
		(void)snprintf(query, sizeof query, "%.*s",
			(int)strcspn(q->line + 7, " "), q->line + 7);
		if (strcmp(probe_field(query, "to"), call_phone(who)) != 0)
			query[0] = '\0';
	}
	assert_string_equal(probe_field(query, "password"), provider_token);
	assert_string_equal(probe_field(query, "coding"), "0");
	assert_non_null(strstr(probe_field(query, "text"), "Coördinatie"));
	provider_attempt(t, id, who, "sent", "");
	(void)snprintf(url, sizeof url, "%s", probe_field(query, "dlr-url"));
	*strstr(url, "%d") = '\0';
	(void)snprintf(target, sizeof target, "%s1", url + sizeof PROVIDER_BASE - 1);
	r = service_call(&t->w.s, NULL, "GET", target, NULL, NULL);
	assert_string_equal(r.body, ""); /* else it would be sent as a text */
	call_expect(&r, 200);
	provider_attempt(t, id, who, "delivered", "");
	target[strlen(target) - 1] = '2'; /* late and contrary: the first one stands */
	r = service_call(&t->w.s, NULL, "GET", target, NULL, NULL);
	call_expect(&r, 200);
	provider_attempt(t, id, who, "delivered", "");
	(void)snprintf(target, sizeof target,
		"/gateway/g/inbound?secret=geheim&from=%%2B%s&text=ja+40&id=k1",
		call_phone(who) + 1);
	r = service_call(&t->w.s, NULL, "GET", target, NULL, NULL);
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&t->w, id, who), "accepted");
	*strstr(target, "geheim") = 'G';
	r = service_call(&t->w.s, NULL, "GET", target, NULL, NULL);
	call_expect(&r, 401);
}

static void rubbish_with_200_is_tried_again(void **state)
{
	struct provider_world *t = *state;
	int64_t id;

	provider_sink_answer(t->sink, 200, "<html>Welkom in het hotel</html>");
	provider_gateway(t, "http", kannel_gateway);
	id = call_begin(&t->w, t->w.grip, "");
	provider_attempt(t, id, t->w.ovd_person[0], "retry",
		"the gateway's answer is not understood");
	for (int looks = 0; looks < 2000; looks++) {
		struct reply r =
			service_call(&t->w.s, NULL, "GET", "/readyz", NULL, NULL);
		bool broken = r.status == 503
			      && strstr(r.body, "gateway g is broken") != NULL;

		reply_free(&r);
		if (broken)
			return;
	}
	fail_msg("the gateway does not count as broken");
}

/* --- push --- */

static void a_push_message_can_be_answered(void **state)
{
	struct provider_world *t = *state;
	const struct provider_request *q;
	json_t *o, *action;
	struct reply r;
	int64_t id;

	provider_reach(t, "push", "otto-8fQ2k9");
	provider_sink_answer(t->sink, 200, "{\"id\":\"n1\"}");
	provider_gateway(t, "http", "kind = ntfy\ntoken_file = TOKEN\n");
	id = call_begin(&t->w, t->w.grip, "");
	q = provider_sink_get(t->sink, 0);
	assert_non_null(strstr(q->head, "Authorization: Bearer t0ken\r\n"));
	o = json_loads(q->body, 0, NULL);
	assert_string_equal(probe_at(o, "topic"), "otto-8fQ2k9");
	action = json_array_get(json_object_get(o, "actions"), 0);
	r = service_call(&t->w.s, NULL, "POST",
		probe_at(action, "url") + sizeof PROVIDER_BASE - 1,
		probe_at(action, "body"), NULL);
	call_expect(&r, 200);
	assert_string_equal(
		call_recipient_state(&t->w, id, t->w.ovd_person[0]), "accepted");
	json_decref(o);
}

#define HTTP(test) cmocka_unit_test_setup_teardown(test, open_http, provider_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HTTP(a_call_is_answered_with_keys),
		HTTP(a_replay_changes_nothing),
		HTTP(what_is_not_signed_is_refused),
		HTTP(a_machine_never_counts),
		HTTP(no_key_is_a_failed_path),
		HTTP(who_calls_back_is_asked_with_a_code),
		HTTP(kannel_takes_and_reports),
		HTTP(rubbish_with_200_is_tried_again),
		HTTP(a_push_message_can_be_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
