/* SPDX-License-Identifier: EUPL-1.2 */
/* The outbox with simulated gateways and people, on a virtual clock: call-outs in a
 * real database, providers that work, are down, slow, lie or lose, and what people
 * hear. */
#pragma once

#include "alert/outbox/outbox.h"
#include "base/random.h"
#include "service/dispatch/breaker.h"
#include "tests/support/roster_world.h"
#include "tests/support/simulated_provider.h"

enum { OUTBOX_WORLD_GATEWAYS = 6, OUTBOX_WORLD_PEOPLE = 400 };

struct simulated_gateway {
	const char *name;
	enum channel channel;
	int rank;
	enum manner manner;
	size_t room;         /* at the same time */
	int receipt_seconds; /* as configured; it then gives receipts when it delivers
			      */
	const char *test_to; /* NULL: nowhere */
	struct breaker breaker;
	bool in_doubt, loses; /* as the outbox found last */
	size_t under_way, taken;
};

/* What a gateway has taken. */
struct simulated_event {
	int64_t at_ms;
	bool is_receipt;
	struct outbox_outcome outcome;
};

struct outbox_world {
	struct roster_world r;
	struct call_settings settings;
	struct prng chance;
	int64_t now_ms;   /* time that passes */
	int64_t ahead_ms; /* by so much the wall clock has been set */
	struct simulated_gateway gateways[OUTBOX_WORLD_GATEWAYS];
	size_t gateways_count;
	int64_t people[OUTBOX_WORLD_PEOPLE]; /* ids */
	size_t people_count;
	bool heard[OUTBOX_WORLD_PEOPLE]; /* a question arrived */
	size_t messages;                 /* taken by gateways */
	/* the order in which gateways took them; the first of them */
	struct {
		int64_t callout_id, person_id;
		enum channel channel;
		int64_t at_ms; /* since the beginning, as time passes */
	} taken[4096];
	int wave_size; /* of call-outs to come; 0: all at once */
	/* private */
	struct simulated_event *events;
	size_t events_count;
};

void outbox_world_open(struct outbox_world *w, uint64_t seed);
void outbox_world_close(struct outbox_world *w);
/* Before the first call-out. */
struct simulated_gateway *outbox_world_gateway(struct outbox_world *w, const char *name,
	enum channel channel, int rank, enum manner manner);
/* Somebody with a mobile number, or mail, or both ("me"), in that order. */
int64_t outbox_world_person(struct outbox_world *w, const char *contacts);
void outbox_world_people(struct outbox_world *w, const char *contacts, int n);
/* How many of them a question has reached. */
size_t outbox_world_heard(const struct outbox_world *w);
/* Everybody is asked, by a call-out of that kind ("real", "exercise" …); its id.
 * rounds: through all paths of a person. */
int64_t outbox_world_call(struct outbox_world *w, const char *kind, int rounds);
/* It is stopped: who was asked is told so. */
void outbox_world_stop(struct outbox_world *w, int64_t callout);
/* The program ends and starts again; messages that are under way still arrive. */
void outbox_world_restart(struct outbox_world *w);
/* The wall clock is set by so much, and what waits moved along. */
void outbox_world_set_clock(struct outbox_world *w, int64_t jump_ms);
/* Lets time pass. */
void outbox_world_run(struct outbox_world *w, int seconds);
/* Counts the messages of a call-out in that state ("": all). */
size_t outbox_world_count(struct outbox_world *w, int64_t callout, const char *state);
