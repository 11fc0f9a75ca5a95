/* SPDX-License-Identifier: EUPL-1.2 */
/* messagebird: every field as an independent reader sees it, and signatures that were
 * made by Python's hmac and hashlib: for that address, that body and that minute only.
 */
#include "tests/support/carrier_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HOME   "https://paraat.example.nl/gateway/g/"
#define REPORT HOME "receipt?reference=4711&status=delivered"

static const char posted[] = "originator=31612345678&body=JA+30&id=mb9"
			     "&createdDatetime=2026-11-25T03%3A00%3A00Z";
/* key "geheim", nbf 1764039600, exp 1764039660 */
static const char hs256[] =
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZ"
	"iI6MTc2NDAzOTYwMCwiZXhwIjoxNzY0MDM5NjYwLCJqdGkiOiI2YjhhIiwidXJsX2hhc2g"
	"iOiJjNmNlNDdiNGNmMzkyZThiMTEwZTc4Yjc2NDFmOTBjMzE4Mjg5N2U4OTRiOTVlOTI1N"
	"TgxNzg0YmMxMDliY2Y1In0.I0KGePm3THhFwbmXB8KtK5KTjcKnvijlQD4P8auGhC4";
static const char hs384[] =
	"eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZ"
	"iI6MTc2NDAzOTYwMCwiZXhwIjoxNzY0MDM5NjYwLCJqdGkiOiI2YjhhIiwidXJsX2hhc2g"
	"iOiJjNmNlNDdiNGNmMzkyZThiMTEwZTc4Yjc2NDFmOTBjMzE4Mjg5N2U4OTRiOTVlOTI1N"
	"TgxNzg0YmMxMDliY2Y1In0.MDPm5EKJ8NoZd8UrDkXb3PZQm9eVGg8DKMyhTDyk7aeT0Ru"
	"2HCtVPYPGwvG4O6fC";
static const char hs512[] =
	"eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZ"
	"iI6MTc2NDAzOTYwMCwiZXhwIjoxNzY0MDM5NjYwLCJqdGkiOiI2YjhhIiwidXJsX2hhc2g"
	"iOiJjNmNlNDdiNGNmMzkyZThiMTEwZTc4Yjc2NDFmOTBjMzE4Mjg5N2U4OTRiOTVlOTI1N"
	"TgxNzg0YmMxMDliY2Y1In0.OAZHQZczQOkLMRwkzmC0EcedOsjYp6pdFogqWlSeGIDvpVC"
	"XM0X07x-dl620dsJWFdOJUQM7LKWh6YlWC7xI1w";
static const char inbound[] =
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZ"
	"iI6MTc2NDAzOTYwMCwiZXhwIjoxNzY0MDM5NjYwLCJqdGkiOiI2YjhhIiwidXJsX2hhc2g"
	"iOiI1NmYzNTUxZWNkNWUzOGFmMWIwMzBhMTExZGZmZmIyODM3N2JmNTgzOGNjMDNmMWQxO"
	"DY5OTE1MjkxMmE2M2VkIiwicGF5bG9hZF9oYXNoIjoiOTMxZmRjMmMxOGZiNzZmZjljNWR"
	"kM2NhYTQ1OTIzZDgyZDNmNjRjNjI2YThmZDBkZTM0ZGNhMGZlZWNhMTFiYyJ9.VmRf77gp"
	"dbhAeSTGXUAf8VSHeZI8PP381_M3yvkuROI";
static const char none[] =
	"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZi"
	"I6MTc2NDAzOTYwMCwiZXhwIjoxNzY0MDM5NjYwLCJqdGkiOiI2YjhhIiwidXJsX2hhc2gi"
	"OiJjNmNlNDdiNGNmMzkyZThiMTEwZTc4Yjc2NDFmOTBjMzE4Mjg5N2U4OTRiOTVlOTI1NT"
	"gxNzg0YmMxMDliY2Y1In0.";
static const char other_iss[] =
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJTb21lYm9keSIsIm5iZiI6M"
	"Tc2NDAzOTYwMCwiZXhwIjoxNzY0MDM5NjYwLCJqdGkiOiI2YjhhIiwidXJsX2hhc2giOiJ"
	"jNmNlNDdiNGNmMzkyZThiMTEwZTc4Yjc2NDFmOTBjMzE4Mjg5N2U4OTRiOTVlOTI1NTgxN"
	"zg0YmMxMDliY2Y1In0.vjUIsYtmt5Tv8nbid1Pp16HEm0CYx8tHBuJPE2v7CAE";
static const char other_key[] =
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZ"
	"iI6MTc2NDAzOTYwMCwiZXhwIjoxNzY0MDM5NjYwLCJqdGkiOiI2YjhhIiwidXJsX2hhc2g"
	"iOiJjNmNlNDdiNGNmMzkyZThiMTEwZTc4Yjc2NDFmOTBjMzE4Mjg5N2U4OTRiOTVlOTI1N"
	"TgxNzg0YmMxMDliY2Y1In0.QH0_m59ZLgMFsMBQxRDRsQ9fd9ncuIDRge8Zy8HfR9s";

static void every_field_is_there(void **state)
{
	struct carrier_message m = probe_message("TEST. \"Regel\" 1\nJA of NEE €");
	struct carrier_request r =
		probe_encode(&carrier_messagebird, &probe_account, &m);
	json_t *o = probe_json(&r);

	(void)state;
	assert_int_equal(r.method, CARRIER_POST);
	assert_string_equal(text_str(&r.url), "https://provider.example/send");
	assert_string_equal(r.content_type, "application/json");
	assert_string_equal(r.authorization, "AccessKey s3cret&token");
	assert_string_equal(probe_at(o, "originator"), "VRIJssel");
	assert_string_equal(probe_at(o, "body"), m.text);
	assert_string_equal(probe_at(o, "recipients.0"), "31612345678");
	assert_int_equal(json_array_size(json_object_get(o, "recipients")), 1);
	assert_string_equal(probe_at(o, "reference"), "4711");
	assert_string_equal(probe_at(o, "reportUrl"), HOME "receipt");
	assert_string_equal(probe_at(o, "type"), "sms");
	assert_string_equal(probe_at(o, "datacoding"), "auto");
	json_decref(o);
	carrier_request_fini(&r);
}

static void without_a_key_no_reports_are_asked(void **state)
{
	struct carrier_account a = probe_account;
	struct carrier_message m = probe_message("x");
	struct carrier_request r;
	json_t *o;

	(void)state;
	a.secret = "";
	m.from = "+31850000000";
	r = probe_encode(&carrier_messagebird, &a, &m);
	o = probe_json(&r);
	assert_null(json_object_get(o, "reportUrl"));
	assert_string_equal(probe_at(o, "originator"), "31850000000");
	json_decref(o);
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
			"{\"id\":\"e8077d80\",\"recipients\":{\"totalCount\":1,"
			"\"items\":[{\"recipient\":31612345678,\"status\":\"sent\","
			"\"messagePartCount\":1}]}}",
			CARRIER_SENT, "e8077d80" },
		{ 201, "{\"id\":null}", CARRIER_RETRY, "" },
		{ 200, "<html>", CARRIER_RETRY, "" },
		{ 401, "{\"errors\":[{\"code\":2,\"description\":\"no\"}]}",
			CARRIER_RETRY, "" },
		{ 402, "{\"errors\":[{\"code\":25}]}", CARRIER_RETRY, "" },
		{ 422, "{\"errors\":[{\"code\":10,\"description\":\"31612345678\"}]}",
			CARRIER_FAILED, "" },
		{ 429, "", CARRIER_RETRY, "" },
		{ 500, "", CARRIER_RETRY, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct carrier_outcome o = probe_decode(
			&carrier_messagebird, cases[i].status, cases[i].body);

		assert_int_equal(o.result, cases[i].result);
		assert_string_equal(o.provider_id, cases[i].id);
		assert_int_equal(o.retry_after_seconds, cases[i].status == 429 ? 7 : 0);
		assert_int_equal(o.reason[0] != '\0', o.result != CARRIER_SENT);
		assert_null(strstr(o.reason, "316")); /* no number */
	}
}

static struct carrier_callback signed_with(
	const char *token, const char *url, const char *body, int64_t at)
{
	struct carrier_callback c = probe_callback(CARRIER_RECEIPT, url, body);

	c.messagebird_signature = token;
	c.now.ms = at * 1000;
	return c;
}

static bool opens(const char *token, const char *url, const char *body, int64_t at)
{
	struct carrier_callback c = signed_with(token, url, body, at);

	return carrier_messagebird.is_genuine(&probe_account, &c);
}

static void only_its_own_signature_opens(void **state)
{
	const int64_t at = 1764039630;

	(void)state;
	assert_true(opens(hs256, REPORT, "", at));
	assert_true(opens(hs384, REPORT, "", at));
	assert_true(opens(hs512, REPORT, "", at));
	assert_true(opens(inbound, HOME "inbound", posted, at));
	assert_false(opens("", REPORT, "", at));
	assert_false(opens("a.b.c", REPORT, "", at));
	assert_false(opens(none, REPORT, "", at));
	assert_false(opens(other_iss, REPORT, "", at));
	assert_false(opens(other_key, REPORT, "", at));
	/* for another address, with a body, or with another body */
	assert_false(opens(hs256, REPORT "&x=1", "", at));
	assert_false(opens(hs256, REPORT, "x", at));
	assert_false(opens(inbound, HOME "inbound", "originator=31612345678", at));
	assert_false(opens(inbound, HOME "inbound", "", at));
}

static void a_replay_after_its_time_is_refused(void **state)
{
	(void)state;
	assert_true(opens(hs256, REPORT, "", 1764039600 - 5));
	assert_false(opens(hs256, REPORT, "", 1764039600 - 6));
	assert_true(opens(hs256, REPORT, "", 1764039660 + 5));
	assert_false(opens(hs256, REPORT, "", 1764039660 + 6));
}

static void a_changed_letter_is_seen(void **state)
{
	char token[sizeof hs256];
	size_t same = 0;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof hs256; i++) {
		memcpy(token, hs256, sizeof hs256);
		token[i] = token[i] == 'A' ? 'B' : 'A';
		same += opens(token, REPORT, "", 1764039630);
	}
	assert_int_equal(same, 0);
}

static void without_a_key_nothing_opens(void **state)
{
	struct carrier_account a = probe_account;
	struct carrier_callback c = signed_with(hs256, REPORT, "", 1764039630);

	(void)state;
	a.secret = "";
	assert_false(carrier_messagebird.is_genuine(&a, &c));
}

static void words_of_states(void **state)
{
	static const struct {
		const char *query;
		enum carrier_progress progress;
		const char *reason;
	} cases[] = {
		{ "status=scheduled", CARRIER_QUEUED, "" },
		{ "status=buffered", CARRIER_ON_ITS_WAY, "" },
		{ "status=sent", CARRIER_ON_ITS_WAY, "" },
		{ "status=delivered&statusErrorCode=0", CARRIER_DELIVERED, "" },
		{ "status=expired&statusReason=timeout", CARRIER_UNDELIVERED,
			"timeout" },
		{ "status=delivery_failed&statusErrorCode=103", CARRIER_UNDELIVERED,
			"MessageBird: code 103" },
		{ "status=teleported", CARRIER_UNKNOWN, "" },
		{ "", CARRIER_UNKNOWN, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		TEXT_AUTO url = { 0 };
		struct carrier_callback c;
		struct carrier_receipt r;

		text_init(&url, 300);
		text_addf(&url, HOME "receipt?id=e8&reference=4711&%s", cases[i].query);
		c = probe_callback(CARRIER_RECEIPT, text_str(&url), "");
		assert_true(carrier_messagebird.receipt(&c, &r));
		assert_string_equal(r.id, "4711");
		assert_int_equal(r.progress, cases[i].progress);
		assert_string_equal(r.reason, cases[i].reason);
	}
}

static void a_text_comes_in_by_query_or_form(void **state)
{
	TEXT_AUTO url = { 0 };
	struct carrier_callback c =
		probe_callback(CARRIER_INBOUND, HOME "inbound", posted);
	struct carrier_inbound in;

	(void)state;
	assert_true(carrier_messagebird.inbound(&c, &in));
	assert_string_equal(in.from, "31612345678");
	assert_string_equal(in.text, "JA 30");
	assert_string_equal(in.id, "mb9");
	assert_string_equal(in.at, "2026-11-25T03:00:00Z");
	text_init(&url, 300);
	text_addf(&url, HOME "inbound?%s", posted);
	c = probe_callback(CARRIER_INBOUND, text_str(&url), "");
	assert_true(carrier_messagebird.inbound(&c, &in));
	assert_string_equal(in.text, "JA 30");
	c = probe_callback(CARRIER_INBOUND, HOME "inbound", "body=JA");
	assert_false(carrier_messagebird.inbound(&c, &in));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_there),
		cmocka_unit_test(without_a_key_no_reports_are_asked),
		cmocka_unit_test(replies),
		cmocka_unit_test(only_its_own_signature_opens),
		cmocka_unit_test(a_replay_after_its_time_is_refused),
		cmocka_unit_test(a_changed_letter_is_seen),
		cmocka_unit_test(without_a_key_nothing_opens),
		cmocka_unit_test(words_of_states),
		cmocka_unit_test(a_text_comes_in_by_query_or_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
