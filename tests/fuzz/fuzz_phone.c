/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as a telephone number: an error, or E.164 that is read as itself. */
#include "base/phone.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size), number[PHONE_TEXT], again[PHONE_TEXT];
	struct err e;

	if (phone_parse(s, number, &e) == ERR_OK) {
		REQUIRE(number[0] == '+' && strlen(number) <= 16);
		REQUIRE(strspn(number + 1, "0123456789") == strlen(number) - 1);
		REQUIRE(phone_parse(number, again, &e) == ERR_OK);
		REQUIRE(strcmp(number, again) == 0);
	}
	base_free(s);
	return 0;
}
