/* SPDX-License-Identifier: EUPL-1.2 */
/* Configurations of tests: the usual one, with some keys of [service] said otherwise. A
 * key stands once, so what is said again is taken out of what stood before. */
#pragma once

#include <stddef.h>

/* Copies base without the keys of its [service] that have a line in `more`. */
void config_text_without(const char *base, const char *more, char *buffer, size_t size);
