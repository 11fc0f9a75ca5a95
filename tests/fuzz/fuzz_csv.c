/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a table: an error, or cells that can all be asked for. */
#include "base/csv.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csv_table *t = NULL;
	size_t line = 1;
	struct err e;

	if (csv_read((const char *)data, size, &t, &e) != ERR_OK)
		return 0;
	for (size_t row = 0; row < csv_rows(t); row++) {
		REQUIRE(csv_line(t, row) > line || row == 0);
		line = csv_line(t, row);
		for (size_t c = 0; c < csv_cells(t, row); c++)
			REQUIRE(strlen(csv_cell(t, row, (int)c)) <= CSV_CELL_MAX);
	}
	csv_table_free(t);
	return 0;
}
