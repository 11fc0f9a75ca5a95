/* SPDX-License-Identifier: EUPL-1.2 */
/* Who of a preview is not competent any more. It is shown next to the name and changes
 * nothing about who is called, or when (rule 6 of a call-out). */
#include "alert/report/preview_lapsed.h"

#include "base/alloc.h"
#include "base/fields.h"
#include "roster/training/competence/lapsed.h"

static size_t count_places(const json_t *recipients)
{
	const json_t *o;
	size_t i, n = 0;

	json_array_foreach(recipients, i, o) n +=
		json_array_size(json_object_get(o, "function_ids"));
	return n;
}

static void fill(const json_t *recipients, struct lapsed *place)
{
	const json_t *o, *function;
	size_t i, k;

	json_array_foreach(recipients, i, o)
	{
		json_array_foreach(
			json_object_get(o, "function_ids"), k, function) *place++ =
			(struct lapsed){ .person_id = json_integer_value(
						 json_object_get(o, "person_id")),
				.function_id = json_integer_value(function) };
	}
}

static void show(json_t *recipients, const struct lapsed *place)
{
	json_t *o;
	size_t i;

	json_array_foreach(recipients, i, o)
	{
		size_t functions = json_array_size(json_object_get(o, "function_ids"));
		bool lapsed = false;

		for (; functions > 0; functions--)
			lapsed |= place++->is;
		fields_set_bool(o, "lapsed", lapsed);
	}
}

enum err_code preview_lapsed(
	struct db *db, struct instant now, json_t *recipients, struct err *e)
{
	const struct instant all = { 0 };
	size_t n = count_places(recipients);
	struct lapsed *places = base_calloc(n + 1, sizeof *places);

	if (places == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a preview");
	fill(recipients, places);
	if (lapsed_find(db, now, all, places, n, e) == ERR_OK)
		show(recipients, places);
	base_free(places);
	return e->code;
}
