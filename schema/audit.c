/* SPDX-License-Identifier: EUPL-1.2 */
/* Writing and reading the audit log. */
#include "schema/audit.h"

#include "base/alloc.h"
#include "schema/audit/chain.h"
#include "schema/audit/entry.h"
#include "schema/engine.h"
#include "schema/stmt.h"

#include <string.h>

#define AUDIT_SQL(X)                                                                   \
	X(AUDIT_LAST, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")         \
	X(AUDIT_BEGIN, "SELECT seq, hash FROM audit_start WHERE id = 1")               \
	X(AUDIT_INSERT,                                                                \
		"INSERT INTO audit (seq, at, actor, origin, action, object, result,"   \
		" hash, detail) VALUES (:seq, :at, :actor, :origin, :action, :object," \
		" :result, :hash, :detail)")                                           \
	X(AUDIT_DETAIL,                                                                \
		"INSERT INTO audit_detail (seq, person_id, salt, before, after)"       \
		" VALUES (:seq, :person_id, :salt, :before, :after)")                  \
	X(AUDIT_HEAD, "INSERT INTO audit_head (id, seq, hash) VALUES (1, :seq, :hash)" \
		      " ON CONFLICT (id) DO UPDATE SET seq = :seq, hash = :hash")      \
	X(AUDIT_SALT_FIND, "SELECT salt FROM audit_salt WHERE object = :object")       \
	X(AUDIT_SALT_ADD,                                                              \
		"INSERT INTO audit_salt (object, salt) VALUES (:object, :salt)")       \
	X(AUDIT_EACH, "SELECT " AUDIT_ENTRY_COLUMNS " FROM audit a"                    \
		      " LEFT JOIN audit_detail d ON d.seq = a.seq"                     \
		      " WHERE a.seq > :after ORDER BY a.seq LIMIT :limit")
extern const struct stmt_list audit_statements;
STMT_LIST(audit, AUDIT_SQL);

/* The end of the chain, remembered on the writing connection. */
struct head {
	struct db_cache cache;
	bool known;
	bool moved; /* audit_head does not say so yet */
	int64_t seq;
	struct digest hash;
};

static const char head_key;

static enum err_code head_flush(struct db_cache *c, struct db *db, struct err *e);

static void head_forget(struct db_cache *c)
{
	((struct head *)(void *)c)->known = false;
}

static void head_fini(struct db_cache *c)
{
	base_free(c);
}

static enum err_code read_end(
	struct db *db, int which, struct head *h, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = false;
	if (stmt_get(db, &audit_statements, which, &s, e) != ERR_OK)
		return e->code;
	if (stmt_row(s, e)) {
		size_t n;
		const void *hash = stmt_blob(s, "hash", &n);

		*ret = true;
		h->seq = stmt_int(s, "seq");
		if (n == DIGEST_BYTES)
			memcpy(h->hash.bytes, hash, DIGEST_BYTES);
	}
	return e->code;
}

static enum err_code head_load(struct db *db, struct head *h, struct err *e)
{
	bool found;

	h->seq = 0;
	memset(&h->hash, 0, sizeof h->hash);
	if (read_end(db, AUDIT_LAST, h, &found, e) == ERR_OK && !found)
		(void)read_end(db, AUDIT_BEGIN, h, &found, e);
	h->known = e->code == ERR_OK;
	return e->code;
}

static enum err_code head_get(struct db *db, struct head **ret, struct err *e)
{
	struct head *h = (struct head *)(void *)db_cache_find(db, &head_key);

	if (h == NULL) {
		h = base_calloc(1, sizeof *h);
		if (h == NULL)
			return err_set(e, ERR_NOMEM, "no memory for the audit log");
		h->cache = (struct db_cache){ .key = &head_key,
			.flush = head_flush,
			.forget = head_forget,
			.fini = head_fini };
		db_cache_add(db, &h->cache);
	}
	*ret = h;
	return h->known ? ERR_OK : head_load(db, h, e);
}

static enum err_code head_flush(struct db_cache *c, struct db *db, struct err *e)
{
	struct head *h = (struct head *)(void *)c;
	STMT_AUTO s = NULL;

	if (!h->moved)
		return ERR_OK;
	if ((!h->known && head_load(db, h, e) != ERR_OK)
		|| stmt_get(db, &audit_statements, AUDIT_HEAD, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seq", h->seq);
	stmt_bind_blob(s, "hash", h->hash.bytes, DIGEST_BYTES);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	h->moved = false;
	return ERR_OK;
}

static enum err_code detail_write(struct db *db, int64_t seq,
	const struct audit_record *r, const uint8_t salt[AUDIT_SALT], struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &audit_statements, AUDIT_DETAIL, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seq", seq);
	stmt_bind_id_or_null(s, "person_id", r->person_id);
	stmt_bind_blob(s, "salt", salt, AUDIT_SALT);
	stmt_bind_text(s, "before", r->before);
	stmt_bind_text(s, "after", r->after);
	return stmt_run(s, e);
}

static enum err_code record_write(struct db *db, const struct audit_record *r,
	int64_t seq, const struct digest *hash, const struct digest *detail,
	struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &audit_statements, AUDIT_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seq", seq);
	stmt_bind_instant(s, "at", r->at);
	stmt_bind_text(s, "actor", r->actor.name);
	stmt_bind_text(s, "origin", r->actor.origin);
	stmt_bind_text(s, "action", r->action);
	stmt_bind_text(s, "object", r->object);
	stmt_bind_text(s, "result", r->result);
	stmt_bind_blob(s, "hash", hash->bytes, DIGEST_BYTES);
	stmt_bind_blob(
		s, "detail", detail != NULL ? detail->bytes : NULL, DIGEST_BYTES);
	return stmt_run(s, e);
}

enum err_code audit_write_seq(
	struct db *db, const struct audit_record *r, int64_t *ret_seq, struct err *e)
{
	struct head *h = NULL;
	struct digest detail, hash;
	uint8_t salt[AUDIT_SALT];
	bool has_detail = r->before != NULL || r->after != NULL;
	struct audit_link link;

	if (head_get(db, &h, e) != ERR_OK)
		return e->code;
	link = (struct audit_link){ .seq = h->seq + 1,
		.at_ms = r->at.ms,
		.actor = audit_text_of(r->actor.name),
		.origin = audit_text_of(r->actor.origin),
		.action = audit_text_of(r->action),
		.object = audit_text_of(r->object),
		.result = audit_text_of(r->result),
		.detail = has_detail ? &detail : NULL };
	if (has_detail) {
		db_engine(db)->salt(salt, sizeof salt);
		detail = audit_detail_hash(&(struct audit_detail){ salt, r->person_id,
			audit_text_of(r->before), audit_text_of(r->after) });
	}
	hash = audit_link_hash(&h->hash, &link);
	if (record_write(db, r, link.seq, &hash, link.detail, e) != ERR_OK
		|| (has_detail && detail_write(db, link.seq, r, salt, e) != ERR_OK))
		return e->code;
	h->hash = hash;
	h->seq = link.seq;
	h->moved = true;
	if (ret_seq != NULL)
		*ret_seq = link.seq;
	return ERR_OK;
}

enum err_code audit_write(struct db *db, const struct audit_record *r, struct err *e)
{
	return audit_write_seq(db, r, NULL, e);
}

static enum err_code salt_add(
	struct db *db, const char *object, const uint8_t *salt, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &audit_statements, AUDIT_SALT_ADD, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "object", object);
	stmt_bind_blob(s, "salt", salt, AUDIT_ADDRESS_SALT);
	return stmt_run(s, e);
}

enum err_code audit_address_salt(struct db *db, const char *object,
	uint8_t ret[AUDIT_ADDRESS_SALT], struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &audit_statements, AUDIT_SALT_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "object", object);
	if (stmt_row(s, e)) {
		size_t n;
		const void *salt = stmt_blob(s, "salt", &n);

		REQUIRE(n == AUDIT_ADDRESS_SALT);
		memcpy(ret, salt, n);
		return ERR_OK;
	}
	if (e->code != ERR_OK)
		return e->code;
	db_engine(db)->salt(ret, AUDIT_ADDRESS_SALT);
	return salt_add(db, object, ret, e);
}

void audit_entry_read(struct stmt *s, struct audit_entry *r)
{
	struct digest hash = { { 0 } };
	size_t n;
	const void *bytes;

	r->seq = stmt_int(s, "seq");
	r->at = stmt_instant(s, "at");
	r->actor = stmt_text(s, "actor");
	r->origin = stmt_text(s, "origin");
	r->action = stmt_text(s, "action");
	r->object = stmt_text(s, "object");
	r->result = stmt_text(s, "result");
	r->before = stmt_text_or_null(s, "before");
	r->after = stmt_text_or_null(s, "after");
	bytes = stmt_blob(s, "hash", &n);
	if (n == DIGEST_BYTES)
		memcpy(hash.bytes, bytes, DIGEST_BYTES);
	(void)digest_hex(&hash, r->hash);
}

enum err_code audit_each(struct db *db, int64_t after, int64_t limit,
	void (*each)(void *ctx, const struct audit_entry *entry), void *ctx,
	struct err *e)
{
	STMT_AUTO s = NULL;
	struct audit_entry entry;

	if (stmt_get(db, &audit_statements, AUDIT_EACH, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit);
	while (stmt_row(s, e)) {
		audit_entry_read(s, &entry);
		each(ctx, &entry);
	}
	return e->code;
}
