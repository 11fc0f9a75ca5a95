/* SPDX-License-Identifier: EUPL-1.2 */
/* Absences. Members see, make and change their own. */
#include "roster/duty/duty.h"
#include "roster/planning/takeover.h"
#include "schema/event.h"
#include "service/api/planning/tell.h"

#include <stdio.h>

static enum err_code not_yours(struct err *e)
{
	return err_set(e, ERR_FORBIDDEN, "members see and change their own absences");
}

/* A member may touch the absence only when it is of this person. */
static enum err_code check_owner(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;
	int64_t person_id;

	if (c->role != ROLE_MEMBER)
		return ERR_OK;
	if (resource_get(db, &absence_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	person_id = json_integer_value(json_object_get(o, "person_id"));
	json_decref(o);
	return person_id == c->person_id ? ERR_OK : not_yours(e);
}

/* Nor may a member write down the absence of somebody else. */
static enum err_code check_body(struct api_call *c, struct err *e)
{
	const json_t *person = json_object_get(c->body, "person_id");

	if (c->role != ROLE_MEMBER || (person == NULL && c->route->method == HTTP_PATCH)
		|| (json_is_integer(person)
			&& json_integer_value(person) == c->person_id))
		return ERR_OK;
	return not_yours(e);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit, person_id = 0;
	json_t *o;

	(void)api_query_int(c, "person_id", 1, INT64_MAX, &person_id, e);
	if (c->role == ROLE_MEMBER) {
		if (c->person_id == 0)
			return not_yours(e);
		person_id = c->person_id;
	}
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| absence_list(db, person_id, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

/* --- duties that the absence hits */

static const struct tell_text away = { "Afwezig tijdens piket",
	"%4 is afwezig tijdens het piket %1 van %2 tot %3. Kijk in Paraat wie het kan "
	"overnemen.",
	"Absent during duty",
	"%4 is absent during the duty %1 from %2 to %3. Paraat shows who could take "
	"over." };

static enum err_code find_hits(struct api_call *c, struct db *db, const json_t *absence,
	struct takeover_hits *ret, struct err *e)
{
	struct takeover_query q = { .rules = c->context->rules };
	struct instant from = { 0 };

	q.person_id = json_integer_value(json_object_get(absence, "person_id"));
	(void)fields_instant(absence, "from", FIELDS_REQUIRED, &from, e);
	(void)fields_instant(absence, "until", FIELDS_REQUIRED, &q.until, e);
	q.from = from.ms < c->by.now.ms ? c->by.now : from; /* what has passed, has */
	if (e->code != ERR_OK || q.until.ms <= q.from.ms)
		return e->code;
	return takeover_find(db, &q, ret, e);
}

/* The event, and a warning to who looks after the rosters; once for each piece. */
static enum err_code tell_hit(struct api_call *c, struct db *db,
	const struct takeover_hit *hit, const struct tell_person *who, struct err *e)
{
	char data[128], key[128];
	int64_t coordinator[TELL_COORDINATORS_MAX];
	struct event_record event = { .at = c->by.now,
		.kind = "absence",
		.person_id = who->id,
		.actor = c->by.actor.name,
		.data = data };
	struct tell_facts f = { hit->function_id, hit->from, hit->until, who->name };
	size_t n;

	(void)snprintf(data, sizeof data,
		"{\"action\":\"hits_duty\",\"function_id\":%" PRId64 "}",
		hit->function_id);
	if (event_write(db, &event, NULL, e) != ERR_OK
		|| tell_coordinators_find(db, c->by.now, coordinator, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(key, sizeof key,
			"absent:%" PRId64 ":%" PRId64 ":%" PRId64 ":%" PRId64, who->id,
			hit->function_id, hit->from.ms, coordinator[i]);
		if (coordinator[i] != c->person_id
			&& tell_text(c, db, NOTICE_WARNING, coordinator[i], &away, &f,
				   key, e)
				   != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code tell_hits(struct api_call *c, struct db *db,
	const struct takeover_hits *hits, int64_t person_id, struct err *e)
{
	struct tell_person who;

	if (hits->n == 0)
		return ERR_OK;
	if (tell_person_find(db, person_id, &who, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < hits->n; i++)
		if (tell_hit(c, db, &hits->item[i], &who, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

/* Adds "hits" to the absence: the duties, and who could take each over. */
static enum err_code add_hits(
	struct api_call *c, struct db *db, json_t *absence, bool tell, struct err *e)
{
	struct takeover_hits hits = { 0 };
	json_t *list_of;
	enum err_code code;

	if (find_hits(c, db, absence, &hits, e) != ERR_OK)
		return e->code;
	code = !tell ? ERR_OK
		     : tell_hits(c, db, &hits,
			     json_integer_value(json_object_get(absence, "person_id")),
			     e);
	list_of = takeover_hits_json(&hits, c->role == ROLE_MEMBER);
	takeover_hits_fini(&hits);
	if (json_object_set_new(absence, "hits", list_of) != 0 && code == ERR_OK)
		code = err_set(e, ERR_NOMEM, "no memory for an absence");
	return code;
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (check_owner(c, db, e) != ERR_OK
		|| resource_get(db, &absence_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	if (add_hits(c, db, o, false, e) == ERR_OK)
		return api_reply_item(c, o, e);
	json_decref(o);
	return e->code;
}

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (check_body(c, e) != ERR_OK
		|| resource_create(db, &absence_resource, c->body, &c->by, &o, e)
			   != ERR_OK)
		return e->code;
	if (add_hits(c, db, o, true, e) == ERR_OK)
		return api_reply_created(c, "/absences", o, e);
	json_decref(o);
	return e->code;
}

static enum err_code update(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (check_owner(c, db, e) != ERR_OK || check_body(c, e) != ERR_OK
		|| resource_update(db, &absence_resource, c->id, c->body,
			   c->route->method == HTTP_PUT, c->expected_version, &c->by,
			   &o, e)
			   != ERR_OK)
		return e->code;
	if (add_hits(c, db, o, true, e) == ERR_OK)
		return api_reply_item(c, o, e);
	json_decref(o);
	return e->code;
}

static enum err_code delete_item(struct api_call *c, struct db *db, struct err *e)
{
	if (check_owner(c, db, e) != ERR_OK)
		return e->code;
	return api_delete(c, db, &absence_resource, e);
}

extern const struct api_route absences_routes[];
const struct api_route absences_routes[] = {
	{ HTTP_GET, "/absences", MAY(OWN), API_READ, list, 0 },
	API_ITEM_ROUTES("/absences", MAY(OWN), MAY(ABSENCES)),
	{ 0 },
};
