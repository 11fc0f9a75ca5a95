/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine of breaker.h. */
#include "service/dispatch/breaker.h"

enum { FAILURES_MAX = 3, PROBE_MS = 5000, PROBE_MS_MAX = 60000 };

static bool is_due(const struct breaker *b, struct tick now)
{
	return b->state == BREAKER_OPEN && now.ms >= b->probe_at.ms;
}

bool breaker_is_usable(const struct breaker *b, struct tick now)
{
	return b->state == BREAKER_CLOSED || is_due(b, now);
}

size_t breaker_room(const struct breaker *b, struct tick now, size_t limit)
{
	if (b->state == BREAKER_CLOSED)
		return limit;
	return is_due(b, now) && limit > 0 ? 1 : 0;
}

void breaker_gave(struct breaker *b)
{
	if (b->state == BREAKER_OPEN)
		b->state = BREAKER_PROBING;
}

void breaker_took_back(struct breaker *b)
{
	if (b->state == BREAKER_PROBING)
		b->state = BREAKER_OPEN;
}

void breaker_asked(struct breaker *b, int seconds, struct tick now)
{
	const int64_t asked = seconds * INT64_C(1000);
	const int64_t ms = asked < PROBE_MS_MAX ? asked : PROBE_MS_MAX;

	if (b->state == BREAKER_OPEN && now.ms + ms > b->probe_at.ms)
		b->probe_at.ms = now.ms + ms;
	else if (b->state != BREAKER_OPEN && ms > b->asked_ms)
		b->asked_ms = ms;
}

static void wait_for_probe(struct breaker *b, struct tick now)
{
	int64_t ms = PROBE_MS;

	for (int i = 0; i < b->probes && ms < PROBE_MS_MAX; i++)
		ms *= 2;
	if (ms < b->asked_ms)
		ms = b->asked_ms;
	b->asked_ms = 0;
	b->state = BREAKER_OPEN;
	b->probe_at.ms = now.ms + (ms < PROBE_MS_MAX ? ms : PROBE_MS_MAX);
}

bool breaker_outcome(struct breaker *b, bool worked, struct tick now)
{
	const bool was_closed = b->state == BREAKER_CLOSED;

	if (worked) {
		*b = (struct breaker){ .state = BREAKER_CLOSED };
		return !was_closed;
	}
	b->failures++;
	if (b->state == BREAKER_PROBING)
		b->probes++;
	if (b->state == BREAKER_PROBING || (was_closed && b->failures >= FAILURES_MAX))
		wait_for_probe(b, now);
	return was_closed && b->state == BREAKER_OPEN;
}
