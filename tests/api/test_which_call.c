/* SPDX-License-Identifier: EUPL-1.2 */
/* Somebody whom two call-outs ask, or one twice: what comes back belongs to the
 * question that it is about, however late. */
#include "tests/support/call_service.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void text_from(struct call_service *w, int64_t who, const char *words)
{
	static int nth;
	char body[256];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"from\":\"%s\",\"text\":\"%s\",\"at\":\"%d\"}", call_phone(who),
		words, nth++);
	r = call_signed(w, "/gateway/sms/inbound", body, call_service_secret);
	assert_string_equal(reply_text(&r, "result"), "answer");
	call_expect(&r, 200);
}

static bool text_has(struct call_service *w, int64_t who, const char *words)
{
	const size_t n = sms_sink_count_to(w->sink, call_phone(who));

	for (size_t nth = 0; nth < n; nth++) {
		struct sms m = sms_sink_to(w->sink, call_phone(who), nth);

		if (strstr(m.text, words) != NULL)
			return true;
	}
	return false;
}

/* Waits for a text with these words. */
static void await_text(struct call_service *w, int64_t who, const char *words)
{
	for (int looks = 0; looks < 2000; looks++) {
		if (text_has(w, who, words))
			return;
		(void)poll(NULL, 0, 5);
	}
	fail_msg("nobody was told \"%s\"", words);
}

static void is(struct call_service *w, int64_t id, int64_t who, const char *state)
{
	assert_string_equal(call_recipient_state(w, id, who), state);
}

static void a_bare_answer_is_for_the_last_question(void **state)
{
	struct call_service *w = *state;
	int64_t who = w->ovd_person[0];
	int64_t first = call_begin(w, w->grip, ",\"incident\":\"Brand\"");
	int64_t second;
	char words[160];

	(void)call_link(w, first, who);
	second = call_begin(w, w->grip, ",\"incident\":\"Hoogwater\"");
	(void)call_link(w, second, who);
	text_from(w, who, "ja 15");
	is(w, second, who, "accepted");
	is(w, first, who, "asked");
	(void)snprintf(words, sizeof words,
		"Uw antwoord geldt voor oproep #%d. Ook oproep #%d vraagt u: antwoord "
		"JA #%d of NEE #%d.",
		(int)second, (int)first, (int)first, (int)first);
	await_text(w, who, words);
	/* as they were told to answer */
	(void)snprintf(words, sizeof words, "NEE #%d", (int)first);
	text_from(w, who, words);
	is(w, first, who, "declined");
	is(w, second, who, "accepted");
}

/* Who names the call-out, or has one open, is not bothered. */
static void a_number_decides(void **state)
{
	struct call_service *w = *state;
	int64_t who = w->ovd_person[1];
	int64_t first, second;
	char words[160];

	first = call_begin(w, w->grip, "");
	(void)call_link(w, first, w->ovd_person[0]);
	text_from(w, w->ovd_person[0], "nee");
	(void)call_link(w, first, who);
	second = call_begin(w, w->grip, "");
	(void)call_link(w, second, w->ovd_person[0]);
	text_from(w, w->ovd_person[0], "nee");
	(void)call_link(w, second, who);
	(void)snprintf(words, sizeof words, "ja #%d", (int)first);
	text_from(w, who, words);
	is(w, first, who, "accepted");
	is(w, second, who, "asked");
	text_from(w, who, "2");
	is(w, second, who, "declined");
	is(w, first, who, "accepted");
	await_text(w, who, "U wordt verwacht");
	assert_false(text_has(w, who, "Uw antwoord geldt"));
}

static int64_t receipt(struct call_service *w, int64_t id, const char *status)
{
	char body[128];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"id\":\"%d\",\"status\":\"%s\",\"reason\":\"te laat\"}", (int)id,
		status);
	r = call_signed(w, "/gateway/sms/receipt", body, call_service_secret);
	call_expect(&r, 200);
	return id;
}

/* The nth message of a call-out to somebody, taken by the gateway and written down. */
static struct sms sent(struct call_service *w, int64_t id, int64_t who, size_t nth)
{
	struct sms m;
	size_t at = 0;

	do {
		m = sms_sink_to(w->sink, call_phone(who), at++);
	} while (m.callout != id || nth-- > 0);
	for (int looks = 0; looks < 2000; looks++) {
		struct reply r = service_get(&w->s, ROLE_COORDINATOR,
			call_path("/api/v1/callouts/{id}/attempts?limit=1000", id));
		json_t *o;
		size_t i;
		bool there = false;

		json_array_foreach(json_object_get(r.json, "items"), i, o)
		{
			there |= json_integer_value(json_object_get(o, "id")) == m.id
				 && strcmp(json_string_value(
						   json_object_get(o, "state")),
					    "sent")
					    == 0;
		}
		reply_free(&r);
		if (there)
			return m;
		(void)poll(NULL, 0, 5);
	}
	fail_msg("message %d is not sent", (int)m.id);
	return m;
}

/* Somebody is asked again; then the report on the first text comes: it failed. They
 * are still asked, by the second. */
static void a_late_receipt_is_of_its_own_question(void **state)
{
	struct call_service *w = *state;
	int64_t who = w->ovd_person[0], id = call_begin(w, w->grip, "");
	struct sms first = sent(w, id, who, 0), second;
	struct reply r = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/remind", id), "{}");

	reply_free(&r);
	second = sent(w, id, who, 1);
	assert_true(second.id != first.id);
	(void)receipt(w, first.id, "failed");
	is(w, id, who, "asked");
	(void)receipt(w, first.id, "delivered"); /* and contrary: the first stands */
	is(w, id, who, "asked");
	(void)receipt(w, second.id, "failed");
	is(w, id, who, "silent"); /* and that was its last path */
	text_from(w, who, "ja");  /* but the person still counts */
	is(w, id, who, "accepted");
}

int main(void)
{
#define TEST(test)                                                                     \
	cmocka_unit_test_setup_teardown(test, call_service_setup, call_service_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_bare_answer_is_for_the_last_question),
		TEST(a_number_decides),
		TEST(a_late_receipt_is_of_its_own_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
