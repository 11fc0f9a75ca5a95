/* SPDX-License-Identifier: EUPL-1.2 */
/* The gateways that there are, and others in their place while messages are on their
 * way.
 *
 * Messages and outcomes name a gateway by its place in the array. So nothing moves: one
 * that changed or went stays in its place as "gone" until nothing names it any more,
 * and what comes takes a place that is free. */
#include "service/dispatch/dispatch_internal.h"

#include "base/log.h"
#include "service/dispatch/simulator_world.h"

#include <stdio.h>
#include <string.h>

static void open_at(struct dispatch *d, size_t place, const struct gateway_entry *entry)
{
	gateway_copy(entry, &d->configs[place], &d->entries[place]);
	lane_open(&d->gateways[place], &d->entries[place], dispatch_tick(d));
}

void dispatch_open_lanes(struct dispatch *d)
{
	const struct gateways *g = d->config.gateways;

	d->gateways_count = g->count;
	for (size_t i = 0; i < g->count; i++)
		open_at(d, i, &g->of[i]);
}

void dispatch_set_base_url(struct dispatch *d, const char *base_url)
{
	for (size_t i = 0; i < d->gateways_count; i++)
		gateway_set_base_url(&d->entries[i], base_url);
}

static bool is_live(const struct lane *l)
{
	return l->used && !l->gone;
}

/* The one of that name that gets messages; NULL: none does. */
static struct lane *live_of(struct dispatch *d, const char *name)
{
	for (size_t i = 0; i < d->gateways_count; i++)
		if (is_live(&d->gateways[i])
			&& strcmp(d->gateways[i].config->name, name) == 0)
			return &d->gateways[i];
	return NULL;
}

static bool is_wanted(const struct lane *l, const struct gateways *wanted)
{
	const struct gateway_entry *g = gateways_find(wanted, l->config->name);

	return g != NULL && gateway_same(l->entry, g);
}

/* Does a message or an outcome name that place? While a job runs, also those that it
 * records. */
static bool is_named(const struct dispatch *d, size_t place)
{
	const struct lane *l = &d->gateways[place];

	if (!l->used)
		return false;
	if (!l->gone || l->under_way > 0 || d->job_busy)
		return true;
	for (size_t i = 0; i < d->outcomes_count; i++)
		if (d->outcomes[d->filling][i].gateway == place)
			return true;
	return false;
}

/* Places for those that come: whoever goes now still needs its own. */
enum err_code dispatch_fits(
	struct dispatch *d, const struct gateways *gateways, struct err *e)
{
	size_t free = LANES_MAX, come = 0;

	for (size_t i = 0; i < LANES_MAX; i++)
		free -= is_named(d, i);
	for (size_t i = 0; i < gateways->count; i++) {
		const struct lane *l = live_of(d, gateways->of[i].config->name);

		come += l == NULL || !gateway_same(l->entry, &gateways->of[i]);
	}
	if (come > free)
		return err_set(e, ERR_BUSY,
			"messages are still on their way through gateways of before: "
			"try again in a minute");
	return ERR_OK;
}

/* What ended since then is counted on: by another place of the same name, if any. */
static void hand_down(struct dispatch *d, struct lane *l)
{
	for (size_t i = 0; i < d->gateways_count; i++) {
		struct lane *heir = &d->gateways[i];

		if (heir != l && heir->used
			&& strcmp(heir->config->name, l->config->name) == 0) {
			lane_follow(heir, l);
			return;
		}
	}
}

/* In a free place; goes on with the counts of all that have its name. */
static void open_lane(struct dispatch *d, const struct gateway_entry *entry)
{
	struct lane before = { .told_works = true };
	size_t place = 0;

	while (place < LANES_MAX && is_named(d, place))
		place++;
	REQUIRE(place < LANES_MAX); /* dispatch_fits() */
	if (d->gateways[place].used)
		hand_down(d, &d->gateways[place]);
	for (size_t i = 0; i < d->gateways_count; i++)
		if (d->gateways[i].used
			&& strcmp(d->gateways[i].config->name, entry->config->name)
				   == 0)
			lane_follow(&before, &d->gateways[i]);
	open_at(d, place, entry);
	lane_follow(&d->gateways[place], &before);
	if (place >= d->gateways_count)
		d->gateways_count = place + 1;
}

static void retire(struct dispatch *d, struct lane *l)
{
	l->gone = true;
	dispatch_give_back(d, l);
}

static void take(struct dispatch *d, const struct gateways *wanted,
	const struct call_settings *settings)
{
	d->config.gateways = wanted;
	d->config.settings = settings;
	simulator_world_set_settings(d->world, settings);
	for (size_t i = 0; i < d->gateways_count; i++)
		if (is_live(&d->gateways[i]) && !is_wanted(&d->gateways[i], wanted))
			retire(d, &d->gateways[i]);
	for (size_t i = 0; i < wanted->count; i++)
		if (live_of(d, wanted->of[i].config->name) == NULL)
			open_lane(d, &wanted->of[i]);
	dispatch_kick(d);
}

void dispatch_take_wanted(struct dispatch *d)
{
	const struct gateways *wanted = d->wanted;

	d->wanted = NULL;
	if (wanted != NULL)
		take(d, wanted, d->wanted_settings);
}

void dispatch_set_gateways(struct dispatch *d, const struct gateways *gateways,
	const struct call_settings *settings)
{
	d->wanted = gateways;
	d->wanted_settings = settings;
	if (!d->job_busy)
		dispatch_take_wanted(d);
}

bool dispatch_usable(const struct dispatch *d)
{
	for (size_t i = 0; i < d->gateways_count; i++)
		if (is_live(&d->gateways[i])
			&& d->gateways[i].breaker.state == BREAKER_CLOSED)
			return true;
	return false;
}

/* With what those of its name before it still count. */
static struct dispatch_figures figures_of(
	const struct dispatch *d, const struct lane *live)
{
	struct dispatch_figures f = { .usable = lane_works(live),
		.in_doubt = live->in_doubt,
		.loses = live->loses };

	(void)snprintf(f.name, sizeof f.name, "%s", live->config->name);
	for (size_t i = 0; i < d->gateways_count; i++) {
		const struct lane *g = &d->gateways[i];

		if (!g->used || strcmp(g->config->name, f.name) != 0)
			continue;
		f.sent += g->sent;
		f.retried += g->retried;
		f.failed += g->failed;
		f.under_way += g->under_way;
	}
	return f;
}

size_t dispatch_figures(
	const struct dispatch *d, struct dispatch_figures *ret, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < d->gateways_count && n < max; i++)
		if (is_live(&d->gateways[i]))
			ret[n++] = figures_of(d, &d->gateways[i]);
	return n;
}
