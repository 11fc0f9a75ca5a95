/* SPDX-License-Identifier: EUPL-1.2 */
/* One row of the outbox: read, marked, and told to its call-out. */
#include "alert/outbox/outbox_internal.h"

#include "alert/outbox/notice.h"
#include "alert/outbox/watch.h"
#include "base/parse.h"
#include "schema/event.h"

void outbox_attempt_row(struct stmt *row, struct attempt *ret)
{
	ret->id = stmt_int(row, "id");
	ret->callout_id = stmt_int(row, "callout_id");
	ret->recipient_id = stmt_int(row, "recipient_id");
	ret->notice_id = stmt_int(row, "notice_id");
	ret->person_id = stmt_int(row, "person_id");
	ret->purpose = (enum call_purpose)parse_word(
		stmt_text(row, "purpose"), call_purpose_words, PURPOSES_COUNT);
	ret->path = (int)stmt_int(row, "path");
	ret->tries = (int)stmt_int(row, "tries");
	ret->sent_at = stmt_instant(row, "sent_at");
	stmt_copy(row, "state", ret->state, sizeof ret->state);
	stmt_copy(row, "channel", ret->channel, sizeof ret->channel);
	ret->is_test = !stmt_is_null(row, "only_gateway");
	stmt_copy(row, ret->is_test ? "only_gateway" : "gateway", ret->gateway,
		sizeof ret->gateway);
}

enum err_code outbox_attempt_read(struct stmt *s, struct attempt *a, struct err *e)
{
	if (!stmt_row(s, e))
		return e->code != ERR_OK ? e->code
					 : err_set(e, ERR_NOTFOUND, "no such message");
	outbox_attempt_row(s, a);
	return ERR_OK;
}

enum err_code outbox_attempt_find(
	struct db *db, int64_t id, struct attempt *a, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_BY_ID, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return outbox_attempt_read(s, a, e);
}

enum err_code outbox_event(struct db *db, const struct attempt *a, const char *state,
	const char *reason, const struct change *by, struct err *e)
{
	return outbox_event_add(db, NULL, a, state, reason, by, e);
}

enum err_code outbox_event_add(struct db *db, struct stmt *rows_or_null,
	const struct attempt *a, const char *state, const char *reason,
	const struct change *by, struct err *e)
{
	struct event_record r = { .at = by->now,
		.kind = "attempt",
		.callout_id = a->callout_id,
		.person_id = a->person_id,
		.actor = by->actor.name };
	TEXT_AUTO data = { 0 };

	text_init(&data, 1024);
	text_addf(&data, "{\"what\":\"%s\",\"attempt_id\":%" PRId64, state, a->id);
	text_addf(&data, ",\"purpose\":\"%s\",\"channel\":\"%s\",\"gateway\":",
		call_purpose_words[a->purpose], a->channel);
	text_add_json(&data, a->gateway);
	text_add(&data, ",\"reason\":");
	text_add_json(&data, reason);
	if (!text_add(&data, "}"))
		return err_set(e, ERR_NOMEM, "no memory for an event");
	r.data = text_str(&data);
	return rows_or_null != NULL ? event_add(db, rows_or_null, &r, e)
				    : event_write(db, &r, NULL, e);
}

enum err_code outbox_step_ask(struct db *db, const struct call_settings *settings,
	const struct attempt *a, enum callout_event_kind kind, const struct change *by,
	struct err *e)
{
	struct callout_event event = {
		.kind = kind, .path = a->path % 100, .round = a->path / 100
	};
	struct call *call = NULL;
	int64_t person;

	if (a->purpose != PURPOSE_ASK && a->purpose != PURPOSE_REMIND)
		return ERR_OK;
	if (call_get(db, a->callout_id, &call, e) != ERR_OK)
		return e->code;
	person = call_recipient(call, a->recipient_id);
	if (person < 0)
		return ERR_OK;
	event.person = (uint32_t)person;
	return call_step(db, settings, a->callout_id, &event, by, e);
}

enum err_code outbox_attempt_mark(struct db *db, int which, const struct attempt *a,
	struct instant at, const char *text, bool *ret_changed, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", a->id);
	if (which == OUTBOX_FAILED || which == OUTBOX_GIVE_UP)
		stmt_bind_text(s, "reason", text);
	else
		stmt_bind_instant(s, "at", at);
	if (stmt_run(s, e) == ERR_OK)
		*ret_changed = stmt_changes(s) > 0;
	return e->code;
}

enum err_code outbox_attempt_failed(struct db *db, const struct call_settings *settings,
	int which, const struct attempt *a, const char *reason, const struct change *by,
	struct err *e)
{
	bool changed = false;

	if (outbox_attempt_mark(db, which, a, by->now, reason, &changed, e) != ERR_OK
		|| !changed)
		return e->code;
	if (outbox_event(db, a, "failed", reason, by, e) != ERR_OK)
		return e->code;
	if (a->is_test)
		return watch_tested(db, settings, a->gateway, "failed", reason, by, e);
	if (a->purpose == PURPOSE_NOTICE)
		return notice_path_failed(db, settings, a->notice_id, a->path, by, e);
	return outbox_step_ask(db, settings, a, CALLOUT_PATH_FAILED, by, e);
}

enum err_code outbox_give_up(struct db *db, const struct call_settings *settings,
	const struct attempt *a, const char *reason, const struct change *by,
	struct err *e)
{
	return outbox_attempt_failed(db, settings, OUTBOX_GIVE_UP, a, reason, by, e);
}
