/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking a swap and moving it on, each in one write transaction with its audit record.
 */
#include "roster/swap/swap_store.h"

#include <string.h>

#define SWAP_STEP_SQL(X)                                                               \
	X(SWAP_INSERT,                                                                 \
		"INSERT INTO swap (id, duty_id, function_id, rank, from_person_id,"    \
		" to_person_id, starts_at, ends_at, state, asked_all, asked_at, note," \
		" return_duty_id, return_function_id, return_rank, return_starts_at,"  \
		" return_ends_at) VALUES (:id, :duty_id, :function_id, :rank,"         \
		" :from_person_id, :to_person_id, :starts_at, :ends_at, 'asked',"      \
		" :asked_all, :asked_at, :note, :return_duty_id, :return_function_id," \
		" :return_rank, :return_starts_at, :return_ends_at)")                  \
	X(SWAP_SET, "UPDATE swap SET state = :state, to_person_id = :to_person_id,"    \
		    " reason = :reason, version = version + 1 WHERE id = :id")         \
	X(SWAP_CLASH, "SELECT id FROM swap WHERE function_id = :function_id"           \
		      " AND ends_at > :starts_at AND starts_at < :ends_at"             \
		      " AND rank = :rank AND from_person_id = :person_id"              \
		      " AND (state = 'asked' OR state = 'agreed') LIMIT 1")            \
	X(SWAP_DUTY, "SELECT function_id, rank, starts_at, ends_at, state FROM duty"   \
		     " WHERE id = :id")                                                \
	X(SWAP_REFUSED_BY, "SELECT 1 AS it FROM swap_refusal WHERE swap_id = :id"      \
			   " AND person_id = :person_id")                              \
	X(SWAP_ADD_REFUSAL, "INSERT INTO swap_refusal (swap_id, person_id, at)"        \
			    " VALUES (:id, :person_id, :now)")
STMT_LIST(swap_step, SWAP_STEP_SQL);

/* --- asking */

/* How the fields of one direction are called. */
struct leg_names {
	const char *duty, *from, *until;
};
static const struct leg_names given = { "duty_id", "from", "until" },
			      in_return = { "return_duty_id", "return_from",
				      "return_until" };

static enum err_code read_duty(struct db *db, struct swap_leg *leg,
	const struct leg_names *names, struct err *e)
{
	STMT_AUTO q = NULL;

	if (stmt_get(db, &swap_step_statements, SWAP_DUTY, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_int(q, "id", leg->duty_id);
	if (!stmt_row(q, e))
		return e->code != ERR_OK ? e->code
					 : err_fault(e, names->duty, "does not exist");
	if (strcmp(stmt_text(q, "state"), "published") != 0)
		return err_fault(e, names->duty,
			"is a draft: only what is published can be swapped");
	leg->function_id = stmt_int(q, "function_id");
	leg->rank = (int)stmt_int(q, "rank");
	leg->from = stmt_instant(q, "starts_at");
	leg->until = stmt_instant(q, "ends_at");
	return ERR_OK;
}

/* The part of the duty that is meant; what has passed is not swapped. */
static enum err_code read_part(const json_t *body, struct swap_leg *leg,
	const struct leg_names *names, struct instant now, struct err *e)
{
	const struct swap_leg whole = *leg;

	if (leg->from.ms < now.ms)
		leg->from.ms = now.ms - now.ms % 60000 + 60000;
	(void)fields_instant(body, names->from, FIELDS_OPTIONAL, &leg->from, e);
	(void)fields_instant(body, names->until, FIELDS_OPTIONAL, &leg->until, e);
	if (e->code != ERR_OK)
		return e->code;
	if (whole.until.ms <= now.ms)
		return err_fault(e, names->duty, "has ended");
	if (leg->from.ms < whole.from.ms || leg->from.ms >= whole.until.ms)
		return err_fault(e, names->from, "must lie in the duty");
	if (leg->from.ms < now.ms)
		return err_fault(e, names->from, "must not be in the past");
	if (leg->until.ms > whole.until.ms || leg->until.ms <= leg->from.ms)
		return err_fault(e, names->until, "must lie in the duty, later than %s",
			names->from);
	return ERR_OK;
}

static enum err_code read_leg(struct db *db, const json_t *body, struct swap_leg *leg,
	const struct leg_names *names, struct instant now, struct err *e)
{
	if (read_duty(db, leg, names, e) != ERR_OK)
		return e->code;
	return read_part(body, leg, names, now, e);
}

static enum err_code check_clash(struct db *db, const struct swap_row *s, struct err *e)
{
	STMT_AUTO q = NULL;

	if (stmt_get(db, &swap_step_statements, SWAP_CLASH, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_int(q, "function_id", s->leg.function_id);
	stmt_bind_instant(q, "starts_at", s->leg.from);
	stmt_bind_instant(q, "ends_at", s->leg.until);
	stmt_bind_int(q, "rank", s->leg.rank);
	stmt_bind_int(q, "person_id", s->swap.from_person_id);
	if (!stmt_row(q, e))
		return e->code;
	return err_set(e, ERR_CONFLICT,
		"swap %" PRId64 " asks for this time already; withdraw that one first",
		stmt_int(q, "id"));
}

/* What is asked in return, if anything. */
static enum err_code read_back(struct db *db, const json_t *body, struct instant now,
	struct swap_row *s, struct err *e)
{
	if (!fields_int(body, "return_duty_id", FIELDS_OPTIONAL, 1, INT64_MAX,
		    &s->back.duty_id, e)) {
		if (json_object_get(body, "return_from") != NULL
			|| json_object_get(body, "return_until") != NULL)
			(void)err_fault(e, "return_duty_id", "must be given");
		return e->code;
	}
	if (s->swap.asked_all)
		return err_fault(
			e, "to_person_id", "must say whose duty you take in return");
	return read_leg(db, body, &s->back, &in_return, now, e);
}

static enum err_code read_ask(struct db *db, const json_t *body, struct instant now,
	struct swap_row *s, const char **ret_note, struct err *e)
{
	static const char *const names[] = { "duty_id", "from", "until", "to_person_id",
		"return_duty_id", "return_from", "return_until", "note", NULL };

	*ret_note = "";
	err_clear(e);
	if (fields_object(body, e) != ERR_OK)
		return e->code;
	fields_only(body, names, e);
	(void)fields_int(
		body, "duty_id", FIELDS_REQUIRED, 1, INT64_MAX, &s->leg.duty_id, e);
	s->swap.asked_all = !fields_int(body, "to_person_id", FIELDS_OPTIONAL, 1,
		INT64_MAX, &s->swap.to_person_id, e);
	(void)fields_line(body, "note", FIELDS_OPTIONAL, 200, ret_note, e);
	if (e->code != ERR_OK || read_leg(db, body, &s->leg, &given, now, e) != ERR_OK)
		return e->code;
	return read_back(db, body, now, s, e);
}

static enum err_code check_ask(struct db *db, struct swap_row *s, struct err *e)
{
	if (s->swap.from_person_id == 0
		&& swap_holder(db, &s->leg, &s->swap.from_person_id, e) != ERR_OK)
		return e->code;
	if (s->swap.to_person_id == s->swap.from_person_id)
		return err_fault(e, "to_person_id", "must be somebody else");
	if (swap_check_givers(db, s, e) != ERR_OK || check_clash(db, s, e) != ERR_OK)
		return e->code;
	return s->swap.asked_all ? ERR_OK : swap_check_takers(db, s, e);
}

enum err_code swap_may_ask(struct db *db, const json_t *body, int64_t from_person_id,
	struct instant now, struct err *e)
{
	struct swap_row s = { .swap.from_person_id = from_person_id };
	const char *note;

	if (read_ask(db, body, now, &s, &note, e) != ERR_OK)
		return e->code;
	return check_ask(db, &s, e);
}

static enum err_code insert(struct db *db, const struct swap_row *s, const char *note,
	struct instant now, struct err *e)
{
	STMT_AUTO q = NULL;

	if (stmt_get(db, &swap_step_statements, SWAP_INSERT, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_int(q, "id", s->id);
	swap_bind_asked(q, s);
	stmt_bind_instant(q, "asked_at", now);
	stmt_bind_text(q, "note", note);
	return stmt_run(q, e);
}

enum err_code swap_ask(struct db *db, const json_t *body, int64_t from_person_id,
	const struct change *by, int64_t *ret_id, struct err *e)
{
	struct swap_row s = { .swap.from_person_id = from_person_id };
	const char *note;
	json_t *after;
	enum err_code code;

	if (read_ask(db, body, by->now, &s, &note, e) != ERR_OK
		|| check_ask(db, &s, e) != ERR_OK
		|| ids_next(db, "swap", &s.id, e) != ERR_OK
		|| insert(db, &s, note, by->now, e) != ERR_OK
		|| resource_get(db, &swap_resource, s.id, &after, e) != ERR_OK)
		return e->code;
	code = resource_audit(db, by, "create", "swap", s.id, NULL, after, e);
	json_decref(after);
	*ret_id = s.id;
	return code != ERR_OK ? code : swap_announce(db, &s, "asked", by, e);
}

/* --- steps */

static enum err_code save(struct db *db, const struct swap_row *s, const char *reason,
	const struct change *by, struct err *e)
{
	STMT_AUTO q = NULL;

	if (stmt_get(db, &swap_step_statements, SWAP_SET, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_int(q, "id", s->id);
	stmt_bind_text(q, "state", swap_state_words[s->swap.state]);
	stmt_bind_id_or_null(q, "to_person_id", s->swap.to_person_id);
	stmt_bind_text(q, "reason", reason);
	if (stmt_run(q, e) != ERR_OK)
		return e->code;
	return s->swap.state == SWAP_APPROVED
		       ? roster_record(db, LAYER_SOURCE_SWAP, s->id, by, e)
		       : ERR_OK;
}

static enum err_code has_refused(
	struct db *db, int64_t id, int64_t person_id, bool *ret, struct err *e)
{
	STMT_AUTO q = NULL;

	if (stmt_get(db, &swap_step_statements, SWAP_REFUSED_BY, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_int(q, "id", id);
	stmt_bind_int(q, "person_id", person_id);
	*ret = stmt_row(q, e);
	return e->code;
}

/* Once each, however often they say so. */
static enum err_code note_refusal(
	struct db *db, int64_t id, int64_t person_id, struct instant now, struct err *e)
{
	STMT_AUTO q = NULL;
	bool known = person_id == 0;

	if ((!known && has_refused(db, id, person_id, &known, e) != ERR_OK) || known)
		return e->code;
	if (stmt_get(db, &swap_step_statements, SWAP_ADD_REFUSAL, &q, e) != ERR_OK)
		return e->code;
	stmt_bind_int(q, "id", id);
	stmt_bind_int(q, "person_id", person_id);
	stmt_bind_instant(q, "now", now);
	return stmt_run(q, e);
}

/* Agreeing and approving need the roster to be as it was when it was asked. */
static enum err_code check_step(struct db *db, const struct swap_row *s,
	const struct swap_order *o, struct instant now, struct err *e)
{
	if (o->step != SWAP_AGREE && o->step != SWAP_APPROVE)
		return ERR_OK;
	if (s->leg.until.ms <= now.ms
		|| (s->back.function_id != 0 && s->back.until.ms <= now.ms))
		return err_set(e, ERR_CONFLICT, "the time of this swap has passed");
	if (swap_check_givers(db, s, e) != ERR_OK)
		return e->code;
	return swap_check_takers(db, s, e);
}

static enum err_code approve_if_clean(struct db *db, struct swap_row *s,
	const struct roster_rules *rules, struct err *e)
{
	struct roster_problems caused;

	if (swap_problems(db, s, rules, &caused, e) != ERR_OK)
		return e->code;
	if (caused.n == 0)
		s->swap.state = SWAP_APPROVED;
	roster_problems_fini(&caused);
	return ERR_OK;
}

static const char *what_happened(const struct swap_row *s, const struct swap_order *o)
{
	return o->step == SWAP_REFUSE && s->swap.state == SWAP_ASKED
		       ? "declined"
		       : swap_state_words[s->swap.state];
}

static enum err_code keep(struct db *db, const struct swap_order *o,
	const struct change *by, const struct swap_row *s, const json_t *before,
	struct err *e)
{
	json_t *after;
	enum err_code code;

	if (o->step == SWAP_REFUSE
		&& note_refusal(db, s->id, o->actor.person_id, by->now, e) != ERR_OK)
		return e->code;
	if (save(db, s, o->reason, by, e) != ERR_OK
		|| resource_get(db, &swap_resource, s->id, &after, e) != ERR_OK)
		return e->code;
	code = resource_audit(
		db, by, what_happened(s, o), "swap", s->id, before, after, e);
	json_decref(after);
	return code != ERR_OK ? code : swap_announce(db, s, what_happened(s, o), by, e);
}

enum err_code swap_take_step(struct db *db, const struct swap_order *o,
	const struct change *by, struct swap_row *ret, struct err *e)
{
	struct swap_row s;
	json_t *before;
	enum err_code code;

	if (swap_find(db, o->id, &s, e) != ERR_OK)
		return e->code;
	if (o->expected_version != 0 && o->expected_version != s.version)
		return err_set(e, ERR_STALE,
			"this swap was changed by someone else: it has version %" PRId64
			" now; read it again",
			s.version);
	if (swap_move(&s.swap, o->step, &o->actor, e) != ERR_OK
		|| check_step(db, &s, o, by->now, e) != ERR_OK)
		return e->code;
	if (o->step == SWAP_AGREE && o->automatic != NULL
		&& approve_if_clean(db, &s, o->automatic, e) != ERR_OK)
		return e->code;
	if (resource_get(db, &swap_resource, o->id, &before, e) != ERR_OK)
		return e->code;
	code = keep(db, o, by, &s, before, e);
	json_decref(before);
	s.version++;
	*ret = s;
	return code;
}
