/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/file_search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

bool file_holds(const char *file, const char *text)
{
	FILE *f = fopen(file, "re");
	struct stat s;
	char *bytes;
	size_t n;
	bool found;

	if (f == NULL)
		return false;
	assert_int_equal(fstat(fileno(f), &s), 0);
	bytes = malloc((size_t)s.st_size + 1);
	assert_non_null(bytes);
	n = fread(bytes, 1, (size_t)s.st_size, f);
	assert_int_equal(fclose(f), 0);
	found = memmem(bytes, n, text, strlen(text)) != NULL;
	free(bytes);
	return found;
}

bool database_holds(const char *file, const char *text)
{
	static const char *const suffixes[] = { "", "-wal", "-journal" };
	char path[512];
	bool found = false;

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		(void)snprintf(path, sizeof path, "%s%s", file, suffixes[i]);
		found |= file_holds(path, text);
	}
	return found;
}
