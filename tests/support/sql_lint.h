/* SPDX-License-Identifier: EUPL-1.2 */
/* Is a statement within the plain subset that a replicated engine can repeat word for
 * word? Pure text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* NULL when it is, else the reason; `word` receives the offending word. */
const char *sql_lint(const char *sql, char *word, size_t size);
/* The table that `name` stands for in the statement: itself, or what it is an alias
 * of. Copies it to `table`. */
void sql_table_of(const char *sql, const char *name, char *table, size_t size);
