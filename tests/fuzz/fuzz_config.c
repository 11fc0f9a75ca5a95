/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as a configuration: an error with a sentence, or gateways that fit. */
#include "service/config.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_text(data, size);
	static struct config c;
	struct err e = { 0 };

	if (config_parse(s, "paraat.conf", &c, &e) == ERR_OK)
		REQUIRE(c.gateways_count <= GATEWAYS_MAX && c.database[0] != '\0');
	else
		REQUIRE(e.msg[0] != '\0');
	base_free(s);
	return 0;
}
