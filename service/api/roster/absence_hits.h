/* SPDX-License-Identifier: EUPL-1.2 */
/* Coming duties that an absence hits, however the absence came in: who looks after the
 * rosters is warned, once for each piece of duty, and the reply offers who could take
 * it over. */
#pragma once

#include "service/api/api.h"

/* The pieces of duty that an absence (an item) hits from now on, as a list for a reply;
 * members see less of it. tell: with the event and the warnings. *ret is set on error
 * too, perhaps to NULL; the caller owns it. Write transaction when tell. */
MUST_USE enum err_code absence_hits_find(struct api_call *c, struct db *db,
	const json_t *absence, bool tell, json_t **ret, struct err *e);
/* The same into the absence, as "hits". */
MUST_USE enum err_code absence_hits_add(
	struct api_call *c, struct db *db, json_t *absence, bool tell, struct err *e);
