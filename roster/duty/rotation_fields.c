/* SPDX-License-Identifier: EUPL-1.2 */
/* What holds for a rotation from a date on, to JSON and back. Pure. */
#include "roster/duty/rotation_internal.h"

const char *const rotation_units[] = { "day", "week" };

json_t *rotation_revision_json(const struct rotation_revision *r)
{
	json_t *o = json_object(), *part = json_object(), *people = json_array();
	char text[32];

	fields_set_text(o, "from", date_format(r->from, text));
	fields_set_int(part, "weekday", r->weekday);
	fields_set_text(part, "time", minute_format(r->minute, text));
	json_object_set_new(o, "handover", part);
	part = json_object();
	fields_set_int(part, "count", r->count);
	fields_set_text(part, "unit", rotation_units[r->unit]);
	json_object_set_new(o, "period", part);
	for (size_t i = 0; i < r->people_n; i++)
		json_array_append_new(people, json_integer(r->people[i]));
	json_object_set_new(o, "people", people);
	fields_set_int(o, "first", (int64_t)r->first);
	fields_set_bool(o, "restart", r->restart);
	fields_set_text(o, "shift_until",
		r->is_shift ? minute_format(r->shift_until, text) : NULL);
	return o;
}

static void read_handover(const json_t *o, struct rotation_revision *r, struct err *e)
{
	const json_t *part = json_object_get(o, "handover");
	const char *time = "09:00";
	int64_t weekday = 1;
	struct err in = { 0 };

	if (part != NULL && !json_is_object(part)) {
		(void)err_fault(e, "handover", "must be an object");
		return;
	}
	(void)fields_int(part, "weekday", FIELDS_OPTIONAL, 1, 7, &weekday, &in);
	if (in.faults > 0)
		(void)err_fault(e, "handover.weekday", "must be 1 (Monday) to 7");
	err_clear(&in);
	(void)fields_line(part, "time", FIELDS_OPTIONAL, 5, &time, &in);
	r->weekday = (int)weekday;
	if (in.faults > 0 || !minute_parse(time, &r->minute))
		(void)err_fault(
			e, "handover.time", "must be a time of the day, as 09:00");
}

static void read_shift(const json_t *o, struct rotation_revision *r, struct err *e)
{
	const char *time;
	struct err in = { 0 };

	r->is_shift = fields_line(o, "shift_until", FIELDS_OPTIONAL, 5, &time, &in);
	if (in.faults > 0 || (r->is_shift && !minute_parse(time, &r->shift_until)))
		(void)err_fault(e, "shift_until",
			"must be a time of the day, as 20:00, or null");
	else if (r->is_shift && r->shift_until == r->minute)
		(void)err_fault(
			e, "shift_until", "must differ from the time of the handover");
}

static void read_period(const json_t *o, struct rotation_revision *r, struct err *e)
{
	const json_t *part = json_object_get(o, "period");
	int64_t count = 1;
	int unit = ROTATION_WEEKS;
	struct err in = { 0 };

	if (part != NULL && !json_is_object(part)) {
		(void)err_fault(e, "period", "must be an object");
		return;
	}
	(void)fields_word(part, "unit", FIELDS_OPTIONAL, rotation_units, 2, &unit, &in);
	if (in.faults > 0)
		(void)err_fault(e, "period.unit", "must be one of: day, week");
	err_clear(&in);
	(void)fields_int(part, "count", FIELDS_OPTIONAL, 1, 366, &count, &in);
	if (in.faults > 0 || (unit == ROTATION_WEEKS && count > 52))
		(void)err_fault(
			e, "period.count", "must be 1 to 52 weeks, or 1 to 366 days");
	r->count = (int)count;
	r->unit = (enum rotation_unit)unit;
}

void rotation_revision_read(
	const json_t *o, struct rotation_revision *r, int64_t people[], struct err *e)
{
	const json_t *list = json_object_get(o, "people");
	int64_t first = 0;
	size_t n = json_array_size(list);
	bool fits = json_is_array(list) && n > 0 && n <= ROTATION_PEOPLE_MAX;

	for (size_t i = 0; fits && i < n; i++) {
		people[i] = json_integer_value(json_array_get(list, i));
		fits = people[i] > 0;
	}
	if (!fits)
		(void)err_fault(e, "people", "must be a list of 1 to %d people's ids",
			ROTATION_PEOPLE_MAX);
	r->people = people;
	r->people_n = fits ? n : 0;
	read_handover(o, r, e);
	read_period(o, r, e);
	read_shift(o, r, e);
	(void)fields_bool(o, "restart", FIELDS_OPTIONAL, &r->restart, e);
	(void)fields_int(
		o, "first", FIELDS_OPTIONAL, 0, ROTATION_PEOPLE_MAX - 1, &first, e);
	r->first = (size_t)first;
	if (fits && r->first >= n)
		(void)err_fault(e, "first", "must be a position in people, from 0");
}
