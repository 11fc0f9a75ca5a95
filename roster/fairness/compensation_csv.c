/* SPDX-License-Identifier: EUPL-1.2 */
/* Compensation as lines for a payroll. */
#include "roster/fairness/fairness_view.h"

#include "base/csv.h"

#include <stdio.h>

/* "12,50" */
static void put_hours(struct text *out, const json_t *minutes, const char *day)
{
	int64_t hundredths =
		(json_integer_value(json_object_get(minutes, day)) * 100 + 30) / 60;
	char cell[32];

	(void)snprintf(cell, sizeof cell, "%" PRId64 ",%02d", hundredths / 100,
		(int)(hundredths % 100));
	(void)csv_put(out, ';', cell);
}

static void put_text(struct text *out, const json_t *o, const char *field)
{
	const char *s = json_string_value(json_object_get(o, field));

	(void)csv_put(out, ';', s != NULL ? s : "");
}

bool compensation_csv(const json_t *compensation, const char *month, struct text *out)
{
	static const char *const parts[] = { "duty_minutes", "work_minutes" };
	static const char *const days[] = { "weekday", "saturday", "sunday",
		"holiday" };
	json_t *o;
	size_t i;

	text_add(out, "month;municipality;external_id;name;duty_weekday;duty_saturday;"
		      "duty_sunday;duty_holiday;calls;callouts;work_weekday;"
		      "work_saturday;work_sunday;work_holiday\r\n");
	json_array_foreach(json_object_get(compensation, "items"), i, o)
	{
		(void)csv_put(out, ';', month);
		put_text(out, o, "municipality");
		put_text(out, o, "external_id");
		put_text(out, o, "display_name");
		for (int part = 0; part < 2; part++) {
			const json_t *minutes = json_object_get(o, parts[part]);

			if (part == 1) {
				(void)csv_put_int(out, ';',
					json_integer_value(
						json_object_get(o, "calls")));
				(void)csv_put_int(out, ';',
					(int64_t)json_array_size(
						json_object_get(o, "callouts")));
			}
			for (int day = 0; day < FAIRNESS_DAYS; day++)
				put_hours(out, minutes, days[day]);
		}
		(void)csv_end_row(out);
	}
	return text_ok(out);
}
