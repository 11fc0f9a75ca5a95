/* SPDX-License-Identifier: EUPL-1.2 */
/* What all imports share: the header, repeated lines, one line after the other. */
#include "roster/import/import_internal.h"

#include "base/alloc.h"
#include "base/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define X(name, text) text,
const char *const import_kind_words[] = { IMPORT_KINDS(X) };
#undef X

static const struct import_format *const formats[IMPORT_KINDS_COUNT] = {
	[IMPORT_MUNICIPALITIES] = &import_municipalities,
	[IMPORT_FUNCTIONS] = &import_functions,
	[IMPORT_PAIRS] = &import_pairs,
	[IMPORT_HOLIDAYS] = &import_holidays,
	[IMPORT_PEOPLE] = &import_people,
	[IMPORT_ASSIGNMENTS] = &import_assignments,
	[IMPORT_WEEKS] = &import_weeks,
	[IMPORT_ROTATIONS] = &import_rotations,
	[IMPORT_DUTIES] = &import_duties,
	[IMPORT_OVERRIDES] = &import_overrides,
	[IMPORT_SWAPS] = &import_swaps,
	[IMPORT_ABSENCES] = &import_absences,
	[IMPORT_ACKS] = &import_acks,
	[IMPORT_HANDOVERS] = &import_handovers,
	[IMPORT_ACTIVITIES] = &import_activities,
	[IMPORT_ATTENDANCE] = &import_attendance,
	[IMPORT_REQUIREMENTS] = &import_requirements,
	[IMPORT_CERTIFICATES] = &import_certificates,
};

bool import_kind_find(const char *word, enum import_kind *ret, struct err *e)
{
	char all[400] = "";
	size_t len = 0;
	int kind = parse_word(word, import_kind_words, IMPORT_KINDS_COUNT);

	if (kind >= 0) {
		*ret = (enum import_kind)kind;
		return true;
	}
	for (int k = 0; k < IMPORT_KINDS_COUNT; k++)
		len += (size_t)snprintf(all + len, sizeof all - len, "%s%s",
			k == 0                       ? ""
			: k + 1 < IMPORT_KINDS_COUNT ? ", "
						     : " and ",
			import_kind_words[k]);
	(void)err_set(e, ERR_NOTFOUND, "there are %s", all);
	return false;
}

const char *import_source(const struct importing *m)
{
	return m->options->source != NULL ? m->options->source : "import";
}

/* --- the header --- */

/* A column that nobody reads is a fault: a slip in a header must not lose telephone
 * numbers in silence. */
static void find_columns(struct importing *m)
{
	const struct import_format *f = m->format;

	for (size_t i = 0; i < f->count; i++)
		m->at[i] = -1;
	for (size_t c = 0; c < csv_columns(m->table); c++) {
		const char *name = csv_header(m->table, c);
		const char *ours = import_mapping_ours(m->options->mapping, name);
		size_t i = 0;

		if (strcmp(ours, "-") == 0)
			continue;
		while (i < f->count && !import_is_called(&f->columns[i], ours))
			i++;
		if (i == f->count)
			import_note(m->report, 1, name,
				"is not a column of this kind of file");
		else if (m->at[i] >= 0)
			import_note(m->report, 1, name, "stands in the header twice");
		else
			m->at[i] = (int)c;
	}
	for (size_t i = 0; i < f->count; i++)
		if (f->columns[i].needed && !import_has(m, (int)i))
			import_note(m->report, 1, f->columns[i].name,
				"this column is missing");
}

/* --- lines that stand twice --- */

static int compare_keys(const struct importing *m, size_t a, size_t b)
{
	int order = 0;

	for (int i = 0; i < 3 && order == 0 && m->format->key[i] >= 0; i++)
		order = strcmp(import_cell_of(m, a, m->format->key[i]),
			import_cell_of(m, b, m->format->key[i]));
	return order;
}

static int compare_rows(const void *a, const void *b, void *ctx)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int order = compare_keys(ctx, x, y);

	return order != 0 ? order : (x > y) - (x < y);
}

static bool sort_rows(struct importing *m)
{
	size_t n = csv_rows(m->table);

	m->sorted = base_calloc(n + 1, sizeof *m->sorted);
	if (m->sorted == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		m->sorted[i] = i;
	qsort_r(m->sorted, n, sizeof *m->sorted, compare_rows, m);
	return true;
}

/* The first row that has the key of the present one. */
static size_t first_row_of_key(const struct importing *m)
{
	size_t low = 0, high = csv_rows(m->table);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_keys(m, m->sorted[middle], m->row) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return m->sorted[low];
}

static bool is_repeated(struct importing *m)
{
	char reason[64];
	size_t first;

	if (m->format->key[0] < 0 || import_cell(m, m->format->key[0])[0] == '\0')
		return false;
	first = first_row_of_key(m);
	if (first == m->row)
		return false;
	(void)snprintf(reason, sizeof reason, "stands in line %zu already",
		csv_line(m->table, first));
	import_fault(m, m->format->key[0], reason);
	return true;
}

/* --- all of it --- */

static void import_lines(struct importing *m)
{
	if (!sort_rows(m)) {
		(void)err_set(m->e, ERR_NOMEM, "no memory for the import");
		return;
	}
	for (m->row = 0; m->row < csv_rows(m->table); m->row++) {
		if (csv_cells(m->table, m->row) > csv_columns(m->table))
			import_fault(m, -1, "has more cells than the header");
		else if (!is_repeated(m) && !m->format->line(m))
			return;
	}
}

static enum err_code verdict(const struct import_report *r, struct err *e)
{
	const struct import_fault *f = &r->faults[0];

	if (r->faults_count == 0)
		return ERR_OK;
	return err_set(e, ERR_INVALID,
		"%zu mistake%s; the first is in line %zu, %s%s%s; nothing was imported",
		r->faults_count, r->faults_count == 1 ? "" : "s", f->line, f->column,
		f->column[0] != '\0' ? ": " : "", f->reason);
}

/* Our names in a mapping must be columns of this kind of file. */
static enum err_code check_mapping(
	const struct importing *m, const struct import_mapping *x, struct err *e)
{
	for (size_t i = 0; x != NULL && i < x->count; i++) {
		const char *ours = x->entry[i].ours;
		size_t c = 0;

		while (c < m->format->count
			&& !import_is_called(&m->format->columns[c], ours))
			c++;
		if (c == m->format->count && strcmp(ours, "-") != 0)
			return err_set(e, ERR_INVALID,
				"columns: %.80s is not a column of this kind of file",
				ours);
	}
	return ERR_OK;
}

enum err_code import_run(struct db *db, enum import_kind kind, const char *bytes,
	size_t len, const struct import_options *options, const struct change *by,
	struct import_report *ret, struct err *e)
{
	static const struct import_options none = { .mapping = NULL };
	struct csv_table *table = NULL;
	struct importing m = { .db = db,
		.format = formats[kind],
		.options = options != NULL ? options : &none,
		.by = by,
		.report = ret,
		.e = e };

	ret->created = ret->updated = ret->unchanged = 0;
	ret->faults_count = 0;
	if (check_mapping(&m, m.options->mapping, e) != ERR_OK
		|| csv_read(bytes, len, &table, e) != ERR_OK)
		return e->code;
	m.table = table;
	err_clear(e);
	find_columns(&m);
	if (ret->faults_count == 0)
		import_lines(&m);
	base_free(m.sorted);
	csv_table_free(table);
	return e->code != ERR_OK ? e->code : verdict(ret, e);
}
