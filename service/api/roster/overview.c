/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /overview: the roster of the coming weeks on paper. It holds telephone numbers:
 * not for auditors and members. */
#include "roster/overview/overview.h"
#include "service/api/api.h"

enum { WEEKS = 4, WEEKS_MAX = 26, WEEK_MINUTES = 7 * 1440 };

static enum err_code overview(struct api_call *c, struct db *db, struct err *e)
{
	struct instant from = { c->by.now.ms - c->by.now.ms % 60000 };
	TEXT_AUTO t = { 0 };
	int64_t weeks = WEEKS;

	(void)api_query_instant(c, "from", &from, e);
	(void)api_query_int(c, "weeks", 1, WEEKS_MAX, &weeks, e);
	if (e->code != ERR_OK)
		return e->code;
	text_init(&t, API_REPLY_MAX);
	if (overview_html(db, from, instant_add(from, minutes(weeks * WEEK_MINUTES)),
		    c->by.now, &t, e)
		!= ERR_OK)
		return e->code;
	return api_reply_text(c, 200, "text/html; charset=utf-8", &t, e);
}

extern const struct api_route overview_routes[];
const struct api_route overview_routes[] = {
	{ HTTP_GET, "/overview", MAY(PAPER), API_READ, overview, 0 },
	{ 0 },
};
