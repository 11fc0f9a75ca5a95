/* SPDX-License-Identifier: EUPL-1.2 */
/* Inviting people to an activity, and their answers. The page behind a link:
 * service/api/training/invitation_page.c. */
#include "roster/training/day/invitation.h"

#include "base/alloc.h"
#include "roster/training/record/reference.h"
#include "service/api/training/training.h"
#include "service/training/invite.h"

#include <stdio.h>

struct people {
	int64_t id[INVITATIONS_MAX];
	size_t n;
};

static void keep(void *ctx, int64_t person_id)
{
	struct people *p = ctx;

	if (p->n < INVITATIONS_MAX)
		p->id[p->n++] = person_id;
}

/* Whom the body names: "person_ids", or everybody in the activity's functions. */
static enum err_code read_people(
	struct api_call *c, struct db *db, struct people *p, struct err *e)
{
	static const char *const only[] = { "person_ids", NULL };
	const json_t *ids, *id;
	char field[40];
	size_t i;

	err_clear(e);
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, only, e);
	ids = json_object_get(c->body, "person_ids");
	if (ids == NULL || json_is_null(ids))
		return e->code == ERR_OK ? invitation_candidates(db, c->id, keep, p, e)
					 : e->code;
	if (!json_is_array(ids) || json_array_size(ids) > INVITATIONS_MAX)
		return err_fault(e, "person_ids", "must be a list of at most %d ids",
			INVITATIONS_MAX);
	json_array_foreach((json_t *)(uintptr_t)ids, i, id)
	{
		(void)snprintf(field, sizeof field, "person_ids[%zu]", i);
		reference_check(db, REFERENCE_PERSON, json_integer_value(id), field, e);
		keep(p, json_integer_value(id));
	}
	return e->code;
}

static enum err_code check_open(struct api_call *c, struct db *db, struct err *e)
{
	struct activity a;

	if (activity_find(db, c->id, &a, e) != ERR_OK)
		return e->code;
	if (a.cancelled)
		return err_set(e, ERR_CONFLICT, "this activity was cancelled");
	if (a.starts.ms <= c->by.now.ms)
		return err_set(e, ERR_CONFLICT, "this activity has begun already");
	return ERR_OK;
}

static enum err_code invite_all(
	struct api_call *c, struct db *db, const struct people *p, struct err *e)
{
	json_int_t invited = 0, known = 0;
	bool is_new;

	for (size_t i = 0; i < p->n; i++) {
		if (invite_person(db, c->context->calls, c->context->random, c->id,
			    p->id[i], &c->by, &is_new, e)
			!= ERR_OK)
			return e->code;
		invited += is_new;
		known += !is_new;
	}
	return api_reply_json(c, 200,
		json_pack("{s:I,s:I}", "invited", invited, "invited_before", known), e);
}

static enum err_code invite(struct api_call *c, struct db *db, struct err *e)
{
	struct people *p;

	if (check_open(c, db, e) != ERR_OK)
		return e->code;
	p = base_calloc(1, sizeof *p);
	if (p == NULL)
		return err_set(e, ERR_NOMEM, "no memory for invitations");
	if (read_people(c, db, p, e) == ERR_OK)
		(void)invite_all(c, db, p, e);
	base_free(p);
	return e->code;
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit, person_id;
	json_t *o;

	if (training_activity(c, db, e) != ERR_OK
		|| training_person(c, db, &person_id, e) != ERR_OK
		|| api_page(c, &after, &limit, e) != ERR_OK
		|| invitation_list(db, c->id, person_id, after, limit, &o, e) != ERR_OK
		|| training_keep(c, db, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

/* POST /activities/{id}/answer: one's own answer, or one that was given by phone. */
static enum err_code answer(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const words[] = { "yes", "no" };
	struct invitation_change change;
	struct invitation i;
	int64_t person_id = 0;
	int which = 0;
	json_t *o;

	err_clear(e);
	if (training_activity(c, db, e) != ERR_OK
		|| fields_object(c->body, e) != ERR_OK)
		return e->code;
	(void)fields_word(c->body, "answer", FIELDS_REQUIRED, words, 2, &which, e);
	(void)fields_int(c->body, "person_id",
		c->role == ROLE_MEMBER ? FIELDS_OPTIONAL : FIELDS_REQUIRED, 1,
		INT64_MAX, &person_id, e);
	if (e->code != ERR_OK || training_own(c, db, &person_id, e) != ERR_OK
		|| invitation_of(db, c->id, person_id, &i, e) != ERR_OK
		|| invitation_answer(db, i.id, which == 0,
			   c->role == ROLE_MEMBER ? "member" : "coordinator", &c->by,
			   &change, e)
			   != ERR_OK
		|| invite_tell_promoted(db, c->context->calls, &change, &c->by, e)
			   != ERR_OK
		|| resource_get(db, &invitation_resource, i.id, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route invitations_routes[];
const struct api_route invitations_routes[] = {
	{ HTTP_GET, "/activities/{id}/invitations", MAY(TRAINING_OWN), API_READ, list,
		0 },
	{ HTTP_POST, "/activities/{id}/invitations", MAY(PLAN), API_WRITE, invite, 0 },
	{ HTTP_POST, "/activities/{id}/answer", MAY(INVITED), API_WRITE, answer, 0 },
	{ 0 },
};
