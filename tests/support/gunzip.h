/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads back what was compressed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The plain bytes, NUL behind them (free()); NULL: it is no whole gzip. */
char *gunzip(const char *bytes, size_t len, size_t *ret_len);
