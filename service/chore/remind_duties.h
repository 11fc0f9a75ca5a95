/* SPDX-License-Identifier: EUPL-1.2 */
/* Chore: reminds people of duties that begin soon, and tells the coordinator on duty of
 * one that nobody acknowledged when it is about to begin. */
#pragma once

#include "service/chore/chore.h"

MUST_USE enum err_code remind_duties(
	struct db *db, const struct chore_call *c, struct err *e);

extern const struct stmt_list remind_statements;
