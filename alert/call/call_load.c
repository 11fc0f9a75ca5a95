/* SPDX-License-Identifier: EUPL-1.2 */
/* Loading a call-out from its rows. */
#include "alert/call/call_store.h"

#include "base/alloc.h"
#include "base/parse.h"

#include <string.h>

#define CALL_PERSON_COLUMNS                                                            \
	"id, person_id, call_order, slot_mask, duty_mask, duty_rank, absent, paths, "  \
	"state, answer, reason, placed, asked_for, asked_at, answered_at, "            \
	"eta_minutes, expected_at, arrived_at, left_at, via, path, round, "            \
	"path_state, "                                                                 \
	"path_deadline"
#define CALL_LOAD_SQL(X)                                                               \
	X(CALL_BY_ID,                                                                  \
		"SELECT id, scenario_id, kind, incident, location, details, text_sms," \
		" text_voice, text_email, path_seconds, rounds, parts_max, "           \
		"plain_letters, state,"                                                \
		" started_at, criteria_met_at, closed_at, started_by, nonce, version," \
		" origin, relief_of, shift_from, shift_until, hand_over FROM callout"  \
		" WHERE id = :id")                                                     \
	X(CALL_SLOTS, "SELECT position, function_id, need, mode, overbook_percent, "   \
		      "wave_size,"                                                     \
		      " wave_seconds, norm_minutes, fallback, state, fallback_used, "  \
		      "ended, waves,"                                                  \
		      " wave_deadline FROM callout_slot WHERE callout_id = :id"        \
		      " ORDER BY position")                                            \
	X(CALL_COUNT, "SELECT count(*) AS n FROM callout_recipient"                    \
		      " WHERE callout_id = :id")                                       \
	X(CALL_PEOPLE, "SELECT " CALL_PERSON_COLUMNS " FROM callout_recipient"         \
		       " WHERE callout_id = :id")                                      \
	X(CALL_PERSON, "SELECT " CALL_PERSON_COLUMNS " FROM callout_recipient"         \
		       " WHERE id = :id")                                              \
	X(CALL_SENT, "SELECT recipient_id, path, sent_at FROM attempt"                 \
		     " WHERE callout_id = :id AND purpose IN ('ask', 'remind')"        \
		     " ORDER BY id")
STMT_LIST(call_load, CALL_LOAD_SQL);

static int word(
	struct stmt *s, const char *column, const char *const words[], size_t count)
{
	int i = parse_word(stmt_text(s, column), words, count);

	return i >= 0 ? i : 0;
}

static int slot_or_nobody(struct stmt *s, const char *column)
{
	return stmt_is_null(s, column) ? CALLOUT_NOBODY : (int)stmt_int(s, column);
}

static enum err_code load_call(
	struct db *db, int64_t id, struct call *call, struct err *e)
{
	STMT_AUTO s = NULL;
	size_t n;
	const void *nonce;

	if (stmt_get(db, &call_load_statements, CALL_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND,
				       "call-out %" PRId64 " does not exist", id);
	call->c.id = id;
	call->scenario_id = stmt_int(s, "scenario_id");
	call->c.kind =
		(enum callout_kind)word(s, "kind", callout_kind_words, KINDS_COUNT);
	stmt_copy(s, "incident", call->incident, sizeof call->incident);
	stmt_copy(s, "location", call->location, sizeof call->location);
	stmt_copy(s, "details", call->details, sizeof call->details);
	stmt_copy(s, "text_sms", call->sms, sizeof call->sms);
	stmt_copy(s, "text_voice", call->voice, sizeof call->voice);
	stmt_copy(s, "text_email", call->email, sizeof call->email);
	stmt_copy(s, "started_by", call->started_by, sizeof call->started_by);
	call->c.path_time = seconds(stmt_int(s, "path_seconds"));
	call->c.rounds = (int)stmt_int(s, "rounds");
	call->parts_max = (int)stmt_int(s, "parts_max");
	call->plain_letters = stmt_bool(s, "plain_letters");
	call->c.state = (enum callout_state)word(
		s, "state", callout_state_words, CALLOUT_STATES_COUNT);
	call->c.started_at = stmt_instant(s, "started_at");
	call->criteria_met_at = stmt_instant(s, "criteria_met_at");
	call->c.t0 = call->criteria_met_at.ms != 0 ? call->criteria_met_at
						   : call->c.started_at;
	call->c.closed_at = stmt_instant(s, "closed_at");
	call->row_state = call->c.state;
	call->row_closed_at = call->c.closed_at;
	call->version = stmt_int(s, "version");
	call->origin = (enum call_origin)word(
		s, "origin", call_origin_words, CALL_ORIGINS_COUNT);
	call->relief_of = stmt_int(s, "relief_of");
	call->shift_from = stmt_instant(s, "shift_from");
	call->shift_until = stmt_instant(s, "shift_until");
	call->hands_over = strcmp(stmt_text(s, "hand_over"), "on_arrival") == 0;
	nonce = stmt_blob(s, "nonce", &n);
	if (n == sizeof call->nonce)
		memcpy(call->nonce, nonce, n);
	return ERR_OK;
}

static enum err_code load_slots(struct db *db, struct call *call, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &call_load_statements, CALL_SLOTS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", call->c.id);
	while (call->c.slots_count < CALLOUT_SLOTS_MAX && stmt_row(s, e)) {
		int slot = call->c.slots_count++;

		call->c.slots[slot] = (struct callout_slot){
			.function_id = stmt_int(s, "function_id"),
			.need = (int)stmt_int(s, "need"),
			.mode = (enum slot_mode)word(
				s, "mode", slot_mode_words, MODES_COUNT),
			.overbook_percent = (int)stmt_int(s, "overbook_percent"),
			.wave_size = (int)stmt_int(s, "wave_size"),
			.wave_time = seconds(stmt_int(s, "wave_seconds")),
			.norm_minutes = (int)stmt_int(s, "norm_minutes"),
			.fallback_pool = strcmp(stmt_text(s, "fallback"), "pool") == 0,
			.state = (enum slot_state)word(
				s, "state", slot_state_words, SLOT_STATES_COUNT),
			.fallback_used = stmt_bool(s, "fallback_used"),
			.ended = stmt_bool(s, "ended"),
			.waves = (int)stmt_int(s, "waves"),
			.wave_deadline = stmt_instant(s, "wave_deadline"),
		};
		if (function_find(db, call->c.slots[slot].function_id,
			    &call->functions[slot], e)
			!= ERR_OK)
			return e->code;
	}
	return e->code;
}

static void read_person(struct stmt *s, struct callout_recipient *r)
{
	*r = (struct callout_recipient){
		.id = stmt_int(s, "id"),
		.person_id = stmt_int(s, "person_id"),
		.slots = (uint64_t)stmt_int(s, "slot_mask"),
		.duty = (uint64_t)stmt_int(s, "duty_mask"),
		.duty_rank = (int)stmt_int(s, "duty_rank"),
		.absent = stmt_bool(s, "absent"),
		.paths = (int)stmt_int(s, "paths"),
		.state = (enum recipient_state)word(
			s, "state", recipient_state_words, RECIPIENT_STATES_COUNT),
		.answer = (enum answer)word(s, "answer", answer_words, ANSWERS_COUNT),
		.reason = (enum recipient_reason)word(
			s, "reason", recipient_reason_words, REASONS_COUNT),
		.placed = slot_or_nobody(s, "placed"),
		.asked_for = slot_or_nobody(s, "asked_for"),
		.asked_at = stmt_instant(s, "asked_at"),
		.answered_at = stmt_instant(s, "answered_at"),
		.eta_minutes = stmt_is_null(s, "eta_minutes")
				       ? -1
				       : (int)stmt_int(s, "eta_minutes"),
		.expected_at = stmt_instant(s, "expected_at"),
		.arrived_at = stmt_instant(s, "arrived_at"),
		.left_at = stmt_instant(s, "left_at"),
		.via = (enum answer_via)word(s, "via", answer_via_words, VIAS_COUNT),
		.path = (int)stmt_int(s, "path"),
		.round = (int)stmt_int(s, "round"),
		.path_state = (enum path_state)word(
			s, "path_state", path_state_words, PATH_STATES_COUNT),
		.path_deadline = stmt_instant(s, "path_deadline"),
	};
}

/* Room for so many people in a call-out that holds the rest already. */
static enum err_code make_room(struct call *call, uint32_t people, struct err *e)
{
	struct callout kept = call->c;

	if (callout_init(&call->c, people, e) != ERR_OK)
		return e->code;
	kept.people = call->c.people;
	kept.people_count = call->c.people_count;
	call->c = kept;
	return ERR_OK;
}

static enum err_code load_people(struct db *db, struct call *call, struct err *e)
{
	STMT_AUTO count = NULL;
	STMT_AUTO s = NULL;
	int64_t id = call->c.id;

	if (stmt_get(db, &call_load_statements, CALL_COUNT, &count, e) != ERR_OK)
		return e->code;
	stmt_bind_int(count, "id", id);
	if (!stmt_row(count, e)
		|| make_room(call, (uint32_t)stmt_int(count, "n"), e) != ERR_OK)
		return e->code;
	if (stmt_get(db, &call_load_statements, CALL_PEOPLE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	while (stmt_row(s, e)) {
		int64_t at = stmt_int(s, "call_order");

		if (at < 0 || at >= call->c.people_count)
			return err_set(
				e, ERR_IO, "call-out %" PRId64 " is damaged", id);
		read_person(s, &call->c.people[at]);
	}
	return e->code;
}

/* One ask of somebody. The newest on the present path says whether that was sent, and
 * until when it is waited for; of earlier ones, which may be reported late, only that
 * something was sent counts. */
static void note_ask(struct callout_recipient *r, int path, struct instant sent,
	struct duration path_time)
{
	const bool present = path == r->round * 100 + r->path;

	if (sent.ms != 0 && (present || r->path_deadline.ms == 0))
		r->path_deadline = instant_add(sent, path_time);
	if (r->path_state != PATH_IDLE && present)
		r->path_state = sent.ms != 0 ? PATH_SENT : PATH_SENDING;
}

/* That an ask was sent stands with the attempt only: what is stored of the person may
 * be behind. */
static enum err_code load_sent(struct db *db, struct call *call, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &call_load_statements, CALL_SENT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", call->c.id);
	while (stmt_row(s, e)) {
		int64_t at = call_recipient(call, stmt_int(s, "recipient_id"));

		if (at >= 0)
			note_ask(&call->c.people[at], (int)stmt_int(s, "path"),
				stmt_instant(s, "sent_at"), call->c.path_time);
	}
	return e->code;
}

enum err_code call_load(struct db *db, int64_t id, struct call **ret, struct err *e)
{
	struct call *call = base_calloc(1, sizeof *call);

	err_clear(e);
	if (call == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a call-out");
	if (load_call(db, id, call, e) != ERR_OK || load_slots(db, call, e) != ERR_OK
		|| load_people(db, call, e) != ERR_OK
		|| load_sent(db, call, e) != ERR_OK
		|| callout_prepare(&call->c, e) != ERR_OK) {
		call_free(call);
		return e->code;
	}
	*ret = call;
	return ERR_OK;
}

static enum err_code load_person(
	struct db *db, struct call *call, int64_t recipient_id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (recipient_id == 0)
		return ERR_OK;
	if (make_room(call, 1, e) != ERR_OK
		|| stmt_get(db, &call_load_statements, CALL_PERSON, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", recipient_id);
	if (stmt_row(s, e))
		read_person(s, &call->c.people[0]);
	return e->code;
}

enum err_code call_load_one(struct db *db, int64_t id, int64_t recipient_id,
	struct call **ret, struct err *e)
{
	struct call *call = base_calloc(1, sizeof *call);

	err_clear(e);
	if (call == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a call-out");
	if (load_call(db, id, call, e) != ERR_OK || load_slots(db, call, e) != ERR_OK
		|| load_person(db, call, recipient_id, e) != ERR_OK) {
		call_free(call);
		return e->code;
	}
	*ret = call;
	return ERR_OK;
}
