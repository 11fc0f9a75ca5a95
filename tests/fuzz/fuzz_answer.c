/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text that comes in: not understood, or an answer within its limits; case does not
 * matter. */
#include "alert/answer/answer.h"
#include "tests/fuzz/fuzz.h"

#include <ctype.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size);
	struct answer_text one = { 0 }, two = { 0 };
	bool ok = answer_parse(s, &one);

	if (ok) {
		REQUIRE(one.answer != ANSWER_NONE);
		REQUIRE(one.eta_minutes >= -1 && one.eta_minutes <= 1440);
		REQUIRE(one.callout_id >= 0);
	}
	for (char *c = s; *c != '\0'; c++)
		*c = (char)((unsigned char)*c < 0x80 ? toupper(*c) : *c);
	REQUIRE(answer_parse(s, &two) == ok);
	if (ok)
		REQUIRE(one.answer == two.answer && one.eta_minutes == two.eta_minutes);
	base_free(s);
	return 0;
}
