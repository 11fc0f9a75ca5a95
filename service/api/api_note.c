/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that change nothing and must stand in the audit log all the same: what was
 * refused, who read the log, and what an auditor read. The answer goes out when the
 * record is durable.
 *
 * Refusals cannot fill the log: the same one from the same address is noted once a
 * minute; of an account 30 different ones; of a stranger one: of the address that had a
 * wrong token, of the name for which somebody has to wait after wrong passwords; and of
 * each of these kinds so many as are remembered, so that none crowds out another. */
#include "service/api/api_internal.h"
#include "service/api/route.h"

#include <stdio.h>
#include <string.h>

enum { MINUTE_MS = 60000, OF_AN_ACCOUNT = 30 };

/* How many are remembered of each kind. */
static const size_t sizes[API_NOTES] = { [API_NOTE_READ] = 128,
	[API_NOTE_REFUSED] = NOTED_MAX,
	[API_NOTE_STRANGER] = 128,
	[API_NOTE_WAIT] = 128 };

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

static void refused(
	struct api_call *c, enum api_note_kind kind, const char *whose, const char *why)
{
	char method[16];

	route_allow(c->route->method, method, sizeof method);
	c->note.action = "request";
	c->note.kind = kind;
	c->note.once_in_ms = MINUTE_MS;
	(void)snprintf(
		c->note.object, sizeof c->note.object, "%s %s", method, address_of(c));
	(void)snprintf(c->note.result, sizeof c->note.result, "refused: %s", why);
	(void)snprintf(c->note.whose, sizeof c->note.whose, "%s", whose);
	if (kind == API_NOTE_REFUSED)
		memcpy(c->note.site, c->http->site, sizeof c->note.site);
}

void api_note_refusal(struct api_call *c, const struct err *e)
{
	if (c->route->may == MAY(PUBLIC))
		return;
	if (e->code == ERR_FORBIDDEN)
		refused(c, API_NOTE_REFUSED, c->actor_name, e->msg);
	else if (e->code == ERR_UNAUTHENTICATED
		 && c->http->header[HTTP_AUTHORIZATION] != NULL)
		refused(c, API_NOTE_STRANGER, c->http->site, e->msg);
}

/* By the name, whether somebody has it or not: when it is noted says nothing either. */
void api_note_wait(struct api_call *c)
{
	const int64_t account_id = c->password.account_id;
	char why[80] = "too many wrong attempts";

	if (account_id != 0)
		(void)snprintf(why, sizeof why,
			"too many wrong attempts for account/%" PRId64, account_id);
	refused(c, API_NOTE_WAIT, c->password.account, why);
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
	return (c->route->flags & (API_STREAM | API_CACHED)) != 0 ? 60 * MINUTE_MS
								  : MINUTE_MS;
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
	c->note.kind = API_NOTE_READ;
	(void)snprintf(c->note.whose, sizeof c->note.whose, "%s", c->actor_name);
}

static bool is_of(const struct noted_one *one, const struct api_note *note)
{
	return strcmp(one->whose, note->whose) == 0
	       && strcmp(one->site, note->site) == 0
	       && strcmp(one->object, note->object) == 0;
}

/* Is there room for another one? same: those of the same within the time. */
static bool has_room(const struct noted *noted, const struct api_note *note,
	size_t same, struct tick now)
{
	const size_t most = note->kind == API_NOTE_REFUSED ? OF_AN_ACCOUNT : 1;
	const struct noted_one *oldest = &noted->one[noted->n % sizes[note->kind]];

	return note->kind == API_NOTE_READ
	       || (same < most
		       && (noted->n < sizes[note->kind]
			       || now.ms - oldest->at.ms >= note->once_in_ms));
}

bool api_note_is_due(struct api *a, const struct api_call *c)
{
	const struct tick now = api_tick(a);
	const struct api_note *note = &c->note;
	struct noted *noted = &a->noted[note->kind];
	struct noted_one *oldest = &noted->one[noted->n % sizes[note->kind]];
	size_t same = 0;

	if (note->action == NULL || note->once_in_ms == 0)
		return note->action != NULL;
	for (size_t i = 0; i < noted->n && i < sizes[note->kind]; i++) {
		const struct noted_one *one = &noted->one[i];

		if (now.ms - one->at.ms >= note->once_in_ms)
			continue;
		if (is_of(one, note))
			return false;
		same += strcmp(one->whose, note->whose) == 0;
	}
	if (!has_room(noted, note, same, now))
		return false;
	memcpy(oldest->whose, note->whose, sizeof oldest->whose);
	memcpy(oldest->site, note->site, sizeof oldest->site);
	memcpy(oldest->object, note->object, sizeof oldest->object);
	oldest->at = now;
	noted->n++;
	return true;
}

void api_note_failed(struct api *a, const struct api_call *c)
{
	const struct api_note *note = &c->note;
	struct noted *noted = &a->noted[note->kind];

	for (size_t i = 0; i < noted->n && i < sizes[note->kind]; i++)
		if (is_of(&noted->one[i], note))
			noted->one[i].whose[0] = '\0';
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
