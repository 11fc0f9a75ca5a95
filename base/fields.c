/* SPDX-License-Identifier: EUPL-1.2 */
/* Fields of JSON objects. */
#include "base/fields.h"

#include "base/parse.h"

#include <string.h>

enum { NESTING_MAX = 16 };

/* Refuses deep nesting before Jansson recurses; brackets inside strings do not count.
 */
static bool too_deep(const char *bytes, size_t len)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < len; i++) {
		char c = bytes[i];

		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '[' || c == '{') {
			if (++depth > NESTING_MAX)
				return true;
		} else if ((c == ']' || c == '}') && depth > 0) {
			depth--;
		}
	}
	return false;
}

enum err_code fields_read(const char *bytes, size_t len, json_t **ret, struct err *e)
{
	json_error_t where;
	json_t *v;

	if (too_deep(bytes, len))
		return err_set(e, ERR_MALFORMED, "the JSON is nested too deeply");
	v = json_loadb(bytes, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &where);
	if (v == NULL)
		return err_set(e, ERR_MALFORMED, "not JSON: line %d, column %d: %s",
			where.line, where.column, where.text);
	*ret = v;
	return ERR_OK;
}

enum err_code fields_object(const json_t *v, struct err *e)
{
	if (json_is_object(v))
		return ERR_OK;
	return err_set(e, ERR_MALFORMED, "a JSON object is expected");
}

void fields_only(const json_t *o, const char *const names[], struct err *e)
{
	void *it = json_object_iter((json_t *)(uintptr_t)o);

	for (; it != NULL; it = json_object_iter_next((json_t *)(uintptr_t)o, it)) {
		const char *key = json_object_iter_key(it);
		size_t i = 0;

		while (names[i] != NULL && strcmp(names[i], key) != 0)
			i++;
		if (names[i] == NULL)
			(void)err_fault(e, key, "is not a field here");
	}
}

/* The value, or NULL with a fault when it must be there. */
static const json_t *get(
	const json_t *o, const char *field, enum fields_need need, struct err *e)
{
	const json_t *v = json_object_get(o, field);

	if (v != NULL && !json_is_null(v))
		return v;
	if (need == FIELDS_REQUIRED)
		(void)err_fault(e, field, "must be given");
	return NULL;
}

bool fields_int(const json_t *o, const char *field, enum fields_need need, int64_t min,
	int64_t max, int64_t *ret, struct err *e)
{
	const json_t *v = get(o, field, need, e);

	if (v == NULL)
		return false;
	if (!json_is_integer(v) || json_integer_value(v) < min
		|| json_integer_value(v) > max) {
		(void)err_fault(e, field,
			"must be a whole number from %" PRId64 " to %" PRId64, min,
			max);
		return false;
	}
	*ret = json_integer_value(v);
	return true;
}

bool fields_bool(const json_t *o, const char *field, enum fields_need need, bool *ret,
	struct err *e)
{
	const json_t *v = get(o, field, need, e);

	if (v == NULL)
		return false;
	if (!json_is_boolean(v)) {
		(void)err_fault(e, field, "must be true or false");
		return false;
	}
	*ret = json_is_true(v);
	return true;
}

/* A string of at most max bytes without NUL, and not blank when required. */
static const char *string(const json_t *o, const char *field, enum fields_need need,
	size_t max, struct err *e)
{
	const json_t *v = get(o, field, need, e);
	const char *s;

	if (v == NULL)
		return NULL;
	if (!json_is_string(v)) {
		(void)err_fault(e, field, "must be text");
		return NULL;
	}
	s = json_string_value(v);
	if (json_string_length(v) > max) {
		(void)err_fault(e, field, "must be at most %zu bytes long", max);
		return NULL;
	}
	if (need == FIELDS_REQUIRED && s[strspn(s, " \t\r\n")] == '\0') {
		(void)err_fault(e, field, "must not be empty");
		return NULL;
	}
	return s;
}

bool fields_line(const json_t *o, const char *field, enum fields_need need, size_t max,
	const char **ret, struct err *e)
{
	const char *s = string(o, field, need, max, e);

	if (s == NULL)
		return false;
	if (!parse_is_line(s, max)) {
		(void)err_fault(
			e, field, "must be one line without control characters");
		return false;
	}
	*ret = s;
	return true;
}

bool fields_text(const json_t *o, const char *field, enum fields_need need, size_t max,
	const char **ret, struct err *e)
{
	const char *s = string(o, field, need, max, e);

	if (s == NULL)
		return false;
	for (const char *c = s; *c != '\0'; c++) {
		if (((unsigned char)*c < 0x20 && strchr("\r\n\t", *c) == NULL)
			|| *c == 0x7f) {
			(void)err_fault(e, field, "must not hold control characters");
			return false;
		}
	}
	*ret = s;
	return true;
}

bool fields_word(const json_t *o, const char *field, enum fields_need need,
	const char *const words[], size_t count, int *ret, struct err *e)
{
	const char *s = string(o, field, need, 64, e);
	char list[120] = "";
	int i;

	if (s == NULL)
		return false;
	i = parse_word(s, words, count);
	if (i >= 0) {
		*ret = i;
		return true;
	}
	for (size_t w = 0; w < count; w++) {
		if (strlen(list) + strlen(words[w]) + 3 >= sizeof list)
			break;
		strcat(list, w > 0 ? ", " : "");
		strcat(list, words[w]);
	}
	(void)err_fault(e, field, "must be one of: %s", list);
	return false;
}

bool fields_instant(const json_t *o, const char *field, enum fields_need need,
	struct instant *ret, struct err *e)
{
	const char *s = string(o, field, need, 64, e);
	struct err wrong;

	if (s == NULL)
		return false;
	if (instant_parse(s, ret, &wrong) == ERR_OK)
		return true;
	(void)err_fault(e, field, "%s", wrong.msg);
	return false;
}

bool fields_date(const json_t *o, const char *field, enum fields_need need,
	struct date *ret, struct err *e)
{
	const char *s = string(o, field, need, 64, e);
	struct err wrong;

	if (s == NULL)
		return false;
	if (date_parse(s, ret, &wrong) == ERR_OK)
		return true;
	(void)err_fault(e, field, "%s", wrong.msg);
	return false;
}

bool fields_set_int(json_t *o, const char *field, int64_t v)
{
	return json_object_set_new(o, field, json_integer(v)) == 0;
}

bool fields_set_text(json_t *o, const char *field, const char *v_or_null)
{
	return json_object_set_new(o, field,
		       v_or_null != NULL ? json_string(v_or_null) : json_null())
	       == 0;
}

bool fields_set_id_or_null(json_t *o, const char *field, int64_t v)
{
	return v != 0 ? fields_set_int(o, field, v) : fields_set_text(o, field, NULL);
}

bool fields_set_bool(json_t *o, const char *field, bool v)
{
	return json_object_set_new(o, field, json_boolean(v)) == 0;
}

bool fields_set_instant(json_t *o, const char *field, struct instant t)
{
	char buffer[INSTANT_TEXT];

	return fields_set_text(o, field, instant_format(t, buffer));
}

bool fields_set_instant_or_null(json_t *o, const char *field, struct instant t)
{
	return t.ms != 0 ? fields_set_instant(o, field, t)
			 : fields_set_text(o, field, NULL);
}
