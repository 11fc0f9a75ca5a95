/* SPDX-License-Identifier: EUPL-1.2 */
/* A mapping of columns: any bytes are refused or read, and what is read is said of the
 * names that stand in it. */
#include "roster/import/import_mapping.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct import_mapping m;
	struct err e = { 0 };

	if (import_mapping_read((const char *)data, size, &m, &e) != ERR_OK)
		return 0;
	REQUIRE(m.count <= MAPPING_ENTRIES_MAX);
	for (size_t i = 0; i < m.count; i++)
		if (m.entry[i].theirs[0] != '\0')
			REQUIRE(strcmp(import_mapping_ours(&m, m.entry[i].theirs),
					m.entry[i].ours)
				== 0);
	return 0;
}
