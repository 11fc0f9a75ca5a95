/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as Accept-Encoding: a coding that is accepted is named there, and one that
 * is named alone, or first, is accepted. */
#include "service/http/encoding.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), *before = base_alloc(size + sizeof "gzip,");

	REQUIRE(before != NULL);
	if (encoding_accepted(s, "gzip"))
		REQUIRE(strcasestr(s, "gzip") != NULL);
	(void)snprintf(before, size + sizeof "gzip,", "gzip,%s", s);
	REQUIRE(encoding_accepted(before, "gzip"));
	base_free(before);
	base_free(s);
	return 0;
}
