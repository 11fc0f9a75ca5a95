/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /print/…: lists to call by hand from, when no gateway works. */
#include "alert/report/paper.h"
#include "service/api/api.h"

enum { PAGE_MAX = 16 * 1024 * 1024 };

/* Takes the paper. */
static enum err_code reply(struct api_call *c, json_t *paper, struct err *e)
{
	static const char *const types[] = { "text/html", "text/plain",
		"application/json", NULL };
	const int type = api_accepts(c, types);
	struct text out;

	if (type == 2)
		return api_reply_json(c, 200, paper, e);
	text_init(&out, PAGE_MAX);
	if (!(type == 1 ? paper_text(paper, &out) : paper_html(paper, &out)))
		(void)err_set(e, ERR_NOMEM, "no memory for a list");
	json_decref(paper);
	if (e->code != ERR_OK) {
		text_fini(&out);
		return e->code;
	}
	return api_reply_text(c, 200,
		type == 1 ? "text/plain; charset=utf-8" : "text/html; charset=utf-8",
		&out, e);
}

static enum err_code on_duty(struct api_call *c, struct db *db, struct err *e)
{
	struct instant at = c->by.now;
	json_t *paper = NULL;

	err_clear(e);
	(void)api_query_instant(c, "at", &at, e);
	if (e->code != ERR_OK || paper_on_duty(db, at, &paper, e) != ERR_OK)
		return e->code;
	return reply(c, paper, e);
}

static enum err_code callout(struct api_call *c, struct db *db, struct err *e)
{
	struct call *call = NULL;
	json_t *paper = NULL;

	err_clear(e);
	if (call_load(db, c->id, &call, e) != ERR_OK)
		return e->code;
	e->code = paper_call(db, call, c->by.now, &paper, e);
	call_free(call);
	return e->code == ERR_OK ? reply(c, paper, e) : e->code;
}

static enum err_code scenario(struct api_call *c, struct db *db, struct err *e)
{
	struct call_request request = { .scenario_id = c->id,
		.kind = -1,
		.incident = "",
		.location = "",
		.details = "",
		.confirm_contact_lists = true };
	struct call *call = NULL;
	json_t *paper = NULL;

	err_clear(e);
	if (call_plan(db, c->context->calls, &request, c->by.now, &call, e) != ERR_OK)
		return e->code;
	e->code = paper_call(db, call, c->by.now, &paper, e);
	call_free(call);
	return e->code == ERR_OK ? reply(c, paper, e) : e->code;
}

extern const struct api_route paper_routes[];
const struct api_route paper_routes[] = {
	{ HTTP_GET, "/print/on-duty", MAY(PAPER), API_READ, on_duty, 0 },
	{ HTTP_GET, "/print/callouts/{id}", MAY(PAPER), API_READ, callout, 0 },
	{ HTTP_GET, "/print/scenarios/{id}", MAY(PAPER), API_READ, scenario, 0 },
	{ 0 },
};
