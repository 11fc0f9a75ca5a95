/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts and calls by way of a Twilio that is not ours (twilio.mjs, written from
 * Twilio's documents): it refuses every field that the documents do not know, signs by
 * itself, reads our TwiML with its own parser, and presses keys. */
#include "tests/support/peer_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ACCOUNT "AC0123456789abcdef0123456789abcdef"
#define NUMBER  "+3197010200300"
static const char token[] = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";

/* Whether reports on calls say that a machine picked up. */
static int tells_machine;

static int64_t first(const struct peer_world *w)
{
	return w->p.w.ovd_person[0];
}

/* Starts Twilio, who knows about these people, and the service with that gateway. */
static void start(struct peer_world *w, const char *kind, json_t *people)
{
	char rest[300];

	peer_world_start(w, "twilio.mjs",
		json_pack("{s:s,s:s,s:[s],s:s,s:b,s:o}", "account", ACCOUNT, "token",
			token, "from", NUMBER, "base", PROVIDER_BASE, "tells_machine",
			tells_machine, "people", people));
	(void)snprintf(rest, sizeof rest,
		"kind = %s\nuser = " ACCOUNT "\ntoken_file = TOKEN\nsender = " NUMBER
		"\n",
		kind);
	peer_world_gateway(w, "http", "/2010-04-01", token, rest);
}

/* What Twilio took for that person (new reference). */
static json_t *taken(struct peer_world *w, int64_t person)
{
	char text[64];
	json_t *o;

	(void)snprintf(text, sizeof text, "\"To\":\"%s\"", call_phone(person));
	o = peer_event(w, text);
	assert_string_equal(probe_at(o, "event"), "taken");
	return o;
}

static void await_state(
	struct peer_world *w, int64_t id, int64_t who, const char *state)
{
	for (int looks = 0; looks < 20000; looks++)
		if (strcmp(call_recipient_state(&w->p.w, id, who), state) == 0)
			return;
	fail_msg("nobody became %s", state);
}

static void answered(
	struct peer_world *w, int64_t id, int64_t who, const char *via, const char *eta)
{
	json_t *o;

	await_state(w, id, who, "accepted");
	for (int looks = 0; looks < 20000; looks++) { /* minutes come after the yes */
		bool there;

		o = call_recipient_json(&w->p.w, id, who);
		there = strcmp(probe_at(o, "eta_minutes"), eta) == 0;
		if (there)
			assert_string_equal(probe_at(o, "via"), via);
		json_decref(o);
		if (there)
			return;
	}
	fail_msg("no minutes came");
}

/* --- texts --- */

static void a_text_is_delivered_and_answered(void **state)
{
	struct peer_world *w = *state;
	json_t *o;
	int64_t id;

	start(w, "twilio-sms",
		json_pack("{s:{s:s,s:s}}", call_phone(first(w)), "reply", "Ja, 20 min",
			"url", PROVIDER_BASE "/gateway/g/inbound"));
	id = call_begin(&w->p.w, w->p.w.grip, ",\"incident\":\"Gaslucht & rook + 5%\"");
	o = taken(w, first(w));
	assert_string_equal(probe_at(o, "From"), NUMBER);
	assert_memory_equal(probe_at(o, "Body"), "Gaslucht & rook + 5% OVD", 24);
	assert_non_null(strstr(probe_at(o, "Body"), PROVIDER_BASE "/a/"));
	json_decref(o);
	provider_attempt(&w->p, id, first(w), "delivered", "");
	answered(w, id, first(w), "sms", "20");
	peer_refused_nothing(w);
}

static void a_text_that_does_not_arrive_fails(void **state)
{
	struct peer_world *w = *state;
	int64_t id;

	start(w, "twilio-sms",
		json_pack("{s:{s:i}}", call_phone(first(w)), "error", 30003));
	id = call_begin(&w->p.w, w->p.w.grip, "");
	provider_attempt(&w->p, id, first(w), "failed", "Twilio: code 30003");
	json_decref(taken(w, w->p.w.ovd_person[1])); /* the next on duty */
	peer_refused_nothing(w);
}

static void a_number_that_is_none_fails(void **state)
{
	struct peer_world *w = *state;
	int64_t id;

	start(w, "twilio-sms",
		json_pack("{s:{s:b}}", call_phone(first(w)), "invalid", 1));
	id = call_begin(&w->p.w, w->p.w.grip, "");
	provider_attempt(&w->p, id, first(w), "failed",
		"Twilio refuses: status 400, code 21211");
	json_decref(taken(w, w->p.w.ovd_person[1]));
	peer_refused_nothing(w);
}

static void a_wrong_token_says_what_to_check(void **state)
{
	struct peer_world *w = *state;
	int64_t id;

	start(w, "twilio-sms", json_object());
	peer_world_gateway(w, "http", "/2010-04-01", "anders",
		"kind = twilio-sms\nuser = " ACCOUNT
		"\ntoken_file = TOKEN\nsender = " NUMBER "\n");
	id = call_begin(&w->p.w, w->p.w.grip, "");
	provider_attempt(&w->p, id, first(w), "retry",
		"Twilio refuses: status 401, code 20003: check its token_file");
}

/* --- calls --- */

static json_t *picks_up(const char *by, json_t *keys)
{
	return json_pack("{s:s,s:o}", "answered_by", by, "keys", keys);
}

/* How many times that was said aloud, in whatever call. */
static size_t heard(struct peer_world *w, const char *words)
{
	assert_true(peer_says(&w->peer, "\"event\":\"heard\"", NULL, 0));
	return peer_lines(&w->peer, words);
}

static void keys_are_pressed_and_details_come_after_yes(void **state)
{
	struct peer_world *w = *state;
	char line[2000];
	json_t *o;
	int64_t id;

	start(w, "twilio-voice",
		json_pack("{s:o}", call_phone(first(w)),
			picks_up("human", json_pack("[s,s]", "1", "25#"))));
	id = call_begin(&w->p.w, w->p.w.grip,
		",\"incident\":\"Brand <A&B>\",\"details\":\"Sleutel \\\"12\\\" & "
		"hek\"");
	o = taken(w, first(w));
	assert_string_equal(probe_at(o, "kind"), "Calls");
	assert_string_equal(probe_at(o, "From"), NUMBER);
	assert_string_equal(probe_at(o, "Record"), "false");
	json_decref(o);
	answered(w, id, first(w), "voice", "25");
	provider_attempt(&w->p, id, first(w), "delivered", "");
	assert_true(peer_says(&w->peer, "Brand <A&B>", line, sizeof line));
	assert_non_null(strstr(line, "\"language\":\"nl-NL\""));
	assert_int_equal(heard(w, "Kunt u er binnen 30 minuten zijn?"), 1);
	assert_int_equal(heard(w, "Sleutel \\\"12\\\" & hek"), 1);
	peer_refused_nothing(w);
}

/* The details are not in any document before a 1: who says no never hears them. */
static void three_says_it_again_and_two_is_no(void **state)
{
	struct peer_world *w = *state;
	int64_t id;

	start(w, "twilio-voice",
		json_pack("{s:o}", call_phone(first(w)),
			picks_up("human", json_pack("[s,s,s]", "3", "3", "2"))));
	id = call_begin(&w->p.w, w->p.w.grip, ",\"details\":\"Sleutel 12\"");
	await_state(w, id, first(w), "declined");
	json_decref(peer_event(w, "U komt niet."));
	assert_int_equal(heard(w, "Kunt u er binnen 30 minuten zijn?"), 3);
	assert_int_equal(heard(w, "Sleutel 12"), 0);
	peer_refused_nothing(w);
}

static void who_reads_english_hears_english(void **state)
{
	struct peer_world *w = *state;
	int64_t who = w->p.w.ehb_person[0], id;
	char line[2000];

	start(w, "twilio-voice",
		json_pack("{s:o}", call_phone(who),
			picks_up("human", json_pack("[s,s]", "1", "5#"))));
	id = call_begin(&w->p.w, w->p.w.grip, "");
	answered(w, id, who, "voice", "5");
	assert_true(peer_says(
		&w->peer, "Can you be there within 60 minutes?", line, sizeof line));
	assert_non_null(strstr(line, "\"language\":\"en-GB\""));
	peer_refused_nothing(w);
}

/* Calls that do not count, and what the timeline says of each. */
static void only_keys_count(void **state)
{
	static const struct {
		const char *what, *word, *reason;
	} cases[] = { { "answered_by", "machine_start", "no key was pressed" },
		{ "answered_by", "machine_start", "an answering machine" },
		{ "answered_by", "human", "no key was pressed" },
		{ "answered_by", "unknown", "no key was pressed" },
		{ "status", "busy", "the line is busy" },
		{ "status", "no-answer", "nobody picks up" },
		{ "status", "failed", "the number cannot be reached" } };
	struct peer_world *w;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t id;

		if (i > 0) { /* nobody of the case before is called any more */
			(void)peer_world_close(state);
			(void)peer_world_open(state);
		}
		w = *state;
		tells_machine = i != 0;
		start(w, "twilio-voice",
			json_pack("{s:{s:s}}", call_phone(first(w)), cases[i].what,
				cases[i].word));
		id = call_begin(&w->p.w, w->p.w.grip, "");
		provider_attempt(&w->p, id, first(w), "failed", cases[i].reason);
		if (strcmp(cases[i].word, "human") == 0)
			assert_int_equal(
				heard(w, "Kunt u er binnen 30 minuten zijn?"), 2);
		if (strcmp(cases[i].word, "machine_start") == 0)
			assert_int_equal(peer_lines(&w->peer, "\"heard\""), 0);
		json_decref(taken(w, w->p.w.ovd_person[1]));
		peer_refused_nothing(w);
	}
}

static void answer_by_hand(struct peer_world *w, int64_t id, const char *answer)
{
	char body[100];
	struct reply r;

	(void)snprintf(body, sizeof body, "{\"person_id\":%d,\"answer\":\"%s\"}",
		(int)first(w), answer);
	r = service_post(&w->p.w.s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/answer", id), body);
	call_expect(&r, 200);
}

/* A later shift is asked for by telephone too: its hours are named, nobody is asked in
 * how many minutes, and a 1 takes it. */
static void a_shift_is_taken_by_telephone(void **state)
{
	struct peer_world *w = *state;
	int64_t who = w->p.w.ovd_person[2], id, relief;
	struct reply r;

	start(w, "twilio-voice",
		json_pack("{s:o}", call_phone(who),
			picks_up("human", json_pack("[s]", "1"))));
	id = call_begin(&w->p.w, w->p.w.grip, ",\"incident\":\"Brand\"");
	answer_by_hand(w, id, "yes");
	answer_by_hand(w, id, "arrived");
	r = service_post(&w->p.w.s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/relief", id),
		"{\"from\":\"2030-03-05T05:00:00Z\",\"until\":"
		"\"2030-03-05T13:00:00Z\"}");
	relief = reply_int(&r, "id");
	call_expect(&r, 201);
	await_state(w, relief, who, "accepted");
	json_decref(peer_event(
		w, "Wij zoeken aflossing als OVD, di 05-03 06:00 tot 14:00"));
	json_decref(
		peer_event(w, "U staat ingedeeld als OVD, di 05-03 06:00 tot 14:00"));
	assert_int_equal(heard(w, "Over hoeveel minuten"), 0);
	peer_refused_nothing(w);
}

/* Every request that Twilio made, made again: nothing changes; made by another with
 * another key, it is refused. */
static void what_comes_twice_or_from_another_changes_nothing(void **state)
{
	struct peer_world *w = *state;
	int64_t id;
	size_t changes;

	start(w, "twilio-voice",
		json_pack("{s:o}", call_phone(first(w)),
			picks_up("human", json_pack("[s,s]", "1", "25#"))));
	id = call_begin(&w->p.w, w->p.w.grip, "");
	provider_attempt(&w->p, id, first(w), "delivered", "");
	answer_by_hand(w, id, "no");
	changes = call_changes(&w->p.w);
	for (int i = 0; i < 4; i++) { /* picked up, 1, 25, completed */
		json_t *o = peer_ask(w, json_pack("{s:i}", "again", i));

		assert_string_equal(probe_at(o, "status"), "200");
		json_decref(o);
		o = peer_ask(w, json_pack("{s:i,s:s}", "again", i, "token", "anders"));
		assert_string_equal(probe_at(o, "status"), "401");
		json_decref(o);
	}
	assert_string_equal(call_recipient_state(&w->p.w, id, first(w)), "declined");
	assert_int_equal(call_changes(&w->p.w), changes);
}

/* --- the number to call back --- */

/* The member's code, who is reached at +31612345678. Static. */
static const char *code_of_member(struct peer_world *w)
{
	static char code[16];
	struct reply r = service_call(
		&w->p.w.s, w->p.w.s.member, "GET", "/api/v1/me", NULL, NULL);

	(void)snprintf(code, sizeof code, "%s#", reply_text(&r, "voice_code"));
	call_expect(&r, 200);
	return code;
}

/* Puts the member on the contact list. */
static void qualify_member(struct peer_world *w)
{
	char body[200];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"function_id\":%d,\"status\":\"qualified\","
		"\"from\":\"2020-01-01\"}",
		(int)w->p.w.s.person_id, (int)w->p.w.lokaal);
	r = service_post(&w->p.w.s, ROLE_COORDINATOR, "/api/v1/assignments", body);
	call_expect(&r, 201);
}

/* All that was said in a call from that number with these keys, in one text. Static. */
static const char *call_in(struct peer_world *w, const char *from, json_t *keys)
{
	static char all[4000];
	json_t *o = peer_ask(w,
		json_pack("{s:{s:s,s:s,s:s,s:o}}", "call", "from", from, "to", NUMBER,
			"url", PROVIDER_BASE "/gateway/g/voice", "keys", keys));
	json_t *said;
	size_t i, n = 0;

	all[0] = '\0';
	json_array_foreach(json_object_get(o, "heard"), i, said)
	{
		n += (size_t)snprintf(
			all + n, sizeof all - n, "%s ", probe_at(said, "text"));
	}
	json_decref(o);
	return all;
}

static void who_calls_back_hears_what_is_open_and_answers(void **state)
{
	struct peer_world *w = *state;
	int64_t who = w->p.w.s.person_id, id;
	const char *said;
	char code[16];

	start(w, "twilio-voice", json_object());
	(void)snprintf(code, sizeof code, "%s", code_of_member(w));
	said = call_in(w, "+31612345678", json_pack("[s]", code));
	assert_non_null(strstr(said, "Er is nu geen oproep voor u."));
	qualify_member(w);
	id = call_begin(&w->p.w, w->p.w.list,
		",\"confirm_contact_lists\":true,\"incident\":\"Hoogwater\","
		"\"details\":\"Poort 3\"");
	provider_attempt(&w->p, id, who, "failed", "nobody picks up");
	said = call_in(w, "+31612345678", json_pack("[s,s,s]", code, "1", "40#"));
	assert_non_null(strstr(said, "persoonlijke code"));
	assert_non_null(strstr(said, "Hoogwater"));
	assert_non_null(strstr(said, "Poort 3"));
	assert_true(strstr(said, "Hoogwater") < strstr(said, "Poort 3"));
	answered(w, id, who, "voice", "40");
	peer_refused_nothing(w);
}

/* Two call-outs ask: one after the other in the same call, the real one first; what was
 * answered is not asked again. */
static void who_calls_back_hears_all_that_is_open(void **state)
{
	struct peer_world *w = *state;
	int64_t who = w->p.w.s.person_id, real, exercise;
	const char *said, *first_said, *another, *second_said;
	char code[16];

	start(w, "twilio-voice", json_object());
	(void)snprintf(code, sizeof code, "%s", code_of_member(w));
	qualify_member(w);
	real = call_begin(&w->p.w, w->p.w.list,
		",\"confirm_contact_lists\":true,\"incident\":\"Hoogwater\","
		"\"details\":\"Poort 3\"");
	exercise = call_begin(&w->p.w, w->p.w.list,
		",\"confirm_contact_lists\":true,\"kind\":\"exercise\","
		"\"incident\":\"Stroomuitval\"");
	provider_attempt(&w->p, real, who, "failed", "nobody picks up");
	provider_attempt(&w->p, exercise, who, "failed", "nobody picks up");
	said = call_in(
		w, "+31612345678", json_pack("[s,s,s,s]", code, "1", "40#", "2"));
	first_said = strstr(said, "Hoogwater");
	another = strstr(said, "Er is nog een oproep voor u.");
	second_said = strstr(said, "Stroomuitval");
	assert_true(first_said != NULL && another != NULL && second_said != NULL);
	assert_true(first_said < another && another < second_said);
	assert_non_null(strstr(said, "Poort 3"));
	answered(w, real, who, "voice", "40");
	assert_string_equal(call_recipient_state(&w->p.w, exercise, who), "declined");
	said = call_in(w, "+31612345678", json_pack("[s]", code));
	assert_null(strstr(said, "Er is nog een oproep voor u."));
	peer_refused_nothing(w);
}

/* A code is good from the numbers of its person only, and three tries are all. */
static void a_wrong_code_hears_nothing(void **state)
{
	struct peer_world *w = *state;
	const char *said;
	char code[16];

	start(w, "twilio-voice", json_object());
	(void)snprintf(code, sizeof code, "%s", code_of_member(w));
	qualify_member(w);
	(void)call_begin(&w->p.w, w->p.w.list,
		",\"confirm_contact_lists\":true,\"incident\":\"Hoogwater\"");
	said = call_in(
		w, call_phone(first(w)), json_pack("[s,s,s,s]", code, code, code, "1"));
	assert_null(strstr(said, "Hoogwater"));
	assert_non_null(strstr(said, "Die code klopt niet."));
	said = call_in(w, "+31612345678",
		json_pack("[s,s,s,s]", "000000#", "000001#", "000002#", code));
	assert_null(strstr(said, "Hoogwater"));
	said = call_in(w, "+31612345678", json_array()); /* silence */
	assert_null(strstr(said, "Hoogwater"));
	peer_refused_nothing(w);
}

#define TEST(test)                                                                     \
	cmocka_unit_test_setup_teardown(test, peer_world_open, peer_world_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_text_is_delivered_and_answered),
		TEST(a_text_that_does_not_arrive_fails),
		TEST(a_number_that_is_none_fails),
		TEST(a_wrong_token_says_what_to_check),
		TEST(keys_are_pressed_and_details_come_after_yes),
		TEST(three_says_it_again_and_two_is_no),
		TEST(who_reads_english_hears_english),
		TEST(only_keys_count),
		TEST(a_shift_is_taken_by_telephone),
		TEST(what_comes_twice_or_from_another_changes_nothing),
		TEST(who_calls_back_hears_what_is_open_and_answers),
		TEST(who_calls_back_hears_all_that_is_open),
		TEST(a_wrong_code_hears_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
