/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/demo/demo_tests.h"

#include "alert/alarm/alarm.h"
#include "alert/scenario/scenario.h"
#include "alert/test/test_schedule.h"
#include "base/zone.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/function.h"

#include <string.h>

enum { FIRST_IN_DAYS = 8, ALL = 1000 };

struct filling {
	struct db *db;
	const struct change *by;
	struct err *e;
	json_t *scenarios; /* items */
};

/* Takes body over. */
static bool make(const struct filling *f, const struct resource *r, json_t *body)
{
	json_t *item = NULL;
	bool done = false;

	if (body == NULL)
		(void)err_set(f->e, ERR_NOMEM, "no memory for demo data");
	else
		done = resource_create(f->db, r, body, f->by, &item, f->e) == ERR_OK;
	json_decref(item);
	json_decref(body);
	return done;
}

static int64_t scenario(const struct filling *f, const char *code)
{
	json_t *o;
	size_t i;

	json_array_foreach(f->scenarios, i, o)
	{
		if (strcmp(json_string_value(json_object_get(o, "code")), code) == 0)
			return json_integer_value(json_object_get(o, "id"));
	}
	return 0; /* "does not exist" */
}

/* The rings of a function: a list of ids; NULL on failure. */
static json_t *rings_of(const struct filling *f, const char *code)
{
	json_t *list = NULL, *ids = json_array(), *o;
	int64_t function;
	size_t i;

	if (function_by_code(f->db, code, &function, f->e) != ERR_OK
		|| rotation_list(f->db, function, 0, ALL, &list, f->e) != ERR_OK) {
		json_decref(ids);
		return NULL;
	}
	json_array_foreach(json_object_get(list, "items"), i, o)
	{
		json_array_append(ids, json_object_get(o, "id"));
	}
	json_decref(list);
	return ids;
}

static bool add_schedules(const struct filling *f)
{
	static const struct {
		const char *name, *scenario, *ring, *time;
		int weeks, weekday;
	} all[] = { { "Proefalarm ring OvD Bevolkingszorg", "PROEFALARM", "OVD-BZ",
			    "09:30", 1, 1 },
		{ "Proefalarm piket, hele team", "PROEFALARM", NULL, "10:00", 4, 3 },
		{ "Bereikbaarheidstest in de avond", "BEREIKBAARHEID", NULL, "20:30", 1,
			4 } };
	const struct date today = zone_to_civil(f->by->now).date;
	char first[DATE_TEXT];

	(void)date_format(date_from_days(date_days(today) + FIRST_IN_DAYS), first);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		json_t *rings =
			all[i].ring != NULL ? rings_of(f, all[i].ring) : json_array();

		if (rings == NULL
			|| !make(f, &test_schedule_resource,
				json_pack("{s:s,s:I,s:o,s:i,s:i,s:s,s:s}", "name",
					all[i].name, "scenario_id",
					(json_int_t)scenario(f, all[i].scenario),
					"rotation_ids", rings, "every_weeks",
					all[i].weeks, "weekday", all[i].weekday, "time",
					all[i].time, "first_on", first)))
			return false;
	}
	return true;
}

static bool add_rules(const struct filling *f)
{
	static const struct {
		const char *name, *field, *is, *value, *scenario;
	} all[] = { { "GRIP 1", "grip", "equals", "1", "GRIP-1" },
		{ "GRIP 2", "grip", "equals", "2", "GRIP-2" },
		{ "GRIP 3", "grip", "equals", "3", "GRIP-3" },
		{ "GRIP 4", "grip", "equals", "4", "GRIP-4" },
		{ "Evacuatie", "omschrijving", "contains", "evacuatie", "OPVANG" } };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!make(f, &alarm_rule_resource,
			    json_pack("{s:s,s:i,s:[{s:s,s:s,s:s}],s:I,s:s,s:s}", "name",
				    all[i].name, "rank", (int)(i + 1) * 10, "matches",
				    "field", all[i].field, "is", all[i].is, "value",
				    all[i].value, "scenario_id",
				    (json_int_t)scenario(f, all[i].scenario),
				    "incident", "{omschrijving}", "location",
				    "{plaats}")))
			return false;
	return true;
}

enum err_code demo_tests(struct db *db, const struct change *by, struct err *e)
{
	struct filling f = { .db = db, .by = by, .e = e };
	json_t *list = NULL;

	err_clear(e);
	if (scenario_list(db, 0, ALL, &list, e) != ERR_OK)
		return e->code;
	f.scenarios = json_object_get(list, "items");
	if (!add_schedules(&f) || !add_rules(&f))
		(void)err_wrap(e, "tests and rules");
	json_decref(list);
	return e->code;
}
