/* SPDX-License-Identifier: EUPL-1.2 */
/* Items into the database, through the same validation as in the API; a field at fault
 * is named as the column that the file gave it in. */
#include "roster/import/import_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- faults --- */

void import_note(
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
	import_note(m->report, csv_line(m->table, m->row), name, reason);
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

bool import_first_new(struct importing *m, const char *sequence, int64_t *ret)
{
	if (m->first_id == 0 && ids_peek(m->db, sequence, &m->first_id, m->e) != ERR_OK)
		return false;
	*ret = m->first_id;
	return true;
}
