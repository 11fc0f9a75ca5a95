/* SPDX-License-Identifier: EUPL-1.2 */
/* What came over a socket. */
#pragma once

#include <stdbool.h>

/* Did a byte ever come, whoever read it? True when that cannot be known (a unix
 * socket). */
bool received_anything(int fd);
