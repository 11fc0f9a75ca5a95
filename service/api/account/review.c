/* SPDX-License-Identifier: EUPL-1.2 */
/* The access review: who may what, and who looked at it when. */
#include "service/accounts/review_store.h"
#include "service/api/api.h"

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (review_list(db, c->by.now, &o, e) != ERR_OK)
		return e->code;
	return api_reply_page(c, o, e);
}

/* POST /access-review {holder, id, outcome}. What is changed or ended is changed or
 * ended on the account or token itself. */
static enum err_code add(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "holder", "id", "outcome", NULL };
	static const char *const holders[] = { "account", "token" };
	static const char *const outcomes[] = { "kept", "changed", "ended" };
	int holder = 0, outcome = 0;
	int64_t id = 0;

	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_word(c->body, "holder", FIELDS_REQUIRED, holders, 2, &holder, e);
	(void)fields_word(
		c->body, "outcome", FIELDS_REQUIRED, outcomes, 3, &outcome, e);
	(void)fields_int(c->body, "id", FIELDS_REQUIRED, 1, INT64_MAX, &id, e);
	if (e->code != ERR_OK
		|| review_add(db, holders[holder], id, outcomes[outcome], &c->by, e)
			   != ERR_OK)
		return e->code;
	return api_reply_none(c);
}

extern const struct api_route review_routes[];
const struct api_route review_routes[] = {
	{ HTTP_GET, "/access-review", MAY(REVIEW), API_READ, list, 0 },
	{ HTTP_POST, "/access-review", MAY(ADMIN), API_WRITE, add, 0 },
	{ 0 },
};
