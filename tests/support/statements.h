/* SPDX-License-Identifier: EUPL-1.2 */
/* Every statement list of the program, for the tests that prepare, lint and explain
 * them. A new store adds its list in statements.c; a test finds a forgotten one. */
#pragma once

#include "schema/stmt.h"

extern const struct stmt_list *const all_statements[]; /* NULL-terminated */

/* A statement that may read a whole large table, and why. */
struct scan_exception {
	const char *statement, *table, *reason;
};
extern const struct scan_exception scan_exceptions[]; /* statement NULL at the end */
