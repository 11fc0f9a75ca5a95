/* SPDX-License-Identifier: EUPL-1.2 */
/* Tests on a schedule, and rules for alarms of a control room, for demonstrations. */
#pragma once

#include "schema/resource.h"

/* After demo_scenarios. The first test is a week from now or later: nothing begins
 * while somebody looks around. */
MUST_USE enum err_code demo_tests(
	struct db *db, const struct change *by, struct err *e);
