/* SPDX-License-Identifier: EUPL-1.2 */
/* Handover notes, also from the page of a duty. */
#pragma once

#include "roster/handover/note.h"
#include "service/api/api.h"

/* Stores the note and sends it to who follows; h->to_person_id is filled in.
 * ERR_FORBIDDEN when h->from_person_id has nothing to hand over. Write transaction. */
MUST_USE enum err_code handover_send(struct api_call *c, struct db *db,
	struct handover *h, int64_t *ret_id, struct err *e);
