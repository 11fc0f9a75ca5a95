/* SPDX-License-Identifier: EUPL-1.2 */
/* What somebody sees of an address who may not see it whole. */
#pragma once

#include <stddef.h>

/* "+31 6 … 78", "j…@example.nl" */
void address_hint(const char *kind, const char *address, char *buffer, size_t size);
