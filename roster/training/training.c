/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/training.h"

#define X(name, text) text,
const char *const activity_kind_words[] = { ACTIVITY_KINDS(X) };
const char *const requirement_kind_words[] = { REQUIREMENT_KINDS(X) };
const char *const attendance_result_words[] = { ATTENDANCE_RESULTS(X) };
#undef X

bool hours_read(const json_t *o, const char *field, int64_t *ret_minutes, struct err *e)
{
	const json_t *v = json_object_get(o, field);
	double minutes;

	if (v == NULL || json_is_null(v))
		return false;
	minutes = json_number_value(v) * 60 + 0.5;
	if (!json_is_number(v) || !(json_number_value(v) >= 0)
		|| minutes >= TRAINING_MINUTES_MAX + 1) {
		(void)err_fault(e, field, "must be a number of hours from 0 to %d",
			TRAINING_MINUTES_MAX / 60);
		return false;
	}
	*ret_minutes = (int64_t)minutes;
	return true;
}

bool hours_set(json_t *o, const char *field, int64_t minutes)
{
	json_t *v = minutes % 60 == 0 ? json_integer(minutes / 60)
				      : json_real((double)minutes / 60);

	return json_object_set_new(o, field, v) == 0;
}

bool fields_set_id(json_t *o, const char *field, int64_t v)
{
	return json_object_set_new(o, field, v != 0 ? json_integer(v) : json_null())
	       == 0;
}

bool fields_set_day(json_t *o, const char *field, int64_t day)
{
	char text[DATE_TEXT];

	return fields_set_text(o, field, date_format(date_from_days(day), text));
}
