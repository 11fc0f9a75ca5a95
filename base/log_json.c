/* SPDX-License-Identifier: EUPL-1.2 */
/* A log line as a JSON object. */
#include "base/log.h"

#include "base/text.h"

#include <string.h>

/* The end of a value that begins at s: behind its closing quote when it has one and a
 * space or the end follows, else at the next space. */
static const char *value_end(const char *s)
{
	const char quote = s[0];

	if (quote == '\'' || quote == '"')
		for (const char *p = s + 1; *p != '\0'; p++)
			if (*p == quote && (p[1] == ' ' || p[1] == '\0'))
				return p + 1;
	return s + strcspn(s, " ");
}

static bool is_number(const char *s, size_t n)
{
	size_t i = s[0] == '-';

	if (n == i || n - i > 15 || (s[i] == '0' && n > i + 1))
		return false;
	for (; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static bool add_text(struct text *out, const char *s, size_t n)
{
	char copy[1024];

	if (n >= sizeof copy)
		n = sizeof copy - 1;
	memcpy(copy, s, n);
	copy[n] = '\0';
	return text_add_json(out, copy);
}

static bool add_value(struct text *out, const char *s, size_t n)
{
	size_t quotes = n >= 2 && (s[0] == '\'' || s[0] == '"') && s[n - 1] == s[0];

	if (is_number(s, n))
		return text_addn(out, s, n);
	return add_text(out, s + quotes, n - 2 * quotes);
}

bool log_json(const char *line, struct text *out)
{
	bool first = true;

	text_addc(out, '{');
	while (*line != '\0') {
		size_t name = strcspn(line, "= ");
		const char *value = line + name, *end = value;

		if (name > 0) {
			if (!first)
				text_addc(out, ',');
			first = false;
			add_text(out, line, name);
			text_addc(out, ':');
			if (*value == '=') {
				value++;
				end = value_end(value);
				add_value(out, value, (size_t)(end - value));
			} else {
				text_add(out, "true");
			}
		}
		line = end;
		line += *line == ' ' || (*line == '=' && name == 0);
	}
	text_addc(out, '}');
	return text_ok(out);
}
