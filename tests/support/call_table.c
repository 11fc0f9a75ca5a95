/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/call_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

void call_table_open(struct call_table *t, uint32_t people)
{
	struct err e = { 0 };

	memset(t, 0, sizeof *t);
	effects_init(&t->effects);
	assert_int_equal(callout_init(&t->c, people, &e), ERR_OK);
	t->now = (struct instant){ 1800000000000 };
	t->c.id = 1;
	t->c.path_time = seconds(60);
	t->c.rounds = 1;
	for (uint32_t i = 0; i < people; i++) {
		t->c.people[i].id = 100 + i;
		t->c.people[i].person_id = 1 + (int64_t)i;
		t->c.people[i].paths = 1;
	}
}

void call_table_close(struct call_table *t)
{
	effects_fini(&t->effects);
	callout_fini(&t->c);
}

struct callout_slot *call_table_slot(struct call_table *t, enum slot_mode mode,
	int need, uint32_t first, uint32_t count)
{
	int slot = t->c.slots_count++;

	t->c.slots[slot] = (struct callout_slot){ .function_id = 10 + slot,
		.need = need,
		.mode = mode,
		.wave_size = 1,
		.wave_time = seconds(60),
		.fallback_pool = true,
		.state = SLOT_OPEN };
	for (uint32_t i = first; i < first + count; i++)
		t->c.people[i].slots |= UINT64_C(1) << slot;
	return &t->c.slots[slot];
}

void call_table_duty(struct call_table *t, int slot, uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < first + count; i++) {
		t->c.people[i].duty |= UINT64_C(1) << slot;
		t->c.people[i].duty_rank = 1 + (int)(i - first);
	}
}

static void step(struct call_table *t, struct callout_event event)
{
	struct err e = { 0 };
	const char *why;

	if (callout_step(&t->c, &event, t->now, &t->effects, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	if (!callout_holds(&t->c, &why))
		fail_msg("%s", why);
}

void call_table_start(struct call_table *t)
{
	struct err e = { 0 };

	assert_int_equal(callout_prepare(&t->c, &e), ERR_OK);
	step(t, (struct callout_event){ .kind = CALLOUT_START });
}

void call_table_answer(struct call_table *t, uint32_t person, enum answer answer)
{
	step(t, (struct callout_event){ .kind = CALLOUT_ANSWER,
			.person = person,
			.answer = answer,
			.eta_minutes = -1,
			.via = VIA_LINK });
}

void call_table_yes(struct call_table *t, uint32_t person, int eta_minutes)
{
	step(t, (struct callout_event){ .kind = CALLOUT_ANSWER,
			.person = person,
			.answer = ANSWER_YES,
			.eta_minutes = eta_minutes,
			.via = VIA_LINK });
}

void call_table_arrive(struct call_table *t, uint32_t person)
{
	step(t, (struct callout_event){
			.kind = CALLOUT_ARRIVED, .person = person, .via = VIA_LINK });
}

static void outcome(struct call_table *t, enum callout_event_kind kind, uint32_t person)
{
	step(t, (struct callout_event){ .kind = kind,
			.person = person,
			.path = t->c.people[person].path,
			.round = t->c.people[person].round });
}

void call_table_sent(struct call_table *t, uint32_t person)
{
	outcome(t, CALLOUT_SENT, person);
}

void call_table_failed(struct call_table *t, uint32_t person)
{
	outcome(t, CALLOUT_PATH_FAILED, person);
}

void call_table_need(struct call_table *t, int slot, int need)
{
	step(t, (struct callout_event){
			.kind = CALLOUT_NEED, .slot = slot, .need = need });
}

void call_table_event(struct call_table *t, const struct callout_event *event)
{
	step(t, *event);
}

void call_table_remind(struct call_table *t)
{
	step(t, (struct callout_event){
			.kind = CALLOUT_REMIND, .slot = CALLOUT_NOBODY });
}

void call_table_stop(struct call_table *t)
{
	step(t, (struct callout_event){ .kind = CALLOUT_STOP });
}

void call_table_wait(struct call_table *t, int64_t passed)
{
	t->now = instant_add(t->now, seconds(passed));
	step(t, (struct callout_event){ .kind = CALLOUT_TICK });
}

int call_table_count(
	const struct call_table *t, enum callout_effect_kind kind, int64_t person)
{
	int n = 0;

	for (size_t i = 0; i < t->effects.count; i++)
		n += t->effects.items[i].kind == kind
		     && (person < 0 || t->effects.items[i].person == person);
	return n;
}

const char *call_table_asked(const struct call_table *t)
{
	static char text[256];
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < t->effects.count; i++)
		if (t->effects.items[i].kind == EFFECT_ASK && n < sizeof text)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%u",
				n > 0 ? " " : "", t->effects.items[i].person);
	return text;
}
