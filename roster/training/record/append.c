/* SPDX-License-Identifier: EUPL-1.2 */
#include "roster/training/record/append.h"

#include "roster/training/training.h"

#include <string.h>

/* The record to be replaced; a fault when it is not there, of another owner, or was
 * replaced already. */
static enum err_code find_replaced(struct db *db, const struct append_kind *kind,
	int64_t owner_id, int64_t id, json_t **ret, struct err *e)
{
	json_t *old = NULL, *newer;

	if (resource_get(db, kind->resource, id, &old, e) != ERR_OK) {
		if (e->code != ERR_NOTFOUND)
			return e->code;
		err_clear(e);
		return err_fault(e, "replaces", "is not the id of a record");
	}
	newer = json_object_get(old, "replaced_by");
	if (json_integer_value(json_object_get(old, kind->owner)) != owner_id)
		(void)err_fault(e, "replaces", "is a record of another %s",
			strcmp(kind->owner, "person_id") == 0 ? "person" : "activity");
	else if (json_is_integer(newer))
		(void)err_set(e, ERR_CONFLICT,
			"record %" PRId64
			" was corrected already: correct %" JSON_INTEGER_FORMAT
			", which replaced it",
			id, json_integer_value(newer));
	if (e->code == ERR_OK)
		*ret = old;
	else
		json_decref(old);
	return e->code;
}

static void check_kept(const struct append_kind *kind, const json_t *old,
	const json_t *item, struct err *e)
{
	for (size_t i = 0; kind->kept[i] != NULL; i++) {
		const json_t *v = json_object_get(item, kind->kept[i]);

		if (v != NULL && !json_equal(v, json_object_get(old, kind->kept[i])))
			(void)err_fault(e, kind->kept[i],
				"cannot be corrected: withdraw the record and make "
				"another");
	}
}

static enum err_code correction(struct db *db, const struct append_kind *kind,
	int64_t owner_id, const json_t *item, json_t **ret, struct err *e)
{
	json_t *old = NULL;
	const char *reason;
	int64_t id = 0;

	(void)fields_line(item, "reason", FIELDS_REQUIRED, 500, &reason, e);
	if (!fields_int(item, "replaces", FIELDS_REQUIRED, 1, INT64_MAX, &id, e)
		|| e->code != ERR_OK)
		return e->code;
	if (find_replaced(db, kind, owner_id, id, &old, e) != ERR_OK)
		return e->code;
	check_kept(kind, old, item, e);
	if (e->code == ERR_OK) {
		(void)json_object_del(old, "id");
		(void)json_object_del(old, "version");
		(void)json_object_del(old, "replaced_by");
		(void)json_object_set_new(old, "withdrawn", json_false());
		*ret = old;
		return ERR_OK;
	}
	json_decref(old);
	return e->code;
}

enum err_code append_item(struct db *db, const struct append_kind *kind,
	int64_t owner_id, const json_t *item, const char *source,
	const struct change *by, json_t **ret, struct err *e)
{
	const json_t *replaces;
	json_t *o = NULL;

	err_clear(e);
	if (fields_object(item, e) != ERR_OK)
		return e->code;
	fields_only(item, kind->given, e);
	replaces = json_object_get(item, "replaces");
	if (replaces != NULL && !json_is_null(replaces)) {
		if (correction(db, kind, owner_id, item, &o, e) != ERR_OK)
			return e->code;
	} else {
		const char *reason = "";

		o = json_object();
		(void)fields_line(item, "reason", FIELDS_OPTIONAL, 500, &reason, e);
		if (reason[0] != '\0')
			(void)err_fault(e, "reason",
				"is of a correction: name the record it replaces");
		if (json_is_true(json_object_get(item, "withdrawn")))
			(void)err_fault(e, "withdrawn",
				"is of a correction: name the record it replaces");
	}
	if (json_object_update(o, (json_t *)(uintptr_t)item) != 0
		|| !fields_set_int(o, kind->owner, owner_id)
		|| !fields_set_text(o, "source", source)
		|| !fields_set_instant(o, "recorded_at", by->now)
		|| !fields_set_text(o, "recorded_by", by->actor.name))
		(void)err_set(e, ERR_NOMEM, "no memory for a record");
	if (e->code != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	*ret = o;
	return ERR_OK;
}

void append_to_json(struct stmt *row, json_t *o)
{
	fields_set_id(o, "replaces", stmt_int(row, "replaces"));
	fields_set_id(o, "replaced_by", stmt_int(row, "replaced_by"));
	fields_set_text(o, "reason", stmt_text(row, "reason"));
	fields_set_bool(o, "withdrawn", stmt_bool(row, "withdrawn"));
	fields_set_text(o, "source", stmt_text(row, "source"));
	fields_set_instant(o, "recorded_at", stmt_instant(row, "recorded_at"));
	fields_set_text(o, "recorded_by", stmt_text(row, "recorded_by"));
}

void append_bind(struct stmt *s, const json_t *o, struct err *e)
{
	const char *reason = "", *source = "", *by = "";
	struct instant at = { 0 };
	bool withdrawn = false;
	int64_t replaces = 0;

	(void)fields_int(o, "replaces", FIELDS_OPTIONAL, 1, INT64_MAX, &replaces, e);
	(void)fields_line(o, "reason", FIELDS_OPTIONAL, 500, &reason, e);
	(void)fields_bool(o, "withdrawn", FIELDS_OPTIONAL, &withdrawn, e);
	(void)fields_line(o, "source", FIELDS_OPTIONAL, 120, &source, e);
	(void)fields_instant(o, "recorded_at", FIELDS_REQUIRED, &at, e);
	(void)fields_line(o, "recorded_by", FIELDS_REQUIRED, 120, &by, e);
	stmt_bind_id_or_null(s, "replaces", replaces);
	stmt_bind_text(s, "reason", reason);
	stmt_bind_bool(s, "withdrawn", withdrawn);
	stmt_bind_text(s, "source", source);
	stmt_bind_instant(s, "recorded_at", at);
	stmt_bind_text(s, "recorded_by", by);
}
