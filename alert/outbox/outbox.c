/* SPDX-License-Identifier: EUPL-1.2 */
/* Filling the outbox. Leasing is in outbox_lease.c, outcomes in outbox_run.c. */
#include "alert/outbox/outbox.h"

#include "alert/outbox/outbox_rows.h"

#include <stdio.h>
#include <string.h>

/* What goes first: real calls, what belongs to them, exercises, tests, then the rest.
 */
enum {
	PRIORITY_REAL,
	PRIORITY_AFTERWARDS, /* stand-down, and how to answer */
	PRIORITY_EXERCISE,
	PRIORITY_TEST,
	PRIORITY_URGENT_NOTICE,
	PRIORITY_NOTICE = 9
};

/* One row of the outbox. */
struct row {
	const struct call *call; /* NULL: of no call-out */
	int64_t recipient_id, person_id;
	const struct outbox_notice_row *notice; /* or NULL */
	const char *only_gateway;               /* or NULL: any */
	enum call_purpose purpose;
	int path;
	enum channel channel;
	const char *address;
	const char *body;
	struct instant now;
};

static int priority_of(const struct row *row)
{
	const struct call *call = row->call;

	if (row->only_gateway != NULL)
		return PRIORITY_NOTICE;
	if (row->notice != NULL)
		return row->notice->urgent ? PRIORITY_URGENT_NOTICE : PRIORITY_NOTICE;
	if (call == NULL)
		return PRIORITY_AFTERWARDS;
	switch (call->c.kind) {
	case KIND_TEST:
	case KIND_REACHABILITY:
		return PRIORITY_TEST;
	case KIND_EXERCISE:
		return PRIORITY_EXERCISE;
	case KIND_REAL:
	case KINDS_COUNT:
		break;
	}
	return row->purpose == PURPOSE_STAND_DOWN ? PRIORITY_AFTERWARDS : PRIORITY_REAL;
}

static enum err_code bind(
	struct db *db, struct stmt *s, const struct row *row, struct err *e)
{
	int64_t id;

	if (ids_next(db, "attempt", &id, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_id_or_null(s, "callout_id", row->call != NULL ? row->call->c.id : 0);
	stmt_bind_id_or_null(s, "recipient_id", row->recipient_id);
	stmt_bind_id_or_null(
		s, "notice_id", row->notice != NULL ? row->notice->notice_id : 0);
	stmt_bind_id_or_null(s, "person_id", row->person_id);
	stmt_bind_text(s, "purpose", call_purpose_words[row->purpose]);
	stmt_bind_int(s, "path", row->path);
	stmt_bind_text(s, "channel", channel_words[row->channel]);
	stmt_bind_text(s, "address", row->address);
	stmt_bind_text(s, "body", row->body);
	stmt_bind_int(s, "priority", priority_of(row));
	stmt_bind_instant(
		s, "due_at", row->notice != NULL ? row->notice->due_at : row->now);
	stmt_bind_text(s, "only_gateway", row->only_gateway);
	stmt_bind_instant(s, "now", row->now);
	return ERR_OK;
}

static enum err_code insert(struct db *db, const struct row *row, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_INSERT, &s, e) != ERR_OK
		|| bind(db, s, row, e) != ERR_OK)
		return e->code;
	return stmt_run(s, e);
}

enum err_code outbox_asks(struct db *db, struct stmt **ret, struct err *e)
{
	return stmt_get_rows(db, &outbox_statements, OUTBOX_INSERT, ret, e);
}

static enum err_code add(
	struct db *db, struct stmt *asks, const struct row *row, struct err *e)
{
	if (bind(db, asks, row, e) != ERR_OK)
		return e->code;
	return stmt_add(asks, e);
}

enum err_code outbox_ask(struct db *db, const struct call_settings *settings,
	struct stmt *asks, const struct call *call, uint32_t person, int path,
	bool again, struct instant now, struct err *e)
{
	const struct callout_recipient *r = &call->c.people[person];
	struct call_path paths[CALL_PATHS_MAX];
	struct row row = { .call = call,
		.recipient_id = r->id,
		.person_id = r->person_id,
		.purpose = again ? PURPOSE_REMIND : PURPOSE_ASK,
		.path = r->round * 100 + path,
		.now = now };
	int n = 0;

	if (call->first_paths != NULL && path == 0 && r->paths > 0) {
		row.channel = call->first_paths[person].channel;
		row.address = call->first_paths[person].address;
		return add(db, asks, &row, e);
	}
	if (call_paths(db, r->person_id, settings->channels, paths, &n, e) != ERR_OK)
		return e->code;
	if (n == 0) { /* all contacts were removed since the start: the path fails at
			 once */
		n = 1;
		paths[0] = (struct call_path){ .channel = CHANNEL_SMS, .address = "-" };
	}
	row.channel = paths[path % n].channel; /* or were changed */
	row.address = paths[path % n].address;
	return add(db, asks, &row, e);
}

/* Has the person just heard this on the telephone? */
static bool is_heard(const struct row *row)
{
	int64_t at = row->recipient_id != 0
			     ? call_recipient(row->call, row->recipient_id)
			     : CALLOUT_NOBODY;

	return at >= 0 && row->call->c.people[at].via == VIA_VOICE
	       && (row->purpose == PURPOSE_CONFIRM || row->purpose == PURPOSE_RESERVE);
}

/* News goes in writing where it can; nobody is called to hear again what was said. */
static enum err_code to_first_path(struct db *db, const struct call_settings *settings,
	const struct row *unaddressed, struct err *e)
{
	struct call_path paths[CALL_PATHS_MAX];
	struct row row = *unaddressed;
	int n = 0, at = 0;

	if (call_paths(db, row.person_id, settings->channels, paths, &n, e) != ERR_OK
		|| n == 0)
		return e->code;
	while (at < n && paths[at].channel == CHANNEL_VOICE)
		at++;
	if (at == n && is_heard(&row))
		return ERR_OK;
	at = at < n ? at : 0;
	row.channel = paths[at].channel;
	row.address = paths[at].address;
	return insert(db, &row, e);
}

enum err_code outbox_tell(struct db *db, const struct call_settings *settings,
	const struct call *call, uint32_t person, enum call_purpose purpose,
	const char *body_or_null, struct instant now, struct err *e)
{
	const struct callout_recipient *r = &call->c.people[person];
	struct row row = { .call = call,
		.recipient_id = r->id,
		.person_id = r->person_id,
		.purpose = purpose,
		.path = -1,
		.body = body_or_null,
		.now = now };

	err_clear(e);
	return to_first_path(db, settings, &row, e);
}

enum err_code outbox_notify(struct db *db, const struct call_settings *settings,
	const struct call *call, int64_t person_id, const char *body,
	struct instant now, struct err *e)
{
	struct row row = { .call = call,
		.person_id = person_id,
		.purpose = PURPOSE_SHORT,
		.path = -1,
		.body = body,
		.now = now };

	err_clear(e);
	return to_first_path(db, settings, &row, e);
}

enum err_code outbox_help(struct db *db, const struct call *call, int64_t person_id,
	const char *address, struct instant now, struct err *e)
{
	struct row row = { .call = call,
		.person_id = person_id,
		.purpose = PURPOSE_HELP,
		.path = -1,
		.channel = CHANNEL_SMS,
		.address = address,
		.now = now };

	return insert(db, &row, e);
}

enum err_code outbox_notice(struct db *db, const struct outbox_notice_row *notice,
	struct instant now, struct err *e)
{
	struct row row = { .notice = notice,
		.person_id = notice->person_id,
		.purpose = PURPOSE_NOTICE,
		.path = notice->path,
		.channel = notice->channel,
		.address = notice->address,
		.now = now };

	return insert(db, &row, e);
}

enum err_code outbox_cancel(struct db *db, int64_t recipient_id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_CANCEL, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "recipient_id", recipient_id);
	return stmt_run(s, e);
}

enum err_code outbox_test(struct db *db, const char *gateway, enum channel channel,
	const char *address, struct instant now, struct err *e)
{
	const struct row row = { .purpose = PURPOSE_NOTICE,
		.path = -1,
		.channel = channel,
		.address = address,
		.only_gateway = gateway,
		.now = now };

	return insert(db, &row, e);
}
