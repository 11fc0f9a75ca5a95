/* SPDX-License-Identifier: EUPL-1.2 */
/* Through which gateway a message goes. Pure. */
#include "alert/outbox/outbox_internal.h"

#include <string.h>

enum { GATEWAYS_OF_CHANNEL_MAX = 16 };

/* Those of the channel by rank. */
static int gateways_in_order(const struct outbox_batch *batch, const char *channel,
	int fits[GATEWAYS_OF_CHANNEL_MAX])
{
	int n = 0;

	for (size_t i = 0; i < batch->gateways_count && n < GATEWAYS_OF_CHANNEL_MAX;
		i++) {
		const struct outbox_gateway *g = &batch->gateways[i];
		int at = n;

		if (!outbox_serves(g, channel))
			continue;
		while (at > 0 && batch->gateways[fits[at - 1]].rank > g->rank) {
			fits[at] = fits[at - 1];
			at--;
		}
		fits[at] = (int)i;
		n++;
	}
	return n;
}

bool outbox_is_candidate(const struct outbox_gateway *g)
{
	return g->usable && (!g->broken || g->room > 0); /* else its probe is given */
}

/* Where in the order a message begins: the first time at the front; what was leased
 * when the program ended at the same gateway, which knows its id; else behind the one
 * that had it last. */
static int start_of(const struct outbox_batch *batch,
	const int fits[GATEWAYS_OF_CHANNEL_MAX], int n, const struct attempt *a)
{
	for (int i = 0; i < n; i++)
		if (strcmp(batch->gateways[fits[i]].name, a->gateway) == 0)
			return a->is_test || strcmp(a->state, "queued") == 0
				       ? i
				       : (i + 1) % n;
	return 0;
}

int outbox_choose(const struct outbox_batch *batch, const struct attempt *a)
{
	int fits[GATEWAYS_OF_CHANNEL_MAX];
	const int n = gateways_in_order(batch, a->channel, fits);
	const int start = start_of(batch, fits, n, a);
	int best = OUTBOX_NO_GATEWAY;

	if (a->is_test)
		return n > 0
				       && strcmp(batch->gateways[fits[start]].name,
						  a->gateway)
						  == 0
			       ? fits[start]
			       : OUTBOX_NO_GATEWAY;
	for (int i = 0; i < n; i++) {
		const int at = fits[(start + i) % n];
		const struct outbox_gateway *g = &batch->gateways[at];

		if (!outbox_is_candidate(g))
			continue;
		if (best == OUTBOX_NO_GATEWAY
			|| (a->gateway[0] == '\0'
				&& g->rank == batch->gateways[best].rank
				&& g->room > batch->gateways[best].room))
			best = at;
	}
	return best != OUTBOX_NO_GATEWAY || n == 0 ? best : fits[start];
}

size_t outbox_room(
	const struct outbox_batch *batch, const char *channel, bool *ret_works)
{
	size_t room = 0;

	*ret_works = false;
	for (size_t i = 0; i < batch->gateways_count; i++) {
		const struct outbox_gateway *g = &batch->gateways[i];

		if (!outbox_serves(g, channel))
			continue;
		room += g->room;
		*ret_works |= outbox_is_candidate(g);
	}
	return room;
}
