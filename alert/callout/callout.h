/* SPDX-License-Identifier: EUPL-1.2 */
/* The call-out state machine: who is asked when, who fills which place, and
 * when it ends.
 *
 * Pure: (state, event, now) -> new state and effects. What it is not: loading
 * and saving (callout_store), sending (outbox), wording (phrase). The rules are
 * numbered as in docs/callout.md.
 *
 *              +---- a place opens again (no after yes, need raised) ----+
 *              v                                                         |
 *   START -> ACTIVE -- every slot filled ---------------> FILLED --------+
 *              |                                            ^  |         |
 *              |                                a late yes  |  |         |
 *              +------ nobody left who may still come, ---> EXHAUSTED ---+
 *              |       a slot short                            |
 *              +------ STOP (from any of the three) -----------+--> STOPPED
 *
 * In ACTIVE it waits for: an answer, the outcome of an attempt, or
 * callout_next_deadline().
 *
 * A recipient is one person in one call-out, candidate for one or more slots
 * (bit i of `slots`): asked once, for all of them (rule 4). A slot's candidates
 * are asked in the order of its queue (callout_queue). */
#pragma once

#include "base/clock.h"
#include "base/err.h"

#include <stdint.h>

enum { CALLOUT_SLOTS_MAX = 62, CALLOUT_PEOPLE_MAX = 20000, CALLOUT_NOBODY = -1 };

// clang-format off
#define CALLOUT_KINDS(X) \
	X(REAL, "real") X(EXERCISE, "exercise") X(TEST, "test") \
	X(REACHABILITY, "reachability")
#define CALLOUT_STATES(X) \
	X(ACTIVE, "active") X(FILLED, "filled") X(EXHAUSTED, "exhausted") \
	X(STOPPED, "stopped")
#define SLOT_MODES(X)  X(ON_DUTY, "on_duty") X(POOL, "pool") X(ALL, "all")
#define SLOT_STATES(X) X(OPEN, "open") X(FILLED, "filled") X(EXHAUSTED, "exhausted")
#define RECIPIENT_STATES(X) \
	X(WAITING, "waiting") X(ASKED, "asked") X(ACCEPTED, "accepted") \
	X(LAST_RESORT, "last_resort") X(RESERVE, "reserve") X(DECLINED, "declined") \
	X(SILENT, "silent") X(UNREACHABLE, "unreachable") \
	X(STOOD_DOWN, "stood_down") X(ARRIVED, "arrived")
#define ANSWERS(X) \
	X(NONE, "none") X(YES, "yes") X(LAST_RESORT, "last_resort") X(NO, "no")
#define ANSWER_VIAS(X) \
	X(NONE, "") X(LINK, "link") X(SMS, "sms") X(VOICE, "voice") X(EMAIL, "email") \
	X(PUSH, "push") X(COORDINATOR, "coordinator")
#define PATH_STATES(X) X(IDLE, "idle") X(SENDING, "sending") X(SENT, "sent")
/* Why a person was asked, or not (put in words by phrase_reason). */
#define RECIPIENT_REASONS(X) \
	X(NOT_YET, "not_yet")           /* further down the order */ \
	X(ON_DUTY, "on_duty")           /* has hard piket for the slot */ \
	X(NEXT_ON_DUTY, "next_on_duty") /* those before said no or were silent */ \
	X(FALLBACK, "fallback")         /* nobody on duty was left: the pool */ \
	X(NO_DUTY, "no_duty")           /* nobody is on duty at all: the pool */ \
	X(WAVE, "wave")                 /* their wave of the pool */ \
	X(REPLACES, "replaces")         /* at once, after a no */ \
	X(EVERYBODY, "everybody")       /* the slot asks all */ \
	X(AGAIN, "again")               /* by the coordinator, or a place opened again */ \
	X(NOT_NEEDED, "not_needed")     /* filled before their turn or answer */ \
	X(NO_CONTACT, "no_contact")     /* no usable contact path */ \
	X(STOPPED, "stopped")
// clang-format on

#define X(name, text) CALLOUT_##name,
enum callout_state { CALLOUT_STATES(X) CALLOUT_STATES_COUNT };
#undef X
#define X(name, text) KIND_##name,
enum callout_kind { CALLOUT_KINDS(X) KINDS_COUNT };
#undef X
#define X(name, text) MODE_##name,
enum slot_mode { SLOT_MODES(X) MODES_COUNT };
#undef X
#define X(name, text) SLOT_##name,
enum slot_state { SLOT_STATES(X) SLOT_STATES_COUNT };
#undef X
#define X(name, text) RECIPIENT_##name,
enum recipient_state { RECIPIENT_STATES(X) RECIPIENT_STATES_COUNT };
#undef X
#define X(name, text) ANSWER_##name,
enum answer { ANSWERS(X) ANSWERS_COUNT };
#undef X
#define X(name, text) VIA_##name,
enum answer_via { ANSWER_VIAS(X) VIAS_COUNT };
#undef X
#define X(name, text) PATH_##name,
enum path_state { PATH_STATES(X) PATH_STATES_COUNT };
#undef X
#define X(name, text) REASON_##name,
enum recipient_reason { RECIPIENT_REASONS(X) REASONS_COUNT };
#undef X

/* The texts above, indexed by the enums: what the database and the API hold. */
extern const char *const callout_state_words[];
extern const char *const callout_kind_words[];
extern const char *const slot_mode_words[];
extern const char *const slot_state_words[];
extern const char *const recipient_state_words[];
extern const char *const answer_words[];
extern const char *const answer_via_words[];
extern const char *const path_state_words[];
extern const char *const recipient_reason_words[];

struct callout_slot {
	int64_t function_id;
	int need;
	enum slot_mode mode;
	int overbook_percent;      /* a wave is that much larger */
	int wave_size;             /* 0: all at once */
	struct duration wave_time; /* silence after which the next are asked */
	int norm_minutes;          /* 0: none */
	bool fallback_pool;
	enum slot_state state;
	bool fallback_used;
	bool ended; /* the coordinator stopped this slot: nobody more is wanted */
	int waves;
	struct instant wave_deadline; /* ms 0: none */
	/* counted, not stored */
	int placed;        /* recipients whose place is here */
	uint32_t queue_at; /* all before this in the queue were asked */
	uint32_t *queue;   /* recipient indexes in order of calling; owned */
	uint32_t queue_len;
	uint32_t queue_duty; /* how many at the front have hard piket here */
};

/* Asked; not asked but may be; waits as last resort. */
enum census_class {
	CENSUS_NONE,
	CENSUS_ASKED,
	CENSUS_POSSIBLE,
	CENSUS_LAST_RESORT,
	CENSUS_CLASSES
};

enum { CALLOUT_ROUNDS_STEP = 10 }; /* more rounds than a scenario may have */

struct callout_recipient {
	int64_t id, person_id;
	uint64_t slots; /* may fill */
	uint64_t duty;  /* has hard piket for */
	int duty_rank;
	bool absent;
	int paths; /* usable contact paths */
	enum recipient_state state;
	enum answer answer;
	enum recipient_reason reason;
	int placed;    /* slot, or CALLOUT_NOBODY; kept after arrival and stop */
	int asked_for; /* slot for which first asked, or CALLOUT_NOBODY; of somebody
			  who left and whose place was opened again: where they were */
	struct instant asked_at; /* ms 0: never (so for all below) */
	struct instant answered_at;
	int eta_minutes; /* -1: not given */
	struct instant expected_at;
	struct instant arrived_at;
	struct instant left_at; /* sent home: not asked again, unless the coordinator
				   says so; after arrival they keep their place */
	enum answer_via via;
	int path;  /* contact path in use */
	int round; /* through the paths; after REMIND from the next multiple of
		      CALLOUT_ROUNDS_STEP, so that no two asks have the same */
	enum path_state path_state;
	struct instant path_deadline; /* counts while path_state is SENT; ms 0: no ask
					 was ever sent */
	bool dirty;                   /* changed by this step: effects name it once */
	/* private: how the census counted them */
	enum census_class counted_class;
	int counted_from;
};

/* How people stand, by slot. Private: alert/callout/callout_census.c. */
struct census {
	bool known;
	uint64_t closed; /* slots for those on duty only, when it was made */
	int32_t people[CENSUS_CLASSES][CALLOUT_SLOTS_MAX];  /* who may fill the slot */
	int32_t on_duty[CENSUS_CLASSES][CALLOUT_SLOTS_MAX]; /* of those */
	int32_t last_resort;                                /* whole people */
	int32_t movers[CALLOUT_SLOTS_MAX]
		      [CALLOUT_SLOTS_MAX]; /* placed in one, may move to the other */
	bool settled; /* nobody is asked for slots outside `wanted` */
	uint64_t wanted;
};

struct callout {
	int64_t id;
	enum callout_kind kind;
	enum callout_state state;
	struct instant started_at, t0, closed_at; /* closed_at.ms 0: active */
	struct duration path_time;
	int rounds;
	int slots_count;
	struct callout_slot slots[CALLOUT_SLOTS_MAX];
	uint32_t people_count;
	struct callout_recipient *people; /* in call order; owned */
	struct census census;             /* private */
};

/* Takes an empty call-out: fill slots and people, then callout_prepare(). */
MUST_USE enum err_code callout_init(struct callout *c, uint32_t people, struct err *e);
void callout_fini(struct callout *c); /* also of a zeroed one */

/* Sorts nothing: people[] stand in call order (absent last; see callout_order).
 * Builds the slots' queues and counts from what people and slots hold; after
 * loading as well as before START. */
MUST_USE enum err_code callout_prepare(struct callout *c, struct err *e);

/* The order of calling: for qsort of people before callout_prepare: present
 * first, then a hash of call-out and person, so that it is not always the same
 * who is asked first, and a preview with the same id shows the same order. */
uint64_t callout_order(int64_t callout_id, int64_t person_id, bool absent);

enum callout_event_kind {
	CALLOUT_START,
	CALLOUT_TICK,        /* time has passed */
	CALLOUT_SENT,        /* recipient's ask on `path` was accepted by a gateway */
	CALLOUT_PATH_FAILED, /* recipient's ask on `path` failed for good */
	CALLOUT_ANSWER,      /* recipient: answer, eta_minutes (-1), via */
	CALLOUT_ARRIVED,     /* recipient is there */
	CALLOUT_LATE,        /* recipient who comes: another eta_minutes, from now */
	CALLOUT_SEND_HOME,   /* recipient is no longer needed; refill: somebody else
				is, in their place */
	CALLOUT_STOP_SLOT,   /* slot: nobody more is wanted there; send_home: nor those
				who are there */
	CALLOUT_NEED,        /* slot, need */
	CALLOUT_REMIND, /* slot or CALLOUT_NOBODY for all: ask those who were silent
			   again */
	CALLOUT_STOP,   /* send_home: those who are there too */
};

struct callout_event {
	enum callout_event_kind kind;
	uint32_t person; /* index in people[] */
	int path, round; /* SENT, PATH_FAILED: which ask; others are ignored as late */
	int slot, need;
	bool refill, send_home;
	enum answer answer;
	int eta_minutes;
	enum answer_via via;
	struct instant at; /* ANSWER, ARRIVED, SEND_HOME: when it happened, if that was
			      before now; ms 0: now */
};

enum callout_effect_kind {
	EFFECT_ASK,     /* person, path: queue a message on that contact path */
	EFFECT_CANCEL,  /* person: asks that are not yet sent need not be */
	EFFECT_CONFIRM, /* person, slot: tell that they are expected, with details */
	EFFECT_RESERVE, /* person: tell that they are reserve */
	EFFECT_MOVED,   /* person, slot: was told another place (or reserve) before */
	EFFECT_STAND_DOWN, /* person: tell that they are no longer needed */
	EFFECT_PERSON,     /* person: row changed, save it as it is after the step (at
			      most once a step) */
	EFFECT_SLOT,       /* slot: row changed, save it (at most once a step) */
	EFFECT_CALLOUT,    /* state changed, save it */
	EFFECT_NO_DUTY,    /* slot: nobody is on duty; the pool is asked: warn */
	EFFECT_SHORT,      /* slot: cannot be filled: event, and tell the coordinator on
			      duty */
};

struct callout_effect {
	enum callout_effect_kind kind;
	uint32_t person;
	int slot;
	int path;
	bool again; /* ASK: repeats a question that is still open (a later round or
		       REMIND) */
};

struct effects {
	struct callout_effect *items; /* owned */
	size_t count, cap;
	bool failed; /* out of memory: the step must be thrown away with the call-out
		      */
};
void effects_init(struct effects *out);
void effects_fini(struct effects *out);
void effects_clear(struct effects *out);

/* ERR_CONFLICT, nothing changed: the event does not fit (START twice, NEED
 * after STOP, ARRIVED of somebody never asked …). Answers are always taken.
 * ERR_NOMEM: throw the call-out away and load it again. Late or repeated events
 * change nothing and give no effects. */
MUST_USE enum err_code callout_step(struct callout *c,
	const struct callout_event *event, struct instant now, struct effects *out,
	struct err *e);

/* The earliest instant at which TICK would change something; INSTANT_NEVER when
 * none. */
struct instant callout_next_deadline(const struct callout *c);

/* May CALLOUT_LATE be said of this person? They said to come, and are not there yet. */
bool callout_may_be_late(const struct callout_recipient *r);
/* Rule 10. Arrived or expected no later than t0 + norm; a slot without norm is
 * always on time. */
bool callout_on_time(const struct callout *c, const struct callout_recipient *r);
/* People placed in the slot that are on time. */
int callout_slot_on_time(const struct callout *c, int slot);
/* People asked so far who may fill the slot. */
int callout_slot_asked(const struct callout *c, int slot);
int callout_slot_reserve(const struct callout *c, int slot);
/* People who are there now. */
int callout_slot_present(const struct callout *c, int slot);

/* The invariants; the reason of the first that does not hold in *why. For tests
 * and after loading. */
bool callout_holds(const struct callout *c, const char **why);
