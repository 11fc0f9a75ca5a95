/* SPDX-License-Identifier: EUPL-1.2 */
/* Scenarios of the fictional IJsselland, over the function codes of roster/demo/demo.h:
 * GRIP-1 to GRIP-4, GRIP-3-DALFSEN, OPVANG, PROEFALARM, BEREIKBAARHEID. */
#pragma once

#include "schema/resource.h"

MUST_USE enum err_code demo_scenarios(
	struct db *db, const struct change *by, struct err *e);
