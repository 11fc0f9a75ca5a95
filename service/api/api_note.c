/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that change nothing and must stand in the audit log all the same: what was
 * refused to somebody who is signed in, who read the log, and what an auditor read. The
 * answer goes out when the record is durable. */
#include "service/api/api_internal.h"
#include "service/api/route.h"

#include <stdio.h>
#include <string.h>

void api_note(struct api_call *c, const char *action, const char *object)
{
	c->note.action = action;
	(void)snprintf(c->note.object, sizeof c->note.object, "%s", object);
	(void)snprintf(c->note.result, sizeof c->note.result, "ok");
}

/* The address without what may be secret in it. */
static const char *address_of(const struct api_call *c)
{
	return c->word[0] != '\0' ? c->route->pattern : c->http->path;
}

void api_note_refusal(struct api_call *c, const struct err *e)
{
	char method[16];

	route_allow(c->route->method, method, sizeof method);
	c->note.action = "request";
	(void)snprintf(
		c->note.object, sizeof c->note.object, "%s %s", method, address_of(c));
	(void)snprintf(c->note.result, sizeof c->note.result, "refused: %s", e->msg);
}

static bool is_telling(const struct api_call *c)
{
	return c->role == ROLE_AUDITOR && c->route->mode == API_READ
	       && (c->route->flags & API_PLAIN) == 0 && c->route->may != MAY(PUBLIC);
}

/* What the screens ask for again with every change (who is on duty, how a call-out
 * stands, what happens) is noted once an hour. */
static int64_t once_in_ms(const struct api_call *c)
{
	const int64_t minute_ms = 60000;

	return (c->route->flags & (API_STREAM | API_CACHED)) != 0 ? 60 * minute_ms
								  : minute_ms;
}

/* What else the address says is left out: it may hold a name that was searched for. */
static void add_filter(struct api_call *c, const char *name)
{
	const size_t n = strlen(c->note.object);
	struct err e = { 0 };
	int64_t id;

	if (api_query_int(c, name, 1, INT64_MAX, &id, &e))
		(void)snprintf(c->note.object + n, sizeof c->note.object - n,
			"%c%s=%" PRId64,
			strchr(c->note.object, '?') == NULL ? '?' : '&', name, id);
}

void api_note_reading(struct api_call *c)
{
	if (c->note.action != NULL || !is_telling(c))
		return;
	c->note.action = "request";
	(void)snprintf(c->note.object, sizeof c->note.object, "GET %s", c->http->path);
	add_filter(c, "person_id");
	add_filter(c, "function_id");
	add_filter(c, "callout_id");
	(void)snprintf(c->note.result, sizeof c->note.result, "ok");
	c->note.once_in_ms = once_in_ms(c);
}

static bool is_of(const struct reading *r, const struct api_call *c)
{
	return strcmp(r->actor, c->actor_name) == 0
	       && strcmp(r->object, c->note.object) == 0;
}

bool api_note_is_due(struct api *a, const struct api_call *c)
{
	const struct tick now = api_tick(a);
	struct readings *r = &a->readings;
	struct reading *oldest = &r->reading[r->n % READINGS_MAX];

	if (c->note.action == NULL || c->note.once_in_ms == 0)
		return c->note.action != NULL;
	for (size_t i = 0; i < r->n && i < READINGS_MAX; i++)
		if (now.ms - r->reading[i].at.ms < c->note.once_in_ms
			&& is_of(&r->reading[i], c))
			return false;
	memcpy(oldest->actor, c->actor_name, sizeof oldest->actor);
	memcpy(oldest->object, c->note.object, sizeof oldest->object);
	oldest->at = now;
	r->n++;
	return true;
}

void api_note_failed(struct api *a, const struct api_call *c)
{
	struct readings *r = &a->readings;

	for (size_t i = 0; i < r->n && i < READINGS_MAX; i++)
		if (is_of(&r->reading[i], c))
			r->reading[i].actor[0] = '\0';
}

enum err_code api_note_work(struct job *job, struct db *db, struct err *e)
{
	const struct api_call *c = &container_of(job, struct api_job, job)->call;
	struct audit_record r = { .at = c->by.now,
		.actor = c->by.actor,
		.action = c->note.action,
		.object = c->note.object,
		.result = c->note.result };

	err_clear(e);
	return audit_write(db, &r, e);
}
