/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine of losses.h. */
#include "alert/outbox/losses.h"

#include <string.h>

enum { LOST_OF = 5, LOST = 2, RUN_APART_MS = 30000 };

static void take_out(struct losses *l, size_t at)
{
	l->count--;
	memmove(&l->people[at], &l->people[at + 1],
		(l->count - at) * sizeof *l->people);
}

/* Puts in what became of somebody's message; false: something newer is known of them,
 * or of enough others. */
static bool put_in(
	struct losses *l, int64_t person_id, struct instant sent_at, bool arrived)
{
	size_t at;

	if (person_id == 0)
		return false;
	for (size_t i = 0; i < l->count; i++) {
		if (l->people[i].person_id != person_id)
			continue;
		if (instant_before(sent_at, l->people[i].sent_at))
			return false;
		take_out(l, i);
		break;
	}
	if (l->count == LOSSES_PEOPLE_MAX) {
		if (instant_before(sent_at, l->people[0].sent_at))
			return false;
		take_out(l, 0);
	}
	at = l->count++;
	while (at > 0 && instant_before(sent_at, l->people[at - 1].sent_at)) {
		l->people[at] = l->people[at - 1];
		at--;
	}
	l->people[at].person_id = person_id;
	l->people[at].sent_at = sent_at;
	l->people[at].arrived = arrived;
	return true;
}

/* Did too many of those that were sent by then get lost? */
static bool is_too_much(const struct losses *l, struct instant until)
{
	size_t known = 0, lost = 0;

	for (size_t i = 0; i < l->count; i++) {
		if (instant_before(until, l->people[i].sent_at))
			break;
		known++;
		lost += !l->people[i].arrived;
	}
	return known >= LOSSES_PEOPLE_MIN && lost * LOST_OF >= known * LOST;
}

void losses_came(struct losses *l, int64_t person_id, struct instant sent_at)
{
	if (!l->in_doubt) {
		(void)put_in(l, person_id, sent_at, true);
		return;
	}
	if (instant_before(sent_at, l->since)
		|| (l->run > 0 && sent_at.ms < l->last.ms + RUN_APART_MS))
		return;
	l->last = sent_at;
	if (++l->run == LOSSES_RUN)
		*l = (struct losses){ 0 };
}

bool losses_missed(
	struct losses *l, int64_t person_id, struct instant sent_at, struct instant now)
{
	if (l->in_doubt) {
		if (!instant_before(sent_at, l->since))
			l->run = 0;
		return false;
	}
	if (!put_in(l, person_id, sent_at, false) || !is_too_much(l, sent_at))
		return false;
	*l = (struct losses){ .in_doubt = true, .since = now };
	return true;
}

void losses_shift(struct losses *l, struct duration jump)
{
	l->since = instant_add(l->since, jump);
	l->last = instant_add(l->last, jump);
	for (size_t i = 0; i < l->count; i++)
		l->people[i].sent_at = instant_add(l->people[i].sent_at, jump);
}
