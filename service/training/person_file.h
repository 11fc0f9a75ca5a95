/* SPDX-License-Identifier: EUPL-1.2 */
/* The training file of one person: functions and competence with the reason, every
 * attendance record and certificate with its corrections, what is planned, what is
 * asked of this person alone, and learning points. */
#pragma once

#include "base/text.h"
#include "schema/resource.h"

/* *ret: {"person_id", "name", "at", "sections": [{"name", "title", "rows"}]}. The
 * caller owns it. ERR_NOTFOUND: there is no such person. */
MUST_USE enum err_code person_file_read(struct db *db, int64_t person_id,
	struct instant at, struct instant now, bool english, json_t **ret,
	struct err *e);
/* A page that prints well, Dutch. */
void person_file_html(const json_t *file, struct instant now, struct text *out);

extern const struct stmt_list person_file_statements;
