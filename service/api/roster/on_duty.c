/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /on-duty: who has hard piket at a moment, by function. The one resolver of
 * roster/duty answers, the same that call-outs ask. With
 * known_at: as it was known then. Who is not competent any more is flagged for those
 * who plan and call, and for oneself. */
#include "roster/duty/duty.h"

#include "base/alloc.h"
#include "roster/people/function.h"
#include "roster/training/competence/lapsed.h"
#include "service/api/api.h"

#include <string.h>

static json_t *person_json(const struct on_duty *d)
{
	json_t *o = json_object();

	fields_set_int(o, "person_id", d->person_id);
	fields_set_text(o, "display_name", d->name);
	fields_set_int(o, "rank", d->rank);
	fields_set_instant(o, "until", d->until);
	if (d->next_person_id != 0)
		fields_set_int(o, "next_person_id", d->next_person_id);
	else
		fields_set_text(o, "next_person_id", NULL);
	fields_set_bool(o, "absent", d->absent);
	return o;
}

/* Adds a function when it should have, or has, somebody on duty. */
static enum err_code add_function(struct db *db, const json_t *function,
	struct instant at, struct instant known_at, json_t *list, struct err *e)
{
	int64_t id = json_integer_value(json_object_get(function, "id"));
	int64_t required =
		json_integer_value(json_object_get(function, "required_on_duty"));
	const char *regime = json_string_value(json_object_get(function, "regime"));
	struct on_duty people[ON_DUTY_MAX];
	json_t *o, *items;
	size_t n;

	if (on_duty_known(db, id, at, known_at, people, &n, e) != ERR_OK)
		return e->code;
	if (n == 0 && required == 0 && (regime == NULL || strcmp(regime, "H") != 0))
		return ERR_OK;
	o = json_object();
	items = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(items, person_json(&people[i]));
	fields_set_int(o, "function_id", id);
	json_object_set(o, "code", json_object_get(function, "code"));
	json_object_set(o, "name", json_object_get(function, "name"));
	fields_set_int(o, "required_on_duty", required);
	json_object_set_new(o, "people", items);
	fields_set_bool(o, "gap", (int64_t)n < (required > 0 ? required : 1));
	if (json_array_append_new(list, o) != 0)
		return err_set(e, ERR_NOMEM, "no memory for who is on duty");
	return ERR_OK;
}

/* All functions, a page at a time. */
static enum err_code add_all(struct db *db, struct instant at, struct instant known_at,
	json_t *list, struct err *e)
{
	int64_t after = 0;
	bool more = true;

	while (more) {
		json_t *page, *function;
		size_t i;

		if (function_list(db, after, API_LIMIT_MAX, &page, e) != ERR_OK)
			return e->code;
		json_array_foreach(json_object_get(page, "items"), i, function)
		{
			after = json_integer_value(json_object_get(function, "id"));
			if (add_function(db, function, at, known_at, list, e) != ERR_OK)
				break;
		}
		more = e->code == ERR_OK
		       && json_is_string(json_object_get(page, "next"));
		json_decref(page);
	}
	return e->code;
}

/* --- who is not competent any more */

/* Those of whom this reader may know it. */
static bool may_know(const struct api_call *c, int64_t person_id)
{
	return api_may(c, MAY(READ)) || (person_id != 0 && person_id == c->person_id);
}

static size_t count_people(const json_t *functions)
{
	const json_t *function;
	size_t i, n = 0;

	json_array_foreach(functions, i, function) n +=
		json_array_size(json_object_get(function, "people"));
	return n;
}

/* Goes over everybody in the same order: fills *places, or (when they are filled) sets
 * "lapsed". Returns how many places there are. */
static size_t each_place(const struct api_call *c, const json_t *functions,
	struct lapsed *places, bool filled)
{
	json_t *function, *person;
	size_t i, k, n = 0;

	json_array_foreach(functions, i, function)
	{
		json_array_foreach(json_object_get(function, "people"), k, person)
		{
			int64_t id = json_integer_value(
				json_object_get(person, "person_id"));

			if (!may_know(c, id))
				continue;
			if (filled)
				fields_set_bool(person, "lapsed", places[n].is);
			else
				places[n] = (struct lapsed){ .person_id = id,
					.function_id =
						json_integer_value(json_object_get(
							function, "function_id")) };
			n++;
		}
	}
	return n;
}

static enum err_code flag_lapsed(const struct api_call *c, struct db *db,
	struct instant at, struct instant known_at, const json_t *functions,
	struct err *e)
{
	struct lapsed *places =
		base_calloc(count_people(functions) + 1, sizeof *places);

	if (places == NULL)
		return err_set(e, ERR_NOMEM, "no memory for who is on duty");
	if (lapsed_find(db, at, known_at, places,
		    each_place(c, functions, places, false), e)
		== ERR_OK)
		(void)each_place(c, functions, places, true);
	base_free(places);
	return e->code;
}

static enum err_code on_duty(struct api_call *c, struct db *db, struct err *e)
{
	struct instant at = { c->by.now.ms - c->by.now.ms % 1000 };
	struct instant known_at = { 0 };
	json_t *list, *o;

	(void)api_query_instant(c, "at", &at, e);
	(void)api_query_instant(c, "known_at", &known_at, e);
	if (e->code != ERR_OK)
		return e->code;
	list = json_array();
	if (add_all(db, at, known_at, list, e) != ERR_OK
		|| flag_lapsed(c, db, at, known_at, list, e) != ERR_OK) {
		json_decref(list);
		return e->code;
	}
	o = json_object();
	fields_set_instant(o, "at", at);
	if (known_at.ms != 0)
		fields_set_instant(o, "known_at", known_at);
	json_object_set_new(o, "functions", list);
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route on_duty_routes[];
const struct api_route on_duty_routes[] = {
	{ HTTP_GET, "/on-duty", MAY(COLLEAGUES), API_READ, on_duty, API_CACHED },
	{ 0 },
};
