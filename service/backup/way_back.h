/* SPDX-License-Identifier: EUPL-1.2 */
/* The way back from an upgrade: a copy of the database as it was before, beside it,
 *
 *     paraat.db.before-upgrade-0035-0123456789abcdef
 *
 * named by the migrations that it has and by what is in it. A copy is never replaced:
 * an upgrade that failed half-way and is tried again leaves the first one as it is, and
 * nothing is copied twice. Sealed when backups are. */
#pragma once

#include "base/err.h"
#include "base/random.h"

struct chore_call;
struct config;

enum { WAY_BACK_PATH = 512 };

/* Makes one when the database is there and older than this program. ret: its path; ""
 * when there was nothing to copy. Nobody else uses the database. */
MUST_USE enum err_code way_back_keep(const struct config *config, struct random *random,
	char ret[WAY_BACK_PATH], struct err *e);
/* Chore, aside: those older than backups are kept go, and what a copy left that did not
 * come to its end. */
MUST_USE enum err_code way_back_forget(const struct chore_call *c, struct err *e);
