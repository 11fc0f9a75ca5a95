/* SPDX-License-Identifier: EUPL-1.2 */
/* http-sms, the gateway of the contract: the request as an independent reader sees it,
 * what each status means, its signature, its reports and the texts it brings.
 *
 * Mutations that were tried: with 429 as final, with "sha256" compared without its key,
 * and with a reason cut inside a letter, the test of that name fails. */
#include "base/digest.h"
#include "tests/support/carrier_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void writes_what_the_contract_says(void **state)
{
	static const char text[] = "TEST. \"Regel\" 1\nJA of NEE \\ €";
	struct carrier_message m = probe_message(text);
	struct carrier_request r = probe_encode(&carrier_http_sms, &probe_account, &m);
	json_t *o = probe_json(&r);

	(void)state;
	assert_int_equal(r.method, CARRIER_POST);
	assert_string_equal(text_str(&r.url), "https://provider.example/send");
	assert_string_equal(r.content_type, "application/json");
	assert_string_equal(r.authorization, "Bearer s3cret&token");
	assert_true(json_is_string(json_object_get(o, "id")));
	assert_true(json_is_integer(json_object_get(o, "callout")));
	assert_int_equal(json_object_size(o), 5);
	assert_string_equal(probe_at(o, "id"), "4711");
	assert_string_equal(probe_at(o, "to"), "+31612345678");
	assert_string_equal(probe_at(o, "from"), "VRIJssel");
	assert_string_equal(probe_at(o, "text"), text);
	assert_string_equal(probe_at(o, "callout"), "12");
	json_decref(o);
	carrier_request_fini(&r);
}

static void without_a_token_nothing_is_claimed(void **state)
{
	struct carrier_account a = probe_account;
	struct carrier_message m = probe_message("x");
	struct carrier_request r;

	(void)state;
	a.token = "";
	r = probe_encode(&carrier_http_sms, &a, &m);
	assert_string_equal(r.authorization, "");
	carrier_request_fini(&r);
}

/* 2xx is taken; 429, 5xx and what is no answer is tried again; other 4xx is final. */
static void each_status_means_what_the_contract_says(void **state)
{
	(void)state;
	for (int status = 100; status < 600; status++) {
		const struct carrier_outcome o =
			probe_decode(&carrier_http_sms, status, "");
		const bool taken = status / 100 == 2;
		const bool final = status / 100 == 4 && status != 429;

		assert_int_equal(o.result, taken   ? CARRIER_SENT
					   : final ? CARRIER_FAILED
						   : CARRIER_RETRY);
		assert_int_equal(o.reason[0] != '\0', !taken);
	}
	assert_int_equal(
		probe_decode(&carrier_http_sms, 429, "").retry_after_seconds, 7);
}

static void takes_the_providers_id_where_there_is_one(void **state)
{
	static const struct {
		const char *body, *id;
	} replies[] = {
		{ "{\"id\":\"abc-1\"}", "abc-1" },
		{ "{\"id\":\"abc-1\",\"more\":{\"x\":[1]}}", "abc-1" }, { "", "" },
		{ "OK", "" }, { "{\"id\":17}", "" }, { "{\"id\":\"two\\nlines\"}", "" },
		{ "[\"abc-1\"]", "" },
		{ "{\"id\":\"12345678901234567890123456789012345678901234567890"
		  "123456789012345678901234567890\"}",
			"" }, /* 80 letters: one too many to be found again by it */
	};

	(void)state;
	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
		const struct carrier_outcome o =
			probe_decode(&carrier_http_sms, 202, replies[i].body);

		assert_int_equal(o.result, CARRIER_SENT);
		assert_string_equal(o.provider_id, replies[i].id);
	}
}

static bool genuine(const char *secret, const char *body, const char *signature)
{
	struct carrier_account a = probe_account;
	struct carrier_callback c = probe_callback(CARRIER_RECEIPT, "/receipt", body);

	a.secret = secret;
	c.signature = signature;
	return carrier_http_sms.is_genuine(&a, &c);
}

/* The HMAC was made with OpenSSL: printf '{"id":"1"}' | openssl dgst -sha256 -hmac
 * geheim */
static void only_the_right_signature_is_genuine(void **state)
{
	static const char body[] = "{\"id\":\"1\"}";
	static const char right[] =
		"sha256="
		"b8e0f077275a48ddc90765816e58b8f918d3a721ff8e8e0c1789ac214b9b0595";
	char wrong[sizeof right];

	(void)state;
	assert_true(genuine("geheim", body, right));
	assert_false(genuine("geheim", "{\"id\":\"2\"}", right));
	assert_false(genuine("geheim2", body, right));
	assert_false(genuine("", body, right));
	assert_false(genuine("geheim", body, right + strlen("sha256=")));
	assert_false(genuine("geheim", body, "sha256="));
	assert_false(genuine("geheim", body, ""));
	for (size_t i = 0; i + 1 < sizeof right; i++) {
		memcpy(wrong, right, sizeof right);
		wrong[i] = wrong[i] == '0' ? '1' : '0';
		assert_false(genuine("geheim", body, wrong));
	}
}

static void no_secret_is_no_signature(void **state)
{
	const struct digest d = digest_hmac("", 0, "x", 1);
	char hex[DIGEST_HEX], header[sizeof hex + 7];

	(void)state;
	digest_hex(&d, hex);
	(void)snprintf(header, sizeof header, "sha256=%s", hex);
	assert_false(genuine("", "x", header));
}

static void a_receipt_says_whether_it_arrived(void **state)
{
	static const char came[] = "{\"id\":\"4711\",\"status\":\"delivered\"}";
	static const char lost[] =
		"{\"id\":\"abc\",\"status\":\"failed\",\"reason\":\"off\"}";
	struct carrier_receipt r;
	struct err e;

	(void)state;
	assert_int_equal(carrier_receipt_read(came, strlen(came), &r, &e), ERR_OK);
	assert_string_equal(r.id, "4711");
	assert_true(r.delivered);
	assert_int_equal(r.progress, CARRIER_DELIVERED);
	assert_int_equal(carrier_receipt_read(lost, strlen(lost), &r, &e), ERR_OK);
	assert_false(r.delivered);
	assert_int_equal(r.progress, CARRIER_UNDELIVERED);
	assert_string_equal(r.reason, "off");
}

static void what_is_no_receipt_names_its_field(void **state)
{
	static const struct {
		const char *body, *field;
	} wrong[] = {
		{ "{\"status\":\"delivered\"}", "id" },
		{ "{\"id\":\"1\"}", "status" },
		{ "{\"id\":\"1\",\"status\":\"perhaps\"}", "status" },
		{ "{\"id\":1,\"status\":\"failed\"}", "id" },
		{ "{\"id\":\"1\",\"status\":\"failed\",\"reason\":7}", "reason" },
	};
	struct carrier_receipt r;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_not_equal(carrier_receipt_read(wrong[i].body,
					     strlen(wrong[i].body), &r, &e),
			ERR_OK);
		assert_int_equal(e.faults, 1);
		assert_string_equal(e.fault[0].field, wrong[i].field);
	}
	assert_int_not_equal(carrier_receipt_read("[]", 2, &r, &e), ERR_OK);
	assert_int_not_equal(carrier_receipt_read("{", 1, &r, &e), ERR_OK);
}

/* Reasons come from outside, of any length: cut between letters. */
static void a_long_reason_is_cut_between_letters(void **state)
{
	char body[800] = "{\"id\":\"1\",\"status\":\"failed\",\"reason\":\"";
	struct carrier_receipt r;
	struct err e;

	(void)state;
	for (int i = 0; i < 200; i++)
		strcat(body, "é");
	strcat(body, "\"}");
	assert_int_equal(carrier_receipt_read(body, strlen(body), &r, &e), ERR_OK);
	assert_int_equal(strlen(r.reason) % 2, 0);
	assert_true(strlen(r.reason) > sizeof r.reason - 3);
}

static void a_text_comes_in(void **state)
{
	static const char body[] = "{\"from\":\"+31612345678\",\"text\":\"JA 30\\n\","
				   "\"at\":\"2026-03-12T02:00:00Z\"}";
	static const char nobody[] = "{\"text\":\"JA\"}";
	struct carrier_inbound in;
	struct err e;

	(void)state;
	assert_int_equal(carrier_inbound_read(body, strlen(body), &in, &e), ERR_OK);
	assert_string_equal(in.from, "+31612345678");
	assert_string_equal(in.text, "JA 30\n");
	assert_string_equal(in.at, "2026-03-12T02:00:00Z");
	assert_string_equal(in.id, "");
	assert_int_not_equal(
		carrier_inbound_read(nobody, strlen(nobody), &in, &e), ERR_OK);
	assert_string_equal(e.fault[0].field, "from");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_the_contract_says),
		cmocka_unit_test(without_a_token_nothing_is_claimed),
		cmocka_unit_test(each_status_means_what_the_contract_says),
		cmocka_unit_test(takes_the_providers_id_where_there_is_one),
		cmocka_unit_test(only_the_right_signature_is_genuine),
		cmocka_unit_test(no_secret_is_no_signature),
		cmocka_unit_test(a_receipt_says_whether_it_arrived),
		cmocka_unit_test(what_is_no_receipt_names_its_field),
		cmocka_unit_test(a_long_reason_is_cut_between_letters),
		cmocka_unit_test(a_text_comes_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
