/* SPDX-License-Identifier: EUPL-1.2 */
/* Kept for a day (a chore forgets them), in the transaction of what was done. */
#include "service/api/idempotency_store.h"

#include <string.h>

#define IDEMPOTENCY_SQL(X)                                                             \
	X(IDEMPOTENCY_FIND,                                                            \
		"SELECT request, status, location, etag, body"                         \
		" FROM idempotency WHERE key = :key AND created_at > :since")          \
	X(IDEMPOTENCY_SAVE,                                                            \
		"INSERT INTO idempotency (key, request, status, location,"             \
		" etag, body, created_at) VALUES (:key, :request, :status,"            \
		" :location, :etag, :body, :created_at)"                               \
		" ON CONFLICT (key) DO UPDATE SET request = excluded.request,"         \
		" status = excluded.status, location = excluded.location,"             \
		" etag = excluded.etag, body = excluded.body,"                         \
		" created_at = excluded.created_at")                                   \
	X(IDEMPOTENCY_EXPIRE, "DELETE FROM idempotency WHERE created_at <= :since")
STMT_LIST(idempotency, IDEMPOTENCY_SQL);

enum { DAY_MS = 86400000 };

static struct digest key_of(const struct api_call *c)
{
	struct digest_state s;

	digest_start(&s);
	digest_add_field(&s, c->by.actor.name);
	digest_add_field(&s, c->http->path);
	digest_add_field(&s, c->http->header[HTTP_IDEMPOTENCY_KEY]);
	return digest_finish(&s);
}

static struct digest request_of(const struct api_call *c)
{
	struct digest_state s;

	digest_start(&s);
	digest_add_field(&s, c->http->query);
	digest_add(&s, c->http->body, c->http->body_len);
	return digest_finish(&s);
}

enum err_code idempotency_find(
	struct db *db, struct api_call *c, bool *ret_found, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest key = key_of(c), request = request_of(c);
	const void *stored;
	size_t n;

	*ret_found = false;
	if (stmt_get(db, &idempotency_statements, IDEMPOTENCY_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "key", key.bytes, DIGEST_BYTES);
	stmt_bind_int(s, "since", c->by.now.ms - DAY_MS);
	if (!stmt_row(s, e))
		return e->code;
	stored = stmt_blob(s, "request", &n);
	if (n != DIGEST_BYTES || memcmp(stored, request.bytes, n) != 0)
		return err_set(e, ERR_CONFLICT,
			"this Idempotency-Key was used before with another request");
	c->status = (int)stmt_int(s, "status");
	stmt_copy(s, "location", c->location, sizeof c->location);
	stmt_copy(s, "etag", c->etag, sizeof c->etag);
	if (!text_add(&c->text, stmt_text(s, "body")))
		return err_set(e, ERR_NOMEM, "no memory for the reply");
	*ret_found = true;
	return ERR_OK;
}

enum err_code idempotency_expire(struct db *db, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &idempotency_statements, IDEMPOTENCY_EXPIRE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "since", now.ms - DAY_MS);
	return stmt_run(s, e);
}

enum err_code idempotency_save(struct db *db, const struct api_call *c, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest key = key_of(c), request = request_of(c);

	if (stmt_get(db, &idempotency_statements, IDEMPOTENCY_SAVE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "key", key.bytes, DIGEST_BYTES);
	stmt_bind_blob(s, "request", request.bytes, DIGEST_BYTES);
	stmt_bind_int(s, "status", c->status);
	stmt_bind_text(s, "location", c->location);
	stmt_bind_text(s, "etag", c->etag);
	stmt_bind_text(s, "body", text_str(&c->text));
	stmt_bind_instant(s, "created_at", c->by.now);
	return stmt_run(s, e);
}
