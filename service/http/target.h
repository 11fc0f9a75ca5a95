/* SPDX-License-Identifier: EUPL-1.2 */
/* Request targets: path and query, percent-decoded. Pure. */
#pragma once

#include "base/err.h"

/* Printable ASCII that begins with '/', without "%00". */
bool target_is_clean(const char *target);
/* Decodes the path of a target (up to '?') into buffer, which holds at least
 * strlen(target) + 1 bytes. False when an escape is broken or the result is not valid
 * UTF-8 or holds control characters. */
bool target_path(const char *target, char *buffer);
/* What stands behind '?', or "". */
const char *target_query(const char *target);
/* The first value of a name in a query or form ("a=1&b=x+y"), decoded. False when it is
 * absent; *ret_bad when it is broken, too long for the buffer or not valid UTF-8. */
bool target_value(
	const char *query, const char *name, char *buffer, size_t size, bool *ret_bad);
