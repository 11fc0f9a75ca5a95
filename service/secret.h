/* SPDX-License-Identifier: EUPL-1.2 */
/* Secrets: 32 random bytes in a file that only the service may read: that of this
 * installation, the key of its backups. */
#pragma once

#include "base/random.h"
#include "base/err.h"

enum { SECRET_BYTES = 32 };

/* Reads the file; makes it (mode 0600) when it is missing. */
MUST_USE enum err_code secret_read(const char *file, struct random *random,
	uint8_t ret[SECRET_BYTES], struct err *e);
/* Overwrites it. */
void secret_forget(uint8_t secret[SECRET_BYTES]);

/* The first line of a file. */
enum secret_line {
	SECRET_LINE_READ,
	SECRET_LINE_UNREADABLE,
	SECRET_LINE_EMPTY,
	SECRET_LINE_TOO_LONG
};
MUST_USE enum secret_line secret_line(const char *file, char *ret, size_t size);
/* "cannot be read" and so on, behind the name of the file; "" when it was. */
const char *secret_line_why(enum secret_line l);
/* "[gateway sms] token_file /x cannot be read": ERR_INVALID, unless why is "". */
MUST_USE enum err_code secret_line_check(const char *section, const char *name,
	const char *key, const char *file, const char *why, struct err *e);
