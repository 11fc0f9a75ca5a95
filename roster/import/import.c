/* SPDX-License-Identifier: EUPL-1.2 */
/* What all imports share: the header, repeated lines, faults, saving. Each item goes
 * through the same validation as in the API; a field at fault is named as the column
 * that the file gave it in. */
#include "roster/import/import_internal.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "roster/import/local_text.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "roster/training/training.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define X(name, text) text,
const char *const import_kind_words[] = { IMPORT_KINDS(X) };
#undef X

static const struct import_format *const formats[IMPORT_KINDS_COUNT] = {
	[IMPORT_PEOPLE] = &import_people,
	[IMPORT_ASSIGNMENTS] = &import_assignments,
	[IMPORT_DUTIES] = &import_duties,
	[IMPORT_ABSENCES] = &import_absences,
	[IMPORT_ROTATIONS] = &import_rotations,
	[IMPORT_OVERRIDES] = &import_overrides,
	[IMPORT_ACTIVITIES] = &import_activities,
	[IMPORT_ATTENDANCE] = &import_attendance,
};

static bool is_called(const struct import_column *c, const char *name)
{
	if (strcasecmp(c->name, name) == 0)
		return true;
	for (int i = 0; i < IMPORT_SYNONYMS && c->synonyms[i] != NULL; i++)
		if (strcasecmp(c->synonyms[i], name) == 0)
			return true;
	return false;
}

static const char *cell_of(const struct importing *m, size_t row, int column)
{
	const char *s = csv_cell(m->table, row, m->at[column]);

	return s[0] == '\'' && s[1] != '\0' && strchr("=+-@'", s[1]) != NULL ? s + 1
									     : s;
}

/* What the mapping says for every line; NULL: nothing. */
static const char *constant(const struct importing *m, int column)
{
	const struct import_mapping *x = m->options->mapping;

	for (size_t i = 0; x != NULL && i < x->count; i++)
		if (x->entry[i].theirs[0] == '\0'
			&& is_called(&m->format->columns[column], x->entry[i].ours))
			return x->entry[i].value;
	return NULL;
}

bool import_has(const struct importing *m, int column)
{
	return m->at[column] >= 0 || constant(m, column) != NULL;
}

const char *import_cell(const struct importing *m, int column)
{
	const char *said = m->at[column] < 0 ? constant(m, column) : NULL;

	return said != NULL ? said : cell_of(m, m->row, column);
}

const char *import_source(const struct importing *m)
{
	return m->options->source != NULL ? m->options->source : "import";
}

/* --- faults --- */

static void note(
	struct import_report *r, size_t line, const char *column, const char *reason)
{
	if (r->faults_count < IMPORT_FAULTS_MAX) {
		struct import_fault *f = &r->faults[r->faults_count];

		f->line = line;
		(void)snprintf(f->column, sizeof f->column, "%s", column);
		(void)snprintf(f->reason, sizeof f->reason, "%s", reason);
	}
	r->faults_count++;
}

void import_fault(struct importing *m, int column, const char *reason)
{
	const char *name = "";

	if (column >= 0)
		name = m->at[column] >= 0 ? csv_header(m->table, (size_t)m->at[column])
					  : m->format->columns[column].name;
	note(m->report, csv_line(m->table, m->row), name, reason);
}

/* The column that a field of the item came from; -1: none. */
static int column_of(const struct importing *m, const char *field)
{
	static const char contacts[] = "contacts[";

	if (strncmp(field, contacts, strlen(contacts)) == 0) {
		unsigned long i = strtoul(field + strlen(contacts), NULL, 10);

		return i < IMPORT_COLUMNS_MAX ? m->contact_column[i] : -1;
	}
	for (size_t i = 0; i < m->format->count; i++)
		if (m->format->columns[i].field != NULL
			&& strcmp(m->format->columns[i].field, field) == 0)
			return (int)i;
	return -1;
}

/* Is this about the line (a fault), or about the whole work (which stops)? */
static bool is_of_line(enum err_code code)
{
	return code == ERR_INVALID || code == ERR_CONFLICT || code == ERR_MALFORMED;
}

bool import_take_faults(struct importing *m, int elsewhere)
{
	if (!is_of_line(m->e->code))
		return false;
	if (m->e->faults == 0)
		import_fault(m, elsewhere, m->e->msg);
	for (size_t i = 0; i < m->e->faults; i++) {
		int column = column_of(m, m->e->fault[i].field);

		import_fault(
			m, column >= 0 ? column : elsewhere, m->e->fault[i].message);
	}
	err_clear(m->e);
	return true;
}

/* --- saving --- */

bool import_is_same(const json_t *stored, const json_t *body)
{
	void *it = json_object_iter((json_t *)(uintptr_t)body);

	for (; it != NULL; it = json_object_iter_next((json_t *)(uintptr_t)body, it))
		if (!json_equal(json_object_get(stored, json_object_iter_key(it)),
			    json_object_iter_value(it)))
			return false;
	return true;
}

static enum err_code update(struct importing *m, const struct resource *r, int64_t id,
	const json_t *body, json_t **item)
{
	json_t *stored = NULL;

	if (resource_get(m->db, r, id, &stored, m->e) != ERR_OK)
		return m->e->code;
	if (import_is_same(stored, body))
		m->report->unchanged++;
	else if (resource_update(m->db, r, id, body, false, 0, m->by, item, m->e)
		 == ERR_OK)
		m->report->updated++;
	json_decref(stored);
	return m->e->code;
}

bool import_save(struct importing *m, const struct resource *r, int64_t id,
	json_t *body, int elsewhere)
{
	json_t *item = NULL;

	if (body == NULL)
		(void)err_set(m->e, ERR_NOMEM, "no memory for an item");
	else if (id != 0)
		(void)update(m, r, id, body, &item);
	else if (resource_create(m->db, r, body, m->by, &item, m->e) == ERR_OK)
		m->report->created++;
	json_decref(body);
	json_decref(item);
	return m->e->code == ERR_OK || import_take_faults(m, elsewhere);
}

bool import_person_function(struct importing *m, int person_column, int function_column,
	json_t *body, bool *ret_known)
{
	int64_t person, function;

	if (person_by_external_id(m->db, import_cell(m, person_column), &person, m->e)
			!= ERR_OK
		|| function_by_code(
			   m->db, import_cell(m, function_column), &function, m->e)
			   != ERR_OK)
		return false;
	if (person == 0)
		import_fault(m, person_column, "no person has this external_id");
	if (function == 0)
		import_fault(m, function_column, "no function has this code");
	*ret_known = person != 0 && function != 0;
	fields_set_int(body, "person_id", person);
	fields_set_int(body, "function_id", function);
	return true;
}

bool import_time(struct importing *m, int column, json_t *body, struct instant *ret)
{
	struct err e;

	if (local_time_parse(import_cell(m, column), ret, &e) != ERR_OK) {
		import_fault(m, column, e.msg);
		return false;
	}
	fields_set_instant(body, m->format->columns[column].field, *ret);
	return true;
}

bool import_int(struct importing *m, int column, json_t *body, int64_t min, int64_t max,
	int64_t *ret)
{
	const char *cell = import_cell(m, column);
	char reason[80];

	if (cell[0] != '\0' && !parse_int(cell, min, max, ret)) {
		(void)snprintf(reason, sizeof reason,
			"must be a whole number from %" PRId64 " to %" PRId64, min,
			max);
		import_fault(m, column, reason);
		return false;
	}
	if (body != NULL)
		fields_set_int(body, m->format->columns[column].field, *ret);
	return true;
}

bool import_number(struct importing *m, int column, json_t *body)
{
	const char *cell = import_cell(m, column);
	int64_t n;

	if (cell[0] == '\0')
		return true;
	if (!parse_int(cell, 0, INT64_MAX, &n)) {
		import_fault(m, column, "must be a whole number");
		return false;
	}
	fields_set_int(body, m->format->columns[column].field, n);
	return true;
}

bool import_hours(struct importing *m, int column, json_t *body)
{
	const char *cell = import_cell(m, column);
	size_t whole = strspn(cell, "0123456789"), part = 0;
	const char *fraction = cell + whole + 1;
	int64_t hours = 0, hundredths = 0;

	if (cell[0] == '\0')
		return true;
	if (cell[whole] == ',' || cell[whole] == '.')
		part = strspn(fraction, "0123456789");
	if (whole == 0 || whole > 6 || part > 2
		|| (cell[whole] != '\0' && (part == 0 || fraction[part] != '\0'))) {
		import_fault(m, column, "must be a number of hours such as 2 or 1,5");
		return false;
	}
	hours = strtol(cell, NULL, 10);
	if (part > 0)
		hundredths = strtol(fraction, NULL, 10) * (part == 1 ? 10 : 1);
	hours_set(body, m->format->columns[column].field,
		hours * 60 + (hundredths * 60 + 50) / 100);
	return true;
}

const char *import_word(const char *word)
{
	static const char *const dutch[][2] = { { "bevoegd", "qualified" },
		{ "geschorst", "suspended" }, { "concept", "draft" },
		{ "gepubliceerd", "published" }, { "dag", "day" }, { "dagen", "day" },
		{ "weken", "week" }, { "planner", "planner" },
		{ "rooster", "rotation" }, { "opleiding", "course" },
		{ "cursus", "course" }, { "oefening", "exercise" },
		{ "systeemtoets", "system_test" }, { "inzet", "deployment" },
		{ "aanwezig", "present" }, { "afwezig", "absent" },
		{ "afgemeld", "excused" }, { "geslaagd", "passed" },
		{ "voltooid", "passed" }, { "behaald", "passed" },
		{ "gezakt", "failed" }, { "niet behaald", "failed" } };

	for (size_t i = 0; i < sizeof dutch / sizeof *dutch; i++)
		if (strcasecmp(word, dutch[i][0]) == 0)
			return dutch[i][1];
	return word;
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
		while (i < f->count && !is_called(&f->columns[i], ours))
			i++;
		if (i == f->count)
			note(m->report, 1, name,
				"is not a column of this kind of file");
		else if (m->at[i] >= 0)
			note(m->report, 1, name, "stands in the header twice");
		else
			m->at[i] = (int)c;
	}
	for (size_t i = 0; i < f->count; i++)
		if (f->columns[i].needed && !import_has(m, (int)i))
			note(m->report, 1, f->columns[i].name,
				"this column is missing");
}

/* --- lines that stand twice --- */

static int compare_keys(const struct importing *m, size_t a, size_t b)
{
	int order = 0;

	for (int i = 0; i < 3 && order == 0 && m->format->key[i] >= 0; i++)
		order = strcmp(cell_of(m, a, m->format->key[i]),
			cell_of(m, b, m->format->key[i]));
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

		while (c < m->format->count && !is_called(&m->format->columns[c], ours))
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
