/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as the secret in a link: refused, or it is the one way to write what is
 * read, so that no two links open the same. */
#include "base/digest.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), text[TOKEN_TEXT];
	uint8_t bytes[TOKEN_BYTES];

	if (token_parse(s, bytes))
		REQUIRE(strcmp(token_text(bytes, text), s) == 0);
	base_free(s);
	return 0;
}
