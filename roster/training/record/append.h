/* SPDX-License-Identifier: EUPL-1.2 */
/* Append-only records: attendance and certificates.
 *
 * Nothing is changed or taken out. A correction is a new record that names the one it
 * replaces and why; what it does not say it takes over. Each record is replaced at most
 * once (a unique column sees to it), so that every chain has one end, which is what
 * holds. A record that should never have been made is corrected with "withdrawn". */
#pragma once

#include "schema/resource.h"

/* Fields that every such item has. */
#define APPEND_FIELDS_CLIENT "replaces", "reason", "withdrawn"
#define APPEND_FIELDS_SET    "source", "recorded_at", "recorded_by"

struct append_kind {
	const struct resource *resource; /* whose items have "replaced_by" too */
	const char *const *given;        /* fields that a client may give */
	const char *const *kept;         /* that a correction cannot change */
	const char *owner; /* field whose value both records share: "activity_id" */
};

/* The whole item that `item` asks for, ready for resource_create: checked as far as
 * corrections go, with who recorded it, when and from which source. owner_id goes into
 * the owner field. The caller owns (json_decref) *ret. */
MUST_USE enum err_code append_item(struct db *db, const struct append_kind *kind,
	int64_t owner_id, const json_t *item, const char *source,
	const struct change *by, json_t **ret, struct err *e);

/* The same columns of a row into an item. */
void append_to_json(struct stmt *row, json_t *o);
/* And back. */
void append_bind(struct stmt *s, const json_t *o, struct err *e);
