/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/outbox_world.h"

#include "alert/outbox/clock_shift.h"
#include "alert/report/call_view.h"
#include "base/alloc.h"
#include "roster/people/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { EVENTS_MAX = 65536, BATCH = 512, STEPS_MAX = 400000 };

void outbox_world_open(struct outbox_world *w, uint64_t seed)
{
	static const uint8_t secret[32] = { 7 };

	memset(w, 0, sizeof *w);
	roster_world_open(&w->r);
	w->settings = (struct call_settings){
		.base_url = "http://x.nl", .secret = secret, .secret_len = sizeof secret
	};
	prng_init(&w->chance, seed);
	w->now_ms = w->r.by.now.ms;
	w->events = calloc(EVENTS_MAX, sizeof *w->events);
	assert_non_null(w->events);
}

void outbox_world_close(struct outbox_world *w)
{
	free(w->events);
	roster_world_close(&w->r);
}

struct simulated_gateway *outbox_world_gateway(struct outbox_world *w, const char *name,
	enum channel channel, int rank, enum manner manner)
{
	struct simulated_gateway *g = &w->gateways[w->gateways_count++];

	assert_true(w->gateways_count <= OUTBOX_WORLD_GATEWAYS);
	*g = (struct simulated_gateway){ .name = name,
		.channel = channel,
		.rank = rank,
		.manner = manner,
		.room = 50 };
	w->settings.channels |= 1u << channel;
	return g;
}

int64_t outbox_world_person(struct outbox_world *w, const char *contacts)
{
	json_t *list = json_array();
	struct err e = { 0 };
	char address[64];
	int64_t id;
	size_t n = w->people_count;

	assert_true(n < OUTBOX_WORLD_PEOPLE);
	id = roster_person(&w->r, (int)n, w->r.shelter);
	for (int rank = 1; *contacts != '\0'; contacts++, rank++) {
		if (*contacts == 'm')
			(void)snprintf(address, sizeof address, "+316%08d",
				(int)(20000000 + n));
		else
			(void)snprintf(
				address, sizeof address, "p%zu@dalfsen.example", n);
		json_array_append_new(
			list, json_pack("{s:s,s:s,s:i}", "kind",
				      *contacts == 'm' ? "mobile" : "email", "address",
				      address, "rank", rank));
	}
	test_ok(roster_change(&w->r, &person_resource, id,
			json_pack("{s:o}", "contacts", list), &e),
		&e);
	w->people[w->people_count++] = id;
	return id;
}

void outbox_world_people(struct outbox_world *w, const char *contacts, int n)
{
	for (int i = 0; i < n; i++)
		(void)outbox_world_person(w, contacts);
}

size_t outbox_world_heard(const struct outbox_world *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->people_count; i++)
		n += w->heard[i];
	return n;
}

static struct change change_of(const struct outbox_world *w)
{
	return (struct change){ w->r.by.actor, { w->now_ms + w->ahead_ms } };
}

void outbox_world_set_clock(struct outbox_world *w, int64_t jump_ms)
{
	const struct instant then = change_of(w).now;
	struct err e = { 0 };

	test_ok(db_begin(w->r.t.db, DB_WRITE, &e), &e);
	test_ok(clock_shift(w->r.t.db, (struct duration){ jump_ms }, then, &e), &e);
	test_ok(db_commit(w->r.t.db, &e), &e);
	w->ahead_ms += jump_ms;
}

void outbox_world_restart(struct outbox_world *w)
{
	const struct change by = change_of(w);
	struct err e = { 0 };

	test_db_reopen(&w->r.t);
	for (size_t i = 0; i < w->gateways_count; i++)
		w->gateways[i].breaker = (struct breaker){ 0 };
	test_ok(db_begin(w->r.t.db, DB_WRITE, &e), &e);
	test_ok(outbox_recover(w->r.t.db, by.now, &e), &e);
	test_ok(db_commit(w->r.t.db, &e), &e);
}

int64_t outbox_world_call(struct outbox_world *w, const char *kind, int rounds)
{
	static int codes;
	char code[32];
	struct call_request request = {
		.kind = -1, .incident = "Proef", .location = "Dalfsen", .details = ""
	};
	const struct change by = change_of(w);
	struct err e = { 0 };
	int64_t id;

	(void)snprintf(code, sizeof code, "S%d", codes++);
	request.scenario_id = roster_make(&w->r, &scenario_resource,
		json_pack("{s:s,s:s,s:s,s:{s:s},s:i,s:i,s:[{s:I,s:i,s:s,s:i,s:i}]}",
			"code", code, "name", code, "kind", kind, "text", "sms",
			"{incident} {link} {word}", "path_seconds", 60, "rounds",
			rounds, "slots", "function_id", (json_int_t)w->r.shelter,
			"need", (int)w->people_count, "mode",
			w->wave_size > 0 ? "pool" : "all", "wave_size", w->wave_size,
			"wave_seconds", 45));
	test_ok(db_begin(w->r.t.db, DB_WRITE, &e), &e);
	test_ok(call_start(w->r.t.db, &w->settings, &request, &by, &id, &e), &e);
	test_ok(db_commit(w->r.t.db, &e), &e);
	return id;
}

void outbox_world_stop(struct outbox_world *w, int64_t callout)
{
	const struct callout_event stop = { .kind = CALLOUT_STOP };
	const struct change by = change_of(w);
	struct err e = { 0 };

	test_ok(db_begin(w->r.t.db, DB_WRITE, &e), &e);
	test_ok(call_step(w->r.t.db, &w->settings, callout, &stop, &by, &e), &e);
	test_ok(db_commit(w->r.t.db, &e), &e);
}

/* --- gateways --- */

static void plan(struct outbox_world *w, int64_t delay_ms, bool is_receipt,
	const struct outbox_outcome *o)
{
	assert_true(w->events_count < EVENTS_MAX);
	w->events[w->events_count] = (struct simulated_event){
		.at_ms = w->now_ms + delay_ms, .is_receipt = is_receipt, .outcome = *o
	};
	w->events_count++;
}

static void hear(struct outbox_world *w, const struct outbox_message *m)
{
	if (!m->asks && m->purpose != PURPOSE_ASK && m->purpose != PURPOSE_REMIND)
		return;
	for (size_t i = 0; i < w->people_count; i++)
		if (w->people[i] == m->person_id)
			w->heard[i] = true;
}

static void arrive(struct outbox_world *w, const struct simulated_gateway *g,
	const struct outbox_message *m, const struct outbox_outcome *o,
	const struct simulated_answer *answer)
{
	struct outbox_outcome reported = *o;

	hear(w, m);
	if (answer->is_another)
		reported.attempt_id += prng_below(&w->chance, 2) == 0 ? -1 : 1;
	for (int i = 0; i < answer->copies && g->receipt_seconds > 0; i++)
		plan(w, 2000 + (int64_t)prng_below(&w->chance, 3000), true, &reported);
}

static void take(struct outbox_world *w, const struct outbox_message *m)
{
	struct simulated_gateway *g = &w->gateways[m->gateway];
	struct outbox_outcome o = { .attempt_id = m->attempt_id,
		.callout_id = m->callout_id,
		.recipient_id = m->recipient_id,
		.person_id = m->person_id,
		.purpose = m->purpose,
		.path = m->path,
		.channel = m->channel,
		.gateway = m->gateway };
	const struct simulated_answer answer =
		simulated_answer(g->manner, w->now_ms, &w->chance);

	g->under_way++;
	g->taken++;
	breaker_gave(&g->breaker);
	if (w->messages < sizeof w->taken / sizeof *w->taken) {
		w->taken[w->messages].callout_id = m->callout_id;
		w->taken[w->messages].person_id = m->person_id;
		w->taken[w->messages].channel = m->channel;
		w->taken[w->messages].at_ms = w->now_ms - w->r.by.now.ms;
	}
	w->messages++;
	o.what = answer.what;
	if (answer.copies > 0)
		arrive(w, g, m, &o, &answer);
	plan(w, answer.after_ms, false, &o);
}

/* --- time --- */

static struct tick tick_of(const struct outbox_world *w)
{
	return (struct tick){ w->now_ms };
}

static void receive(struct outbox_world *w, const struct simulated_event *event)
{
	struct carrier_receipt r;
	const struct change by = change_of(w);
	struct err e = { 0 };
	char id[24];
	bool known;

	(void)snprintf(id, sizeof id, "%lld", (long long)event->outcome.attempt_id);
	carrier_receipt_set(&r, id, CARRIER_DELIVERED, "");
	test_ok(outbox_receipt(w->r.t.db, &w->settings,
			w->gateways[event->outcome.gateway].name, &r, &by, &known, &e),
		&e);
}

/* Takes the events that are due: outcomes go to *ret, receipts are handed in. */
static size_t collect(struct outbox_world *w, struct outbox_outcome ret[BATCH])
{
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < w->events_count; i++) {
		struct simulated_event *event = &w->events[i];
		struct simulated_gateway *g = &w->gateways[event->outcome.gateway];

		if (event->at_ms > w->now_ms || n == BATCH) {
			w->events[kept++] = *event;
		} else if (event->is_receipt) {
			receive(w, event);
		} else {
			g->under_way--;
			(void)breaker_outcome(&g->breaker,
				event->outcome.what.result != CARRIER_RETRY,
				tick_of(w));
			event->outcome.at.ms = event->at_ms + w->ahead_ms;
			ret[n++] = event->outcome;
		}
	}
	w->events_count = kept;
	return n;
}

static void offer(struct outbox_world *w, struct outbox_gateway *offered)
{
	for (size_t i = 0; i < w->gateways_count; i++) {
		const struct simulated_gateway *g = &w->gateways[i];

		offered[i] = (struct outbox_gateway){ .channel = g->channel,
			.rank = g->rank,
			.usable = breaker_is_usable(&g->breaker, tick_of(w)),
			.broken = g->breaker.state != BREAKER_CLOSED,
			.receipt_seconds = g->receipt_seconds,
			.test_to = g->test_to,
			.room = breaker_room(&g->breaker, tick_of(w),
				g->room > g->under_way ? g->room - g->under_way : 0) };
		(void)snprintf(offered[i].name, sizeof offered[i].name, "%s", g->name);
	}
}

/* One job of the dispatcher; returns when it is to come again. */
static struct instant turn(struct outbox_world *w)
{
	static struct outbox_message messages[BATCH];
	static struct outbox_outcome outcomes[BATCH];
	struct outbox_gateway offered[OUTBOX_WORLD_GATEWAYS];
	const struct change by = change_of(w);
	struct outbox_batch batch = { .outcomes = outcomes,
		.gateways = offered,
		.gateways_count = w->gateways_count,
		.chance = prng_next(&w->chance),
		.messages = messages,
		.messages_max = BATCH };
	struct instant deadline;
	struct err e = { 0 };

	test_ok(db_begin(w->r.t.db, DB_WRITE, &e), &e);
	batch.outcomes_count = collect(w, outcomes);
	offer(w, offered);
	test_ok(call_tick(w->r.t.db, &w->settings, &by, &e), &e);
	test_ok(outbox_run(w->r.t.db, &w->settings, &batch, &by, &e), &e);
	test_ok(call_next_deadline(w->r.t.db, &deadline, &e), &e);
	test_ok(db_commit(w->r.t.db, &e), &e);
	for (size_t i = 0; i < w->gateways_count; i++) {
		w->gateways[i].in_doubt = offered[i].in_doubt;
		w->gateways[i].loses = offered[i].loses;
	}
	for (size_t i = 0; i < batch.messages_count; i++) {
		take(w, &messages[i]);
		base_free(messages[i].text);
	}
	return instant_min(deadline, batch.next_due);
}

void outbox_world_run(struct outbox_world *w, int seconds_long)
{
	const int64_t end = w->now_ms + seconds_long * INT64_C(1000);

	for (int steps = 0; w->now_ms < end; steps++) {
		struct instant next = turn(w);

		if (next.ms != INSTANT_NEVER.ms)
			next.ms -= w->ahead_ms;
		if (next.ms <= w->now_ms) /* due, and no gateway has room */
			next.ms = w->now_ms + 1000;
		assert_true(steps < STEPS_MAX);
		for (size_t i = 0; i < w->events_count; i++)
			next = instant_min(
				next, (struct instant){ w->events[i].at_ms });
		if (next.ms == INSTANT_NEVER.ms) /* nothing waits any more */
			break;
		w->now_ms = next.ms < end ? next.ms : end;
	}
	w->now_ms = end;
}

size_t outbox_world_count(struct outbox_world *w, int64_t callout, const char *state)
{
	const struct call_attempt_filter filter = { .state = state };
	int64_t after = 0;
	size_t n = 0;
	bool more = true;

	while (more) {
		struct err e = { 0 };
		json_t *list = NULL;
		const char *next;

		test_ok(call_view_attempts(
				w->r.t.db, callout, &filter, after, 1000, &list, &e),
			&e);
		n += json_array_size(json_object_get(list, "items"));
		next = json_string_value(json_object_get(list, "next"));
		more = next != NULL;
		if (more)
			after = atoll(next);
		json_decref(list);
	}
	return n;
}
