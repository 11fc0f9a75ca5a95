/* SPDX-License-Identifier: EUPL-1.2 */
/* What functions and persons must have done to be competent. How it is counted:
 * roster/training/competence/competence.h. */
#pragma once

#include "roster/training/training.h"
#include "schema/resource.h"

extern const struct resource requirement_resource;
extern const struct stmt_list requirement_statements;
/* 0 for a filter: all. */
MUST_USE enum err_code requirement_list(struct db *db, int64_t function_id,
	int64_t person_id, int64_t after, int64_t limit, json_t **ret, struct err *e);
