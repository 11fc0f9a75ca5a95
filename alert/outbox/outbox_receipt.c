/* SPDX-License-Identifier: EUPL-1.2 */
/* What a provider tells afterwards of a message that it took. */
#include "alert/outbox/outbox_internal.h"

#include "alert/outbox/watch.h"
#include "base/parse.h"

#include <string.h>

/* The message to which the provider gave that id; none when it gave it to two. */
static enum err_code find_by_provider(struct db *db, const char *gateway,
	const char *id, struct attempt *a, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &outbox_statements, OUTBOX_BY_PROVIDER, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "provider_id", id);
	stmt_bind_text(s, "gateway", gateway);
	if (outbox_attempt_read(s, a, e) != ERR_OK)
		return e->code;
	if (stmt_row(s, e))
		return err_set(e, ERR_NOTFOUND, "this may be of two messages");
	return e->code;
}

/* By our id or the provider's. An id that is ours of one message and theirs of another
 * is of neither: the wrong person would count as reached. */
static enum err_code find_receipt(struct db *db, const char *gateway,
	const struct carrier_receipt *receipt, struct attempt *a, struct err *e)
{
	struct attempt theirs = { 0 };
	bool ours = false;
	int64_t id;

	if (parse_int(receipt->id, 1, INT64_MAX, &id)) {
		ours = outbox_attempt_find(db, id, a, e) == ERR_OK
		       && strcmp(a->gateway, gateway) == 0;
		if (e->code != ERR_OK && e->code != ERR_NOTFOUND)
			return e->code;
		err_clear(e);
	}
	if (find_by_provider(db, gateway, receipt->id, &theirs, e) == ERR_OK) {
		if (ours && a->id != theirs.id)
			return err_set(e, ERR_NOTFOUND, "this may be of two messages");
		*a = theirs;
		return ERR_OK;
	}
	if (!ours || e->code != ERR_NOTFOUND)
		return e->code;
	err_clear(e);
	return ERR_OK;
}

/* It came in time: what that gateway takes arrives somewhere. */
static void count(struct db *db, const struct attempt *a, struct instant now)
{
	const bool is_leased = strcmp(a->state, "leased") == 0; /* it was very quick */
	struct receipts *r = outbox_receipts_of(db, a->gateway);

	if (r != NULL && (is_leased || strcmp(a->state, "sent") == 0))
		receipts_came(r, a->person_id, is_leased ? now : a->sent_at, now);
}

enum err_code outbox_receipt(struct db *db, const struct call_settings *settings,
	const char *gateway, const struct carrier_receipt *receipt,
	const struct change *by, bool *ret_known, struct err *e)
{
	struct attempt a = { 0 };
	bool changed = false;

	*ret_known = false;
	if (find_receipt(db, gateway, receipt, &a, e) != ERR_OK)
		return e->code == ERR_NOTFOUND ? (e->code = ERR_OK) : e->code;
	*ret_known = true;
	count(db, &a, by->now);
	if (!receipt->delivered)
		return outbox_attempt_failed(
			db, settings, OUTBOX_FAILED, &a, receipt->reason, by, e);
	if (outbox_attempt_mark(db, OUTBOX_DELIVERED, &a, by->now, "", &changed, e)
			!= ERR_OK
		|| !changed)
		return e->code;
	if (a.is_test)
		return watch_tested(db, settings, a.gateway, "delivered", "", by, e);
	if (outbox_step_ask(db, settings, &a, CALLOUT_SENT, by, e) != ERR_OK)
		return e->code;
	return outbox_event(db, &a, "delivered", "", by, e);
}
