/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /duties/{id}/takeover: who could take a duty over, the fairest first. */
#include "roster/planning/takeover.h"

#include "roster/duty/duty.h"
#include "service/api/api.h"

/* The part of the duty that is asked for; all of it unless told otherwise. */
static enum err_code read_query(const struct api_call *c, const json_t *duty,
	struct takeover_query *q, struct err *e)
{
	int64_t rank = 1;

	(void)fields_int(
		duty, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &q->function_id, e);
	(void)fields_int(duty, "rank", FIELDS_REQUIRED, 1, 99, &rank, e);
	(void)fields_instant(duty, "starts_at", FIELDS_REQUIRED, &q->from, e);
	(void)fields_instant(duty, "ends_at", FIELDS_REQUIRED, &q->until, e);
	(void)api_query_instant(c, "from", &q->from, e);
	(void)api_query_instant(c, "until", &q->until, e);
	q->rank = (int)rank;
	q->person_id = json_integer_value(json_object_get(duty, "person_id"));
	if (c->role == ROLE_MEMBER) /* also of what was taken over from others */
		q->person_id = c->person_id;
	else
		(void)api_query_int(c, "person_id", 1, INT64_MAX, &q->person_id, e);
	if (e->code == ERR_OK && q->until.ms <= q->from.ms)
		(void)err_fault(e, "until", "must be later than from");
	return e->code;
}

static enum err_code takeover(struct api_call *c, struct db *db, struct err *e)
{
	struct takeover_query q = { .rules = c->context->rules };
	struct takeover_hits hits;
	json_t *duty, *o, *items;

	if (resource_get(db, &duty_resource, c->id, &duty, e) != ERR_OK)
		return e->code;
	(void)read_query(c, duty, &q, e);
	json_decref(duty);
	if (e->code != ERR_OK || takeover_find(db, &q, &hits, e) != ERR_OK)
		return e->code;
	items = takeover_hits_json(&hits, c->role == ROLE_MEMBER);
	takeover_hits_fini(&hits);
	o = json_object();
	fields_set_int(o, "duty_id", c->id);
	fields_set_int(o, "person_id", q.person_id);
	if (items == NULL || json_object_set_new(o, "hits", items) != 0) {
		json_decref(o);
		return err_set(e, ERR_NOMEM, "no memory for the reply");
	}
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route takeover_routes[];
const struct api_route takeover_routes[] = {
	{ HTTP_GET, "/duties/{id}/takeover", MAY(OWN), API_READ, takeover, 0 },
	{ 0 },
};
