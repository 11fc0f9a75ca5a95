/* SPDX-License-Identifier: EUPL-1.2 */
/* Checked parsing of numbers and words from text. Pure. */
#pragma once

#include "base/err.h"

/* Decimal, whole string, within [min, max]. */
MUST_USE bool parse_int(const char *s, int64_t min, int64_t max, int64_t *ret);
MUST_USE bool parse_bool(
	const char *s, bool *ret); /* true/false, yes/no, ja/nee, 1/0 */
/* Index of s in words[count] (exact), or -1. */
int parse_word(const char *s, const char *const words[], size_t count);
bool parse_is_utf8(const char *s, size_t n); /* valid, no NUL, no surrogates */
/* How many bytes of valid UTF-8 fit in `max` without cutting a letter in two. */
size_t parse_utf8_fit(const char *s, size_t max);
/* Printable single line: no control bytes, valid UTF-8, at most max bytes.  */
bool parse_is_line(const char *s, size_t max);
