/* SPDX-License-Identifier: EUPL-1.2 */
/* Swaps to lines, each with its state and what led to it. */
#include "roster/import/export_internal.h"

#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "roster/swap/swap_record.h"

/* "D1001 2026-07-06T07:00:00Z": whose the duty is and when it begins, as long as it is
 * there at that place. */
static void put_duty(struct exporting *x, const json_t *o, const char *field,
	const char *function, const char *rank)
{
	int64_t id = json_integer_value(json_object_get(o, field));
	char number[EXPORT_PERSON], cell[EXPORT_PERSON + INSTANT_TEXT] = "";
	json_t *duty = NULL;

	if (id != 0
		&& resource_get(x->db, &duty_resource, id, &duty, x->e) == ERR_NOTFOUND)
		err_clear(x->e);
	if (duty != NULL
		&& json_equal(json_object_get(duty, "function_id"),
			json_object_get(o, function))
		&& json_equal(json_object_get(duty, "rank"), json_object_get(o, rank)))
		(void)snprintf(cell, sizeof cell, "%s %s",
			export_person_number(x,
				json_integer_value(json_object_get(duty, "person_id")),
				number),
			export_string(duty, "starts_at"));
	json_decref(duty);
	export_put(x, cell);
}

/* "D1002 2026-07-01T12:00:00Z, D1003 …": who said no, and when. */
static void put_refusals(struct exporting *x, int64_t id)
{
	struct swap_refusal refusal[SWAP_REFUSALS_MAX];
	char number[EXPORT_PERSON], at[INSTANT_TEXT];
	TEXT_AUTO cell = { 0 };
	size_t n;

	if (swap_refusals(x->db, id, refusal, &n, x->e) != ERR_OK)
		return;
	text_init(&cell, CSV_CELL_MAX);
	for (size_t i = 0; i < n; i++)
		text_addf(&cell, "%s%s %s", i > 0 ? ", " : "",
			export_person_number(x, refusal[i].person_id, number),
			instant_format(refusal[i].at, at));
	export_put(x, text_str(&cell));
}

static void put_swap(struct exporting *x, const json_t *o)
{
	int64_t id = json_integer_value(json_object_get(o, "id"));
	struct roster_known known;

	if (roster_known(x->db, LAYER_SOURCE_SWAP, id, &known, x->e) != ERR_OK)
		return;
	export_key(x, o, "function_id", &function_resource, "code");
	export_number(x, o, "rank");
	export_person(x, o, "from_person_id");
	export_person(x, o, "to_person_id");
	export_put(x, export_string(o, "from"));
	export_put(x, export_string(o, "until"));
	export_put(x, export_string(o, "state"));
	export_yes(x, o, "asked_all");
	export_put(x, export_string(o, "asked_at"));
	export_put(x, export_string(o, "note"));
	export_put(x, export_string(o, "reason"));
	put_refusals(x, id);
	put_duty(x, o, "duty_id", "function_id", "rank");
	export_key(x, o, "return_function_id", &function_resource, "code");
	export_number(x, o, "return_rank");
	export_put(x, export_string(o, "return_from"));
	export_put(x, export_string(o, "return_until"));
	put_duty(x, o, "return_duty_id", "return_function_id", "return_rank");
	export_instant(x, known.from);
	export_int(x, known.seq);
}

static enum err_code page(struct exporting *x, int64_t after, json_t **ret)
{
	struct swap_filter all = { .state = "" };

	return swap_list(x->db, &all, after, EXPORT_PAGE, ret, x->e);
}

const struct export_kind export_swaps = {
	.header = "function;rank;from_person;to_person;from;until;state;asked_all;"
		  "asked_at;note;reason;refused;duty;return_function;return_rank;"
		  "return_from;return_until;return_duty;known_from;order\r\n",
	.put = put_swap,
	.page = page,
	.from = "from",
	.until = "until",
};
