/* SPDX-License-Identifier: EUPL-1.2 */
/* How many of the points at which something can fail a test goes through: all of them
 * under `scripts/test --thorough`; otherwise, of what has very many, a part. */
#pragma once

#include <stddef.h>

/* The point after the n-th (from 1): one in `stride`, other ones for each case; the
 * first few are never passed over. */
long thorough_next(long n, long stride, size_t this_case);
