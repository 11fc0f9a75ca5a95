/* SPDX-License-Identifier: EUPL-1.2 */
/* Resources: tables whose rows are items of the API. One way of reading, making,
 * changing and deleting them: validated JSON in, JSON out, version checked, audit
 * record in the same transaction. What a resource is made of stands in one `struct
 * resource` in its store. */
#pragma once

#include "base/fields.h"
#include "schema/audit.h"
#include "schema/stmt.h"

/* Who changes something, and when. */
struct change {
	struct actor actor;
	struct instant now;
};

struct resource {
	const char *name;  /* "person": sequence and audit object "person/7" */
	const char *event; /* event kind written on change, or NULL */
	const struct stmt_list *list;
	int by_id, insert,
		update; /* statements: columns id and version; parameters id, version */
	int remove;     /* -1: never deleted */
	const char *const *fields; /* what an item may hold, NULL-terminated */
	const char *const
		*read_only; /* computed fields: accepted and ignored; or NULL */
	const char *secret; /* array field whose "address" the audit log holds hashed,
			       or NULL */
	/* Adds the fields of a row. */
	enum err_code (*to_json)(
		struct db *db, struct stmt *row, json_t *o, struct err *e);
	/* Checks a whole item, naming each wrong field in *e, and binds its columns. */
	void (*bind)(struct db *db, struct stmt *s, const json_t *o, struct err *e);
	/* Rules across rows, before saving; NULL when there are none. */
	enum err_code (*check)(
		struct db *db, int64_t id, const json_t *o, struct err *e);
	/* Rows of other tables that belong to the item, after saving; or NULL. */
	enum err_code (*save_parts)(
		struct db *db, int64_t id, const json_t *o, struct err *e);
	/* The same rows, before the item is deleted; or NULL. */
	enum err_code (*remove_parts)(struct db *db, int64_t id, struct err *e);
	/* What follows from a change, after saving or deleting, in the same
	 * transaction; or NULL. */
	enum err_code (*changed)(
		struct db *db, int64_t id, const struct change *by, struct err *e);
};

/* The caller owns (json_decref) *ret in all of these. */
MUST_USE enum err_code resource_get(struct db *db, const struct resource *r, int64_t id,
	json_t **ret, struct err *e);
MUST_USE enum err_code resource_create(struct db *db, const struct resource *r,
	const json_t *body, const struct change *by, json_t **ret, struct err *e);
/* replace: fields that body lacks get their defaults (PUT); else they stay (PATCH).
 * expected_version 0: any; else ERR_STALE when it differs. */
MUST_USE enum err_code resource_update(struct db *db, const struct resource *r,
	int64_t id, const json_t *body, bool replace, int64_t expected_version,
	const struct change *by, json_t **ret, struct err *e);
MUST_USE enum err_code resource_delete(struct db *db, const struct resource *r,
	int64_t id, int64_t expected_version, const struct change *by, struct err *e);
/* Reads up to limit rows of a bound statement (which should select limit + 1) into
 * {"items": […], "next": cursor or null}; the cursor is the id of the last item. */
MUST_USE enum err_code resource_list(struct db *db, const struct resource *r,
	struct stmt *s, int64_t limit, json_t **ret, struct err *e);
/* The same for a whole list: which: a statement of r->list with the parameters `after`
 * (an id) and `limit`. */
MUST_USE enum err_code resource_page(struct db *db, const struct resource *r, int which,
	int64_t after, int64_t limit, json_t **ret, struct err *e);

/* The same for those of one owner: the statement has the parameter `owner` as well, an
 * id (0: of all). */
MUST_USE enum err_code resource_page_of(struct db *db, const struct resource *r,
	int which, const char *owner, int64_t owner_id, int64_t after, int64_t limit,
	json_t **ret, struct err *e);

/* The id of the row that `which` finds, a statement of r->list with one parameter, a
 * text; 0: none. */
MUST_USE enum err_code resource_by_text(struct db *db, const struct resource *r,
	int which, const char *parameter, const char *text, int64_t *ret,
	struct err *e);

/* An audit record with a JSON before and after (either may be NULL). */
MUST_USE enum err_code resource_audit(struct db *db, const struct change *by,
	const char *action, const char *kind, int64_t id, const json_t *before,
	const json_t *after, struct err *e);
