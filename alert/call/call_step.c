/* SPDX-License-Identifier: EUPL-1.2 */
/* Starting, stepping, ticking: the cache of open call-outs on the writing connection.
 */
#include "alert/call/call_store.h"
#include "alert/call/relief.h"

#include "alert/outbox/outbox.h"
#include "base/alloc.h"
#include "roster/duty/duty.h"
#include "base/list.h"
#include "schema/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLOSED_KEPT = 16, SECOND_MS = 60000 };

/* Call-outs in memory. Dropped whole when a job fails or another program writes. */
struct call_cache {
	struct db_cache cache;
	struct call *calls;
	bool scanned; /* all open call-outs are here */
};

static const char cache_key;

static void cache_forget(struct db_cache *c)
{
	struct call_cache *cache = container_of(c, struct call_cache, cache);

	while (cache->calls != NULL) {
		struct call *call = cache->calls;

		cache->calls = call->next;
		call_free(call);
	}
	cache->scanned = false;
}

static void cache_fini(struct db_cache *c)
{
	cache_forget(c);
	base_free(container_of(c, struct call_cache, cache));
}

void call_forget(struct db *db)
{
	struct db_cache *c = db_cache_find(db, &cache_key);

	if (c != NULL)
		cache_forget(c);
}

static enum err_code cache_of(struct db *db, struct call_cache **ret, struct err *e)
{
	struct db_cache *c = db_cache_find(db, &cache_key);
	struct call_cache *cache = NULL;

	if (c == NULL) {
		cache = base_calloc(1, sizeof *cache);
		if (cache == NULL)
			return err_set(e, ERR_NOMEM, "no memory for call-outs");
		cache->cache = (struct db_cache){
			.key = &cache_key, .forget = cache_forget, .fini = cache_fini
		};
		db_cache_add(db, &cache->cache);
		c = &cache->cache;
	}
	*ret = container_of(c, struct call_cache, cache);
	return ERR_OK;
}

static void cache_add(struct call_cache *cache, struct call *call)
{
	call->next = cache->calls;
	cache->calls = call;
}

enum err_code call_get(struct db *db, int64_t id, struct call **ret, struct err *e)
{
	struct call_cache *cache = NULL;
	struct call *call = NULL;

	if (cache_of(db, &cache, e) != ERR_OK)
		return e->code;
	for (call = cache->calls; call != NULL; call = call->next) {
		if (call->c.id == id) {
			*ret = call;
			return ERR_OK;
		}
	}
	if (call_load(db, id, &call, e) != ERR_OK)
		return e->code;
	cache_add(cache, call);
	*ret = call;
	return ERR_OK;
}

static enum err_code step_loaded(struct db *db, const struct call_settings *settings,
	struct call *call, const struct callout_event *event, const struct change *by,
	struct err *e)
{
	const struct instant closed_at = call->c.closed_at;
	struct effects effects;
	enum err_code rc;

	effects_init(&effects);
	rc = callout_step(&call->c, event, by->now, &effects, e);
	if (call->origin == CALL_MANUAL && call->c.closed_at.ms != 0)
		call->c.closed_at = closed_at; /* a correction does not move its end */
	if (rc == ERR_OK && effects.count > 0)
		rc = call_effects(db, settings, call, event, &effects, by, e);
	effects_fini(&effects);
	return rc;
}

static bool is_asking(enum callout_event_kind kind)
{
	return kind == CALLOUT_NEED || kind == CALLOUT_REMIND;
}

enum err_code call_step(struct db *db, const struct call_settings *settings, int64_t id,
	const struct callout_event *event, const struct change *by, struct err *e)
{
	struct call *call;
	bool arrives;

	if (call_get(db, id, &call, e) != ERR_OK)
		return e->code;
	if (call->origin == CALL_MANUAL && is_asking(event->kind))
		return err_set(e, ERR_CONFLICT,
			"this call-out was entered afterwards: nobody is called");
	arrives = event->kind == CALLOUT_ARRIVED
		  && call->c.people[event->person].state != RECIPIENT_ARRIVED;
	if (step_loaded(db, settings, call, event, by, e) != ERR_OK || !arrives
		|| !call->hands_over)
		return e->code;
	return relief_arrived(db, settings, call, event->person, by, e);
}

/* Ids for the call-out and all its people; the plan named the id that it would get. */
static enum err_code take_ids(struct db *db, struct call *call, struct err *e)
{
	int64_t id, first;

	if (ids_next(db, "callout", &id, e) != ERR_OK
		|| ids_take(db, "callout_recipient", call->c.people_count, &first, e)
			   != ERR_OK)
		return e->code;
	REQUIRE(id == call->c.id);
	for (uint32_t i = 0; i < call->c.people_count; i++)
		call->c.people[i].id = first + i;
	return ERR_OK;
}

static enum err_code audit_start(
	struct db *db, const struct call *call, const struct change *by, struct err *e)
{
	json_t *after = json_object();
	enum err_code rc;

	fields_set_int(after, "scenario_id", call->scenario_id);
	fields_set_text(after, "kind", callout_kind_words[call->c.kind]);
	fields_set_text(after, "origin", call_origin_words[call->origin]);
	fields_set_text(after, "incident", call->incident);
	fields_set_int(after, "people", call->c.people_count);
	rc = resource_audit(db, by, "start", "callout", call->c.id, NULL, after, e);
	json_decref(after);
	return rc;
}

static enum err_code start_planned(struct db *db, const struct call_settings *settings,
	struct call *call, const struct change *by, struct err *e)
{
	static const struct callout_event start = { .kind = CALLOUT_START };
	struct effects effects;
	enum err_code rc;

	(void)snprintf(call->started_by, sizeof call->started_by, "%s", by->actor.name);
	if (take_ids(db, call, e) != ERR_OK)
		return e->code;
	effects_init(&effects);
	rc = callout_step(&call->c, &start, by->now, &effects, e);
	if (rc == ERR_OK)
		rc = call_rows_insert(db, settings, call, e);
	if (rc == ERR_OK)
		rc = call_effects(db, settings, call, &start, &effects, by, e);
	effects_fini(&effects);
	return rc == ERR_OK ? audit_start(db, call, by, e) : rc;
}

/* Two people who start the same at once, or one who presses twice. */
static enum err_code check_second(struct db *db, const struct call_request *request,
	const struct call *plan, struct instant now, struct err *e)
{
	struct call_recent r;

	if (request->confirm_second || plan->origin == CALL_SCHEDULE)
		return ERR_OK;
	if (call_recent(db, plan->scenario_id, plan->c.kind,
		    (struct instant){ now.ms - SECOND_MS }, &r,
		    e) != ERR_OK
		|| r.id == 0)
		return e->code;
	(void)err_set(e, ERR_CONFLICT,
		"call-out %" PRId64 " of this scenario was started %" PRId64
		" seconds ago by %s",
		r.id, (now.ms - r.started_at.ms) / 1000, r.started_by);
	return err_fault(
		e, "confirm_second", "must be true to start another one beside it");
}

enum err_code call_start_planned(struct db *db, const struct call_settings *settings,
	struct call *plan, const struct change *by, int64_t *ret_id, struct err *e)
{
	struct call_cache *cache = NULL;

	err_clear(e);
	if (cache_of(db, &cache, e) != ERR_OK
		|| start_planned(db, settings, plan, by, e) != ERR_OK) {
		call_free(plan);
		return e->code;
	}
	*ret_id = plan->c.id;
	call_forget_first(plan);
	cache_add(cache, plan);
	return ERR_OK;
}

enum err_code call_start(struct db *db, const struct call_settings *settings,
	const struct call_request *request, const struct change *by, int64_t *ret_id,
	struct err *e)
{
	struct call *plan = NULL;

	if (call_plan(db, settings, request, by->now, &plan, e) != ERR_OK)
		return e->code;
	if (check_second(db, request, plan, by->now, e) != ERR_OK) {
		call_free(plan);
		return e->code;
	}
	return call_start_planned(db, settings, plan, by, ret_id, e);
}

/* Puts every active call-out in the cache: only those have deadlines. */
static enum err_code scan(struct db *db, struct call_cache **ret, struct err *e)
{
	struct call_cache *cache = NULL;
	int64_t ids[CALL_OPEN_PAGE], before = INT64_MAX;
	struct call *call;
	size_t n;

	if (cache_of(db, &cache, e) != ERR_OK)
		return e->code;
	*ret = cache;
	if (cache->scanned)
		return ERR_OK;
	do {
		if (call_open_ids(db, INSTANT_MAX, before, ids, &n, e) != ERR_OK)
			return e->code;
		for (size_t i = 0; i < n; i++)
			if (call_get(db, ids[i], &call, e) != ERR_OK)
				return e->code;
		before = n > 0 ? ids[n - 1] : 0;
	} while (n == CALL_OPEN_PAGE);
	cache->scanned = true;
	return ERR_OK;
}

/* The newest of those that are closed stay in memory, for late answers; others are
 * loaded when they are asked for. */
static void drop_old(struct call_cache *cache)
{
	int closed = 0;

	for (struct call **at = &cache->calls; *at != NULL;) {
		struct call *call = *at;

		if (call->c.closed_at.ms != 0 && ++closed > CLOSED_KEPT) {
			*at = call->next;
			call_free(call);
		} else {
			at = &call->next;
		}
	}
}

enum err_code call_tick(struct db *db, const struct call_settings *settings,
	const struct change *by, struct err *e)
{
	static const struct callout_event tick = { .kind = CALLOUT_TICK };
	struct call_cache *cache = NULL;

	if (scan(db, &cache, e) != ERR_OK)
		return e->code;
	drop_old(cache);
	for (struct call *call = cache->calls; call != NULL; call = call->next)
		if (callout_next_deadline(&call->c).ms <= by->now.ms
			&& step_loaded(db, settings, call, &tick, by, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

enum err_code call_next_deadline(struct db *db, struct instant *ret, struct err *e)
{
	struct call_cache *cache = NULL;

	if (scan(db, &cache, e) != ERR_OK)
		return e->code;
	*ret = INSTANT_NEVER;
	REQUIRE(cache != NULL);
	for (struct call *call = cache->calls; call != NULL; call = call->next)
		*ret = instant_min(*ret, callout_next_deadline(&call->c));
	return ERR_OK;
}
