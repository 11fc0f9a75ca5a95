/* SPDX-License-Identifier: EUPL-1.2 */
/* Content-Encoding: what a client accepts, and bytes made small (zlib). Pure, but for
 * memory. */
#pragma once

#include "base/text.h"

/* Does Accept-Encoding (may be NULL) name this coding, and not with q=0? A "*" is no
 * answer: who wants it says so. */
bool encoding_accepted(const char *accept_or_null, const char *coding);

/* The gzip of it. False, and *ret untouched, when memory is out or it did not become
 * smaller. The caller frees *ret with text_fini. */
MUST_USE bool encoding_gzip(const struct text *plain, struct text *ret);
