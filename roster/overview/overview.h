/* SPDX-License-Identifier: EUPL-1.2 */
/* The roster of the coming weeks on paper, with telephone numbers: for when everything
 * is down. A page of HTML without script that prints on A4, in Dutch. */
#pragma once

#include "base/text.h"
#include "schema/stmt.h"

/* Functions of regime H, those that require somebody on duty, and those that have
 * somebody; each with who is on duty in [from, to), and where nobody is. */
MUST_USE enum err_code overview_html(struct db *db, struct instant from,
	struct instant to, struct instant now, struct text *out, struct err *e);

extern const struct stmt_list overview_statements;
