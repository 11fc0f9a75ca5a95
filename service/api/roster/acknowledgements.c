/* SPDX-License-Identifier: EUPL-1.2 */
/* Who knows of a duty that begins. By the link in the reminder: duty_page.c. */
#include "roster/duty/duty.h"
#include "roster/handover/acknowledge.h"
#include "service/api/api.h"

#include <string.h>

enum { LIST_DAYS_MAX = 100 };

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct duty_ack_filter f = { .from = c->by.now };
	json_t *o;

	if (!api_query_instant(c, "from", &f.from, e) && e->code != ERR_OK)
		return e->code;
	f.to = instant_add(f.from, minutes(INT64_C(7) * 1440));
	(void)api_query_instant(c, "to", &f.to, e);
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &f.function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &f.person_id, e);
	(void)api_query_bool(c, "open", &f.open, e);
	if (e->code == ERR_OK
		&& (f.to.ms <= f.from.ms
			|| f.to.ms - f.from.ms > LIST_DAYS_MAX * INT64_C(86400000)))
		(void)err_fault(e, "to", "must be later than from, at most %d days",
			(int)LIST_DAYS_MAX);
	if (c->role == ROLE_MEMBER)
		f.person_id = c->person_id != 0 ? c->person_id : -1;
	if (e->code != ERR_OK || duty_ack_list(db, &f, &o, e) != ERR_OK)
		return e->code;
	return api_reply_page(c, o, e);
}

/* The stretch that a duty is in, of the person who stands there. */
static enum err_code stretch_of(struct api_call *c, struct db *db, const json_t *duty,
	struct stretch *ret, struct err *e)
{
	int64_t function_id = json_integer_value(json_object_get(duty, "function_id"));
	int64_t rank = json_integer_value(json_object_get(duty, "rank"));
	struct instant starts, ends;
	struct stretches all;

	if (instant_parse(json_string_value(json_object_get(duty, "starts_at")),
		    &starts,
		    e) != ERR_OK
		|| instant_parse(json_string_value(json_object_get(duty, "ends_at")),
			   &ends, e)
			   != ERR_OK
		|| stretches_beginning(db, function_id, starts, ends, &all, e)
			   != ERR_OK)
		return e->code;
	*ret = (struct stretch){ 0 };
	for (size_t i = 0; i < all.n && ret->person_id == 0; i++)
		if (all.item[i].rank == rank
			&& (c->role != ROLE_MEMBER
				|| all.item[i].person_id == c->person_id))
			*ret = all.item[i];
	stretches_fini(&all);
	if (ret->person_id != 0)
		return ERR_OK;
	if (c->role == ROLE_MEMBER)
		return err_set(e, ERR_FORBIDDEN, "this duty is not yours");
	return err_set(e, ERR_CONFLICT, "nobody begins to be on duty by this one");
}

static enum err_code acknowledge(struct api_call *c, struct db *db, struct err *e)
{
	struct stretch s;
	struct duty_ack ack;
	json_t *duty;

	if (resource_get(db, &duty_resource, c->id, &duty, e) != ERR_OK)
		return e->code;
	if (strcmp(json_string_value(json_object_get(duty, "state")), "published") != 0)
		(void)err_set(e, ERR_CONFLICT, "a draft is not acknowledged");
	else
		(void)stretch_of(c, db, duty, &s, e);
	json_decref(duty);
	if (e->code != ERR_OK
		|| duty_ack_take(db, &s, "api", &c->by, &ack, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, duty_ack_json(&ack), e);
}

extern const struct api_route acknowledgements_routes[];
const struct api_route acknowledgements_routes[] = {
	{ HTTP_GET, "/acknowledgements", MAY(OWN), API_READ, list, 0 },
	{ HTTP_POST, "/duties/{id}/acknowledge", MAY(DUTY_NOTES), API_WRITE,
		acknowledge, 0 },
	{ 0 },
};
