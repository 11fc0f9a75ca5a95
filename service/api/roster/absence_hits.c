/* SPDX-License-Identifier: EUPL-1.2 */
/* Duties that an absence hits: the warning, and who could take over. */
#include "service/api/roster/absence_hits.h"

#include "roster/planning/takeover.h"
#include "schema/event.h"
#include "service/api/planning/tell.h"

#include <stdio.h>

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

enum err_code absence_hits_find(struct api_call *c, struct db *db,
	const json_t *absence, bool tell, json_t **ret, struct err *e)
{
	struct takeover_hits hits = { 0 };
	enum err_code code = ERR_OK;

	if (find_hits(c, db, absence, &hits, e) != ERR_OK)
		return e->code;
	if (tell)
		code = tell_hits(c, db, &hits,
			json_integer_value(json_object_get(absence, "person_id")), e);
	*ret = takeover_hits_json(&hits, c->role == ROLE_MEMBER);
	takeover_hits_fini(&hits);
	if (*ret == NULL && code == ERR_OK)
		code = err_set(e, ERR_NOMEM, "no memory for an absence");
	return code;
}

enum err_code absence_hits_add(
	struct api_call *c, struct db *db, json_t *absence, bool tell, struct err *e)
{
	json_t *hits = NULL;
	enum err_code code = absence_hits_find(c, db, absence, tell, &hits, e);

	if (json_object_set_new(absence, "hits", hits) != 0 && code == ERR_OK)
		code = err_set(e, ERR_NOMEM, "no memory for an absence");
	return code;
}
