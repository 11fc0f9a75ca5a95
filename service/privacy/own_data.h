/* SPDX-License-Identifier: EUPL-1.2 */
/* All that is known about one person (AVG article 15): as data, and as a page to print.
 */
#pragma once

#include "base/text.h"
#include "schema/resource.h"

/* {"person_id", "made_at", "sections": [{"name", "title", "why", "rows": […]}]}. */
MUST_USE enum err_code own_data(struct db *db, int64_t person_id, struct instant now,
	json_t **ret, struct err *e);
/* The same as HTML, Dutch, without script. */
void own_data_html(const json_t *data, struct text *out);
