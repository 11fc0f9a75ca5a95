/* SPDX-License-Identifier: EUPL-1.2 */
/* Where an account signed in before, in the database: as keyed hashes, so that nobody
 * reads there where somebody was. Who comes from such a place does not wait for what
 * strangers guess elsewhere. */
#pragma once

#include "base/digest.h"
#include "schema/resource.h"

enum { PLACE_DAYS = 90 };
enum place { PLACE_UNKNOWN, PLACE_KNOWN, PLACE_SECOND_FACTOR };

/* secret: of the installation. address: as the throttle counts it. */
struct digest place_of(
	const void *secret, size_t len, int64_t account_id, const char *address);
/* The account signed in from there now. second_factor: with it. */
MUST_USE enum err_code place_note(struct db *db, int64_t account_id,
	const struct digest *place, bool second_factor, struct instant now,
	struct err *e);
/* Did it, and with its second factor? */
MUST_USE enum err_code place_knows(struct db *db, int64_t account_id,
	const struct digest *place, struct instant now, enum place *ret, struct err *e);
MUST_USE enum err_code place_forget(struct db *db, struct instant now, struct err *e);
