/* SPDX-License-Identifier: EUPL-1.2 */
/* All chores of the program. A chore that is more than a few lines lives in a file of
 * its own, next to its subject. */
#include "service/chore/chore.h"

#include "base/list.h"
#include "service/api/idempotency_store.h"

enum { HOUR = 3600 };

static enum err_code forget_replies(
	struct db *db, const struct chore_call *c, struct err *e)
{
	return idempotency_expire(db, c->by.now, e);
}

const struct chore chores[] = {
	{ "forget_replies", HOUR, 0, forget_replies },
};
const size_t chores_count = sizeof chores / sizeof *chores;
