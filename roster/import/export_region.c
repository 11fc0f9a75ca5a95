/* SPDX-License-Identifier: EUPL-1.2 */
/* What a region sets up before there are rosters, to lines: municipalities, functions,
 * which of them go together, and holidays. */
#include "roster/import/export_internal.h"

#include "roster/fairness/holiday_config.h"
#include "roster/people/function.h"
#include "roster/planning/pair.h"

static void put_municipality(struct exporting *x, const json_t *o)
{
	export_put(x, export_string(o, "code"));
	export_put(x, export_string(o, "name"));
}

static void put_function(struct exporting *x, const json_t *o)
{
	export_put(x, export_string(o, "code"));
	export_put(x, export_string(o, "name"));
	export_put(x, export_string(o, "spoken_name"));
	export_put(x, export_string(o, "regime"));
	export_number(x, o, "arrival_norm_minutes");
	export_number(x, o, "required_on_duty");
	export_put(x, export_string(o, "requirements"));
	export_key(x, o, "municipality_id", &municipality_resource, "code");
	export_yes(x, o, "alerts_coordinator");
}

static void put_pair(struct exporting *x, const json_t *o)
{
	export_key(x, o, "function_id", &function_resource, "code");
	export_key(x, o, "other_function_id", &function_resource, "code");
	export_put(x, export_string(o, "note"));
}

static void put_holiday(struct exporting *x, const json_t *o)
{
	export_put(x, export_string(o, "kind"));
	export_put(x, export_string(o, "name"));
	export_put(x, export_string(o, "date"));
	export_yes(x, o, "yearly");
	export_number(x, o, "every_years");
	export_number(x, o, "weight_percent");
}

static enum err_code page_municipalities(
	struct exporting *x, int64_t after, json_t **ret)
{
	return municipality_list(x->db, after, EXPORT_PAGE, ret, x->e);
}

static enum err_code page_functions(struct exporting *x, int64_t after, json_t **ret)
{
	return function_list(x->db, after, EXPORT_PAGE, ret, x->e);
}

static enum err_code page_pairs(struct exporting *x, int64_t after, json_t **ret)
{
	return function_pair_list(x->db, 0, after, EXPORT_PAGE, ret, x->e);
}

static enum err_code page_holidays(struct exporting *x, int64_t after, json_t **ret)
{
	return holiday_list(x->db, after, EXPORT_PAGE, ret, x->e);
}

const struct export_kind export_municipalities = {
	.header = "code;name\r\n",
	.put = put_municipality,
	.page = page_municipalities,
};

const struct export_kind export_functions = {
	.header = "code;name;spoken_name;regime;arrival_norm_minutes;"
		  "required_on_duty;requirements;municipality;alerts_coordinator\r\n",
	.put = put_function,
	.page = page_functions,
};

const struct export_kind export_pairs = {
	.header = "function;other_function;note\r\n",
	.put = put_pair,
	.page = page_pairs,
};

const struct export_kind export_holidays = {
	.header = "kind;name;date;yearly;every_years;weight_percent\r\n",
	.put = put_holiday,
	.page = page_holidays,
};
