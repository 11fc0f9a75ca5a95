/* SPDX-License-Identifier: EUPL-1.2 */
/* Real dialects over real sockets: Twilio calls a person and asks us what to say,
 * Kannel and a mail server take messages, and what comes back is recognised before
 * anything of it is read. */
#include "alert/carrier/twilio.h"
#include "tests/support/call_service.h"
#include "tests/support/carrier_probe.h"
#include "tests/support/provider_sink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define BASE "http://paraat.test"
static const char token[] = "t0ken";

struct world {
	struct call_service w;
	struct provider_sink *sink;
};

/* Stops the program and starts it with this gateway, its url at the sink. */
static void with_gateway(struct world *t, const char *scheme, const char *rest)
{
	char file[256], text[1024];
	FILE *f;

	(void)snprintf(file, sizeof file, "%s/token", t->w.s.t.folder);
	f = fopen(file, "we");
	assert_non_null(f);
	(void)fprintf(f, "%s\n", token);
	assert_int_equal(fclose(f), 0);
	(void)snprintf(text, sizeof text,
		"base_url = " BASE "\n[gateway g]\nurl = %s://127.0.0.1:%d%s\n%s",
		scheme, provider_sink_port(t->sink),
		strcmp(scheme, "http") == 0 ? "/p" : "", rest);
	if (strstr(rest, "TOKEN") != NULL) {
		char *at = strstr(text, "TOKEN");
		char tail[512];

		(void)snprintf(tail, sizeof tail, "%s", at + 5);
		(void)snprintf(
			at, sizeof text - (size_t)(at - text), "%s%s", file, tail);
	}
	service_stop(&t->w.s);
	service_start(&t->w.s, text);
}

static int open_world(void **state, struct provider_sink *sink)
{
	static struct world t;

	call_service_open(&t.w, 0);
	t.sink = sink;
	*state = &t;
	return 0;
}

static int open_http(void **state)
{
	return open_world(state, provider_sink_http());
}

static int open_smtp(void **state)
{
	return open_world(state, provider_sink_smtp());
}

static int close_world(void **state)
{
	struct world *t = *state;

	call_service_close(&t->w);
	provider_sink_close(t->sink);
	return 0;
}

/* --- Twilio --- */

static struct reply twilio(
	struct world *t, const char *target, const char *form, const char *signing)
{
	TEXT_AUTO signature = { 0 };
	TEXT_AUTO url = { 0 };
	char line[128];
	const char *headers[] = { line,
		"Content-Type: application/x-www-form-urlencoded", NULL };

	text_init(&signature, 100);
	text_init(&url, 2000);
	text_addf(&url, BASE "%s", target);
	assert_true(twilio_signature(&signature, signing, text_str(&url), form));
	(void)snprintf(
		line, sizeof line, "X-Twilio-Signature: %s", text_str(&signature));
	return service_call(&t->w.s, NULL, "POST", target, form, headers);
}

/* The call to that person: target of its Url ("/gateway/…"). Static. */
static const char *call_to(struct world *t, int64_t person)
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
			probe_field(r->body, "Url") + sizeof BASE - 1);
		return target;
	}
}

/* Where keys go, as the TwiML says. Static. */
static const char *action_of(const struct reply *r)
{
	static char target[512];
	const char *at = strstr(r->body, "action=\"" BASE);
	size_t n = 0;

	assert_non_null(at);
	for (at += sizeof "action=\"" BASE - 1; *at != '"'; at++) {
		target[n++] = *at;
		if (strncmp(at, "&amp;", 5) == 0)
			at += 4;
	}
	target[n] = '\0';
	return target;
}

static const char twilio_gateway[] =
	"kind = twilio-voice\nuser = AC1\ntoken_file = TOKEN\nsender = +31850000000\n";

static int64_t twilio_call(struct world *t)
{
	provider_sink_answer(t->sink, 201, "{\"sid\":\"CA01\",\"status\":\"queued\"}");
	with_gateway(t, "http", twilio_gateway);
	return call_begin(&t->w, t->w.grip, ",\"details\":\"Sleutel 12\"");
}

/* How many messages to that person there are. */
static int attempts_of(struct world *t, int64_t id, int64_t who)
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
	struct world *t = *state;
	int64_t id = twilio_call(t), who = t->w.ovd_person[0];
	const char *begin = call_to(t, who);
	char first[512];
	struct reply r = twilio(t, begin, "CallSid=CA01&AnsweredBy=human", token);
	json_t *o;

	assert_string_equal(
		reply_header(&r, "Content-Type"), "text/xml; charset=utf-8");
	assert_non_null(strstr(r.body, "Kunt u er binnen 30 minuten zijn?"));
	assert_null(strstr(r.body, "Sleutel"));
	(void)snprintf(first, sizeof first, "%s", action_of(&r));
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&t->w, id, who), "asked");
	r = twilio(t, first, "CallSid=CA01&Digits=1", token);
	assert_non_null(strstr(r.body, "Over hoeveel minuten"));
	assert_string_equal(call_recipient_state(&t->w, id, who), "accepted");
	(void)snprintf(first, sizeof first, "%s", action_of(&r));
	call_expect(&r, 200);
	r = twilio(t, first, "CallSid=CA01&Digits=25", token);
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
	struct world *t = *state;
	int64_t id = twilio_call(t), who = t->w.ovd_person[0];
	char first[512], body[128];
	struct reply r =
		twilio(t, call_to(t, who), "CallSid=CA01&AnsweredBy=human", token);

	(void)snprintf(first, sizeof first, "%s", action_of(&r));
	reply_free(&r);
	r = twilio(t, first, "CallSid=CA01&Digits=1", token);
	call_expect(&r, 200);
	(void)snprintf(
		body, sizeof body, "{\"person_id\":%d,\"answer\":\"no\"}", (int)who);
	r = service_post(&t->w.s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/answer", id), body);
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&t->w, id, who), "declined");
	r = twilio(t, first, "CallSid=CA01&Digits=1", token);
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&t->w, id, who), "declined");
}

static void what_is_not_signed_is_refused(void **state)
{
	struct world *t = *state;
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
	r = twilio(t, "/gateway/h/voice?id=1&s=a000", "CallSid=CA01&Digits=1", token);
	call_expect(&r, 401);
	r = twilio(
		t, "/gateway/g/voice?id=999999&s=a000", "CallSid=CA01&Digits=1", token);
	call_expect(&r, 404);
	r = twilio(t, target, "Digits=1", token);
	call_expect(&r, 422);
	assert_string_equal(call_recipient_state(&t->w, id, who), "asked");
}

/* The state of the call's attempt, waited for. */
static void attempt_becomes(
	struct world *t, int64_t id, int64_t who, const char *state, const char *reason)
{
	for (int looks = 0; looks < 2000; looks++) {
		struct reply r = service_get(&t->w.s, ROLE_COORDINATOR,
			call_path("/api/v1/callouts/{id}/attempts?limit=1000", id));
		bool there = false;
		json_t *o;
		size_t i;

		json_array_foreach(json_object_get(r.json, "items"), i, o)
		{
			there |= json_integer_value(json_object_get(o, "person_id"))
					 == who
				 && strcmp(probe_at(o, "state"), state) == 0
				 && strcmp(probe_at(o, "reason"), reason) == 0;
		}
		reply_free(&r);
		if (there)
			return;
	}
	fail_msg("no attempt became %s (%s)", state, reason);
}

static void a_machine_never_counts(void **state)
{
	struct world *t = *state;
	int64_t id = twilio_call(t), who = t->w.ovd_person[0];
	char receipt[128], target[512];
	struct reply r;

	(void)snprintf(target, sizeof target, "%s", call_to(t, who));
	attempt_becomes(t, id, who, "sent", "");
	r = twilio(t, target, "CallSid=CA01&AnsweredBy=machine_start", token);
	assert_null(strstr(r.body, "<Say"));
	assert_non_null(strstr(r.body, "<Hangup/>"));
	call_expect(&r, 200);
	(void)snprintf(
		receipt, sizeof receipt, "/gateway/g/receipt%s", strchr(target, '?'));
	r = twilio(t, receipt, "CallSid=CA01&CallStatus=ringing", token);
	assert_string_equal(r.body, "<Response/>");
	call_expect(&r, 200);
	attempt_becomes(t, id, who, "sent", "");
	r = twilio(t, receipt,
		"CallSid=CA01&CallStatus=completed&AnsweredBy=machine_start", token);
	call_expect(&r, 200);
	attempt_becomes(t, id, who, "failed", "an answering machine");
}

static void no_key_is_a_failed_path(void **state)
{
	struct world *t = *state;
	int64_t id = twilio_call(t), who = t->w.ovd_person[0];
	char receipt[128];
	struct reply r;

	(void)snprintf(receipt, sizeof receipt, "/gateway/g/receipt%s",
		strchr(call_to(t, who), '?'));
	attempt_becomes(t, id, who, "sent", "");
	r = twilio(t, receipt, "CallSid=CA01&CallStatus=completed", token);
	call_expect(&r, 200);
	attempt_becomes(t, id, who, "failed", "no key was pressed");
}

/* --- Kannel --- */

static const char kannel_gateway[] = "kind = kannel\nuser = u\ntoken_file = TOKEN\n"
				     "secret = geheim\nsender = 3669\n"
				     "plain_letters = yes\n";

static void kannel_takes_and_reports(void **state)
{
	struct world *t = *state;
	int64_t id, who = t->w.ovd_person[0];
	char url[1024], query[4096] = "", target[1024];
	struct reply r;

	provider_sink_answer(t->sink, 202, "0: Accepted for delivery");
	with_gateway(t, "http", kannel_gateway);
	id = call_begin(&t->w, t->w.grip, ",\"incident\":\"Coördinatië\"");
	for (size_t i = 0; query[0] == '\0'; i++) {
		const struct provider_request *q = provider_sink_get(t->sink, i);

		assert_int_equal(strncmp(q->line, "GET /p?", 7), 0);
		(void)snprintf(query, sizeof query, "%.*s",
			(int)strcspn(q->line + 7, " "), q->line + 7);
		if (strcmp(probe_field(query, "to"), call_phone(who)) != 0)
			query[0] = '\0';
	}
	assert_string_equal(probe_field(query, "password"), token);
	assert_string_equal(probe_field(query, "coding"), "0");
	assert_non_null(strstr(probe_field(query, "text"), "Coördinatie"));
	attempt_becomes(t, id, who, "sent", "");
	(void)snprintf(url, sizeof url, "%s", probe_field(query, "dlr-url"));
	*strstr(url, "%d") = '\0';
	(void)snprintf(target, sizeof target, "%s1", url + sizeof BASE - 1);
	r = service_call(&t->w.s, NULL, "GET", target, NULL, NULL);
	assert_string_equal(r.body, ""); /* else it would be sent as a text */
	call_expect(&r, 200);
	attempt_becomes(t, id, who, "delivered", "");
	target[strlen(target) - 1] = '2'; /* late and contrary: the first one stands */
	r = service_call(&t->w.s, NULL, "GET", target, NULL, NULL);
	call_expect(&r, 200);
	attempt_becomes(t, id, who, "delivered", "");
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
	struct world *t = *state;
	int64_t id;

	provider_sink_answer(t->sink, 200, "<html>Welkom in het hotel</html>");
	with_gateway(t, "http", kannel_gateway);
	id = call_begin(&t->w, t->w.grip, "");
	attempt_becomes(t, id, t->w.ovd_person[0], "retry",
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

/* --- push and mail --- */

static void reach_by(struct world *t, const char *kind, const char *address)
{
	char body[256];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"contacts\":[{\"kind\":\"%s\",\"address\":\"%s\",\"rank\":1}]}",
		kind, address);
	r = service_call(&t->w.s, t->w.s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/people/{id}", t->w.ovd_person[0]), body, NULL);
	call_expect(&r, 200);
}

static void a_push_message_can_be_answered(void **state)
{
	struct world *t = *state;
	const struct provider_request *q;
	json_t *o, *action;
	struct reply r;
	int64_t id;

	reach_by(t, "push", "otto-8fQ2k9");
	provider_sink_answer(t->sink, 200, "{\"id\":\"n1\"}");
	with_gateway(t, "http", "kind = ntfy\ntoken_file = TOKEN\n");
	id = call_begin(&t->w, t->w.grip, "");
	q = provider_sink_get(t->sink, 0);
	assert_non_null(strstr(q->head, "Authorization: Bearer t0ken\r\n"));
	o = json_loads(q->body, 0, NULL);
	assert_string_equal(probe_at(o, "topic"), "otto-8fQ2k9");
	action = json_array_get(json_object_get(o, "actions"), 0);
	r = service_call(&t->w.s, NULL, "POST",
		probe_at(action, "url") + sizeof BASE - 1, probe_at(action, "body"),
		NULL);
	call_expect(&r, 200);
	assert_string_equal(
		call_recipient_state(&t->w, id, t->w.ovd_person[0]), "accepted");
	json_decref(o);
}

static void a_mail_goes_out_and_opening_it_changes_nothing(void **state)
{
	struct world *t = *state;
	const struct provider_request *q;
	int64_t id, who = t->w.ovd_person[0];

	reach_by(t, "email", "otto@dalfsen.example");
	with_gateway(t, "smtp", "kind = smtp\nsender = alarm@vrij.example\ntls = no\n");
	id = call_begin(&t->w, t->w.grip, ",\"incident\":\"Gaslucht\"");
	q = provider_sink_get(t->sink, 0);
	assert_non_null(strstr(q->line, "MAIL FROM:<alarm@vrij.example>"));
	assert_non_null(strstr(q->line, "RCPT TO:<otto@dalfsen.example>"));
	assert_non_null(strstr(q->body, "To: <otto@dalfsen.example>\r\n"));
	assert_non_null(strstr(q->body, "Subject: Gaslucht\r\n"));
	assert_non_null(strstr(q->body, "\r\n--=_paraat_"));
	attempt_becomes(t, id, who, "sent", "");
	assert_string_equal(call_recipient_state(&t->w, id, who), "asked");
}

static void a_mail_that_is_refused_fails(void **state)
{
	struct world *t = *state;
	int64_t id;

	reach_by(t, "email", "otto@dalfsen.example");
	provider_sink_answer(t->sink, 554, "");
	with_gateway(t, "smtp", "kind = smtp\nsender = alarm@vrij.example\ntls = no\n");
	id = call_begin(&t->w, t->w.grip, "");
	attempt_becomes(
		t, id, t->w.ovd_person[0], "failed", "the mail server answered 554");
}

/* A server that does not offer TLS gets nothing to read when TLS is asked for. */
static void without_tls_no_mail_goes_out(void **state)
{
	struct world *t = *state;
	int64_t id;

	reach_by(t, "email", "otto@dalfsen.example");
	with_gateway(t, "smtp", "kind = smtp\nsender = alarm@vrij.example\n");
	id = call_begin(&t->w, t->w.grip, "");
	attempt_becomes(t, id, t->w.ovd_person[0], "retry",
		"the gateway cannot be trusted (TLS)");
	assert_int_equal(provider_sink_count(t->sink), 0);
}

/* --- mail with TLS and a login --- */

static char certificate[128];

static int open_tls(void **state, const char *address, int from_the_start)
{
	(void)snprintf(certificate, sizeof certificate, "/tmp/paraat-sink-%d.pem",
		(int)getpid());
	return open_world(
		state, provider_sink_smtp_tls(address, certificate, from_the_start));
}

static int open_starttls(void **state)
{
	return open_tls(state, "127.0.0.1", 0);
}

static int open_smtps(void **state)
{
	return open_tls(state, "127.0.0.1", 1);
}

static int open_other_name(void **state)
{
	return open_tls(state, "127.0.0.2", 0);
}

static int close_tls(void **state)
{
	(void)unlink(certificate);
	return close_world(state);
}

static int64_t secret_mail(struct world *t, const char *scheme, const char *password)
{
	char text[512], file[256];
	FILE *f;

	(void)snprintf(file, sizeof file, "%s/password", t->w.s.t.folder);
	f = fopen(file, "we");
	assert_non_null(f);
	(void)fprintf(f, "%s\n", password);
	assert_int_equal(fclose(f), 0);
	reach_by(t, "email", "otto@dalfsen.example");
	(void)snprintf(text, sizeof text,
		"kind = smtp\nsender = alarm@vrij.example\nuser = paraat\n"
		"token_file = %s\nca_file = %s\n",
		file, certificate);
	with_gateway(t, scheme, text);
	return call_begin(&t->w, t->w.grip, "");
}

static void mail_goes_out_in_secret(struct world *t, const char *scheme)
{
	int64_t id = secret_mail(t, scheme, "geheim");
	const struct provider_request *q = provider_sink_get(t->sink, 0);
	const char *login = strstr(q->head, "AUTH PLAIN"), *tls;

	assert_non_null(login);
	tls = strstr(q->head, "STARTTLS");
	if (strcmp(scheme, "smtp") == 0)
		assert_true(tls != NULL && tls < login);
	assert_non_null(strstr(q->line, "RCPT TO:<otto@dalfsen.example>"));
	attempt_becomes(t, id, t->w.ovd_person[0], "sent", "");
}

static void mail_by_starttls(void **state)
{
	mail_goes_out_in_secret(*state, "smtp");
}

static void mail_by_tls_from_the_start(void **state)
{
	mail_goes_out_in_secret(*state, "smtps");
}

static void a_wrong_password_is_the_gateways_fault(void **state)
{
	struct world *t = *state;
	int64_t id = secret_mail(t, "smtp", "fout");

	attempt_becomes(
		t, id, t->w.ovd_person[0], "retry", "the mail server answered 535");
	assert_int_equal(provider_sink_count(t->sink), 0);
}

static void a_certificate_for_another_gets_nothing(void **state)
{
	struct world *t = *state;
	int64_t id = secret_mail(t, "smtp", "geheim");

	attempt_becomes(t, id, t->w.ovd_person[0], "retry",
		"the gateway cannot be trusted (TLS)");
	assert_int_equal(provider_sink_count(t->sink), 0);
}

#define TLS(test, open) cmocka_unit_test_setup_teardown(test, open, close_tls)
#define HTTP(test)      cmocka_unit_test_setup_teardown(test, open_http, close_world)
#define SMTP(test)      cmocka_unit_test_setup_teardown(test, open_smtp, close_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HTTP(a_call_is_answered_with_keys),
		HTTP(a_replay_changes_nothing),
		HTTP(what_is_not_signed_is_refused),
		HTTP(a_machine_never_counts),
		HTTP(no_key_is_a_failed_path),
		HTTP(kannel_takes_and_reports),
		HTTP(rubbish_with_200_is_tried_again),
		HTTP(a_push_message_can_be_answered),
		SMTP(a_mail_goes_out_and_opening_it_changes_nothing),
		SMTP(a_mail_that_is_refused_fails),
		SMTP(without_tls_no_mail_goes_out),
		TLS(mail_by_starttls, open_starttls),
		TLS(mail_by_tls_from_the_start, open_smtps),
		TLS(a_wrong_password_is_the_gateways_fault, open_starttls),
		TLS(a_certificate_for_another_gets_nothing, open_other_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
