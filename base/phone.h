/* SPDX-License-Identifier: EUPL-1.2 */
/* Telephone numbers: what people write, to E.164 (ITU-T E.164; Dutch numbering plan).
 * Pure. */
#pragma once

#include "base/err.h"

enum { PHONE_TEXT = 17 }; /* "+" and 15 digits and NUL */

/* Accepts 06-12345678, 0031 6…, +31 (0)6…, spaces, dots and hyphens; foreign numbers
 * with + or 00. A number without country code is Dutch. ERR_INVALID with a sentence. */
MUST_USE enum err_code phone_parse(const char *s, char ret[PHONE_TEXT], struct err *e);
bool phone_is_mobile(const char *e164); /* Dutch mobile, or any foreign number */
/* What records may show: "+31 ... 78". */
const char *phone_hint(const char *e164, char buffer[PHONE_TEXT]);
