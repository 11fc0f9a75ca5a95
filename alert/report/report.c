/* SPDX-License-Identifier: EUPL-1.2 */
/* The after-action report as JSON: norm times kept, reached, answered, filled; per slot
 * and person. As tables it is report_csv.c, as a page for print report_html.c. */
#include "alert/report/call_view.h"
#include "alert/report/report_norms.h"

enum { TIMELINE_MAX = 20000 };

static bool was_asked(const struct callout_recipient *r)
{
	return r->asked_at.ms != 0 && r->reason != REASON_NO_CONTACT;
}

/* When the last needed person of the slot said yes; ms 0: it is not filled. */
static struct instant filled_at(const struct call *call, int slot)
{
	struct instant at = { 0 };

	if (call->c.slots[slot].placed < call->c.slots[slot].need)
		return at;
	for (uint32_t i = 0; i < call->c.people_count; i++)
		if (call->c.people[i].placed == slot
			&& call->c.people[i].answered_at.ms > at.ms)
			at = call->c.people[i].answered_at;
	return at;
}

static json_t *totals(const struct call *call)
{
	json_t *o = json_object();
	int64_t asked = 0, reached = 0, answered = 0, coming = 0, on_time = 0, need = 0,
		filled = 0;

	for (uint32_t i = 0; i < call->c.people_count; i++) {
		const struct callout_recipient *r = &call->c.people[i];

		asked += was_asked(r);
		reached += was_asked(r)
			   && (r->path_deadline.ms != 0 || r->answer != ANSWER_NONE);
		answered += r->answer != ANSWER_NONE;
		coming += r->placed != CALLOUT_NOBODY;
		on_time += callout_on_time(&call->c, r);
	}
	for (int slot = 0; slot < call->c.slots_count; slot++) {
		const struct callout_slot *s = &call->c.slots[slot];

		need += s->need;
		filled += s->placed < s->need ? s->placed : s->need;
	}
	fields_set_int(o, "asked", asked);
	fields_set_int(o, "reached", reached);
	fields_set_int(o, "answered", answered);
	fields_set_int(o, "coming", coming);
	fields_set_int(o, "on_time", on_time);
	fields_set_int(o, "need", need);
	fields_set_int(o, "filled", filled);
	return o;
}

static void slot_times(const struct call *call, json_t *slots)
{
	json_t *o;
	size_t i;

	json_array_foreach(slots, i, o)
	{
		struct instant at = filled_at(call, (int)i);

		fields_set_instant_or_null(o, "filled_at", at);
		if (at.ms != 0)
			fields_set_int(o, "seconds_to_fill",
				instant_since(at, call->c.started_at).ms / 1000);
		else
			fields_set_text(o, "seconds_to_fill", NULL);
		fields_set_int(o, "short",
			call->c.slots[i].need > call->c.slots[i].placed
				? call->c.slots[i].need - call->c.slots[i].placed
				: 0);
		fields_set_text(o, "article",
			call->c.slots[i].norm_minutes > 0
					&& call->functions[i].regime == REGIME_H
				? "BVR 2.3.1"
				: NULL);
	}
}

/* People who were asked, those who come first. */
static void sort_people(json_t *all, json_t *people)
{
	json_t *o;
	size_t i;

	for (int pass = 0; pass < 2; pass++) {
		json_array_foreach(all, i, o)
		{
			bool comes = json_object_get(o, "on_time") != NULL;

			if (json_is_string(json_object_get(o, "asked_at"))
				&& comes == (pass == 0))
				json_array_append(people, o);
		}
	}
}

/* What goes into a report beside the item itself. Owned. */
struct parts {
	json_t *all, *timeline, *rules, *channels;
};

static enum err_code gather(struct db *db, const struct call *call,
	enum phrase_language language, struct instant now, struct parts *p,
	struct err *e)
{
	if (call_view_recipients(db, call, language, NULL, 0, CALLOUT_PEOPLE_MAX,
		    &p->all,
		    e) != ERR_OK
		|| call_view_timeline(db, call->c.id, 0, TIMELINE_MAX, &p->timeline, e)
			   != ERR_OK
		|| report_rules(db, call, json_object_get(p->timeline, "items"), now,
			   &p->rules, e)
			   != ERR_OK)
		return e->code;
	return report_channels(db, call->c.id, &p->channels, e);
}

static void parts_fini(struct parts *p)
{
	json_decref(p->all);
	json_decref(p->timeline);
	json_decref(p->rules);
	json_decref(p->channels);
}

static void put_parts(json_t *o, const struct parts *p)
{
	json_t *people = json_array();

	sort_people(json_object_get(p->all, "items"), people);
	json_object_set_new(o, "people", people);
	json_object_set(o, "first_message_at",
		json_object_get(json_array_get(p->rules, 0), "at"));
	json_object_set(o, "rules", p->rules);
	json_object_set(o, "channels", p->channels);
	json_object_set(o, "timeline", json_object_get(p->timeline, "items"));
}

enum err_code report_json(struct db *db, const struct call *call, struct instant now,
	enum phrase_language language, json_t **ret, struct err *e)
{
	struct parts p = { 0 };
	json_t *o = NULL;

	if (gather(db, call, language, now, &p, e) != ERR_OK
		|| call_view_item(call, &o, e) != ERR_OK) {
		parts_fini(&p);
		return e->code;
	}
	fields_set_instant(o, "made_at", now);
	fields_set_instant(o, "t0", call->c.t0);
	json_object_set_new(o, "totals", totals(call));
	json_object_set_new(o, "answers_by", report_vias(call));
	slot_times(call, json_object_get(o, "slots"));
	put_parts(o, &p);
	json_object_del(o, "version");
	parts_fini(&p);
	*ret = o;
	return ERR_OK;
}
