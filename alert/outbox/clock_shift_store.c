/* SPDX-License-Identifier: EUPL-1.2 */
#include "alert/outbox/clock_shift.h"

#include "alert/call/call.h"
#include "alert/outbox/outbox.h"
#include "schema/stmt.h"

enum { WAIT_MAX_MS = 3600 * 1000 }; /* of a message, as a gateway may ask */

// clang-format off
#define OF_OPEN "callout_id IN (SELECT id FROM callout WHERE state = 'active')"
#define CLOCK_SHIFT_SQL(X) \
	X(SHIFT_SLOTS, "UPDATE callout_slot SET wave_deadline = wave_deadline + :jump WHERE " OF_OPEN) \
	X(SHIFT_PEOPLE, "UPDATE callout_recipient SET asked_at = asked_at + :jump," \
		" answered_at = answered_at + :jump, expected_at = expected_at + :jump," \
		" arrived_at = arrived_at + :jump, path_deadline = path_deadline + :jump WHERE " OF_OPEN) \
	X(SHIFT_SENT, "UPDATE attempt SET created_at = created_at + :jump, sent_at = sent_at + :jump," \
		" delivered_at = delivered_at + :jump WHERE " OF_OPEN) \
	X(SHIFT_DUE, "UPDATE attempt SET due_at = due_at + :jump WHERE due_at IS NOT NULL" \
		" AND (callout_id IS NOT NULL OR state <> 'queued' OR due_at <= :then)") \
	X(SHIFT_CALLS, "UPDATE callout SET started_at = started_at + :jump WHERE state = 'active'") \
	X(LIMIT_SLOTS, "UPDATE callout_slot SET wave_deadline = :now + wave_seconds * 1000" \
		" WHERE wave_deadline > :now + wave_seconds * 1000 AND " OF_OPEN) \
	X(LIMIT_ASKED, "UPDATE callout_recipient SET asked_at = :now WHERE asked_at > :now AND " OF_OPEN) \
	X(LIMIT_PATHS, "UPDATE callout_recipient SET path_deadline = :now +" \
		" (SELECT path_seconds FROM callout WHERE id = callout_id) * 1000 WHERE path_deadline > :now +" \
		" (SELECT path_seconds FROM callout WHERE id = callout_id) * 1000 AND " OF_OPEN) \
	X(LIMIT_SENT, "UPDATE attempt SET sent_at = :now WHERE sent_at > :now AND " OF_OPEN) \
	X(LIMIT_DUE, "UPDATE attempt SET due_at = :now WHERE due_at > :latest" \
		" AND (callout_id IS NOT NULL OR state <> 'queued')")
// clang-format on
STMT_LIST(clock_shift, CLOCK_SHIFT_SQL);

static enum err_code shift(struct db *db, int which, struct duration jump,
	const struct instant *then, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &clock_shift_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "jump", jump.ms);
	if (then != NULL)
		stmt_bind_instant(s, "then", *then);
	return stmt_run(s, e);
}

enum err_code clock_shift(
	struct db *db, struct duration jump, struct instant then, struct err *e)
{
	err_clear(e);
	if (shift(db, SHIFT_SLOTS, jump, NULL, e) != ERR_OK
		|| shift(db, SHIFT_PEOPLE, jump, NULL, e) != ERR_OK
		|| shift(db, SHIFT_SENT, jump, NULL, e) != ERR_OK
		|| shift(db, SHIFT_DUE, jump, &then, e) != ERR_OK
		|| shift(db, SHIFT_CALLS, jump, NULL, e) != ERR_OK)
		return e->code;
	outbox_receipts_shift(db, jump);
	call_forget(db);
	return ERR_OK;
}

static enum err_code limit(struct db *db, int which, struct instant now,
	const struct instant *latest, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &clock_shift_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "now", now);
	if (latest != NULL)
		stmt_bind_instant(s, "latest", *latest);
	return stmt_run(s, e);
}

enum err_code clock_limit(struct db *db, struct instant now, struct err *e)
{
	const struct instant latest =
		instant_add(now, (struct duration){ WAIT_MAX_MS });

	err_clear(e);
	if (limit(db, LIMIT_SLOTS, now, NULL, e) != ERR_OK
		|| limit(db, LIMIT_ASKED, now, NULL, e) != ERR_OK
		|| limit(db, LIMIT_PATHS, now, NULL, e) != ERR_OK
		|| limit(db, LIMIT_SENT, now, NULL, e) != ERR_OK
		|| limit(db, LIMIT_DUE, now, &latest, e) != ERR_OK)
		return e->code;
	call_forget(db);
	return ERR_OK;
}
