/* SPDX-License-Identifier: EUPL-1.2 */
/* How long what is kept, and deleting it afterwards: every night, and never without a
 * report that named it some days before (grace_days of the policy). */
#pragma once

#include "schema/resource.h"
#include "service/policy.h"

/* One night: what was announced long enough ago is deleted (a few thousand rows of a
 * kind at most; the rest the next night), and what has become too old is announced.
 * Write transaction. */
MUST_USE enum err_code retention_run(struct db *db, const struct policy *policy,
	const struct change *by, struct err *e);
/* The report: for each kind how long it is kept, what stands to be deleted and when,
 * and what was deleted last. */
MUST_USE enum err_code retention_report(
	struct db *db, const struct policy *policy, json_t **ret, struct err *e);
