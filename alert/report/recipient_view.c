/* SPDX-License-Identifier: EUPL-1.2 */
/* The people of a call-out as JSON: how they stand, and why they were asked or not. */
#include "alert/report/view_internal.h"

#include <stdio.h>

#define RECIPIENT_VIEW_SQL(X)                                                          \
	X(VIEW_PERSON, "SELECT given_name, infix, family_name, language FROM person"   \
		       " WHERE id = :id")                                              \
	X(VIEW_FIRST_ASK, "SELECT channel, created_at FROM attempt"                    \
			  " WHERE recipient_id = :id AND purpose = 'ask'"              \
			  " ORDER BY id LIMIT 1")
STMT_LIST(recipient_view, RECIPIENT_VIEW_SQL);

enum err_code call_view_person(struct db *db, int64_t id,
	char ret_name[PERSON_NAME_MAX], enum phrase_language *ret_language,
	struct err *e)
{
	STMT_AUTO s = NULL;
	char given[81], infix[41];

	ret_name[0] = '\0';
	*ret_language = LANGUAGE_NL;
	if (stmt_get(db, &recipient_view_statements, VIEW_PERSON, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code;
	stmt_copy(s, "given_name", given, sizeof given);
	stmt_copy(s, "infix", infix, sizeof infix);
	person_display_name(given, infix, stmt_text(s, "family_name"), ret_name);
	*ret_language = phrase_language(stmt_text(s, "language"));
	return ERR_OK;
}

static int shown_slot(const struct callout_recipient *r)
{
	if (r->placed != CALLOUT_NOBODY)
		return r->placed;
	if (r->asked_for != CALLOUT_NOBODY)
		return r->asked_for;
	return __builtin_ctzll(r->slots);
}

/* Why somebody was never asked: it was stopped before their turn, or their places were
 * filled. */
static enum recipient_reason shown_reason(
	const struct callout *c, const struct callout_recipient *r)
{
	if (r->state != RECIPIENT_WAITING)
		return r->reason;
	if (c->state == CALLOUT_STOPPED)
		return REASON_STOPPED;
	for (uint64_t rest = r->slots; rest != 0; rest &= rest - 1)
		if (c->slots[__builtin_ctzll(rest)].state != SLOT_FILLED)
			return r->reason;
	return REASON_NOT_NEEDED;
}

/* Who is asked again was asked first by the oldest message; without any, it was done
 * outside Paraat, or there was no way. */
static enum err_code add_first_ask(
	struct db *db, const struct callout_recipient *r, json_t *o, struct err *e)
{
	struct instant at = r->asked_at;
	STMT_AUTO s = NULL;
	bool found = false;

	if (at.ms != 0) {
		if (stmt_get(db, &recipient_view_statements, VIEW_FIRST_ASK, &s, e)
			!= ERR_OK)
			return e->code;
		stmt_bind_int(s, "id", r->id);
		found = stmt_row(s, e);
		if (found)
			at = instant_min(at, stmt_instant(s, "created_at"));
	}
	fields_set_instant_or_null(o, "first_asked_at", at);
	fields_set_text(o, "first_asked_via", found ? stmt_text(s, "channel") : NULL);
	return e->code;
}

enum err_code view_recipient(struct db *db, const struct call *call, uint32_t i,
	enum phrase_language language, json_t *items, struct err *e)
{
	const struct callout_recipient *r = &call->c.people[i];
	json_t *o = json_object(), *functions = json_array();
	enum recipient_reason reason = shown_reason(&call->c, r);
	char name[PERSON_NAME_MAX];
	enum phrase_language theirs;
	int slot = shown_slot(r);

	(void)call_view_person(db, r->person_id, name, &theirs, e);
	fields_set_int(o, "id", r->id);
	fields_set_int(o, "person_id", r->person_id);
	fields_set_text(o, "display_name", name);
	fields_set_int(o, "function_id", call->c.slots[slot].function_id);
	fields_set_text(o, "function", call->functions[slot].code);
	for (uint64_t rest = r->slots; rest != 0; rest &= rest - 1)
		json_array_append_new(functions,
			json_integer(call->c.slots[__builtin_ctzll(rest)].function_id));
	json_object_set_new(o, "function_ids", functions);
	fields_set_text(o, "state", recipient_state_words[r->state]);
	fields_set_text(o, "answer", answer_words[r->answer]);
	fields_set_instant_or_null(o, "asked_at", r->asked_at);
	(void)add_first_ask(db, r, o, e);
	fields_set_instant_or_null(o, "answered_at", r->answered_at);
	if (r->eta_minutes >= 0)
		fields_set_int(o, "eta_minutes", r->eta_minutes);
	else
		fields_set_text(o, "eta_minutes", NULL);
	fields_set_instant_or_null(o, "expected_at", r->expected_at);
	fields_set_instant_or_null(o, "arrived_at", r->arrived_at);
	fields_set_instant_or_null(o, "left_at", r->left_at);
	fields_set_text(o, "via", r->via != VIA_NONE ? answer_via_words[r->via] : NULL);
	fields_set_text(o, "reason",
		call->origin == CALL_MANUAL ? phrase(PHRASE_WHY_ELSEWHERE, language)
					    : phrase_reason(reason, language));
	fields_set_text(o, "reason_code", recipient_reason_words[reason]);
	fields_set_bool(o, "on_duty", r->duty != 0);
	fields_set_bool(o, "absent", r->absent);
	if (r->placed != CALLOUT_NOBODY)
		fields_set_bool(o, "on_time", callout_on_time(&call->c, r));
	json_array_append_new(items, o);
	return e->code;
}

static bool passes(const struct call *call, const struct callout_recipient *r,
	const struct call_recipient_filter *filter)
{
	int slot;

	if (filter == NULL)
		return true;
	if ((filter->state >= 0 && (int)r->state != filter->state)
		|| (filter->person_id != 0 && r->person_id != filter->person_id))
		return false;
	if (filter->function_id == 0)
		return true;
	slot = call_slot(call, filter->function_id);
	return slot != CALLOUT_NOBODY && (r->slots >> slot & 1) != 0;
}

enum err_code call_view_recipients(struct db *db, const struct call *call,
	enum phrase_language language, const struct call_recipient_filter *filter,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	json_t *items = json_array();
	char cursor[24] = "";

	err_clear(e);
	for (int64_t i = after; i < call->c.people_count; i++) {
		if (!passes(call, &call->c.people[i], filter))
			continue;
		if (limit-- == 0) {
			(void)snprintf(cursor, sizeof cursor, "%" PRId64, i);
			break;
		}
		if (view_recipient(db, call, (uint32_t)i, language, items, e)
			!= ERR_OK) {
			json_decref(items);
			return e->code;
		}
	}
	return view_list_of(items, cursor, ret, e);
}
