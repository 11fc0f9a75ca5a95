/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/seeds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

long number_asked(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtol(text, NULL, 10) : otherwise;
}

struct seeds seeds_asked(long usual)
{
	const long many = getenv("PARAAT_THOROUGH") != NULL ? 3 * usual : usual;
	const struct seeds s = { .first = number_asked("PARAAT_SEED", 1),
		.count = getenv("PARAAT_SEED") != NULL
				 ? 1
				 : number_asked("PARAAT_SEEDS", many) };

	assert_true(s.count > 0);
	return s;
}
