/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands in the bytes of files. */
#pragma once

#include <stdbool.h>

/* False too when there is no such file. */
bool file_holds(const char *file, const char *text);
/* The database or one of its logs. */
bool database_holds(const char *file, const char *text);
