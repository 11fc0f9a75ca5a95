/* SPDX-License-Identifier: EUPL-1.2 */
/* Swaps as records of another database: taken as they are, without the steps that led
 * to them. Steps: swap_step_store.c. */
#include "roster/swap/swap_record.h"

#define SWAP_RECORD_SQL(X)                                                             \
	X(SWAP_RECORD_FIND, "SELECT id FROM swap WHERE from_person_id = :person_id"    \
			    " AND function_id = :function_id AND rank = :rank"         \
			    " AND starts_at = :starts_at AND ends_at = :ends_at"       \
			    " AND (:asked_at = 0 OR asked_at = :asked_at)"             \
			    " ORDER BY id LIMIT 1")                                    \
	X(SWAP_RECORD_INSERT,                                                          \
		"INSERT INTO swap (id, duty_id, function_id, rank, from_person_id,"    \
		" to_person_id, starts_at, ends_at, state, asked_all, asked_at, note," \
		" reason, return_duty_id, return_function_id, return_rank,"            \
		" return_starts_at, return_ends_at) VALUES (:id, :duty_id,"            \
		" :function_id, :rank, :from_person_id, :to_person_id, :starts_at,"    \
		" :ends_at, :state, :asked_all, :asked_at, :note, :reason,"            \
		" :return_duty_id, :return_function_id, :return_rank,"                 \
		" :return_starts_at, :return_ends_at)")                                \
	X(SWAP_RECORD_REFUSAL, "INSERT INTO swap_refusal (swap_id, person_id, at)"     \
			       " VALUES (:id, :person_id, :at)")                       \
	X(SWAP_RECORD_REFUSALS, "SELECT person_id, at FROM swap_refusal"               \
				" WHERE swap_id = :id ORDER BY at, person_id"          \
				" LIMIT :limit")
STMT_LIST(swap_record, SWAP_RECORD_SQL);

enum err_code swap_record_find(
	struct db *db, const struct swap_record *r, int64_t *ret, struct err *e)
{
	STMT_AUTO q = NULL;

	if (stmt_get(db, &swap_record_statements, SWAP_RECORD_FIND, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_int(q, "person_id", r->row.swap.from_person_id);
	stmt_bind_int(q, "function_id", r->row.leg.function_id);
	stmt_bind_int(q, "rank", r->row.leg.rank);
	stmt_bind_instant(q, "starts_at", r->row.leg.from);
	stmt_bind_instant(q, "ends_at", r->row.leg.until);
	stmt_bind_instant(q, "asked_at", r->asked_at);
	*ret = stmt_row(q, e) ? stmt_int(q, "id") : 0;
	return e->code;
}

static enum err_code insert(
	struct db *db, int64_t id, const struct swap_record *r, struct err *e)
{
	const struct swap_row *s = &r->row;
	STMT_AUTO q = NULL;

	if (stmt_get(db, &swap_record_statements, SWAP_RECORD_INSERT, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_int(q, "id", id);
	swap_bind_asked(q, s);
	stmt_bind_text(q, "state", swap_state_words[s->swap.state]);
	stmt_bind_instant(q, "asked_at", r->asked_at);
	stmt_bind_text(q, "note", r->note);
	stmt_bind_text(q, "reason", r->reason);
	return stmt_run(q, e);
}

static enum err_code refusals(
	struct db *db, int64_t id, const struct swap_record *r, struct err *e)
{
	STMT_AUTO q = NULL;

	if (stmt_get(db, &swap_record_statements, SWAP_RECORD_REFUSAL, &q, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < r->refusals; i++) {
		stmt_bind_int(q, "id", id);
		stmt_bind_int(q, "person_id", r->refusal[i].person_id);
		stmt_bind_instant(q, "at", r->refusal[i].at);
		if (stmt_run_again(q, e) != ERR_OK)
			return e->code;
	}
	return e->code;
}

enum err_code swap_record_keep(struct db *db, const struct swap_record *r,
	const struct change *by, struct err *e)
{
	struct swap_row s = r->row;
	json_t *after;
	enum err_code code;

	if (ids_next(db, "swap", &s.id, e) != ERR_OK || insert(db, s.id, r, e) != ERR_OK
		|| refusals(db, s.id, r, e) != ERR_OK)
		return e->code;
	if (s.swap.state == SWAP_APPROVED
		&& (roster_record(db, LAYER_SOURCE_SWAP, s.id, by, e) != ERR_OK
			|| roster_restore(db, LAYER_SOURCE_SWAP, s.id, &r->known, e)
				   != ERR_OK))
		return e->code;
	if (resource_get(db, &swap_resource, s.id, &after, e) != ERR_OK)
		return e->code;
	code = resource_audit(db, by, "create", "swap", s.id, NULL, after, e);
	json_decref(after);
	return code != ERR_OK ? code : swap_announce(db, &s, "imported", by, e);
}

enum err_code swap_refusals(struct db *db, int64_t id,
	struct swap_refusal ret[SWAP_REFUSALS_MAX], size_t *ret_n, struct err *e)
{
	STMT_AUTO q = NULL;

	*ret_n = 0;
	if (stmt_get(db, &swap_record_statements, SWAP_RECORD_REFUSALS, &q, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(q, "id", id);
	stmt_bind_int(q, "limit", SWAP_REFUSALS_MAX);
	while (stmt_row(q, e))
		ret[(*ret_n)++] = (struct swap_refusal){ stmt_int(q, "person_id"),
			stmt_instant(q, "at") };
	return e->code;
}
