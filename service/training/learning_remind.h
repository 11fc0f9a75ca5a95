/* SPDX-License-Identifier: EUPL-1.2 */
/* Chore: reminds owners of their learning points, one message a person, once before and
 * once after the date. The message names number and activity, never what was learnt:
 * it leaves the house. */
#pragma once

#include "service/chore/chore.h"

MUST_USE enum err_code learning_remind(
	struct db *db, const struct chore_call *c, struct err *e);
