/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as a form; what is escaped is read back. */
#include "base/form.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), *back = base_alloc(size + 1);
	const char *at = s;
	struct form_field field;
	TEXT_AUTO out = { 0 };
	size_t len = 0;

	REQUIRE(back != NULL);
	while (form_next(&at, &field))
		REQUIRE(field.name >= s && field.value + field.value_len <= s + size);
	text_init(&out, 3 * size + 16);
	REQUIRE(form_escape(&out, s));
	REQUIRE(form_decode(text_str(&out), out.len, true, back, size + 1, &len));
	REQUIRE(len == strlen(s) && memcmp(back, s, len) == 0);
	base_free(back);
	base_free(s);
	return 0;
}
