/* SPDX-License-Identifier: EUPL-1.2 */
/* Who took part in a call-out, from when to when, and the activity made of it. */
#include "alert/call/call_activity.h"

#include "alert/call/call.h"
#include "base/parse.h"
#include "roster/training/record/activity.h"
#include "roster/training/record/attendance.h"

#include <stdio.h>
#include <string.h>

static enum activity_kind kind_of(enum callout_kind kind)
{
	switch (kind) {
	case KIND_REAL:
		return ACTIVITY_DEPLOYMENT;
	case KIND_EXERCISE:
		return ACTIVITY_EXERCISE;
	case KIND_TEST:
	case KIND_REACHABILITY:
	case KINDS_COUNT:
		break;
	}
	return ACTIVITY_SYSTEM_TEST;
}

static bool is_test(const struct callout *c)
{
	return c->kind == KIND_TEST || c->kind == KIND_REACHABILITY;
}

/* Who came, or was placed and said yes (also when stood down since). Of a test, saying
 * yes is all that is asked. */
static bool took_part(const struct callout *c, const struct callout_recipient *r)
{
	return r->state == RECIPIENT_ARRIVED
	       || (r->answer == ANSWER_YES
		       && (r->placed != CALLOUT_NOBODY || is_test(c)));
}

/* Was it over before this person can have come? */
static bool was_too_late(
	const struct callout *c, const struct callout_recipient *r, struct instant ends)
{
	return !is_test(c) && r->arrived_at.ms == 0 && r->state == RECIPIENT_STOOD_DOWN
	       && r->expected_at.ms > ends.ms;
}

static struct instant latest(struct instant a, struct instant b)
{
	return a.ms > b.ms ? a : b;
}

/* When it was over: when it was stopped, or else the last that is known of it. */
static struct instant end_of(const struct callout *c, struct instant now)
{
	struct instant end =
		latest(c->closed_at, instant_add(c->started_at, minutes(1)));

	for (uint32_t i = 0; i < c->people_count && c->state != CALLOUT_STOPPED; i++) {
		const struct callout_recipient *r = &c->people[i];

		if (took_part(c, r))
			end = latest(end,
				r->arrived_at.ms != 0 ? r->arrived_at : r->expected_at);
	}
	end = instant_min(end, now);
	return latest(end, instant_add(c->started_at, minutes(1)));
}

static enum err_code set_title(
	struct db *db, const struct call *call, json_t *o, struct err *e)
{
	char title[161];
	json_t *scenario = NULL;

	if (resource_get(db, &scenario_resource, call->scenario_id, &scenario, e)
		!= ERR_OK)
		return e->code;
	(void)snprintf(title, sizeof title, "%s%s%s",
		json_string_value(json_object_get(scenario, "name")),
		call->incident[0] != '\0' ? ": " : "", call->incident);
	title[parse_utf8_fit(title, sizeof title - 1)] = '\0';
	json_decref(scenario);
	fields_set_text(o, "title", title);
	return ERR_OK;
}

/* The activity: what is wished over what follows from the call-out. */
static enum err_code make(struct db *db, const struct call *call, const json_t *wishes,
	const struct change *by, json_t **ret, struct err *e)
{
	json_t *o = json_object(), *functions = json_array();
	void *it = json_object_iter((json_t *)(uintptr_t)wishes);
	enum err_code rc;

	fields_set_text(o, "kind", activity_kind_words[kind_of(call->c.kind)]);
	fields_set_instant(o, "starts_at", call->c.started_at);
	fields_set_instant(o, "ends_at", end_of(&call->c, by->now));
	fields_set_text(o, "location", call->location);
	for (int i = 0; i < call->c.slots_count; i++)
		(void)json_array_append_new(
			functions, json_integer(call->c.slots[i].function_id));
	(void)json_object_set_new(o, "function_ids", functions);
	rc = set_title(db, call, o, e);
	for (; it != NULL; it = json_object_iter_next((json_t *)(uintptr_t)wishes, it))
		(void)json_object_set(
			o, json_object_iter_key(it), json_object_iter_value(it));
	if (rc == ERR_OK)
		rc = resource_create(db, &activity_resource, o, by, ret, e);
	json_decref(o);
	return rc;
}

static json_t *record_of(
	const struct callout *c, const struct callout_recipient *r, struct instant ends)
{
	struct instant from = latest(r->arrived_at.ms != 0    ? r->arrived_at
				     : r->expected_at.ms != 0 ? r->expected_at
							      : r->answered_at,
		c->started_at);
	int slot = r->placed != CALLOUT_NOBODY ? r->placed : r->asked_for;
	int64_t there = ends.ms > from.ms ? instant_since(ends, from).ms / 60000 : 0;
	json_t *o = json_object();

	fields_set_int(o, "person_id", r->person_id);
	if (slot != CALLOUT_NOBODY)
		fields_set_int(o, "function_id", c->slots[slot].function_id);
	if (was_too_late(c, r, ends)) {
		fields_set_text(o, "result", "excused");
		fields_set_text(o, "remarks", "zei ja; was niet meer nodig");
		return o;
	}
	fields_set_text(o, "result", "present");
	hours_set(o, "hours",
		there < TRAINING_MINUTES_MAX ? there : TRAINING_MINUTES_MAX);
	if (r->state != RECIPIENT_ARRIVED)
		fields_set_text(o, "remarks", "zei ja; aankomst niet vastgelegd");
	return o;
}

static enum err_code add_people(struct db *db, const struct call *call,
	const json_t *activity, const struct change *by, int *ret, struct err *e)
{
	int64_t id = json_integer_value(json_object_get(activity, "id"));
	struct instant ends = { 0 };

	*ret = 0;
	(void)fields_instant(activity, "ends_at", FIELDS_REQUIRED, &ends, e);
	for (uint32_t i = 0; i < call->c.people_count; i++) {
		const struct callout_recipient *r = &call->c.people[i];
		json_t *o, *made = NULL;

		if (!took_part(&call->c, r))
			continue;
		o = record_of(&call->c, r, ends);
		if (attendance_record(db, id, o, "callout", by, &made, e) == ERR_OK)
			(*ret)++;
		json_decref(made);
		json_decref(o);
		if (e->code != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code convert(struct db *db, const struct call *call,
	const json_t *wishes, const struct change *by, json_t **ret, struct err *e)
{
	json_t *activity = NULL;
	int people = 0;

	if (call->c.state == CALLOUT_ACTIVE)
		return err_set(e, ERR_CONFLICT,
			"call-out %" PRId64 " still goes on: stop it first",
			call->c.id);
	if (make(db, call, wishes, by, &activity, e) != ERR_OK)
		return e->code;
	if (add_people(db, call, activity, by, &people, e) != ERR_OK) {
		json_decref(activity);
		return e->code;
	}
	fields_set_int(activity, "people", people);
	*ret = activity;
	return ERR_OK;
}

enum err_code call_activity_make(struct db *db, int64_t callout_id,
	const json_t *wishes, const struct change *by, json_t **ret, struct err *e)
{
	struct call *call = NULL;
	int64_t made = 0;

	err_clear(e);
	if (activity_by_callout(db, callout_id, &made, e) != ERR_OK)
		return e->code;
	if (made != 0)
		return err_set(e, ERR_CONFLICT,
			"call-out %" PRId64 " is activity %" PRId64 " already",
			callout_id, made);
	if (call_load(db, callout_id, &call, e) != ERR_OK) {
		if (e->code != ERR_NOTFOUND)
			return e->code;
		err_clear(e);
		return err_fault(e, "callout_id", "is not the id of a call-out");
	}
	(void)convert(db, call, wishes, by, ret, e);
	call_free(call);
	return e->code;
}
