/* SPDX-License-Identifier: EUPL-1.2 */
/* Saving call-outs, and finding them by token or scenario. */
#include "alert/call/call_store.h"

#include "base/parse.h"

#include <string.h>

#define CALL_SQL(X)                                                                    \
	X(CALL_INSERT,                                                                 \
		"INSERT INTO callout (id, scenario_id, kind, incident, location, "     \
		"details,"                                                             \
		" text_sms, text_voice, text_email, path_seconds, rounds, parts_max, " \
		"plain_letters,"                                                       \
		" state, started_at, criteria_met_at, closed_at, started_by, nonce,"   \
		" origin, relief_of, shift_from, shift_until, hand_over) VALUES "      \
		"(:id,"                                                                \
		" :scenario_id, :kind, :incident, :location, :details, :text_sms,"     \
		" :text_voice, :text_email, :path_seconds, :rounds, :parts_max, "      \
		":plain_letters,"                                                      \
		" :state, :started_at,"                                                \
		" :criteria_met_at, :closed_at, :started_by, :nonce, :origin,"         \
		" :relief_of, :shift_from, :shift_until, :hand_over)")                 \
	X(CALL_SAVE, "UPDATE callout SET state = :state, closed_at = :closed_at,"      \
		     " version = version + 1 WHERE id = :id")                          \
	X(CALL_TOUCH, "UPDATE callout SET version = version + 1 WHERE id = :id")       \
	X(CALL_SLOT_INSERT,                                                            \
		"INSERT INTO callout_slot (callout_id, position, function_id, need, "  \
		"mode,"                                                                \
		" overbook_percent, wave_size, wave_seconds, norm_minutes, fallback,"  \
		" state, fallback_used, ended, waves, wave_deadline) VALUES "          \
		"(:callout_id,"                                                        \
		" :position, :function_id, :need, :mode, :overbook_percent, "          \
		":wave_size,"                                                          \
		" :wave_seconds, :norm_minutes, :fallback, :state, :fallback_used, "   \
		":ended,"                                                              \
		" :waves, :wave_deadline)")                                            \
	X(CALL_SLOT_SAVE,                                                              \
		"UPDATE callout_slot SET need = :need, state = :state, ended = "       \
		":ended,"                                                              \
		" fallback_used = :fallback_used, waves = :waves,"                     \
		" wave_deadline = :wave_deadline WHERE callout_id = :callout_id"       \
		" AND position = :position")                                           \
	X(CALL_PERSON_INSERT,                                                          \
		"INSERT INTO callout_recipient (id, callout_id, person_id, "           \
		"call_order,"                                                          \
		" slot_mask, duty_mask, duty_rank, absent, paths, state, answer, "     \
		"reason,"                                                              \
		" placed, asked_for, asked_at, path, round, path_state, token_hash)"   \
		" VALUES (:id, :callout_id, :person_id, :call_order, :slot_mask,"      \
		" :duty_mask, :duty_rank, :absent, :paths, :state, 'none', :reason,"   \
		" NULL, :asked_for, :asked_at, :path, :round, :path_state, "           \
		":token_hash)")                                                        \
	X(CALL_PERSON_SAVE,                                                            \
		"UPDATE callout_recipient SET state = :state, answer = :answer,"       \
		" reason = :reason, placed = :placed, asked_for = :asked_for,"         \
		" asked_at = :asked_at, answered_at = :answered_at,"                   \
		" eta_minutes = :eta_minutes, expected_at = :expected_at,"             \
		" arrived_at = :arrived_at, left_at = :left_at, via = :via, path = "   \
		":path, round = :round,"                                               \
		" path_state = :path_state, path_deadline = :path_deadline,"           \
		" version = version + 1 WHERE id = :id")                               \
	X(CALL_OPEN, "SELECT id FROM callout WHERE state = 'active' AND id < :before"  \
		     " UNION SELECT id FROM callout WHERE closed_at > :since"          \
		     " AND id < :before"                                               \
		     " UNION SELECT id FROM callout WHERE shift_until > :since"        \
		     " AND id < :before ORDER BY id DESC LIMIT :max")                  \
	X(CALL_RECENT, "SELECT id, started_at, started_by FROM callout"                \
		       " WHERE scenario_id = :scenario_id AND started_at > :since"     \
		       " AND kind = :kind AND state <> 'stopped'"                      \
		       " AND origin IN ('started', 'alarm')"                           \
		       " ORDER BY started_at DESC LIMIT 1")                            \
	X(CALL_BY_TOKEN,                                                               \
		"SELECT r.id, r.callout_id, c.closed_at, c.shift_until"                \
		" FROM callout_recipient r JOIN callout c ON c.id = r.callout_id"      \
		" WHERE r.token_hash = :hash")
STMT_LIST(call, CALL_SQL);

enum { DAY_MS = 86400000 };

#define X(name, text) text,
const char *const call_origin_words[] = { CALL_ORIGINS(X) };
#undef X

static enum err_code insert_call(struct db *db, const struct call *call, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &call_statements, CALL_INSERT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", call->c.id);
	stmt_bind_int(s, "scenario_id", call->scenario_id);
	stmt_bind_text(s, "kind", callout_kind_words[call->c.kind]);
	stmt_bind_text(s, "incident", call->incident);
	stmt_bind_text(s, "location", call->location);
	stmt_bind_text(s, "details", call->details);
	stmt_bind_text(s, "text_sms", call->sms);
	stmt_bind_text(s, "text_voice", call->voice);
	stmt_bind_text(s, "text_email", call->email);
	stmt_bind_int(s, "path_seconds", call->c.path_time.ms / 1000);
	stmt_bind_int(s, "rounds", call->c.rounds);
	stmt_bind_int(s, "parts_max", call->parts_max);
	stmt_bind_int(s, "plain_letters", call->plain_letters);
	stmt_bind_text(s, "state", callout_state_words[call->c.state]);
	stmt_bind_instant(s, "started_at", call->c.started_at);
	stmt_bind_instant_or_null(s, "criteria_met_at", call->criteria_met_at);
	stmt_bind_instant_or_null(s, "closed_at", call->c.closed_at);
	stmt_bind_text(s, "started_by", call->started_by);
	stmt_bind_blob(s, "nonce", call->nonce, sizeof call->nonce);
	stmt_bind_text(s, "origin", call_origin_words[call->origin]);
	stmt_bind_id_or_null(s, "relief_of", call->relief_of);
	stmt_bind_instant_or_null(s, "shift_from", call->shift_from);
	stmt_bind_instant_or_null(s, "shift_until", call->shift_until);
	stmt_bind_text(s, "hand_over", call->hands_over ? "on_arrival" : "by_hand");
	return stmt_run(s, e);
}

static void bind_slot_state(struct stmt *s, const struct call *call, int slot)
{
	const struct callout_slot *p = &call->c.slots[slot];

	stmt_bind_int(s, "callout_id", call->c.id);
	stmt_bind_int(s, "position", slot);
	stmt_bind_int(s, "need", p->need);
	stmt_bind_text(s, "state", slot_state_words[p->state]);
	stmt_bind_bool(s, "fallback_used", p->fallback_used);
	stmt_bind_bool(s, "ended", p->ended);
	stmt_bind_int(s, "waves", p->waves);
	stmt_bind_instant_or_null(s, "wave_deadline", p->wave_deadline);
}

static enum err_code insert_slots(struct db *db, const struct call *call, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &call_statements, CALL_SLOT_INSERT, &s, e) != ERR_OK)
		return e->code;
	for (int slot = 0; slot < call->c.slots_count; slot++) {
		const struct callout_slot *p = &call->c.slots[slot];

		bind_slot_state(s, call, slot);
		stmt_bind_int(s, "function_id", p->function_id);
		stmt_bind_text(s, "mode", slot_mode_words[p->mode]);
		stmt_bind_int(s, "overbook_percent", p->overbook_percent);
		stmt_bind_int(s, "wave_size", p->wave_size);
		stmt_bind_int(s, "wave_seconds", p->wave_time.ms / 1000);
		stmt_bind_id_or_null(s, "norm_minutes", p->norm_minutes);
		stmt_bind_text(s, "fallback", p->fallback_pool ? "pool" : "none");
		if (stmt_run_again(s, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static void bind_slot_or_null(struct stmt *s, const char *name, int slot)
{
	if (slot == CALLOUT_NOBODY)
		stmt_bind_null(s, name);
	else
		stmt_bind_int(s, name, slot);
}

void call_token(const struct call_settings *settings,
	const uint8_t nonce[CALL_NONCE_BYTES], int64_t recipient_id,
	uint8_t ret[TOKEN_BYTES])
{
	uint8_t what[CALL_NONCE_BYTES + 8];
	struct digest d;

	memcpy(what, nonce, CALL_NONCE_BYTES);
	for (int i = 0; i < 8; i++)
		what[CALL_NONCE_BYTES + i] =
			(uint8_t)((uint64_t)recipient_id >> (8 * i));
	d = settings->secret_key != NULL
		    ? digest_hmac_by(settings->secret_key, what, sizeof what)
		    : digest_hmac(
			    settings->secret, settings->secret_len, what, sizeof what);
	memcpy(ret, d.bytes, TOKEN_BYTES);
}

/* As they are after START: nobody has answered yet. */
static enum err_code insert_people(struct db *db, const struct call_settings *settings,
	const struct call *call, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get_rows(db, &call_statements, CALL_PERSON_INSERT, &s, e) != ERR_OK)
		return e->code;
	for (uint32_t i = 0; i < call->c.people_count; i++) {
		const struct callout_recipient *r = &call->c.people[i];
		uint8_t token[TOKEN_BYTES];
		struct digest hash;

		call_token(settings, call->nonce, r->id, token);
		hash = digest_sha256(token, sizeof token);
		stmt_bind_int(s, "id", r->id);
		stmt_bind_int(s, "callout_id", call->c.id);
		stmt_bind_int(s, "person_id", r->person_id);
		stmt_bind_int(s, "call_order", i);
		stmt_bind_int(s, "slot_mask", (int64_t)r->slots);
		stmt_bind_int(s, "duty_mask", (int64_t)r->duty);
		stmt_bind_int(s, "duty_rank", r->duty_rank);
		stmt_bind_bool(s, "absent", r->absent);
		stmt_bind_int(s, "paths", r->paths);
		stmt_bind_text(s, "state", recipient_state_words[r->state]);
		stmt_bind_text(s, "reason", recipient_reason_words[r->reason]);
		bind_slot_or_null(s, "asked_for", r->asked_for);
		stmt_bind_instant_or_null(s, "asked_at", r->asked_at);
		stmt_bind_int(s, "path", r->path);
		stmt_bind_int(s, "round", r->round);
		stmt_bind_text(s, "path_state", path_state_words[r->path_state]);
		stmt_bind_blob(s, "token_hash", hash.bytes, DIGEST_BYTES);
		if (stmt_add(s, e) != ERR_OK)
			return e->code;
	}
	return stmt_run(s, e);
}

enum err_code call_rows_insert(struct db *db, const struct call_settings *settings,
	struct call *call, struct err *e)
{
	if (insert_call(db, call, e) != ERR_OK || insert_slots(db, call, e) != ERR_OK)
		return e->code;
	call->row_state = call->c.state;
	call->row_closed_at = call->c.closed_at;
	return insert_people(db, settings, call, e);
}

/* As most answers leave it, the row is only touched: its state is in two indexes. */
enum err_code call_row_save(struct db *db, struct call *call, struct err *e)
{
	STMT_AUTO s = NULL;
	const bool same = call->row_state == call->c.state
			  && call->row_closed_at.ms == call->c.closed_at.ms;

	if (stmt_get(db, &call_statements, same ? CALL_TOUCH : CALL_SAVE, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", call->c.id);
	if (!same) {
		stmt_bind_text(s, "state", callout_state_words[call->c.state]);
		stmt_bind_instant_or_null(s, "closed_at", call->c.closed_at);
	}
	call->version++;
	call->row_state = call->c.state;
	call->row_closed_at = call->c.closed_at;
	return stmt_run_one(s, "call-out", e);
}

enum err_code call_slot_save(
	struct db *db, const struct call *call, int slot, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &call_statements, CALL_SLOT_SAVE, &s, e) != ERR_OK)
		return e->code;
	bind_slot_state(s, call, slot);
	return stmt_run_one(s, "slot", e);
}

enum err_code call_person_save(
	struct db *db, const struct call *call, uint32_t person, struct err *e)
{
	STMT_AUTO s = NULL;
	const struct callout_recipient *r = &call->c.people[person];

	if (stmt_get(db, &call_statements, CALL_PERSON_SAVE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "state", recipient_state_words[r->state]);
	stmt_bind_text(s, "answer", answer_words[r->answer]);
	stmt_bind_text(s, "reason", recipient_reason_words[r->reason]);
	bind_slot_or_null(s, "placed", r->placed);
	bind_slot_or_null(s, "asked_for", r->asked_for);
	stmt_bind_instant_or_null(s, "asked_at", r->asked_at);
	stmt_bind_instant_or_null(s, "answered_at", r->answered_at);
	if (r->eta_minutes >= 0)
		stmt_bind_int(s, "eta_minutes", r->eta_minutes);
	else
		stmt_bind_null(s, "eta_minutes");
	stmt_bind_instant_or_null(s, "expected_at", r->expected_at);
	stmt_bind_instant_or_null(s, "arrived_at", r->arrived_at);
	stmt_bind_instant_or_null(s, "left_at", r->left_at);
	stmt_bind_text(s, "via", answer_via_words[r->via]);
	stmt_bind_int(s, "path", r->path);
	stmt_bind_int(s, "round", r->round);
	stmt_bind_text(s, "path_state", path_state_words[r->path_state]);
	stmt_bind_instant_or_null(s, "path_deadline", r->path_deadline);
	stmt_bind_int(s, "id", r->id);
	return stmt_run_one(s, "recipient", e);
}

enum err_code call_open_ids(struct db *db, struct instant since, int64_t before,
	int64_t ids[CALL_OPEN_PAGE], size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_n = 0;
	if (stmt_get(db, &call_statements, CALL_OPEN, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "since", since);
	stmt_bind_int(s, "before", before);
	stmt_bind_int(s, "max", CALL_OPEN_PAGE);
	while (*ret_n < CALL_OPEN_PAGE && stmt_row(s, e))
		ids[(*ret_n)++] = stmt_int(s, "id");
	return e->code;
}

enum err_code call_by_token(struct db *db, const uint8_t token[TOKEN_BYTES],
	struct instant now, int64_t *ret_callout, int64_t *ret_recipient, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest hash = digest_sha256(token, TOKEN_BYTES);
	struct instant closed;

	if (stmt_get(db, &call_statements, CALL_BY_TOKEN, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_blob(s, "hash", hash.bytes, DIGEST_BYTES);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND, "this link is not right");
	closed = stmt_instant(s, "closed_at");
	if (closed.ms != 0 && closed.ms < stmt_instant(s, "shift_until").ms)
		closed = stmt_instant(s, "shift_until"); /* of a relief */
	if (closed.ms != 0 && now.ms - closed.ms > DAY_MS)
		return err_set(e, ERR_GONE, "this call is over");
	*ret_callout = stmt_int(s, "callout_id");
	*ret_recipient = stmt_int(s, "id");
	return ERR_OK;
}

enum err_code call_recent(struct db *db, int64_t scenario_id, enum callout_kind kind,
	struct instant since, struct call_recent *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &call_statements, CALL_RECENT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "scenario_id", scenario_id);
	stmt_bind_instant(s, "since", since);
	stmt_bind_text(s, "kind", callout_kind_words[kind]);
	if (!stmt_row(s, e))
		return e->code;
	ret->id = stmt_int(s, "id");
	ret->started_at = stmt_instant(s, "started_at");
	stmt_copy(s, "started_by", ret->started_by, sizeof ret->started_by);
	return ERR_OK;
}
