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
	g->used = true;
	g->tokens = entry->config->per_second;
	g->reply_ms = FIRST_REPLY_MS;
	g->filled = now;
	g->told_works = true;
	list_init(&g->waiting);
}

void lane_follow(struct lane *g, struct lane *before)
{
	g->sent += before->sent;
	g->retried += before->retried;
	g->failed += before->failed;
	g->told_works &= before->told_works;
	before->sent = before->retried = before->failed = 0;
	before->told_works = true;
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

void lane_judge(struct lane *g, const struct carrier_outcome *what, struct tick now)
{
	breaker_asked(&g->breaker, what->retry_after_seconds, now);
	if (!breaker_outcome(&g->breaker, what->result != CARRIER_RETRY, now))
		return;
	if (g->breaker.state == BREAKER_CLOSED)
		log_event(LOG_INFO, "gateway.works", "gateway=%s", g->config->name);
	else
		log_event(LOG_WARN, "gateway.broken", "gateway=%s", g->config->name);
}

void lane_doubt(struct lane *g, bool in_doubt, bool loses)
{
	if (g->gone)
		return;
	g->loses = loses;
	if (g->in_doubt == in_doubt)
		return;
	g->in_doubt = in_doubt;
	if (in_doubt)
		log_event(LOG_WARN, "gateway.broken", "gateway=%s why=%s",
			g->config->name, loses ? "losses" : "receipts");
	else if (g->breaker.state == BREAKER_CLOSED)
		log_event(LOG_INFO, "gateway.works", "gateway=%s", g->config->name);
}

bool lane_works(const struct lane *g)
{
	return g->breaker.state == BREAKER_CLOSED && !g->in_doubt;
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

	if (g->gone)
		return 0;
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
