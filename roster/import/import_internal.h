/* SPDX-License-Identifier: EUPL-1.2 */
/* What the kinds of import share. Not for other folders. */
#pragma once

#include "roster/import/import.h"

enum { IMPORT_COLUMNS_MAX = 20, IMPORT_SYNONYMS = 3 };

/* A column that a kind of file may have. */
struct import_column {
	const char *name;                      /* as export writes it */
	const char *synonyms[IMPORT_SYNONYMS]; /* also accepted: Dutch; NULL: no more */
	const char *field;                     /* of the item; NULL: several */
	bool needed;
};

struct importing;

/* A kind of file. */
struct import_format {
	const struct import_column *columns;
	size_t count;
	int key[3]; /* columns that together may stand in one line only; -1: no more */
	/* Imports the present row. False: an error that stops everything stands in
	 * m->e. */
	bool (*line)(struct importing *m);
};
/* The kinds, each in a file of its name; municipalities, functions, pairs and holidays
 * in import_region.c. */
extern const struct import_format import_municipalities, import_functions, import_pairs,
	import_holidays, import_people, import_assignments, import_weeks,
	import_rotations, import_duties, import_overrides, import_swaps,
	import_absences, import_acks, import_handovers, import_activities,
	import_attendance, import_requirements, import_certificates;

/* One file being imported. */
struct importing {
	struct db *db;
	const struct csv_table *table;
	const struct import_format *format;
	const struct import_options *options;
	const struct change *by;
	struct import_report *report;
	struct err *e;
	int at[IMPORT_COLUMNS_MAX]; /* where the file has each column; -1: it has not */
	size_t *sorted;             /* rows in order of their key */
	size_t row;                 /* the present one */
	int64_t first_id;           /* of what this file makes; 0: not known yet */
	/* which column gave the n-th contact of the present row */
	int contact_column[IMPORT_COLUMNS_MAX];
};

bool import_has(const struct importing *m, int column);
/* What the mapping says for every line, or "" when the file has no such column; a '
 * that export put before a formula is gone. */
const char *import_cell(const struct importing *m, int column);
bool import_is_called(const struct import_column *c, const char *name);
/* The same of any row, when the file has the column. */
const char *import_cell_of(const struct importing *m, size_t row, int column);

void import_note(
	struct import_report *r, size_t line, const char *column, const char *reason);
/* column -1: the whole line. */
void import_fault(struct importing *m, int column, const char *reason);
/* The person of this external_id; "#17": number 17, who has none of their own. *ret 0:
 * nobody. False: stop. */
bool import_person_find(struct importing *m, const char *number, int64_t *ret);
/* Whom or what the cell names; *ret 0: a fault was noted. False: stop. */
bool import_person(struct importing *m, int column, int64_t *ret);
bool import_function(struct importing *m, int column, int64_t *ret);
bool import_municipality(struct importing *m, int column, int64_t *ret);
/* The person of this external id and the function of this code, into the item. False:
 * stop. *ret_known false: a fault was noted. */
bool import_person_function(struct importing *m, int person_column, int function_column,
	json_t *body, bool *ret_known);
/* The word of the API for a Dutch one; others stay as they are. */
const char *import_word(const char *word);
/* The time in that column, into its field of the item. False: a fault was noted. */
bool import_time(struct importing *m, int column, json_t *body, struct instant *ret);
/* The date in that column, into its field of the item. False: a fault was noted. */
bool import_date(struct importing *m, int column, json_t *body, struct date *ret);
/* The same; an empty cell is null. */
bool import_date_or_none(struct importing *m, int column, json_t *body,
	struct date *ret, bool *ret_given);
/* Yes or no; when the cell is empty *ret stays. False: a fault was noted. */
bool import_yes(struct importing *m, int column, bool *ret);
/* A time that has passed; an empty cell is 0. False: a fault was noted. */
bool import_past(struct importing *m, int column, struct instant *ret);
/* A number; when the cell is empty *ret stays. It goes into the column's field of body
 * too, which may be NULL. False: a fault was noted. */
bool import_int(struct importing *m, int column, json_t *body, int64_t min, int64_t max,
	int64_t *ret);
/* The same in minutes; an empty cell: *ret stays. */
bool import_hours_minutes(struct importing *m, int column, int64_t *ret);
/* A number of hours ("1,5", "1.5", "2") into its field; an empty cell says nothing.
 * False: a fault was noted. */
bool import_hours(struct importing *m, int column, json_t *body);
/* A number of any size into its field; an empty cell says nothing. */
bool import_number(struct importing *m, int column, json_t *body);
/* The first id that this file gives: what has a lower one was there before. False:
 * stop. */
bool import_first_new(struct importing *m, const char *sequence, int64_t *ret);
/* What records are marked with. */
const char *import_source(const struct importing *m);
/* Does the stored item say all that body says? */
bool import_is_same(const json_t *stored, const json_t *body);
/* The faults in m->e become faults of the line. False: they are of the whole work:
 * stop. `elsewhere`: the column to blame for faults that name no field. */
bool import_take_faults(struct importing *m, int elsewhere);
/* Saves the item that body (taken over) holds: an update of `id` when that is not 0.
 * False: stop. `elsewhere`: the column to blame for faults that name no field. */
bool import_save(struct importing *m, const struct resource *r, int64_t id,
	json_t *body, int elsewhere);
