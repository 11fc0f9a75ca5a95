/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

const char *source_text(const char *name)
{
	static char text[262144];
	char path[512];
	size_t n;
	FILE *f;

	(void)snprintf(path, sizeof path, "%s/%s", PARAAT_SOURCE_DIR, name);
	f = fopen(path, "re");
	assert_non_null(f);
	n = fread(text, 1, sizeof text - 1, f);
	assert_true(n > 0 && n < sizeof text - 1);
	text[n] = '\0';
	(void)fclose(f);
	return text;
}
