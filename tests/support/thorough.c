/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/thorough.h"

#include <stdlib.h>

enum { FIRST = 4 };

long thorough_next(long n, long stride, size_t this_case)
{
	long next = n + 1;

	if (n < FIRST || getenv("PARAAT_THOROUGH") != NULL)
		return next;
	while (next % stride != (long)this_case % stride)
		next++;
	return next;
}
