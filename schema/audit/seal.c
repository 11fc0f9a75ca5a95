/* SPDX-License-Identifier: EUPL-1.2 */
#include "schema/audit/seal.h"

#include <stdio.h>
#include <string.h>

#define SEAL_SQL(X)                                                                    \
	X(SEAL_HEAD, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")          \
	X(SEAL_LAST, "SELECT number, seq FROM audit_seal"                              \
		     " ORDER BY number DESC LIMIT 1")                                  \
	X(SEAL_INSERT, "INSERT INTO audit_seal (number, seq, hash, at, signature,"     \
		       " public_key) VALUES (:number, :seq, :hash, :at, :signature,"   \
		       " :public_key)")                                                \
	X(SEAL_UNSEALED, "SELECT at, action FROM audit WHERE seq > coalesce("          \
			 "(SELECT seq + 1 FROM audit_seal"                             \
			 " ORDER BY number DESC LIMIT 1), 0) ORDER BY seq"             \
			 " LIMIT :limit")                                              \
	X(SEAL_EACH, "SELECT number, seq, hash, at, signature, public_key"             \
		     " FROM audit_seal WHERE number > :after ORDER BY number")         \
	X(SEAL_NEWEST, "SELECT coalesce(max(number), 0) AS number FROM audit_seal")
extern const struct stmt_list seal_statements;
STMT_LIST(seal, SEAL_SQL);

size_t audit_seal_text(const struct audit_seal *s, char ret[AUDIT_SEAL_TEXT])
{
	char hex[DIGEST_HEX];
	int n = snprintf(ret, AUDIT_SEAL_TEXT,
		"%" PRId64 "\n%" PRId64 "\n%s\n%" PRId64 "\n", s->number, s->seq,
		digest_hex(&s->hash, hex), s->at.ms);

	REQUIRE(n > 0 && n < AUDIT_SEAL_TEXT);
	return (size_t)n;
}

bool audit_seal_holds(
	const struct audit_seal *s, const uint8_t public_key[SIGNATURE_KEY_BYTES])
{
	char text[AUDIT_SEAL_TEXT], hex[SIGNATURE_KEY_HEX];
	size_t n = audit_seal_text(s, text);

	return strcmp(s->public_key, signature_key_hex(public_key, hex)) == 0
	       && signature_holds(public_key, SIGNATURE_SEAL, text, n, s->signature);
}

static void read_hash(struct stmt *s, struct digest *ret)
{
	size_t n;
	const void *hash = stmt_blob(s, "hash", &n);

	memset(ret, 0, sizeof *ret);
	if (n == DIGEST_BYTES)
		memcpy(ret->bytes, hash, n);
}

/* The seal to come: its number, and what it covers; number 0: nothing new. */
static enum err_code next_seal(struct db *db, struct audit_seal *ret, struct err *e)
{
	STMT_AUTO head = NULL;
	STMT_AUTO last = NULL;
	int64_t covered = 0;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &seal_statements, SEAL_HEAD, &head, e) != ERR_OK
		|| stmt_get(db, &seal_statements, SEAL_LAST, &last, e) != ERR_OK
		|| !stmt_row(head, e))
		return e->code;
	ret->seq = stmt_int(head, "seq");
	read_hash(head, &ret->hash);
	ret->number = 1;
	if (stmt_row(last, e)) {
		covered = stmt_int(last, "seq");
		/* the record that tells of the last seal is nothing new */
		ret->number = ret->seq > covered + 1 ? stmt_int(last, "number") + 1 : 0;
	}
	return e->code;
}

static enum err_code insert(struct db *db, const struct audit_seal *seal, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &seal_statements, SEAL_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "number", seal->number);
	stmt_bind_int(s, "seq", seal->seq);
	stmt_bind_blob(s, "hash", seal->hash.bytes, DIGEST_BYTES);
	stmt_bind_instant(s, "at", seal->at);
	stmt_bind_text(s, "signature", seal->signature);
	stmt_bind_text(s, "public_key", seal->public_key);
	return stmt_run(s, e);
}

enum err_code audit_seal_add(struct db *db, const struct signature_key *key,
	struct actor actor, struct instant now, struct audit_seal *ret, struct err *e)
{
	char text[AUDIT_SEAL_TEXT], object[40], after[SIGNATURE_HEX + 80];
	struct audit_record r = { .at = now,
		.actor = actor,
		.action = AUDIT_SEAL_ACTION,
		.object = object,
		.result = "ok",
		.after = after };
	size_t n;

	if (next_seal(db, ret, e) != ERR_OK || ret->number == 0)
		return e->code;
	ret->at = now;
	n = audit_seal_text(ret, text);
	(void)signature_make(key, SIGNATURE_SEAL, text, n, ret->signature);
	(void)signature_key_hex(key->public_key, ret->public_key);
	(void)snprintf(object, sizeof object, "audit_seal/%" PRId64, ret->number);
	(void)snprintf(after, sizeof after,
		"{\"seq\":%" PRId64 ",\"signature\":\"%s\"}", ret->seq, ret->signature);
	if (insert(db, ret, e) != ERR_OK)
		return e->code;
	return audit_write(db, &r, e);
}

/* Records that something was read, tried or refused: nobody gains by changing them
 * within the hour. What is new and not here weighs. */
static bool is_light(const char *action)
{
	static const char *const light[] = { "session.start", "request", "audit.read",
		"audit.export", "training.read", AUDIT_SEAL_ACTION };

	for (size_t i = 0; i < sizeof light / sizeof *light; i++)
		if (strcmp(action, light[i]) == 0)
			return true;
	return false;
}

enum err_code audit_unsealed_read(
	struct db *db, struct audit_unsealed *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = (struct audit_unsealed){ 0 };
	if (stmt_get(db, &seal_statements, SEAL_UNSEALED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "limit", AUDIT_UNSEALED_MANY);
	while (stmt_row(s, e)) {
		if (ret->records++ == 0)
			ret->since = stmt_instant(s, "at");
		ret->weighs = ret->weighs || !is_light(stmt_text(s, "action"));
	}
	return e->code;
}

bool audit_seal_is_due(const struct audit_unsealed *u, struct instant now)
{
	const int64_t hour_ms = 60 * INT64_C(60) * 1000;

	if (u->records == 0)
		return false;
	/* of the future: the clock was set back since */
	return u->weighs || u->records >= AUDIT_UNSEALED_MANY
	       || instant_before(now, u->since)
	       || instant_since(now, u->since).ms >= hour_ms;
}

enum err_code audit_seal_newest(struct db *db, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &seal_statements, SEAL_NEWEST, &s, e) == ERR_OK
		&& stmt_row(s, e))
		*ret = stmt_int(s, "number");
	return e->code;
}

enum err_code audit_seals(
	struct db *db, int64_t after, struct stmt **ret, struct err *e)
{
	if (stmt_get(db, &seal_statements, SEAL_EACH, ret, e) == ERR_OK)
		stmt_bind_int(*ret, "after", after);
	return e->code;
}

enum err_code audit_seals_next(struct stmt *s, struct audit_seal *ret, struct err *e)
{
	memset(ret, 0, sizeof *ret);
	if (!stmt_row(s, e))
		return e->code;
	ret->number = stmt_int(s, "number");
	ret->seq = stmt_int(s, "seq");
	ret->at = stmt_instant(s, "at");
	read_hash(s, &ret->hash);
	stmt_copy(s, "signature", ret->signature, sizeof ret->signature);
	stmt_copy(s, "public_key", ret->public_key, sizeof ret->public_key);
	return ERR_OK;
}
