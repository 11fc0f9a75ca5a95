/* SPDX-License-Identifier: EUPL-1.2 */
/* What gateways tell us: receipts and inbound texts. */
#include "tests/support/call_service.h"

#include "base/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct reply receipt(
	struct call_service *w, const char *id, const char *status, const char *reason)
{
	char body[512];

	(void)snprintf(body, sizeof body,
		"{\"id\":\"%s\",\"status\":\"%s\",\"reason\":\"%s\"}", id, status,
		reason);
	return call_signed(w, "/gateway/sms/receipt", body, call_service_secret);
}

static struct reply inbound(
	struct call_service *w, const char *from, const char *text, const char *at)
{
	char body[1024];

	(void)snprintf(body, sizeof body,
		"{\"from\":\"%s\",\"text\":\"%s\",\"at\":\"%s\"}", from, text, at);
	return call_signed(w, "/gateway/sms/inbound", body, call_service_secret);
}

static void result(struct reply *r, const char *word)
{
	if (r->status != 200)
		fail_msg("%ld: %s", r->status, r->body);
	assert_string_equal(reply_text(r, "result"), word);
	reply_free(r);
}

/* The attempt with that id as listed (new reference). */
static json_t *attempt(struct call_service *w, int64_t callout, int64_t id)
{
	struct reply r = service_get(&w->s, ROLE_AUDITOR,
		call_path("/api/v1/callouts/{id}/attempts?limit=1000", callout));
	json_t *o, *ret = NULL;
	size_t i;

	assert_int_equal(r.status, 200);
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		if (json_integer_value(json_object_get(o, "id")) == id)
			ret = json_incref(o);
	}
	assert_non_null(ret);
	reply_free(&r);
	return ret;
}

static void state_is(
	struct call_service *w, int64_t callout, int64_t id, const char *state)
{
	json_t *o = attempt(w, callout, id);

	assert_string_equal(json_string_value(json_object_get(o, "state")), state);
	json_decref(o);
}

/* Waits until it is written that a message was taken by the gateway. */
static void wait_sent(struct call_service *w, int64_t callout, int64_t id)
{
	for (int looks = 0; looks < 2000; looks++) {
		json_t *o = attempt(w, callout, id);
		bool sent =
			strcmp(json_string_value(json_object_get(o, "state")), "sent")
			== 0;

		json_decref(o);
		if (sent)
			return;
	}
	fail_msg("attempt %d is not sent", (int)id);
}

/* The first question to a person of a call-out, once it is written that it was sent. */
static struct sms question(struct call_service *w, int64_t callout, int64_t person)
{
	for (size_t nth = 0;; nth++) {
		struct sms m = sms_sink_to(w->sink, call_phone(person), nth);

		if (m.callout == callout) {
			wait_sent(w, callout, m.id);
			return m;
		}
	}
}

static const char *id_of(const struct sms *m)
{
	static char id[32];

	(void)snprintf(id, sizeof id, "%lld", (long long)m->id);
	return id;
}

/* The message holds what the contract says, and its attempt's number as key. */
static void messages_are_as_the_contract_says(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(
		w, w->grip, ",\"incident\":\"Brand\",\"location\":\"Markt\"");
	struct sms m = question(w, id, w->ovd_person[0]);

	assert_string_equal(m.key, id_of(&m));
	assert_int_equal(m.callout, id);
	assert_string_equal(m.from, "Paraat");
	assert_memory_equal(m.text, "Brand OVD Markt http", 20);
}

/* A receipt by our id or the provider's marks the message; a second changes nothing. */
static void receipts_are_taken_once(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct sms m = question(w, id, w->ovd_person[0]);
	struct reply first, second, r;
	char provider[48];

	r = receipt(w, id_of(&m), "delivered", "");
	result(&r, "taken");
	state_is(w, id, m.id, "delivered");
	first = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/attempts", id));
	(void)snprintf(provider, sizeof provider, "prov-%s", id_of(&m));
	r = receipt(w, provider, "delivered", "");
	result(&r, "taken");
	/* out of order: what was delivered is not undone by a late failure */
	r = receipt(w, provider, "failed", "te laat");
	result(&r, "taken");
	second = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/attempts", id));
	assert_string_equal(first.body, second.body);
	reply_free(&first);
	reply_free(&second);
	/* delivered is not answered */
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "asked");
}

/* A failure is shown with its reason; whoever has no other path is no longer waited for
 * (silent: the gateway had taken the message), and the next is asked. */
static void failures_ask_the_next(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct sms m = question(w, id, w->ovd_person[0]);
	struct reply r = receipt(w, id_of(&m), "failed", "nummer \\\"vervallen\\\"");
	json_t *o;

	result(&r, "taken");
	o = attempt(w, id, m.id);
	assert_string_equal(json_string_value(json_object_get(o, "state")), "failed");
	assert_string_equal(json_string_value(json_object_get(o, "reason")),
		"nummer \"vervallen\"");
	json_decref(o);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "silent");
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[1]), "asked");
}

/* A long reason is cut between letters, not inside one: lists stay readable. */
static void long_reasons_are_cut_between_letters(void **state)
{
	struct call_service *w = *state;

	for (int pad = 0; pad < 3; pad++) {
		int64_t id = call_begin(w, w->grip, "");
		struct sms m = question(w, id, w->ovd_person[0]);
		char reason[400] = "";
		struct reply r;
		json_t *o;

		for (int i = 0; i < pad; i++)
			(void)strcat(reason, "a");
		for (int i = 0; i < 100; i++)
			(void)strcat(reason, "\xe2\x82\xac");
		r = receipt(w, id_of(&m), "failed", reason);
		result(&r, "taken");
		o = attempt(w, id, m.id);
		assert_true(json_string_length(json_object_get(o, "reason")) > 90);
		json_decref(o);
		r = service_get(&w->s, ROLE_AUDITOR,
			call_path("/api/v1/callouts/{id}/timeline", id));
		assert_non_null(r.json);
		assert_non_null(strstr(r.body, "\xe2\x82\xac\""));
		call_expect(&r, 200);
	}
}

/* Ids that nobody knows, or that another gateway sent, are logged and let go. */
static void unknown_ids_are_let_go(void **state)
{
	static const char *const ids[] = { "999999", "prov-999999", "0", "-1", "x",
		"99999999999999999999" };
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct sms m = question(w, id, w->ovd_person[0]);

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		struct reply r = receipt(w, ids[i], "failed", "");

		result(&r, "unknown");
	}
	state_is(w, id, m.id, "sent");
}

/* A wrong signature, none, or that of a gateway without secret is 401, whatever the
 * body, and changes nothing. */
/* Records but those of reading the log itself. */
static size_t changes_in(const struct reply *audit)
{
	json_t *record;
	size_t i, n = 0;

	json_array_foreach(json_object_get(audit->json, "items"), i, record) n +=
		strcmp(json_string_value(json_object_get(record, "action")),
			"audit.read")
		!= 0;
	return n;
}

static void wrong_signatures_change_nothing(void **state)
{
	static const char *const wrong[] = { "X-Paraat-Signature: sha256=",
		"X-Other: 1",
		"X-Paraat-Signature: "
		"sha256=0000000000000000000000000000000000000000000000000000000000000"
		"000",
		"X-Paraat-Signature: md5=00" };
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct sms m = question(w, id, w->ovd_person[0]);
	struct reply before = service_get(
			     &w->s, ROLE_AUDITOR, "/api/v1/audit?limit=1000"),
		     after, r;
	char body[128];

	(void)snprintf(
		body, sizeof body, "{\"id\":\"%s\",\"status\":\"failed\"}", id_of(&m));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		const char *headers[] = { wrong[i], NULL };

		r = service_call(
			&w->s, NULL, "POST", "/gateway/sms/receipt", body, headers);
		call_expect(&r, 401);
		r = service_call(
			&w->s, NULL, "POST", "/gateway/sms/inbound", "{", headers);
		call_expect(&r, 401);
	}
	r = call_signed(w, "/gateway/sms/receipt", body, "een ander geheim");
	call_expect(&r, 401);
	r = call_signed(w, "/gateway/bare/receipt", body, "");
	call_expect(&r, 401);
	r = call_signed(w, "/gateway/none/receipt", body, call_service_secret);
	call_expect(&r, 401);
	/* a token does not help */
	r = service_call(&w->s, w->s.token[ROLE_ADMINISTRATOR], "POST",
		"/gateway/sms/receipt", body, NULL);
	call_expect(&r, 401);
	state_is(w, id, m.id, "sent");
	after = service_get(&w->s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	assert_true(changes_in(&before) > 0);
	assert_int_equal(changes_in(&before), changes_in(&after));
	reply_free(&before);
	reply_free(&after);
}

/* Signed nonsense is 400 or 422, and the service goes on. */
static void signed_nonsense_is_named(void **state)
{
	static const struct {
		const char *path, *body;
		long status;
	} cases[] = {
		{ "/gateway/sms/receipt", "", 400 },
		{ "/gateway/sms/receipt", "{", 400 },
		{ "/gateway/sms/receipt", "[]", 400 },
		{ "/gateway/sms/receipt", "{}", 422 },
		{ "/gateway/sms/receipt", "{\"id\":\"1\",\"status\":\"maybe\"}", 422 },
		{ "/gateway/sms/receipt", "{\"id\":1,\"status\":\"failed\"}", 422 },
		{ "/gateway/sms/inbound", "", 400 },
		{ "/gateway/sms/inbound", "{}", 422 },
		{ "/gateway/sms/inbound", "{\"from\":\"\",\"text\":\"ja\"}", 422 },
		{ "/gateway/sms/inbound", "{\"from\":\"+316\",\"text\":7}", 422 },
	};
	struct call_service *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reply r = call_signed(
			w, cases[i].path, cases[i].body, call_service_secret);

		if (r.status != cases[i].status)
			fail_msg("%s %s: %ld %s", cases[i].path, cases[i].body,
				r.status, r.body);
		reply_free(&r);
	}
}

/* "JA 30" fills the place, with the minutes; the same text again changes nothing, a
 * later one does. */
static void a_text_places_the_person(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char phone[32];
	struct reply r;
	json_t *o;

	(void)question(w, id, w->ovd_person[0]);
	(void)snprintf(phone, sizeof phone, "%s", call_phone(w->ovd_person[0]));
	r = inbound(w, phone, "JA 30", "2026-01-01T00:00:00Z");
	result(&r, "answer");
	o = call_recipient_json(w, id, w->ovd_person[0]);
	assert_string_equal(json_string_value(json_object_get(o, "state")), "accepted");
	assert_string_equal(json_string_value(json_object_get(o, "via")), "sms");
	assert_int_equal(json_integer_value(json_object_get(o, "eta_minutes")), 30);
	json_decref(o);
	r = inbound(w, phone, "nee", "2026-01-01T00:01:00Z");
	result(&r, "answer");
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "declined");
	/* the provider repeats the first: the later no stands */
	r = inbound(w, phone, "JA 30", "2026-01-01T00:00:00Z");
	result(&r, "repeated");
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "declined");
	/* the national way of writing the number */
	(void)snprintf(phone, sizeof phone, "0%s", call_phone(w->ovd_person[0]) + 3);
	r = inbound(w, phone, "ok 20 min", "2026-01-01T00:02:00Z");
	result(&r, "answer");
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "accepted");
}

/* Waits for the first message to a number that holds the words. */
static struct sms first_with(
	struct call_service *w, const char *phone, const char *words)
{
	for (size_t nth = 0;; nth++) {
		struct sms m = sms_sink_to(w->sink, phone, nth);

		if (strstr(m.text, words) != NULL)
			return m;
	}
}

/* Waits for the first message to a number after that one. */
static struct sms first_after(struct call_service *w, const char *phone, int64_t id)
{
	for (size_t nth = 0;; nth++) {
		struct sms m = sms_sink_to(w->sink, phone, nth);

		if (m.id > id)
			return m;
	}
}

/* What is not understood is kept and answered once with how to answer. */
static void what_is_not_understood_is_answered_once(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct sms m = question(w, id, w->ovd_person[0]);
	char phone[32], text[32];
	struct reply r;

	/* the second on duty gets the question after the first said no */
	r = inbound(w, call_phone(w->ovd_person[0]), "2", "a");
	result(&r, "answer");
	(void)question(w, id, w->ovd_person[1]);
	(void)snprintf(phone, sizeof phone, "%s", call_phone(w->ovd_person[1]));
	r = inbound(w, phone, "wat is er aan de hand?", "b");
	result(&r, "not_understood");
	m = first_with(w, phone, "Antwoord JA 30");
	r = inbound(w, phone, "wat bedoel je?", "c");
	result(&r, "not_understood");
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[1]), "asked");
	(void)snprintf(text, sizeof text, "1 #%d", (int)id);
	r = inbound(w, phone, text, "d");
	result(&r, "answer");
	/* its confirmation is the next message: no second help went before it */
	assert_non_null(strstr(first_after(w, phone, m.id).text, "U wordt verwacht"));
}

/* Texts of strangers, and of people with nothing open, are kept and lead to nothing. */
static void strangers_are_let_go(void **state)
{
	struct call_service *w = *state;
	struct reply r = inbound(w, "+31699999999", "JA 30", "e");
	int64_t id;

	result(&r, "unknown_sender");
	r = inbound(w, "Bank", "JA 30", "f");
	result(&r, "unknown_sender");
	r = inbound(w, call_phone(w->lokaal_person[1]), "JA 30", "g");
	result(&r, "nothing_open");
	id = call_begin(w, w->grip, "");
	(void)question(w, id, w->ovd_person[0]); /* what was before it has gone out */
	assert_int_equal(sms_sink_count_to(w->sink, "+31699999999"), 0);
	assert_int_equal(
		sms_sink_count_to(w->sink, call_phone(w->lokaal_person[1])), 0);
}

/* What gateways did is in the audit log by the gateway's name. */
static void answers_by_text_are_audited(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	struct reply r;

	(void)question(w, id, w->ovd_person[0]);
	r = inbound(w, call_phone(w->ovd_person[0]), "ja", "h");
	result(&r, "answer");
	r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	assert_non_null(
		strstr(r.body, "\"actor\":\"gateway:sms\",\"origin\":\"127.0."));
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_as_the_contract_says),
		cmocka_unit_test(receipts_are_taken_once),
		cmocka_unit_test(failures_ask_the_next),
		cmocka_unit_test(long_reasons_are_cut_between_letters),
		cmocka_unit_test(unknown_ids_are_let_go),
		cmocka_unit_test(wrong_signatures_change_nothing),
		cmocka_unit_test(signed_nonsense_is_named),
		cmocka_unit_test(a_text_places_the_person),
		cmocka_unit_test(what_is_not_understood_is_answered_once),
		cmocka_unit_test(strangers_are_let_go),
		cmocka_unit_test(answers_by_text_are_audited),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
