/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/demo/demo_planning.h"

#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/function.h"
#include "roster/people/working_week_store.h"
#include "roster/planning/pair.h"
#include "roster/swap/swap_store.h"

#include <string.h>

enum { DRAFT_WEEKS = 13 };

struct instant demo_handover(struct instant now, int weeks)
{
	struct civil local = zone_to_civil(now);
	int64_t monday = date_days(local.date) - (date_weekday(local.date) - 1);
	struct civil at = { .date = date_from_days(monday + INT64_C(7) * weeks),
		.hour = 9 };
	struct instant t = now;
	struct err ignored;

	if (zone_to_instant(at, ZONE_FIRST, &t, &ignored) != ERR_OK)
		return now;
	return t;
}

struct planning {
	struct db *db;
	const struct change *by;
	struct err *e;
};

struct week_duty {
	int64_t id, function_id, person_id;
	struct instant starts, ends;
};

/* Takes body over. */
static bool make(struct planning *p, const struct resource *r, json_t *body)
{
	json_t *item = NULL;
	bool done = false;

	if (body == NULL)
		(void)err_set(p->e, ERR_NOMEM, "no memory for demo data");
	else
		done = resource_create(p->db, r, body, p->by, &item, p->e) == ERR_OK;
	json_decref(item);
	json_decref(body);
	return done;
}

/* The duty of rank 1 of a week. */
static bool find_duty(
	struct planning *p, const char *code, int week, struct week_duty *ret)
{
	struct duty_filter f = { .state = "published" };
	json_t *list, *d;
	size_t i;

	ret->starts = demo_handover(p->by->now, week);
	ret->ends = demo_handover(p->by->now, week + 1);
	f.from = ret->starts;
	f.to = ret->ends;
	if (function_by_code(p->db, code, &f.function_id, p->e) != ERR_OK
		|| duty_list(p->db, &f, 0, 10, &list, p->e) != ERR_OK)
		return false;
	ret->id = 0;
	ret->function_id = f.function_id;
	json_array_foreach(json_object_get(list, "items"), i, d)
	{
		if (json_integer_value(json_object_get(d, "rank")) != 1)
			continue;
		ret->id = json_integer_value(json_object_get(d, "id"));
		ret->person_id = json_integer_value(json_object_get(d, "person_id"));
	}
	json_decref(list);
	return ret->id != 0;
}

static bool open_a_gap(struct planning *p)
{
	struct week_duty d;

	return find_duty(p, "HTO-PZ", DEMO_GAP_WEEK, &d)
	       && resource_delete(p->db, &duty_resource, d.id, 0, p->by, p->e)
			  == ERR_OK;
}

/* Asked of all who qualify; in the second one somebody has agreed. */
static bool ask_swaps(struct planning *p)
{
	struct week_duty d, other;
	struct swap_order agree = { .step = SWAP_AGREE, .reason = "" };
	struct swap_row s;
	int64_t id;
	json_t *body;
	enum err_code code;

	if (!find_duty(p, "OVD-BZ", 3, &d))
		return false;
	body = json_pack(
		"{s:I,s:s}", "duty_id", (json_int_t)d.id, "note", "Verhuizing");
	code = swap_ask(p->db, body, d.person_id, p->by, &id, p->e);
	json_decref(body);
	if (code != ERR_OK || !find_duty(p, "OVD-C", 4, &d)
		|| !find_duty(p, "OVD-C", 7, &other))
		return false;
	body = json_pack("{s:I,s:I,s:s}", "duty_id", (json_int_t)d.id, "to_person_id",
		(json_int_t)other.person_id, "note", "Vakantie");
	code = swap_ask(p->db, body, d.person_id, p->by, &agree.id, p->e);
	json_decref(body);
	agree.actor.person_id = other.person_id;
	return code == ERR_OK
	       && swap_take_step(p->db, &agree, p->by, &s, p->e) == ERR_OK;
}

static bool be_absent(struct planning *p)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];
	struct week_duty d;

	if (!find_duty(p, "CA-ROT", 2, &d))
		return false;
	(void)instant_format(instant_add(d.starts, seconds(INT64_C(2) * 86400)), from);
	(void)instant_format(instant_add(d.starts, seconds(INT64_C(5) * 86400)), until);
	return make(p, &absence_resource,
		json_pack("{s:I,s:s,s:s,s:s}", "person_id", (json_int_t)d.person_id,
			"from", from, "until", until, "note", "Verlof"));
}

static bool pair(struct planning *p)
{
	int64_t a, b;

	return function_by_code(p->db, "CA-ROT", &a, p->e) == ERR_OK
	       && function_by_code(p->db, "HTO-CC", &b, p->e) == ERR_OK
	       && make(p, &function_pair_resource,
		       json_pack("{s:I,s:I,s:s}", "function_id", (json_int_t)a,
			       "other_function_id", (json_int_t)b, "note",
			       "Werken in dezelfde kamer"));
}

/* Mondays up to that weekday, office hours. */
static json_t *office_hours(int last_weekday)
{
	json_t *times = json_array();

	for (int weekday = 1; weekday <= last_weekday; weekday++)
		(void)json_array_append_new(
			times, json_pack("{s:i,s:s,s:s}", "weekday", weekday, "from",
				       "08:30", "until", "17:00"));
	return times;
}

/* Of some the times are known, of some only how many hours, of most nothing. */
static bool know_some_hours(struct planning *p)
{
	static const int last_weekday[] = { 4, 4, 3 };
	char day[DATE_TEXT];
	struct week_duty d;

	for (int week = 1; week <= 3; week++)
		if (!find_duty(p, "AC-BZ", week, &d)
			|| !make(p, &working_week_resource,
				json_pack("{s:I,s:o}", "person_id",
					(json_int_t)d.person_id, "times",
					office_hours(last_weekday[week - 1]))))
			return false;
	(void)date_format(zone_to_civil(demo_handover(p->by->now, 8)).date, day);
	if (!make(p, &working_week_resource, /* a day less, some weeks from now */
		    json_pack("{s:I,s:s,s:o}", "person_id", (json_int_t)d.person_id,
			    "from", day, "times", office_hours(2))))
		return false;
	for (int week = 4; week <= 5; week++)
		if (!find_duty(p, "AC-BZ", week, &d)
			|| !make(p, &working_week_resource,
				json_pack("{s:I,s:i}", "person_id",
					(json_int_t)d.person_id, "week_minutes",
					week * 8 * 60)))
			return false;
	return true;
}

/* The ring of the function goes on after the last published week. */
static bool draft_a_quarter(struct planning *p)
{
	const struct instant from = demo_handover(p->by->now, DEMO_WEEKS_AFTER);
	struct rotation_made made;
	struct week_duty d = { 0 };
	char day[DATE_TEXT];
	json_t *people = json_array(), *item = NULL, *body;
	enum err_code code;

	for (int week = DEMO_WEEKS_AFTER - 8; week < DEMO_WEEKS_AFTER; week++) {
		if (!find_duty(p, "OVD-BZ", week, &d)) {
			json_decref(people);
			return false;
		}
		(void)json_array_append_new(people, json_integer(d.person_id));
	}
	body = json_pack("{s:I,s:s,s:s,s:o}", "function_id", (json_int_t)d.function_id,
		"name", "Piketring OvD-Bz", "starts_on",
		date_format(zone_to_civil(from).date, day), "people", people);
	if (body == NULL)
		return false;
	code = resource_create(p->db, &rotation_resource, body, p->by, &item, p->e);
	json_decref(body);
	if (code != ERR_OK)
		return false;
	code = rotation_make_drafts(p->db,
		json_integer_value(json_object_get(item, "id")), from,
		demo_handover(p->by->now, DEMO_WEEKS_AFTER + DRAFT_WEEKS), p->by, &made,
		p->e);
	json_decref(item);
	return code == ERR_OK;
}

enum err_code demo_planning(struct db *db, const struct change *by, struct err *e)
{
	struct planning p = { db, by, e };

	err_clear(e);
	if (open_a_gap(&p) && ask_swaps(&p) && be_absent(&p) && pair(&p)
		&& know_some_hours(&p) && draft_a_quarter(&p))
		return ERR_OK;
	return e->code != ERR_OK ? e->code
				 : err_set(e, ERR_BUG, "demo data: a duty is missing");
}
