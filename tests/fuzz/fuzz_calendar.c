/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as an .ics file: an error, or absences that lie in the period. */
#include "base/zone.h"
#include "roster/calendar/calendar.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct instant from = { INT64_C(1767225600000) }; /* 2026 */
	static const struct instant to = { INT64_C(1798761600000) };
	static bool is_set;
	struct calendar_absences a;
	struct err e;

	if (!is_set)
		REQUIRE(zone_init("Europe/Amsterdam", &e) == ERR_OK);
	is_set = true;
	if (calendar_read_absences((const char *)data, size, from, to, &a, &e)
		!= ERR_OK)
		return 0;
	for (size_t i = 0; i < a.n; i++)
		REQUIRE(instant_before(a.item[i].starts, a.item[i].ends)
			&& instant_before(a.item[i].starts, to)
			&& instant_before(from, a.item[i].ends));
	calendar_absences_fini(&a);
	return 0;
}
