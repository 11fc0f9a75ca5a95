/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as a request target: refused, or a decoded path that is text; its query and
 * its route. */
#include "base/parse.h"
#include "service/api/route.h"
#include "service/http/target.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), *path = base_alloc(strlen(s) + 1), value[64];
	bool bad = false;

	REQUIRE(path != NULL);
	if (target_is_clean(s) && target_path(s, path)) {
		struct route_match m = route_find(api_tables, HTTP_GET, path);

		REQUIRE(path[0] == '/' && parse_is_utf8(path, strlen(path)));
		REQUIRE(m.route == NULL || m.id >= 0);
		if (target_value(target_query(s), "at", value, sizeof value, &bad))
			REQUIRE(parse_is_utf8(value, strlen(value)));
	}
	base_free(path);
	base_free(s);
	return 0;
}
