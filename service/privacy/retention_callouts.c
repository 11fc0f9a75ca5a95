/* SPDX-License-Identifier: EUPL-1.2 */
/* The dossier of a call-out goes as a whole: who was called, what they answered, the
 * messages, the timeline, the alarm that began it. Where a training record or a
 * learning point refers to it, an empty row stays: that there was one, and when. */
#include "service/privacy/retention_internal.h"

enum { AT_ONCE = 100 };

#define OLD                                                                            \
	"SELECT id FROM callout WHERE closed_at < :before AND id <= :upto"             \
	" AND started_by <> '' AND kind "
/* No record refers to it. */
#define UNNAMED                                                                        \
	" AND NOT EXISTS (SELECT 1 FROM activity WHERE callout_id = :id)"              \
	" AND NOT EXISTS (SELECT 1 FROM learning_point WHERE callout_id = :id)"
#define RETENTION_CALLOUT_SQL(X)                                                       \
	X(TESTS_OLD, OLD "<> 'real' ORDER BY closed_at LIMIT :limit")                  \
	X(REAL_OLD, OLD "= 'real' ORDER BY closed_at LIMIT :limit")                    \
	X(DOSSIER_INBOUND,                                                             \
		"UPDATE inbound SET recipient_id = NULL WHERE recipient_id IN"         \
		" (SELECT id FROM callout_recipient WHERE callout_id = :id)")          \
	X(DOSSIER_ATTEMPTS, "DELETE FROM attempt WHERE callout_id = :id")              \
	X(DOSSIER_EVENTS, "DELETE FROM event WHERE callout_id = :id")                  \
	X(DOSSIER_RECIPIENTS, "DELETE FROM callout_recipient WHERE callout_id = :id")  \
	X(DOSSIER_ALARMS, "DELETE FROM alarm WHERE callout_id = :id")                  \
	X(DOSSIER_SCHEDULE,                                                            \
		"UPDATE test_schedule SET callout_id = NULL WHERE callout_id = :id")   \
	X(DOSSIER_RELIEF, "UPDATE callout SET relief_of = NULL WHERE relief_of = :id") \
	X(DOSSIER_STRIP,                                                               \
		"UPDATE callout SET incident = '', location = '', details = '',"       \
		" text_sms = '', text_voice = '', text_email = '', started_by = '',"   \
		" version = version + 1 WHERE id = :id")                               \
	X(DOSSIER_SLOTS, "DELETE FROM callout_slot WHERE callout_id = :id" UNNAMED)    \
	X(DOSSIER_CALLOUT, "DELETE FROM callout WHERE id = :id" UNNAMED)
STMT_LIST(retention_callout, RETENTION_CALLOUT_SQL);

static enum err_code run(struct db *db, int which, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &retention_callout_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

enum err_code retention_callouts(struct db *db, const struct retention_kind *k,
	struct retention_span *span, bool remove, const struct change *by,
	int64_t *ret_n, struct err *e)
{
	const int find = k->find == RETENTION_TESTS ? TESTS_OLD : REAL_OLD;
	int64_t ids[AT_ONCE];

	(void)by;
	if (retention_ids(db, &retention_callout_statements, find, span, ids, AT_ONCE,
		    ret_n, e)
		!= ERR_OK)
		return e->code;
	for (int64_t i = 0; remove && i < *ret_n; i++)
		for (int part = DOSSIER_INBOUND; part <= DOSSIER_CALLOUT; part++)
			if (run(db, part, ids[i], e) != ERR_OK)
				return e->code;
	return ERR_OK;
}
