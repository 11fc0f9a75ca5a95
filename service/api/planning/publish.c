/* SPDX-License-Identifier: EUPL-1.2 */
/* POST /duties/publish: drafts become the roster.
 *
 * The drafts are published, what changed is looked at, and only then is decided whether
 * that holds: a trial (dry_run), and a problem that needs a reason, are rolled back
 * with their whole reply. */
#include "roster/planning/publish.h"

#include "base/alloc.h"
#include "roster/people/function.h"
#include "roster/planning/problems.h"
#include "schema/event.h"
#include "service/api/planning/tell.h"
#include "service/api/planning/worked.h"

#include <stdio.h>
#include <string.h>

enum { PUBLISH_DAYS_MAX = 5 * 366 };

struct publishing {
	struct publish_order order;
	const char *reason;
	bool dry_run;
	struct publish_result result;
	struct roster_changes changes;
	struct roster_problems problems, caused;
	bool needs_reason;
	int told;
};

static enum err_code read_order(
	const struct api_call *c, struct publishing *p, struct err *e)
{
	static const char *const names[] = { "function_id", "from", "to", "reason",
		"dry_run", NULL };

	*p = (struct publishing){ .reason = "" };
	if (api_body_period(c, PUBLISH_DAYS_MAX, &p->order.from, &p->order.to, e)
			!= ERR_OK
		&& e->faults == 0)
		return e->code;
	fields_only(c->body, names, e);
	(void)fields_int(c->body, "function_id", FIELDS_REQUIRED, 1, INT64_MAX,
		&p->order.function_id, e);
	(void)fields_line(c->body, "reason", FIELDS_OPTIONAL, 500, &p->reason, e);
	(void)fields_bool(c->body, "dry_run", FIELDS_OPTIONAL, &p->dry_run, e);
	return e->code;
}

/* A gap is never made by publishing. */
static bool needs_reason(
	const struct roster_rules *rules, const struct roster_problems *caused)
{
	for (size_t i = 0; i < caused->n; i++)
		if (rules->reason_for != SEVERITY_OFF
			&& caused->item[i].kind != PROBLEM_GAP
			&& caused->item[i].severity >= rules->reason_for)
			return true;
	return false;
}

/* Publishes, and fills in what that does. */
static enum err_code work(
	struct api_call *c, struct db *db, struct publishing *p, struct err *e)
{
	struct problems_query q = { .from = p->order.from,
		.to = p->order.to,
		.now = c->by.now,
		.function_id = p->order.function_id,
		.rules = c->context->rules };
	struct roster_problems before;
	struct roster_call *worked;
	struct roster_watch watch;

	if (worked_calls(db, &q, &worked, e) != ERR_OK)
		return e->code;
	if (roster_problems_find(db, &q, &before, e) != ERR_OK) {
		base_free(worked);
		return e->code;
	}
	if (roster_watch_begin(db, q.function_id, q.from, &watch, e) == ERR_OK) {
		if (publish_drafts(db, &p->order, &c->by, &p->result, e) != ERR_OK)
			roster_watch_fini(&watch);
		else if (roster_watch_end(db, &watch, &p->changes, e) == ERR_OK
			 && roster_problems_find(db, &q, &p->problems, e) == ERR_OK
			 && roster_problems_copy(&p->problems, &p->caused, e)
				    == ERR_OK) {
			roster_problems_subtract(&p->caused, &before);
			p->needs_reason = needs_reason(q.rules, &p->caused);
		}
	}
	roster_problems_fini(&before);
	base_free(worked);
	return e->code;
}

static json_t *summary(const struct publishing *p)
{
	json_t *o = json_object();

	fields_set_instant(o, "from", p->order.from);
	fields_set_instant(o, "to", p->order.to);
	fields_set_int(o, "published", p->result.published);
	fields_set_int(o, "replaced", p->result.replaced);
	fields_set_int(o, "skipped", p->result.skipped);
	fields_set_text(o, "reason", p->reason);
	return o;
}

/* The event, the audit record with the reason and what it overrules, the messages. */
static enum err_code keep(
	struct api_call *c, struct db *db, struct publishing *p, struct err *e)
{
	struct event_record event = {
		.at = c->by.now, .kind = "duty", .actor = c->by.actor.name
	};
	char data[160], from[INSTANT_TEXT], to[INSTANT_TEXT];
	json_t *o = summary(p);
	enum err_code code;

	json_object_set_new(o, "caused", roster_problems_json(&p->caused, "nl"));
	json_object_set_new(o, "changes", roster_changes_json(&p->changes));
	(void)snprintf(data, sizeof data,
		"{\"function_id\":%" PRId64
		",\"action\":\"published\",\"from\":\"%s\",\"to\":\"%s\"}",
		p->order.function_id, instant_format(p->order.from, from),
		instant_format(p->order.to, to));
	event.data = data;
	code = resource_audit(db, &c->by, "publish_duties", "function",
		p->order.function_id, NULL, o, e);
	if (code == ERR_OK)
		code = event_write(db, &event, NULL, e);
	if (code == ERR_OK)
		code = tell_changes(c, db, &p->changes, &p->told, e);
	json_decref(o);
	return code;
}

static enum err_code reply(
	struct api_call *c, struct publishing *p, bool refused, struct err *e)
{
	json_t *o = summary(p);

	json_object_del(o, "reason");
	fields_set_bool(o, "dry_run", p->dry_run);
	fields_set_bool(o, "needs_reason", p->needs_reason);
	fields_set_int(o, "told", p->told);
	json_object_set_new(
		o, "problems", roster_problems_json(&p->problems, api_language(c)));
	json_object_set_new(
		o, "caused", roster_problems_json(&p->caused, api_language(c)));
	json_object_set_new(o, "changes", roster_changes_json(&p->changes));
	if (!refused)
		return api_reply_json(c, 200, o, e);
	/* RFC 9457: a problem with further members. */
	fields_set_int(o, "published", 0);
	fields_set_text(o, "type", "about:blank");
	fields_set_text(o, "title", "A value breaks a rule");
	fields_set_int(o, "status", 422);
	fields_set_text(o, "detail",
		"publishing this breaks rules: say why in reason, or change the "
		"roster");
	json_object_set_new(o, "errors",
		json_pack("[{s:s,s:s}]", "field", "reason", "message",
			"must be given: publishing this breaks rules"));
	if (api_reply_json(c, 422, o, e) == ERR_OK)
		c->content_type = "application/problem+json";
	return e->code;
}

static enum err_code publish(struct api_call *c, struct db *db, struct err *e)
{
	struct publishing p;
	struct function f;
	bool refused;

	if (read_order(c, &p, e) != ERR_OK)
		return e->code;
	if (function_find(db, p.order.function_id, &f, e) == ERR_NOTFOUND) {
		err_clear(e);
		(void)err_fault(e, "function_id", "does not exist");
	}
	if (e->code != ERR_OK)
		return e->code;
	if (work(c, db, &p, e) == ERR_OK) {
		refused = p.needs_reason && p.reason[0] == '\0' && !p.dry_run;
		c->discard = refused || p.dry_run;
		if (c->discard || keep(c, db, &p, e) == ERR_OK)
			(void)reply(c, &p, refused, e);
	}
	roster_changes_fini(&p.changes);
	roster_problems_fini(&p.problems);
	roster_problems_fini(&p.caused);
	return e->code;
}

extern const struct api_route publish_routes[];
const struct api_route publish_routes[] = {
	{ HTTP_POST, "/duties/publish", MAY(PLAN), API_WRITE, publish, 0 },
	{ 0 },
};
