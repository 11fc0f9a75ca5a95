/* SPDX-License-Identifier: EUPL-1.2 */
/* Call-outs as JSON: one, and the list of them. */
#include "alert/report/view_internal.h"

#include <stdio.h>

enum { DAY_MS = 86400000 };

#define CALL_VIEW_SQL(X)                                                               \
	X(VIEW_LIST,                                                                   \
		"SELECT id FROM callout WHERE (:before = 0 OR id < :before)"           \
		" AND (:state = '' OR state = :state)"                                 \
		" AND (:running = 0 OR (state <> 'stopped' AND origin <> 'manual'"     \
		" AND (kind IN ('real', 'exercise') OR closed_at IS NULL"              \
		" OR closed_at > :ended)))"                                            \
		" AND (:person_id = 0 OR EXISTS (SELECT 1 FROM callout_recipient r"    \
		" WHERE r.callout_id = callout.id AND r.person_id = :person_id"        \
		" AND r.asked_at IS NOT NULL)) ORDER BY id DESC LIMIT :limit")
STMT_LIST(call_view, CALL_VIEW_SQL);

static json_t *slot_json(const struct call *call, int slot)
{
	const struct callout_slot *s = &call->c.slots[slot];
	json_t *o = json_object();

	fields_set_int(o, "function_id", s->function_id);
	fields_set_text(o, "function", call->functions[slot].code);
	fields_set_text(o, "name", call->functions[slot].name);
	fields_set_int(o, "need", s->need);
	fields_set_int(o, "accepted", s->placed);
	fields_set_int(o, "present", callout_slot_present(&call->c, slot));
	fields_set_int(o, "reserve", callout_slot_reserve(&call->c, slot));
	fields_set_int(o, "asked", callout_slot_asked(&call->c, slot));
	fields_set_text(o, "state", slot_state_words[s->state]);
	fields_set_bool(o, "stopped", s->ended);
	fields_set_text(o, "mode", slot_mode_words[s->mode]);
	fields_set_bool(o, "fallback_used", s->fallback_used);
	if (s->norm_minutes > 0)
		fields_set_int(o, "norm_minutes", s->norm_minutes);
	else
		fields_set_text(o, "norm_minutes", NULL);
	fields_set_int(o, "on_time", callout_slot_on_time(&call->c, slot));
	return o;
}

enum err_code call_view_item(const struct call *call, json_t **ret, struct err *e)
{
	json_t *o = json_object(), *slots = json_array();

	if (o == NULL || slots == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a call-out");
	fields_set_int(o, "id", call->c.id);
	fields_set_int(o, "scenario_id", call->scenario_id);
	fields_set_text(o, "kind", callout_kind_words[call->c.kind]);
	fields_set_text(o, "incident", call->incident);
	fields_set_text(o, "location", call->location);
	fields_set_text(o, "details", call->details);
	fields_set_text(o, "state", callout_state_words[call->c.state]);
	fields_set_instant(o, "started_at", call->c.started_at);
	fields_set_instant_or_null(o, "criteria_met_at", call->criteria_met_at);
	fields_set_instant_or_null(o, "closed_at", call->c.closed_at);
	fields_set_text(o, "started_by", call->started_by);
	fields_set_text(o, "origin", call_origin_words[call->origin]);
	if (call->relief_of != 0) {
		fields_set_int(o, "relief_of", call->relief_of);
		fields_set_instant(o, "shift_from", call->shift_from);
		fields_set_instant(o, "shift_until", call->shift_until);
	}
	fields_set_int(o, "people", call->c.people_count);
	for (int slot = 0; slot < call->c.slots_count; slot++)
		json_array_append_new(slots, slot_json(call, slot));
	json_object_set_new(o, "slots", slots);
	fields_set_int(o, "version", call->version);
	*ret = o;
	return ERR_OK;
}

enum err_code view_list_of(
	json_t *items, const char *cursor, json_t **ret, struct err *e)
{
	json_t *o = json_object();

	if (o == NULL || json_object_set_new(o, "items", items) != 0)
		return err_set(e, ERR_NOMEM, "no memory for a list");
	fields_set_text(o, "next", cursor[0] != '\0' ? cursor : NULL);
	*ret = o;
	return ERR_OK;
}

/* What the person of the filter said, beside the call-out. */
static enum err_code set_recipient(struct db *db, const struct call *call,
	const struct call_list_filter *filter, json_t *item, struct err *e)
{
	struct call_recipient_filter one = { .state = -1,
		.person_id = filter->person_id };
	json_t *found = NULL;

	if (filter->person_id == 0)
		return ERR_OK;
	if (call_view_recipients(db, call, filter->language, &one, 0, 1, &found, e)
		!= ERR_OK)
		return e->code;
	json_object_set(
		item, "recipient", json_array_get(json_object_get(found, "items"), 0));
	json_decref(found);
	return ERR_OK;
}

enum err_code call_view_list(struct db *db, const struct call_list_filter *filter,
	int64_t before, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *items = json_array();
	char cursor[24] = "";
	int64_t last = 0, n = 0;

	if (stmt_get(db, &call_view_statements, VIEW_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "before", before);
	stmt_bind_text(s, "state", filter->state);
	stmt_bind_int(s, "running", filter->running);
	stmt_bind_instant(s, "ended", (struct instant){ filter->now.ms - DAY_MS });
	stmt_bind_int(s, "person_id", filter->person_id);
	stmt_bind_int(s, "limit", limit + 1);
	while (stmt_row(s, e)) {
		struct call *call = NULL;
		json_t *o = NULL;

		if (n++ == limit) {
			(void)snprintf(cursor, sizeof cursor, "%" PRId64, last);
			break;
		}
		last = stmt_int(s, "id");
		if (call_load(db, last, &call, e) == ERR_OK
			&& call_view_item(call, &o, e) == ERR_OK) {
			(void)set_recipient(db, call, filter, o, e);
			json_array_append_new(items, o);
		}
		call_free(call);
		if (e->code != ERR_OK)
			break;
	}
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	return view_list_of(items, cursor, ret, e);
}
