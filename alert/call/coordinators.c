/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/call/coordinators.h"

#include "roster/people/function.h"

enum { FUNCTIONS_MAX = 1000 };

/* Whom a warning goes to. */
struct told {
	int64_t *people;
	size_t n, max;
};

static void tell_too(struct told *t, int64_t person_id)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->people[i] == person_id)
			return;
	if (t->n < t->max)
		t->people[t->n++] = person_id;
}

static void on_pool(void *ctx, const struct pool_person *p)
{
	if (!p->absent)
		tell_too(ctx, p->person_id);
}

/* Who is on duty for the function; or everybody who holds it (everybody: true). */
static enum err_code add_of(struct db *db, int64_t function_id, struct instant at,
	bool everybody, struct told *t, struct err *e)
{
	struct on_duty duty[ON_DUTY_MAX];
	size_t n;

	if (everybody)
		return pool_each(db, function_id, at, on_pool, t, e);
	if (on_duty_at(db, function_id, at, duty, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++)
		tell_too(t, duty[i].person_id);
	return ERR_OK;
}

enum err_code coordinators_to_tell(struct db *db, struct instant at, int64_t ret[],
	size_t max, size_t *ret_n, struct err *e)
{
	struct told t = { .people = ret, .max = max };
	json_t *list = NULL, *f;
	size_t i;

	if (function_list(db, 0, FUNCTIONS_MAX, &list, e) != ERR_OK)
		return e->code;
	for (int everybody = 0; everybody < 2 && t.n == 0; everybody++) {
		json_array_foreach(json_object_get(list, "items"), i, f)
		{
			if (json_is_true(json_object_get(f, "alerts_coordinator"))
				&& add_of(db,
					   json_integer_value(json_object_get(f, "id")),
					   at, everybody != 0, &t, e)
					   != ERR_OK)
				break;
		}
	}
	json_decref(list);
	*ret_n = t.n;
	return e->code;
}
