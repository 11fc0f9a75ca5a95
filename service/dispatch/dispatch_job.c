/* SPDX-License-Identifier: EUPL-1.2 */
/* The dispatcher's job on the store thread: outcomes in, messages out. */
#include "service/dispatch/dispatch_internal.h"

#include "alert/outbox/clock_shift.h"
#include "alert/outbox/watch.h"
#include "schema/audit.h"

#include <stdio.h>

static const char *why_not(const struct outbox_gateway *o)
{
	if (o->broken || !o->in_doubt)
		return "";
	return o->loses ? "too few receipts come" : "no receipts come";
}

/* Gateways that broke or work again are kept, and are events. */
static enum err_code tell(struct dispatch *d, struct db *db, struct err *e)
{
	for (size_t i = 0; i < d->gateways_count; i++) {
		struct lane *g = &d->gateways[i];
		const struct outbox_gateway *o = &d->offered[i];

		g->tell_works = o->gone || (!o->broken && !o->in_doubt);
		if (g->tell_works != g->told_works
			&& watch_gateway(db, g->config->name, g->tell_works, why_not(o),
				   &d->by, e)
				   != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* The machine's clock was set: what waits moves along, and this thread goes over to the
 * new time between two jobs, so that no other job has reckoned with both. */
static enum err_code follow_clock(struct dispatch *d, struct db *db, struct err *e)
{
	const struct duration jump = steady_clock_jump(d->config.steady);
	const struct instant then = d->config.clock->now(d->config.clock);
	char result[64];
	struct audit_record record = { .at = instant_add(then, jump),
		.actor = d->by.actor,
		.action = "clock.set",
		.object = "clock",
		.result = result };

	d->moved = jump;
	if (jump.ms == 0)
		return ERR_OK;
	(void)snprintf(result, sizeof result, "by %" PRId64 " seconds",
		dispatch_moved_seconds(d));
	if (clock_shift(db, jump, then, e) != ERR_OK
		|| audit_write(db, &record, e) != ERR_OK)
		return e->code;
	steady_clock_move(d->config.steady, jump);
	return ERR_OK;
}

/* When each came, by the clock as it is now. */
static void date_outcomes(struct dispatch *d)
{
	const struct tick tick = dispatch_tick(d);
	struct outbox_outcome *o = d->outcomes[1 - d->filling];
	const struct tick *seen = d->seen[1 - d->filling];

	for (size_t i = 0; i < d->batch.outcomes_count; i++)
		o[i].at.ms = d->by.now.ms - (tick.ms - seen[i].ms);
}

enum err_code dispatch_work(struct job *j, struct db *db, struct err *e)
{
	struct dispatch *d = container_of(j, struct dispatch, job);
	const struct call_settings *settings = d->config.settings;

	if (follow_clock(d, db, e) != ERR_OK)
		return e->code;
	d->by.now = d->config.clock->now(d->config.clock);
	date_outcomes(d);
	if (!d->recovered
		&& (clock_limit(db, d->by.now, e) != ERR_OK
			|| outbox_recover(db, d->by.now, e) != ERR_OK
			|| watch_forget(db, &d->by, e) != ERR_OK))
		return e->code;
	if (call_tick(db, settings, &d->by, e) != ERR_OK
		|| outbox_run(db, settings, &d->batch, &d->by, e) != ERR_OK
		|| tell(d, db, e) != ERR_OK)
		return e->code;
	if ((!d->recovered || d->batch.stuck != d->told_stuck)
		&& watch_channels(
			   db, settings, d->batch.stuck, d->batch.unsure, &d->by, e)
			   != ERR_OK)
		return e->code;
	return call_next_deadline(db, &d->deadline, e);
}
