/* SPDX-License-Identifier: EUPL-1.2 */
/* twilio-sms: fields as libcurl reads them, the signature by Twilio's own example,
 * words of states in every order. */
#include "alert/carrier/twilio.h"
#include "tests/support/carrier_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HOME "https://paraat.example.nl/gateway/g/"

static void every_field_is_there(void **state)
{
	struct carrier_message m =
		probe_message("Kunt u komen? JA/NEE & \"snel\" €ë\n+");
	struct carrier_request r =
		probe_encode(&carrier_twilio_sms, &probe_account, &m);
	const char *body = text_str(&r.body);

	(void)state;
	assert_int_equal(r.method, CARRIER_POST);
	assert_string_equal(text_str(&r.url),
		"https://provider.example/send/Accounts/AC0123/Messages.json");
	assert_string_equal(r.content_type, "application/x-www-form-urlencoded");
	/* printf 'AC0123:s3cret&token' | base64 */
	assert_string_equal(r.authorization, "Basic QUMwMTIzOnMzY3JldCZ0b2tlbg==");
	assert_string_equal(probe_field(body, "To"), "+31612345678");
	assert_string_equal(probe_field(body, "From"), "VRIJssel");
	assert_string_equal(probe_field(body, "Body"), m.text);
	assert_string_equal(
		probe_field(body, "StatusCallback"), HOME "receipt?id=4711");
	assert_int_equal(probe_count(body, "MessagingServiceSid"), 0);
	carrier_request_fini(&r);
}

static void a_messaging_service_is_named_as_such(void **state)
{
	struct carrier_account a = probe_account;
	struct carrier_message m = probe_message("x");
	struct carrier_request r;

	(void)state;
	m.from = "MG0123456789abcdef0123456789abcdef";
	a.callback = "";
	r = probe_encode(&carrier_twilio_sms, &a, &m);
	assert_string_equal(
		probe_field(text_str(&r.body), "MessagingServiceSid"), m.from);
	assert_int_equal(probe_count(text_str(&r.body), "From"), 0);
	assert_int_equal(probe_count(text_str(&r.body), "StatusCallback"), 0);
	carrier_request_fini(&r);
}

static void replies(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum carrier_result result;
		const char *id;
	} cases[] = {
		{ 201,
			"{\"sid\":\"SM01\",\"status\":\"queued\",\"num_segments\":"
			"\"1\"}",
			CARRIER_SENT, "SM01" },
		{ 201, "{\"sid\":null}", CARRIER_RETRY, "" },
		{ 200, "<html>", CARRIER_RETRY, "" },
		{ 400, "{\"code\":21211,\"message\":\"Invalid 'To'\",\"status\":400}",
			CARRIER_FAILED, "" },
		{ 401, "{\"code\":20003}", CARRIER_RETRY, "" },
		{ 429, "{\"code\":20429}", CARRIER_RETRY, "" },
		{ 500, "", CARRIER_RETRY, "" },
		{ 307, "", CARRIER_RETRY, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct carrier_outcome o = probe_decode(
			&carrier_twilio_sms, cases[i].status, cases[i].body);

		assert_int_equal(o.result, cases[i].result);
		assert_string_equal(o.provider_id, cases[i].id);
		assert_int_equal(o.retry_after_seconds, cases[i].status == 429 ? 7 : 0);
		assert_null(strstr(o.reason, "Invalid")); /* may hold a number */
	}
}

/* The example of Twilio's documents on validating requests. */
static const char example_url[] = "https://example.com/myapp.php?foo=1&bar=2";
static const char example_form[] = "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&"
				   "Digits=1234&From=%2B14158675310"
				   "&To=%2B18005551212";
static const char example_signature[] = "L/OH5YylLD5NRKLltdqwSvS0BnU=";

static void the_signature_of_the_document(void **state)
{
	TEXT_AUTO out = { 0 };

	(void)state;
	text_init(&out, 100);
	assert_true(twilio_signature(&out, "12345", example_url, example_form));
	assert_string_equal(text_str(&out), example_signature);
}

static void only_that_signature_opens(void **state)
{
	struct carrier_account a = probe_account;
	struct carrier_callback c =
		probe_callback(CARRIER_RECEIPT, example_url, example_form);

	(void)state;
	a.token = "12345";
	assert_false(carrier_twilio_sms.is_genuine(&a, &c));
	c.twilio_signature = example_signature;
	assert_true(carrier_twilio_sms.is_genuine(&a, &c));
	/* the order of the fields does not matter, anything else does */
	c.body = "To=%2B18005551212&Digits=1234&Caller=%2B14158675310&From=%"
		 "2B14158675310"
		 "&CallSid=CA1234567890ABCDE";
	assert_true(carrier_twilio_sms.is_genuine(&a, &c));
	c.body = "To=%2B18005551213&Digits=1234&Caller=%2B14158675310&From=%"
		 "2B14158675310"
		 "&CallSid=CA1234567890ABCDE";
	assert_false(carrier_twilio_sms.is_genuine(&a, &c));
	c.body = example_form;
	c.url = "https://example.com/myapp.php?foo=1&bar=3";
	assert_false(carrier_twilio_sms.is_genuine(&a, &c));
	c.url = example_url;
	c.twilio_signature = "L/OH5YylLD5NRKLltdqwSvS0BnV=";
	assert_false(carrier_twilio_sms.is_genuine(&a, &c));
	c.twilio_signature = example_signature;
	a.token = "12346";
	assert_false(carrier_twilio_sms.is_genuine(&a, &c));
	a.token = "";
	assert_false(carrier_twilio_sms.is_genuine(&a, &c));
}

static void a_form_that_is_too_much_is_refused(void **state)
{
	static char form[2000];
	struct carrier_account a = probe_account;
	struct carrier_callback c;

	(void)state;
	for (size_t i = 0; i < 200; i++)
		memcpy(form + 4 * i, "a=b&", 5);
	c = probe_callback(CARRIER_RECEIPT, HOME, form);
	c.twilio_signature = example_signature;
	assert_false(carrier_twilio_sms.is_genuine(&a, &c));
	c = probe_callback(CARRIER_RECEIPT, HOME, "a=%");
	c.twilio_signature = example_signature;
	assert_false(carrier_twilio_sms.is_genuine(&a, &c));
}

static void words_of_states(void **state)
{
	static const struct {
		const char *word;
		enum carrier_progress progress;
	} words[] = { { "accepted", CARRIER_QUEUED }, { "queued", CARRIER_QUEUED },
		{ "sending", CARRIER_ON_ITS_WAY }, { "sent", CARRIER_ON_ITS_WAY },
		{ "delivered", CARRIER_DELIVERED }, { "read", CARRIER_DELIVERED },
		{ "undelivered", CARRIER_UNDELIVERED },
		{ "failed", CARRIER_UNDELIVERED }, { "canceled", CARRIER_UNDELIVERED },
		{ "teleported", CARRIER_UNKNOWN }, { "", CARRIER_UNKNOWN } };

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		TEXT_AUTO body = { 0 };
		struct carrier_callback c;
		struct carrier_receipt r;

		text_init(&body, 200);
		text_addf(&body, "MessageSid=SM01&MessageStatus=%s&ErrorCode=30003",
			words[i].word);
		c = probe_callback(
			CARRIER_RECEIPT, HOME "receipt?id=4711", text_str(&body));
		assert_true(carrier_twilio_sms.receipt(&c, &r));
		assert_string_equal(r.id, "4711");
		assert_int_equal(r.progress, words[i].progress);
		assert_string_equal(r.reason, "Twilio: code 30003");
	}
}

static void a_report_without_our_id_goes_by_theirs(void **state)
{
	struct carrier_callback c = probe_callback(
		CARRIER_RECEIPT, HOME "receipt", "MessageSid=SM01&MessageStatus=sent");
	struct carrier_receipt r;

	(void)state;
	assert_true(carrier_twilio_sms.receipt(&c, &r));
	assert_string_equal(r.id, "SM01");
	c = probe_callback(CARRIER_RECEIPT, HOME "receipt", "MessageStatus=sent");
	assert_false(carrier_twilio_sms.receipt(&c, &r));
}

static void a_text_comes_in(void **state)
{
	struct carrier_callback c = probe_callback(CARRIER_INBOUND, HOME "inbound",
		"MessageSid=SM9&From=%2B31612345678&Body=JA+30%0Ab%26w");
	struct carrier_inbound in;

	(void)state;
	assert_true(carrier_twilio_sms.inbound(&c, &in));
	assert_string_equal(in.from, "+31612345678");
	assert_string_equal(in.text, "JA 30\nb&w");
	assert_string_equal(in.id, "SM9");
	c = probe_callback(CARRIER_INBOUND, HOME "inbound", "Body=JA");
	assert_false(carrier_twilio_sms.inbound(&c, &in));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_there),
		cmocka_unit_test(a_messaging_service_is_named_as_such),
		cmocka_unit_test(replies),
		cmocka_unit_test(the_signature_of_the_document),
		cmocka_unit_test(only_that_signature_opens),
		cmocka_unit_test(a_form_that_is_too_much_is_refused),
		cmocka_unit_test(words_of_states),
		cmocka_unit_test(a_report_without_our_id_goes_by_theirs),
		cmocka_unit_test(a_text_comes_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
