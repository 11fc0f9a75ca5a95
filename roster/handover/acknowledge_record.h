/* SPDX-License-Identifier: EUPL-1.2 */
/* Reminders and acknowledgements as records, for moving them to another database. The
 * secret of a link stays where it was made. */
#pragma once

#include "roster/duty/place.h"
#include "roster/handover/acknowledge.h"
#include "schema/resource.h"

extern const struct resource duty_ack_resource; /* read only */
extern const struct stmt_list duty_ack_record_statements;

/* "", "link", "api". */
enum { DUTY_ACK_VIAS = 3 };
extern const char *const duty_ack_vias[DUTY_ACK_VIAS];

/* All, in order of ids. */
MUST_USE enum err_code duty_ack_records(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e);
/* Takes a new one as it is, with its audit record. Write transaction. */
MUST_USE enum err_code duty_ack_keep(struct db *db, const struct duty_ack *a,
	const char *via, const struct change *by, struct err *e);
