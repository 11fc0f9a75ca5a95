/* SPDX-License-Identifier: EUPL-1.2 */
/* One due row of the outbox: leased, postponed, left, dropped or given up. */
#include "alert/outbox/outbox_internal.h"

#include "base/parse.h"

#include <string.h>

enum { STUCK_POSTPONE_MS = 2000 };

static enum err_code drop(struct db *db, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_DROP, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

/* Until when a receipt is waited for; INSTANT_NEVER: it does not matter any more. */
static enum err_code receipt_by(
	struct db *db, int64_t id, struct instant until, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_RECEIPT_BY, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (until.ms != INSTANT_NEVER.ms)
		stmt_bind_instant(s, "due_at", until);
	return stmt_run(s, e);
}

static enum err_code take_lease(struct db *db, const struct outbox_message *m,
	const char *gateway, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_LEASE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", m->attempt_id);
	stmt_bind_instant(s, "until", instant_add(now, seconds(OUTBOX_LEASE_SECONDS)));
	stmt_bind_text(s, "gateway", gateway);
	return stmt_run(s, e);
}

/* The gateway took it and then kept silent: another one gets it, or the person is
 * reached on another path. False in *ret_again: it is not sent again. */
static enum err_code no_receipt(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, const struct attempt *a, const struct change *by,
	bool *ret_again, struct err *e)
{
	const size_t gateways = outbox_gateways_of(batch, a->channel);
	struct receipts *r = outbox_receipts_of(db, a->gateway);

	if (r != NULL && receipts_missed(r, a->person_id, a->sent_at, by->now))
		outbox_judge(db, batch, by->now);
	*ret_again = (size_t)a->tries < gateways;
	if (!*ret_again)
		return outbox_give_up(
			db, settings, a, "no receipt came in time", by, e);
	return outbox_event(db, a, "retry", "no receipt came in time", by, e);
}

/* Has the gateway room for it? A test is how one that is passed over is looked at. */
static bool has_room(const struct outbox_gateway *g, const struct attempt *a)
{
	return g->room > 0 || (a->is_test && g->passed_over);
}

/* The message is on its way to it. */
static void gave(struct db *db, struct outbox_gateway *g, struct instant now)
{
	struct receipts *r = g->passed_over ? outbox_receipts_of(db, g->name) : NULL;

	g->room -= g->room > 0;
	if (r != NULL && receipts_probe_due(r, now))
		receipts_probed(r, now);
}

/* It waited while the installation got another secret: the others go on. */
static enum err_code cannot_read(struct db *db, const struct call_settings *settings,
	const struct attempt *a, const struct change *by, struct err *e)
{
	err_clear(e);
	return outbox_give_up(
		db, settings, a, "it was sealed with another secret", by, e);
}

enum err_code outbox_lease_row(struct db *db, const struct call_settings *settings,
	struct outbox_batch *batch, struct stmt *row, const struct change *by,
	struct err *e)
{
	struct outbox_message *m = &batch->messages[batch->messages_count];
	struct attempt a;
	struct call *call = NULL;
	int64_t person = CALLOUT_NOBODY;
	bool again = true;
	int gateway;

	outbox_attempt_row(row, &a);
	if (a.callout_id != 0) {
		if (call_get(db, a.callout_id, &call, e) != ERR_OK)
			return e->code;
		if (a.recipient_id != 0)
			person = call_recipient(call, a.recipient_id);
		if (!outbox_still_wanted(call, person, a.purpose))
			return strcmp(a.state, "sent") == 0
				       ? receipt_by(db, a.id, INSTANT_NEVER, e)
				       : drop(db, a.id, e);
	}
	gateway = outbox_choose(batch, &a);
	if (a.is_test
		&& (gateway == OUTBOX_NO_GATEWAY
			|| !outbox_takes_test(&batch->gateways[gateway])))
		return outbox_give_up(
			db, settings, &a, "the gateway does not work", by, e);
	if (gateway == OUTBOX_NO_GATEWAY)
		return outbox_postpone(db, a.id,
			instant_add(by->now, (struct duration){ STUCK_POSTPONE_MS }),
			"no gateway serves this channel", e);
	if (!has_room(&batch->gateways[gateway], &a))
		return ERR_OK;
	if (strcmp(a.state, "sent") == 0
		&& no_receipt(db, settings, batch, &a, by, &again, e) != ERR_OK)
		return e->code;
	if (!again)
		return ERR_OK;
	memset(m, 0, sizeof *m);
	m->gateway = (size_t)gateway;
	if (outbox_fill(db, settings, &a, call, person, row, m, e) == ERR_GONE)
		return cannot_read(db, settings, &a, by, e);
	if (e->code != ERR_OK)
		return e->code;
	gave(db, &batch->gateways[gateway], by->now);
	batch->messages_count++;
	return take_lease(db, m, batch->gateways[gateway].name, by->now, e);
}

enum err_code outbox_free_row(struct db *db, const struct call_settings *settings,
	const struct outbox_batch *batch, struct stmt *row, const struct change *by,
	struct err *e)
{
	static const char reason[] = "no gateway of this channel works";
	struct attempt a;
	bool elsewhere = false;

	outbox_attempt_row(row, &a);
	if (strcmp(a.state, "leased") == 0)
		return ERR_OK;
	if (a.is_test)
		return outbox_give_up(
			db, settings, &a, "the gateway does not work", by, e);
	if (outbox_has_other_way(db, settings, batch, &a, &elsewhere, e) != ERR_OK)
		return e->code;
	if (elsewhere)
		return outbox_give_up(db, settings, &a, reason, by, e);
	if (strcmp(a.state, "sent") == 0)
		return receipt_by(db, a.id,
			instant_add(by->now, (struct duration){ STUCK_POSTPONE_MS }),
			e);
	return outbox_postpone(db, a.id,
		instant_add(by->now, (struct duration){ STUCK_POSTPONE_MS }), reason,
		e);
}
