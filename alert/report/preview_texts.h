/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "alert/call/call.h"

#include <jansson.h>

/* Adds to items, for each channel that some gateway serves, what will be sent or said:
 * the longest of all slots. Texts for telephones have the number of parts they take,
 * and that with an incident and a location as long as is allowed. The call-out may be
 * written in meanwhile; it is as it was in the end. */
MUST_USE enum err_code preview_texts(struct db *db, struct call *call,
	const struct call_settings *settings, json_t *items, struct err *e);
