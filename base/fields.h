/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading named fields of a JSON object with limits, collecting every fault; writing
 * helpers.
 *
 * Uses Jansson. Readers return false when the field is absent (no fault unless
 * `required`) or wrong (a fault is added to *e naming the field); *ret is written only
 * on true. JSON null counts as absent. */
#pragma once

#include "base/civil.h"

#include <jansson.h>

enum fields_need { FIELDS_OPTIONAL, FIELDS_REQUIRED };

/* Bytes to a JSON value: one value, no trailing text, no duplicate keys, nesting at
 * most 16; ERR_MALFORMED with the place. The caller owns (json_decref) *ret. */
MUST_USE enum err_code fields_read(
	const char *bytes, size_t len, json_t **ret, struct err *e);
/* ERR_MALFORMED unless v is an object. */
MUST_USE enum err_code fields_object(const json_t *v, struct err *e);
/* Adds a fault for every key of o that is not in names[] (NULL-terminated). */
void fields_only(const json_t *o, const char *const names[], struct err *e);

bool fields_int(const json_t *o, const char *field, enum fields_need need, int64_t min,
	int64_t max, int64_t *ret, struct err *e);
bool fields_bool(const json_t *o, const char *field, enum fields_need need, bool *ret,
	struct err *e);
/* A printable single line of at most max bytes; *ret is borrowed from o. Required means
 * not blank. */
bool fields_line(const json_t *o, const char *field, enum fields_need need, size_t max,
	const char **ret, struct err *e);
/* As fields_line, but line breaks and tabs are allowed. */
bool fields_text(const json_t *o, const char *field, enum fields_need need, size_t max,
	const char **ret, struct err *e);
/* Index of the value in words[count]. */
bool fields_word(const json_t *o, const char *field, enum fields_need need,
	const char *const words[], size_t count, int *ret, struct err *e);
bool fields_instant(const json_t *o, const char *field, enum fields_need need,
	struct instant *ret, struct err *e);
bool fields_date(const json_t *o, const char *field, enum fields_need need,
	struct date *ret, struct err *e);

/* Setters for replies: o takes the new value. False only when memory is out. */
bool fields_set_int(json_t *o, const char *field, int64_t v);
bool fields_set_text(
	json_t *o, const char *field, const char *v_or_null); /* NULL becomes null */
/* null when v is 0 */
bool fields_set_id_or_null(json_t *o, const char *field, int64_t v);
bool fields_set_bool(json_t *o, const char *field, bool v);
bool fields_set_instant(json_t *o, const char *field, struct instant t);
/* null when t.ms is 0 */
bool fields_set_instant_or_null(json_t *o, const char *field, struct instant t);
