/* SPDX-License-Identifier: EUPL-1.2 */
/* What has a term: how to find what is past it, and how to remove that. */
#include "schema/audit/erase.h"
#include "service/privacy/erase.h"
#include "service/privacy/retention_internal.h"

enum { AT_ONCE = 5000, PEOPLE_AT_ONCE = 200 };

#define LEFT(column)                                                                   \
	"SELECT person_id AS id FROM departure WHERE left_at < :before"                \
	" AND :upto > 0 AND " column " IS NULL ORDER BY left_at LIMIT :limit"
#define OLD(id, table, when)                                                           \
	" FROM " table " WHERE " when " < :before AND " id " <= :upto"
#define COUNT(id, table, when)                                                         \
	"SELECT count(*) AS n FROM (SELECT 1" OLD(id, table, when) " LIMIT :limit)"
#define REMOVE(id, table, when)                                                        \
	"DELETE FROM " table " WHERE " id " IN (SELECT " id OLD(                       \
		id, table, when) " ORDER BY " id " LIMIT :limit)"
#define PAIR(X, name, id, table, when)                                                 \
	X(name##_COUNT, COUNT(id, table, when))                                        \
	X(name##_REMOVE, REMOVE(id, table, when))
#define WRITTEN(table, when)                                                           \
	"SELECT max(id) AS id, count(*) AS n FROM (SELECT id, " when                   \
	" AS at FROM " table                                                           \
	" WHERE id > :after ORDER BY id LIMIT :limit) WHERE at < :before"
#define WEEK_END "until_day * 86400000"
#define RETENTION_KIND_SQL(X)                                                          \
	X(CONTACTS_OLD, LEFT("contacts_at"))                                           \
	X(PEOPLE_OLD, LEFT("erased_at"))                                               \
	X(TRAINING_OLD, LEFT("training_at"))                                           \
	X(CERTIFICATES_OLD, LEFT("certificates_at"))                                   \
	X(ATTEMPTS_TO, WRITTEN("attempt", "created_at"))                               \
	X(ATTEMPTS_WIPE, "UPDATE attempt SET address = '', body = NULL"                \
			 " WHERE id > :after AND id <= :to AND due_at IS NULL")        \
	X(NOTICES_TO, WRITTEN("notice", "created_at"))                                 \
	X(NOTICES_WIPE,                                                                \
		"UPDATE notice SET subject = '-', text = '-', link = '',"              \
		" sealed = NULL, address = NULL WHERE id > :after AND id <= :to")      \
	X(INBOUND_TO, WRITTEN("inbound", "received_at"))                               \
	X(INBOUND_WIPE, "UPDATE inbound SET sender = '', body = ''"                    \
			" WHERE id > :after AND id <= :to")                            \
	X(SWAP_REFUSALS,                                                               \
		"DELETE FROM swap_refusal WHERE swap_id IN (SELECT id" OLD(            \
			"id", "swap", "ends_at") " ORDER BY id LIMIT :limit)")         \
	X(WEEK_TIMES,                                                                  \
		"DELETE FROM working_week_time WHERE working_week_id IN (SELECT "      \
		"id" OLD("id", "working_week", WEEK_END) " ORDER BY id LIMIT :limit)") \
	PAIR(X, WEEKS, "id", "working_week", WEEK_END)                                 \
	PAIR(X, ALARMS, "id", "alarm", "callout_id IS NULL AND received_at")           \
	PAIR(X, EVENTS, "seq", "event", "callout_id IS NULL AND at")                   \
	PAIR(X, REACHABILITY, "person_id", "reachability", "tested_at")                \
	PAIR(X, ABSENCES, "id", "absence", "ends_at")                                  \
	PAIR(X, ABSENCES_KNOWN, "id", "absence_known", "ends_at")                      \
	PAIR(X, DUTIES, "id", "duty", "ends_at")                                       \
	PAIR(X, OVERRIDES, "id", "duty_override", "ends_at")                           \
	PAIR(X, SWAPS, "id", "swap", "ends_at")                                        \
	PAIR(X, LAYERS, "id", "layer", "ends_at")                                      \
	PAIR(X, ACKS, "id", "duty_ack", "ends_at")                                     \
	PAIR(X, HANDOVERS, "id", "handover", "created_at")
STMT_LIST(retention_kind, RETENTION_KIND_SQL);

/* --- people, one by one */

enum err_code retention_ids(struct db *db, const struct stmt_list *list, int which,
	const struct retention_span *span, int64_t ids[], int64_t limit, int64_t *ret_n,
	struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_n = 0;
	if (stmt_get(db, list, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "before", span->before);
	stmt_bind_int(s, "upto", span->upto);
	stmt_bind_int(s, "limit", limit);
	while (*ret_n < limit && stmt_row(s, e))
		ids[(*ret_n)++] = stmt_int(s, "id");
	return e->code;
}

static enum err_code erase(
	struct db *db, int which, int64_t id, const struct change *by, struct err *e)
{
	switch (which) {
	case CONTACTS_OLD:
		return privacy_erase_contacts(db, id, by, e);
	case TRAINING_OLD:
		return privacy_erase_training(db, id, by, e);
	case CERTIFICATES_OLD:
		return privacy_erase_certificates(db, id, by, e);
	default:
		return privacy_erase_person(db, id, by, e);
	}
}

static enum err_code people(struct db *db, const struct retention_kind *k,
	struct retention_span *span, bool remove, const struct change *by,
	int64_t *ret_n, struct err *e)
{
	int64_t ids[PEOPLE_AT_ONCE];

	if (retention_ids(db, &retention_kind_statements, k->find, span, ids,
		    PEOPLE_AT_ONCE, ret_n, e)
		!= ERR_OK)
		return e->code;
	for (int64_t i = 0; remove && i < *ret_n; i++)
		if (erase(db, k->find, ids[i], by, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

/* --- rows that are deleted */

/* Runs a statement over what is past its term; *ret_n (may be NULL): its column n. */
static enum err_code over(struct db *db, int which, const struct retention_span *span,
	int64_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &retention_kind_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "before", span->before);
	stmt_bind_int(s, "upto", span->upto);
	stmt_bind_int(s, "limit", AT_ONCE);
	if (ret_n == NULL)
		return stmt_run(s, e);
	if (stmt_row(s, e))
		*ret_n = stmt_int(s, "n");
	return e->code;
}

/* Rows of other tables that go before those of the kind; -1: none. */
static int parts_of(const struct retention_kind *k)
{
	return k->remove == SWAPS_REMOVE   ? SWAP_REFUSALS
	       : k->remove == WEEKS_REMOVE ? WEEK_TIMES
					   : -1;
}

static enum err_code rows(struct db *db, const struct retention_kind *k,
	struct retention_span *span, bool remove, const struct change *by,
	int64_t *ret_n, struct err *e)
{
	(void)by;
	if (over(db, k->find, span, ret_n, e) != ERR_OK || !remove || *ret_n == 0)
		return e->code;
	if (parts_of(k) >= 0 && over(db, parts_of(k), span, NULL, e) != ERR_OK)
		return e->code;
	return over(db, k->remove, span, NULL, e);
}

/* --- messages, whose rows stay: in order of their ids, which is that of time */

static enum err_code wipe(struct db *db, const struct retention_kind *k,
	const struct retention_span *span, int64_t to, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &retention_kind_statements, k->remove, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", span->reached);
	stmt_bind_int(s, "to", to);
	return stmt_run(s, e);
}

static enum err_code texts(struct db *db, const struct retention_kind *k,
	struct retention_span *span, bool remove, const struct change *by,
	int64_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;
	int64_t to;

	(void)by;
	if (stmt_get(db, &retention_kind_statements, k->find, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", span->reached);
	stmt_bind_int(s, "limit", AT_ONCE);
	stmt_bind_instant(s, "before", span->before);
	if (!stmt_row(s, e))
		return e->code;
	*ret_n = stmt_int(s, "n");
	to = stmt_int(s, "id");
	stmt_done(&s);
	if (remove && *ret_n > 0 && wipe(db, k, span, to, e) == ERR_OK)
		span->reached = to;
	return e->code;
}

static enum err_code audit_log(struct db *db, const struct retention_kind *k,
	struct retention_span *span, bool remove, const struct change *by,
	int64_t *ret_n, struct err *e)
{
	(void)k;
	if (!remove)
		return audit_count_old(db, span->before, AT_ONCE, ret_n, e);
	return audit_remove_old(
		db, span->before, AT_ONCE, by->actor, by->now, ret_n, e);
}

/* --- all of it */

#define POLICY(field) offsetof(struct policy, field)
// clang-format off
const struct retention_kind retention_kinds[] = {
	{ "contacts", "nummers en adressen van wie vertrokken is", POLICY(contact_days), 1, true, NULL, people, CONTACTS_OLD, 0 },
	{ "training", "opleidingsgegevens van wie vertrokken is", POLICY(training_years), 365, false, NULL, people, TRAINING_OLD, 0 },
	{ "certificates", "certificaten van wie vertrokken is", POLICY(certificate_years), 365, false, NULL, people, CERTIFICATES_OLD, 0 },
	{ "people", "namen van wie vertrokken is", POLICY(person_years), 365, false, NULL, people, PEOPLE_OLD, 0 },
	{ "messages", "teksten en adressen van berichten", POLICY(message_days), 1, false, NULL, texts, ATTEMPTS_TO, ATTEMPTS_WIPE },
	{ "notices", "teksten van mededelingen", POLICY(message_days), 1, false, NULL, texts, NOTICES_TO, NOTICES_WIPE },
	{ "inbound", "ontvangen berichten", POLICY(message_days), 1, false, NULL, texts, INBOUND_TO, INBOUND_WIPE },
	{ "alarms", "alarmen van meldkamers waarop niemand is gealarmeerd", POLICY(message_days), 1, false, "alarm", rows, ALARMS_COUNT, ALARMS_REMOVE },
	{ "events", "wat er op de schermen veranderde, buiten alarmeringen", POLICY(message_days), 1, false, "event", rows, EVENTS_COUNT, EVENTS_REMOVE },
	{ "tests", "proefalarmen, oefeningen en bereikbaarheidstests", POLICY(test_days), 1, false, "callout", retention_callouts, RETENTION_TESTS, 0 },
	{ "reachability", "of tests iemand bereikten", POLICY(test_days), 1, false, NULL, rows, REACHABILITY_COUNT, REACHABILITY_REMOVE },
	{ "callouts", "echte alarmeringen", POLICY(callout_years), 365, false, "callout", retention_callouts, RETENTION_REAL, 0 },
	{ "absences", "afwezigheid", POLICY(roster_years), 365, false, "absence", rows, ABSENCES_COUNT, ABSENCES_REMOVE },
	{ "absences_known", "wat van afwezigheid bekend was", POLICY(roster_years), 365, false, "absence_known", rows, ABSENCES_KNOWN_COUNT, ABSENCES_KNOWN_REMOVE },
	{ "working_weeks", "gewone werktijden", POLICY(roster_years), 365, false, "working_week", rows, WEEKS_COUNT, WEEKS_REMOVE },
	{ "duties", "piketdiensten", POLICY(roster_years), 365, false, "duty", rows, DUTIES_COUNT, DUTIES_REMOVE },
	{ "overrides", "vervangingen", POLICY(roster_years), 365, false, "override", rows, OVERRIDES_COUNT, OVERRIDES_REMOVE },
	{ "swaps", "ruilen", POLICY(roster_years), 365, false, "swap", rows, SWAPS_COUNT, SWAPS_REMOVE },
	{ "layers", "wie wanneer op het rooster stond", POLICY(roster_years), 365, false, "layer", rows, LAYERS_COUNT, LAYERS_REMOVE },
	{ "acknowledgements", "bevestigingen van piket", POLICY(roster_years), 365, false, "duty_ack", rows, ACKS_COUNT, ACKS_REMOVE },
	{ "handovers", "overdrachten", POLICY(roster_years), 365, false, "handover", rows, HANDOVERS_COUNT, HANDOVERS_REMOVE },
	{ "audit", "het logboek", POLICY(audit_years), 365, false, NULL, audit_log, 0, 0 },
};
// clang-format on
const size_t retention_kinds_count = sizeof retention_kinds / sizeof *retention_kinds;

int64_t retention_days(const struct retention_kind *k, const struct policy *policy)
{
	return (int64_t)k->days
	       * *(const int *)(const void *)((const char *)policy + k->policy);
}
