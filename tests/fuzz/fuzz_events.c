/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as Last-Event-ID, and as the query of the event stream: it goes on behind a
 * number that is none below 0, or from now, or is refused. */
#include "service/api/api.h"
#include "tests/fuzz/fuzz.h"

extern const struct api_route events_routes[];

static void check(const char *header, const char *query)
{
	struct http_request q = { .query = query };
	struct api_call c = { .http = &q };
	struct err e = { 0 };

	q.header[HTTP_LAST_EVENT_ID] = header;
	if (events_routes[0].handler(&c, NULL, &e) == ERR_OK)
		REQUIRE(c.stream_after >= (header != NULL ? 0 : -1)
			&& c.stream_callout >= 0);
	else
		REQUIRE(e.code == ERR_MALFORMED || e.faults > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size);

	check(s, "");
	check(NULL, s);
	check(s, s);
	base_free(s);
	return 0;
}
