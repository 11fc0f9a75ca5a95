/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines to rotations: a line is what holds from a date on. The first date of a rotation
 * is its start; each further one makes a revision, as effective_from does in the API.
 */
#include "roster/import/import_internal.h"

#include "roster/duty/rotation_plan.h"

#include <stdio.h>
#include <string.h>

enum column {
	FUNCTION,
	NAME,
	FROM,
	PEOPLE,
	WEEKDAY,
	TIME,
	COUNT,
	UNIT,
	FIRST,
	RESTART,
	SHIFT_UNTIL,
	RANK,
	UNTIL,
	COLUMNS
};

static const struct import_column columns[COLUMNS] = {
	[FUNCTION] = { "function", { "functie" }, "function_id", true },
	[NAME] = { "name", { "naam", "rooster" }, "name", true },
	[FROM] = { "from", { "van", "vanaf" }, "starts_on", true },
	[PEOPLE] = { "people", { "personen", "volgorde" }, "people", true },
	[WEEKDAY] = { "weekday", { "weekdag" }, "handover.weekday", false },
	[TIME] = { "time", { "tijd" }, "handover.time", false },
	[COUNT] = { "count", { "aantal" }, "period.count", false },
	[UNIT] = { "unit", { "eenheid" }, "period.unit", false },
	[FIRST] = { "first", { "eerste" }, "first", false },
	[RESTART] = { "restart", { "opnieuw" }, "restart", false },
	[SHIFT_UNTIL] = { "shift_until", { "dienst_tot" }, "shift_until", false },
	[RANK] = { "rank", { "rang" }, "rank", false },
	[UNTIL] = { "until", { "tot" }, "until", false },
};

/* One person of "D1001, D1002". False: stop. */
static bool add_person(struct importing *m, const char *from, size_t len, json_t *list,
	bool *ret_known)
{
	char number[65], reason[128];
	int64_t id = 0;

	while (len > 0 && from[0] == ' ') {
		from++;
		len--;
	}
	while (len > 0 && from[len - 1] == ' ')
		len--;
	(void)snprintf(number, sizeof number, "%.*s", (int)len, from);
	if (len > 0 && len < sizeof number && !import_person_find(m, number, &id))
		return false;
	if (id == 0) {
		(void)snprintf(reason, sizeof reason,
			"no person has the external_id '%s'", number);
		import_fault(m, PEOPLE, reason);
		*ret_known = false;
	}
	json_array_append_new(list, json_integer(id));
	return true;
}

static bool set_people(struct importing *m, json_t *body, bool *ret_known)
{
	json_t *list = json_array();
	const char *s = import_cell(m, PEOPLE);
	bool go_on = true;

	json_object_set_new(body, "people", list);
	while (go_on) {
		size_t len = strcspn(s, ",");

		go_on = add_person(m, s, len, list, ret_known);
		if (s[len] == '\0')
			break;
		s += len + 1;
	}
	return go_on;
}

/* All of a revision but its date. False: a fault was noted. */
static bool set_revision(struct importing *m, json_t *body)
{
	json_t *handover = json_object(), *period = json_object();
	int64_t weekday = 1, count = 1, first = 0;
	const char *time = import_cell(m, TIME), *unit = import_cell(m, UNIT);
	const char *shift = import_cell(m, SHIFT_UNTIL);
	bool good = import_int(m, WEEKDAY, NULL, 1, 7, &weekday), restart = false;

	good = import_int(m, COUNT, NULL, 1, 366, &count) && good;
	good = import_int(m, FIRST, NULL, 0, 63, &first) && good;
	good = import_yes(m, RESTART, &restart) && good;
	fields_set_bool(body, "restart", restart);
	fields_set_int(handover, "weekday", weekday);
	fields_set_text(handover, "time", time[0] != '\0' ? time : "09:00");
	fields_set_int(period, "count", count);
	fields_set_text(period, "unit", unit[0] != '\0' ? import_word(unit) : "week");
	json_object_set_new(body, "handover", handover);
	json_object_set_new(body, "period", period);
	fields_set_int(body, "first", first);
	fields_set_text(body, "shift_until", shift[0] != '\0' ? shift : NULL);
	return good;
}

/* What holds for the rotation as a whole. */
static bool set_whole(struct importing *m, json_t *body)
{
	int64_t rank = 1;
	bool good = import_int(m, RANK, body, 1, 99, &rank);
	struct date until;

	fields_set_text(body, "name", import_cell(m, NAME));
	if (import_cell(m, UNTIL)[0] != '\0')
		return import_date(m, UNTIL, body, &until) && good;
	fields_set_text(body, "until", NULL);
	return good;
}

/* Is there a revision from that date that says all this? */
static bool has_revision(const json_t *item, const json_t *body)
{
	static const char *const fields[] = { "handover", "period", "people", "first",
		"restart", "shift_until" };
	const json_t *from = json_object_get(body, "starts_on"), *r;
	size_t i;

	json_array_foreach(json_object_get(item, "revisions"), i, r)
	{
		bool same = json_equal(json_object_get(r, "from"), from);

		for (size_t k = 0; same && k < sizeof fields / sizeof *fields; k++)
			same = json_equal(json_object_get(r, fields[k]),
				json_object_get(body, fields[k]));
		if (same)
			return true;
	}
	return false;
}

/* A rotation that is there: the rest of what the line says of it, or a revision. */
static bool change(struct importing *m, int64_t id, json_t *body)
{
	static const char *const revision[] = { "handover", "period", "people", "first",
		"restart", "shift_until", "starts_on" };
	json_t *item = NULL;
	bool there;

	if (resource_get(m->db, &rotation_resource, id, &item, m->e) != ERR_OK) {
		json_decref(body);
		return false;
	}
	there = has_revision(item, body);
	json_decref(item);
	if (there) {
		for (size_t k = 0; k < sizeof revision / sizeof *revision; k++)
			(void)json_object_del(body, revision[k]);
	} else {
		json_object_set(
			body, "effective_from", json_object_get(body, "starts_on"));
		(void)json_object_del(body, "starts_on");
	}
	return import_save(m, &rotation_resource, id, body, NAME);
}

static bool line(struct importing *m)
{
	json_t *body = json_object();
	bool known = true, good;
	int64_t id = 0, function = 0;
	struct date from;

	if (!import_function(m, FUNCTION, &function) || !set_people(m, body, &known)) {
		json_decref(body);
		return false;
	}
	fields_set_int(body, "function_id", function);
	good = import_date(m, FROM, body, &from);
	good = set_revision(m, body) && good;
	good = set_whole(m, body) && good;
	if (!known || !good || function == 0) {
		json_decref(body);
		return true;
	}
	if (rotation_find(m->db, function, import_cell(m, NAME), &id, m->e) != ERR_OK) {
		json_decref(body);
		return false;
	}
	if (id != 0)
		return change(m, id, body);
	return import_save(m, &rotation_resource, 0, body, NAME);
}

const struct import_format import_rotations = {
	.columns = columns,
	.count = COLUMNS,
	.key = { FUNCTION, NAME, FROM },
	.line = line,
};
