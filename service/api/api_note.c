/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that change nothing and must stand in the audit log all the same: what was
 * refused to somebody who is signed in, and who read the log. The answer goes out when
 * the record is durable. */
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
