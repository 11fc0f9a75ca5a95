/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/demo/demo_past.h"

#include "alert/call/call_activity.h"
#include "alert/call/record.h"
#include "alert/demo/demo_play.h"
#include "alert/test/test_schedule.h"
#include "base/zone.h"
#include "roster/demo/demo_training.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "roster/training/record/learning_point.h"

enum { RECORDED_MAX = 24 };

static struct duration hours(int64_t n)
{
	return minutes(n * 60);
}

struct past {
	struct db *db;
	struct call_settings settings; /* every channel served */
	const struct change *by;
	struct err *e;
};

struct when {
	int weeks_ago, weekday, hour, minute;
};

static struct change change_at(
	const struct past *p, const struct when *w, bool by_clock)
{
	const int64_t today = date_days(zone_to_civil(p->by->now).date);
	const int64_t monday = today - (date_weekday(date_from_days(today)) - 1);
	const struct civil local = {
		.date = date_from_days(
			monday - INT64_C(7) * w->weeks_ago + w->weekday - 1),
		.hour = w->hour,
		.minute = w->minute,
	};
	struct change c = { { by_clock ? "system" : "account:demo.coordinator",
				    "local" },
		p->by->now };
	struct err ignored;

	if (zone_to_instant(local, ZONE_FIRST, &c.now, &ignored) != ERR_OK)
		c.now = p->by->now;
	return c;
}

static bool scenario(struct past *p, const char *code, int64_t *ret)
{
	return scenario_by_code(p->db, code, ret, p->e) == ERR_OK && *ret != 0;
}

static bool play(struct past *p, const char *code, struct call_request *r, int lasts,
	struct change *c, int64_t *ret_id)
{
	r->confirm_contact_lists = true;
	return scenario(p, code, &r->scenario_id)
	       && demo_play(p->db, &p->settings, r, hours(lasts), c, ret_id, &c->now,
			  p->e)
			  == ERR_OK;
}

static bool learnt(struct past *p, int64_t callout, const char *text, int due_in_days,
	const char *state, const char *result, const char *owner_of)
{
	const int64_t today = date_days(zone_to_civil(p->by->now).date);
	struct on_duty on[ON_DUTY_MAX];
	char due[DATE_TEXT];
	int64_t function;
	size_t n = 0;

	if (function_by_code(p->db, owner_of, &function, p->e) != ERR_OK
		|| on_duty_at(p->db, function, p->by->now, on, &n, p->e) != ERR_OK)
		return false;
	return n > 0
	       && demo_make(p->db, &learning_point_resource,
			  json_pack("{s:I,s:s,s:I,s:s,s:s,s:s}", "callout_id",
				  (json_int_t)callout, "text", text, "owner_person_id",
				  (json_int_t)on[0].person_id, "due_on",
				  date_format(date_from_days(today + due_in_days), due),
				  "state", state, "result", result),
			  p->by, p->e)
			  != 0;
}

static bool exercise(struct past *p)
{
	static const struct when began = { 11, 2, 13, 30 };
	struct change c = change_at(p, &began, false);
	struct call_request r = { .kind = KIND_EXERCISE,
		.incident = "Oefening: brand in het ziekenhuis",
		.location = "Provinciehuis Zwolle",
		.details = "Oefening. Ingang aan de Luttenbergstraat, zaal 2." };
	json_t *wishes = NULL, *activity = NULL;
	int64_t id = 0;
	bool ok = play(p, "GRIP-2", &r, 3, &c, &id);

	if (ok) {
		wishes = json_pack("{s:I,s:s}", "callout_id", (json_int_t)id, "goals",
			"Opschalen naar GRIP 2 en een eerste omgevingsbeeld binnen een "
			"uur.");
		ok = wishes != NULL
		     && call_activity_make(p->db, id, wishes, &c, &activity, p->e)
				== ERR_OK;
	}
	json_decref(wishes);
	json_decref(activity);
	return ok
	       && learnt(p, id,
		       "De verslaglegger was pas na een uur bekend bij het team.", -30,
		       "done", "Staat nu in de oproep van GRIP 2.", "HTBZ");
}

static bool grip_1(struct past *p)
{
	static const struct when began = { 3, 4, 2, 37 };
	struct change c = change_at(p, &began, false);
	struct call_request r = { .kind = -1,
		.incident = "Gaslek na graafwerkzaamheden",
		.location = "Brink, Deventer",
		.details = "Ongeveer veertig bewoners staan op straat. Meld u bij de "
			   "commandopost op de Welle.",
		.criteria_met_at = { c.now.ms - 50000 } };
	int64_t id = 0;

	return play(p, "GRIP-1", &r, 4, &c, &id)
	       && learnt(p, id,
		       "De sleutel van de opvanglocatie lag bij niemand van het piket.",
		       12, "open", "", "OVD-BZ")
	       && learnt(p, id,
		       "Bewoners hoorden lang niets: het eerste bericht kwam na "
		       "drie kwartier.",
		       -3, "started", "Standaardbericht wordt geschreven.", "OVD-C");
}

static bool test_alarm(struct past *p)
{
	static const struct when began = { 2, 3, 10, 0 };
	struct change c = change_at(p, &began, true);
	struct call_request r = { .origin = CALL_SCHEDULE,
		.kind = -1,
		.incident = "",
		.location = "",
		.details = "" };
	int64_t id;

	if (!play(p, "PROEFALARM", &r, 1, &c, &id))
		return false;
	c.now = instant_add(c.now, hours(2));
	return test_count(p->db, &c, p->e) == ERR_OK;
}

/* --- by pager, entered the next morning */

static bool is_recorded(const struct record_request *record, int64_t person)
{
	for (size_t i = 0; i < record->people_count; i++)
		if (record->people[i].person_id == person)
			return true;
	return false;
}

/* Number i of those who were asked for a function: the first `come` of them come, the
 * next says no, the others are silent. */
static void fill_person(
	struct record_person *who, int i, int come, const struct record_request *record)
{
	who->eta_minutes = -1;
	if (i > come)
		return;
	who->answer = i < come ? ANSWER_YES : ANSWER_NO;
	who->answered_at = instant_add(record->started_at, minutes(4 + i * 3));
	if (i == come)
		return;
	who->eta_minutes = 25 + 5 * i;
	who->arrived_at =
		instant_add(who->answered_at, minutes(who->eta_minutes + i - 1));
	who->left_at = record->closed_at;
}

static bool add_people(struct past *p, const char *code, int asked, int come,
	struct record_request *record, struct record_person people[RECORDED_MAX])
{
	json_t *list = NULL, *o;
	int64_t function;
	int done = 0;
	size_t i;

	if (function_by_code(p->db, code, &function, p->e) != ERR_OK
		|| assignment_list(p->db, 0, function, 0, RECORDED_MAX, &list, p->e)
			   != ERR_OK)
		return false;
	json_array_foreach(json_object_get(list, "items"), i, o)
	{
		const int64_t person =
			json_integer_value(json_object_get(o, "person_id"));
		struct record_person *who = &people[record->people_count];

		if (done == asked || record->people_count == RECORDED_MAX
			|| is_recorded(record, person))
			continue;
		*who = (struct record_person){ .person_id = person,
			.function_id = function };
		fill_person(who, done++, come, record);
		record->people_count++;
	}
	json_decref(list);
	return true;
}

static bool by_pager(struct past *p)
{
	static const struct when began = { 7, 6, 23, 12 }, entered = { 6, 1, 8, 45 };
	const struct change at = change_at(p, &began, false),
			    by = change_at(p, &entered, false);
	struct record_person people[RECORDED_MAX];
	struct record_request record = { .started_at = at.now,
		.closed_at = instant_add(at.now, hours(5)),
		.people = people };
	struct call_request r = { .origin = CALL_MANUAL,
		.kind = -1,
		.incident = "Woningbrand, opvang van bewoners",
		.location = "Sporthal Zwolle-Zuid",
		.details = "Gealarmeerd met de pager: storing bij de aanbieder." };
	int64_t id;

	return scenario(p, "OPVANG", &r.scenario_id)
	       && add_people(p, "OVD-BZ", 1, 1, &record, people)
	       && add_people(p, "TL-OVR", 3, 1, &record, people)
	       && add_people(p, "OVR-ZWO", 9, 6, &record, people)
	       && record_add(p->db, &p->settings, &r, &record, &by, &id, p->e)
			  == ERR_OK;
}

enum err_code demo_past(struct db *db, const struct call_settings *settings,
	const struct change *by, struct err *e)
{
	struct past p = { .db = db, .settings = *settings, .by = by, .e = e };

	err_clear(e);
	p.settings.channels = (1u << CHANNELS_COUNT) - 1;
	if (exercise(&p) && by_pager(&p) && grip_1(&p) && test_alarm(&p))
		return ERR_OK;
	return e->code != ERR_OK
		       ? err_wrap(e, "call-outs of the past")
		       : err_set(e, ERR_BUG,
			       "demo data: a scenario or an owner is missing");
}
