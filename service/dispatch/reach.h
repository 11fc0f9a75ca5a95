/* SPDX-License-Identifier: EUPL-1.2 */
/* Can a server be reached? For `paraat check`: connects (with TLS where the address
 * asks for it), sends nothing, and waits for it. */
#pragma once

#include "base/err.h"

enum { REACH_WHY = 256 };
/* False, and why not in words. ca_file: "" for the system's. */
bool reach(const char *url, const char *ca_file, char why[REACH_WHY]);
