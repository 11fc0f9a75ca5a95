/* SPDX-License-Identifier: EUPL-1.2 */
/* The bytes are a small call-out and then events, in any order and at any time: the
 * machine takes or refuses each, and its rules hold after every one. */
#include "alert/callout/callout.h"
#include "tests/fuzz/fuzz.h"

enum { PEOPLE_MAX = 12, SLOTS_MAX = 4, EVENT_BYTES = 5 };

struct input {
	const uint8_t *data;
	size_t size;
};

static uint8_t take(struct input *in)
{
	if (in->size == 0)
		return 0;
	in->size--;
	return *in->data++;
}

static void make(struct input *in, struct callout *c)
{
	struct err e;
	uint32_t people = 1 + take(in) % PEOPLE_MAX;

	REQUIRE(callout_init(c, people, &e) == ERR_OK);
	c->id = 1;
	c->path_time = seconds(60);
	c->rounds = 1 + take(in) % 3;
	c->slots_count = 1 + take(in) % SLOTS_MAX;
	for (int i = 0; i < c->slots_count; i++) {
		struct callout_slot *s = &c->slots[i];
		uint8_t kind = take(in);

		s->function_id = i + 1;
		s->need = kind % 4;
		s->mode = (enum slot_mode)(kind / 4 % MODES_COUNT);
		s->fallback_pool = (kind & 0x20) != 0;
		s->wave_size = kind >> 6;
		s->wave_time = seconds(180);
		s->norm_minutes = 30;
	}
	for (uint32_t i = 0; i < people; i++) {
		struct callout_recipient *r = &c->people[i];
		uint8_t kind = take(in);

		r->id = r->person_id = i + 1;
		r->slots = (kind % 16 & ((1U << c->slots_count) - 1)) | 1;
		r->duty = kind & 0x10 ? r->slots & 1 : 0;
		r->duty_rank = r->duty != 0 ? 1 : 0;
		r->absent = (kind & 0x20) != 0;
		r->paths = kind >> 6;
	}
	REQUIRE(callout_prepare(c, &e) == ERR_OK);
}

static struct callout_event read_event(struct input *in, const struct callout *c)
{
	struct callout_event event = { .kind = (enum callout_event_kind)(
					       1 + take(in) % CALLOUT_STOP) };

	event.person = take(in) % c->people_count;
	event.slot = take(in) % c->slots_count;
	event.answer = (enum answer)(take(in) % ANSWERS_COUNT);
	event.need = (int)(event.person % 5);
	event.path = c->people[event.person].path;
	event.round = c->people[event.person].round;
	event.eta_minutes = (int)event.person * 7 - 1;
	event.via = VIA_LINK;
	return event;
}

static void step(struct callout *c, const struct callout_event *event, int64_t now)
{
	struct effects effects;
	const char *why = NULL;
	struct err e = { 0 };

	effects_init(&effects);
	if (callout_step(c, event, (struct instant){ now }, &effects, &e) == ERR_OK)
		REQUIRE(callout_holds(c, &why));
	effects_fini(&effects);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct callout_event start = { .kind = CALLOUT_START };
	struct input in = { data, size };
	struct callout c = { 0 };
	int64_t now = 1000000;

	make(&in, &c);
	step(&c, &start, now);
	while (in.size >= EVENT_BYTES) {
		struct callout_event event = read_event(&in, &c);
		uint8_t wait = take(&in);

		now += wait < 250 ? wait * INT64_C(1000) : -5000; /* the clock is set */
		step(&c, &event, now);
	}
	callout_fini(&c);
	return 0;
}
