/* SPDX-License-Identifier: EUPL-1.2 */
/* XLSX. The library writes files only: one in a folder that nobody else can read, which
 * is read back and removed at once. */
#include "service/training/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xlsxwriter.h>

enum { SHEET_NAME_MAX = 31, WIDTH = 18 };

static void put_head(
	lxw_workbook *book, lxw_worksheet *sheet, const struct view_column *columns)
{
	lxw_format *bold = workbook_add_format(book);
	lxw_col_t at = 0;

	format_set_bold(bold);
	format_set_text_wrap(bold);
	for (const struct view_column *c = columns; c->key != NULL; c++)
		if (c->title != NULL)
			(void)worksheet_write_string(sheet, 0, at++, c->title, bold);
	(void)worksheet_set_column(sheet, 0, at, WIDTH, NULL);
	worksheet_freeze_panes(sheet, 1, 0);
}

/* Texts are texts: a cell that begins with "=" is no formula. */
static void put_row(lxw_worksheet *sheet, lxw_row_t line,
	const struct view_column *columns, const json_t *row)
{
	lxw_col_t at = 0;
	char buffer[TABLE_CELL];
	const char *cell;
	bool is_number;
	double number;

	for (const struct view_column *c = columns; c->key != NULL; c++) {
		if (c->title == NULL)
			continue;
		cell = table_cell(row, c->key, buffer, &is_number, &number);
		if (is_number)
			(void)worksheet_write_number(sheet, line, at, number, NULL);
		else
			(void)worksheet_write_string(sheet, line, at, cell, NULL);
		at++;
	}
}

/* As many whole words of the title as a sheet's name may hold. */
static void sheet_name(const char *title, char ret[SHEET_NAME_MAX + 1])
{
	(void)snprintf(ret, SHEET_NAME_MAX + 1, "%s", title);
	if (strlen(title) > SHEET_NAME_MAX && title[SHEET_NAME_MAX] != ' '
		&& strrchr(ret, ' ') != NULL)
		*strrchr(ret, ' ') = '\0';
}

static bool write_book(const char *file, const struct view_column *columns,
	const json_t *rows, const char *title)
{
	lxw_workbook *book = workbook_new(file);
	lxw_worksheet *sheet;
	char name[SHEET_NAME_MAX + 1];
	const json_t *row;
	size_t i;

	if (book == NULL)
		return false;
	sheet_name(title, name);
	sheet = workbook_add_worksheet(book, name);
	if (sheet != NULL) {
		put_head(book, sheet, columns);
		json_array_foreach((json_t *)(uintptr_t)rows, i, row)
		{
			put_row(sheet, (lxw_row_t)i + 1, columns, row);
		}
	}
	return workbook_close(book) == LXW_NO_ERROR && sheet != NULL;
}

static bool read_back(const char *file, struct text *out)
{
	FILE *f = fopen(file, "re");
	char buffer[16 * 1024];
	size_t n;

	if (f == NULL)
		return false;
	while ((n = fread(buffer, 1, sizeof buffer, f)) > 0)
		(void)text_addn(out, buffer, n);
	return fclose(f) == 0 && text_ok(out);
}

enum err_code table_xlsx(const struct view_column *columns, const json_t *rows,
	const char *title, struct text *out, struct err *e)
{
	char folder[] = "/tmp/paraat-XXXXXX", file[40];
	bool ok;

	if (mkdtemp(folder) == NULL)
		return err_set(
			e, ERR_IO, "no folder for a spreadsheet: %s", strerror(errno));
	(void)snprintf(file, sizeof file, "%s/table.xlsx", folder);
	ok = write_book(file, columns, rows, title) && read_back(file, out);
	(void)unlink(file);
	(void)rmdir(folder);
	return ok ? ERR_OK : err_set(e, ERR_IO, "the spreadsheet could not be written");
}
