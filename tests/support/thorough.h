/* SPDX-License-Identifier: EUPL-1.2 */
/* How many of the points at which something can fail a test goes through: all of them
 * under `scripts/test --thorough`. Otherwise cases that do not change any more are
 * gone through in part, each at other points; only the newest is always done whole. */
#pragma once

#include <stddef.h>

/* The point after the n-th (from 1) of this case, of so many (from 1). */
long thorough_next(long n, size_t this_case, size_t cases);
