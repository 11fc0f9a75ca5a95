/* SPDX-License-Identifier: EUPL-1.2 */
/* Order for qsort: number by number. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Less than, equal to or greater than 0: by the first number in which they differ. */
static inline int order_ints(const int64_t *a, const int64_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}
#define ORDER_INTS(a, b) order_ints(a, b, sizeof(a) / sizeof *(a))
