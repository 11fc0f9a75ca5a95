/* SPDX-License-Identifier: EUPL-1.2 */
/* Room and counts of a gateway. */
#include "service/dispatch/lane.h"

#include "base/log.h"

#include <string.h>

enum {
	AHEAD_MS = 500,      /* leased ahead: what a gateway takes in this time */
	FIRST_REPLY_MS = 50, /* how long a message takes, while not known */
};

void lane_open(struct lane *g, const struct gateway_entry *entry, struct tick now)
{
	memset(g, 0, sizeof *g);
	g->config = entry->config;
	g->entry = entry;
	g->tokens = entry->config->per_second;
	g->reply_ms = FIRST_REPLY_MS;
	g->filled = now;
	list_init(&g->waiting);
}

void lane_gave(struct lane *g)
{
	g->under_way++;
	g->tokens -= 1;
	breaker_gave(&g->breaker);
}

void lane_count(struct lane *g, enum carrier_result result)
{
	switch (result) {
	case CARRIER_SENT:
		g->sent++;
		break;
	case CARRIER_RETRY:
		g->retried++;
		break;
	case CARRIER_FAILED:
		g->failed++;
		break;
	}
}

void lane_judge(struct lane *g, enum carrier_result result, struct tick now)
{
	if (!breaker_outcome(&g->breaker, result != CARRIER_RETRY, now))
		return;
	if (g->breaker.state == BREAKER_CLOSED)
		log_event(LOG_INFO, "gateway.works", "gateway=%s", g->config->name);
	else
		log_event(LOG_WARN, "gateway.broken", "gateway=%s", g->config->name);
}

/* How many messages may be on their way to a gateway: enough for half a second, so that
 * each commit serves many, and never so many that the last waits for long. */
static size_t window_of(const struct lane *g)
{
	double at_once = (double)g->config->connections;
	double ahead;

	if (g->config->kind == GATEWAY_SIMULATOR)
		return LANE_WINDOW;
	ahead = at_once * AHEAD_MS / (g->reply_ms > 1 ? g->reply_ms : 1);
	if (ahead > LANE_WINDOW)
		return LANE_WINDOW;
	return ahead > 2 * at_once ? (size_t)ahead : (size_t)(2 * at_once);
}

size_t lane_room(struct lane *g, struct tick now)
{
	size_t limit = window_of(g);

	g->tokens += (double)(now.ms - g->filled.ms) * g->config->per_second / 1000.0;
	if (g->tokens > g->config->per_second)
		g->tokens = g->config->per_second;
	g->filled = now;
	limit = breaker_room(&g->breaker, now, limit);
	if (g->breaker.state == BREAKER_CLOSED)
		limit = g->under_way < limit ? limit - g->under_way : 0;
	if (g->tokens < 1)
		return 0;
	return (double)limit < g->tokens ? limit : (size_t)g->tokens;
}
