/* SPDX-License-Identifier: EUPL-1.2 */
/* Duties: hard piket. Members see their own; and what is published of a colleague or a
 * function that they ask for. */
#include "roster/duty/duty.h"
#include "roster/duty/held.h"
#include "service/api/planning/tell.h"

#include <string.h>

enum { HELD_DAYS_MAX = 400 };

API_ITEM(duty_resource, "/duties")

/* Whose coming duties change by it hears so. */
static enum err_code create_and_tell(struct api_call *c, struct db *db, struct err *e)
{
	return tell_around(c, db, &duty_resource, create, e);
}

static enum err_code update_and_tell(struct api_call *c, struct db *db, struct err *e)
{
	return tell_around(c, db, &duty_resource, update, e);
}

static enum err_code delete_and_tell(struct api_call *c, struct db *db, struct err *e)
{
	return tell_around(c, db, &duty_resource, delete_item, e);
}

static enum err_code filter_of(
	const struct api_call *c, struct duty_filter *f, char state[16], struct err *e)
{
	memset(f, 0, sizeof *f);
	state[0] = '\0';
	f->state = state;
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &f->function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &f->person_id, e);
	(void)api_query_instant(c, "from", &f->from, e);
	(void)api_query_instant(c, "to", &f->to, e);
	(void)api_query_text(c, "state", state, 16, e);
	if (state[0] != '\0' && strcmp(state, "draft") != 0
		&& strcmp(state, "published") != 0)
		(void)err_fault(e, "state", "must be draft or published");
	if (c->role != ROLE_MEMBER || f->person_id == c->person_id)
		return e->code;
	if (f->person_id == 0 && f->function_id == 0)
		f->person_id = c->person_id;
	else
		(void)strcpy(state, "published");
	return e->code;
}

/* Who really holds them, after overrides and swaps. */
static enum err_code list_held(struct api_call *c, struct db *db, struct err *e)
{
	struct duty_filter f;
	char state[16];
	json_t *o;

	if (api_period(c, HELD_DAYS_MAX, &f.from, &f.to, e) != ERR_OK
		|| filter_of(c, &f, state, e) != ERR_OK)
		return e->code;
	if (strcmp(state, "draft") == 0)
		return err_fault(e, "state", "must be published: nobody holds a draft");
	if (c->role == ROLE_MEMBER && f.person_id == 0 && f.function_id == 0)
		return err_set(e, ERR_FORBIDDEN, "this token belongs to no person");
	if (duty_held(db, &f, &o, e) != ERR_OK)
		return e->code;
	return api_reply_list_page(c, o, e);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	struct duty_filter f;
	bool resolved = false;
	char state[16];
	json_t *o;

	(void)api_query_bool(c, "resolved", &resolved, e);
	if (resolved)
		return list_held(c, db, e);
	if (filter_of(c, &f, state, e) != ERR_OK
		|| api_page(c, &after, &limit, e) != ERR_OK)
		return e->code;
	if (c->role == ROLE_MEMBER && f.person_id == 0 && f.function_id == 0)
		return err_set(e, ERR_FORBIDDEN, "this token belongs to no person");
	if (duty_list(db, &f, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_list(c, o, e);
}

extern const struct api_route duties_routes[];
const struct api_route duties_routes[] = {
	{ HTTP_GET, "/duties", MAY(COLLEAGUES), API_READ, list, 0 },
	{ HTTP_GET, "/duties/{id}", MAY(READ), API_READ, get, 0 },
	{ HTTP_POST, "/duties", MAY(ROSTER), API_WRITE, create_and_tell, 0 },
	{ HTTP_PUT, "/duties/{id}", MAY(ROSTER), API_WRITE, update_and_tell,
		API_IF_MATCH },
	{ HTTP_PATCH, "/duties/{id}", MAY(ROSTER), API_WRITE, update_and_tell,
		API_IF_MATCH },
	{ HTTP_DELETE, "/duties/{id}", MAY(ROSTER), API_WRITE, delete_and_tell,
		API_IF_MATCH },
	{ 0 },
};
