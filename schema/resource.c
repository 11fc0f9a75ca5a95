/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading, making, changing and deleting items of any resource. */
#include "schema/resource.h"

#include "schema/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err_code no_memory(struct err *e)
{
	return err_set(e, ERR_NOMEM, "no memory for an item");
}

static enum err_code item_of(struct db *db, const struct resource *r, struct stmt *row,
	json_t **ret, struct err *e)
{
	json_t *o = json_object();

	if (o == NULL)
		return no_memory(e);
	fields_set_int(o, "id", stmt_int(row, "id"));
	if (r->to_json(db, row, o, e) != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	fields_set_int(o, "version", stmt_int(row, "version"));
	*ret = o;
	return ERR_OK;
}

enum err_code resource_get(struct db *db, const struct resource *r, int64_t id,
	json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, r->list, r->by_id, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (stmt_row(s, e))
		return item_of(db, r, s, ret, e);
	if (e->code == ERR_OK)
		return err_set(
			e, ERR_NOTFOUND, "%s %" PRId64 " does not exist", r->name, id);
	return e->code;
}

/* A copy for the audit log in which addresses are salted hashes. */
static char *audit_text(
	const struct resource *r, const json_t *item, const uint8_t *salt)
{
	json_t *copy, *part;
	char *text, hex[DIGEST_HEX];
	size_t i;

	if (item == NULL)
		return NULL;
	copy = json_deep_copy(item);
	if (copy != NULL && r != NULL && r->secret != NULL) {
		json_array_foreach(json_object_get(copy, r->secret), i, part)
		{
			const char *address =
				json_string_value(json_object_get(part, "address"));
			struct digest d;

			if (address == NULL)
				continue;
			d = digest_hmac(
				salt, AUDIT_ADDRESS_SALT, address, strlen(address));
			fields_set_text(part, "address", digest_hex(&d, hex));
		}
	}
	text = json_dumps(copy, JSON_COMPACT);
	json_decref(copy);
	return text;
}

/* Whom an item is about; 0: nobody. */
static int64_t subject_of(const char *kind, int64_t id, const json_t *item)
{
	return strcmp(kind, "person") == 0
		       ? id
		       : json_integer_value(json_object_get(item, "person_id"));
}

static enum err_code audit(struct db *db, const struct resource *r,
	const struct change *by, const char *action, const char *kind, int64_t id,
	const json_t *before, const json_t *after, struct err *e)
{
	uint8_t salt[AUDIT_ADDRESS_SALT];
	char verb[64], object[64], *was, *is;
	struct audit_record record = { .at = by->now,
		.actor = by->actor,
		.action = verb,
		.object = object,
		.result = "ok",
		.person_id = subject_of(kind, id, after != NULL ? after : before) };

	(void)snprintf(verb, sizeof verb, "%s.%s", kind, action);
	(void)snprintf(object, sizeof object, "%s/%" PRId64, kind, id);
	if (r != NULL && r->secret != NULL
		&& audit_address_salt(db, object, salt, e) != ERR_OK)
		return err_wrap(e, "audit");
	record.before = was = audit_text(r, before, salt);
	record.after = is = audit_text(r, after, salt);
	if (audit_write(db, &record, e) != ERR_OK)
		(void)err_wrap(e, "audit");
	free(was);
	free(is);
	return e->code;
}

enum err_code resource_audit(struct db *db, const struct change *by, const char *action,
	const char *kind, int64_t id, const json_t *before, const json_t *after,
	struct err *e)
{
	return audit(db, NULL, by, action, kind, id, before, after, e);
}

static enum err_code announce(struct db *db, const struct resource *r,
	const struct change *by, const char *what, int64_t id, struct err *e)
{
	char data[96];
	struct event_record event = {
		.at = by->now, .kind = r->event, .actor = by->actor.name, .data = data
	};

	if (r->event == NULL)
		return ERR_OK;
	(void)snprintf(data, sizeof data, "{\"what\":\"%s\",\"%s_id\":%" PRId64 "}",
		what, r->name, id);
	return event_write(db, &event, NULL, e);
}

static enum err_code follow(struct db *db, const struct resource *r, int64_t id,
	const struct change *by, struct err *e)
{
	return r->changed != NULL ? r->changed(db, id, by, e) : ERR_OK;
}

static bool is_name(const char *key, const char *const names[])
{
	for (; names != NULL && *names != NULL; names++)
		if (strcmp(*names, key) == 0)
			return true;
	return strcmp(key, "id") == 0 || strcmp(key, "version") == 0;
}

/* What is to be saved: the given fields over those of `base`, without computed ones. */
static enum err_code merge(const struct resource *r, const json_t *base_item,
	const json_t *body, json_t **ret, struct err *e)
{
	json_t *o;
	void *it;

	err_clear(e);
	if (fields_object(body, e) != ERR_OK)
		return e->code;
	o = base_item != NULL ? json_deep_copy(base_item) : json_object();
	if (o == NULL)
		return no_memory(e);
	it = json_object_iter((json_t *)(uintptr_t)body);
	for (; it != NULL; it = json_object_iter_next((json_t *)(uintptr_t)body, it)) {
		const char *key = json_object_iter_key(it);

		if (is_name(key, r->read_only))
			continue;
		if (!is_name(key, r->fields))
			(void)err_fault(e, key, "is not a field of a %s", r->name);
		else if (json_object_set(o, key, json_object_iter_value(it)) != 0)
			(void)no_memory(e);
	}
	if (e->code != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	*ret = o;
	return ERR_OK;
}

/* Says why, without the name of the statement that stands in front of it. */
static enum err_code refused(const struct resource *r, struct err *e)
{
	const struct err told = *e;
	const char *colon = strstr(told.msg, ": ");

	return err_set(e, ERR_CONFLICT, "this %s cannot be saved: %s", r->name,
		colon != NULL ? colon + 2 : told.msg);
}

/* Binds and runs the insert or update; version 0: insert. */
static enum err_code save(struct db *db, const struct resource *r, int64_t id,
	int64_t version, const json_t *o, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, r->list, version == 0 ? r->insert : r->update, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (version > 0)
		stmt_bind_int(s, "version", version);
	r->bind(db, s, o, e);
	if (e->code != ERR_OK)
		return e->code;
	if (r->check != NULL && r->check(db, id, o, e) != ERR_OK)
		return e->code;
	if (stmt_run(s, e) != ERR_OK) {
		return e->code == ERR_CONFLICT ? refused(r, e) : e->code;
	}
	stmt_done(&s);
	return r->save_parts != NULL ? r->save_parts(db, id, o, e) : ERR_OK;
}

enum err_code resource_create(struct db *db, const struct resource *r,
	const json_t *body, const struct change *by, json_t **ret, struct err *e)
{
	json_t *o = NULL, *item = NULL;
	int64_t id;

	if (merge(r, NULL, body, &o, e) != ERR_OK)
		return e->code;
	if (ids_next(db, r->name, &id, e) != ERR_OK
		|| save(db, r, id, 0, o, e) != ERR_OK
		|| follow(db, r, id, by, e) != ERR_OK
		|| resource_get(db, r, id, &item, e) != ERR_OK
		|| audit(db, r, by, "create", r->name, id, NULL, item, e) != ERR_OK
		|| announce(db, r, by, "created", id, e) != ERR_OK) {
		json_decref(o);
		json_decref(item);
		return e->code;
	}
	json_decref(o);
	*ret = item;
	return ERR_OK;
}

static enum err_code check_version(
	const struct resource *r, const json_t *item, int64_t expected, struct err *e)
{
	int64_t version = json_integer_value(json_object_get(item, "version"));

	if (expected == 0 || expected == version)
		return ERR_OK;
	return err_set(e, ERR_STALE,
		"this %s was changed by someone else: it has version %" PRId64
		" now; read it again",
		r->name, version);
}

enum err_code resource_update(struct db *db, const struct resource *r, int64_t id,
	const json_t *body, bool replace, int64_t expected_version,
	const struct change *by, json_t **ret, struct err *e)
{
	json_t *before = NULL, *o = NULL, *after = NULL;

	if (resource_get(db, r, id, &before, e) != ERR_OK)
		return e->code;
	if (check_version(r, before, expected_version, e) == ERR_OK
		&& merge(r, replace ? NULL : before, body, &o, e) == ERR_OK
		&& save(db, r, id,
			   json_integer_value(json_object_get(before, "version")), o, e)
			   == ERR_OK
		&& follow(db, r, id, by, e) == ERR_OK
		&& resource_get(db, r, id, &after, e) == ERR_OK
		&& audit(db, r, by, "update", r->name, id, before, after, e) == ERR_OK
		&& announce(db, r, by, "updated", id, e) == ERR_OK) {
		*ret = after;
		after = NULL;
	}
	json_decref(before);
	json_decref(o);
	json_decref(after);
	return e->code;
}

enum err_code resource_delete(struct db *db, const struct resource *r, int64_t id,
	int64_t expected_version, const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *before = NULL;

	if (resource_get(db, r, id, &before, e) != ERR_OK)
		return e->code;
	if (check_version(r, before, expected_version, e) == ERR_OK
		&& (r->remove_parts == NULL || r->remove_parts(db, id, e) == ERR_OK)
		&& stmt_get(db, r->list, r->remove, &s, e) == ERR_OK) {
		stmt_bind_int(s, "id", id);
		if (stmt_run(s, e) == ERR_CONFLICT)
			(void)err_set(e, ERR_CONFLICT,
				"this %s is used elsewhere and cannot be deleted",
				r->name);
	}
	stmt_done(&s);
	if (e->code == ERR_OK && follow(db, r, id, by, e) == ERR_OK
		&& audit(db, r, by, "delete", r->name, id, before, NULL, e) == ERR_OK)
		(void)announce(db, r, by, "deleted", id, e);
	json_decref(before);
	return e->code;
}

enum err_code resource_list(struct db *db, const struct resource *r, struct stmt *s,
	int64_t limit, json_t **ret, struct err *e)
{
	json_t *list = json_object(), *items = json_array(), *item = NULL;
	char cursor[24] = "";

	if (list == NULL || items == NULL)
		(void)no_memory(e);
	while (e->code == ERR_OK && stmt_row(s, e)) {
		if (limit-- == 0) {
			item = json_array_get(items, json_array_size(items) - 1);
			(void)snprintf(cursor, sizeof cursor, "%" JSON_INTEGER_FORMAT,
				json_integer_value(json_object_get(item, "id")));
			break;
		}
		if (item_of(db, r, s, &item, e) == ERR_OK
			&& json_array_append_new(items, item) != 0)
			(void)no_memory(e);
	}
	if (e->code != ERR_OK) {
		json_decref(list);
		json_decref(items);
		return e->code;
	}
	json_object_set_new(list, "items", items);
	fields_set_text(list, "next", cursor[0] != '\0' ? cursor : NULL);
	*ret = list;
	return ERR_OK;
}

enum err_code resource_page(struct db *db, const struct resource *r, int which,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, r->list, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, r, s, limit, ret, e);
}

enum err_code resource_page_of(struct db *db, const struct resource *r, int which,
	const char *owner, int64_t owner_id, int64_t after, int64_t limit, json_t **ret,
	struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, r->list, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, owner, owner_id);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, r, s, limit, ret, e);
}

enum err_code resource_by_text(struct db *db, const struct resource *r, int which,
	const char *parameter, const char *text, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = 0;
	if (stmt_get(db, r->list, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, parameter, text);
	if (stmt_row(s, e))
		*ret = stmt_int(s, "id");
	return e->code;
}
