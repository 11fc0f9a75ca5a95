/* SPDX-License-Identifier: EUPL-1.2 */
/* Alarms of control rooms: kept, and turned into call-outs. */
#include "alert/alarm/alarm.h"

#include "base/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALARM_SQL(X)                                                                   \
	X(ALARM_SEEN, "SELECT callout_id FROM alarm WHERE control_room = :room"        \
		      " AND source_id = :source_id")                                   \
	X(ALARM_INSERT,                                                                \
		"INSERT INTO alarm (id, control_room, source_id, received_at, body,"   \
		" rule_id, callout_id, result) VALUES (:id, :room, :source_id, :at,"   \
		" :body, :rule_id, :callout_id, :result)")                             \
	X(ALARM_RULES, "SELECT id, matches, scenario_id, kind, incident, location,"    \
		       " details, control_room FROM alarm_rule WHERE active = 1"       \
		       " AND rank > 0 ORDER BY rank, id")                              \
	X(ALARM_LIST, "SELECT id, control_room, source_id, received_at, rule_id,"      \
		      " callout_id, result FROM alarm WHERE id < :before"              \
		      " ORDER BY id DESC LIMIT :limit")
STMT_LIST(alarm, ALARM_SQL);

const char *const alarm_result_words[] = { "started", "joined", "no_rule", "repeated" };
_Static_assert(
	sizeof alarm_result_words / sizeof *alarm_result_words == ALARM_RESULTS, "all");

enum { SECOND_MS = 60000 };

/* The rule that was met. */
struct rule {
	int64_t id, scenario_id; /* id 0: none */
	int kind;
	char incident[CALL_TEXT_MAX + 1], location[CALL_TEXT_MAX + 1],
		details[CALL_DETAILS_MAX + 1];
};

static bool render_into(
	char *to, size_t size, const char *template, const json_t *alarm, bool line)
{
	TEXT_AUTO t = { 0 };

	text_init(&t, size);
	if (!alarm_render(&t, template, alarm, line, size - 1))
		return false;
	(void)snprintf(to, size, "%s", text_str(&t));
	return true;
}

static bool is_met(struct stmt *s, const char *room, const json_t *alarm, struct err *e)
{
	const char *of = stmt_text(s, "control_room"), *text = stmt_text(s, "matches");
	json_t *matches = NULL;
	bool met;

	if (of[0] != '\0' && strcmp(of, room) != 0)
		return false;
	if (fields_read(text, strlen(text), &matches, e) != ERR_OK)
		return false;
	met = alarm_matches(matches, alarm);
	json_decref(matches);
	return met;
}

static enum err_code find_rule(struct db *db, const char *room, const json_t *alarm,
	struct rule *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	const char *kind;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &alarm_statements, ALARM_RULES, &s, e) != ERR_OK)
		return e->code;
	while (stmt_row(s, e)) {
		if (!is_met(s, room, alarm, e)) {
			if (e->code != ERR_OK)
				return e->code;
			continue;
		}
		kind = stmt_text_or_null(s, "kind");
		ret->id = stmt_int(s, "id");
		ret->scenario_id = stmt_int(s, "scenario_id");
		ret->kind = kind != NULL
				    ? parse_word(kind, callout_kind_words, KINDS_COUNT)
				    : -1;
		if (!render_into(ret->incident, sizeof ret->incident,
			    stmt_text(s, "incident"), alarm, true)
			|| !render_into(ret->location, sizeof ret->location,
				stmt_text(s, "location"), alarm, true)
			|| !render_into(ret->details, sizeof ret->details,
				stmt_text(s, "details"), alarm, false))
			return err_set(e, ERR_NOMEM, "no memory for an alarm");
		return ERR_OK;
	}
	return e->code;
}

static enum err_code seen(struct db *db, const char *room, const char *source_id,
	bool *ret, int64_t *ret_callout, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &alarm_statements, ALARM_SEEN, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "room", room);
	stmt_bind_text(s, "source_id", source_id);
	*ret = stmt_row(s, e);
	*ret_callout = *ret ? stmt_int(s, "callout_id") : 0;
	return e->code;
}

static enum err_code keep(struct db *db, const char *room, const char *source_id,
	const json_t *alarm, const struct rule *rule, enum alarm_result result,
	int64_t callout, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;
	char *body = json_dumps(alarm, JSON_COMPACT);
	int64_t id;

	if (body == NULL)
		return err_set(e, ERR_NOMEM, "no memory for an alarm");
	if (ids_next(db, "alarm", &id, e) == ERR_OK
		&& stmt_get(db, &alarm_statements, ALARM_INSERT, &s, e) == ERR_OK) {
		stmt_bind_int(s, "id", id);
		stmt_bind_text(s, "room", room);
		stmt_bind_text(s, "source_id", source_id);
		stmt_bind_instant(s, "at", now);
		stmt_bind_text(s, "body", body);
		stmt_bind_id_or_null(s, "rule_id", rule->id);
		stmt_bind_id_or_null(s, "callout_id", callout);
		stmt_bind_text(s, "result", alarm_result_words[result]);
		e->code = stmt_run(s, e);
	}
	free(body);
	return e->code;
}

/* The call-out of the same scenario that began a moment ago, or a new one. */
static enum err_code start(struct db *db, const struct call_settings *settings,
	const struct rule *rule, const uint8_t nonce[CALL_NONCE_BYTES],
	const struct change *by, enum alarm_result *ret, int64_t *ret_callout,
	struct err *e)
{
	struct call_request request = { .origin = CALL_ALARM,
		.scenario_id = rule->scenario_id,
		.kind = rule->kind,
		.incident = rule->incident,
		.location = rule->location,
		.details = rule->details,
		.confirm_second = true };
	struct call *plan = NULL;
	struct call_recent recent;

	memcpy(request.nonce, nonce, sizeof request.nonce);
	if (call_plan(db, settings, &request, by->now, &plan, e) != ERR_OK)
		return e->code;
	if (call_recent(db, rule->scenario_id, plan->c.kind,
		    (struct instant){ by->now.ms - SECOND_MS }, &recent,
		    e) != ERR_OK
		|| recent.id != 0) {
		call_free(plan);
		*ret = ALARM_JOINED;
		*ret_callout = recent.id;
		return e->code;
	}
	*ret = ALARM_STARTED;
	return call_start_planned(db, settings, plan, by, ret_callout, e);
}

enum err_code alarm_take(struct db *db, const struct call_settings *settings,
	const char *control_room, const json_t *alarm,
	const uint8_t nonce[CALL_NONCE_BYTES], const struct change *by,
	enum alarm_result *ret, int64_t *ret_callout, struct err *e)
{
	const char *source_id = "";
	struct rule rule;
	bool known = false;

	err_clear(e);
	*ret_callout = 0;
	if (fields_object(alarm, e) != ERR_OK
		|| !fields_line(alarm, "id", FIELDS_REQUIRED, 100, &source_id, e)
		|| seen(db, control_room, source_id, &known, ret_callout, e) != ERR_OK)
		return e->code;
	*ret = known ? ALARM_REPEATED : ALARM_NO_RULE;
	if (known)
		return ERR_OK;
	if (find_rule(db, control_room, alarm, &rule, e) != ERR_OK
		|| (rule.id != 0
			&& start(db, settings, &rule, nonce, by, ret, ret_callout, e)
				   != ERR_OK))
		return e->code;
	return keep(db, control_room, source_id, alarm, &rule, *ret, *ret_callout,
		by->now, e);
}

enum err_code alarm_list(
	struct db *db, int64_t before, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *items, *o;
	char cursor[24] = "";
	int64_t n = 0, last = 0;

	if (stmt_get(db, &alarm_statements, ALARM_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "before", before > 0 ? before : INT64_MAX);
	stmt_bind_int(s, "limit", limit + 1);
	items = json_array();
	while (stmt_row(s, e)) {
		if (n++ == limit) {
			(void)snprintf(cursor, sizeof cursor, "%" PRId64, last);
			break;
		}
		o = json_object();
		last = stmt_int(s, "id");
		fields_set_int(o, "id", last);
		fields_set_text(o, "control_room", stmt_text(s, "control_room"));
		fields_set_text(o, "source_id", stmt_text(s, "source_id"));
		fields_set_instant(o, "received_at", stmt_instant(s, "received_at"));
		fields_set_text(o, "result", stmt_text(s, "result"));
		if (stmt_is_null(s, "callout_id"))
			fields_set_text(o, "callout_id", NULL);
		else
			fields_set_int(o, "callout_id", stmt_int(s, "callout_id"));
		json_array_append_new(items, o);
	}
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	o = json_object();
	json_object_set_new(o, "items", items);
	fields_set_text(o, "next", cursor[0] != '\0' ? cursor : NULL);
	*ret = o;
	return ERR_OK;
}
