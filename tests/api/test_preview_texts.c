/* SPDX-License-Identifier: EUPL-1.2 */
/* What a text takes is shown before it is sent, with the incident and location that are
 * meant, and with the longest that are allowed; and that is what then goes out. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LONGEST = 200 };

/* A scenario for the second on the list, with a text and at most that many parts. */
static int64_t scenario(struct call_service *w, const char *code, int parts_max)
{
	char body[500];
	struct reply r;
	int64_t id;

	(void)snprintf(body, sizeof body,
		"{\"code\":\"%s\",\"name\":\"%s\",\"kind\":\"real\",\"text\":{\"sms\":"
		"\"{incident} {function} {location} {link}\"},\"slots\":[{"
		"\"function_id\":%d,\"need\":1,\"mode\":\"on_duty\"}],\"parts_max\":%"
		"d}",
		code, code, (int)w->ovd, parts_max);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/scenarios", body);
	id = reply_int(&r, "id");
	call_expect(&r, 201);
	return id;
}

static json_t *sms_of(const struct reply *r)
{
	json_t *o;
	size_t i;

	json_array_foreach(json_object_get(r->json, "texts"), i, o)
	{
		if (strcmp(json_string_value(json_object_get(o, "channel")), "sms")
			== 0)
			return o;
	}
	fail_msg("no text: %s", r->body);
	return NULL;
}

static int64_t number(const struct reply *r, const char *field)
{
	return json_integer_value(json_object_get(sms_of(r), field));
}

static struct reply preview(
	struct call_service *w, int64_t id, const char *incident, const char *location)
{
	char path[1200];
	struct reply r;

	(void)snprintf(path, sizeof path,
		"/api/v1/callouts/preview?scenario_id=%d&incident=%s&location=%s",
		(int)id, incident, location);
	r = service_get(&w->s, ROLE_DISPATCHER, path);
	assert_int_equal(r.status, 200);
	return r;
}

/* Letters as GSM 03.38 counts them, for a text of plain letters. */
static int64_t parts_of(const char *text)
{
	const size_t n = strlen(text);

	return n <= 160 ? 1 : (int64_t)((n + 152) / 153);
}

static const char *long_text(char letter)
{
	static char text[2][LONGEST + 1];
	char *one = text[letter == 'b'];

	memset(one, letter, LONGEST);
	return one;
}

/* Where the coordinator allows it, letters outside the alphabet are written with those
 * inside: in the preview, in its count, and in what goes out. Otherwise they stay. */
static void plain_letters_are_the_scenarios_choice(void **state)
{
	static const char *const shown[] = { "Br\xc3\xa4nd bij Zo\xc3\xab",
		"Br\xc3\xa4nd bij Zoe" };
	struct call_service *w = *state;
	const int64_t id = scenario(w, "LETTERS", 4);

	for (int plain = 0; plain <= 1; plain++) {
		struct reply r;
		struct sms m;

		r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "PATCH",
			call_path("/api/v1/scenarios/{id}", id),
			plain ? "{\"plain_letters\":true}"
			      : "{\"plain_letters\":false}",
			NULL);
		assert_int_equal(
			json_is_true(json_object_get(r.json, "plain_letters")), plain);
		call_expect(&r, 200);
		r = preview(w, id, "Br%C3%A4nd+bij+Zo%C3%AB", "");
		assert_non_null(
			strstr(json_string_value(json_object_get(sms_of(&r), "text")),
				shown[plain]));
		assert_string_equal(
			json_string_value(json_object_get(sms_of(&r), "alphabet")),
			plain ? "gsm7" : "unicode");
		assert_int_equal(number(&r, "parts"), plain ? 1 : 2);
		reply_free(&r);
		m = sms_sink_of(w->sink,
			call_begin(
				w, id, ",\"incident\":\"Br\xc3\xa4nd bij Zo\xc3\xab\""),
			0);
		assert_non_null(strstr(m.text, shown[plain]));
	}
}

static void the_longest_text_is_counted_and_sent_so(void **state)
{
	struct call_service *w = *state;
	const int64_t id = scenario(w, "LANG", 8);
	char more[600];
	struct reply empty, whole;
	const char *shown;
	struct sms m;

	empty = preview(w, id, "", "");
	whole = preview(w, id, long_text('a'), long_text('b'));
	assert_int_equal(number(&empty, "parts"), 1);
	assert_int_equal(number(&empty, "parts_longest"), number(&whole, "parts"));
	assert_int_equal(number(&whole, "parts_longest"), number(&whole, "parts"));
	shown = json_string_value(json_object_get(sms_of(&whole), "text"));
	assert_non_null(strstr(shown, long_text('a')));
	assert_non_null(strstr(shown, long_text('b')));
	assert_int_equal(number(&whole, "parts"), parts_of(shown));
	assert_true(number(&whole, "parts") >= 3);
	(void)snprintf(more, sizeof more, ",\"incident\":\"%s\",\"location\":\"%s\"",
		long_text('a'), long_text('b'));
	m = sms_sink_of(w->sink, call_begin(w, id, more), 0);
	assert_int_equal(parts_of(m.text), number(&whole, "parts"));
	reply_free(&empty);
	reply_free(&whole);
}

/* Two parts at most: the longest is shortened, and says so. */
static void no_more_parts_than_the_scenario_allows(void **state)
{
	struct call_service *w = *state;
	const int64_t id = scenario(w, "KORT", 2);
	struct reply whole = preview(w, id, long_text('a'), long_text('b'));
	struct sms m;
	char more[600];

	assert_int_equal(number(&whole, "parts"), 2);
	assert_int_equal(number(&whole, "parts_longest"), 2);
	assert_true(json_is_true(json_object_get(sms_of(&whole), "shortened")));
	reply_free(&whole);
	(void)snprintf(more, sizeof more, ",\"incident\":\"%s\",\"location\":\"%s\"",
		long_text('a'), long_text('b'));
	m = sms_sink_of(w->sink, call_begin(w, id, more), 0);
	assert_int_equal(parts_of(m.text), 2);
	assert_non_null(strstr(m.text, "/a/"));
}

/* One letter outside the alphabet, and the parts are those of 67 letters. */
static void another_alphabet_is_counted(void **state)
{
	struct call_service *w = *state;
	const int64_t id = scenario(w, "ANDERS", 8);
	struct reply r = preview(w, id, "%C3%AA", long_text('b'));
	const char *text = json_string_value(json_object_get(sms_of(&r), "text"));

	assert_string_equal(
		json_string_value(json_object_get(sms_of(&r), "alphabet")), "unicode");
	assert_int_equal(number(&r, "parts"), (int64_t)((strlen(text) - 1 + 66) / 67));
	reply_free(&r);
}

static void what_is_too_long_is_named(void **state)
{
	struct call_service *w = *state;
	char path[600];
	struct reply r;

	(void)snprintf(path, sizeof path,
		"/api/v1/callouts/preview?scenario_id=%d&incident=%sx", (int)w->grip,
		long_text('a'));
	r = service_get(&w->s, ROLE_DISPATCHER, path);
	assert_non_null(strstr(r.body, "\"incident\""));
	call_expect(&r, 422);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_text_is_counted_and_sent_so),
		cmocka_unit_test(plain_letters_are_the_scenarios_choice),
		cmocka_unit_test(no_more_parts_than_the_scenario_allows),
		cmocka_unit_test(another_alphabet_is_counted),
		cmocka_unit_test(what_is_too_long_is_named),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
