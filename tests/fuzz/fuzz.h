/* SPDX-License-Identifier: EUPL-1.2 */
/* What the fuzz targets share. A target checks properties with REQUIRE, which stops. */
#pragma once

#include "base/alloc.h"
#include "base/err.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as text: its own memory, so that reading past the end is seen. base_free.
 */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *s = base_alloc(size + 1);

	REQUIRE(s != NULL);
	memcpy(s, data, size);
	s[size] = '\0';
	return s;
}
