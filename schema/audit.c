/* SPDX-License-Identifier: EUPL-1.2 */
/* The hash chain. hash = SHA-256(previous hash, seq, at, and all texts with their
 * lengths). */
#include "schema/audit.h"

#include "base/alloc.h"
#include "schema/stmt.h"

#include <stdio.h>
#include <string.h>

#define AUDIT_COLUMNS                                                                  \
	"seq, at, actor, origin, action, object, result, before, after, hash"
#define AUDIT_SQL(X)                                                                   \
	X(AUDIT_HEAD, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")         \
	X(AUDIT_INSERT,                                                                \
		"INSERT INTO audit (" AUDIT_COLUMNS ") VALUES (:seq, :at, :actor,"     \
		" :origin, :action, :object, :result, :before, :after, :hash)")        \
	X(AUDIT_EACH, "SELECT " AUDIT_COLUMNS " FROM audit WHERE seq > :after"         \
		      " ORDER BY seq LIMIT :limit")
extern const struct stmt_list audit_statements;
STMT_LIST(audit, AUDIT_SQL);

/* The end of the chain, remembered on the writing connection. */
struct head {
	struct db_cache cache;
	bool known;
	int64_t seq;
	struct digest hash;
};

static const char head_key;

static void head_forget(struct db_cache *c)
{
	((struct head *)(void *)c)->known = false;
}

static void head_fini(struct db_cache *c)
{
	base_free(c);
}

static struct digest link_hash(const struct digest *before, const struct audit_entry *r)
{
	struct digest_state s;
	int64_t numbers[2] = { r->seq, r->at.ms };
	unsigned char bytes[16];

	for (int i = 0; i < 16; i++)
		bytes[i] = (unsigned char)((uint64_t)numbers[i / 8] >> (8 * (i % 8)));
	digest_start(&s);
	digest_add(&s, before->bytes, DIGEST_BYTES);
	digest_add(&s, bytes, sizeof bytes);
	digest_add_field(&s, r->actor);
	digest_add_field(&s, r->origin);
	digest_add_field(&s, r->action);
	digest_add_field(&s, r->object);
	digest_add_field(&s, r->result);
	digest_add_field(&s, r->before);
	digest_add_field(&s, r->after);
	return digest_finish(&s);
}

static enum err_code head_load(struct db *db, struct head *h, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &audit_statements, AUDIT_HEAD, &s, e) != ERR_OK)
		return e->code;
	h->seq = 0;
	memset(&h->hash, 0, sizeof h->hash);
	if (stmt_row(s, e)) {
		size_t n;
		const void *hash = stmt_blob(s, "hash", &n);

		h->seq = stmt_int(s, "seq");
		if (n == DIGEST_BYTES)
			memcpy(h->hash.bytes, hash, DIGEST_BYTES);
	}
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
		h->cache = (struct db_cache){
			.key = &head_key, .forget = head_forget, .fini = head_fini
		};
		db_cache_add(db, &h->cache);
	}
	*ret = h;
	return h->known ? ERR_OK : head_load(db, h, e);
}

enum err_code audit_write(struct db *db, const struct audit_record *r, struct err *e)
{
	STMT_AUTO s = NULL;
	struct head *h = NULL;
	struct audit_entry entry;
	struct digest hash;

	if (head_get(db, &h, e) != ERR_OK)
		return e->code;
	entry = (struct audit_entry){ .seq = h->seq + 1,
		.at = r->at,
		.actor = r->actor.name,
		.origin = r->actor.origin,
		.action = r->action,
		.object = r->object,
		.result = r->result,
		.before = r->before,
		.after = r->after };
	hash = link_hash(&h->hash, &entry);
	if (stmt_get(db, &audit_statements, AUDIT_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seq", entry.seq);
	stmt_bind_instant(s, "at", entry.at);
	stmt_bind_text(s, "actor", entry.actor);
	stmt_bind_text(s, "origin", entry.origin);
	stmt_bind_text(s, "action", entry.action);
	stmt_bind_text(s, "object", entry.object);
	stmt_bind_text(s, "result", entry.result);
	stmt_bind_text(s, "before", entry.before);
	stmt_bind_text(s, "after", entry.after);
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	h->hash = hash;
	h->seq = entry.seq;
	return ERR_OK;
}

static void entry_read(struct stmt *s, struct audit_entry *r, struct digest *hash)
{
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
	memset(hash, 0, sizeof *hash);
	if (n == DIGEST_BYTES)
		memcpy(hash->bytes, bytes, DIGEST_BYTES);
	(void)digest_hex(hash, r->hash);
}

enum err_code audit_each(struct db *db, int64_t after, int64_t limit,
	void (*each)(void *ctx, const struct audit_entry *entry), void *ctx,
	struct err *e)
{
	STMT_AUTO s = NULL;
	struct audit_entry entry;
	struct digest hash;

	if (stmt_get(db, &audit_statements, AUDIT_EACH, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit);
	while (stmt_row(s, e)) {
		entry_read(s, &entry, &hash);
		each(ctx, &entry);
	}
	return e->code;
}

/* A text that goes on behind a NUL would look unchanged. */
static bool has_hidden_text(struct stmt *s)
{
	static const char *const texts[] = { "actor", "origin", "action", "object",
		"result", "before", "after" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t n;
		const char *bytes = stmt_blob(s, texts[i], &n);

		if (bytes != NULL && memchr(bytes, 0, n) != NULL)
			return true;
	}
	return false;
}

enum err_code audit_verify(struct db *db, struct audit_check *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	struct audit_entry entry;
	struct digest before = { { 0 } }, hash, right;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &audit_statements, AUDIT_EACH, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", INT64_MIN);
	stmt_bind_int(s, "limit", -1);
	while (ret->first_bad == 0 && stmt_row(s, e)) {
		bool hidden = has_hidden_text(s);

		entry_read(s, &entry, &hash);
		right = link_hash(&before, &entry);
		if (entry.seq != ret->records + 1)
			(void)snprintf(ret->reason, sizeof ret->reason,
				"record %" PRId64 " is missing", ret->records + 1);
		else if (hidden || !digest_equal(&right, &hash))
			(void)snprintf(ret->reason, sizeof ret->reason,
				"record %" PRId64 " was changed after it was written",
				entry.seq);
		if (ret->reason[0] != '\0')
			ret->first_bad = entry.seq > 0 ? entry.seq : 1;
		else
			ret->records++;
		before = hash;
	}
	return ret->first_bad != 0 ? (e->code = ERR_OK) : e->code;
}
