/* SPDX-License-Identifier: EUPL-1.2 */
/* Push messages by way of an ntfy that is not ours (ntfy.mjs, written from ntfy's
 * documents): it refuses every field that it does not know, and presses the buttons. */
#include "tests/support/peer_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char topic[] = "otto-8fQ2k9_Zr4";
static const char token[] = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2";

static int64_t first(const struct peer_world *w)
{
	return w->p.w.ovd_person[0];
}

static void start(struct peer_world *w, const char *press, const char *with)
{
	peer_world_start(w, "ntfy.mjs",
		json_pack("{s:s,s:s,s:{s:{s:s}}}", "token", token, "base",
			PROVIDER_BASE, "topics", topic, "press", press));
	provider_reach(&w->p, "push", topic);
	peer_world_gateway(w, "http", "", with, "kind = ntfy\ntoken_file = TOKEN\n");
}

static void await_state(struct peer_world *w, int64_t id, const char *state)
{
	for (int looks = 0; looks < 20000; looks++)
		if (strcmp(call_recipient_state(&w->p.w, id, first(w)), state) == 0)
			return;
	fail_msg("nobody became %s", state);
}

static void every_field_is_known_and_a_button_answers(void **state)
{
	struct peer_world *w = *state;
	json_t *o, *actions;
	const char *link;
	int64_t id;

	start(w, "Ik kom", token);
	id = call_begin(
		&w->p.w, w->p.w.grip, ",\"incident\":\"Coördinatie – ‘Wijhe’\"");
	o = peer_event(w, "\"taken\"");
	assert_string_equal(probe_at(o, "topic"), topic);
	assert_string_equal(probe_at(o, "title"), "Coördinatie – ‘Wijhe’");
	assert_string_equal(probe_at(o, "priority"), "5");
	link = json_string_value(json_object_get(o, "click"));
	assert_memory_equal(link, PROVIDER_BASE "/a/", sizeof PROVIDER_BASE + 2);
	actions = json_object_get(o, "actions");
	assert_int_equal(json_array_size(actions), 3);
	assert_string_equal(
		probe_at(json_array_get(actions, 1), "label"), "Ik kom niet");
	assert_string_equal(probe_at(json_array_get(actions, 2), "action"), "view");
	assert_string_equal(probe_at(json_array_get(actions, 2), "url"), link);
	json_decref(o);
	await_state(w, id, "accepted");
	json_decref(peer_event(w, "\"status\":200"));
	peer_refused_nothing(w);
}

static void the_other_button_is_no(void **state)
{
	struct peer_world *w = *state;
	int64_t id;

	start(w, "Ik kom niet", token);
	id = call_begin(&w->p.w, w->p.w.grip, "");
	await_state(w, id, "declined");
	peer_refused_nothing(w);
}

/* What is not real says so first, here too. */
static void an_exercise_says_so(void **state)
{
	struct peer_world *w = *state;
	json_t *o;

	start(w, "", token);
	(void)call_begin(&w->p.w, w->p.w.grip, ",\"kind\":\"exercise\"");
	o = peer_event(w, "\"taken\"");
	assert_memory_equal(probe_at(o, "message"), "OEFENING", 8);
	json_decref(o);
	peer_refused_nothing(w);
}

/* The longest text is cut to what ntfy shows, between characters; what is longer would
 * become an attachment. */
static void the_longest_text_is_taken(void **state)
{
	struct peer_world *w = *state;
	char more[1600], letters[1001];
	int64_t id;

	for (size_t i = 0; i + 2 < sizeof letters; i += 2)
		memcpy(letters + i, "é", 3);
	start(w, "", token);
	(void)snprintf(more, sizeof more,
		",\"incident\":\"%.200s\",\"location\":\"%.200s\"", letters, letters);
	id = call_begin(&w->p.w, w->p.w.grip, more);
	json_decref(peer_event(w, "\"taken\""));
	provider_attempt(&w->p, id, first(w), "sent", "");
	peer_refused_nothing(w);
}

static void a_wrong_token_says_what_to_check(void **state)
{
	struct peer_world *w = *state;
	int64_t id;

	start(w, "", "tk_anders");
	id = call_begin(&w->p.w, w->p.w.grip, "");
	provider_attempt(&w->p, id, first(w), "retry",
		"the gateway answered 401: check its token_file");
}

#define TEST(test)                                                                     \
	cmocka_unit_test_setup_teardown(test, peer_world_open, peer_world_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_field_is_known_and_a_button_answers),
		TEST(the_other_button_is_no),
		TEST(an_exercise_says_so),
		TEST(the_longest_text_is_taken),
		TEST(a_wrong_token_says_what_to_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
