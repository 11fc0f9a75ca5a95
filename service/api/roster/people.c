/* SPDX-License-Identifier: EUPL-1.2 */
/* People. How to reach somebody is for those who call people, and for oneself; others
 * see that there is a way, not which; members see colleagues' names only. */
#include "service/api/roster/address_hint.h"

#include "base/phone.h"
#include "roster/people/person.h"
#include "service/api/api.h"

#include <stdio.h>
#include <string.h>

void address_hint(const char *kind, const char *address, char *buffer, size_t size)
{
	const char *at = strchr(address, '@');
	char phone[PHONE_TEXT];

	if (strcmp(kind, "mobile") == 0 || strcmp(kind, "landline") == 0)
		(void)snprintf(buffer, size, "%s", phone_hint(address, phone));
	else if (at != NULL)
		(void)snprintf(buffer, size, "%.1s…%s", address, at);
	else
		(void)snprintf(buffer, size, "…");
}

/* Name and municipality stay. */
static void leave_name(json_t *person)
{
	(void)json_object_set_new(person, "contacts", json_array());
	fields_set_text(person, "external_id", NULL);
}

/* What this caller may not see of somebody else is left out: addresses become hints. */
static void shade(const struct api_call *c, json_t *person)
{
	int64_t id = json_integer_value(json_object_get(person, "id"));
	int64_t town = json_integer_value(json_object_get(person, "municipality_id"));
	char hint[300];
	json_t *contact;
	size_t i;

	if ((api_may(c, MAY(ADDRESSES)) && scope_holds(&c->scope, town))
		|| (c->person_id != 0 && c->person_id == id))
		return;
	if (c->role == ROLE_MEMBER) {
		leave_name(person);
		return;
	}
	json_array_foreach(json_object_get(person, "contacts"), i, contact)
	{
		address_hint(json_string_value(json_object_get(contact, "kind")),
			json_string_value(json_object_get(contact, "address")), hint,
			sizeof hint);
		(void)json_object_del(contact, "address");
		fields_set_text(contact, "address_hint", hint);
	}
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (resource_get(db, &person_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	shade(c, o);
	return api_reply_item(c, o, e);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit, municipality_id = 0;
	char q[120] = "";
	json_t *o, *person;
	size_t i;

	(void)api_query_text(c, "q", q, sizeof q, e);
	(void)api_query_int(c, "municipality_id", 1, INT64_MAX, &municipality_id, e);
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| person_list(db, q, municipality_id, after, limit, &o, e) != ERR_OK)
		return e->code;
	json_array_foreach(json_object_get(o, "items"), i, person)
	{
		shade(c, person);
	}
	return api_reply_json(c, 200, o, e);
}

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	return api_create(c, db, &person_resource, "/people", e);
}

static enum err_code update(struct api_call *c, struct db *db, struct err *e)
{
	return api_update(c, db, &person_resource, e);
}

/* Retires: the past keeps its names. */
static enum err_code delete_item(struct api_call *c, struct db *db, struct err *e)
{
	return api_delete(c, db, &person_resource, e);
}

extern const struct api_route people_routes[];
const struct api_route people_routes[] = {
	{ HTTP_GET, "/people", MAY(COLLEAGUES), API_READ, list, 0 },
	API_ITEM_ROUTES("/people", MAY(COLLEAGUES), MAY(PEOPLE)),
	{ 0 },
};
