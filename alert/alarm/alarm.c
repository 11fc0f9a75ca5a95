/* SPDX-License-Identifier: EUPL-1.2 */
/* Rules for alarms: what they hold for, and the texts made of them. Pure. */
#include "alert/alarm/alarm.h"

#include "base/fold.h"
#include "base/parse.h"

#include <stdio.h>
#include <string.h>

#define X(name, text) text,
static const char *const tests[] = { ALARM_TESTS(X) };
#undef X
#define X(name, text) ALARM_##name,
enum alarm_test { ALARM_TESTS(X) ALARM_TESTS_COUNT };
#undef X

/* What the alarm says in that field, as text; "" when it says nothing there. */
static const char *said(const json_t *alarm, const char *field, char number[32])
{
	const json_t *v = json_object_get(alarm, field);

	if (json_is_string(v))
		return json_string_value(v);
	number[0] = '\0';
	if (json_is_integer(v))
		(void)snprintf(
			number, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	if (json_is_boolean(v))
		(void)snprintf(number, 32, "%s", json_is_true(v) ? "true" : "false");
	return number;
}

static bool holds(const json_t *match, const json_t *alarm)
{
	const char *field = json_string_value(json_object_get(match, "field"));
	const char *is = json_string_value(json_object_get(match, "is"));
	const char *value = json_string_value(json_object_get(match, "value"));
	char number[32], wanted[4 * ALARM_VALUE_MAX], text[4096];
	int test = is != NULL ? parse_word(is, tests, ALARM_TESTS_COUNT) : -1;

	if (field == NULL || value == NULL || test < 0
		|| json_object_get(alarm, field) == NULL
		|| !fold(value, wanted, sizeof wanted)
		|| !fold(said(alarm, field, number), text, sizeof text))
		return false;
	if (test == ALARM_CONTAINS)
		return strstr(text, wanted) != NULL;
	if (test == ALARM_STARTS_WITH)
		return strncmp(text, wanted, strlen(wanted)) == 0;
	return strcmp(text, wanted) == 0;
}

bool alarm_matches(const json_t *matches, const json_t *alarm)
{
	const json_t *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)matches, i, one)
	{
		if (!holds(one, alarm))
			return false;
	}
	return json_is_array(matches);
}

/* Puts the bytes there without what does not belong in a text for people. */
static void put(struct text *out, const char *s, size_t n, bool line)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool control = c < 0x20 || c == 0x7f;

		if (!control || (c == '\n' && !line))
			text_addn(out, s + i, 1);
		else
			text_add(out, " ");
	}
}

bool alarm_render(struct text *out, const char *template, const json_t *alarm,
	bool line, size_t max)
{
	TEXT_AUTO all = { 0 };
	const char *s = template, *open, *close, *value;
	char name[80], number[32] = "";
	size_t n;

	text_init(&all, 65536);
	while ((open = strchr(s, '{')) != NULL && (close = strchr(open, '}')) != NULL) {
		put(&all, s, (size_t)(open - s), line);
		(void)snprintf(
			name, sizeof name, "%.*s", (int)(close - open - 1), open + 1);
		value = said(alarm, name, number);
		put(&all, value, strlen(value), line);
		s = close + 1;
	}
	put(&all, s, strlen(s), line);
	if (!text_ok(&all))
		return false;
	n = all.len < max ? all.len : max;
	while (n > 0 && n < all.len
		&& ((unsigned char)text_str(&all)[n] & 0xc0) == 0x80)
		n--;
	return text_addn(out, text_str(&all), n);
}
