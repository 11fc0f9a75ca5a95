/* SPDX-License-Identifier: EUPL-1.2 */
#include "schema/audit/export.h"

#include "base/fields.h"
#include "schema/audit/seal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT_SQL(X)                                                                  \
	X(EXPORT_RANGE, "SELECT min(seq) AS first, max(seq) AS last FROM audit"        \
			" WHERE at >= :from AND at < :to")                             \
	X(EXPORT_BEFORE, "SELECT seq, hash FROM audit WHERE seq = :seq")               \
	X(EXPORT_START, "SELECT seq, hash FROM audit_start WHERE seq = :seq")          \
	X(EXPORT_EACH,                                                                 \
		"SELECT a.seq AS seq, a.at AS at, a.actor AS actor,"                   \
		" a.origin AS origin, a.action AS action, a.object AS object,"         \
		" a.result AS result, coalesce(d.before, a.before) AS before,"         \
		" coalesce(d.after, a.after) AS after, a.detail AS detail,"            \
		" d.salt AS salt, d.person_id AS person_id, x.by_seq AS erased_by,"    \
		" a.hash AS hash FROM audit a"                                         \
		" LEFT JOIN audit_detail d ON d.seq = a.seq"                           \
		" LEFT JOIN audit_erasure x ON x.seq = a.seq"                          \
		" WHERE a.seq >= :first AND a.seq <= :last ORDER BY a.seq")
extern const struct stmt_list audit_export_statements;
STMT_LIST(audit_export, EXPORT_SQL);

struct range {
	int64_t first, last;
	char before[DIGEST_HEX], hash[DIGEST_HEX]; /* hash: of the last record so far */
};

/* Takes o. */
static enum err_code put(struct audit_export *x, json_t *o, struct err *e)
{
	char *text = o != NULL ? json_dumps(o, JSON_COMPACT) : NULL;

	json_decref(o);
	if (text == NULL)
		return err_set(e, ERR_INVALID,
			"a record cannot be written as JSON: its texts are no UTF-8");
	if (!x->line(x->ctx, text))
		(void)err_set(e, ERR_IO, "the file cannot be written");
	free(text);
	return e->code;
}

static void set_hex(json_t *o, const char *field, struct stmt *s, const char *column)
{
	char hex[DIGEST_HEX];
	size_t n;
	const void *bytes = stmt_blob(s, column, &n);

	if (bytes != NULL && n <= DIGEST_BYTES)
		fields_set_text(o, field, sodium_bin2hex(hex, sizeof hex, bytes, n));
	else
		fields_set_text(o, field, NULL);
}

static enum err_code put_record(
	struct audit_export *x, struct range *r, struct stmt *s, struct err *e)
{
	static const char *const texts[] = { "actor", "origin", "action", "object",
		"result", "before", "after" };
	json_t *o = json_object();

	fields_set_int(o, "seq", stmt_int(s, "seq"));
	fields_set_instant(o, "at", stmt_instant(s, "at"));
	fields_set_int(o, "at_ms", stmt_int(s, "at"));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		fields_set_text(o, texts[i], stmt_text_or_null(s, texts[i]));
	set_hex(o, "detail", s, "detail");
	if (!stmt_is_null(s, "salt")) {
		set_hex(o, "salt", s, "salt");
		fields_set_int(o, "person_id", stmt_int(s, "person_id"));
	}
	if (!stmt_is_null(s, "erased_by"))
		fields_set_int(o, "erased_by", stmt_int(s, "erased_by"));
	set_hex(o, "hash", s, "hash");
	(void)snprintf(r->hash, sizeof r->hash, "%s",
		json_string_value(json_object_get(o, "hash")) != NULL
			? json_string_value(json_object_get(o, "hash"))
			: "");
	x->records++;
	return put(x, o, e);
}

static enum err_code put_seal(
	struct audit_export *x, const struct audit_seal *seal, struct err *e)
{
	char hex[DIGEST_HEX];
	json_t *o = json_object();

	fields_set_int(o, "seal", seal->number);
	fields_set_int(o, "seq", seal->seq);
	fields_set_text(o, "hash", digest_hex(&seal->hash, hex));
	fields_set_int(o, "at_ms", seal->at.ms);
	fields_set_text(o, "signature", seal->signature);
	fields_set_text(o, "public_key", seal->public_key);
	return put(x, o, e);
}

static enum err_code put_begin(
	struct audit_export *x, const struct range *r, struct err *e)
{
	char key[SIGNATURE_KEY_HEX];
	json_t *o = json_object();

	fields_set_int(o, "paraat_audit", 1);
	fields_set_int(o, "first", r->first);
	fields_set_text(o, "before", r->before);
	fields_set_text(o, "public_key", signature_key_hex(x->key->public_key, key));
	return put(x, o, e);
}

/* The signature on both ends of the chain: nothing can be cut off the file. */
static enum err_code put_end(
	struct audit_export *x, const struct range *r, struct err *e)
{
	char text[2 * DIGEST_HEX + 64], signature[SIGNATURE_HEX];
	json_t *o = json_object();
	int n = snprintf(text, sizeof text, "%" PRId64 "\n%s\n%" PRId64 "\n%s\n",
		r->first, r->before, r->last, r->hash);

	fields_set_int(o, "end", r->last);
	fields_set_int(o, "records", x->records);
	fields_set_text(o, "hash", r->hash);
	fields_set_text(o, "signature",
		signature_make(
			x->key, SIGNATURE_AUDIT_EXPORT, text, (size_t)n, signature));
	return put(x, o, e);
}

static enum err_code hash_at(
	struct db *db, int which, int64_t seq, char ret[DIGEST_HEX], struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest d;
	const void *bytes;
	size_t n;

	if (stmt_get(db, &audit_export_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seq", seq);
	if (!stmt_row(s, e))
		return e->code;
	bytes = stmt_blob(s, "hash", &n);
	if (n == DIGEST_BYTES) {
		memcpy(d.bytes, bytes, n);
		(void)digest_hex(&d, ret);
	}
	return ERR_OK;
}

static enum err_code find_range(
	struct db *db, const struct audit_export *x, struct range *r, struct err *e)
{
	STMT_AUTO s = NULL;

	memset(r, 0, sizeof *r);
	(void)snprintf(r->before, sizeof r->before, "%064d", 0);
	if (stmt_get(db, &audit_export_statements, EXPORT_RANGE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "from", x->from);
	stmt_bind_instant(s, "to", x->to);
	if (!stmt_row(s, e))
		return e->code;
	r->first = stmt_int(s, "first");
	r->last = stmt_int(s, "last");
	if (r->first == 0)
		return err_set(e, ERR_NOTFOUND, "there are no records in this period");
	if (hash_at(db, EXPORT_BEFORE, r->first - 1, r->before, e) != ERR_OK)
		return e->code;
	return hash_at(db, EXPORT_START, r->first - 1, r->before, e);
}

static enum err_code put_all(
	struct db *db, struct audit_export *x, struct range *r, struct err *e)
{
	STMT_AUTO s = NULL;
	STMT_AUTO seals = NULL;
	struct audit_seal seal;

	if (audit_seals(db, 0, &seals, e) != ERR_OK
		|| audit_seals_next(seals, &seal, e) != ERR_OK
		|| stmt_get(db, &audit_export_statements, EXPORT_EACH, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "first", r->first);
	stmt_bind_int(s, "last", r->last);
	while (stmt_row(s, e)) {
		int64_t seq = stmt_int(s, "seq");

		if (put_record(x, r, s, e) != ERR_OK)
			return e->code;
		while (seal.number != 0 && seal.seq <= seq) {
			if (seal.seq == seq && put_seal(x, &seal, e) != ERR_OK)
				return e->code;
			if (audit_seals_next(seals, &seal, e) != ERR_OK)
				return e->code;
		}
	}
	return e->code;
}

enum err_code audit_export(struct db *db, struct audit_export *x, struct err *e)
{
	struct range r;

	x->records = 0;
	if (find_range(db, x, &r, e) != ERR_OK || put_begin(x, &r, e) != ERR_OK
		|| put_all(db, x, &r, e) != ERR_OK)
		return e->code;
	return put_end(x, &r, e);
}
