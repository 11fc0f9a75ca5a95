/* SPDX-License-Identifier: EUPL-1.2 */
/* Rosters to lines: rotations, duties, overrides and absences. Swaps: export_swaps.c.
 */
#include "roster/import/export_internal.h"

#include "roster/duty/duty.h"
#include "roster/duty/override.h"
#include "roster/duty/roster.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/function.h"

/* "D1001,D1002": in order of turn. */
static void put_people(struct exporting *x, const json_t *people)
{
	TEXT_AUTO cell = { 0 };
	char number[EXPORT_PERSON];
	json_t *id;
	size_t i;

	text_init(&cell, CSV_CELL_MAX);
	json_array_foreach(people, i, id)
	{
		text_addf(&cell, "%s%s", i > 0 ? "," : "",
			export_person_number(x, json_integer_value(id), number));
	}
	export_put(x, text_str(&cell));
}

/* A line a revision. */
static void put_rotation(struct exporting *x, const json_t *o)
{
	const json_t *revisions = json_object_get(o, "revisions"), *r;
	size_t i;

	json_array_foreach(revisions, i, r)
	{
		const json_t *handover = json_object_get(r, "handover");
		const json_t *period = json_object_get(r, "period");

		if (i > 0)
			(void)csv_end_row(x->out);
		export_key(x, o, "function_id", &function_resource, "code");
		export_put(x, export_string(o, "name"));
		export_put(x, export_string(r, "from"));
		put_people(x, json_object_get(r, "people"));
		export_number(x, handover, "weekday");
		export_put(x, export_string(handover, "time"));
		export_number(x, period, "count");
		export_put(x, export_string(period, "unit"));
		export_number(x, r, "first");
		export_yes(x, r, "restart");
		export_put(x, export_string(r, "shift_until"));
		export_number(x, o, "rank");
		export_put(x, export_string(o, "until"));
	}
}

void export_place(struct exporting *x, const json_t *o)
{
	export_key(x, o, "function_id", &function_resource, "code");
	export_person(x, o, "person_id");
	export_put(x, export_string(o, "starts_at"));
	export_put(x, export_string(o, "ends_at"));
	export_number(x, o, "rank");
}

/* Whose place it is, and what is known of it. False: an error stands in x->e. */
static bool put_place(struct exporting *x, const json_t *o, enum layer_source source,
	struct roster_known *ret)
{
	if (roster_known(x->db, source, json_integer_value(json_object_get(o, "id")),
		    ret, x->e)
		!= ERR_OK)
		return false;
	export_place(x, o);
	return true;
}

static void put_duty(struct exporting *x, const json_t *o)
{
	struct roster_known known = { 0 };

	if (!put_place(x, o, LAYER_SOURCE_DUTY, &known))
		return;
	export_put(x, export_string(o, "state"));
	export_put(x, export_string(o, "origin"));
	export_key(x, o, "rotation_id", &rotation_resource, "name");
	export_instant(x, known.from);
}

static void put_override(struct exporting *x, const json_t *o)
{
	struct roster_known known = { 0 };

	if (!put_place(x, o, LAYER_SOURCE_OVERRIDE, &known))
		return;
	export_put(x, export_string(o, "reason"));
	export_instant(x, known.from);
	export_int(x, known.seq);
}

static void put_absence(struct exporting *x, const json_t *o)
{
	export_person(x, o, "person_id");
	export_put(x, export_string(o, "from"));
	export_put(x, export_string(o, "until"));
	export_put(x, export_string(o, "note"));
}

static enum err_code page_rotations(struct exporting *x, int64_t after, json_t **ret)
{
	return rotation_list(x->db, 0, after, EXPORT_PAGE, ret, x->e);
}

static enum err_code page_duties(struct exporting *x, int64_t after, json_t **ret)
{
	struct duty_filter all = { .state = "" };

	return duty_list(x->db, &all, after, EXPORT_PAGE, ret, x->e);
}

static enum err_code page_overrides(struct exporting *x, int64_t after, json_t **ret)
{
	struct override_filter all = { 0 };

	return override_list(x->db, &all, after, EXPORT_PAGE, ret, x->e);
}

static enum err_code page_absences(struct exporting *x, int64_t after, json_t **ret)
{
	return absence_list(x->db, 0, after, EXPORT_PAGE, ret, x->e);
}

const struct export_kind export_rotations = {
	.header = "function;name;from;people;weekday;time;count;unit;first;restart;"
		  "shift_until;rank;until\r\n",
	.put = put_rotation,
	.page = page_rotations,
};

const struct export_kind export_duties = {
	.header = "function;person;starts_at;ends_at;rank;state;origin;rotation;"
		  "known_from\r\n",
	.put = put_duty,
	.page = page_duties,
	.from = "starts_at",
	.until = "ends_at",
};

const struct export_kind export_overrides = {
	.header = "function;person;starts_at;ends_at;rank;reason;known_from;order\r\n",
	.put = put_override,
	.page = page_overrides,
	.from = "starts_at",
	.until = "ends_at",
};

const struct export_kind export_absences = {
	.header = "person;from;until;note\r\n",
	.put = put_absence,
	.page = page_absences,
	.from = "from",
	.until = "until",
};
