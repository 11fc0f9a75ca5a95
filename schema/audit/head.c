/* SPDX-License-Identifier: EUPL-1.2 */
#include "schema/audit/head.h"

#include "schema/stmt.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_SQL(X)                                                                    \
	X(HEAD_READ, "SELECT seq, hash FROM audit_head WHERE id = 1")                  \
	X(HEAD_FIND, "SELECT seq, hash FROM audit WHERE seq = :seq")                   \
	X(HEAD_START, "SELECT seq, hash FROM audit_start WHERE id = 1")
extern const struct stmt_list head_statements;
STMT_LIST(head, HEAD_SQL);

/* ret->seq 0: no row. */
static enum err_code read_row(
	struct db *db, int which, int64_t seq, struct audit_head *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	const void *hash;
	size_t n;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &head_statements, which, &s, e) != ERR_OK)
		return e->code;
	if (which == HEAD_FIND)
		stmt_bind_int(s, "seq", seq);
	if (!stmt_row(s, e))
		return e->code;
	hash = stmt_blob(s, "hash", &n);
	if (n == sizeof ret->hash.bytes)
		memcpy(ret->hash.bytes, hash, n);
	ret->seq = stmt_int(s, "seq");
	return ERR_OK;
}

enum err_code audit_head_read(struct db *db, struct audit_head *ret, struct err *e)
{
	return read_row(db, HEAD_READ, 0, ret, e);
}

enum err_code audit_head_compare(struct db *db, const struct audit_head *head,
	enum audit_head_word *ret, struct err *e)
{
	struct audit_head is, start;

	if (read_row(db, HEAD_FIND, head->seq, &is, e) != ERR_OK
		|| read_row(db, HEAD_START, 0, &start, e) != ERR_OK)
		return e->code;
	if (is.seq == 0 && head->seq < start.seq) {
		*ret = AUDIT_HEAD_REMOVED;
		return ERR_OK;
	}
	if (is.seq == 0 && head->seq == start.seq)
		is = start;
	*ret = is.seq == head->seq
			       && memcmp(is.hash.bytes, head->hash.bytes,
					  sizeof is.hash.bytes)
					  == 0
		       ? AUDIT_HEAD_HOLDS
		       : AUDIT_HEAD_DIFFERS;
	return ERR_OK;
}

/* What stands behind the name: in text behind =, in JSON behind ": and maybe ". */
static const char *value_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	if (at == NULL)
		return NULL;
	at += strlen(name);
	return at + strspn(at, "=\": ");
}

static bool read_digest(const char *at, struct digest *ret)
{
	char hex[DIGEST_HEX];

	if (strspn(at, "0123456789abcdef") != DIGEST_HEX - 1)
		return false;
	memcpy(hex, at, DIGEST_HEX - 1);
	hex[DIGEST_HEX - 1] = '\0';
	return digest_from_hex(hex, ret);
}

bool audit_head_parse(const char *line, struct audit_head *ret)
{
	const char *at = strstr(line, AUDIT_HEAD_EVENT), *seq, *hash;

	if (at == NULL)
		return false;
	at += strlen(AUDIT_HEAD_EVENT);
	seq = value_of(at, "seq");
	hash = value_of(at, "hash");
	if (seq == NULL || hash == NULL || !read_digest(hash, &ret->hash))
		return false;
	ret->seq = strtoll(seq, NULL, 10);
	return ret->seq > 0;
}
