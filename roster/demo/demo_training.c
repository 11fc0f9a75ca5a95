/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/demo/demo_training.h"

#include "base/random.h"
#include "base/zone.h"
#include "roster/demo/demo_learning.h"
#include "roster/people/function.h"
#include "roster/training/record/activity.h"
#include "roster/training/record/attendance.h"
#include "roster/training/record/certificate.h"
#include "roster/training/competence/requirement.h"

#include <string.h>

enum { GROUPS = DEMO_GROUPS };

/* The exercise after which aspirants were appointed, and the last one. */
enum { BEFORE_APPOINTED = 280, LAST = 40 };

/* What was held and is planned; each for one group of functions, or for all. */
static const struct {
	const char *kind, *title, *location;
	int days_ago, hours, capacity;
	bool all;
} held[] = {
	{ "course", "Basisopleiding bevolkingszorg", "Zwolle", 720, 16, 0, false },
	{ "exercise", "Oefening Hoogwater", "Kampen", 540, 4, 0, false },
	{ "training", "Training crisiscommunicatie", "Raalte", 480, 3, 0, false },
	{ "system_test", "Systeemtoets", "Zwolle", 420, 3, 0, true },
	{ "training", "Training informatiemanagement", "Deventer", 330, 3, 0, false },
	{ "exercise", "Oefening Stroomuitval", "Hardenberg", 300, 4, 0, false },
	{ "deployment", "Inzet hoogwater IJssel", "Deventer", 230, 6, 0, false },
	{ "exercise", "Oefening Opvang", "Dalfsen", BEFORE_APPOINTED, 4, 0, false },
	{ "system_test", "Systeemtoets", "Zwolle", 90, 3, 0, true },
	{ "exercise", "Oefening Natuurbrand", "Ommen", LAST, 4, 0, false },
	{ "exercise", "Oefening Trein", "Zwolle", -35, 4, 20, false },
	{ "course", "Basisopleiding bevolkingszorg", "Zwolle", -60, 16, 12, true },
	{ "exercise", "Oefening Uitval drinkwater", "Raalte", -120, 4, 20, false },
};

/* What each function asks; `hard`: of those with hard piket only. */
static const struct {
	const char *kind, *title;
	int count, within_months, grace_days;
	bool deployments, hard;
} asked[] = {
	{ "course", "Basisopleiding", 1, 0, 0, false, false },
	{ "exercise", "Oefening", 1, 12, 60, true, false },
	{ "system_test", "Systeemtoets", 1, 24, 90, false, true },
};

struct making {
	struct db *db;
	const struct change *by;
	struct err *e;
	uint64_t seed;
	struct prng chance;
	int64_t today;
	const int64_t *function;
	int functions, hard;
	struct demo_activities made;
};

static int64_t make(struct making *m, const struct resource *r, json_t *body)
{
	return demo_make(m->db, r, body, m->by, m->e);
}

static const char *time_text(
	const struct making *m, int64_t day, int hour, char buffer[INSTANT_TEXT])
{
	struct civil c = { .date = date_from_days(day), .hour = hour };
	struct instant t = m->by->now;
	struct err ignored;

	if (zone_to_instant(c, ZONE_FIRST, &t, &ignored) != ERR_OK)
		t = m->by->now;
	return instant_format(t, buffer);
}

static bool make_requirements(struct making *m)
{
	size_t n = sizeof asked / sizeof *asked;
	int64_t id;

	for (int f = 0; f < m->functions; f++)
		for (size_t i = 0; i < n; i++) {
			if (asked[i].hard && f >= m->hard)
				continue;
			id = make(m, &requirement_resource,
				json_pack("{s:I,s:s,s:s,s:i,s:o,s:i,s:b}",
					"function_id", (json_int_t)m->function[f],
					"kind", asked[i].kind, "title", asked[i].title,
					"count", asked[i].count, "within_months",
					asked[i].within_months > 0
						? json_integer(asked[i].within_months)
						: json_null(),
					"grace_days", asked[i].grace_days,
					"deployments_count", asked[i].deployments));
			if (id == 0)
				return false;
			if (f == 0 && strcmp(asked[i].kind, "exercise") == 0)
				m->made.requirement = id;
		}
	return make(m, &requirement_resource,
		       json_pack("{s:I,s:s,s:s,s:i,s:i}", "function_id",
			       (json_int_t)m->function[0], "kind", "certificate",
			       "title", "Rijvaardigheid voorrangsvoertuig",
			       "valid_months", 60, "grace_days", 30))
	       != 0;
}

static int64_t make_activity(struct making *m, size_t i, int group)
{
	char starts[INSTANT_TEXT], ends[INSTANT_TEXT];
	int64_t day = m->today - held[i].days_ago - (held[i].all ? 0 : group * 3);
	json_t *functions = json_array();

	for (int f = 0; f < m->functions; f++)
		if (held[i].all || f % GROUPS == group)
			(void)json_array_append_new(
				functions, json_integer(m->function[f]));
	return make(m, &activity_resource,
		json_pack("{s:s,s:s,s:s,s:s,s:i,s:s,s:s,s:o,s:o}", "kind", held[i].kind,
			"title", held[i].title, "starts_at",
			time_text(m, day, 9, starts), "ends_at",
			time_text(m, day, held[i].hours < 9 ? 9 + held[i].hours : 18,
				ends),
			"hours", held[i].hours, "location", held[i].location,
			"organiser", "Bureau crisisbeheersing", "function_ids",
			functions, "capacity",
			held[i].capacity > 0 ? json_integer(held[i].capacity)
					     : json_null()));
}

/* Most come nearly always; one in seven seldom; all did their first course. */
static const char *outcome(struct making *m, size_t i, int64_t person)
{
	bool seldom = prng_mix(m->seed, (uint64_t)person) % 7 == 0;
	uint64_t luck = prng_below(&m->chance, 100);

	if (strcmp(held[i].kind, "course") == 0)
		return luck < 96 ? "passed" : "failed";
	if (luck < (seldom ? 20 : 82))
		return "present";
	return luck < 93 ? "excused" : "absent";
}

bool demo_attended(struct db *db, int64_t activity, int64_t person, int64_t function,
	const char *result, const struct change *by, struct err *e)
{
	json_t *made = NULL;
	json_t *item = json_pack("{s:I,s:I,s:s}", "person_id", (json_int_t)person,
		"function_id", (json_int_t)function, "result", result);

	if (item == NULL)
		(void)err_set(e, ERR_NOMEM, "no memory for demo data");
	else if (attendance_record(db, activity, item, "list", by, &made, e) == ERR_OK)
		json_decref(made);
	json_decref(item);
	return e->code == ERR_OK;
}

static bool record(
	struct making *m, int64_t activity, size_t i, int64_t person, int64_t function)
{
	return demo_attended(
		m->db, activity, person, function, outcome(m, i, person), m->by, m->e);
}

/* Everybody qualified in the function. */
static bool record_function(struct making *m, int64_t activity, size_t i, int f)
{
	json_t *list = NULL, *o;
	bool ok = true;
	size_t k;

	if (assignment_list(m->db, 0, m->function[f], 0, 1000, &list, m->e) != ERR_OK)
		return false;
	json_array_foreach(json_object_get(list, "items"), k, o)
	{
		const char *status = json_string_value(json_object_get(o, "status"));

		if (ok && strcmp(status, "qualified") == 0)
			ok = record(m, activity, i,
				json_integer_value(json_object_get(o, "person_id")),
				m->function[f]);
	}
	json_decref(list);
	return ok;
}

/* Those that others refer to. */
static void note(struct making *m, size_t i, int group, int64_t id)
{
	if (i == 0)
		m->made.course[group] = id;
	if (held[i].days_ago == BEFORE_APPOINTED)
		m->made.exercise[group] = id;
	if (held[i].all && m->made.system_test == 0)
		m->made.system_test = id;
	if (held[i].days_ago == LAST && group == 0)
		m->made.last = id;
	if (held[i].days_ago < 0 && m->made.coming == 0)
		m->made.coming = id;
}

static bool make_activities(struct making *m)
{
	for (size_t i = 0; i < sizeof held / sizeof *held; i++)
		for (int group = 0; group < (held[i].all ? 1 : GROUPS); group++) {
			int64_t id = make_activity(m, i, group);

			if (id == 0)
				return false;
			note(m, i, group, id);
			for (int f = 0; held[i].days_ago > 0 && f < m->functions; f++)
				if ((held[i].all || f % GROUPS == group)
					&& !record_function(m, id, i, f))
					return false;
		}
	return true;
}

/* The officers' driving licences; one is about to end, one has ended. */
static bool make_certificates(struct making *m)
{
	json_t *list = NULL, *o, *item, *made;
	size_t i;

	if (assignment_list(m->db, 0, m->function[0], 0, 1000, &list, m->e) != ERR_OK)
		return false;
	json_array_foreach(json_object_get(list, "items"), i, o)
	{
		char from[DATE_TEXT];
		int64_t ago = i == 1 ? 1790 : i == 2 ? 2000 : 300 + (int64_t)i * 60;

		made = NULL;
		item = json_pack("{s:O,s:s,s:s,s:s}", "person_id",
			json_object_get(o, "person_id"), "title",
			"Rijvaardigheid voorrangsvoertuig", "issuer",
			"Rijopleiding Oost", "valid_from",
			date_format(date_from_days(m->today - ago), from));
		if (certificate_record(m->db, item, "list", m->by, &made, m->e)
			== ERR_OK)
			json_decref(made);
		json_decref(item);
		if (m->e->code != ERR_OK)
			break;
	}
	json_decref(list);
	return m->e->code == ERR_OK;
}

enum err_code demo_training(struct db *db, uint64_t seed, const int64_t function[],
	int functions, int hard, const struct change *by, struct err *e)
{
	struct making m = { .db = db,
		.by = by,
		.e = e,
		.seed = seed,
		.today = date_days(zone_to_civil(by->now).date),
		.function = function,
		.functions = functions,
		.hard = hard };

	prng_init(&m.chance, seed + 1);
	if (!make_requirements(&m) || !make_activities(&m) || !make_certificates(&m))
		return e->code;
	return demo_learning(db, &m.made, function, functions, by, e);
}
