/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of working weeks share. Nobody else includes this. */
#pragma once

#include "roster/people/working_week_store.h"

/* Checks a whole item; the times come in order of the week. */
void working_week_read(const json_t *o, int64_t *ret_person_id,
	struct working_week *ret, struct err *e);
