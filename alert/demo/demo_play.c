/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/demo/demo_play.h"

#include "alert/carrier/simulator.h"
#include "alert/outbox/outbox.h"
#include "base/alloc.h"
#include "base/random.h"

#include <string.h>

enum { SEED = 1, BATCH = 32, DEEDS_MAX = 512, SENDING_MS = 1400 };

/* What a person is going to do. */
struct deed {
	struct instant at;
	int64_t recipient_id;
	enum callout_event_kind kind; /* CALLOUT_ANSWER or CALLOUT_ARRIVED */
	enum answer answer;
	int eta_minutes;
	enum answer_via via;
};

struct play {
	struct db *db;
	const struct call_settings *settings;
	struct change by;
	struct err *e;
	int64_t id;
	struct deed deeds[DEEDS_MAX];
	size_t deeds_count;
	struct outbox_outcome outcomes[BATCH];
	size_t outcomes_count;
	struct outbox_message messages[BATCH];
};

static void will(struct play *p, const struct deed *d)
{
	if (p->deeds_count < DEEDS_MAX)
		p->deeds[p->deeds_count++] = *d;
}

/* Most open the link; of those who were sent a text some write one back. */
static enum answer_via via_of(const struct outbox_message *m)
{
	switch (m->channel) {
	case CHANNEL_SMS:
		return m->person_id % 3 == 0 ? VIA_SMS : VIA_LINK;
	case CHANNEL_VOICE:
		return VIA_VOICE;
	case CHANNEL_EMAIL:
	case CHANNEL_PUSH:
	case CHANNELS_COUNT:
		break;
	}
	return VIA_LINK;
}

static void react(struct play *p, const struct outbox_message *m)
{
	const struct simulator_reaction r =
		simulator_react(SEED, 1, m->callout_id, m->person_id, m->on_duty);
	const struct deed d = { .at = { p->by.now.ms + r.delay_ms },
		.recipient_id = m->recipient_id,
		.kind = CALLOUT_ANSWER,
		.answer = r.answer,
		.eta_minutes = r.eta_minutes,
		.via = via_of(m) };

	if ((m->purpose == PURPOSE_ASK || m->purpose == PURPOSE_REMIND)
		&& r.answer != ANSWER_NONE)
		will(p, &d);
}

static void take(struct play *p, struct outbox_message *m)
{
	p->outcomes[p->outcomes_count++] =
		(struct outbox_outcome){ .attempt_id = m->attempt_id,
			.callout_id = m->callout_id,
			.recipient_id = m->recipient_id,
			.person_id = m->person_id,
			.purpose = m->purpose,
			.path = m->path,
			.channel = m->channel,
			.gateway = m->gateway,
			.at = p->by.now,
			.what = { .result = CARRIER_SENT } };
	react(p, m);
	base_free(m->text);
}

/* All that is due is taken by a gateway a moment later. */
static bool send(struct play *p, struct instant *ret_next)
{
	struct outbox_batch batch;

	do {
		struct outbox_gateway gateway = { .name = "sim",
			.any_channel = true,
			.usable = true,
			.room = BATCH };

		batch = (struct outbox_batch){ .outcomes = p->outcomes,
			.outcomes_count = p->outcomes_count,
			.gateways = &gateway,
			.gateways_count = 1,
			.messages = p->messages,
			.messages_max = BATCH };
		if (outbox_run(p->db, p->settings, &batch, &p->by, p->e) != ERR_OK)
			return false;
		p->outcomes_count = 0;
		if (batch.messages_count > 0)
			p->by.now.ms += SENDING_MS;
		for (size_t i = 0; i < batch.messages_count; i++)
			take(p, &p->messages[i]);
	} while (batch.messages_count > 0);
	*ret_next = batch.next_due;
	return true;
}

/* Who has a place comes about when they said. */
static bool expect(struct play *p, uint32_t person, const struct deed *answer)
{
	struct call *call = NULL;
	struct deed d = { .recipient_id = answer->recipient_id,
		.kind = CALLOUT_ARRIVED };

	if (call_get(p->db, p->id, &call, p->e) != ERR_OK)
		return false;
	d.at = instant_add(call->c.people[person].expected_at,
		seconds((int64_t)(prng_mix(SEED, (uint64_t)d.recipient_id) % 600)
			- 300));
	if (answer->answer == ANSWER_YES && answer->eta_minutes >= 0
		&& call->c.kind != KIND_TEST)
		will(p, &d);
	return true;
}

/* Who was asked along two ways answers once; who has no place does not come. */
static bool is_still_so(const struct callout_recipient *r, const struct deed *d)
{
	return d->kind == CALLOUT_ANSWER ? r->answer == ANSWER_NONE
					 : r->state == RECIPIENT_ACCEPTED;
}

static bool act(struct play *p, const struct deed *d)
{
	struct callout_event event = { .kind = d->kind,
		.answer = d->answer,
		.eta_minutes = d->eta_minutes,
		.via = d->via };
	struct call *call = NULL;
	int64_t person;

	if (call_get(p->db, p->id, &call, p->e) != ERR_OK)
		return false;
	person = call_recipient(call, d->recipient_id);
	if (person == CALLOUT_NOBODY || !is_still_so(&call->c.people[person], d))
		return true;
	event.person = (uint32_t)person;
	return call_step(p->db, p->settings, p->id, &event, &p->by, p->e) == ERR_OK
	       && (d->kind == CALLOUT_ARRIVED || expect(p, event.person, d));
}

/* The first that is going to happen, or NULL. */
static struct deed *next_deed(struct play *p)
{
	struct deed *first = NULL;

	for (size_t i = 0; i < p->deeds_count; i++)
		if (first == NULL || p->deeds[i].at.ms < first->at.ms)
			first = &p->deeds[i];
	return first;
}

static bool turn(struct play *p, struct instant until, bool *ret_over)
{
	struct instant next, deadline;
	struct deed *first, now;

	if (call_tick(p->db, p->settings, &p->by, p->e) != ERR_OK || !send(p, &next)
		|| call_next_deadline(p->db, &deadline, p->e) != ERR_OK)
		return false;
	first = next_deed(p);
	next = instant_min(next, deadline);
	if (first != NULL)
		next = instant_min(next, first->at);
	*ret_over = next.ms >= until.ms;
	if (*ret_over)
		return true;
	if (next.ms > p->by.now.ms)
		p->by.now = next;
	if (first == NULL || first->at.ms > p->by.now.ms)
		return true;
	now = *first;
	*first = p->deeds[--p->deeds_count];
	return act(p, &now);
}

/* Of a test nobody is there to be sent home. */
static bool stop(struct play *p, struct instant at)
{
	static const struct callout_event stop = {
		.kind = CALLOUT_STOP, .slot = CALLOUT_NOBODY, .send_home = true
	};
	struct call *call = NULL;
	struct instant never;

	if (call_get(p->db, p->id, &call, p->e) != ERR_OK)
		return false;
	if (call->c.kind == KIND_TEST && call->c.state != CALLOUT_ACTIVE)
		return true;
	if (at.ms > p->by.now.ms)
		p->by.now = at;
	return call_step(p->db, p->settings, p->id, &stop, &p->by, p->e) == ERR_OK
	       && send(p, &never);
}

enum err_code demo_play(struct db *db, const struct call_settings *settings,
	const struct call_request *request, struct duration lasts,
	const struct change *by, int64_t *ret_id, struct instant *ret_ended,
	struct err *e)
{
	struct play *p = base_calloc(1, sizeof *p);
	const struct instant until = instant_add(by->now, lasts);
	bool ok, over = false;

	err_clear(e);
	if (p == NULL)
		return err_set(e, ERR_NOMEM, "no memory for demo data");
	p->db = db;
	p->settings = settings;
	p->by = *by;
	p->e = e;
	ok = call_start(db, settings, request, by, &p->id, e) == ERR_OK;
	while (ok && !over)
		ok = turn(p, until, &over);
	if (ok && stop(p, until)) {
		*ret_id = p->id;
		*ret_ended = p->by.now;
	}
	base_free(p);
	return e->code;
}
