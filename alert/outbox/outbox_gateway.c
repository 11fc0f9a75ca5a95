/* SPDX-License-Identifier: EUPL-1.2 */
/* Through which gateway a message goes. Pure. */
#include "alert/outbox/outbox_internal.h"

#include <string.h>

enum { GATEWAYS_OF_CHANNEL_MAX = 16 };

bool outbox_serves(const struct outbox_gateway *g, const char *channel)
{
	return !g->gone
	       && (g->any_channel || strcmp(channel_words[g->channel], channel) == 0);
}

size_t outbox_gateways_of(const struct outbox_batch *batch, const char *channel)
{
	size_t n = 0;

	for (size_t i = 0; i < batch->gateways_count; i++)
		n += outbox_serves(&batch->gateways[i], channel);
	return n;
}

static bool none_works(
	const struct outbox_batch *batch, const char *channel, bool is_doubt_enough)
{
	size_t gateways = 0, broken = 0;

	for (size_t i = 0; i < batch->gateways_count; i++) {
		const struct outbox_gateway *g = &batch->gateways[i];

		if (!outbox_serves(g, channel))
			continue;
		gateways++;
		broken += g->broken || (is_doubt_enough && g->in_doubt);
	}
	return gateways > 0 && broken == gateways;
}

bool outbox_is_down(const struct outbox_batch *batch, const char *channel)
{
	return none_works(batch, channel, false);
}

bool outbox_is_unsure(const struct outbox_batch *batch, const char *channel)
{
	return none_works(batch, channel, true);
}

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

bool outbox_takes_test(const struct outbox_gateway *g)
{
	return g->usable && (!g->broken || g->room > 0); /* else its probe is given */
}

bool outbox_is_candidate(const struct outbox_gateway *g)
{
	return outbox_takes_test(g) && (!g->passed_over || g->room > 0);
}

/* May the gateway be given this one? Nobody waits for an answer to a first question
 * that went where nothing arrives: who has been placed, is not needed, or was asked
 * before hears it later then. */
static bool is_candidate_for(const struct outbox_gateway *g, const struct attempt *a)
{
	return outbox_is_candidate(g) && !(g->passed_over && a->purpose == PURPOSE_ASK);
}

bool outbox_is_replaced(
	const struct outbox_batch *batch, const struct outbox_gateway *g)
{
	for (size_t i = 0; i < batch->gateways_count; i++) {
		const struct outbox_gateway *o = &batch->gateways[i];

		if (o != g && outbox_serves(o, channel_words[g->channel]) && o->usable
			&& !o->broken && !o->in_doubt)
			return true;
	}
	return false;
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

		if (!is_candidate_for(g, a))
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
