/* SPDX-License-Identifier: EUPL-1.2 */
/* Names and values as in queries and forms (application/x-www-form-urlencoded), percent
 * escapes (RFC 3986), and base64 (RFC 4648). Pure. */
#pragma once

#include "base/text.h"

/* Decodes n bytes; with `plus`, "+" is a space. False when an escape is broken or the
 * buffer too small. */
bool form_decode(
	const char *s, size_t n, bool plus, char *buffer, size_t size, size_t *ret_len);
/* The first value of a name ("a=1&b=x+y"), decoded. False when it is absent; *ret_bad
 * when it is broken, too long for the buffer or not valid UTF-8. */
bool form_value(
	const char *form, const char *name, char *buffer, size_t size, bool *ret_bad);
/* The same, where absent, broken and empty are all ""; true when it is not. */
bool form_text(const char *form, const char *name, char *buffer, size_t size);

/* One field of a form, not decoded; borrowed. */
struct form_field {
	const char *name, *value;
	size_t name_len, value_len;
};
/* The field at *at, which moves behind it; false at the end. Empty ones are passed. */
bool form_next(const char **at, struct form_field *ret);

/* Adds "name=value", escaped; after an earlier field or a query with "&". Only letters,
 * digits and -._~ stay as they are. */
bool form_add(struct text *out, const char *name, const char *value);
bool form_escape(struct text *out, const char *s);
/* The bytes of n letters base64url without padding. False when they are something else,
 * or do not fit. */
bool form_base64url(
	const char *s, size_t n, void *buffer, size_t size, size_t *ret_len);
bool form_base64(struct text *out, const void *bytes, size_t len);
