/* SPDX-License-Identifier: EUPL-1.2 */
/* ntfy: the JSON as Jansson reads it; the bodies of the buttons are JSON themselves. */
#include "tests/support/carrier_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char link[] = "https://paraat.example.nl/a/abcdef";

static struct carrier_message push_message(const char *text)
{
	struct carrier_message m = probe_message(text);

	m.to = "anna-9f3kQ_2";
	m.title = "GRIP 2 \"Dalfsen\"";
	m.link = link;
	m.asks = m.urgent = true;
	return m;
}

static void button_is(json_t *o, const char *at, const char *label, const char *answer)
{
	char path[64];
	json_t *body;

	(void)snprintf(path, sizeof path, "actions.%s.action", at);
	assert_string_equal(probe_at(o, path), "http");
	(void)snprintf(path, sizeof path, "actions.%s.label", at);
	assert_string_equal(probe_at(o, path), label);
	(void)snprintf(path, sizeof path, "actions.%s.url", at);
	assert_string_equal(probe_at(o, path), link);
	(void)snprintf(path, sizeof path, "actions.%s.method", at);
	assert_string_equal(probe_at(o, path), "POST");
	(void)snprintf(path, sizeof path, "actions.%s.headers.Content-Type", at);
	assert_string_equal(probe_at(o, path), "application/json");
	(void)snprintf(path, sizeof path, "actions.%s.body", at);
	body = json_loads(probe_at(o, path), 0, NULL);
	assert_string_equal(probe_at(body, "answer"), answer);
	json_decref(body);
}

static void a_question_has_buttons(void **state)
{
	struct carrier_message m = push_message("Kunt u \"komen\"?\n\\ ë €");
	struct carrier_request r = probe_encode(&carrier_ntfy, &probe_account, &m);
	json_t *o = probe_json(&r);

	(void)state;
	assert_int_equal(r.method, CARRIER_POST);
	assert_string_equal(r.authorization, "Bearer s3cret&token");
	assert_string_equal(probe_at(o, "topic"), "anna-9f3kQ_2");
	assert_string_equal(probe_at(o, "title"), m.title);
	assert_string_equal(probe_at(o, "message"), m.text);
	assert_string_equal(probe_at(o, "priority"), "5");
	assert_string_equal(probe_at(o, "click"), link);
	assert_int_equal(json_array_size(json_object_get(o, "actions")), 3);
	button_is(o, "0", "Ik kom", "yes");
	button_is(o, "1", "Ik kom niet", "no");
	assert_string_equal(probe_at(o, "actions.2.action"), "view");
	assert_string_equal(probe_at(o, "actions.2.url"), link);
	json_decref(o);
	carrier_request_fini(&r);
}

static void news_has_none(void **state)
{
	struct carrier_account a = probe_account;
	struct carrier_message m = push_message("Niet meer nodig");
	struct carrier_request r;
	json_t *o;

	(void)state;
	a.token = "";
	m.asks = m.urgent = false;
	m.title = NULL;
	r = probe_encode(&carrier_ntfy, &a, &m);
	o = probe_json(&r);
	assert_string_equal(r.authorization, "");
	assert_string_equal(probe_at(o, "priority"), "4");
	assert_string_equal(probe_at(o, "title"), "Bericht van de crisisorganisatie");
	assert_null(json_object_get(o, "actions"));
	assert_null(json_object_get(o, "click"));
	json_decref(o);
	carrier_request_fini(&r);
}

static void a_long_text_is_cut_between_characters(void **state)
{
	static char text[6000];
	struct carrier_message m = push_message(text);
	struct carrier_request r;
	json_t *o;

	(void)state;
	text[0] = 'x';
	for (size_t i = 1; i + 3 < sizeof text; i += 2)
		memcpy(text + i, "ë", 3);
	r = probe_encode(&carrier_ntfy, &probe_account, &m);
	o = probe_json(&r);
	assert_int_equal(strlen(probe_at(o, "message")), 4095);
	json_decref(o);
	carrier_request_fini(&r);
}

static void topics_that_are_none(void **state)
{
	static const char *const bad[] = { "", "a b", "a/b", "a\"b", "ä", "a.b",
		"0123456789012345678901234567890123456789012345678901234567890123x" };
	struct carrier_message m = push_message("x");
	struct carrier_request r;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		m.to = bad[i];
		carrier_request_init(&r);
		assert_false(carrier_ntfy.encode(&probe_account, &m, &r));
		carrier_request_fini(&r);
	}
}

static void replies(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum carrier_result result;
	} cases[] = { { 200, "{\"id\":\"xE73\",\"event\":\"message\"}", CARRIER_SENT },
		{ 200, "{}", CARRIER_RETRY }, { 200, "<html>", CARRIER_RETRY },
		{ 400, "{\"code\":40017}", CARRIER_FAILED }, { 401, "", CARRIER_RETRY },
		{ 403, "", CARRIER_RETRY }, { 413, "", CARRIER_FAILED },
		{ 429, "{\"code\":42901}", CARRIER_RETRY },
		{ 507, "", CARRIER_RETRY } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct carrier_outcome o =
			probe_decode(&carrier_ntfy, cases[i].status, cases[i].body);

		assert_int_equal(o.result, cases[i].result);
		assert_string_equal(
			o.provider_id, o.result == CARRIER_SENT ? "xE73" : "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_has_buttons),
		cmocka_unit_test(news_has_none),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
		cmocka_unit_test(topics_that_are_none),
		cmocka_unit_test(replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
