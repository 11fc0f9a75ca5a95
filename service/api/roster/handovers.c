/* SPDX-License-Identifier: EUPL-1.2 */
/* What who had duty tells who has it next. */
#include "service/api/roster/handovers.h"

#include "alert/outbox/notice.h"
#include "roster/people/function.h"

#include <stdio.h>

static enum err_code list_handovers(struct api_call *c, struct db *db, struct err *e)
{
	int64_t before, limit, function_id = 0, person_id = 0;
	json_t *o;

	(void)api_query_int(c, "function_id", 1, INT64_MAX, &function_id, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &person_id, e);
	if (c->role == ROLE_MEMBER)
		person_id = c->person_id != 0 ? c->person_id : -1;
	if (api_page(c, &before, &limit, e) != ERR_OK
		|| handover_list(db, function_id, person_id, before, limit, &o, e)
			   != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code tell(struct api_call *c, struct db *db, const struct handover *h,
	int64_t id, struct err *e)
{
	char subject[NOTICE_SUBJECT_MAX], key[48];
	struct notice n = { .kind = NOTICE_REMINDER,
		.person_id = h->to_person_id,
		.subject = subject,
		.text = h->text,
		.link = "",
		.key_or_null = key };
	struct function f;
	int64_t ignored;

	if (h->to_person_id == 0)
		return ERR_OK;
	if (function_find(db, h->function_id, &f, e) != ERR_OK)
		return e->code;
	(void)snprintf(key, sizeof key, "handover/%" PRId64, id);
	(void)snprintf(subject, sizeof subject, "Overdracht piket %s", f.code);
	return notice_add(db, c->context->calls, &n, &c->by, &ignored, e);
}

enum err_code handover_send(struct api_call *c, struct db *db, struct handover *h,
	int64_t *ret_id, struct err *e)
{
	if (handover_to(db, h->function_id, h->from_person_id, c->by.now,
		    &h->to_person_id,
		    e) != ERR_OK
		|| handover_add(db, h, &c->by, ret_id, e) != ERR_OK)
		return e->code;
	return tell(c, db, h, *ret_id, e);
}

static enum err_code create_handover(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "function_id", "text", NULL };
	struct handover h = { .from_person_id =
				      c->role == ROLE_MEMBER ? c->person_id : 0 };
	struct function f;
	json_t *o;
	int64_t id = 0;

	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_int(c->body, "function_id", FIELDS_REQUIRED, 1, INT64_MAX,
		&h.function_id, e);
	(void)fields_text(
		c->body, "text", FIELDS_REQUIRED, HANDOVER_TEXT_MAX, &h.text, e);
	if (e->code != ERR_OK)
		return e->code;
	if (function_find(db, h.function_id, &f, e) == ERR_NOTFOUND) {
		err_clear(e);
		return err_fault(e, "function_id", "does not exist");
	}
	if (e->code != ERR_OK)
		return e->code;
	if (c->role == ROLE_MEMBER && c->person_id == 0)
		return err_set(e, ERR_FORBIDDEN, "this account is nobody's");
	if (handover_send(c, db, &h, &id, e) != ERR_OK
		|| resource_get(db, &handover_resource, id, &o, e) != ERR_OK)
		return e->code;
	return api_reply_created(c, "/handovers", o, e);
}

static enum err_code get_handover(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o;

	if (resource_get(db, &handover_resource, c->id, &o, e) != ERR_OK)
		return e->code;
	if (c->role == ROLE_MEMBER
		&& json_integer_value(json_object_get(o, "from_person_id"))
			   != c->person_id
		&& json_integer_value(json_object_get(o, "to_person_id"))
			   != c->person_id) {
		json_decref(o);
		return err_set(e, ERR_FORBIDDEN, "this note is not to or from you");
	}
	return api_reply_item(c, o, e);
}

extern const struct api_route handovers_routes[];
const struct api_route handovers_routes[] = {
	{ HTTP_GET, "/handovers", MAY(OWN), API_READ, list_handovers, 0 },
	{ HTTP_POST, "/handovers", MAY(DUTY_NOTES), API_WRITE, create_handover, 0 },
	{ HTTP_GET, "/handovers/{id}", MAY(OWN), API_READ, get_handover, 0 },
	{ 0 },
};
