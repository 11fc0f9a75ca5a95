/* SPDX-License-Identifier: EUPL-1.2 */
/* Growable text with a mandatory maximum. On overflow or lack of memory it frees
 * itself, stays failed, and every later call is a harmless false: check once, at the
 * end, with text_ok(). */
#pragma once

#include "base/err.h"

#include <stdarg.h>

struct text {
	char *data; /* always NUL-terminated once something was added; NULL when empty
		     */
	size_t len;
	/* private */
	size_t cap;
	size_t max; /* bytes, without the NUL */
	bool failed;
};

void text_init(struct text *t, size_t max);
void text_fini(struct text *t);
void text_clear(struct text *t); /* keeps the memory, forgets content and failure */
bool text_add(struct text *t, const char *s);
bool text_addn(struct text *t, const char *s, size_t n);
bool text_addc(struct text *t, char c);
bool text_addf(struct text *t, const char *format, ...) PRINTF_LIKE(2, 3);
bool text_addv(struct text *t, const char *format, va_list args) PRINTF_LIKE(2, 0);
/* Adds s with & < > " ' escaped for HTML text and attributes. */
bool text_add_html(struct text *t, const char *s);
/* As a JSON string, with its quotes. */
bool text_add_json(struct text *t, const char *s);
bool text_ok(const struct text *t);
size_t text_memory(const struct text *t);   /* bytes that it takes */
const char *text_str(const struct text *t); /* "" when empty */
/* Hands the bytes (base_free) to the caller, NULL when failed; the text is empty again.
 */
char *text_take(struct text *t);

/* Begin it with = { 0 }: it is freed on every way out. */
#define TEXT_AUTO __attribute__((cleanup(text_fini))) struct text
