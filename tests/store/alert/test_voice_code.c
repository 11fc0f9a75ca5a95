/* SPDX-License-Identifier: EUPL-1.2 */
/* The personal code of who calls back: good from the person's own numbers, and nobody
 * finds one by trying, however many calls.
 *
 * Mutations that were tried: with the limit of a number at a thousand
 * nobody_finds_a_code_by_trying fails; without `of_number == 0 ||` the guesses of
 * others hold up who knows the code, and that test fails; with the time left out of
 * VOICE_GUESS_FORGET after_an_hour_it_may_be_tried_again fails. */
#include "alert/voice/voice_code.h"
#include "roster/people/person.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define KEPT_SQL(X) X(KEPT, "SELECT count(*) AS n FROM voice_guess")
STMT_LIST(kept, KEPT_SQL);

static struct roster_world w;
static struct call_settings settings;
static const uint8_t secret[32] = { 7 };
static int64_t anna, bert;
static int calls;

static int64_t person_at(int number, const char *phone)
{
	struct err e = { 0 };
	const int64_t id = roster_person(&w, number, w.shelter);

	test_ok(roster_change(&w, &person_resource, id,
			json_pack("{s:[{s:s,s:s,s:i}]}", "contacts", "kind", "mobile",
				"address", phone, "rank", 1),
			&e),
		&e);
	return id;
}

static int open_world(void **state)
{
	(void)state;
	roster_world_open(&w);
	settings =
		(struct call_settings){ .secret = secret, .secret_len = sizeof secret };
	anna = person_at(1, "+31612345601");
	bert = person_at(2, "+31612345602");
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

/* A code, given in a call of its own; whose it is. */
static int64_t give(const char *from, const char *code)
{
	struct voice_event event = { .at = dialogue_called_back(),
		.event = DIALOGUE_KEYS };
	struct err e = { 0 };
	int64_t person;

	(void)snprintf(event.call_id, sizeof event.call_id, "CA%d", calls++);
	(void)snprintf(event.from, sizeof event.from, "%s", from);
	(void)snprintf(event.keys, sizeof event.keys, "%s#", code);
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(voice_code_check(w.t.db, &settings, "g", &event, &w.by, &person, &e),
		&e);
	test_ok(db_commit(w.t.db, &e), &e);
	return person;
}

static const char *code_of(int64_t person)
{
	static char code[VOICE_CODE_TEXT];

	return voice_code(&settings, person, code);
}

struct noted {
	size_t wrong, closed, refused;
};

static void on_entry(void *ctx, const struct audit_entry *entry)
{
	struct noted *n = ctx;

	if (strcmp(entry->action, "voice.code") != 0)
		return;
	assert_string_equal(entry->object, "gateway/g");
	assert_null(entry->after);
	n->wrong += strcmp(entry->result, "refused: a wrong code") == 0;
	n->closed += strstr(entry->result, "no more for an hour") != NULL;
	n->refused += strcmp(entry->result, "refused: too many wrong codes") == 0;
}

static struct noted noted(void)
{
	struct noted n = { 0 };
	struct err e = { 0 };

	test_ok(audit_each(w.t.db, 0, 100000, on_entry, &n, &e), &e);
	return n;
}

static void a_code_is_good_from_ones_own_number(void **state)
{
	(void)state;
	assert_int_equal(give("+31612345601", code_of(anna)), anna);
	assert_int_equal(give("+31612345602", code_of(anna)), 0);
	assert_int_equal(give("anonymous", code_of(anna)), 0);
	assert_int_equal(noted().wrong, 2);
}

/* Three calls of three tries; then the right one is not heard either. All is noted,
 * without number or code. */
static void nobody_finds_a_code_by_trying(void **state)
{
	char wrong[8];

	(void)state;
	for (int i = 0; i < VOICE_GUESSES_OF_NUMBER; i++) {
		(void)snprintf(wrong, sizeof wrong, "%06d", i);
		assert_int_equal(give("+31612345601", wrong), 0);
	}
	assert_int_equal(give("+31612345601", code_of(anna)), 0);
	assert_int_equal(give("+31612345602", code_of(bert)), bert);
	assert_int_equal(noted().wrong, VOICE_GUESSES_OF_NUMBER - 1);
	assert_int_equal(noted().closed, 1);
	assert_int_equal(noted().refused, 1);
}

static void after_an_hour_it_may_be_tried_again(void **state)
{
	(void)state;
	for (int i = 0; i < VOICE_GUESSES_OF_NUMBER; i++)
		assert_int_equal(give("+31612345601", "000000"), 0);
	w.by.now.ms += 3599 * INT64_C(1000);
	assert_int_equal(give("+31612345601", code_of(anna)), 0);
	w.by.now.ms += 1000;
	assert_int_equal(give("+31612345601", code_of(anna)), anna);
}

static int64_t kept(void)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };

	test_ok(stmt_get(w.t.db, &kept_statements, KEPT, &s, &e), &e);
	assert_true(stmt_row(s, &e));
	return stmt_int(s, "n");
}

/* Without anybody calling: the hashes of numbers do not stay. */
static void after_an_hour_no_number_is_known(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(give("+31612345601", "000000"), 0);
	w.by.now.ms += 1800 * INT64_C(1000);
	assert_int_equal(give("+31612345602", "000000"), 0);
	w.by.now.ms += 1800 * INT64_C(1000);
	test_ok(voice_code_forget(w.t.db, w.by.now, &e), &e);
	assert_int_equal(kept(), 1);
	w.by.now.ms += 1800 * INT64_C(1000);
	test_ok(voice_code_forget(w.t.db, w.by.now, &e), &e);
	assert_int_equal(kept(), 0);
}

/* From a hundred numbers: each may try once more at most, and who knows the code is not
 * held up. */
static void all_numbers_together_are_limited(void **state)
{
	char from[32];

	(void)state;
	for (int i = 0; i < VOICE_GUESSES_OF_ALL; i++) {
		(void)snprintf(from, sizeof from, "+316200%05d", i);
		assert_int_equal(give(from, "000000"), 0);
	}
	assert_int_equal(give("+31612345601", code_of(anna)), anna);
	assert_int_equal(give("+31612345602", "000000"), 0);
	assert_int_equal(give("+31612345602", code_of(bert)), 0);
	assert_true(voice_guess_allowed(0, INT64_MAX));
	assert_false(voice_guess_allowed(1, VOICE_GUESSES_OF_ALL));
	assert_true(voice_guess_allowed(1, VOICE_GUESSES_OF_ALL - 1));
}

/* A provider may send an event again. */
static void the_same_event_counts_once(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		calls = 1000;
		assert_int_equal(give("+31612345601", "000000"), 0);
	}
	assert_int_equal(noted().wrong, 1);
	assert_int_equal(give("+31612345601", code_of(anna)), anna);
}

#define WORLD(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD(a_code_is_good_from_ones_own_number),
		WORLD(nobody_finds_a_code_by_trying),
		WORLD(after_an_hour_it_may_be_tried_again),
		WORLD(after_an_hour_no_number_is_known),
		WORLD(all_numbers_together_are_limited),
		WORLD(the_same_event_counts_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
