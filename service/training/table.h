/* SPDX-License-Identifier: EUPL-1.2 */
/* A table of training (roster/training/view/view.h) as a file: CSV, XLSX, or a page
 * that prints well. Headings and words are Dutch, dates as people write them. */
#pragma once

#include "base/text.h"
#include "base/zone.h"
#include "roster/training/view/view.h"

/* ';' between cells, with the mark that Excel needs to see UTF-8. */
void table_csv(const struct view_column *columns, const json_t *rows, struct text *out);
void table_html(const struct view_column *columns, const json_t *rows,
	const char *title, struct instant now, struct text *out);
/* The parts of such a page: its head, and a table of at most max rows; "</html>" ends
 * it. */
void table_page_begin(const char *title, struct instant now, struct text *out);
void table_part(const struct view_column *columns, const json_t *rows, size_t max,
	struct text *out);
/* By libxlsxwriter, through a file of its own in a private folder. */
MUST_USE enum err_code table_xlsx(const struct view_column *columns, const json_t *rows,
	const char *title, struct text *out, struct err *e);

/* What a cell shows: "" for null. number: it is one (then *ret_number). Returns the
 * buffer, or a text of the row, however long. */
enum { TABLE_CELL = ZONE_TEXT };
const char *table_cell(const json_t *row, const char *key, char buffer[TABLE_CELL],
	bool *ret_is_number, double *ret_number);
