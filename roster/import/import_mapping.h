/* SPDX-License-Identifier: EUPL-1.2 */
/* How the columns of somebody else's file are called here, for files that other systems
 * export. One line each:
 *
 *     Cursusnaam = title      that column is our title
 *     Kosten = -              that column is passed over
 *     kind := course          every line has this, the file has no column for it
 *
 * Blank lines, and lines that begin with # or ;, are passed over. Pure. */
#pragma once

#include "base/err.h"

enum { MAPPING_ENTRIES_MAX = 64, MAPPING_NAME_MAX = 80, MAPPING_VALUE_MAX = 160 };

struct import_mapping {
	struct mapping_entry {
		char theirs[MAPPING_NAME_MAX]; /* "" for a constant */
		char ours[MAPPING_NAME_MAX];   /* "-": passed over */
		char value[MAPPING_VALUE_MAX]; /* of a constant */
	} entry[MAPPING_ENTRIES_MAX];
	size_t count;
};

/* ERR_INVALID names the line. Whether our names exist is for the import to say. */
MUST_USE enum err_code import_mapping_read(
	const char *bytes, size_t len, struct import_mapping *ret, struct err *e);
/* What a column of the file is called here; the name itself when nothing is said. */
const char *import_mapping_ours(
	const struct import_mapping *m_or_null, const char *theirs);
