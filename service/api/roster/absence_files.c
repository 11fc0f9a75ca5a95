/* SPDX-License-Identifier: EUPL-1.2 */
/* POST /absences/import: a person's absences out of an .ics file. Only when is taken
 * from it, never why. Members import their own. */
#include "roster/calendar/calendar.h"
#include "roster/duty/duty.h"
#include "service/api/roster/absence_hits.h"

enum { AHEAD_DAYS = 2 * 366 };

struct outcome {
	int64_t created, updated, unchanged;
	json_t *hits; /* the duties that new and changed ones hit */
};

/* As when it is written down by hand. */
static enum err_code add_hits(struct api_call *c, struct db *db, const json_t *absence,
	struct outcome *out, struct err *e)
{
	json_t *hits = NULL;

	if (absence_hits_find(c, db, absence, true, &hits, e) == ERR_OK)
		(void)json_array_extend(out->hits, hits);
	json_decref(hits);
	return e->code;
}

/* Makes the absence, or moves the end of the one that begins then. */
static enum err_code take(struct api_call *c, struct db *db, int64_t person_id,
	const struct calendar_absence *a, struct outcome *out, struct err *e)
{
	char text[INSTANT_TEXT];
	json_t *body = json_object(), *stored = NULL, *item = NULL;
	int64_t id = 0;

	fields_set_instant(body, "until", a->ends);
	if (absence_find(db, person_id, a->starts, a->ends, INT64_MAX, &id, e) == ERR_OK
		&& id != 0
		&& resource_get(db, &absence_resource, id, &stored, e) == ERR_OK) {
		const json_t *until = json_object_get(stored, "until");

		if (json_equal(until, json_object_get(body, "until")))
			out->unchanged++;
		else if (resource_update(db, &absence_resource, id, body, false, 0,
				 &c->by, &item, e)
			 == ERR_OK)
			out->updated++;
	} else if (e->code == ERR_OK) {
		fields_set_int(body, "person_id", person_id);
		fields_set_text(body, "from", instant_format(a->starts, text));
		if (resource_create(db, &absence_resource, body, &c->by, &item, e)
			== ERR_OK)
			out->created++;
	}
	if (item != NULL && e->code == ERR_OK)
		(void)add_hits(c, db, item, out, e);
	json_decref(body);
	json_decref(stored);
	json_decref(item);
	return e->code;
}

static enum err_code take_all(struct api_call *c, struct db *db, int64_t person_id,
	const struct calendar_absences *all, bool dry_run, struct err *e)
{
	struct outcome out = { .hits = json_array() };

	for (size_t i = 0; i < all->n && e->code == ERR_OK; i++)
		(void)take(c, db, person_id, &all->item[i], &out, e);
	if (e->code != ERR_OK) {
		json_decref(out.hits);
		return e->code;
	}
	c->discard = dry_run;
	return api_reply_json(c, 200,
		json_pack("{s:I, s:I, s:I, s:I, s:b, s:o}", "created",
			(json_int_t)out.created, "updated", (json_int_t)out.updated,
			"unchanged", (json_int_t)out.unchanged, "not_understood",
			(json_int_t)all->not_understood, "dry_run", dry_run, "hits",
			out.hits),
		e);
}

static enum err_code person_of(struct api_call *c, int64_t *ret, struct err *e)
{
	*ret = c->person_id;
	(void)api_query_int(c, "person_id", 1, INT64_MAX, ret, e);
	if (e->code != ERR_OK)
		return e->code;
	if (c->role == ROLE_MEMBER && (*ret == 0 || *ret != c->person_id))
		return err_set(
			e, ERR_FORBIDDEN, "members see and change their own absences");
	if (*ret == 0)
		return err_fault(e, "person_id", "must say whose absences these are");
	return ERR_OK;
}

static enum err_code import(struct api_call *c, struct db *db, struct err *e)
{
	struct instant to = instant_add(c->by.now, minutes(AHEAD_DAYS * INT64_C(1440)));
	struct calendar_absences all;
	int64_t person_id;
	bool dry_run = false;

	if (!api_content_is(c, "text/calendar"))
		return err_set(e, ERR_UNSUPPORTED,
			"the body must be an .ics file: Content-Type: text/calendar");
	(void)api_query_bool(c, "dry_run", &dry_run, e);
	if (e->code != ERR_OK || person_of(c, &person_id, e) != ERR_OK)
		return e->code;
	if (calendar_read_absences(c->http->body != NULL ? c->http->body : "",
		    c->http->body_len, c->by.now, to, &all, e)
		!= ERR_OK)
		return e->code;
	(void)take_all(c, db, person_id, &all, dry_run, e);
	calendar_absences_fini(&all);
	return e->code;
}

extern const struct api_route absence_files_routes[];
const struct api_route absence_files_routes[] = {
	{ HTTP_POST, "/absences/import", MAY(ABSENCES), API_WRITE, import,
		API_ANY_BODY },
	{ 0 },
};
