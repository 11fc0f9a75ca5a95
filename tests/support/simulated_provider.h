/* SPDX-License-Identifier: EUPL-1.2 */
/* What a provider that fails in one way does with a message: what it says, when, and
 * whether the message arrives. Its replies are read by a real dialect. Pure. */
#pragma once

#include "alert/carrier/carrier.h"
#include "base/random.h"

enum manner {
	MANNER_WORKS,
	MANNER_DOWN,      /* refuses connections */
	MANNER_NAMELESS,  /* its name is not found */
	MANNER_UNTRUSTED, /* its certificate is for another name */
	MANNER_SLOW,      /* answers just before its time is over */
	MANNER_LATE,      /* delivers, and answers when its time is over */
	MANNER_HALF_OPEN, /* the connection stands, and nothing comes */
	MANNER_TWICE,     /* delivers and reports everything twice */
	MANNER_WRONG,     /* delivers, and reports it of somebody else */
	MANNER_RUBBISH,   /* 200 and no answer that makes sense; delivers nothing */
	MANNER_REDIRECTS, /* 302 */
	MANNER_FLOODS,    /* ten megabytes */
	MANNER_LOSES,     /* one in ten is accepted and lost */
	MANNER_HALVES,    /* one in two */
	MANNER_LIES,      /* accepts everything, delivers nothing */
	MANNER_LATER,     /* 429, Retry-After an hour */
	MANNER_REFUSES,   /* every message is wrong for it */
	MANNER_FLAPS,     /* down and up by turns, ten seconds each */
	MANNERS
};
extern const char *const manner_words[];

/* Whoever has no other way is asked by it, sooner or later. */
bool manner_delivers(enum manner m);
/* Only receipts tell that it does not. */
bool manner_deceives(enum manner m);

struct simulated_answer {
	struct carrier_outcome what;
	int64_t after_ms;
	int copies;      /* that arrive */
	bool is_another; /* its reports name another message */
};
struct simulated_answer simulated_answer(
	enum manner manner, int64_t now_ms, struct prng *chance);
