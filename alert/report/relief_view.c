/* SPDX-License-Identifier: EUPL-1.2 */
/* Which shift of a deployment is filled by whom, and how much rest they had. */
#include "alert/call/relief.h"
#include "alert/report/call_view.h"

enum { REST_HOURS = 11, HOUR_MS = 3600000 };

/* The call-outs of one deployment, in order of their shifts. */
struct deployment {
	struct call *calls[RELIEFS_MAX + 1]; /* first the one that is relieved; owned */
	size_t count;
	struct instant now;
};

static void deployment_fini(struct deployment *d)
{
	for (size_t i = 0; i < d->count; i++)
		call_free(d->calls[i]);
}

static enum err_code deployment_load(
	struct db *db, int64_t callout_id, struct deployment *d, struct err *e)
{
	int64_t ids[RELIEFS_MAX];
	size_t n;

	if (call_load(db, callout_id, &d->calls[0], e) != ERR_OK)
		return e->code;
	d->count = 1;
	if (relief_ids(db, callout_id, INSTANT_MAX, true, ids, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++) {
		if (call_load(db, ids[i], &d->calls[d->count], e) != ERR_OK)
			return e->code;
		d->count++;
	}
	return ERR_OK;
}

/* When the person stopped working before shift `at`; ms 0: they did not work. Who is
 * still there works on until the shift begins, or until now. */
static struct instant worked_until(
	const struct deployment *d, size_t at, int64_t person_id)
{
	struct instant latest = { 0 };

	for (size_t k = 0; k < d->count; k++) {
		int64_t i =
			k != at ? call_person(d->calls[k], person_id) : CALLOUT_NOBODY;
		struct instant end;

		if (i < 0 || d->calls[k]->c.people[i].arrived_at.ms == 0)
			continue;
		end = d->calls[k]->c.people[i].left_at;
		if (end.ms == 0)
			end = d->now;
		if (end.ms > latest.ms)
			latest = end;
	}
	return latest;
}

static void put_rest(const struct deployment *d, size_t at, json_t *person)
{
	int64_t id = json_integer_value(json_object_get(person, "person_id"));
	struct instant until = worked_until(d, at, id);
	int64_t rest = d->calls[at]->shift_from.ms - until.ms;
	int64_t tenths = rest * 10 / HOUR_MS; /* of an hour, rounded down */

	if (until.ms == 0)
		fields_set_text(person, "rest_hours", NULL);
	else
		json_object_set_new(
			person, "rest_hours", json_real((double)tenths / 10));
	fields_set_bool(person, "rest_short",
		until.ms != 0 && rest < REST_HOURS * (int64_t)HOUR_MS);
}

static bool is_planned(const struct callout_recipient *r, int slot)
{
	return r->placed == slot
	       && (r->state == RECIPIENT_ACCEPTED || r->arrived_at.ms != 0);
}

static json_t *person_json(const struct deployment *d, size_t at, const json_t *full)
{
	static const char *const kept[] = { "person_id", "display_name", "state",
		"arrived_at", "left_at" };
	json_t *o = json_object();

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		json_object_set(o, kept[i], json_object_get(full, kept[i]));
	put_rest(d, at, o);
	return o;
}

/* all: the recipients of the relief, in their order. */
static json_t *slot_json(
	const struct deployment *d, size_t at, int slot, const json_t *all)
{
	const struct call *call = d->calls[at];
	json_t *o = json_object(), *people = json_array(), *reserve = json_array();

	for (uint32_t i = 0; i < call->c.people_count; i++) {
		const struct callout_recipient *r = &call->c.people[i];
		const json_t *full = json_array_get(all, i);

		if (is_planned(r, slot))
			json_array_append_new(people, person_json(d, at, full));
		else if (r->state == RECIPIENT_RESERVE && (r->slots >> slot & 1) != 0)
			json_array_append_new(reserve, person_json(d, at, full));
	}
	fields_set_int(o, "function_id", call->c.slots[slot].function_id);
	fields_set_text(o, "function", call->functions[slot].code);
	fields_set_text(o, "name", call->functions[slot].name);
	fields_set_int(o, "need", call->c.slots[slot].need);
	fields_set_int(o, "filled", (int64_t)json_array_size(people));
	json_object_set_new(o, "people", people);
	json_object_set_new(o, "reserve", reserve);
	return o;
}

static enum err_code relief_json(struct db *db, const struct deployment *d, size_t at,
	json_t *items, struct err *e)
{
	const struct call *call = d->calls[at];
	json_t *o, *slots, *all = NULL;

	if (call_view_recipients(
		    db, call, LANGUAGE_NL, NULL, 0, CALLOUT_PEOPLE_MAX, &all, e)
		!= ERR_OK)
		return e->code;
	o = json_object();
	slots = json_array();
	fields_set_int(o, "id", call->c.id);
	fields_set_instant(o, "from", call->shift_from);
	fields_set_instant(o, "until", call->shift_until);
	fields_set_text(o, "state", callout_state_words[call->c.state]);
	fields_set_text(o, "hand_over", call->hands_over ? "on_arrival" : "by_hand");
	for (int slot = 0; slot < call->c.slots_count; slot++)
		json_array_append_new(
			slots, slot_json(d, at, slot, json_object_get(all, "items")));
	json_object_set_new(o, "slots", slots);
	json_array_append_new(items, o);
	json_decref(all);
	return ERR_OK;
}

enum err_code call_view_reliefs(struct db *db, int64_t callout_id, struct instant now,
	json_t **ret, struct err *e)
{
	struct deployment d = { .now = now };
	json_t *items = json_array(), *o;

	err_clear(e);
	if (deployment_load(db, callout_id, &d, e) == ERR_OK)
		for (size_t i = 1; i < d.count && e->code == ERR_OK; i++)
			e->code = relief_json(db, &d, i, items, e);
	deployment_fini(&d);
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	o = json_object();
	json_object_set_new(o, "items", items);
	fields_set_text(o, "next", NULL);
	*ret = o;
	return ERR_OK;
}
