/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /events: rights and the place to continue; the stream is http/event_stream.h. */
#include "base/parse.h"
#include "service/api/api.h"

static enum err_code events(struct api_call *c, struct db *db, struct err *e)
{
	const char *last = c->http->header[HTTP_LAST_EVENT_ID];

	(void)db;
	c->stream_after = -1;
	if (last != NULL && !parse_int(last, 0, INT64_MAX, &c->stream_after))
		return err_set(e, ERR_MALFORMED, "Last-Event-ID must be a number");
	if (last == NULL)
		(void)api_query_int(c, "after", 0, INT64_MAX, &c->stream_after, e);
	(void)api_query_int(c, "callout_id", 1, INT64_MAX, &c->stream_callout, e);
	return e->code;
}

extern const struct api_route events_routes[];
const struct api_route events_routes[] = {
	{ HTTP_GET, "/events", MAY(READ), API_READ, events, API_STREAM },
	{ 0 },
};
