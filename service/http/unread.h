/* SPDX-License-Identifier: EUPL-1.2 */
/* What waits to be read from a socket. */
#pragma once

#include <stdbool.h>

/* Is it all that ever came? False when that cannot be known (a unix socket). */
bool unread_is_untouched(int fd);
