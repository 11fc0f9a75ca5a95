/* SPDX-License-Identifier: EUPL-1.2 */
/* What the kinds of export share. Not for other folders. */
#pragma once

#include "roster/import/import.h"

#include <jansson.h>

struct exporting {
	struct db *db;
	const struct export_choice *choice;
	struct instant from, to; /* of the choice; 0: no limit */
	struct text *out;
	struct err *e;
	bool any; /* an item was written */
};

/* A kind of file, its columns those that import reads. */
struct export_kind {
	const char *header;
	/* An item's cells. What goes wrong stands in x->e. */
	void (*put)(struct exporting *x, const json_t *o);
	/* Items with ids above `after`, as resource_list gives them. */
	enum err_code (*page)(struct exporting *x, int64_t after, json_t **ret);
	const char *from, *until; /* fields; NULL: there is no period */
};
extern const struct export_kind export_municipalities, export_functions, export_pairs,
	export_holidays, export_people, export_assignments, export_weeks,
	export_rotations, export_duties, export_overrides, export_swaps,
	export_absences, export_acks, export_handovers, export_activities,
	export_attendance, export_requirements, export_certificates;

enum { EXPORT_PAGE = 1000 };

/* "" when the field holds no text. */
const char *export_string(const json_t *o, const char *field);
/* Each of these writes one cell. */
void export_put(struct exporting *x, const char *cell);
void export_yes(struct exporting *x, const json_t *o, const char *field);
/* Numbers as import reads them; an empty cell for null. */
void export_number(struct exporting *x, const json_t *o, const char *field);
/* The code or name of what a field points at; an empty cell for null. */
void export_key(struct exporting *x, const json_t *o, const char *field,
	const struct resource *r, const char *key);
/* The external_id of whom a field points at; "#17" for who has none. */
void export_person(struct exporting *x, const json_t *o, const char *field);
/* The same as text. "": an error stands in x->e. */
enum { EXPORT_PERSON = 65 };
const char *export_person_number(
	struct exporting *x, int64_t id, char buffer[EXPORT_PERSON]);
/* The five cells of a place on the roster. */
void export_place(struct exporting *x, const json_t *o);
/* A number that is not 0; an empty cell for 0. */
void export_int(struct exporting *x, int64_t v);
void export_instant(struct exporting *x, struct instant t); /* ms 0: an empty cell */
