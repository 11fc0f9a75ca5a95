/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a request body: an error, or a value that is written and read the same.
 */
#include "base/fields.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *v = NULL, *again = NULL;
	struct err e;
	char *text;

	if (fields_read((const char *)data, size, &v, &e) != ERR_OK)
		return 0;
	text = json_dumps(v, JSON_ENCODE_ANY);
	REQUIRE(text != NULL);
	REQUIRE(fields_read(text, strlen(text), &again, &e) == ERR_OK);
	REQUIRE(json_equal(v, again));
	free(text);
	json_decref(again);
	json_decref(v);
	return 0;
}
