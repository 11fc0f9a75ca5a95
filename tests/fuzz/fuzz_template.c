/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as a template: checked and filled in; a value is never read as a template.
 */
#include "alert/scenario/template.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size);
	struct template_values values = { { NULL } };
	TEXT_AUTO out = { 0 };
	struct err e = { 0 };

	for (int i = 0; i < TEMPLATE_NAMES_COUNT; i++)
		values.of[i] = i % 2 ? "{incident}" : NULL;
	template_check(s, "sms", &e);
	text_init(&out, 2 * size + 1);
	(void)template_render(&out, s, &values);
	REQUIRE(out.len <= 2 * size + 1);
	if (e.code == ERR_OK && strchr(s, '{') == NULL)
		REQUIRE(strcmp(text_str(&out), s) == 0);
	base_free(s);
	return 0;
}
