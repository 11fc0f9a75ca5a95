/* SPDX-License-Identifier: EUPL-1.2 */
/* Notices in the outbox: over which path they go, that a key is told once, and what
 * happens when a path fails for good. */
#include "alert/outbox/notice.h"

#include "alert/outbox/outbox.h"
#include "base/alloc.h"
#include "roster/people/person.h"
#include "schema/engine.h"
#include "tests/support/file_search.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct call_settings settings = { .base_url = "http://x.nl",
	.secret = (const uint8_t *)"own",
	.secret_len = 3,
	.channels = 1 << CHANNEL_SMS | 1 << CHANNEL_VOICE | 1 << CHANNEL_EMAIL
		    | 1 << CHANNEL_PUSH };
static struct roster_world w;
static int64_t jan;
static struct outbox_message messages[8];

static int open(void **state)
{
	struct err e = { 0 };

	(void)state;
	roster_world_open(&w);
	jan = roster_person(&w, 1, 0);
	test_ok(roster_change(&w, &person_resource, jan,
			json_pack("{s:[{s:s,s:s,s:i},{s:s,s:s,s:i},{s:s,s:s,s:i}]}",
				"contacts", "kind", "mobile", "address", "0612345678",
				"rank", 1, "kind", "email", "address", "jo@example.nl",
				"rank", 2, "kind", "push", "address", "jo-topic",
				"rank", 3),
			&e),
		&e);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

static const struct notice *about(const struct notice *changes)
{
	static struct notice n;

	n = (struct notice){ .kind = NOTICE_ROSTER,
		.person_id = jan,
		.subject = "Uw piket is veranderd",
		.text = "U heeft piket van 1 tot 8 juni.",
		.link = settings.base_url };
	if (changes != NULL) {
		n.channels = changes->channels;
		n.address_or_null = changes->address_or_null;
		n.key_or_null = changes->key_or_null;
		n.due_at = changes->due_at;
		n.urgent = changes->urgent;
	}
	return &n;
}

static int64_t add(const struct notice *changes)
{
	struct err e = { 0 };
	int64_t id;

	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(notice_add(w.t.db, &settings, about(changes), &w.by, &id, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
	return id;
}

/* Records an outcome (or none), leases what is due now; returns how much. */
static size_t run(const struct outbox_outcome *outcome, struct instant now)
{
	static struct outbox_gateway gateways[3];
	struct outbox_batch batch = { .outcomes = outcome,
		.outcomes_count = outcome != NULL,
		.gateways = gateways,
		.gateways_count = 3,
		.messages = messages,
		.messages_max = 8 };
	struct change by = { w.by.actor, now };
	struct err e = { 0 };

	for (int i = 0; i < 3; i++) {
		static const enum channel channels[] = { CHANNEL_EMAIL, CHANNEL_PUSH,
			CHANNEL_SMS };

		gateways[i] = (struct outbox_gateway){
			.channel = channels[i], .usable = true, .room = 8
		};
		(void)snprintf(gateways[i].name, sizeof gateways[i].name, "g%d", i);
	}
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(outbox_run(w.t.db, &settings, &batch, &by, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
	return batch.messages_count;
}

static void forget_texts(size_t n)
{
	for (size_t i = 0; i < n; i++)
		base_free(messages[i].text);
}

static struct outbox_outcome outcome_of(
	const struct outbox_message *m, enum carrier_result result, struct instant at)
{
	return (struct outbox_outcome){ .attempt_id = m->attempt_id,
		.person_id = m->person_id,
		.purpose = m->purpose,
		.path = m->path,
		.channel = m->channel,
		.gateway = m->gateway,
		.at = at,
		.what = { .result = result, .reason = "no such address" } };
}

static const char *state_of(int64_t id)
{
	static char state[16];
	struct err e = { 0 };
	json_t *list, *item;
	size_t i;

	state[0] = '\0';
	test_ok(notice_list(w.t.db, jan, 0, 10, &list, &e), &e);
	json_array_foreach(json_object_get(list, "items"), i, item)
	{
		if (json_integer_value(json_object_get(item, "id")) == id)
			(void)snprintf(state, sizeof state, "%s",
				json_string_value(json_object_get(item, "state")));
	}
	json_decref(list);
	return state;
}

/* Without a choice it goes by e-mail, with its title, though a telephone ranks first.
 */
static void news_goes_by_mail(void **state)
{
	int64_t id = add(NULL);

	(void)state;
	assert_int_equal(run(NULL, w.by.now), 1);
	assert_int_equal(messages[0].channel, CHANNEL_EMAIL);
	assert_string_equal(messages[0].to, "jo@example.nl");
	assert_string_equal(messages[0].title, "Uw piket is veranderd");
	assert_string_equal(messages[0].text, "U heeft piket van 1 tot 8 juni.");
	assert_string_equal(state_of(id), "leased");
	forget_texts(1);
}

/* A path that fails for good gives way to the next; after the last nobody is left. */
static void the_next_path_follows(void **state)
{
	int64_t id = add(NULL);
	struct outbox_outcome o;

	(void)state;
	assert_int_equal(run(NULL, w.by.now), 1);
	o = outcome_of(&messages[0], CARRIER_FAILED, w.by.now);
	forget_texts(1);
	assert_int_equal(run(&o, w.by.now), 1);
	assert_int_equal(messages[0].channel, CHANNEL_PUSH);
	o = outcome_of(&messages[0], CARRIER_FAILED, w.by.now);
	forget_texts(1);
	assert_int_equal(run(&o, w.by.now), 0);
	assert_string_equal(state_of(id), "failed");
}

/* What was sent is not sent again. */
static void sent_is_sent(void **state)
{
	int64_t id = add(NULL);
	struct outbox_outcome o;

	(void)state;
	assert_int_equal(run(NULL, w.by.now), 1);
	o = outcome_of(&messages[0], CARRIER_SENT, w.by.now);
	forget_texts(1);
	assert_int_equal(run(&o, instant_add(w.by.now, minutes(60))), 0);
	assert_string_equal(state_of(id), "sent");
}

/* The same key is told once, another key again. */
static void a_key_is_told_once(void **state)
{
	int64_t first = add(&(struct notice){ .key_or_null = "roster/1" });

	(void)state;
	assert_true(first > 0);
	assert_int_equal(add(&(struct notice){ .key_or_null = "roster/1" }), 0);
	assert_true(add(&(struct notice){ .key_or_null = "roster/2" }) > first);
	assert_int_equal(run(NULL, w.by.now), 2);
	forget_texts(2);
}

/* Not before its time, urgent ones first. */
static void time_and_urgency(void **state)
{
	struct instant later = instant_add(w.by.now, seconds(30));

	(void)state;
	(void)add(&(struct notice){ .due_at = later });
	(void)add(NULL);
	(void)add(&(struct notice){ .urgent = true });
	assert_int_equal(run(NULL, w.by.now), 2);
	assert_true(messages[0].urgent);
	assert_false(messages[1].urgent);
	forget_texts(2);
	assert_int_equal(run(NULL, later), 1);
	forget_texts(1);
}

/* To exactly one address; never by voice, also when that is all that is asked for. */
static void chosen_address_and_channel(void **state)
{
	int64_t id;

	(void)state;
	(void)add(&(struct notice){
		.channels = 1 << CHANNEL_SMS, .address_or_null = "+31687654321" });
	assert_int_equal(run(NULL, w.by.now), 1);
	assert_int_equal(messages[0].channel, CHANNEL_SMS);
	assert_string_equal(messages[0].to, "+31687654321");
	forget_texts(1);
	id = add(&(struct notice){ .channels = 1 << CHANNEL_VOICE });
	assert_int_equal(run(NULL, w.by.now), 0);
	assert_string_equal(state_of(id), "unreachable");
}

/* Neither text nor link can be read in the files of the database; the title can.
 * Mutation: write the text into the row as well: fails. */
static void texts_rest_sealed(void **state)
{
	(void)state;
	(void)add(NULL);
	assert_true(database_holds(w.t.file, "Uw piket is veranderd"));
	assert_false(database_holds(w.t.file, "U heeft piket van"));
	assert_false(database_holds(w.t.file, "http://x.nl"));
	assert_int_equal(run(NULL, w.by.now), 1);
	assert_string_equal(messages[0].text, "U heeft piket van 1 tot 8 juni.");
	forget_texts(1);
	assert_false(database_holds(w.t.file, "U heeft piket van"));
}

/* What waited while the secret was lost is not sent, and holds nothing up. */
static void another_secret_holds_nothing_up(void **state)
{
	const int64_t lost = add(NULL);
	int64_t id;

	(void)state;
	settings.secret = (const uint8_t *)"new";
	id = add(NULL);
	assert_int_equal(run(NULL, w.by.now), 1);
	forget_texts(1);
	while (run(NULL, w.by.now) > 0)
		forget_texts(1);
	settings.secret = (const uint8_t *)"own";
	assert_string_equal(state_of(id), "leased");
	assert_string_equal(state_of(lost), "failed");
}

/* A row of before it was sealed, which waited during the upgrade. */
static void what_stood_in_clear_is_sent(void **state)
{
	struct err e = { 0 };

	(void)state;
	(void)add(NULL);
	test_ok(sqlite_engine.script(db_connection(w.t.db),
			"UPDATE notice SET text = 'Oud', link = 'http://x.nl/u/1',"
			" sealed = NULL",
			&e),
		&e);
	assert_int_equal(run(NULL, w.by.now), 1);
	assert_string_equal(messages[0].text, "Oud");
	assert_string_equal(messages[0].link, "http://x.nl/u/1");
	forget_texts(1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(news_goes_by_mail, open, close),
		cmocka_unit_test_setup_teardown(the_next_path_follows, open, close),
		cmocka_unit_test_setup_teardown(sent_is_sent, open, close),
		cmocka_unit_test_setup_teardown(texts_rest_sealed, open, close),
		cmocka_unit_test_setup_teardown(
			another_secret_holds_nothing_up, open, close),
		cmocka_unit_test_setup_teardown(
			what_stood_in_clear_is_sent, open, close),
		cmocka_unit_test_setup_teardown(a_key_is_told_once, open, close),
		cmocka_unit_test_setup_teardown(time_and_urgency, open, close),
		cmocka_unit_test_setup_teardown(
			chosen_address_and_channel, open, close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
