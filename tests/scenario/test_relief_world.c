/* SPDX-License-Identifier: EUPL-1.2 */
/* Reliefs in simulated worlds: a deployment is relieved by shift after shift, people
 * answer, come and are sent home in any order, the coordinator hands over or stops, the
 * program dies and starts again. Looked at after every step, with a count of its own of
 * who is there: whoever takes over sends home exactly the one who was there longest for
 * that function, nobody else goes, and no function has fewer people because of it.
 *
 * PARAAT_SEED=n repeats one world, PARAAT_SEEDS=n sets how many are run. */
#include "alert/call/relief.h"
#include "base/random.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "tests/support/roster_world.h"
#include "tests/support/seeds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE = 12, CALLS_MAX = 4, STEPS = 80, HOUR_MS = 3600000 };

static const struct call_settings settings = { .base_url = "http://x.nl",
	.secret = (const uint8_t *)"0123456789abcdef",
	.secret_len = 16,
	.channels = 1 << CHANNEL_SMS };

/* The deployment, then its reliefs in the order of their shifts. */
static struct {
	struct roster_world w;
	struct prng chance;
	int64_t call[CALLS_MAX];
	bool by_hand[CALLS_MAX];
	size_t calls;
	bool stopped;
	uint64_t seed;
} world;

static long relieved, handed, refused; /* in all worlds */

/* Somebody in a call-out, as a reader of the database finds them. */
struct seat {
	size_t call;
	int64_t person_id, function_id; /* function 0: no place */
	bool is_there;
	struct instant since;
	enum recipient_state state;
};
struct picture {
	struct seat seat[CALLS_MAX * PEOPLE];
	size_t n;
};

static bool one_in(uint64_t n)
{
	return prng_below(&world.chance, n) == 0;
}

static void broken(const char *why)
{
	fail_msg("seed %" PRIu64 ": %s", world.seed, why);
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

static struct picture look(void)
{
	struct picture p = { .n = 0 };

	begin();
	for (size_t c = 0; c < world.calls; c++) {
		struct call *call;
		struct err e = { 0 };
		const char *why;

		test_ok(call_load(world.w.t.db, world.call[c], &call, &e), &e);
		if (!callout_holds(&call->c, &why))
			broken(why);
		for (uint32_t i = 0; i < call->c.people_count; i++) {
			const struct callout_recipient *r = &call->c.people[i];

			p.seat[p.n++] = (struct seat){ c, r->person_id,
				r->placed >= 0 ? call->c.slots[r->placed].function_id
					       : 0,
				r->state == RECIPIENT_ARRIVED, r->arrived_at,
				r->state };
		}
		call_free(call);
	}
	end();
	return p;
}

static size_t there(const struct picture *p, int64_t function_id)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += p->seat[i].is_there && p->seat[i].function_id == function_id;
	return n;
}

static bool left(const struct picture *before, const struct picture *after, size_t i)
{
	return before->seat[i].is_there && !after->seat[i].is_there;
}

/* --- what must hold */

/* Who takes over in `call` at this step: the seat that is there now and was not. */
static size_t newcomer(
	const struct picture *before, const struct picture *after, size_t call)
{
	for (size_t i = 0; i < after->n; i++)
		if (after->seat[i].call == call && after->seat[i].is_there
			&& after->seat[i].function_id != 0
			&& !(before->seat[i].is_there
				&& before->seat[i].function_id != 0))
			return i;
	return SIZE_MAX;
}

/* Who has been there longest for the function in an earlier shift; SIZE_MAX: nobody. */
static size_t longest(const struct picture *p, const struct seat *takes_over)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < p->n; i++) {
		const struct seat *s = &p->seat[i];

		if (s->call < takes_over->call && s->is_there
			&& s->function_id == takes_over->function_id
			&& s->person_id != takes_over->person_id
			&& (best == SIZE_MAX
				|| instant_before(s->since, p->seat[best].since)))
			best = i;
	}
	return best;
}

static void check_arrival(
	const struct picture *before, const struct picture *after, size_t call)
{
	const size_t who = newcomer(before, after, call);
	const bool hands_over = call > 0 && !world.by_hand[call] && who != SIZE_MAX;
	const size_t out = hands_over ? longest(before, &after->seat[who]) : SIZE_MAX;

	for (size_t i = 0; i < before->n; i++) {
		if (left(before, after, i) != (i == out))
			broken(i == out ? "who was there longest stays"
					: "somebody goes home without a reason");
		if (i == out && after->seat[i].state != RECIPIENT_STOOD_DOWN)
			broken("who is relieved is not sent home");
	}
	if (out != SIZE_MAX
		&& there(after, after->seat[who].function_id)
			   < there(before, after->seat[who].function_id))
		broken("a function has fewer people because of a relief");
	relieved += out != SIZE_MAX;
}

/* Handing over: all of earlier shifts go whose function has somebody of the relief. */
static void check_hand_over(const struct picture *before, const struct picture *after,
	size_t call, bool done)
{
	for (size_t i = 0; i < before->n; i++) {
		const struct seat *s = &before->seat[i];
		bool taken_over = false;

		for (size_t k = 0; k < before->n; k++)
			taken_over |= before->seat[k].call == call
				      && before->seat[k].is_there
				      && before->seat[k].function_id == s->function_id;
		if (left(before, after, i)
			!= (done && s->is_there && s->call < call && taken_over
				&& s->function_id != 0))
			broken("handing over sends home others than those before");
		handed += left(before, after, i);
	}
}

static void check_stopped(const struct picture *before, const struct picture *after)
{
	for (size_t i = 0; i < after->n; i++)
		if (after->seat[i].state == RECIPIENT_ASKED
			|| (before->seat[i].state != RECIPIENT_ASKED
				&& after->seat[i].state == RECIPIENT_WAITING
				&& before->seat[i].state != RECIPIENT_WAITING))
			broken("somebody is still asked after all was stopped");
}

/* --- what happens */

static enum err_code step(size_t call, const struct callout_event *event)
{
	struct err e = { 0 };
	enum err_code rc;

	begin();
	rc = call_step(
		world.w.t.db, &settings, world.call[call], event, &world.w.by, &e);
	if (rc != ERR_OK && rc != ERR_CONFLICT)
		broken(e.msg);
	end();
	return rc;
}

static void somebody_acts(void)
{
	const size_t call = (size_t)prng_below(&world.chance, world.calls);
	const struct picture before = look();
	const struct callout_event event = { .kind = one_in(2) ? CALLOUT_ARRIVED
							       : CALLOUT_ANSWER,
		.person = (uint32_t)prng_below(&world.chance, PEOPLE / 2),
		.answer = one_in(4) ? ANSWER_NO : ANSWER_YES,
		.eta_minutes = -1,
		.via = one_in(2) ? VIA_LINK : VIA_COORDINATOR };
	struct picture after;

	(void)step(call, &event);
	after = look();
	if (event.kind == CALLOUT_ARRIVED)
		check_arrival(&before, &after, call);
	if (world.stopped)
		check_stopped(&before, &after);
}

static void ask_relief(void)
{
	const int64_t from = world.w.by.now.ms + (int64_t)world.calls * 8 * HOUR_MS;
	const struct relief_slot slots[] = { { world.w.officer, 1 },
		{ world.w.shelter, 1 + (int)prng_below(&world.chance, 3) } };
	const struct relief_request request = { .callout_id = world.call[0],
		.from = { from },
		.until = { from + INT64_C(8) * HOUR_MS },
		.slots = slots,
		.slots_count = 2,
		.text = "",
		.by_hand = one_in(3) };
	struct err e = { 0 };
	enum err_code rc;
	int64_t id = 0;

	if (world.calls == CALLS_MAX)
		return;
	begin();
	rc = relief_start(world.w.t.db, &settings, &request, &world.w.by, &id, &e);
	end();
	if ((rc == ERR_CONFLICT) != world.stopped
		|| (rc != ERR_OK && rc != ERR_CONFLICT))
		broken(rc == ERR_OK ? "a relief is asked after the stop" : e.msg);
	refused += rc == ERR_CONFLICT;
	if (rc != ERR_OK)
		return;
	world.by_hand[world.calls] = request.by_hand;
	world.call[world.calls++] = id;
}

static void hand_over(void)
{
	const size_t call = (size_t)prng_below(&world.chance, world.calls);
	const struct picture before = look();
	struct picture after;
	struct err e = { 0 };
	enum err_code rc;
	int64_t n = 0;

	begin();
	rc = relief_hand_over(world.w.t.db, &settings, world.call[call], CALLOUT_NOBODY,
		&world.w.by, &n, &e);
	end();
	if (rc != ERR_OK && rc != ERR_CONFLICT)
		broken(e.msg);
	after = look();
	check_hand_over(&before, &after, call, rc == ERR_OK && call > 0);
}

static void stop_all(void)
{
	static const struct callout_event stop = { .kind = CALLOUT_STOP };
	const struct picture before = look();
	struct picture after;
	struct err e = { 0 };

	if (step(0, &stop) != ERR_OK)
		return;
	begin();
	test_ok(relief_stop_all(
			world.w.t.db, &settings, world.call[0], &world.w.by, &e),
		&e);
	end();
	world.stopped = true;
	after = look();
	check_stopped(&before, &after);
}

static void time_passes(void)
{
	const struct picture before = look();
	struct picture after;
	struct err e = { 0 };

	world.w.by.now.ms += (int64_t)prng_below(&world.chance, 2 * HOUR_MS);
	begin();
	test_ok(call_tick(world.w.t.db, &settings, &world.w.by, &e), &e);
	end();
	after = look();
	for (size_t i = 0; i < before.n; i++)
		if (left(&before, &after, i))
			broken("somebody goes home because time passes");
}

/* --- a world */

static void make(void)
{
	struct call_request request = { .kind = -1,
		.incident = "Brand",
		.location = "Zwolle",
		.details = "",
		.confirm_second = true };
	struct err e = { 0 };

	for (int i = 0; i < PEOPLE; i++) {
		char phone[32];
		int64_t id = roster_person(
			&world.w, i, i % 2 == 0 ? world.w.officer : world.w.shelter);

		(void)snprintf(phone, sizeof phone, "+316%08d", 10000000 + i);
		test_ok(roster_change(&world.w, &person_resource, id,
				json_pack("{s:[{s:s,s:s,s:i}]}", "contacts", "kind",
					"mobile", "address", phone, "rank", 1),
				&e),
			&e);
	}
	request.scenario_id = roster_make(&world.w, &scenario_resource,
		json_pack("{s:s,s:s,s:s,s:{s:s},s:[{s:I,s:i,s:s},{s:I,s:i,s:s}]}",
			"code", "S", "name", "S", "kind", "real", "text", "sms",
			"Kom {link}", "slots", "function_id",
			(json_int_t)world.w.officer, "need", 2, "mode", "pool",
			"function_id", (json_int_t)world.w.shelter, "need", 3, "mode",
			"pool"));
	begin();
	test_ok(call_start(world.w.t.db, &settings, &request, &world.w.by,
			&world.call[0], &e),
		&e);
	end();
	world.calls = 1;
}

static void run_world(uint64_t seed)
{
	memset(&world, 0, sizeof world);
	world.seed = seed;
	prng_init(&world.chance, seed);
	roster_world_open(&world.w);
	make();
	for (int i = 0; i < STEPS; i++) {
		switch (prng_below(&world.chance, 16)) {
		case 0:
		case 1:
			ask_relief();
			break;
		case 2:
			hand_over();
			break;
		case 3:
			time_passes();
			break;
		case 4:
			test_db_reopen(&world.w.t); /* the program died */
			break;
		case 5:
			if (i > STEPS / 2 && one_in(4))
				stop_all();
			break;
		default:
			somebody_acts();
			break;
		}
	}
	roster_world_close(&world.w);
}

static void slots_are_handed_over_one_for_one(void **state)
{
	const struct seeds seeds = seeds_asked(20);

	(void)state;
	for (long seed = seeds.first; seed < seeds.first + seeds.count; seed++)
		run_world((uint64_t)seed);
	assert_true(seeds.count < 10 || (relieved > 10 && handed > 10 && refused > 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_are_handed_over_one_for_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
