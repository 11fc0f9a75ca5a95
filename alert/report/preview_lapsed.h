/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "schema/stmt.h"

#include <jansson.h>

/* Sets "lapsed" of each recipient ({"person_id": …, "function_ids": […]}): not
 * competent any more in one of these functions. */
MUST_USE enum err_code preview_lapsed(
	struct db *db, struct instant now, json_t *recipients, struct err *e);
