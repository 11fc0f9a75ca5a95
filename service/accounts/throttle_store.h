/* SPDX-License-Identifier: EUPL-1.2 */
/* What the throttle counts of accounts, in the database, so that a restart forgives
 * nobody: an image of its places, and so bounded as they are. Store thread. */
#pragma once

#include "schema/stmt.h"
#include "service/accounts/throttle.h"

enum { THROTTLE_KEPT_HOURS = 24 };

/* tick_zero: the wall clock when the ticks of the rows began. */
MUST_USE enum err_code throttle_store_write(struct db *db,
	const struct throttle_row rows[], size_t count, struct instant tick_zero,
	struct err *e);
/* All of it into the throttle. */
MUST_USE enum err_code throttle_store_read(struct db *db, struct throttle *t,
	struct tick now, struct instant tick_zero, struct err *e);
/* Rows that count no more. */
MUST_USE enum err_code throttle_store_forget(
	struct db *db, struct instant now, struct err *e);
extern const struct stmt_list throttle_statements;
