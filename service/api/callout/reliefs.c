/* SPDX-License-Identifier: EUPL-1.2 */
/* Relief crews: asking for one, seeing which shift is filled by whom, handing over. */
#include "alert/call/relief.h"
#include "alert/report/call_view.h"
#include "alert/scenario/template.h"
#include "service/api/api.h"

enum { NEED_MAX = 1000 };

/* The functions wanted, with their needs. */
static void read_functions(struct api_call *c, struct relief_slot slots[],
	struct relief_request *request, struct err *e)
{
	static const char *const names[] = { "function_id", "need", NULL };
	json_t *list = json_object_get(c->body, "functions"), *o;
	size_t i;

	request->slots = slots;
	if (list == NULL || json_is_null(list))
		return;
	if (!json_is_array(list) || json_array_size(list) > CALLOUT_SLOTS_MAX) {
		(void)err_fault(e, "functions", "must be a list of at most %d",
			CALLOUT_SLOTS_MAX);
		return;
	}
	json_array_foreach(list, i, o)
	{
		int64_t function = 0, need = 0;

		if (!json_is_object(o)) {
			(void)err_fault(e, "functions",
				"must hold objects with function_id and need");
			return;
		}
		fields_only(o, names, e);
		(void)fields_int(
			o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &function, e);
		(void)fields_int(o, "need", FIELDS_REQUIRED, 1, NEED_MAX, &need, e);
		slots[request->slots_count++] =
			(struct relief_slot){ function, (int)need };
	}
}

static enum err_code read_shift(
	struct api_call *c, struct relief_request *request, struct err *e)
{
	(void)fields_instant(c->body, "from", FIELDS_REQUIRED, &request->from, e);
	(void)fields_instant(c->body, "until", FIELDS_REQUIRED, &request->until, e);
	if (request->from.ms == 0 || request->until.ms == 0)
		return e->code;
	if (request->until.ms <= request->from.ms)
		return err_fault(e, "until", "must be later than from");
	if (request->until.ms <= c->by.now.ms)
		return err_fault(e, "until", "lies in the past");
	if (request->until.ms - request->from.ms > RELIEF_HOURS_MAX * INT64_C(3600000))
		(void)err_fault(e, "until", "must be within %d hours after from",
			RELIEF_HOURS_MAX);
	return e->code;
}

static enum err_code ask(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "from", "until", "functions", "text",
		"hand_over", NULL };
	static const char *const moments[] = { "on_arrival", "by_hand" };
	struct relief_slot slots[CALLOUT_SLOTS_MAX];
	struct relief_request request = { .callout_id = c->id, .text = "" };
	struct call *call;
	int64_t id = 0;
	int moment = 0;
	json_t *o;

	if (call_get(db, c->id, &call, e) != ERR_OK)
		return e->code;
	err_clear(e);
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	read_functions(c, slots, &request, e);
	(void)fields_text(
		c->body, "text", FIELDS_OPTIONAL, SCENARIO_SMS_MAX, &request.text, e);
	template_check(request.text, "text", e);
	(void)fields_word(
		c->body, "hand_over", FIELDS_OPTIONAL, moments, 2, &moment, e);
	if (read_shift(c, &request, e) != ERR_OK)
		return e->code;
	request.by_hand = moment == 1;
	c->context->random->fill(
		c->context->random, request.nonce, sizeof request.nonce);
	if (relief_start(db, c->context->calls, &request, &c->by, &id, e) != ERR_OK
		|| call_get(db, id, &call, e) != ERR_OK
		|| call_view_item(call, &o, e) != ERR_OK)
		return e->code;
	return api_reply_created(c, "/callouts", o, e);
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	json_t *o = NULL;

	if (call_view_reliefs(db, c->id, c->by.now, &o, e) != ERR_OK)
		return e->code;
	return api_reply_page(c, o, e);
}

static enum err_code hand_over(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const names[] = { "function_id", NULL };
	int64_t function = 0, count = 0;
	int slot = CALLOUT_NOBODY;
	struct call *call;
	json_t *o;

	if (call_get(db, c->id, &call, e) != ERR_OK)
		return e->code;
	err_clear(e);
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	fields_only(c->body, names, e);
	if (fields_int(
		    c->body, "function_id", FIELDS_OPTIONAL, 1, INT64_MAX, &function, e)
		&& (slot = call_slot(call, function)) == CALLOUT_NOBODY)
		(void)err_fault(e, "function_id", "is not a function of this call-out");
	if (e->code != ERR_OK
		|| relief_hand_over(
			   db, c->context->calls, c->id, slot, &c->by, &count, e)
			   != ERR_OK)
		return e->code;
	o = json_object();
	fields_set_int(o, "sent_home", count);
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route reliefs_routes[];
const struct api_route reliefs_routes[] = {
	{ HTTP_POST, "/callouts/{id}/relief", MAY(CALL), API_CALL, ask, 0 },
	{ HTTP_GET, "/callouts/{id}/relief", MAY(READ), API_READ, list, 0 },
	{ HTTP_POST, "/callouts/{id}/handover", MAY(CALL), API_CALL, hand_over, 0 },
	{ 0 },
};
