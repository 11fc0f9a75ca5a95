/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/demo/demo_learning.h"

#include "base/zone.h"
#include "roster/demo/demo_training.h"
#include "roster/people/function.h"
#include "roster/training/record/attendance.h"
#include "roster/training/record/learning_point.h"

#include <string.h>

enum { APPOINTED = 8, APPOINTED_DAYS = 100 };

struct making {
	struct db *db;
	const struct demo_activities *a;
	const struct change *by;
	struct err *e;
	int64_t today;
};

static const char *day_text(int64_t day, char buffer[DATE_TEXT])
{
	return date_format(date_from_days(day), buffer);
}

/* --- appointments */

static bool present(struct making *m, int64_t activity, int64_t person,
	int64_t function, const char *result)
{
	return demo_attended(m->db, activity, person, function, result, m->by, m->e);
}

/* The aspirant of function number f did what is asked (the last one did not) and holds
 * the function since. */
static bool appoint(struct making *m, const json_t *assignment, int64_t function, int f)
{
	int64_t person = json_integer_value(json_object_get(assignment, "person_id"));
	char day[DATE_TEXT];
	json_t *body, *item = NULL;

	if (f < APPOINTED - 1
		&& (!present(m, m->a->course[f % DEMO_GROUPS], person, function,
			    "passed")
			|| !present(m, m->a->exercise[f % DEMO_GROUPS], person,
				function, "present")
			|| !present(m, m->a->system_test, person, function, "present")))
		return false;
	(void)day_text(m->today - APPOINTED_DAYS - f * INT64_C(20), day);
	body = json_pack("{s:s}", "until", day);
	if (resource_update(m->db, &assignment_resource,
		    json_integer_value(json_object_get(assignment, "id")), body, false,
		    0, m->by, &item, m->e)
		== ERR_OK)
		json_decref(item);
	json_decref(body);
	return m->e->code == ERR_OK
	       && demo_make(m->db, &assignment_resource,
			  json_pack("{s:I,s:I,s:s,s:s}", "person_id",
				  (json_int_t)person, "function_id",
				  (json_int_t)function, "status", "qualified", "from",
				  day),
			  m->by, m->e)
			  != 0;
}

static bool appoint_one(struct making *m, int64_t function, int f)
{
	json_t *list = NULL, *o;
	bool ok = true;
	size_t i;

	if (assignment_list(m->db, 0, function, 0, 1000, &list, m->e) != ERR_OK)
		return false;
	json_array_foreach(json_object_get(list, "items"), i, o)
	{
		if (ok
			&& strcmp(json_string_value(json_object_get(o, "status")),
				   "aspirant")
				   == 0)
			ok = appoint(m, o, function, f);
	}
	json_decref(list);
	return ok;
}

/* --- what exercises taught */

/* of: 0 the exercise of some months ago, 1 the last one. due_in: days, 0: no date. */
static const struct point {
	int of, owner, due_in, repeats; /* repeats: number of a point, from 1 */
	const char *state, *text, *result;
	bool requirement, activity;
} points[] = {
	{ 0, 0, -120, 0, "done", "De sleutel van de sporthal was niet te vinden.",
		"Sleutelplan aangepast.", false, false },
	{ 0, 1, -60, 0, "done", "Niet iedereen kende de nieuwe werkwijze in LCMS.",
		"De eis voor oefenen is aangescherpt.", true, false },
	{ 0, 2, -14, 0, "started", "De reservelijst van vrijwilligers was verouderd.",
		"", false, false },
	{ 1, 0, 5, 1, "open", "Weer geen sleutel: het plan was niet bekend.", "", false,
		false },
	{ 1, 1, 45, 0, "started", "De aflossing kwam te laat op gang.",
		"Komt terug in de volgende oefening.", false, true },
	{ 1, 2, 0, 0, "dropped", "Koffie was op.", "Geen leerpunt.", false, false },
};
enum { POINTS = sizeof points / sizeof *points, OWNERS = 3 };

static json_t *id_or_null(int64_t id)
{
	return id != 0 ? json_integer(id) : json_null();
}

static bool make_points(struct making *m, const int64_t owner[OWNERS])
{
	int64_t made[POINTS];
	char due[DATE_TEXT];

	for (int i = 0; i < POINTS; i++) {
		const struct point *p = &points[i];

		(void)day_text(m->today + p->due_in, due);
		made[i] = demo_make(m->db, &learning_point_resource,
			json_pack("{s:I,s:s,s:I,s:s?,s:s,s:s,s:o,s:o,s:o}",
				"activity_id",
				(json_int_t)(p->of == 0 ? m->a->exercise[0]
							: m->a->last),
				"text", p->text, "owner_person_id",
				(json_int_t)owner[p->owner], "due_on",
				p->due_in != 0 ? due : NULL, "state", p->state,
				"result", p->result, "repeats",
				id_or_null(p->repeats > 0 ? made[p->repeats - 1] : 0),
				"requirement_id",
				id_or_null(p->requirement ? m->a->requirement : 0),
				"led_to_activity_id",
				id_or_null(p->activity ? m->a->coming : 0)),
			m->by, m->e);
		if (made[i] == 0)
			return false;
	}
	return true;
}

static bool find_owners(struct making *m, int64_t function, int64_t ret[OWNERS])
{
	json_t *list = NULL, *o;
	size_t i;

	if (assignment_list(m->db, 0, function, 0, OWNERS, &list, m->e) != ERR_OK)
		return false;
	json_array_foreach(json_object_get(list, "items"), i, o) ret[i] =
		json_integer_value(json_object_get(o, "person_id"));
	json_decref(list);
	return i == OWNERS;
}

enum err_code demo_learning(struct db *db, const struct demo_activities *a,
	const int64_t function[], int functions, const struct change *by, struct err *e)
{
	struct making m = { db, a, by, e, date_days(zone_to_civil(by->now).date) };
	int64_t owner[OWNERS];

	for (int f = 0; f < functions && f < APPOINTED; f++)
		if (!appoint_one(&m, function[f], f))
			return e->code;
	if (find_owners(&m, function[0], owner))
		(void)make_points(&m, owner);
	return e->code;
}
