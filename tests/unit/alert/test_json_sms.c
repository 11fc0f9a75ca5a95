/* SPDX-License-Identifier: EUPL-1.2 */
/* cm and spryng: every field of the request as an independent reader sees it, every
 * kind of reply, reports and inbound texts as their documents show them. */
#include "tests/support/carrier_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HOME "https://paraat.example.nl/gateway/g/"
static const char text[] = "TEST. \"Regel\" 1\nJA of NEE \\ €";

static void cm_writes_what_the_document_asks(void **state)
{
	struct carrier_message m = probe_message(text);
	struct carrier_request r = probe_encode(&carrier_cm, &probe_account, &m);
	json_t *o = probe_json(&r);

	(void)state;
	assert_int_equal(r.method, CARRIER_POST);
	assert_string_equal(text_str(&r.url), "https://provider.example/send");
	assert_string_equal(r.content_type, "application/json");
	assert_string_equal(r.authorization, "");
	assert_string_equal(
		probe_at(o, "messages.authentication.producttoken"), "s3cret&token");
	assert_string_equal(probe_at(o, "messages.msg.0.from"), "VRIJssel");
	assert_string_equal(probe_at(o, "messages.msg.0.to.0.number"), "0031612345678");
	assert_string_equal(probe_at(o, "messages.msg.0.body.type"), "AUTO");
	assert_string_equal(probe_at(o, "messages.msg.0.body.content"), text);
	assert_string_equal(probe_at(o, "messages.msg.0.reference"), "4711");
	assert_string_equal(
		probe_at(o, "messages.msg.0.minimumNumberOfMessageParts"), "1");
	assert_string_equal(
		probe_at(o, "messages.msg.0.maximumNumberOfMessageParts"), "8");
	assert_string_equal(probe_at(o, "messages.msg.0.allowedChannels.0"), "SMS");
	json_decref(o);
	carrier_request_fini(&r);
}

static void spryng_writes_what_the_document_asks(void **state)
{
	struct carrier_message m = probe_message(text);
	struct carrier_request r = probe_encode(&carrier_spryng, &probe_account, &m);
	json_t *o = probe_json(&r);

	(void)state;
	assert_int_equal(r.method, CARRIER_POST);
	assert_string_equal(r.authorization, "Bearer s3cret&token");
	assert_string_equal(probe_at(o, "encoding"), "auto");
	assert_string_equal(probe_at(o, "body"), text);
	assert_string_equal(probe_at(o, "route"), "business");
	assert_string_equal(probe_at(o, "originator"), "VRIJssel");
	assert_string_equal(probe_at(o, "recipients.0"), "31612345678");
	assert_int_equal(json_array_size(json_object_get(o, "recipients")), 1);
	assert_string_equal(probe_at(o, "reference"), "4711");
	json_decref(o);
	carrier_request_fini(&r);
}

static void becomes(const struct carrier *c, int status, const char *body,
	enum carrier_result result, const char *id)
{
	struct carrier_outcome o = probe_decode(c, status, body);

	if (o.result != result)
		fail_msg("%s %d %s: %d, not %d", c->kind, status, body, (int)o.result,
			(int)result);
	assert_string_equal(o.provider_id, id);
	assert_int_equal(o.reason[0] != '\0', result != CARRIER_SENT);
	assert_int_equal(o.retry_after_seconds, status == 429 ? 7 : 0);
}

static void replies_of_cm(void **state)
{
	const struct carrier *c = &carrier_cm;

	(void)state;
	becomes(c, 200,
		"{\"details\":\"Created 1 message(s)\",\"errorCode\":0,\"messages\":"
		"[{\"to\":\"0031612345678\",\"status\":\"Accepted\",\"reference\":"
		"\"4711\",\"parts\":1,\"messageDetails\":null,\"messageErrorCode\":0}]"
		"}",
		CARRIER_SENT, "");
	becomes(c, 400,
		"{\"details\":\"Not all messages\",\"errorCode\":201,\"messages\":[{"
		"\"to\":\"1\",\"status\":\"Rejected\",\"messageErrorCode\":303}]}",
		CARRIER_FAILED, "");
	becomes(c, 200, "{\"errorCode\":0,\"messages\":[{\"messageErrorCode\":402}]}",
		CARRIER_FAILED, "");
	becomes(c, 401, "{\"details\":\"No account found\",\"errorCode\":101}",
		CARRIER_RETRY, "");
	becomes(c, 400, "{\"errorCode\":102}", CARRIER_RETRY, "");
	becomes(c, 400, "{\"errorCode\":999}", CARRIER_RETRY, "");
	becomes(c, 500, "{\"errorCode\":303}", CARRIER_RETRY, "");
	becomes(c, 429, "", CARRIER_RETRY, "");
	becomes(c, 200, "<html>Welcome to the hotel</html>", CARRIER_RETRY, "");
	becomes(c, 200, "", CARRIER_RETRY, "");
	becomes(c, 200, "[]", CARRIER_RETRY, "");
	becomes(c, 302, "", CARRIER_RETRY, "");
	becomes(c, 400, "", CARRIER_FAILED, "");
}

static void replies_of_spryng(void **state)
{
	const struct carrier *c = &carrier_spryng;

	(void)state;
	becomes(c, 200,
		"{\"id\":\"9dbc5ffb-7524-4fae-9514-51decd94a44f\",\"credits\":1}",
		CARRIER_SENT, "9dbc5ffb-7524-4fae-9514-51decd94a44f");
	becomes(c, 201, "{\"id\":77}", CARRIER_SENT, "77");
	becomes(c, 200, "{\"ok\":true}", CARRIER_RETRY, "");
	becomes(c, 200, "rubbish", CARRIER_RETRY, "");
	becomes(c, 422, "{\"message\":\"The given data was invalid.\"}", CARRIER_FAILED,
		"");
	becomes(c, 401, "", CARRIER_RETRY, "");
	becomes(c, 402, "", CARRIER_RETRY, "");
	becomes(c, 429, "", CARRIER_RETRY, "");
	becomes(c, 503, "", CARRIER_RETRY, "");
}

static void reports(const struct carrier *c, const char *url, const char *body,
	enum carrier_progress progress, const char *id)
{
	struct carrier_callback call = probe_callback(CARRIER_RECEIPT, url, body);
	struct carrier_receipt r;

	memset(&r, 0x5a, sizeof r);
	assert_true(c->receipt(&call, &r));
	if (r.progress != progress)
		fail_msg(
			"%s %s: %d, not %d", url, body, (int)r.progress, (int)progress);
	assert_string_equal(r.id, id);
	assert_int_equal(r.delivered, progress == CARRIER_DELIVERED);
}

#define CM_REPORT(code)                                                                \
	"{\"messages\":{\"msg\":{\"received\":\"2026-01-01T00:00:00\",\"to\":"         \
	"\"0031612345678\",\"reference\":\"4711\",\"status\":{\"code\":" code          \
	",\"errorCode\":\"\",\"errorDescription\":\"Absent\"},\"operator\":\"20408\"}" \
	"}}"

static void reports_of_cm(void **state)
{
	const struct carrier *c = &carrier_cm;
	struct carrier_callback bad = probe_callback(CARRIER_RECEIPT, HOME, "{}");
	struct carrier_receipt r;

	(void)state;
	reports(c, HOME, CM_REPORT("\"0\""), CARRIER_QUEUED, "4711");
	reports(c, HOME, CM_REPORT("\"1\""), CARRIER_UNDELIVERED, "4711");
	reports(c, HOME, CM_REPORT("\"2\""), CARRIER_DELIVERED, "4711");
	reports(c, HOME, CM_REPORT("3"), CARRIER_UNDELIVERED, "4711");
	reports(c, HOME, CM_REPORT("\"4\""), CARRIER_UNKNOWN, "4711");
	reports(c, HOME, CM_REPORT("\"22\""), CARRIER_UNKNOWN, "4711");
	reports(c, HOME, CM_REPORT("null"), CARRIER_UNKNOWN, "4711");
	assert_false(c->receipt(&bad, &r));
	bad = probe_callback(CARRIER_RECEIPT, HOME, "{\"messages\":3}");
	assert_false(c->receipt(&bad, &r));
	bad = probe_callback(CARRIER_RECEIPT, HOME, "nothing");
	assert_false(c->receipt(&bad, &r));
}

static void reports_of_spryng(void **state)
{
	const struct carrier *c = &carrier_spryng;
	struct carrier_callback bad =
		probe_callback(CARRIER_RECEIPT, HOME "receipt?STATUS=10", "");
	struct carrier_receipt r;

	(void)state;
	reports(c, HOME "receipt?STATUS=10&REASONCODE=0&REFERENCE=4711", "",
		CARRIER_DELIVERED, "4711");
	reports(c, HOME "receipt?STATUS=20&REASONCODE=21&REFERENCE=4711", "",
		CARRIER_UNDELIVERED, "4711");
	reports(c, HOME "receipt?STATUS=30&REFERENCE=4711", "", CARRIER_UNKNOWN,
		"4711");
	reports(c, HOME "receipt?STATUS=%zz&REFERENCE=4711", "", CARRIER_UNKNOWN,
		"4711");
	assert_false(c->receipt(&bad, &r));
}

static void texts_that_come_in(void **state)
{
	struct carrier_callback cm = probe_callback(CARRIER_INBOUND, HOME "inbound",
		"{\"reference\":\"r-1\",\"from\":{\"number\":\"0031612345678\","
		"\"name\":"
		"\"\"},\"to\":{\"number\":\"3669\"},\"message\":{\"text\":\"Ja, 30 "
		"é\"},"
		"\"timeUtc\":\"2026-01-01T00:00:00\",\"channel\":\"SMS\"}");
	struct carrier_callback spryng = probe_callback(CARRIER_INBOUND,
		HOME "inbound?ORIGINATOR=31612345678&BODY=Ja%2C+30+%C3%A9&ID=7", "");
	struct carrier_callback nobody =
		probe_callback(CARRIER_INBOUND, HOME "inbound?BODY=JA", "{}");
	struct carrier_inbound in;

	(void)state;
	assert_true(carrier_cm.inbound(&cm, &in));
	assert_string_equal(in.from, "0031612345678");
	assert_string_equal(in.text, "Ja, 30 é");
	assert_string_equal(in.id, "r-1");
	assert_true(carrier_spryng.inbound(&spryng, &in));
	assert_string_equal(in.from, "31612345678");
	assert_string_equal(in.text, "Ja, 30 é");
	assert_string_equal(in.id, "7");
	assert_false(carrier_cm.inbound(&nobody, &in));
	assert_false(carrier_spryng.inbound(&nobody, &in));
}

static void a_long_text_is_cut_between_characters(void **state)
{
	char long_text[1200] = "JA";
	struct carrier_inbound in;

	(void)state;
	for (size_t i = 2; i + 2 < sizeof long_text; i += 2)
		memcpy(long_text + i, "é", 3);
	carrier_inbound_set(&in, "1", long_text, "", "");
	assert_int_equal(strlen(in.text), 510);
	assert_memory_equal(in.text, long_text, 510);
}

static void only_the_right_secret_opens(void **state)
{
	static const char *const wrong[] = { HOME "receipt",
		HOME "receipt?secret=", HOME "receipt?secret=geheim2",
		HOME "receipt?Secret=geheim", HOME "receipt?secret=Geheim" };
	struct carrier_account open = probe_account;
	struct carrier_callback c;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		c = probe_callback(CARRIER_RECEIPT, wrong[i], "secret=geheim");
		assert_false(carrier_cm.is_genuine(&probe_account, &c));
		assert_false(carrier_spryng.is_genuine(&probe_account, &c));
	}
	c = probe_callback(CARRIER_RECEIPT, HOME "receipt?x=1&secret=geheim", "");
	assert_true(carrier_cm.is_genuine(&probe_account, &c));
	open.secret = ""; /* without a secret nothing opens */
	c = probe_callback(CARRIER_RECEIPT, HOME "receipt?secret=", "");
	assert_false(carrier_cm.is_genuine(&open, &c));
}

static void reports_only_go_up_and_the_first_final_one_stands(void **state)
{
	(void)state;
	for (int a = CARRIER_UNKNOWN; a <= CARRIER_DELIVERED; a++)
		for (int b = CARRIER_UNKNOWN; b <= CARRIER_DELIVERED; b++) {
			enum carrier_progress after = carrier_progress_after(
				(enum carrier_progress)a, (enum carrier_progress)b);

			assert_true((int)after >= a);
			assert_true((int)after == a || (int)after == b);
			if (carrier_is_final((enum carrier_progress)a))
				assert_int_equal(after, a);
			else
				assert_true((int)after >= b);
		}
	assert_true(carrier_is_final(CARRIER_UNDELIVERED));
	assert_false(carrier_is_final(CARRIER_CALL_OVER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cm_writes_what_the_document_asks),
		cmocka_unit_test(spryng_writes_what_the_document_asks),
		cmocka_unit_test(replies_of_cm),
		cmocka_unit_test(replies_of_spryng),
		cmocka_unit_test(reports_of_cm),
		cmocka_unit_test(reports_of_spryng),
		cmocka_unit_test(texts_that_come_in),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
		cmocka_unit_test(only_the_right_secret_opens),
		cmocka_unit_test(reports_only_go_up_and_the_first_final_one_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
