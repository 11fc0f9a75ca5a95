/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as a query: what is read of each type lies within its limits, and what is
 * not read is absent or a fault that names its parameter. */
#include "base/zone.h"
#include "service/api/api.h"
#include "tests/fuzz/fuzz.h"

enum { DAYS = 40, LEAST = -3, MOST = 1000 };

static void check_number(const struct api_call *c)
{
	struct err e = { 0 };
	int64_t n = 0;

	if (api_query_int(c, "a", LEAST, MOST, &n, &e))
		REQUIRE(n >= LEAST && n <= MOST && e.code == ERR_OK);
	else
		REQUIRE(n == 0 && (e.code == ERR_OK || e.faults == 1));
}

static void check_truth(const struct api_call *c)
{
	struct err e = { 0 };
	bool is = false;

	if (api_query_bool(c, "a", &is, &e))
		REQUIRE(e.code == ERR_OK);
	else
		REQUIRE(!is && (e.code == ERR_OK || e.faults == 1));
}

static void check_texts(const struct api_call *c)
{
	struct err e = { 0 };
	char text[24];

	memset(text, 'x', sizeof text);
	if (api_query_text(c, "a", text, sizeof text, &e)) {
		REQUIRE(memchr(text, '\0', sizeof text) != NULL);
		REQUIRE(strpbrk(text, "\r\n") == NULL);
	}
	memset(text, 'x', sizeof text);
	if (api_query_lines(c, "a", text, sizeof text, &e))
		REQUIRE(memchr(text, '\0', sizeof text) != NULL);
}

static void check_times(const struct api_call *c)
{
	struct instant from = { 0 }, to = { 0 };
	struct err e = { 0 };

	if (api_period(c, DAYS, &from, &to, &e) != ERR_OK)
		return;
	REQUIRE(from.ms < to.ms);
	REQUIRE(to.ms - from.ms <= DAYS * INT64_C(86400000));
}

static void check_page(const struct api_call *c)
{
	struct err e = { 0 };
	int64_t after, limit;

	REQUIRE(api_page(c, &after, &limit, &e) == e.code);
	REQUIRE(after >= 0 && limit >= 1 && limit <= API_LIMIT_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size);
	struct http_request q = { .query = s };
	struct api_call c = { .http = &q };
	struct err e;

	REQUIRE(zone_init("Europe/Amsterdam", &e) == ERR_OK);
	check_number(&c);
	check_truth(&c);
	check_texts(&c);
	check_times(&c);
	check_page(&c);
	base_free(s);
	return 0;
}
