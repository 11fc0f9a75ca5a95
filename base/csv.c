/* SPDX-License-Identifier: EUPL-1.2 */
/* CSV: libcsv splits, we keep cells and line numbers. */
#include "base/csv.h"

#include "base/alloc.h"
#include "base/parse.h"

#include <csv.h> /* libcsv */
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct row {
	size_t first, cells; /* in cells[] of the table */
	size_t line;
};

struct csv_table {
	char **cells;
	size_t cell_count, cell_cap;
	struct row *rows;
	size_t row_count, row_cap;
	/* while reading */
	const char *bytes;
	size_t at, counted_to, line;
	size_t row_start;
	struct err *e;
};

static bool grow(void **items, size_t count, size_t *cap, size_t size)
{
	void *more;
	size_t next = *cap > 0 ? 2 * *cap : 64;

	if (count < *cap)
		return true;
	more = base_realloc_array(*items, next, size);
	if (more == NULL)
		return false;
	*items = more;
	*cap = next;
	return true;
}

static char *trimmed(const char *s, size_t n)
{
	while (n > 0 && (*s == ' ' || *s == '\t')) {
		s++;
		n--;
	}
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	return base_strndup(s, n);
}

static void on_cell(void *bytes, size_t len, void *ctx)
{
	struct csv_table *t = ctx;
	char *cell;

	if (t->e->code != ERR_OK)
		return;
	if (len > CSV_CELL_MAX || t->cell_count - t->row_start >= CSV_COLUMNS_MAX) {
		(void)err_set(t->e, ERR_INVALID, "line %zu: a cell or row is too long",
			t->line);
		return;
	}
	cell = trimmed(bytes != NULL ? bytes : "", len);
	if (cell == NULL
		|| !grow((void **)&t->cells, t->cell_count, &t->cell_cap,
			sizeof *t->cells)) {
		base_free(cell);
		(void)err_set(t->e, ERR_NOMEM, "no memory for the file");
		return;
	}
	t->cells[t->cell_count++] = cell;
}

static void on_row(int end, void *ctx)
{
	struct csv_table *t = ctx;
	size_t cells = t->cell_count - t->row_start;

	(void)end;
	if (t->e->code != ERR_OK)
		return;
	if (t->row_count > CSV_ROWS_MAX) {
		(void)err_set(t->e, ERR_INVALID, "more than %d rows", CSV_ROWS_MAX);
		return;
	}
	if (!grow((void **)&t->rows, t->row_count, &t->row_cap, sizeof *t->rows)) {
		(void)err_set(t->e, ERR_NOMEM, "no memory for the file");
		return;
	}
	t->rows[t->row_count++] = (struct row){ t->row_start, cells, t->line };
	t->row_start = t->cell_count;
}

/* Does a line end with this byte? CR LF, LF, or CR alone. */
static bool ends_line(const char *bytes, size_t len, size_t i)
{
	return bytes[i] == '\n'
	       || (bytes[i] == '\r' && (i + 1 == len || bytes[i + 1] != '\n'));
}

static char separator_of(const char *bytes, size_t len)
{
	size_t semicolons = 0, commas = 0;
	bool quoted = false;

	for (size_t i = 0; i < len && (quoted || !ends_line(bytes, len, i)); i++) {
		quoted ^= bytes[i] == '"';
		semicolons += !quoted && bytes[i] == ';';
		commas += !quoted && bytes[i] == ',';
	}
	return semicolons >= commas ? ';' : ',';
}

/* Feeds libcsv record by record (a line, and more while a quote is open), so that each
 * row knows the line on which it begins. */
static enum err_code split(
	struct csv_table *t, struct csv_parser *p, const char *bytes, size_t len)
{
	size_t line = 1, start = 0;
	bool quoted = false;

	t->line = 1;
	for (size_t i = 0; i < len; i++) {
		const bool ends = ends_line(bytes, len, i);

		quoted ^= bytes[i] == '"';
		line += ends;
		if (!ends || quoted)
			continue;
		if (csv_parse(p, bytes + start, i + 1 - start, on_cell, on_row, t)
			!= i + 1 - start)
			return err_set(t->e, ERR_INVALID, "line %zu: %s", t->line,
				csv_strerror(csv_error(p)));
		start = i + 1;
		t->line = line;
		if (t->e->code != ERR_OK)
			return t->e->code;
	}
	if (csv_parse(p, bytes + start, len - start, on_cell, on_row, t) != len - start
		|| csv_fini(p, on_cell, on_row, t) != 0)
		return err_set(t->e, ERR_INVALID,
			"line %zu: a quote is not closed properly", t->line);
	return t->e->code;
}

enum err_code csv_read(
	const char *bytes, size_t len, struct csv_table **ret, struct err *e)
{
	struct csv_table *t;
	struct csv_parser p;

	err_clear(e);
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	if (!parse_is_utf8(bytes, len) || memchr(bytes, '\0', len) != NULL)
		return err_set(e, ERR_INVALID, "the file is not UTF-8 text");
	t = base_calloc(1, sizeof *t);
	if (t == NULL || csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		base_free(t);
		return err_set(e, ERR_NOMEM, "no memory for the file");
	}
	t->e = e;
	csv_set_delim(&p, (unsigned char)separator_of(bytes, len));
	(void)split(t, &p, bytes, len);
	csv_free(&p);
	if (e->code == ERR_OK && t->row_count == 0)
		(void)err_set(
			e, ERR_INVALID, "the file is empty: a header line is expected");
	if (e->code != ERR_OK) {
		csv_table_free(t);
		return e->code;
	}
	*ret = t;
	return ERR_OK;
}

void csv_table_free(struct csv_table *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->cell_count; i++)
		base_free(t->cells[i]);
	base_free(t->cells);
	base_free(t->rows);
	base_free(t);
}

size_t csv_rows(const struct csv_table *t)
{
	return t->row_count - 1;
}

size_t csv_columns(const struct csv_table *t)
{
	return t->rows[0].cells;
}

const char *csv_header(const struct csv_table *t, size_t column)
{
	return column < csv_columns(t) ? t->cells[column] : "";
}

int csv_column(const struct csv_table *t, const char *name)
{
	for (size_t i = 0; i < csv_columns(t); i++)
		if (strcasecmp(t->cells[i], name) == 0)
			return (int)i;
	return -1;
}

const char *csv_cell(const struct csv_table *t, size_t row, int column)
{
	const struct row *r = &t->rows[row + 1];

	if (column < 0 || (size_t)column >= r->cells)
		return "";
	return t->cells[r->first + (size_t)column];
}

size_t csv_line(const struct csv_table *t, size_t row)
{
	return t->rows[row + 1].line;
}

size_t csv_cells(const struct csv_table *t, size_t row)
{
	return t->rows[row + 1].cells;
}

/* Would a spreadsheet take the cell for a formula? Numbers and telephone numbers are
 * fine. A cell that looks as if it had been made safe already counts too, so that the
 * reader can take the ' away again. */
static bool is_formula(const char *cell)
{
	if (cell[0] == '\'' && cell[1] != '\0')
		return strchr("=+-@'", cell[1]) != NULL;
	if (cell[0] == '\0' || strchr("=+-@\t\r", cell[0]) == NULL)
		return false;
	return (cell[0] != '+' && cell[0] != '-') || cell[1] == '\0'
	       || cell[1 + strspn(cell + 1, "0123456789.")] != '\0';
}

bool csv_put(struct text *t, char separator, const char *cell)
{
	bool first = t->len == 0 || t->data[t->len - 1] == '\n'
		     || strcmp(t->data, "\xef\xbb\xbf") == 0;
	bool quote;

	if (!text_ok(t))
		return false;
	if (!first)
		text_addc(t, separator);
	quote = strpbrk(cell, "\"\r\n;,") != NULL || (first && cell[0] == '\0');
	if (quote)
		text_addc(t, '"');
	if (is_formula(cell))
		text_addc(t, '\'');
	for (const char *c = cell; *c != '\0'; c++) {
		if (*c == '"')
			text_addc(t, '"');
		text_addc(t, *c);
	}
	if (quote)
		text_addc(t, '"');
	return text_ok(t);
}

bool csv_put_int(struct text *t, char separator, int64_t v)
{
	char digits[24];

	(void)snprintf(digits, sizeof digits, "%" PRId64, v);
	return csv_put(t, separator, digits);
}

bool csv_end_row(struct text *t)
{
	return text_add(t, "\r\n");
}
