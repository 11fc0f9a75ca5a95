/* SPDX-License-Identifier: EUPL-1.2 */
/* CSV in (libcsv) and out (RFC 4180). Pure. */
#pragma once

#include "base/text.h"

/* A table held in memory: row 0 is the header. Cells are trimmed of outer blanks. */
struct csv_table;

enum { CSV_ROWS_MAX = 200000, CSV_COLUMNS_MAX = 64, CSV_CELL_MAX = 4096 };

/* Reads a whole file: UTF-8 with or without BOM, separator ';' or ',' (the one that the
 * header line holds more of, outside quotes), CRLF or LF, quoted cells with doubled
 * quotes. Blank lines are passed over. Errors name the line. Caller frees with
 * csv_table_free. */
MUST_USE enum err_code csv_read(
	const char *bytes, size_t len, struct csv_table **ret, struct err *e);
void csv_table_free(struct csv_table *t);
size_t csv_rows(const struct csv_table *t); /* without the header */
size_t csv_columns(const struct csv_table *t);
const char *csv_header(const struct csv_table *t, size_t column);
int csv_column(const struct csv_table *t,
	const char *name); /* case-insensitive; -1 when absent */
/* "" when the row has fewer cells. row from 0. */
const char *csv_cell(const struct csv_table *t, size_t row, int column);
size_t csv_line(
	const struct csv_table *t, size_t row); /* line number in the file, from 1 */
size_t csv_cells(
	const struct csv_table *t, size_t row); /* how many cells the row has */

/* Writers: formula-safe (a cell that begins with = + - @ tab or CR gets a ' before it,
 * unless it is a plain number or phone number). csv_put adds the separator itself
 * except at the start of a line, which may have the mark of UTF-8 before it. */
bool csv_put(struct text *t, char separator, const char *cell);
bool csv_put_int(struct text *t, char separator, int64_t v);
bool csv_end_row(struct text *t); /* CRLF */
