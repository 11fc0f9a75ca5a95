/* SPDX-License-Identifier: EUPL-1.2 */
/* kannel: the query as libcurl reads it, replies in words, the signed address of
 * reports, and that it opens nothing else. */
#include "tests/support/carrier_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOME "https://paraat.example.nl/gateway/g/"

static void the_query_holds_the_message(void **state)
{
	struct carrier_message m = probe_message("JA of NEE? 50% & meer + é€");
	struct carrier_request r = probe_encode(&carrier_kannel, &probe_account, &m);
	const char *query, *report, *end = probe_address(text_str(&r.url), &query);

	(void)state;
	assert_int_equal(r.method, CARRIER_GET);
	assert_null(r.content_type);
	assert_int_equal(r.body.len, 0);
	assert_string_equal(end, "https://provider.example/send");
	assert_string_equal(probe_field(query, "username"), "AC0123");
	assert_string_equal(probe_field(query, "password"), "s3cret&token");
	assert_string_equal(probe_field(query, "from"), "VRIJssel");
	assert_string_equal(probe_field(query, "to"), "+31612345678");
	assert_string_equal(probe_field(query, "text"), m.text);
	assert_string_equal(probe_field(query, "charset"), "UTF-8");
	assert_string_equal(probe_field(query, "coding"), "0");
	assert_string_equal(probe_field(query, "dlr-mask"), "19");
	report = probe_field(query, "dlr-url");
	assert_int_equal(strncmp(report, HOME "receipt?id=4711&sig=",
				 sizeof HOME "receipt?id=4711&sig=" - 1),
		0);
	assert_non_null(strstr(report, "&status=%d"));
	carrier_request_fini(&r);
}

static void letters_outside_the_alphabet_go_as_ucs2(void **state)
{
	struct carrier_message m = probe_message("coördinatië");
	struct carrier_request r = probe_encode(&carrier_kannel, &probe_account, &m);
	const char *query;

	(void)state;
	(void)probe_address(text_str(&r.url), &query);
	assert_string_equal(probe_field(query, "coding"), "2");
	assert_string_equal(probe_field(query, "text"), m.text);
	carrier_request_fini(&r);
}

static void without_a_secret_no_reports_are_asked(void **state)
{
	struct carrier_account a = probe_account;
	struct carrier_message m = probe_message("x");
	struct carrier_request r;

	(void)state;
	a.secret = "";
	r = probe_encode(&carrier_kannel, &a, &m);
	assert_null(strstr(text_str(&r.url), "dlr"));
	carrier_request_fini(&r);
}

static void replies(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum carrier_result result;
	} cases[] = { { 202, "0: Accepted for delivery", CARRIER_SENT },
		{ 202, "3: Queued for later delivery", CARRIER_SENT },
		{ 202, "1: what", CARRIER_RETRY }, { 200, "", CARRIER_RETRY },
		{ 200, "0", CARRIER_RETRY }, { 200, "<html>", CARRIER_RETRY },
		{ 400, "Empty receiver number not allowed", CARRIER_FAILED },
		{ 403, "Authorization failed for sendsms", CARRIER_RETRY },
		{ 503, "Temporal failure, try again later.", CARRIER_RETRY },
		{ 429, "", CARRIER_RETRY } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct carrier_outcome o =
			probe_decode(&carrier_kannel, cases[i].status, cases[i].body);

		assert_int_equal(o.result, cases[i].result);
		assert_string_equal(o.provider_id, "");
	}
}

/* The address for the report as Kannel would call it. */
static void report_address(const char *status, char *url, size_t size)
{
	struct carrier_message m = probe_message("x");
	struct carrier_request r = probe_encode(&carrier_kannel, &probe_account, &m);
	const char *query, *report;
	size_t n;

	(void)probe_address(text_str(&r.url), &query);
	report = probe_field(query, "dlr-url");
	n = (size_t)(strstr(report, "%d") - report);
	(void)snprintf(url, size, "%.*s%s", (int)n, report, status);
	carrier_request_fini(&r);
}

static void a_report_comes_back(void **state)
{
	static const struct {
		const char *bits;
		enum carrier_progress progress;
	} cases[] = { { "1", CARRIER_DELIVERED }, { "2", CARRIER_UNDELIVERED },
		{ "16", CARRIER_UNDELIVERED }, { "34", CARRIER_UNDELIVERED },
		{ "4", CARRIER_QUEUED }, { "8", CARRIER_ON_ITS_WAY },
		{ "66", CARRIER_UNKNOWN }, { "-1", CARRIER_UNKNOWN },
		{ "", CARRIER_UNKNOWN }, { "99999999999999999999", CARRIER_UNKNOWN } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char url[1024];
		struct carrier_callback c;
		struct carrier_receipt r;

		report_address(cases[i].bits, url, sizeof url);
		c = probe_callback(CARRIER_RECEIPT, url, "");
		assert_true(carrier_kannel.is_genuine(&probe_account, &c));
		assert_true(carrier_kannel.receipt(&c, &r));
		assert_string_equal(r.id, "4711");
		assert_int_equal(r.progress, cases[i].progress);
	}
}

static void the_signature_is_of_one_message_and_of_reports(void **state)
{
	char url[1024], *id;
	struct carrier_callback c;
	struct carrier_account other = probe_account;

	(void)state;
	report_address("1", url, sizeof url);
	c = probe_callback(CARRIER_INBOUND, url, "");
	assert_false(carrier_kannel.is_genuine(&probe_account, &c));
	other.secret = "anders";
	c.what = CARRIER_RECEIPT;
	assert_true(carrier_kannel.is_genuine(&probe_account, &c));
	assert_false(carrier_kannel.is_genuine(&other, &c));
	other.secret = "";
	assert_false(carrier_kannel.is_genuine(&other, &c));
	id = strstr(url, "4711");
	id[3] = '2';
	assert_false(carrier_kannel.is_genuine(&probe_account, &c));
}

static void a_text_comes_in(void **state)
{
	struct carrier_callback c = probe_callback(CARRIER_INBOUND,
		HOME "inbound?secret=geheim&from=%2B31612345678&text=ja+45%21&at="
		     "2026-11-23+10%3A00%3A00&id=u-1",
		"");
	struct carrier_inbound in;

	(void)state;
	assert_true(carrier_kannel.is_genuine(&probe_account, &c));
	assert_true(carrier_kannel.inbound(&c, &in));
	assert_string_equal(in.from, "+31612345678");
	assert_string_equal(in.text, "ja 45!");
	assert_string_equal(in.at, "2026-11-23 10:00:00");
	assert_string_equal(in.id, "u-1");
	c = probe_callback(CARRIER_INBOUND, HOME "inbound?text=ja", "");
	assert_false(carrier_kannel.is_genuine(&probe_account, &c));
	assert_false(carrier_kannel.inbound(&c, &in));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_query_holds_the_message),
		cmocka_unit_test(letters_outside_the_alphabet_go_as_ucs2),
		cmocka_unit_test(without_a_secret_no_reports_are_asked),
		cmocka_unit_test(replies),
		cmocka_unit_test(a_report_comes_back),
		cmocka_unit_test(the_signature_is_of_one_message_and_of_reports),
		cmocka_unit_test(a_text_comes_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
