/* SPDX-License-Identifier: EUPL-1.2 */
/* A stretch of the audit log as a file that anybody can check without this database and
 * without any secret: lines of JSON, described in docs/audit.md. */
#pragma once

#include "base/signature.h"
#include "schema/audit.h"

struct audit_export {
	struct instant from, to; /* [from, to): all from the first record in it up to
				    the last one */
	const struct signature_key *key;
	/* Gets each line, without its end; false: stop, it cannot be written. */
	bool (*line)(void *ctx, const char *text);
	void *ctx;
	int64_t records; /* result */
};
/* Inside a read transaction of its caller. */
MUST_USE enum err_code audit_export(
	struct db *db, struct audit_export *x, struct err *e);
