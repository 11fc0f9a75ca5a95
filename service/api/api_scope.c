/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts that were given to some municipalities: what they reach. */
#include "service/api/api_internal.h"

#include <string.h>

static enum err_code not_yours(struct err *e)
{
	return err_set(e, ERR_FORBIDDEN,
		"this account may do so for its own municipalities only");
}

static enum err_code check_callout(struct api_call *c, struct db *db, struct err *e)
{
	int64_t scenario = json_integer_value(json_object_get(c->body, "scenario_id"));
	bool holds = false;

	if (c->id != 0 ? scope_holds_callout(db, &c->scope, c->id, &holds, e) != ERR_OK
		       : scope_holds_scenario(db, &c->scope, scenario, &holds, e)
				 != ERR_OK)
		return e->code;
	return holds ? ERR_OK : not_yours(e);
}

enum err_code api_scope_route(struct api_call *c, struct db *db, struct err *e)
{
	if (c->scope.count == 0)
		return ERR_OK;
	switch (c->route->may->reach) {
	case REACH_ANY:
	case REACH_LOCAL:
		return ERR_OK;
	case REACH_CALLOUT:
		return check_callout(c, db, e);
	case REACH_REGION:
		break;
	}
	return err_set(e, ERR_FORBIDDEN,
		"this account is of some municipalities: this is for the whole region");
}

enum err_code api_scope_item(
	struct api_call *c, struct db *db, const json_t *item, struct err *e)
{
	const json_t *town = json_object_get(item, "municipality_id");
	const json_t *person = json_object_get(item, "person_id");
	const json_t *function = json_object_get(item, "function_id");
	bool holds[2] = { true, true };

	c->scope_checked = true;
	if (c->scope.count == 0)
		return ERR_OK;
	if (town == NULL && person == NULL && function == NULL)
		return not_yours(e);
	if (scope_holds_person(db, &c->scope, json_integer_value(person), &holds[0], e)
			!= ERR_OK
		|| scope_holds_function(
			   db, &c->scope, json_integer_value(function), &holds[1], e)
			   != ERR_OK)
		return e->code;
	if (town != NULL && !scope_holds(&c->scope, json_integer_value(town)))
		return not_yours(e);
	return holds[0] && holds[1] ? ERR_OK : not_yours(e);
}

enum err_code api_scope_stored(
	struct api_call *c, struct db *db, const struct resource *r, struct err *e)
{
	json_t *item = NULL;

	if (c->scope.count == 0)
		return ERR_OK;
	if (resource_get(db, r, c->id, &item, e) != ERR_OK)
		return e->code;
	e->code = api_scope_item(c, db, item, e);
	json_decref(item);
	return e->code;
}

enum err_code api_scope_done(const struct api_call *c, struct err *e)
{
	if (c->scope.count == 0 || c->scope_checked
		|| c->route->may->reach != REACH_LOCAL)
		return ERR_OK;
	return not_yours(e);
}
