/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/config_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Has `text` a line that begins with these n characters and then '=' or a blank? */
static bool has_key(const char *text, const char *key, size_t n)
{
	for (const char *line = text; *line != '\0';) {
		if (strncmp(line, key, n) == 0 && strchr(" =", line[n]) != NULL
			&& line[n] != '\0')
			return true;
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return false;
}

void config_text_without(const char *base, const char *more, char *buffer, size_t size)
{
	bool in_service = false;
	size_t used = 0;

	for (const char *line = base; *line != '\0';) {
		size_t n = strcspn(line, "\n"), key = strcspn(line, " =\n");

		n += line[n] == '\n';
		if (line[0] == '[')
			in_service = strncmp(line, "[service]", 9) == 0;
		if (!in_service || key == 0 || !has_key(more, line, key)) {
			assert_true(used + n < size);
			memcpy(buffer + used, line, n);
			used += n;
		}
		line += n;
	}
	buffer[used] = '\0';
}
