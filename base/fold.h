/* SPDX-License-Identifier: EUPL-1.2 */
/* Text folded for search and sorting: NFKD, marks removed, case folded (utf8proc).
 * Pure. */
#pragma once

#include "base/err.h"

/* "Müller-Çelik" -> "muller-celik". Cut at max-1 bytes on a character border. False
 * when s is no UTF-8. */
bool fold(const char *s, char *buffer, size_t max);
