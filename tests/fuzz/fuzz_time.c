/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as a date or time, as programs and as people write it: what is read is
 * written and read the same. */
#include "base/zone.h"
#include "roster/import/local_text.h"
#include "tests/fuzz/fuzz.h"

static void check_instant(struct instant t)
{
	char text[INSTANT_TEXT];
	struct instant again;
	struct err e;

	REQUIRE(t.ms >= INSTANT_MIN.ms && t.ms < INSTANT_MAX.ms);
	REQUIRE(instant_parse(instant_format(t, text), &again, &e) == ERR_OK);
	REQUIRE(again.ms == t.ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), text[DATE_TEXT];
	struct instant t;
	struct date d, again;
	struct err e;

	REQUIRE(zone_init("Europe/Amsterdam", &e) == ERR_OK);
	if (instant_parse(s, &t, &e) == ERR_OK)
		check_instant(t);
	if (local_time_parse(s, &t, &e) == ERR_OK)
		check_instant(t);
	if (date_parse(s, &d, &e) == ERR_OK || local_date_parse(s, &d, &e) == ERR_OK) {
		REQUIRE(date_valid(d));
		REQUIRE(date_parse(date_format(d, text), &again, &e) == ERR_OK);
		REQUIRE(date_days(d) == date_days(again));
	}
	base_free(s);
	return 0;
}
