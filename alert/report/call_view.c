/* SPDX-License-Identifier: EUPL-1.2 */
/* Call-outs as JSON. */
#include "alert/report/call_view.h"

#include "alert/carrier/gsm7.h"
#include "base/alloc.h"
#include "base/phone.h"
#include "roster/people/person.h"
#include "schema/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALL_VIEW_SQL(X)                                                               \
	X(VIEW_LIST,                                                                   \
		"SELECT id FROM callout WHERE (:before = 0 OR id < :before)"           \
		" AND (:state = '' OR state = :state) ORDER BY id DESC LIMIT :limit")  \
	X(VIEW_ATTEMPTS, "SELECT id, person_id, purpose, channel, gateway, address, "  \
			 "state, tries,"                                               \
			 " created_at, sent_at, delivered_at, reason FROM attempt"     \
			 " WHERE callout_id = :callout_id AND id > :after"             \
			 " AND (:state = '' OR state = :state)"                        \
			 " AND (:person_id = 0 OR person_id = :person_id)"             \
			 " ORDER BY id LIMIT :limit")                                  \
	X(VIEW_PERSON, "SELECT given_name, infix, family_name, language FROM person"   \
		       " WHERE id = :id")
STMT_LIST(call_view, CALL_VIEW_SQL);

static json_t *slot_json(const struct call *call, int slot)
{
	const struct callout_slot *s = &call->c.slots[slot];
	json_t *o = json_object();

	fields_set_int(o, "function_id", s->function_id);
	fields_set_text(o, "function", call->functions[slot].code);
	fields_set_text(o, "name", call->functions[slot].name);
	fields_set_int(o, "need", s->need);
	fields_set_int(o, "accepted", s->placed);
	fields_set_int(o, "present", callout_slot_present(&call->c, slot));
	fields_set_int(o, "reserve", callout_slot_reserve(&call->c, slot));
	fields_set_int(o, "asked", callout_slot_asked(&call->c, slot));
	fields_set_text(o, "state", slot_state_words[s->state]);
	fields_set_bool(o, "stopped", s->ended);
	fields_set_text(o, "mode", slot_mode_words[s->mode]);
	fields_set_bool(o, "fallback_used", s->fallback_used);
	if (s->norm_minutes > 0)
		fields_set_int(o, "norm_minutes", s->norm_minutes);
	else
		fields_set_text(o, "norm_minutes", NULL);
	fields_set_int(o, "on_time", callout_slot_on_time(&call->c, slot));
	return o;
}

enum err_code call_view_item(const struct call *call, json_t **ret, struct err *e)
{
	json_t *o = json_object(), *slots = json_array();

	if (o == NULL || slots == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a call-out");
	fields_set_int(o, "id", call->c.id);
	fields_set_int(o, "scenario_id", call->scenario_id);
	fields_set_text(o, "kind", callout_kind_words[call->c.kind]);
	fields_set_text(o, "incident", call->incident);
	fields_set_text(o, "location", call->location);
	fields_set_text(o, "details", call->details);
	fields_set_text(o, "state", callout_state_words[call->c.state]);
	fields_set_instant(o, "started_at", call->c.started_at);
	fields_set_instant_or_null(o, "criteria_met_at", call->criteria_met_at);
	fields_set_instant_or_null(o, "closed_at", call->c.closed_at);
	fields_set_text(o, "started_by", call->started_by);
	fields_set_text(o, "origin", call_origin_words[call->origin]);
	if (call->relief_of != 0) {
		fields_set_int(o, "relief_of", call->relief_of);
		fields_set_instant(o, "shift_from", call->shift_from);
		fields_set_instant(o, "shift_until", call->shift_until);
	}
	fields_set_int(o, "people", call->c.people_count);
	for (int slot = 0; slot < call->c.slots_count; slot++)
		json_array_append_new(slots, slot_json(call, slot));
	json_object_set_new(o, "slots", slots);
	fields_set_int(o, "version", call->version);
	*ret = o;
	return ERR_OK;
}

static enum err_code list_of(
	json_t *items, const char *cursor, json_t **ret, struct err *e)
{
	json_t *o = json_object();

	if (o == NULL || json_object_set_new(o, "items", items) != 0)
		return err_set(e, ERR_NOMEM, "no memory for a list");
	fields_set_text(o, "next", cursor[0] != '\0' ? cursor : NULL);
	*ret = o;
	return ERR_OK;
}

enum err_code call_view_list(struct db *db, const char *state, int64_t before,
	int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *items = json_array();
	char cursor[24] = "";
	int64_t last = 0, n = 0;

	if (stmt_get(db, &call_view_statements, VIEW_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "before", before);
	stmt_bind_text(s, "state", state);
	stmt_bind_int(s, "limit", limit + 1);
	while (stmt_row(s, e)) {
		struct call *call = NULL;
		json_t *o = NULL;

		if (n++ == limit) {
			(void)snprintf(cursor, sizeof cursor, "%" PRId64, last);
			break;
		}
		last = stmt_int(s, "id");
		if (call_load(db, last, &call, e) == ERR_OK
			&& call_view_item(call, &o, e) == ERR_OK)
			json_array_append_new(items, o);
		call_free(call);
		if (e->code != ERR_OK)
			break;
	}
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	return list_of(items, cursor, ret, e);
}

static enum err_code person_shown(struct db *db, int64_t id,
	char ret_name[PERSON_NAME_MAX], enum phrase_language *ret_language,
	struct err *e)
{
	STMT_AUTO s = NULL;
	char given[81], infix[41];

	ret_name[0] = '\0';
	*ret_language = LANGUAGE_NL;
	if (stmt_get(db, &call_view_statements, VIEW_PERSON, &s, e) != ERR_OK)
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

static enum err_code recipient_json(struct db *db, const struct call *call, uint32_t i,
	enum phrase_language language, json_t *items, struct err *e)
{
	const struct callout_recipient *r = &call->c.people[i];
	json_t *o = json_object(), *functions = json_array();
	enum recipient_reason reason = shown_reason(&call->c, r);
	char name[PERSON_NAME_MAX];
	enum phrase_language theirs;
	int slot = shown_slot(r);

	(void)person_shown(db, r->person_id, name, &theirs, e);
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
	fields_set_instant_or_null(o, "answered_at", r->answered_at);
	if (r->eta_minutes >= 0)
		fields_set_int(o, "eta_minutes", r->eta_minutes);
	else
		fields_set_text(o, "eta_minutes", NULL);
	fields_set_instant_or_null(o, "expected_at", r->expected_at);
	fields_set_instant_or_null(o, "arrived_at", r->arrived_at);
	fields_set_instant_or_null(o, "left_at", r->left_at);
	fields_set_text(o, "via", r->via != VIA_NONE ? answer_via_words[r->via] : NULL);
	fields_set_text(o, "reason", phrase_reason(reason, language));
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
		if (recipient_json(db, call, (uint32_t)i, language, items, e)
			!= ERR_OK) {
			json_decref(items);
			return e->code;
		}
	}
	return list_of(items, cursor, ret, e);
}

/* "+31 ... 78" or "m…@gemeente.example": enough to recognise, not to use. */
static void address_hint(const char *channel, const char *address, char buffer[64])
{
	char phone[PHONE_TEXT];
	const char *at = strchr(address, '@');

	if (strcmp(channel, "sms") == 0 || strcmp(channel, "voice") == 0)
		(void)snprintf(buffer, 64, "%s", phone_hint(address, phone));
	else if (at != NULL)
		(void)snprintf(buffer, 64, "%.1s...%.50s", address, at);
	else
		(void)snprintf(buffer, 64, "%.2s...", address);
}

#define X(name) #name,
const char *const attempt_state_words[] = { ATTEMPT_STATES(X) };
#undef X

enum err_code call_view_attempts(struct db *db, int64_t callout_id,
	const struct call_attempt_filter *filter, int64_t after, int64_t limit,
	json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *items = json_array();
	char cursor[24] = "", hint[64];
	int64_t n = 0, last = 0;

	if (stmt_get(db, &call_view_statements, VIEW_ATTEMPTS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "callout_id", callout_id);
	stmt_bind_int(s, "after", after);
	stmt_bind_text(s, "state", filter->state);
	stmt_bind_int(s, "person_id", filter->person_id);
	stmt_bind_int(s, "limit", limit + 1);
	while (stmt_row(s, e)) {
		json_t *o;

		if (n++ == limit) {
			(void)snprintf(cursor, sizeof cursor, "%" PRId64, last);
			break;
		}
		o = json_object();
		last = stmt_int(s, "id");
		fields_set_int(o, "id", last);
		fields_set_int(o, "person_id", stmt_int(s, "person_id"));
		fields_set_text(o, "purpose", stmt_text(s, "purpose"));
		fields_set_text(o, "channel", stmt_text(s, "channel"));
		fields_set_text(o, "gateway", stmt_text_or_null(s, "gateway"));
		address_hint(stmt_text(s, "channel"), stmt_text(s, "address"), hint);
		fields_set_text(o, "address_hint", hint);
		fields_set_text(o, "state", stmt_text(s, "state"));
		fields_set_int(o, "tries", stmt_int(s, "tries"));
		fields_set_instant(o, "created_at", stmt_instant(s, "created_at"));
		fields_set_instant_or_null(o, "sent_at", stmt_instant(s, "sent_at"));
		fields_set_instant_or_null(
			o, "delivered_at", stmt_instant(s, "delivered_at"));
		fields_set_text(o, "reason", stmt_text_or_null(s, "reason"));
		json_array_append_new(items, o);
	}
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	return list_of(items, cursor, ret, e);
}

struct timeline {
	json_t *items;
	int64_t limit, last;
	bool more;
};

static void on_event(void *ctx, const struct event_entry *entry)
{
	struct timeline *t = ctx;
	struct err e = { 0 };
	json_t *o, *data = NULL;

	if (t->limit-- == 0) {
		t->more = true;
		return;
	}
	o = json_object();
	fields_set_int(o, "seq", entry->seq);
	fields_set_instant(o, "at", entry->r.at);
	fields_set_text(o, "kind", entry->r.kind);
	if (entry->r.person_id != 0)
		fields_set_int(o, "person_id", entry->r.person_id);
	fields_set_text(o, "actor", entry->r.actor);
	if (fields_read(entry->r.data, strlen(entry->r.data), &data, &e) == ERR_OK)
		json_object_set_new(o, "data", data);
	json_array_append_new(t->items, o);
	t->last = entry->seq;
}

enum err_code call_view_timeline(struct db *db, int64_t callout_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	struct timeline t = { .items = json_array(), .limit = limit };
	char cursor[24] = "";

	if (event_each(db, after, callout_id, limit + 1, on_event, &t, e) != ERR_OK) {
		json_decref(t.items);
		return e->code;
	}
	if (t.more)
		(void)snprintf(cursor, sizeof cursor, "%" PRId64, t.last);
	return list_of(t.items, cursor, ret, e);
}

/* Whose turn comes when: who stands first in a queue before who stands second. */
struct turn {
	uint32_t person, turn;
};

static int by_turn(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	return x->person < y->person ? -1 : x->person > y->person;
}

static struct turn *turns_of(const struct callout *c)
{
	struct turn *turns = base_calloc(c->people_count + 1, sizeof *turns);

	for (uint32_t i = 0; turns != NULL && i < c->people_count; i++)
		turns[i] = (struct turn){ i, UINT32_MAX };
	for (int slot = 0; turns != NULL && slot < c->slots_count; slot++)
		for (uint32_t k = 0; k < c->slots[slot].queue_len; k++) {
			struct turn *t = &turns[c->slots[slot].queue[k]];

			t->turn = k < t->turn ? k : t->turn;
		}
	if (turns != NULL)
		qsort(turns, c->people_count, sizeof *turns, by_turn);
	return turns;
}

/* Everybody, those who are asked at once first, each in the order of their turn. */
static enum err_code preview_people(struct db *db, const struct call *call,
	enum phrase_language language, json_t *items, struct err *e)
{
	struct turn *turns = turns_of(&call->c);

	err_clear(e);
	if (turns == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a preview");
	for (int waiting = 0; waiting < 2; waiting++) {
		for (uint32_t i = 0; i < call->c.people_count; i++) {
			uint32_t person = turns[i].person;
			bool waits = call->c.people[person].state != RECIPIENT_ASKED;

			if (e->code == ERR_OK && waits == (waiting == 1))
				(void)recipient_json(
					db, call, person, language, items, e);
		}
	}
	base_free(turns);
	return e->code;
}

/* How many people there are for each slot, and how many too few even if all of them
 * come. */
static void preview_slots(const struct callout *c, json_t *slots)
{
	json_t *o;
	size_t i;

	json_array_foreach(slots, i, o)
	{
		const struct callout_slot *s = &c->slots[i];
		int64_t people = 0;

		for (uint32_t k = 0; k < s->queue_len; k++)
			people += c->people[s->queue[k]].paths > 0;
		fields_set_int(o, "candidates", people);
		fields_set_int(o, "short", s->need > people ? s->need - people : 0);
	}
}

/* The text of a channel for a slot, as its first candidate gets it. */
static enum err_code preview_text(struct db *db, const struct call *call,
	const struct call_settings *settings, enum channel channel, int slot,
	struct text *out, enum phrase_language *ret_language, struct err *e)
{
	const struct callout_slot *s = &call->c.slots[slot];
	char name[PERSON_NAME_MAX] = "";
	struct call_reader reader = { name, LANGUAGE_NL };
	int64_t person = CALLOUT_NOBODY;

	if (s->queue_len > 0) {
		person = s->queue[0];
		if (person_shown(db, call->c.people[person].person_id, name,
			    &reader.language, e)
			!= ERR_OK)
			return e->code;
	}
	*ret_language = reader.language;
	if (!call_text(call, settings, PURPOSE_ASK, channel, person, slot, &reader,
		    NULL, out))
		return err_set(e, ERR_NOMEM, "no memory for a preview");
	return ERR_OK;
}

static json_t *text_json(const struct call *call, const struct call_settings *settings,
	enum channel channel, enum phrase_language language, const char *text)
{
	const struct gsm7_size size = call_text_size(settings, text);
	json_t *o = json_object();

	fields_set_text(o, "channel", channel_words[channel]);
	fields_set_text(o, "language", language == LANGUAGE_EN ? "en" : "nl");
	fields_set_text(o, "text", text);
	if (channel != CHANNEL_SMS)
		return o;
	fields_set_int(o, "parts", (int64_t)size.parts);
	fields_set_int(o, "parts_max", call->parts_max);
	fields_set_text(o, "alphabet", size.gsm7 ? "gsm7" : "unicode");
	fields_set_bool(o, "shortened",
		call->incident[0] != '\0' && strstr(call->sms, "{incident}") != NULL
			&& strstr(text, call->incident) == NULL);
	return o;
}

/* What will be sent and said, the longest of all slots for each channel. */
static enum err_code preview_texts(struct db *db, const struct call *call,
	const struct call_settings *settings, json_t *items, struct err *e)
{
	err_clear(e);
	for (int channel = 0; channel < CHANNELS_COUNT; channel++) {
		TEXT_AUTO longest = { 0 };
		enum phrase_language language = LANGUAGE_NL, of_longest = LANGUAGE_NL;

		if ((settings->channels >> channel & 1) == 0)
			continue;
		text_init(&longest, 8192);
		for (int slot = 0; slot < call->c.slots_count; slot++) {
			TEXT_AUTO text = { 0 };

			text_init(&text, 8192);
			if (preview_text(db, call, settings, (enum channel)channel,
				    slot, &text, &language, e)
				!= ERR_OK)
				return e->code;
			if (text.len < longest.len)
				continue;
			text_clear(&longest);
			text_add(&longest, text_str(&text));
			of_longest = language;
		}
		json_array_append_new(
			items, text_json(call, settings, (enum channel)channel,
				       of_longest, text_str(&longest)));
	}
	return ERR_OK;
}

enum err_code call_view_preview(struct db *db, const struct call_settings *settings,
	struct call *call, struct instant now, enum phrase_language language,
	json_t **ret, struct err *e)
{
	static const struct callout_event start = { .kind = CALLOUT_START };
	struct effects effects;
	json_t *o = NULL, *people = json_array(), *texts = json_array();
	int64_t messages = 0;

	effects_init(&effects);
	if (callout_step(&call->c, &start, now, &effects, e) == ERR_OK
		&& call_view_item(call, &o, e) == ERR_OK
		&& preview_people(db, call, language, people, e) == ERR_OK
		&& preview_texts(db, call, settings, texts, e) == ERR_OK) {
		for (size_t i = 0; i < effects.count; i++)
			messages += effects.items[i].kind == EFFECT_ASK;
		json_object_del(o, "id");
		json_object_del(o, "version");
		preview_slots(&call->c, json_object_get(o, "slots"));
		json_object_set(o, "recipients", people);
		json_object_set(o, "texts", texts);
		fields_set_int(o, "messages_at_once", messages);
		*ret = o;
		o = NULL;
	}
	effects_fini(&effects);
	json_decref(o);
	json_decref(people);
	json_decref(texts);
	return e->code;
}
