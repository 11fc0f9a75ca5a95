/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /duties/{id}/returns: which duties of a colleague may be taken over in return.
 * What asking the swap would refuse is not among them, by the same checks. */
#include "roster/duty/duty.h"
#include "roster/duty/held.h"
#include "roster/swap/swap_store.h"
#include "service/api/api.h"

#include <string.h>

enum { AHEAD_DAYS = 390 };

/* The swap as it would be asked, but for what is taken in return. */
static json_t *read_ask(struct api_call *c, int64_t *ret_person, struct err *e)
{
	static const char *const names[] = { "from", "until" };
	json_t *ask = json_object();
	struct instant t;

	fields_set_int(ask, "duty_id", c->id);
	for (size_t i = 0; i < 2; i++)
		if (api_query_instant(c, names[i], &t, e))
			fields_set_instant(ask, names[i], t);
	if (!api_query_int(c, "to_person_id", 1, INT64_MAX, ret_person, e)
		&& e->code == ERR_OK)
		(void)err_fault(e, "to_person_id", "must be given");
	fields_set_int(ask, "to_person_id", *ret_person);
	return ask;
}

static enum err_code is_taken(struct api_call *c, struct db *db, json_t *ask,
	const json_t *duty, bool *ret, struct err *e)
{
	struct err refused = { 0 };

	*ret = false;
	if (json_object_get(duty, "id") == NULL) /* of several: nobody can name it */
		return ERR_OK;
	(void)json_object_set(ask, "return_duty_id", json_object_get(duty, "id"));
	(void)json_object_set(ask, "return_from", json_object_get(duty, "starts_at"));
	(void)json_object_set(ask, "return_until", json_object_get(duty, "ends_at"));
	*ret = swap_may_ask(db, ask, c->role == ROLE_MEMBER ? c->person_id : 0,
		       c->by.now, &refused)
	       == ERR_OK;
	if (*ret || refused.code == ERR_INVALID || refused.code == ERR_CONFLICT)
		return ERR_OK;
	*e = refused;
	return e->code;
}

static enum err_code keep_taken(
	struct api_call *c, struct db *db, json_t *ask, json_t *items, struct err *e)
{
	for (size_t i = json_array_size(items); i-- > 0;) {
		bool taken;

		if (is_taken(c, db, ask, json_array_get(items, i), &taken, e) != ERR_OK)
			return e->code;
		if (!taken)
			(void)json_array_remove(items, i);
	}
	return ERR_OK;
}

static enum err_code returns(struct api_call *c, struct db *db, struct err *e)
{
	struct duty_filter f = { .from = c->by.now,
		.to = instant_add(c->by.now, minutes(INT64_C(1440) * AHEAD_DAYS)),
		.state = "" };
	json_t *duty, *ask, *o = NULL;

	if (resource_get(db, &duty_resource, c->id, &duty, e) != ERR_OK)
		return e->code;
	json_decref(duty);
	ask = read_ask(c, &f.person_id, e);
	if (c->role == ROLE_MEMBER && c->person_id == 0)
		(void)err_set(e, ERR_FORBIDDEN, "this token belongs to no person");
	if (e->code == ERR_OK && duty_held(db, &f, &o, e) == ERR_OK)
		(void)keep_taken(c, db, ask, json_object_get(o, "items"), e);
	json_decref(ask);
	if (e->code == ERR_OK)
		return api_reply_json(c, 200, o, e);
	json_decref(o);
	return e->code;
}

extern const struct api_route swap_returns_routes[];
const struct api_route swap_returns_routes[] = {
	{ HTTP_GET, "/duties/{id}/returns", MAY(SWAPS), API_READ, returns, 0 },
	{ 0 },
};
