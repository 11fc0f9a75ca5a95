/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading swaps, and what must hold for one. Making and moving: swap_step_store.c. */
#include "roster/swap/swap_store.h"

#include "base/parse.h"
#include "base/zone.h"
#include "roster/people/function.h"
#include "schema/event.h"

#include <stdio.h>
#include <string.h>

#define SWAP_COLUMNS                                                                   \
	"s.id, s.duty_id, s.function_id, s.rank, s.from_person_id, s.to_person_id,"    \
	" s.starts_at, s.ends_at, s.state, s.asked_all, s.asked_at, s.note, s.reason," \
	" s.return_duty_id, s.return_function_id, s.return_rank, s.return_starts_at,"  \
	" s.return_ends_at, s.version"
/* Who asks, who takes; and who is, or was, among all that were asked. */
#define SWAP_OF_MEMBER(open)                                                           \
	" (s.from_person_id = :member_id OR s.to_person_id = :member_id"               \
	" OR (s.asked_all = 1" open " AND EXISTS (SELECT 1"                            \
	" FROM assignment a WHERE a.function_id = s.function_id"                       \
	" AND a.person_id = :member_id AND a.status = 'qualified'"                     \
	" AND a.from_day <= :day AND (a.until_day IS NULL OR a.until_day > :day))))"
#define SWAP_SQL(X)                                                                    \
	X(SWAP_BY_ID, "SELECT " SWAP_COLUMNS " FROM swap s WHERE s.id = :id")          \
	X(SWAP_LIST, "SELECT " SWAP_COLUMNS " FROM swap s WHERE s.id > :after"         \
		     " AND (:function_id = 0 OR s.function_id = :function_id)"         \
		     " AND (:person_id = 0 OR s.from_person_id = :person_id"           \
		     " OR s.to_person_id = :person_id)"                                \
		     " AND (:state = '' OR s.state = :state)"                          \
		     " AND (:member_id = 0 OR" SWAP_OF_MEMBER(                         \
			     " AND s.state = 'asked'") ")"                             \
						       " ORDER BY s.id LIMIT :limit")  \
	X(SWAP_CONCERNS,                                                               \
		"SELECT 1 AS it FROM swap s WHERE s.id = :id AND" SWAP_OF_MEMBER(""))
STMT_LIST(swap, SWAP_SQL);

/* What is taken in return; nulls for nothing. */
static void set_back(struct stmt *row, json_t *o)
{
	bool any = !stmt_is_null(row, "return_function_id");

	fields_set_id_or_null(o, "return_duty_id", stmt_int(row, "return_duty_id"));
	fields_set_id_or_null(
		o, "return_function_id", stmt_int(row, "return_function_id"));
	fields_set_id_or_null(o, "return_rank", stmt_int(row, "return_rank"));
	fields_set_text(o, "return_from", NULL);
	fields_set_text(o, "return_until", NULL);
	if (any) {
		fields_set_instant(
			o, "return_from", stmt_instant(row, "return_starts_at"));
		fields_set_instant(
			o, "return_until", stmt_instant(row, "return_ends_at"));
	}
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_int(o, "duty_id", stmt_int(row, "duty_id"));
	fields_set_int(o, "function_id", stmt_int(row, "function_id"));
	fields_set_int(o, "rank", stmt_int(row, "rank"));
	fields_set_int(o, "from_person_id", stmt_int(row, "from_person_id"));
	if (stmt_is_null(row, "to_person_id"))
		fields_set_text(o, "to_person_id", NULL);
	else
		fields_set_int(o, "to_person_id", stmt_int(row, "to_person_id"));
	fields_set_instant(o, "from", stmt_instant(row, "starts_at"));
	fields_set_instant(o, "until", stmt_instant(row, "ends_at"));
	set_back(row, o);
	fields_set_text(o, "state", stmt_text(row, "state"));
	fields_set_bool(o, "asked_all", stmt_bool(row, "asked_all"));
	fields_set_instant(o, "asked_at", stmt_instant(row, "asked_at"));
	fields_set_text(o, "note", stmt_text(row, "note"));
	fields_set_text(o, "reason", stmt_text(row, "reason"));
	return ERR_OK;
}

const struct resource swap_resource = {
	.name = "swap",
	.event = "swap",
	.list = &swap_statements,
	.by_id = SWAP_BY_ID,
	.remove = -1,
	.to_json = to_json,
};

static int64_t day_of(struct instant now)
{
	return date_days(zone_to_civil(now).date);
}

enum err_code swap_list(struct db *db, const struct swap_filter *f, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &swap_statements, SWAP_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "function_id", f->function_id);
	stmt_bind_int(s, "person_id", f->person_id);
	stmt_bind_text(s, "state", f->state);
	stmt_bind_int(s, "member_id", f->member_id);
	stmt_bind_int(s, "day", day_of(f->now));
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &swap_resource, s, limit, ret, e);
}

enum err_code swap_concerns(struct db *db, int64_t id, int64_t person_id,
	struct instant now, bool *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &swap_statements, SWAP_CONCERNS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_int(s, "member_id", person_id);
	stmt_bind_int(s, "day", day_of(now));
	*ret = stmt_row(s, e);
	return e->code;
}

void swap_bind_asked(struct stmt *q, const struct swap_row *s)
{
	const struct swap_leg *back = &s->back;
	bool any = back->function_id != 0;

	stmt_bind_int(q, "duty_id", s->leg.duty_id);
	stmt_bind_int(q, "function_id", s->leg.function_id);
	stmt_bind_int(q, "rank", s->leg.rank);
	stmt_bind_int(q, "from_person_id", s->swap.from_person_id);
	stmt_bind_id_or_null(q, "to_person_id", s->swap.to_person_id);
	stmt_bind_instant(q, "starts_at", s->leg.from);
	stmt_bind_instant(q, "ends_at", s->leg.until);
	stmt_bind_bool(q, "asked_all", s->swap.asked_all);
	stmt_bind_id_or_null(q, "return_duty_id", back->duty_id);
	stmt_bind_id_or_null(q, "return_function_id", back->function_id);
	stmt_bind_id_or_null(q, "return_rank", back->rank);
	stmt_bind_id_or_null(q, "return_starts_at", any ? back->from.ms : 0);
	stmt_bind_id_or_null(q, "return_ends_at", any ? back->until.ms : 0);
}

enum err_code swap_find(struct db *db, int64_t id, struct swap_row *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &swap_statements, SWAP_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK ? e->code
					 : err_set(e, ERR_NOTFOUND,
						 "swap %" PRId64 " does not exist", id);
	*ret = (struct swap_row){ .id = id,
		.version = stmt_int(s, "version"),
		.leg = { stmt_int(s, "duty_id"), stmt_int(s, "function_id"),
			(int)stmt_int(s, "rank"), stmt_instant(s, "starts_at"),
			stmt_instant(s, "ends_at") },
		.back = { stmt_int(s, "return_duty_id"),
			stmt_int(s, "return_function_id"),
			(int)stmt_int(s, "return_rank"),
			stmt_instant(s, "return_starts_at"),
			stmt_instant(s, "return_ends_at") },
		.swap = { .state = (enum swap_state)parse_word(
				  stmt_text(s, "state"), swap_state_words, SWAP_STATES),
			.asked_all = stmt_bool(s, "asked_all"),
			.from_person_id = stmt_int(s, "from_person_id"),
			.to_person_id = stmt_int(s, "to_person_id") } };
	return ERR_OK;
}

/* --- what must hold */

/* Who stands at that place when it begins, and until when without a break. */
static enum err_code standing(struct db *db, const struct swap_leg *leg,
	int64_t *ret_person, struct instant *ret_until, struct err *e)
{
	struct roster_query q = {
		.function_id = leg->function_id, .from = leg->from, .to = leg->until
	};
	struct roster_spans spans;

	*ret_person = 0;
	*ret_until = leg->from;
	if (roster_resolve(db, &q, &spans, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < spans.n; i++) {
		const struct roster_span *x = &spans.item[i];

		if (x->rank != leg->rank || x->starts.ms != ret_until->ms
			|| (*ret_person != 0 && x->person_id != *ret_person))
			continue;
		*ret_person = x->person_id;
		*ret_until = x->ends;
	}
	roster_spans_fini(&spans);
	return ERR_OK;
}

enum err_code swap_holder(
	struct db *db, const struct swap_leg *leg, int64_t *ret, struct err *e)
{
	struct instant until;

	return standing(db, leg, ret, &until, e);
}

static enum err_code check_giver(
	struct db *db, const struct swap_leg *leg, int64_t giver, struct err *e)
{
	struct instant until;
	int64_t person;

	if (standing(db, leg, &person, &until, e) != ERR_OK)
		return e->code;
	if (person == giver && until.ms == leg->until.ms)
		return ERR_OK;
	return err_set(e, ERR_CONFLICT,
		"who gives this duty away is not on duty during all of it: look at the "
		"roster");
}

enum err_code swap_check_givers(struct db *db, const struct swap_row *s, struct err *e)
{
	if (check_giver(db, &s->leg, s->swap.from_person_id, e) != ERR_OK
		|| s->back.function_id == 0)
		return e->code;
	return check_giver(db, &s->back, s->swap.to_person_id, e);
}

static enum err_code check_taker(struct db *db, const struct swap_leg *leg,
	int64_t taker, const char *field, struct err *e)
{
	const struct instant moments[] = { leg->from, { leg->until.ms - 1 } };
	bool qualified = true;

	for (size_t i = 0; i < 2 && qualified; i++)
		if (assignment_qualified(
			    db, taker, leg->function_id, moments[i], &qualified, e)
			!= ERR_OK)
			return e->code;
	return qualified ? ERR_OK
			 : err_fault(e, field, "%s",
				 "who takes it does not hold this function "
				 "then");
}

enum err_code swap_check_takers(struct db *db, const struct swap_row *s, struct err *e)
{
	if (check_taker(db, &s->leg, s->swap.to_person_id, "to_person_id", e) != ERR_OK
		|| s->back.function_id == 0)
		return e->code;
	return check_taker(db, &s->back, s->swap.from_person_id, "return_duty_id", e);
}

enum err_code swap_announce(struct db *db, const struct swap_row *s, const char *what,
	const struct change *by, struct err *e)
{
	char data[128];
	struct event_record event = { .at = by->now,
		.kind = "swap",
		.person_id = s->swap.from_person_id,
		.actor = by->actor.name,
		.data = data };

	(void)snprintf(data, sizeof data,
		"{\"id\":%" PRId64 ",\"function_id\":%" PRId64 ",\"action\":\"%s\"}",
		s->id, s->leg.function_id, what);
	if (event_write(db, &event, NULL, e) != ERR_OK
		|| s->swap.state != SWAP_APPROVED)
		return e->code;
	event.kind = "duty"; /* the roster is another one now */
	return event_write(db, &event, NULL, e);
}

enum err_code swap_problems(struct db *db, const struct swap_row *s,
	const struct roster_rules *rules, struct roster_problems *ret, struct err *e)
{
	const struct swap_leg *leg = &s->leg, *back = &s->back;
	const struct roster_trial t[] = {
		{ leg->function_id, leg->rank, leg->from, leg->until,
			s->swap.from_person_id, s->swap.to_person_id },
		{ back->function_id, back->rank, back->from, back->until,
			s->swap.to_person_id, s->swap.from_person_id },
	};

	memset(ret, 0, sizeof *ret);
	if (s->swap.to_person_id == 0)
		return ERR_OK;
	return roster_trial_problems(
		db, t, back->function_id != 0 ? 2 : 1, rules, ret, e);
}
