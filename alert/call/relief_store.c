/* SPDX-License-Identifier: EUPL-1.2 */
/* Reliefs: asking for one, handing over, and stopping them with their call-out. */
#include "alert/call/relief.h"

#include "base/alloc.h"
#include "schema/event.h"

#include <stdlib.h>
#include <string.h>

#define RELIEF_SQL(X)                                                                  \
	X(RELIEF_OF, "SELECT id, state, shift_from FROM callout"                       \
		     " WHERE relief_of = :callout_id ORDER BY shift_from, id"          \
		     " LIMIT :max")
STMT_LIST(relief, RELIEF_SQL);

enum { PATH_SECONDS = 600, WAVE_SECONDS = 3600 };

/* --- asking */

static enum err_code check_parent(const struct call *call, struct err *e)
{
	if (call->relief_of != 0)
		return err_set(e, ERR_CONFLICT,
			"this call-out is a relief: ask in call-out %" PRId64,
			call->relief_of);
	if (call->origin == CALL_MANUAL)
		return err_set(e, ERR_CONFLICT,
			"this call-out was entered afterwards: nobody is called");
	if (call->c.state == CALLOUT_STOPPED)
		return err_set(e, ERR_CONFLICT, "the call-out was stopped");
	return ERR_OK;
}

static void add_slot(struct scenario *s, int64_t function_id, int need)
{
	s->slots[s->slots_count++] = (struct callout_slot){ .function_id = function_id,
		.need = need,
		.mode = MODE_POOL,
		.wave_time = seconds(WAVE_SECONDS),
		.state = SLOT_OPEN };
}

static enum err_code fill_slots(struct scenario *s, const struct call *call,
	const struct relief_request *request, struct err *e)
{
	for (int i = 0; i < request->slots_count; i++) {
		int64_t function = request->slots[i].function_id;

		if (call_slot(call, function) == CALLOUT_NOBODY)
			return err_fault(e, "functions",
				"function %" PRId64
				" is not one of the functions of this call-out",
				function);
		for (int k = 0; k < s->slots_count; k++)
			if (s->slots[k].function_id == function)
				return err_fault(e, "functions",
					"function %" PRId64 " stands there twice",
					function);
		add_slot(s, function, request->slots[i].need);
	}
	for (int i = 0; request->slots_count == 0 && i < call->c.slots_count; i++)
		if (call->c.slots[i].placed > 0)
			add_slot(s, call->c.slots[i].function_id,
				call->c.slots[i].placed);
	if (s->slots_count == 0)
		return err_fault(e, "functions",
			"must be given: nobody has come who could be relieved");
	return ERR_OK;
}

static enum err_code plan_relief(struct db *db, const struct call_settings *settings,
	const struct call *call, const struct relief_request *request,
	struct instant now, struct call **ret, struct err *e)
{
	struct scenario *s = base_calloc(1, sizeof *s);
	struct call_request r = { .origin = CALL_RELIEF,
		.scenario_id = call->scenario_id,
		.kind = (int)call->c.kind,
		.incident = call->incident,
		.location = call->location,
		.details = call->details,
		.confirm_contact_lists = true };

	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a relief");
	memcpy(r.nonce, request->nonce, sizeof r.nonce);
	s->id = call->scenario_id;
	s->path_seconds = PATH_SECONDS;
	s->rounds = 1;
	s->parts_max = call->parts_max;
	s->plain_letters = call->plain_letters;
	(void)snprintf(s->sms, sizeof s->sms, "%s", request->text);
	if (fill_slots(s, call, request, e) == ERR_OK)
		e->code = call_plan_for(db, settings, s, &r, now, ret, e);
	base_free(s);
	return e->code;
}

enum err_code relief_start(struct db *db, const struct call_settings *settings,
	const struct relief_request *request, const struct change *by, int64_t *ret_id,
	struct err *e)
{
	struct call *parent, *plan = NULL;

	err_clear(e);
	if (call_get(db, request->callout_id, &parent, e) != ERR_OK
		|| check_parent(parent, e) != ERR_OK
		|| plan_relief(db, settings, parent, request, by->now, &plan, e)
			   != ERR_OK)
		return e->code;
	REQUIRE(plan != NULL);
	plan->relief_of = parent->c.id;
	plan->shift_from = request->from;
	plan->shift_until = request->until;
	plan->hands_over = !request->by_hand;
	return call_start_planned(db, settings, plan, by, ret_id, e);
}

/* --- handing over */

enum err_code relief_ids(struct db *db, int64_t callout_id, struct instant before,
	bool stopped, int64_t ids[RELIEFS_MAX], size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;
	const char *stop = callout_state_words[CALLOUT_STOPPED];

	*ret_n = 0;
	if (stmt_get(db, &relief_statements, RELIEF_OF, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "callout_id", callout_id);
	stmt_bind_int(s, "max", RELIEFS_MAX);
	while (*ret_n < RELIEFS_MAX && stmt_row(s, e))
		if (stmt_instant(s, "shift_from").ms < before.ms
			&& (stopped || strcmp(stmt_text(s, "state"), stop) != 0))
			ids[(*ret_n)++] = stmt_int(s, "id");
	return e->code;
}

/* Call-outs in which people may be relieved by this one: that for which it asks, and
 * its earlier reliefs. */
static enum err_code earlier(struct db *db, const struct call *relief,
	int64_t ids[RELIEFS_MAX + 1], size_t *ret_n, struct err *e)
{
	ids[0] = relief->relief_of;
	if (relief_ids(
		    db, relief->relief_of, relief->shift_from, true, ids + 1, ret_n, e)
		== ERR_OK)
		(*ret_n)++;
	return e->code;
}

/* Somebody who is there. */
struct present {
	int64_t callout_id; /* 0: nobody */
	uint32_t person;
	int64_t person_id;
	struct instant since;
};

/* Who has been there longest for the function, besides the person who takes over. */
static enum err_code longest(struct db *db, const int64_t ids[], size_t n,
	int64_t function_id, int64_t besides, struct present *ret, struct err *e)
{
	memset(ret, 0, sizeof *ret);
	for (size_t k = 0; k < n; k++) {
		struct call *call;
		int slot;

		if (call_get(db, ids[k], &call, e) != ERR_OK)
			return e->code;
		slot = call_slot(call, function_id);
		for (uint32_t i = 0; slot >= 0 && i < call->c.people_count; i++) {
			const struct callout_recipient *r = &call->c.people[i];

			if (r->state != RECIPIENT_ARRIVED || r->placed != slot
				|| r->person_id == besides
				|| (ret->callout_id != 0
					&& !instant_before(r->arrived_at, ret->since)))
				continue;
			*ret = (struct present){ ids[k], i, r->person_id,
				r->arrived_at };
		}
	}
	return ERR_OK;
}

static enum err_code tell_handed(struct db *db, const struct call *relief,
	int64_t function_id, int64_t by_person, const struct present *out,
	const struct change *by, struct err *e)
{
	json_t *o = json_object();
	struct event_record r = { .at = by->now,
		.kind = "recipient",
		.callout_id = relief->c.id,
		.person_id = out->person_id,
		.actor = by->actor.name };
	char *text;

	fields_set_text(o, "what", "relieved");
	fields_set_int(o, "function_id", function_id);
	if (by_person != 0)
		fields_set_int(o, "by_person_id", by_person);
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	if (text == NULL)
		return err_set(e, ERR_NOMEM, "no memory for an event");
	r.data = text;
	e->code = event_write(db, &r, NULL, e);
	free(text);
	return e->code;
}

static enum err_code relieve(struct db *db, const struct call_settings *settings,
	const struct call *relief, int64_t function_id, int64_t by_person,
	const struct present *out, const struct change *by, struct err *e)
{
	const struct callout_event home = {
		.kind = CALLOUT_SEND_HOME, .person = out->person, .via = VIA_COORDINATOR
	};

	if (call_step(db, settings, out->callout_id, &home, by, e) != ERR_OK)
		return e->code;
	return tell_handed(db, relief, function_id, by_person, out, by, e);
}

enum err_code relief_arrived(struct db *db, const struct call_settings *settings,
	const struct call *relief, uint32_t person, const struct change *by,
	struct err *e)
{
	const struct callout_recipient *r = &relief->c.people[person];
	int64_t ids[RELIEFS_MAX + 1], function;
	struct present out;
	size_t n;

	/* who was sent home and presses the button again is not there */
	if (r->placed == CALLOUT_NOBODY || r->state != RECIPIENT_ARRIVED)
		return ERR_OK;
	function = relief->c.slots[r->placed].function_id;
	if (earlier(db, relief, ids, &n, e) != ERR_OK
		|| longest(db, ids, n, function, r->person_id, &out, e) != ERR_OK
		|| out.callout_id == 0)
		return e->code;
	return relieve(db, settings, relief, function, r->person_id, &out, by, e);
}

static bool anybody_there(const struct call *relief, int slot)
{
	return callout_slot_present(&relief->c, slot) > 0;
}

enum err_code relief_hand_over(struct db *db, const struct call_settings *settings,
	int64_t relief_id, int slot, const struct change *by, int64_t *ret_count,
	struct err *e)
{
	struct call *relief;
	int64_t ids[RELIEFS_MAX + 1];
	bool any = false;
	size_t n = 0;

	*ret_count = 0;
	err_clear(e);
	if (call_get(db, relief_id, &relief, e) != ERR_OK
		|| (relief->relief_of != 0
			&& earlier(db, relief, ids, &n, e) != ERR_OK))
		return e->code;
	if (relief->relief_of == 0)
		return err_set(e, ERR_CONFLICT,
			"this call-out is no relief: nobody takes over here");
	for (int s = 0; s < relief->c.slots_count; s++) {
		int64_t function = relief->c.slots[s].function_id;
		struct present out;

		if ((slot != CALLOUT_NOBODY && slot != s) || !anybody_there(relief, s))
			continue;
		any = true;
		while (longest(db, ids, n, function, 0, &out, e) == ERR_OK
			&& out.callout_id != 0
			&& relieve(db, settings, relief, function, 0, &out, by, e)
				   == ERR_OK)
			(*ret_count)++;
		if (e->code != ERR_OK)
			return e->code;
	}
	return any ? ERR_OK
		   : err_set(e, ERR_CONFLICT,
			   "nobody of the relief has arrived yet: nobody goes home");
}

enum err_code relief_stop_all(struct db *db, const struct call_settings *settings,
	int64_t callout_id, const struct change *by, struct err *e)
{
	static const struct callout_event stop = { .kind = CALLOUT_STOP };
	int64_t ids[RELIEFS_MAX];
	size_t n = 0;

	err_clear(e);
	if (relief_ids(db, callout_id, INSTANT_MAX, false, ids, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n && e->code == ERR_OK; i++)
		e->code = call_step(db, settings, ids[i], &stop, by, e);
	return e->code;
}
