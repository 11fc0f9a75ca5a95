/* SPDX-License-Identifier: EUPL-1.2 */
/* A small call-out on a table, for tests that tell a story: people are 0, 1, 2 … in the
 * order of calling, time moves only when told to. */
#pragma once

#include "alert/callout/callout.h"

struct call_table {
	struct callout c;
	struct effects effects; /* of the last step */
	struct instant now;
};

/* People with one contact path who may fill nothing yet; silence of a path 60 s, one
 * round. */
void call_table_open(struct call_table *t, uint32_t people);
void call_table_close(struct call_table *t);
/* Adds a slot (waves of one, 60 s, no norm, fallback to the pool), for people
 * [first, first + count). */
struct callout_slot *call_table_slot(struct call_table *t, enum slot_mode mode,
	int need, uint32_t first, uint32_t count);
/* These have hard piket for the slot, in this order. */
void call_table_duty(struct call_table *t, int slot, uint32_t first, uint32_t count);

void call_table_start(struct call_table *t);
void call_table_answer(struct call_table *t, uint32_t person, enum answer answer);
/* With minutes. */
void call_table_yes(struct call_table *t, uint32_t person, int eta_minutes);
void call_table_arrive(struct call_table *t, uint32_t person);
/* What became of the person's present ask. */
void call_table_sent(struct call_table *t, uint32_t person);
void call_table_failed(struct call_table *t, uint32_t person);
void call_table_need(struct call_table *t, int slot, int need);
void call_table_remind(struct call_table *t);
void call_table_event(struct call_table *t, const struct callout_event *event);
void call_table_stop(struct call_table *t);
/* Time passes, and a TICK comes. */
void call_table_wait(struct call_table *t, int64_t seconds);

/* How often the last step had that effect; of the person, or of anybody (-1). */
int call_table_count(
	const struct call_table *t, enum callout_effect_kind kind, int64_t person);
/* Those asked by the last step, in order: "0 3 4". In a static buffer. */
const char *call_table_asked(const struct call_table *t);
