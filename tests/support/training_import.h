/* SPDX-License-Identifier: EUPL-1.2 */
/* Training records that come in from files of other systems. */
#pragma once

#include "tests/support/roster_world.h"

/* Takes the file in a transaction of its own; mapping NULL: none. The report is that of
 * the last one. */
extern struct import_report training_report;
enum err_code training_take(struct roster_world *w, enum import_kind kind,
	const char *bytes, const char *mapping, const char *source, struct err *e);
/* From "lms.csv"; fails the test unless so many were made, changed, and as they were.
 */
void training_take_all(struct roster_world *w, enum import_kind kind, const char *bytes,
	const char *mapping, int created, int updated, int unchanged);

struct bad_file {
	enum import_kind kind;
	const char *file, *column, *reason;
};
/* Each has one fault, in that column, with these words; nothing of them is kept. */
void training_refuses(struct roster_world *w, const struct bad_file *files, size_t n);
/* Whichever allocation fails: nothing of the file is there, or all of it. */
void training_whole_or_absent(struct roster_world *w, enum import_kind kind,
	const char *bytes, const char *mapping);
