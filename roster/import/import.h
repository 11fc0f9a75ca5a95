/* SPDX-License-Identifier: EUPL-1.2 */
/* CSV into people, assignments, duties and so on, and back: every bad line is named,
 * and with any bad line nothing is imported. The columns stand in docs/import.md. */
#pragma once

#include "base/civil.h"
#include "base/csv.h"
#include "roster/import/import_mapping.h"
#include "schema/resource.h"

/* In an order in which each names only what came before. */
#define IMPORT_KINDS(X)                                                                \
	X(MUNICIPALITIES, "municipalities")                                            \
	X(FUNCTIONS, "functions")                                                      \
	X(PAIRS, "function-pairs")                                                     \
	X(HOLIDAYS, "holidays")                                                        \
	X(PEOPLE, "people")                                                            \
	X(ASSIGNMENTS, "assignments")                                                  \
	X(WEEKS, "working-weeks")                                                      \
	X(ROTATIONS, "rotations")                                                      \
	X(DUTIES, "duties")                                                            \
	X(OVERRIDES, "overrides")                                                      \
	X(SWAPS, "swaps")                                                              \
	X(ABSENCES, "absences")                                                        \
	X(ACKS, "acknowledgements")                                                    \
	X(HANDOVERS, "handovers")                                                      \
	X(ACTIVITIES, "activities")                                                    \
	X(ATTENDANCE, "attendance")                                                    \
	X(REQUIREMENTS, "requirements")                                                \
	X(CERTIFICATES, "certificates")
#define X(name, text) IMPORT_##name,
enum import_kind { IMPORT_KINDS(X) IMPORT_KINDS_COUNT };
#undef X
extern const char *const import_kind_words[];
/* False: ERR_NOTFOUND with a sentence that names them all. */
bool import_kind_find(const char *word, enum import_kind *ret, struct err *e);

enum { IMPORT_FAULTS_MAX = 100 };

struct import_fault {
	size_t line;
	char column[64]; /* as the file's header names it; "" the whole line */
	char reason[160];
};

struct import_report {
	int64_t created, updated;
	int64_t unchanged; /* lines that say what is stored already: nothing was done */
	size_t faults_count; /* all of them; the first IMPORT_FAULTS_MAX are kept */
	struct import_fault faults[IMPORT_FAULTS_MAX];
};

/* All may be left out: then NULL or "". Borrowed. */
struct import_options {
	const struct import_mapping *mapping;
	const char *source; /* what training records are marked with: the file's name */
};

/* Write transaction. A line about something that is stored already (a person by
 * external_id; an assignment by person, function and from; a duty by function, person,
 * starts_at and rank, and so an override; an absence and a working week by person and
 * from; a rotation by function and name, and its revisions by date; an activity by its
 * number; attendance by activity, person and function, and a certificate by person,
 * title, number and first day, as a correction; a requirement by what makes it this
 * one; a municipality and a function by code) changes it; a swap is never moved on by a
 * file, nor is what was acknowledged or handed over changed by one. options may be
 * NULL. Anything but ERR_OK: the caller rolls back. ERR_INVALID with faults in the
 * report when lines or the header are bad; an unreadable file is ERR_INVALID without.
 */
MUST_USE enum err_code import_run(struct db *db, enum import_kind kind,
	const char *bytes, size_t len, const struct import_options *options,
	const struct change *by, struct import_report *ret, struct err *e);

enum export_format { EXPORT_CSV, EXPORT_JSON, EXPORT_FORMATS };
extern const char *const export_format_words[];

struct export_choice {
	enum export_format format;
	/* Only what touches [from, to), in local days; year 0: no limit. People have no
	 * period. */
	struct date from, to;
};

/* Has an item of this kind a period, so that `from` and `to` choose? */
bool export_has_period(enum import_kind kind);

/* The items of a kind, in order of their ids. CSV holds the columns that import_run
 * reads, and all that import needs to make the same again; people without external_id
 * are called by their id, "#17". JSON is {"items": […]} of whole items, as in the
 * API. */
MUST_USE enum err_code export_run(struct db *db, enum import_kind kind,
	const struct export_choice *choice, struct text *out, struct err *e);
