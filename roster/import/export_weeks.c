/* SPDX-License-Identifier: EUPL-1.2 */
/* Working weeks to lines. */
#include "roster/import/export_internal.h"

#include "roster/people/working_week_store.h"

#include <stdio.h>

/* Hours to two places: import gets the same minutes out of them. */
static void put_hours(struct exporting *x, const json_t *minutes)
{
	int64_t hundredths = (json_integer_value(minutes) * 100 + 30) / 60;
	char text[32] = "";

	if (json_is_integer(minutes))
		(void)snprintf(text, sizeof text, "%.10g", (double)hundredths / 100);
	export_put(x, text);
}

/* "1 08:30-17:00, 2 08:30-17:00" */
static void put_times(struct exporting *x, const json_t *times)
{
	TEXT_AUTO cell = { 0 };
	json_t *t;
	size_t i;

	text_init(&cell, CSV_CELL_MAX);
	json_array_foreach(times, i, t)
	{
		text_addf(&cell, "%s%" JSON_INTEGER_FORMAT " %s-%s", i > 0 ? ", " : "",
			json_integer_value(json_object_get(t, "weekday")),
			export_string(t, "from"), export_string(t, "until"));
	}
	export_put(x, text_str(&cell));
}

static void put_week(struct exporting *x, const json_t *o)
{
	export_person(x, o, "person_id");
	export_put(x, export_string(o, "from"));
	export_put(x, export_string(o, "until"));
	put_hours(x, json_object_get(o, "week_minutes"));
	put_times(x, json_object_get(o, "times"));
	export_put(x, export_string(o, "under_18_until"));
}

static enum err_code page(struct exporting *x, int64_t after, json_t **ret)
{
	return working_week_list(x->db, 0, after, EXPORT_PAGE, ret, x->e);
}

const struct export_kind export_weeks = {
	.header = "person;from;until;week_hours;times;under_18_until\r\n",
	.put = put_week,
	.page = page,
	.from = "from",
	.until = "until",
};
