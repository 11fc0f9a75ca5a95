/* SPDX-License-Identifier: EUPL-1.2 */
/* Call-outs in the database, in simulated worlds: people answer, gateways send, fail,
 * repeat and lie, the program dies and starts again – at the next step all that is
 * stored must be what the machine holds, and its invariants must hold at rest.
 *
 * PARAAT_SEED=n repeats one world, PARAAT_SEEDS=n sets how many are run. The rules
 * themselves are looked at in test_call_world.c, without a database. */
#include "alert/outbox/outbox.h"
#include "base/alloc.h"
#include "base/random.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "schema/engine.h"
#include "tests/support/roster_world.h"
#include "tests/support/seeds.h"

#include <dirent.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE = 14, MESSAGES = 32, FLYING_MAX = 256, STEPS = 60 };

static const struct call_settings settings = { .base_url = "http://x.nl",
	.secret = (const uint8_t *)"0123456789abcdef",
	.secret_len = 16,
	.channels = 1 << CHANNEL_SMS | 1 << CHANNEL_EMAIL };

static struct {
	struct roster_world w;
	struct prng chance;
	int64_t callout;
	int64_t person[PEOPLE];
	struct outbox_gateway gateways[2];
	struct outbox_outcome flying[FLYING_MAX]; /* sent, not yet reported */
	size_t flying_count;
	int64_t attempts; /* the last id; and of call-outs before this one */
	int64_t attempts_before;
	uint64_t seed;
} world;

static long sent; /* questions, looked at in all worlds */

static bool one_in(uint64_t n)
{
	return prng_below(&world.chance, n) == 0;
}

static void begin(void)
{
	struct err e = { 0 };

	test_ok(db_begin(world.w.t.db, DB_WRITE, &e), &e);
}

static void end(void)
{
	struct err e = { 0 };

	test_ok(db_commit(world.w.t.db, &e), &e);
}

/* --- making a world */

static void make_people(void)
{
	struct err e = { 0 };

	for (int i = 0; i < PEOPLE; i++) {
		char phone[32], mail[32];
		int64_t id = roster_person(
			&world.w, i, i % 2 == 0 ? world.w.officer : world.w.shelter);

		(void)snprintf(phone, sizeof phone, "+316%08d", 10000000 + i);
		(void)snprintf(mail, sizeof mail, "p%d@example.nl", i);
		test_ok(roster_change(&world.w, &person_resource, id,
				one_in(3) ? json_pack(
					"{s:[{s:s,s:s,s:i},{s:s,s:s,s:i}]}", "contacts",
					"kind", "mobile", "address", phone, "rank", 1,
					"kind", "email", "address", mail, "rank", 2)
					  : json_pack("{s:[{s:s,s:s,s:i}]}", "contacts",
						  "kind", "mobile", "address", phone,
						  "rank", 1),
				&e),
			&e);
		if (i < 4 && i % 2 == 0 && !one_in(4))
			(void)roster_make(&world.w, &duty_resource,
				json_pack("{s:I,s:I,s:s,s:s,s:s,s:i}", "person_id",
					(json_int_t)id, "function_id",
					(json_int_t)world.w.officer, "starts_at",
					"2020-01-01T00:00:00Z", "ends_at",
					"2190-01-01T00:00:00Z", "state", "published",
					"rank", 1 + i));
		world.person[i] = id;
	}
}

static int64_t make_scenario(void)
{
	return roster_make(&world.w, &scenario_resource,
		json_pack(
			"{s:s,s:s,s:s,s:i,s:i,s:{s:s,s:s,s:s},s:[{s:I,s:i,s:s,s:i,s:s},"
			"{s:I,s:i,s:s,s:i,s:i,s:i,s:s}]}",
			"code", "S", "name", "S", "kind", "real", "path_seconds", 60,
			"rounds", 1 + (int)prng_below(&world.chance, 2), "text", "sms",
			"Kom {link}", "voice", "", "email", "", "slots", "function_id",
			(json_int_t)world.w.officer, "need", 1, "mode", "on_duty",
			"wave_seconds", 60, "fallback", "pool", "function_id",
			(json_int_t)world.w.shelter, "need",
			1 + (int)prng_below(&world.chance, 4), "mode", "pool",
			"wave_size", (int)prng_below(&world.chance, 3), "wave_seconds",
			90, "overbook_percent", 50, "fallback", "none"));
}

static void start(int64_t scenario)
{
	struct call_request request = { .scenario_id = scenario,
		.kind = -1,
		.incident = "Brand",
		.location = "Zwolle",
		.details = "",
		.confirm_second = true };
	struct err e = { 0 };

	begin();
	test_ok(call_start(world.w.t.db, &settings, &request, &world.w.by,
			&world.callout, &e),
		&e);
	end();
}

/* --- what must hold */

static void same_person(
	const struct callout_recipient *a, const struct callout_recipient *b)
{
	bool same = a->state == b->state && a->answer == b->answer
		    && a->placed == b->placed && a->reason == b->reason
		    && a->asked_for == b->asked_for && a->asked_at.ms == b->asked_at.ms
		    && a->answered_at.ms == b->answered_at.ms
		    && a->eta_minutes == b->eta_minutes
		    && a->arrived_at.ms == b->arrived_at.ms && a->path == b->path
		    && a->round == b->round;

	sent += a->path_state == PATH_SENT;
	same &= a->path_state == b->path_state
		&& (a->path_state != PATH_SENT
			|| a->path_deadline.ms == b->path_deadline.ms);
	if (!same)
		fail_msg("seed %" PRIu64 ": person %" PRId64
			 " is stored otherwise: state %d and %d, path %d.%d and %d.%d, "
			 "path state %d and %d",
			world.seed, a->person_id, (int)a->state, (int)b->state,
			a->round, a->path, b->round, b->path, (int)a->path_state,
			(int)b->path_state);
}

/* What the writing connection holds in memory is what a reader finds. */
static void stored_is_held(void)
{
	struct call *held = NULL, *stored = NULL;
	struct err e = { 0 };
	const char *why;

	begin();
	test_ok(call_get(world.w.t.db, world.callout, &held, &e), &e);
	test_ok(call_load(world.w.t.db, world.callout, &stored, &e), &e);
	if (!callout_holds(&stored->c, &why))
		fail_msg("seed %" PRIu64 ": at rest: %s", world.seed, why);
	assert_int_equal(stored->c.state, held->c.state);
	assert_int_equal(stored->c.closed_at.ms, held->c.closed_at.ms);
	for (int s = 0; s < held->c.slots_count; s++) {
		const struct callout_slot *a = &held->c.slots[s],
					  *b = &stored->c.slots[s];

		assert_int_equal(a->need, b->need);
		assert_int_equal(a->placed, b->placed);
		assert_int_equal(a->state, b->state);
		assert_int_equal(a->waves, b->waves);
		assert_int_equal(a->fallback_used, b->fallback_used);
		assert_int_equal(a->wave_deadline.ms, b->wave_deadline.ms);
	}
	for (uint32_t i = 0; i < held->c.people_count; i++)
		same_person(&held->c.people[i], &stored->c.people[i]);
	call_free(stored);
	end();
}

/* --- what happens */

/* What the gateway says of a message: it took it, not now, never. */
static void settle(struct outbox_outcome *o)
{
	o->at = world.w.by.now;
	o->what = (struct carrier_outcome){ .result = one_in(5)   ? CARRIER_RETRY
						      : one_in(8) ? CARRIER_FAILED
								  : CARRIER_SENT };
}

/* Some of what is under way is reported, in any order, now and then twice; what is due
 * is leased. */
static void dispatch(void)
{
	struct outbox_message messages[MESSAGES];
	struct outbox_outcome told[FLYING_MAX];
	struct outbox_batch batch = { .outcomes = told,
		.gateways = world.gateways,
		.gateways_count = 2,
		.messages = messages,
		.messages_max = MESSAGES };
	struct err e = { 0 };

	while (world.flying_count > 0 && !one_in(4)) {
		size_t i = (size_t)prng_below(&world.chance, world.flying_count);

		settle(&world.flying[i]);
		told[batch.outcomes_count++] = world.flying[i];
		if (!one_in(10)) /* else it is reported a second time */
			world.flying[i] = world.flying[--world.flying_count];
		if (batch.outcomes_count == FLYING_MAX)
			break;
	}
	world.gateways[0].room = world.gateways[1].room =
		(size_t)prng_below(&world.chance, 12);
	begin();
	test_ok(outbox_run(world.w.t.db, &settings, &batch, &world.w.by, &e), &e);
	end();
	for (size_t i = 0; i < batch.messages_count; i++) {
		const struct outbox_message *m = &messages[i];

		if (m->attempt_id > world.attempts)
			world.attempts = m->attempt_id;

		if (world.flying_count < FLYING_MAX && !one_in(12)) /* else lost */
			world.flying[world.flying_count++] =
				(struct outbox_outcome){ .attempt_id = m->attempt_id,
					.callout_id = m->callout_id,
					.recipient_id = m->recipient_id,
					.person_id = m->person_id,
					.purpose = m->purpose,
					.path = m->path,
					.channel = m->channel,
					.gateway = m->gateway };
		base_free(m->text);
	}
}

static void receive(void)
{
	struct carrier_receipt receipt = { .delivered = !one_in(4) };
	struct err e = { 0 };
	bool known;

	(void)snprintf(receipt.id, sizeof receipt.id, "%" PRId64,
		world.attempts_before + 1 + (int64_t)prng_below(&world.chance, 40));
	begin();
	test_ok(outbox_receipt(world.w.t.db, &settings, one_in(3) ? "mail" : "sms",
			&receipt, &world.w.by, &known, &e),
		&e);
	end();
}

static void step(const struct callout_event *event)
{
	struct err e = { 0 };
	enum err_code rc;

	begin();
	rc = call_step(world.w.t.db, &settings, world.callout, event, &world.w.by, &e);
	if (rc != ERR_OK && rc != ERR_CONFLICT)
		fail_msg("seed %" PRIu64 ": %s", world.seed, e.msg);
	end();
}

static void somebody_answers(void)
{
	static const enum answer answers[] = { ANSWER_YES, ANSWER_YES, ANSWER_NO,
		ANSWER_LAST_RESORT };

	step(&(struct callout_event){
		.kind = one_in(6) ? CALLOUT_ARRIVED : CALLOUT_ANSWER,
		.person = (uint32_t)prng_below(&world.chance, PEOPLE),
		.answer = answers[prng_below(&world.chance, 4)],
		.eta_minutes = (int)prng_below(&world.chance, 60) - 1,
		.via = VIA_LINK });
}

static void coordinator_acts(void)
{
	if (one_in(3))
		step(&(struct callout_event){
			.kind = CALLOUT_REMIND, .slot = CALLOUT_NOBODY });
	else if (one_in(6))
		step(&(struct callout_event){ .kind = CALLOUT_STOP });
	else
		step(&(struct callout_event){ .kind = CALLOUT_NEED,
			.slot = (int)prng_below(&world.chance, 2),
			.need = (int)prng_below(&world.chance, 5) });
}

static void time_passes(void)
{
	struct err e = { 0 };

	world.w.by.now.ms += (int64_t)prng_below(&world.chance, 90000);
	begin();
	test_ok(call_tick(world.w.t.db, &settings, &world.w.by, &e), &e);
	end();
}

/* The database and the world outside survive; all else is gone. */
static void power_fails(void)
{
	struct err e = { 0 };

	test_db_reopen(&world.w.t);
	begin();
	test_ok(outbox_recover(world.w.t.db, world.w.by.now, &e), &e);
	end();
}

static void open_world(uint64_t seed)
{
	memset(&world, 0, sizeof world);
	world.seed = seed;
	prng_init(&world.chance, seed);
	roster_world_open(&world.w);
	world.gateways[0] = (struct outbox_gateway){
		.name = "sms", .channel = CHANNEL_SMS, .rank = 1, .usable = true
	};
	world.gateways[1] = (struct outbox_gateway){
		.name = "mail", .channel = CHANNEL_EMAIL, .rank = 1, .usable = true
	};
	make_people();
}

/* A call-out, and what happens to it. */
static void run_callout(int64_t scenario)
{
	start(scenario);
	stored_is_held();
	for (int i = 0; i < STEPS; i++) {
		switch (prng_below(&world.chance, 8)) {
		case 0:
		case 1:
		case 2:
			dispatch();
			break;
		case 3:
		case 4:
			somebody_answers();
			break;
		case 5:
			time_passes();
			break;
		case 6:
			receive();
			break;
		default:
			if (one_in(3))
				coordinator_acts();
			else if (one_in(2))
				power_fails();
			break;
		}
		stored_is_held();
	}
}

static void run_world(uint64_t seed)
{
	open_world(seed);
	run_callout(make_scenario());
	roster_world_close(&world.w);
}

/* Mutations tried: a CALL_PERSON_SAVE that forgets `round`, a load that does not look
 * for what was sent (load_sent), and an outcome that is recorded without its step: each
 * is found in the first twenty worlds. */
static void what_is_stored_is_what_is_held(void **state)
{
	const struct seeds seeds = seeds_asked(40);

	(void)state;
	for (long seed = seeds.first; seed < seeds.first + seeds.count; seed++)
		run_world((uint64_t)seed);
	assert_true(seeds.count < 10 || sent > 0);
}

/* However many call-outs are open, each has its clock, and a text answers the newest.
 */
static void many_call_outs_are_all_alive(void **state)
{
	enum { MANY = 150 };
	int64_t first = 0, scenario, callout = 0, recipient = 0;
	struct instant next;
	struct err e = { 0 };

	(void)state;
	memset(&world, 0, sizeof world);
	prng_init(&world.chance, 1);
	roster_world_open(&world.w);
	make_people();
	scenario = make_scenario();
	for (int i = 0; i < MANY; i++) {
		world.w.by.now.ms++;
		start(scenario);
		first = i == 0 ? world.callout : first;
	}
	test_db_reopen(&world.w.t);
	begin();
	test_ok(call_next_deadline(world.w.t.db, &next, &e), &e);
	assert_int_equal(next.ms, world.w.by.now.ms - MANY + 1 + 60000);
	test_ok(call_of_person(world.w.t.db, world.person[0], 0, false, world.w.by.now,
			&callout, &recipient, &e),
		&e);
	assert_int_equal(callout, world.callout);
	test_ok(call_of_person(world.w.t.db, world.person[0], first, false,
			world.w.by.now, &callout, &recipient, &e),
		&e);
	assert_int_equal(callout, first);
	end();
	roster_world_close(&world.w);
}

static size_t descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

/* In use, of what was taken from the system; 0 under a sanitizer, which keeps its own
 * books (and finds what leaks). */
static size_t memory_in_use(void)
{
	return mallinfo2().uordblks;
}

/* What the database's pages may take, and a little. */
enum { PAGE_CACHE = 17 * 1024 * 1024 };

/* Call-outs all the time on one store, several an hour: memory and descriptors are at
 * the end what they were after the first day. PARAAT_WEEK_HOURS=168 is a week. */
static void a_week_leaves_nothing_behind(void **state)
{
	const int64_t hours = number_asked("PARAAT_WEEK_HOURS", 6);
	const int64_t end_of_warm_up = hours * 3600000 / 7;
	struct instant begin_at;
	int64_t scenario;
	size_t memory = 0, files = 0;
	struct err e = { 0 };
	long callouts = 0;

	(void)state;
	open_world(1);
	scenario = make_scenario();
	begin_at = world.w.by.now;
	while (instant_since(world.w.by.now, begin_at).ms < hours * 3600000) {
		world.attempts_before = world.attempts;
		world.flying_count = 0;
		run_callout(scenario);
		step(&(struct callout_event){ .kind = CALLOUT_STOP });
		callouts++;
		if (files == 0
			&& instant_since(world.w.by.now, begin_at).ms
				   > end_of_warm_up) {
			files = descriptors();
			memory = memory_in_use();
		}
	}
	assert_true(callouts > 10 && files > 0);
	assert_int_equal(descriptors(), files);
	if (getenv("PARAAT_FIGURES") != NULL)
		(void)printf("| %" PRId64 " h | %ld | %" PRId64
			     " | %zu KiB | %zu KiB | %zu | %zu |\n",
			hours, callouts, world.attempts, memory / 1024,
			memory_in_use() / 1024, files, descriptors());
	assert_true(memory_in_use() < memory + PAGE_CACHE);
	test_ok(db_engine(world.w.t.db)->check(db_connection(world.w.t.db), &e), &e);
	roster_world_close(&world.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_stored_is_what_is_held),
		cmocka_unit_test(a_week_leaves_nothing_behind),
		cmocka_unit_test(many_call_outs_are_all_alive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
