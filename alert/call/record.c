/* SPDX-License-Identifier: EUPL-1.2 */
/* Entering a call-out afterwards: its rows, and a timeline with the times given. */
#include "alert/call/record.h"

#include "alert/call/call_store.h"
#include "base/alloc.h"
#include "roster/people/person.h"
#include "schema/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct instant later(struct instant a, struct instant b)
{
	return a.ms > b.ms ? a : b;
}

static enum recipient_state state_of(const struct record_person *p)
{
	if (p->arrived_at.ms != 0)
		return p->left_at.ms != 0 ? RECIPIENT_STOOD_DOWN : RECIPIENT_ARRIVED;
	switch (p->answer) {
	case ANSWER_YES:
	case ANSWER_LAST_RESORT:
		return RECIPIENT_ACCEPTED;
	case ANSWER_NO:
		return RECIPIENT_DECLINED;
	case ANSWER_NONE:
	case ANSWERS_COUNT:
		break;
	}
	return RECIPIENT_SILENT;
}

static void fill_person(struct call *call, uint32_t i, const struct record_person *p,
	int slot, struct instant started_at)
{
	struct callout_recipient *r = &call->c.people[i];
	bool came = p->arrived_at.ms != 0;

	*r = (struct callout_recipient){ .person_id = p->person_id,
		.slots = UINT64_C(1) << slot,
		.state = state_of(p),
		.answer = came && p->answer == ANSWER_NONE ? ANSWER_YES : p->answer,
		.reason = REASON_EVERYBODY,
		.placed = CALLOUT_NOBODY,
		.asked_for = slot,
		.asked_at = p->asked_at.ms != 0 ? p->asked_at : started_at,
		.answered_at =
			came && p->answered_at.ms == 0 ? p->arrived_at : p->answered_at,
		.eta_minutes = p->eta_minutes,
		.arrived_at = p->arrived_at,
		.left_at = p->left_at,
		.via = came || p->answer != ANSWER_NONE ? VIA_COORDINATOR : VIA_NONE };
	if (p->eta_minutes >= 0 && r->answered_at.ms != 0)
		r->expected_at = instant_add(r->answered_at, minutes(p->eta_minutes));
	if (came || r->state == RECIPIENT_ACCEPTED)
		r->placed = slot;
}

static enum err_code check_person(
	struct db *db, const struct record_request *record, uint32_t i, struct err *e)
{
	int64_t id = record->people[i].person_id;
	char field[ERR_FIELD_MAX];
	json_t *person = NULL;

	(void)snprintf(field, sizeof field, "people[%u].person_id", i);
	for (uint32_t k = 0; k < i; k++)
		if (record->people[k].person_id == id)
			return err_fault(
				e, field, "person %" PRId64 " stands there twice", id);
	if (resource_get(db, &person_resource, id, &person, e) == ERR_OK) {
		json_decref(person);
		return ERR_OK;
	}
	if (e->code != ERR_NOTFOUND)
		return e->code;
	err_clear(e);
	return err_fault(e, field, "person %" PRId64 " does not exist", id);
}

static enum err_code fill_people(struct db *db, struct call *call,
	const struct record_request *record, struct err *e)
{
	char field[ERR_FIELD_MAX];

	for (uint32_t i = 0; i < call->c.people_count; i++) {
		const struct record_person *p = &record->people[i];
		int slot = call_slot(call, p->function_id);

		(void)snprintf(field, sizeof field, "people[%u].function_id", i);
		if (slot == CALLOUT_NOBODY)
			return err_fault(e, field,
				"function %" PRId64 " is not one of this scenario",
				p->function_id);
		if (check_person(db, record, i, e) != ERR_OK)
			return e->code;
		fill_person(call, i, p, slot, record->started_at);
	}
	return ERR_OK;
}

static void fill_slot(struct callout_slot *s, const struct callout_slot *from)
{
	*s = *from;
	s->fallback_used = true; /* whoever came may stand there */
	s->waves = 1;
}

static struct instant last_time(const struct record_request *record)
{
	struct instant last = record->started_at;

	for (size_t i = 0; i < record->people_count; i++) {
		last = later(last, record->people[i].answered_at);
		last = later(last, record->people[i].arrived_at);
		last = later(last, record->people[i].left_at);
	}
	return last;
}

/* Places, states and the end, out of what people did. */
static enum err_code conclude(
	struct call *call, const struct record_request *record, struct err *e)
{
	if (callout_prepare(&call->c, e) != ERR_OK)
		return e->code;
	call->c.state = CALLOUT_FILLED;
	for (int slot = 0; slot < call->c.slots_count; slot++) {
		struct callout_slot *s = &call->c.slots[slot];

		s->state = s->placed >= s->need ? SLOT_FILLED : SLOT_EXHAUSTED;
		if (s->state == SLOT_EXHAUSTED)
			call->c.state = CALLOUT_EXHAUSTED;
	}
	call->c.started_at = record->started_at;
	call->c.closed_at =
		record->closed_at.ms != 0 ? record->closed_at : last_time(record);
	if (call->c.t0.ms == 0)
		call->c.t0 = record->started_at;
	return ERR_OK;
}

static enum err_code make(struct db *db, const struct scenario *s,
	const struct call_request *request, const struct record_request *record,
	struct call *call, struct err *e)
{
	if (callout_init(&call->c, (uint32_t)record->people_count, e) != ERR_OK)
		return e->code;
	call_fill(call, s, request);
	call->c.slots_count = s->slots_count;
	for (int slot = 0; slot < s->slots_count; slot++) {
		fill_slot(&call->c.slots[slot], &s->slots[slot]);
		if (function_find(
			    db, s->slots[slot].function_id, &call->functions[slot], e)
			!= ERR_OK)
			return e->code;
	}
	if (fill_people(db, call, record, e) != ERR_OK)
		return e->code;
	return conclude(call, record, e);
}

/* --- timeline */

static enum err_code note(struct db *db, const struct call *call, struct instant at,
	const char *kind, int64_t person_id, json_t *data, const struct change *by,
	struct err *e)
{
	char *text;
	struct event_record r = { .at = at,
		.kind = kind,
		.callout_id = call->c.id,
		.person_id = person_id,
		.actor = by->actor.name };

	fields_set_text(data, "origin", call_origin_words[CALL_MANUAL]);
	text = json_dumps(data, JSON_COMPACT);
	json_decref(data);
	if (text == NULL)
		return err_set(e, ERR_NOMEM, "no memory for an event");
	r.data = text;
	e->code = event_write(db, &r, NULL, e);
	free(text);
	return e->code;
}

/* Something that a person did. */
struct deed {
	struct instant at;
	uint32_t person;
	const char *what;
};

static int by_time(const void *a, const void *b)
{
	const struct deed *x = a, *y = b;

	if (x->at.ms != y->at.ms)
		return x->at.ms < y->at.ms ? -1 : 1;
	return x->person < y->person ? -1 : x->person > y->person;
}

static size_t deeds_of(const struct call *call, struct deed *deeds)
{
	size_t n = 0;

	for (uint32_t i = 0; i < call->c.people_count; i++) {
		const struct callout_recipient *r = &call->c.people[i];

		if (r->answered_at.ms != 0)
			deeds[n++] = (struct deed){ r->answered_at, i, "answer" };
		if (r->arrived_at.ms != 0)
			deeds[n++] = (struct deed){ r->arrived_at, i, "arrived" };
		if (r->left_at.ms != 0)
			deeds[n++] = (struct deed){ r->left_at, i, "sent_home" };
	}
	qsort(deeds, n, sizeof *deeds, by_time);
	return n;
}

static enum err_code note_deeds(
	struct db *db, const struct call *call, const struct change *by, struct err *e)
{
	struct deed *deeds =
		base_calloc(3 * (size_t)call->c.people_count + 1, sizeof *deeds);
	size_t n;

	if (deeds == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a timeline");
	n = deeds_of(call, deeds);
	for (size_t i = 0; i < n && e->code == ERR_OK; i++) {
		const struct callout_recipient *r = &call->c.people[deeds[i].person];
		json_t *o = json_object();

		fields_set_text(o, "what", deeds[i].what);
		fields_set_text(o, "answer", answer_words[r->answer]);
		fields_set_text(o, "function", call->functions[r->asked_for].code);
		(void)note(db, call, deeds[i].at, "recipient", r->person_id, o, by, e);
	}
	base_free(deeds);
	return e->code;
}

static enum err_code note_start(
	struct db *db, const struct call *call, const struct change *by, struct err *e)
{
	json_t *o = json_object();

	fields_set_text(o, "what", "started");
	fields_set_text(o, "state", callout_state_words[call->c.state]);
	return note(db, call, call->c.started_at, "callout", 0, o, by, e);
}

static enum err_code audit(
	struct db *db, const struct call *call, const struct change *by, struct err *e)
{
	json_t *after = json_object();

	fields_set_text(after, "origin", call_origin_words[CALL_MANUAL]);
	fields_set_int(after, "scenario_id", call->scenario_id);
	fields_set_text(after, "incident", call->incident);
	fields_set_instant(after, "started_at", call->c.started_at);
	fields_set_int(after, "people", call->c.people_count);
	e->code =
		resource_audit(db, by, "record", "callout", call->c.id, NULL, after, e);
	json_decref(after);
	return e->code;
}

static enum err_code save(struct db *db, const struct call_settings *settings,
	struct call *call, const struct change *by, struct err *e)
{
	int64_t first;

	(void)snprintf(call->started_by, sizeof call->started_by, "%s", by->actor.name);
	if (ids_next(db, "callout", &call->c.id, e) != ERR_OK
		|| ids_take(db, "callout_recipient", call->c.people_count, &first, e)
			   != ERR_OK)
		return e->code;
	for (uint32_t i = 0; i < call->c.people_count; i++)
		call->c.people[i].id = first + i;
	if (call_rows_insert(db, settings, call, e) != ERR_OK)
		return e->code;
	for (uint32_t i = 0; i < call->c.people_count; i++)
		if (call_person_save(db, call, i, e) != ERR_OK)
			return e->code;
	if (note_start(db, call, by, e) != ERR_OK
		|| note_deeds(db, call, by, e) != ERR_OK)
		return e->code;
	return audit(db, call, by, e);
}

enum err_code record_add(struct db *db, const struct call_settings *settings,
	const struct call_request *request, const struct record_request *record,
	const struct change *by, int64_t *ret_id, struct err *e)
{
	struct call *call = base_calloc(1, sizeof *call);
	struct scenario *s = base_calloc(1, sizeof *s);

	err_clear(e);
	if (call == NULL || s == NULL)
		(void)err_set(e, ERR_NOMEM, "no memory for a call-out");
	else if (scenario_find(db, request->scenario_id, s, e) == ERR_OK
		 && make(db, s, request, record, call, e) == ERR_OK
		 && save(db, settings, call, by, e) == ERR_OK)
		*ret_id = call->c.id;
	base_free(s);
	call_free(call);
	return e->code;
}
