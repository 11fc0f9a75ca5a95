/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine of receipts.h. */
#include "alert/outbox/receipts.h"

enum { PROBE_MS = 60000, PROBE_MS_MAX = 600000 };

/* Those that were sent before something that arrived say nothing. */
static void drop_older(struct receipts *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->missed_count; i++)
		if (instant_before(r->arrived, r->missed[i].sent_at))
			r->missed[kept++] = r->missed[i];
	r->missed_count = kept;
}

static void wait_for_probe(struct receipts *r, struct instant now)
{
	int64_t ms = PROBE_MS;

	for (int i = 0; i < r->probes && ms < PROBE_MS_MAX; i++)
		ms *= 2;
	r->probe_at = instant_add(
		now, (struct duration){ ms < PROBE_MS_MAX ? ms : PROBE_MS_MAX });
}

bool receipts_in_doubt(const struct receipts *r)
{
	return r->silent || r->losses.in_doubt;
}

void receipts_came(struct receipts *r, int64_t person_id, struct instant sent_at,
	struct instant now)
{
	if (instant_before(r->arrived, sent_at))
		r->arrived = sent_at;
	drop_older(r);
	losses_came(&r->losses, person_id, sent_at);
	if (r->silent && !instant_before(sent_at, r->since)) {
		r->silent = false;
		r->missed_count = 0;
	}
	if (r->losses.in_doubt && r->probes > 0) {
		r->probes = 0;
		wait_for_probe(r, now);
	}
}

/* Is this the third person of whom nothing that was sent since the last arrival did? */
static bool is_silence(struct receipts *r, int64_t person_id, struct instant sent_at)
{
	if (r->silent || !instant_before(r->arrived, sent_at))
		return false;
	for (size_t i = 0; i < r->missed_count; i++)
		if (r->missed[i].person_id == person_id)
			return false;
	r->missed[r->missed_count].person_id = person_id;
	r->missed[r->missed_count++].sent_at = sent_at;
	return r->missed_count == RECEIPTS_MISSED;
}

bool receipts_missed(struct receipts *r, int64_t person_id, struct instant sent_at,
	struct instant now)
{
	const bool before = receipts_in_doubt(r);

	if (!r->silent) /* where nothing arrives there are no losses to count */
		(void)losses_missed(&r->losses, person_id, sent_at, now);
	if (is_silence(r, person_id, sent_at)) {
		r->silent = true;
		r->since = now;
		r->missed_count = 0;
	}
	if (before || !receipts_in_doubt(r))
		return false;
	r->probes = 0;
	wait_for_probe(r, now);
	return true;
}

void receipts_doubt(struct receipts *r, bool silent, struct instant now)
{
	*r = (struct receipts){ .silent = silent, .since = now };
	if (!silent)
		r->losses = (struct losses){ .in_doubt = true, .since = now };
	wait_for_probe(r, now);
}

bool receipts_probe_due(const struct receipts *r, struct instant now)
{
	return receipts_in_doubt(r) && !instant_before(now, r->probe_at);
}

void receipts_probed(struct receipts *r, struct instant now)
{
	if (!receipts_in_doubt(r))
		return;
	r->probes++;
	wait_for_probe(r, now);
}

void receipts_shift(struct receipts *r, struct duration jump)
{
	r->since = instant_add(r->since, jump);
	r->probe_at = instant_add(r->probe_at, jump);
	r->arrived = instant_add(r->arrived, jump);
	losses_shift(&r->losses, jump);
	for (size_t i = 0; i < r->missed_count; i++)
		r->missed[i].sent_at = instant_add(r->missed[i].sent_at, jump);
}
