/* SPDX-License-Identifier: EUPL-1.2 */
/* Can a gateway's server be reached? For `paraat check`: connects (with TLS where the
 * address asks for it), sends nothing, and waits for it. */
#pragma once

#include "service/config.h"

enum { REACH_WHY = 256 };
/* False, and why not in words; true for the simulator. */
bool gateway_reach(const struct gateway_config *g, char why[REACH_WHY]);
