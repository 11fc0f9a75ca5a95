/* SPDX-License-Identifier: EUPL-1.2 */
/* Swaps. Members ask, answer and withdraw for themselves; coordinators may do so for
 * anybody, and approve. */
#include "roster/swap/swap_store.h"

#include "base/parse.h"
#include "service/api/planning/swap_tell.h"

#include <string.h>

static enum err_code not_yours(struct err *e)
{
	return err_set(e, ERR_FORBIDDEN, "members see and answer their own swaps");
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct swap_filter f = { .now = c->by.now };
	char state[16] = "";
	int64_t after, limit;
	json_t *o;

	f.state = state;
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &f.function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &f.person_id, e);
	if (api_query_text(c, "state", state, sizeof state, e)
		&& parse_word(state, swap_state_words, SWAP_STATES) < 0)
		(void)err_fault(e, "state",
			"must be asked, agreed, refused, approved or withdrawn");
	if (c->role == ROLE_MEMBER) {
		if (c->person_id == 0)
			return not_yours(e);
		f.member_id = c->person_id;
	}
	if (api_page(c, &after, &limit, e) != ERR_OK
		|| swap_list(db, &f, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_list(c, o, e);
}

/* The item, and while it is open what it would cause. */
static enum err_code item(
	struct api_call *c, struct db *db, int64_t id, json_t **ret, struct err *e)
{
	struct roster_problems caused = { 0 };
	struct swap_row s;
	json_t *o, *list_of;

	if (resource_get(db, &swap_resource, id, &o, e) != ERR_OK)
		return e->code;
	if (swap_find(db, id, &s, e) != ERR_OK
		|| ((s.swap.state == SWAP_ASKED || s.swap.state == SWAP_AGREED)
			&& swap_problems(db, &s, c->context->rules, &caused, e)
				   != ERR_OK)) {
		json_decref(o);
		return e->code;
	}
	list_of = roster_problems_json(&caused, api_language(c));
	roster_problems_fini(&caused);
	if (list_of == NULL || json_object_set_new(o, "problems", list_of) != 0) {
		json_decref(o);
		return err_set(e, ERR_NOMEM, "no memory for a swap");
	}
	*ret = o;
	return ERR_OK;
}

static enum err_code check_member(struct api_call *c, struct db *db, struct err *e)
{
	bool theirs = true;

	if (c->role == ROLE_MEMBER
		&& swap_concerns(db, c->id, c->person_id, c->by.now, &theirs, e)
			   != ERR_OK)
		return e->code;
	return theirs ? ERR_OK : not_yours(e);
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o = NULL;

	if (check_member(c, db, e) != ERR_OK || item(c, db, c->id, &o, e) != ERR_OK)
		return e->code;
	return api_reply_item(c, o, e);
}

static enum err_code create(struct api_call *c, struct db *db, struct err *e)
{
	struct swap_row s;
	int64_t id;
	json_t *o = NULL;

	if (c->role == ROLE_MEMBER && c->person_id == 0)
		return not_yours(e);
	if (swap_ask(db, c->body, c->role == ROLE_MEMBER ? c->person_id : 0, &c->by,
		    &id,
		    e) != ERR_OK
		|| swap_find(db, id, &s, e) != ERR_OK
		|| swap_tell_asked(c, db, &s, e) != ERR_OK
		|| item(c, db, id, &o, e) != ERR_OK)
		return e->code;
	return api_reply_created(c, "/swaps", o, e);
}

/* For whom the step is made: members for themselves; coordinators for the person they
 * name, else for whoever was asked. */
static enum err_code read_order(struct api_call *c, struct db *db, enum swap_step step,
	struct swap_order *o, struct err *e)
{
	static const char *const names[] = { "person_id", "reason", NULL };
	struct swap_row s;

	*o = (struct swap_order){ .id = c->id,
		.expected_version = c->expected_version,
		.step = step,
		.actor = { .plans = api_may(c, MAY(PLAN)) },
		.reason = "" };
	if (swap_find(db, c->id, &s, e) != ERR_OK
		|| fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_line(c->body, "reason", FIELDS_OPTIONAL, 500, &o->reason, e);
	if (!fields_int(c->body, "person_id", FIELDS_OPTIONAL, 1, INT64_MAX,
		    &o->actor.person_id, e)
		&& o->actor.plans && step == SWAP_AGREE)
		o->actor.person_id = s.swap.to_person_id;
	if (!o->actor.plans) {
		if (o->actor.person_id != 0 && o->actor.person_id != c->person_id)
			return not_yours(e);
		o->actor.person_id = c->person_id;
	}
	if (step == SWAP_AGREE && c->context->rules->automatic_swaps)
		o->automatic = c->context->rules;
	return e->code != ERR_OK ? e->code : check_member(c, db, e);
}

/* Looks at all that the swap may change: an exchange may be between two functions. */
static enum err_code watch_begin(struct db *db, const struct swap_row *s,
	struct roster_watch *ret, struct err *e)
{
	const struct swap_leg *leg = &s->leg, *back = &s->back;
	bool two = back->function_id != 0;

	return roster_watch_begin(db,
		two && back->function_id != leg->function_id ? 0 : leg->function_id,
		two ? instant_min(leg->from, back->from) : leg->from, ret, e);
}

/* Moves the swap, and tells: an approved one as a change of the roster. */
static enum err_code move(struct api_call *c, struct db *db, const struct swap_order *o,
	const struct swap_row *before, struct err *e)
{
	struct roster_changes changes;
	struct roster_watch watch;
	struct swap_row s;
	enum err_code code;
	int told;

	if (watch_begin(db, before, &watch, e) != ERR_OK)
		return e->code;
	if (swap_take_step(db, o, &c->by, &s, e) != ERR_OK) {
		roster_watch_fini(&watch);
		return e->code;
	}
	code = roster_watch_end(db, &watch, &changes, e);
	if (code == ERR_OK && s.swap.state == SWAP_APPROVED)
		code = tell_changes(c, db, &changes, &told, e);
	else if (code == ERR_OK)
		code = swap_tell_step(c, db, &s, o->step, before->swap.to_person_id, e);
	roster_changes_fini(&changes);
	return code;
}

/* The reply shows what approving causes, also once it has been done. */
static enum err_code take_step(
	struct api_call *c, struct db *db, enum swap_step step, struct err *e)
{
	struct roster_problems caused = { 0 };
	struct swap_row before;
	struct swap_order order;
	json_t *o = NULL;
	enum err_code code;

	if (read_order(c, db, step, &order, e) != ERR_OK
		|| swap_find(db, c->id, &before, e) != ERR_OK)
		return e->code;
	if (step == SWAP_APPROVE
		&& swap_problems(db, &before, c->context->rules, &caused, e) != ERR_OK)
		return e->code;
	code = move(c, db, &order, &before, e);
	if (code == ERR_OK && caused.n > 0) {
		json_t *list_of = roster_problems_json(&caused, "nl");

		code = resource_audit(
			db, &c->by, "overrule", "swap", c->id, NULL, list_of, e);
		json_decref(list_of);
	}
	if (code == ERR_OK)
		code = item(c, db, c->id, &o, e);
	if (code == ERR_OK && step == SWAP_APPROVE)
		json_object_set_new(
			o, "problems", roster_problems_json(&caused, api_language(c)));
	roster_problems_fini(&caused);
	return code != ERR_OK ? code : api_reply_item(c, o, e);
}

static enum err_code agree(struct api_call *c, struct db *db, struct err *e)
{
	return take_step(c, db, SWAP_AGREE, e);
}

static enum err_code refuse(struct api_call *c, struct db *db, struct err *e)
{
	return take_step(c, db, SWAP_REFUSE, e);
}

static enum err_code approve(struct api_call *c, struct db *db, struct err *e)
{
	return take_step(c, db, SWAP_APPROVE, e);
}

static enum err_code withdraw(struct api_call *c, struct db *db, struct err *e)
{
	return take_step(c, db, SWAP_WITHDRAW, e);
}

extern const struct api_route swaps_routes[];
const struct api_route swaps_routes[] = {
	{ HTTP_GET, "/swaps", MAY(OWN), API_READ, list, 0 },
	{ HTTP_POST, "/swaps", MAY(SWAPS), API_WRITE, create, 0 },
	{ HTTP_GET, "/swaps/{id}", MAY(OWN), API_READ, get, 0 },
	{ HTTP_POST, "/swaps/{id}/agree", MAY(SWAPS), API_WRITE, agree, API_IF_MATCH },
	{ HTTP_POST, "/swaps/{id}/refuse", MAY(SWAPS), API_WRITE, refuse,
		API_IF_MATCH },
	{ HTTP_POST, "/swaps/{id}/approve", MAY(PLAN), API_WRITE, approve,
		API_IF_MATCH },
	{ HTTP_POST, "/swaps/{id}/withdraw", MAY(SWAPS), API_WRITE, withdraw,
		API_IF_MATCH },
	{ 0 },
};
