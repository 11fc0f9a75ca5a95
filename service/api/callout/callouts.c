/* SPDX-License-Identifier: EUPL-1.2 */
/* Call-outs: starting, seeing, previewing, reporting. Steering is in callout_steps.c.
 */
#include "alert/report/call_view.h"
#include "alert/report/report_sign.h"
#include "base/parse.h"
#include "service/api/callout/callout_records.h"

#include <string.h>

static const char *const start_fields[] = { "scenario_id", "scenario", "kind",
	"incident", "location", "details", "criteria_met_at", "confirm_contact_lists",
	"confirm_second", "origin", "started_at", "closed_at", "people", NULL };

static enum err_code find_scenario(
	const struct api_call *c, struct db *db, int64_t *ret, struct err *e)
{
	const char *code = NULL;

	if (fields_int(c->body, "scenario_id", FIELDS_OPTIONAL, 1, INT64_MAX, ret, e))
		return e->code;
	if (fields_line(c->body, "scenario", FIELDS_OPTIONAL, 32, &code, e)) {
		if (scenario_by_code(db, code, ret, e) != ERR_OK)
			return e->code;
		return *ret != 0 ? ERR_OK : err_fault(e, "scenario", "does not exist");
	}
	if (e->code != ERR_OK)
		return e->code;
	return err_fault(e, "scenario_id", "must be given");
}

/* "started", or "manual" with the times and people of a call-out that was made outside
 * Paraat. */
static void read_origin(struct api_call *c, struct call_request *r, struct err *e)
{
	static const char *const origins[] = { "started", "manual" };
	static const char *const of_records[] = { "started_at", "closed_at", "people" };
	int origin = 0;

	(void)fields_word(c->body, "origin", FIELDS_OPTIONAL, origins, 2, &origin, e);
	r->origin = origin == 1 ? CALL_MANUAL : CALL_STARTED;
	for (size_t i = 0; i < 3 && origin == 0; i++)
		if (json_object_get(c->body, of_records[i]) != NULL)
			(void)err_fault(e, of_records[i],
				"goes with origin manual: nobody is called in the "
				"past");
}

static enum err_code read_request(
	struct api_call *c, struct db *db, struct call_request *r, struct err *e)
{
	int kind = -1;

	*r = (struct call_request){
		.kind = -1, .incident = "", .location = "", .details = ""
	};
	err_clear(e);
	if (fields_object(c->body, e) != ERR_OK)
		return e->code;
	/* first: a look-up forgets the faults that were found before it */
	(void)find_scenario(c, db, &r->scenario_id, e);
	fields_only(c->body, start_fields, e);
	if (fields_word(c->body, "kind", FIELDS_OPTIONAL, callout_kind_words,
		    KINDS_COUNT, &kind, e))
		r->kind = kind;
	(void)fields_line(
		c->body, "incident", FIELDS_OPTIONAL, CALL_TEXT_MAX, &r->incident, e);
	(void)fields_line(
		c->body, "location", FIELDS_OPTIONAL, CALL_TEXT_MAX, &r->location, e);
	(void)fields_text(
		c->body, "details", FIELDS_OPTIONAL, CALL_DETAILS_MAX, &r->details, e);
	if (fields_instant(
		    c->body, "criteria_met_at", FIELDS_OPTIONAL, &r->criteria_met_at, e)
		&& r->criteria_met_at.ms > c->by.now.ms + 60000)
		(void)err_fault(e, "criteria_met_at", "lies in the future");
	(void)fields_bool(c->body, "confirm_contact_lists", FIELDS_OPTIONAL,
		&r->confirm_contact_lists, e);
	(void)fields_bool(
		c->body, "confirm_second", FIELDS_OPTIONAL, &r->confirm_second, e);
	read_origin(c, r, e);
	c->context->random->fill(c->context->random, r->nonce, sizeof r->nonce);
	return e->code;
}

/* A scenario that does not exist is a wrong field, not a missing page. */
static enum err_code name_scenario(struct err *e)
{
	if (e->code != ERR_NOTFOUND)
		return e->code;
	err_clear(e);
	return err_fault(e, "scenario_id", "does not exist");
}

static enum err_code start(struct api_call *c, struct db *db, struct err *e)
{
	struct call_request request;
	struct call *call;
	json_t *o;
	int64_t id;

	if (read_request(c, db, &request, e) != ERR_OK && request.origin != CALL_MANUAL)
		return e->code;
	if ((request.origin == CALL_MANUAL ? callout_record(c, db, &request, &id, e)
					   : call_start(db, c->context->calls, &request,
						   &c->by, &id, e))
		!= ERR_OK)
		return name_scenario(e);
	if (call_get(db, id, &call, e) != ERR_OK
		|| call_view_item(call, &o, e) != ERR_OK)
		return e->code;
	return api_reply_created(c, "/callouts", o, e);
}

/* The parameter `state`: which of the words; -1: not given, or a fault in *e. */
static int state_filter(
	struct api_call *c, const char *const words[], size_t count, struct err *e)
{
	char given[16] = "";
	int state;

	if (!api_query_text(c, "state", given, sizeof given, e))
		return -1;
	state = parse_word(given, words, count);
	if (state < 0)
		(void)err_fault(e, "state", "is not a state that there is");
	return state;
}

static enum phrase_language language(const struct api_call *c)
{
	return phrase_language(api_language(c));
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct call_list_filter filter = { .state = "" };
	int64_t after, limit;
	int state;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK)
		return e->code;
	state = state_filter(c, callout_state_words, CALLOUT_STATES_COUNT, e);
	if (state >= 0)
		filter.state = callout_state_words[state];
	(void)api_query_bool(c, "running", &filter.running, e);
	filter.now = c->by.now;
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &filter.person_id, e);
	filter.language = language(c);
	if (e->code != ERR_OK
		|| call_view_list(db, &filter, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	struct call *call;
	json_t *o = NULL;

	if (call_load(db, c->id, &call, e) != ERR_OK)
		return e->code;
	e->code = call_view_item(call, &o, e);
	call_free(call);
	return e->code == ERR_OK ? api_reply_item(c, o, e) : e->code;
}

static enum err_code recipients(struct api_call *c, struct db *db, struct err *e)
{
	struct call_recipient_filter filter = { 0 };
	int64_t after, limit;
	struct call *call;
	json_t *o = NULL;

	if (api_page(c, &after, &limit, e) != ERR_OK)
		return e->code;
	filter.state =
		state_filter(c, recipient_state_words, RECIPIENT_STATES_COUNT, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &filter.person_id, e);
	(void)api_query_int(c, "function_id", 1, INT64_MAX, &filter.function_id, e);
	if (e->code != ERR_OK || call_load(db, c->id, &call, e) != ERR_OK)
		return e->code;
	e->code = call_view_recipients(
		db, call, language(c), &filter, after, limit, &o, e);
	call_free(call);
	return e->code == ERR_OK ? api_reply_json(c, 200, o, e) : e->code;
}

/* The call-out must exist; what is listed of it is read row by row. */
static enum err_code must_exist(struct api_call *c, struct db *db, struct err *e)
{
	struct call *call;

	if (call_load_one(db, c->id, 0, &call, e) == ERR_OK)
		call_free(call);
	return e->code;
}

static enum err_code attempts(struct api_call *c, struct db *db, struct err *e)
{
	struct call_attempt_filter filter = { .state = "" };
	int64_t after, limit;
	int state;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK)
		return e->code;
	state = state_filter(c, attempt_state_words, ATTEMPT_STATES_COUNT, e);
	(void)api_query_int(c, "person_id", 1, INT64_MAX, &filter.person_id, e);
	if (state >= 0)
		filter.state = attempt_state_words[state];
	if (e->code != ERR_OK || must_exist(c, db, e) != ERR_OK
		|| call_view_attempts(db, c->id, &filter, after, limit, &o, e)
			   != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code timeline(struct api_call *c, struct db *db, struct err *e)
{
	int64_t after, limit;
	json_t *o;

	if (api_page(c, &after, &limit, e) != ERR_OK || must_exist(c, db, e) != ERR_OK
		|| call_view_timeline(db, c->id, after, limit, &o, e) != ERR_OK)
		return e->code;
	return api_reply_json(c, 200, o, e);
}

static enum err_code preview(struct api_call *c, struct db *db, struct err *e)
{
	char incident[CALL_TEXT_MAX + 1] = "", location[CALL_TEXT_MAX + 1] = "";
	struct call_request request = { .kind = -1,
		.incident = incident,
		.location = location,
		.details = "",
		.confirm_contact_lists = true };
	struct call *call;
	json_t *o = NULL;

	err_clear(e);
	(void)api_query_text(c, "incident", incident, sizeof incident, e);
	(void)api_query_text(c, "location", location, sizeof location, e);
	if (e->code != ERR_OK)
		return e->code;
	if (!api_query_int(c, "scenario_id", 1, INT64_MAX, &request.scenario_id, e)) {
		if (e->code == ERR_OK)
			(void)err_fault(e, "scenario_id", "must be given");
		return e->code;
	}
	if (call_plan(db, c->context->calls, &request, c->by.now, &call, e) != ERR_OK)
		return name_scenario(e);
	e->code = call_view_preview(
		db, c->context->calls, call, c->by.now, language(c), &o, e);
	call_free(call);
	return e->code == ERR_OK ? api_reply_json(c, 200, o, e) : e->code;
}

static enum err_code reply_report(
	struct api_call *c, json_t *o, int type, struct err *e)
{
	struct text t;
	bool ok;

	if (type == 0) {
		if (report_sign_json(o, c->context->signing))
			return api_reply_json(c, 200, o, e);
		json_decref(o);
		return err_set(e, ERR_NOMEM, "no memory for a signature");
	}
	text_init(&t, API_REPLY_MAX);
	ok = type == 1
		     ? report_csv(o, &t) && report_sign_csv(&t, c->context->signing)
		     : report_html(o, &t) && report_sign_html(&t, c->context->signing);
	json_decref(o);
	if (!ok)
		return err_set(e, ERR_TOO_LARGE, "the report is too large");
	return api_reply_text(c, 200,
		type == 1 ? "text/csv; charset=utf-8" : "text/html; charset=utf-8", &t,
		e);
}

static enum err_code report(struct api_call *c, struct db *db, struct err *e)
{
	static const char *const types[] = { "application/json", "text/csv",
		"text/html", NULL };
	int type = api_accepts(c, types);
	char id[SIGNATURE_ID];
	struct call *call;
	json_t *o = NULL;

	if (call_load(db, c->id, &call, e) != ERR_OK)
		return e->code;
	e->code = report_json(
		db, call, c->by.now, type == 2 ? LANGUAGE_NL : language(c), &o, e);
	call_free(call);
	if (e->code == ERR_OK)
		fields_set_text(o, "signed_with",
			signature_key_id(c->context->signing->public_key, id));
	return e->code == ERR_OK ? reply_report(c, o, type > 0 ? type : 0, e) : e->code;
}

extern const struct api_route callouts_routes[];
const struct api_route callouts_routes[] = {
	{ HTTP_GET, "/callouts/preview", MAY(READ), API_READ, preview, 0 },
	{ HTTP_GET, "/callouts", MAY(READ), API_READ, list, 0 },
	{ HTTP_POST, "/callouts", MAY(CALL), API_CALL, start, 0 },
	{ HTTP_GET, "/callouts/{id}", MAY(READ), API_READ, get, API_CACHED },
	{ HTTP_GET, "/callouts/{id}/recipients", MAY(READ), API_READ, recipients, 0 },
	{ HTTP_GET, "/callouts/{id}/attempts", MAY(READ), API_READ, attempts, 0 },
	{ HTTP_GET, "/callouts/{id}/timeline", MAY(READ), API_READ, timeline, 0 },
	{ HTTP_GET, "/callouts/{id}/report", MAY(READ), API_READ, report, 0 },
	{ 0 },
};
