/* SPDX-License-Identifier: EUPL-1.2 */
#include "schema/audit/verify.h"

#include "base/parse.h"
#include "schema/audit/chain.h"
#include "schema/audit/erase.h"
#include "schema/audit/seal.h"
#include "schema/stmt.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define VERIFY_SQL(X)                                                                  \
	X(VERIFY_START, "SELECT seq, hash, by_seq FROM audit_start WHERE id = 1")      \
	X(VERIFY_HEAD, "SELECT seq, hash, 0 AS by_seq FROM audit_head WHERE id = 1")   \
	X(VERIFY_EACH,                                                                 \
		"SELECT a.seq AS seq, a.at AS at, a.actor AS actor,"                   \
		" a.origin AS origin, a.action AS action, a.object AS object,"         \
		" a.result AS result, a.before AS old_before, a.after AS old_after,"   \
		" a.detail AS detail, d.salt AS salt, d.person_id AS person_id,"       \
		" d.before AS before, d.after AS after, a.hash AS hash FROM audit a"   \
		" LEFT JOIN audit_detail d ON d.seq = a.seq ORDER BY a.seq")           \
	X(VERIFY_DETAILS, "SELECT count(*) AS n FROM audit_detail")                    \
	X(VERIFY_LOOSE, "SELECT min(seq) AS seq FROM audit_detail WHERE seq NOT IN"    \
			" (SELECT seq FROM audit)")                                    \
	X(VERIFY_ERASED, "SELECT by_seq FROM audit_erasure WHERE seq = :seq")          \
	X(VERIFY_ERASERS, "SELECT DISTINCT by_seq FROM audit_erasure"                  \
			  " WHERE by_seq > :start ORDER BY by_seq")
extern const struct stmt_list verify_statements;
STMT_LIST(verify, VERIFY_SQL);

/* Both ends, as noted beside the chain. */
struct end {
	bool found;
	int64_t seq, by_seq;
	struct digest hash;
};

struct walk {
	struct audit_check *check;
	struct digest before; /* hash of the record before */
	int64_t seq;          /* of that record */
	int64_t details;
	bool has_detail, has_salt;
	struct digest detail, hash;
	const uint8_t *key;     /* of the seals; NULL: unknown */
	struct stmt *seals;     /* those to come */
	struct audit_seal seal; /* the next one; number 0: none */
	int64_t last_seal;      /* number of the last one that was passed */
	int64_t told_seals;     /* the highest number that a record tells of */
};

static void bad(struct audit_check *check, int64_t seq, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void bad(struct audit_check *check, int64_t seq, const char *format, ...)
{
	va_list args;

	if (check->first_bad != 0)
		return;
	check->first_bad = seq > 0 ? seq : 1;
	va_start(args, format);
	(void)vsnprintf(check->reason, sizeof check->reason, format, args);
	va_end(args);
}

static void missing(
	struct audit_check *check, int64_t from, int64_t to, const char *why)
{
	if (from == to)
		bad(check, from, "record %" PRId64 " is missing%s", from, why);
	else
		bad(check, from, "records %" PRId64 " to %" PRId64 " are missing%s",
			from, to, why);
}

/* False: it is no digest. */
static bool read_digest(struct stmt *s, const char *column, struct digest *ret)
{
	size_t n;
	const void *bytes = stmt_blob(s, column, &n);

	memset(ret, 0, sizeof *ret);
	if (bytes == NULL || n != DIGEST_BYTES)
		return false;
	memcpy(ret->bytes, bytes, DIGEST_BYTES);
	return true;
}

static struct audit_text read_text(struct stmt *s, const char *column)
{
	struct audit_text t;

	t.data = stmt_text_bytes(s, column, &t.len);
	return t;
}

static bool link_holds(struct walk *w, struct stmt *s)
{
	struct audit_link link = { .seq = w->seq, .at_ms = stmt_int(s, "at") };
	struct digest right;

#define X(name) link.name = read_text(s, #name);
	AUDIT_TEXTS(X)
#undef X
	link.before = read_text(s, "old_before");
	link.after = read_text(s, "old_after");
	w->has_detail = read_digest(s, "detail", &w->detail);
	link.detail = w->has_detail ? &w->detail : NULL;
	right = audit_link_hash(&w->before, &link);
	return read_digest(s, "hash", &w->hash) && digest_equal(&right, &w->hash);
}

static bool detail_holds(struct walk *w, struct stmt *s)
{
	struct audit_detail d;
	struct digest right;
	size_t n;

	d.salt = stmt_blob(s, "salt", &n);
	w->has_salt = d.salt != NULL;
	if (!w->has_salt)
		return true; /* seen to by who asks has_salt */
	if (!w->has_detail || n != AUDIT_SALT)
		return false;
	d.person_id = stmt_int(s, "person_id");
	d.before = read_text(s, "before");
	d.after = read_text(s, "after");
	right = audit_detail_hash(&d);
	return digest_equal(&right, &w->detail);
}

/* Details that are not there must have been erased on purpose. */
static enum err_code check_erased(struct db *db, struct walk *w, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &verify_statements, VERIFY_ERASED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "seq", w->seq);
	w->check->erased++;
	if (!stmt_row(s, e) && e->code == ERR_OK)
		bad(w->check, w->seq,
			"what was before and after record %" PRId64
			" is missing, and no record says that it was erased",
			w->seq);
	return e->code;
}

/* The records that say what they erased say so of exactly these details. */
static enum err_code check_erasers(struct db *db, struct walk *w, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &verify_statements, VERIFY_ERASERS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "start", w->check->removed);
	while (stmt_row(s, e)) {
		int64_t by = stmt_int(s, "by_seq");
		bool told;

		if (audit_erasure_holds(db, by, &told, e) != ERR_OK)
			return e->code;
		if (!told)
			bad(w->check, by,
				"record %" PRId64
				" does not say that it erased what is gone",
				by);
	}
	return e->code;
}

static enum err_code next_seal(struct walk *w, struct err *e)
{
	if (audit_seals_next(w->seals, &w->seal, e) != ERR_OK || w->seal.number == 0)
		return e->code;
	if (w->seal.number != w->last_seal + 1
		&& (w->check->removed == 0 || w->last_seal > 0))
		bad(w->check, w->seal.seq, "seal %" PRId64 " is missing",
			w->last_seal + 1);
	else if (w->key != NULL && !audit_seal_holds(&w->seal, w->key))
		bad(w->check, w->seal.seq,
			"the signature of seal %" PRId64 " (up to record %" PRId64
			") does not hold with the key of this installation",
			w->seal.number, w->seal.seq);
	w->last_seal = w->seal.number;
	return ERR_OK;
}

/* The record was just found to hold in the chain: the seals on it must say the same. */
static enum err_code check_seals(struct walk *w, struct stmt *s, struct err *e)
{
	struct audit_text action = read_text(s, "action");
	static const char place[] = "audit_seal/";
	const size_t n = sizeof AUDIT_SEAL_ACTION - 1;

	if (action.len == n && memcmp(action.data, AUDIT_SEAL_ACTION, n) == 0) {
		const char *object = stmt_text(s, "object");
		int64_t seal;

		if (strncmp(object, place, sizeof place - 1) == 0
			&& parse_int(object + sizeof place - 1, 1, INT64_MAX, &seal))
			w->told_seals = seal;
	}
	while (w->seal.number != 0 && w->seal.seq == w->seq) {
		if (!digest_equal(&w->seal.hash, &w->hash))
			bad(w->check, w->seq,
				"record %" PRId64 " is not the one that seal %" PRId64
				" signs: the log up to there was made anew",
				w->seq, w->seal.number);
		w->check->seals++;
		if (next_seal(w, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code step(struct db *db, struct walk *w, struct stmt *s, struct err *e)
{
	int64_t seq = stmt_int(s, "seq");

	if (seq != w->seq + 1) {
		if (seq > w->seq)
			missing(w->check, w->seq + 1, seq - 1, "");
		else
			bad(w->check, seq,
				"record %" PRId64 " stands before the first one", seq);
		return ERR_OK;
	}
	w->seq = seq;
	if (!link_holds(w, s) || !detail_holds(w, s)) {
		bad(w->check, seq,
			"record %" PRId64 " was changed after it was written", seq);
		return ERR_OK;
	}
	w->details += w->has_salt;
	w->before = w->hash;
	if ((w->has_detail && !w->has_salt && check_erased(db, w, e) != ERR_OK)
		|| check_seals(w, s, e) != ERR_OK)
		return e->code;
	if (w->check->first_bad == 0)
		w->check->records++;
	return ERR_OK;
}

static enum err_code read_end(struct db *db, int which, struct end *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &verify_statements, which, &s, e) != ERR_OK)
		return e->code;
	if (stmt_row(s, e)) {
		ret->found = read_digest(s, "hash", &ret->hash);
		ret->seq = stmt_int(s, "seq");
		ret->by_seq = stmt_int(s, "by_seq");
	}
	return e->code;
}

static enum err_code number(
	struct db *db, int which, const char *name, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &verify_statements, which, &s, e) != ERR_OK)
		return e->code;
	*ret = stmt_row(s, e) ? stmt_int(s, name) : 0;
	return e->code;
}

/* The end is where audit_head says, and every row of details belongs to a record. */
static enum err_code check_rest(struct db *db, struct walk *w, struct err *e)
{
	struct end head;
	int64_t details = 0, loose = 0;

	if (read_end(db, VERIFY_HEAD, &head, e) != ERR_OK
		|| number(db, VERIFY_DETAILS, "n", &details, e) != ERR_OK)
		return e->code;
	if (head.seq > w->seq)
		missing(w->check, w->seq + 1, head.seq, ": the end was cut off");
	else if (w->seq > 0 && !head.found)
		bad(w->check, w->seq, "the note of where the log ends is missing");
	else if (head.seq < w->seq)
		bad(w->check, head.seq + 1, "record %" PRId64 " was put behind the end",
			head.seq + 1);
	else if (head.found && !digest_equal(&head.hash, &w->before))
		bad(w->check, w->seq,
			"record %" PRId64 " is not the one that ended the log", w->seq);
	if (w->seal.number != 0)
		missing(w->check, w->seq + 1, w->seal.seq, ": a seal covers them");
	if (w->told_seals > w->last_seal)
		bad(w->check, w->seq, "seal %" PRId64 " is missing", w->told_seals);
	if (details == w->details
		|| number(db, VERIFY_LOOSE, "seq", &loose, e) != ERR_OK)
		return e->code;
	if (loose == 0)
		return ERR_OK;
	bad(w->check, loose, "details of record %" PRId64 " belong to no record",
		loose);
	return ERR_OK;
}

static enum err_code begin(struct db *db, struct walk *w, struct err *e)
{
	struct end start;
	bool told = false;

	if (read_end(db, VERIFY_START, &start, e) != ERR_OK || !start.found)
		return e->code;
	if (audit_removal_holds(db, start.by_seq, start.seq, &start.hash, &told, e)
		!= ERR_OK)
		return e->code;
	if (!told)
		missing(w->check, 1, start.seq,
			", and no record says that they were removed");
	w->seq = w->check->removed = start.seq;
	w->before = start.hash;
	return ERR_OK;
}

enum err_code audit_verify(struct db *db,
	const uint8_t public_key_or_null[SIGNATURE_KEY_BYTES], struct audit_check *ret,
	struct err *e)
{
	struct walk w = { .check = ret, .key = public_key_or_null };
	STMT_AUTO seals = NULL;
	STMT_AUTO s = NULL;

	memset(ret, 0, sizeof *ret);
	if (begin(db, &w, e) != ERR_OK || audit_seals(db, 0, &seals, e) != ERR_OK)
		return e->code;
	w.seals = seals;
	if (next_seal(&w, e) != ERR_OK
		|| stmt_get(db, &verify_statements, VERIFY_EACH, &s, e) != ERR_OK)
		return e->code;
	while (ret->first_bad == 0 && stmt_row(s, e))
		if (step(db, &w, s, e) != ERR_OK)
			return e->code;
	if (ret->first_bad != 0)
		return e->code = ERR_OK;
	stmt_done(&s);
	if (e->code != ERR_OK || check_erasers(db, &w, e) != ERR_OK)
		return e->code;
	return check_rest(db, &w, e);
}
