/* SPDX-License-Identifier: EUPL-1.2 */
/* First answers of POSTs with an Idempotency-Key. */
#pragma once

#include "base/digest.h"
#include "service/api/api.h"

/* *ret_found: the reply of c is the first answer. ERR_CONFLICT: the key was used with
 * another body. */
MUST_USE enum err_code idempotency_find(
	struct db *db, struct api_call *c, bool *ret_found, struct err *e);
MUST_USE enum err_code idempotency_save(
	struct db *db, const struct api_call *c, struct err *e);
/* Forgets those of more than a day ago. */
MUST_USE enum err_code idempotency_expire(
	struct db *db, struct instant now, struct err *e);
extern const struct stmt_list idempotency_statements;
