/* SPDX-License-Identifier: EUPL-1.2 */
/* A table of kinds; each knows how to count what is older than an instant, and how to
 * delete it. */
#include "service/privacy/retention.h"

#include "schema/audit/erase.h"
#include "service/privacy/erase.h"

#include <string.h>

enum { AT_ONCE = 5000, CALLOUTS_AT_ONCE = 20, PEOPLE_AT_ONCE = 200 };

#define OLD_CALLOUTS                                                                   \
	"SELECT id FROM callout WHERE closed_at < :before AND started_by <> '' AND "   \
	"kind "
#define RETENTION_SQL(X)                                                               \
	X(RETENTION_READ, "SELECT announced_at, before, count, deleted_at, deleted,"   \
			  " reached FROM retention WHERE kind = :kind")                \
	X(RETENTION_WRITE,                                                             \
		"INSERT INTO retention (kind, announced_at, before, count,"            \
		" deleted_at, deleted, reached) VALUES (:kind, :announced_at,"         \
		" :before, :count, :deleted_at, :deleted, :reached)"                   \
		" ON CONFLICT (kind) DO UPDATE SET"                                    \
		" announced_at = excluded.announced_at, before = excluded.before,"     \
		" count = excluded.count, deleted_at = excluded.deleted_at,"           \
		" deleted = excluded.deleted, reached = excluded.reached")             \
	X(CONTACTS_OLD, "SELECT person_id AS id FROM departure"                        \
			" WHERE left_at < :before AND contacts_at IS NULL"             \
			" ORDER BY left_at LIMIT :limit")                              \
	X(PEOPLE_OLD, "SELECT person_id AS id FROM departure"                          \
		      " WHERE left_at < :before AND erased_at IS NULL"                 \
		      " ORDER BY left_at LIMIT :limit")                                \
	X(TESTS_OLD, OLD_CALLOUTS "<> 'real' ORDER BY closed_at LIMIT :limit")         \
	X(CALLOUTS_OLD, OLD_CALLOUTS "= 'real' ORDER BY closed_at LIMIT :limit")       \
	X(CALLOUT_INBOUND,                                                             \
		"UPDATE inbound SET recipient_id = NULL WHERE recipient_id IN"         \
		" (SELECT id FROM callout_recipient WHERE callout_id = :id)")          \
	X(CALLOUT_ATTEMPTS, "DELETE FROM attempt WHERE callout_id = :id")              \
	X(CALLOUT_EVENTS, "DELETE FROM event WHERE callout_id = :id")                  \
	X(CALLOUT_STRIP,                                                               \
		"UPDATE callout SET incident = '', location = '', details = '',"       \
		" text_sms = '', text_voice = '', text_email = '',"                    \
		" started_by = '', version = version + 1"                              \
		" WHERE id = :id")                                                     \
	X(CALLOUT_ANSWERS,                                                             \
		"UPDATE callout_recipient SET answer = 'none', answered_at = NULL,"    \
		" eta_minutes = NULL, expected_at = NULL, arrived_at = NULL,"          \
		" asked_at = NULL, via = '', state = 'stood_down'"                     \
		" WHERE callout_id = :id")                                             \
	X(ATTEMPTS_TO, "SELECT max(id) AS id, count(*) AS n FROM (SELECT id,"          \
		       " created_at FROM attempt WHERE id > :after ORDER BY id"        \
		       " LIMIT :limit) WHERE created_at < :before")                    \
	X(ATTEMPTS_WIPE, "UPDATE attempt SET address = '', body = NULL"                \
			 " WHERE id > :after AND id <= :to AND due_at IS NULL")        \
	X(NOTICES_TO, "SELECT max(id) AS id, count(*) AS n FROM (SELECT id,"           \
		      " created_at FROM notice WHERE id > :after ORDER BY id"          \
		      " LIMIT :limit) WHERE created_at < :before")                     \
	X(NOTICES_WIPE, "UPDATE notice SET subject = '-', text = '-', link = '',"      \
			" address = NULL WHERE id > :after AND id <= :to")             \
	X(INBOUND_TO, "SELECT max(id) AS id, count(*) AS n FROM (SELECT id,"           \
		      " received_at FROM inbound WHERE id > :after ORDER BY id"        \
		      " LIMIT :limit) WHERE received_at < :before")                    \
	X(INBOUND_WIPE, "UPDATE inbound SET sender = '', body = ''"                    \
			" WHERE id > :after AND id <= :to")                            \
	X(ABSENCES_TO, "SELECT max(id) AS id, count(*) AS n FROM (SELECT id, ends_at"  \
		       " FROM absence WHERE id > :after ORDER BY id LIMIT :limit)"     \
		       " WHERE ends_at < :before")                                     \
	X(ABSENCES_DELETE, "DELETE FROM absence WHERE id > :after AND id <= :to"       \
			   " AND ends_at < :before")
extern const struct stmt_list retention_statements;
STMT_LIST(retention, RETENTION_SQL);

/* How it stands with a kind. */
struct standing {
	struct instant announced_at, before, deleted_at; /* ms 0: none */
	int64_t count, deleted, reached;
};

struct kind;
/* Counts (erase false) or deletes what is older than t->before, at most a night's
 * worth; *ret_n: how many. */
typedef enum err_code work(struct db *db, const struct kind *k, struct standing *t,
	bool erase, const struct change *by, int64_t *ret_n, struct err *e);

struct kind {
	const char *name, *what; /* Dutch, for the report */
	size_t policy;           /* offset in struct policy */
	int days;                /* of one unit of it */
	work *work;
	int find, wipe; /* statements */
};

/* --- people and call-outs: one by one */

static enum err_code find_ids(struct db *db, int which, struct instant before,
	int64_t ids[], int64_t limit, int64_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_n = 0;
	if (stmt_get(db, &retention_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "before", before);
	stmt_bind_int(s, "limit", limit);
	while (*ret_n < limit && stmt_row(s, e))
		ids[(*ret_n)++] = stmt_int(s, "id");
	return e->code;
}

static enum err_code people(struct db *db, const struct kind *k, struct standing *t,
	bool erase, const struct change *by, int64_t *ret_n, struct err *e)
{
	int64_t ids[PEOPLE_AT_ONCE];

	if (find_ids(db, k->find, t->before, ids, PEOPLE_AT_ONCE, ret_n, e) != ERR_OK)
		return e->code;
	for (int64_t i = 0; erase && i < *ret_n; i++)
		if ((k->find == CONTACTS_OLD ? privacy_erase_contacts(db, ids[i], by, e)
					     : privacy_erase_person(db, ids[i], by, e))
			!= ERR_OK)
			return e->code;
	return ERR_OK;
}

static enum err_code on_callout(struct db *db, int which, int64_t id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &retention_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	return stmt_run(s, e);
}

/* The row itself stays, empty: rosters, records and reports may refer to it. */
static enum err_code callouts(struct db *db, const struct kind *k, struct standing *t,
	bool erase, const struct change *by, int64_t *ret_n, struct err *e)
{
	static const int parts[] = { CALLOUT_INBOUND, CALLOUT_ATTEMPTS, CALLOUT_EVENTS,
		CALLOUT_ANSWERS, CALLOUT_STRIP };
	int64_t ids[CALLOUTS_AT_ONCE];

	(void)by;
	if (find_ids(db, k->find, t->before, ids, CALLOUTS_AT_ONCE, ret_n, e) != ERR_OK)
		return e->code;
	for (int64_t i = 0; erase && i < *ret_n; i++)
		for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
			if (on_callout(db, parts[p], ids[i], e) != ERR_OK)
				return e->code;
	return ERR_OK;
}

/* --- rows in order of their ids, which is that of time */

static enum err_code wipe(struct db *db, const struct kind *k, const struct standing *t,
	int64_t to, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &retention_statements, k->wipe, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", t->reached);
	stmt_bind_int(s, "to", to);
	if (k->wipe == ABSENCES_DELETE)
		stmt_bind_instant(s, "before", t->before);
	return stmt_run(s, e);
}

static enum err_code rows(struct db *db, const struct kind *k, struct standing *t,
	bool erase, const struct change *by, int64_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;
	int64_t to;

	(void)by;
	if (stmt_get(db, &retention_statements, k->find, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", t->reached);
	stmt_bind_int(s, "limit", AT_ONCE);
	stmt_bind_instant(s, "before", t->before);
	if (!stmt_row(s, e))
		return e->code;
	*ret_n = stmt_int(s, "n");
	to = stmt_int(s, "id");
	stmt_done(&s);
	if (!erase || *ret_n == 0)
		return ERR_OK;
	if (wipe(db, k, t, to, e) == ERR_OK)
		t->reached = to;
	return e->code;
}

static enum err_code audit_log(struct db *db, const struct kind *k, struct standing *t,
	bool erase, const struct change *by, int64_t *ret_n, struct err *e)
{
	(void)k;
	if (!erase)
		return audit_count_old(db, t->before, AT_ONCE, ret_n, e);
	return audit_remove_old(db, t->before, AT_ONCE, by->actor, by->now, ret_n, e);
}

// clang-format off
static const struct kind kinds[] = {
	{ "contacts", "nummers en adressen van wie vertrokken is", offsetof(struct policy, contact_days), 1, people, CONTACTS_OLD, -1 },
	{ "people", "namen van wie vertrokken is", offsetof(struct policy, person_years), 365, people, PEOPLE_OLD, -1 },
	{ "messages", "teksten en adressen van berichten", offsetof(struct policy, message_days), 1, rows, ATTEMPTS_TO, ATTEMPTS_WIPE },
	{ "notices", "teksten van mededelingen", offsetof(struct policy, message_days), 1, rows, NOTICES_TO, NOTICES_WIPE },
	{ "inbound", "ontvangen berichten", offsetof(struct policy, message_days), 1, rows, INBOUND_TO, INBOUND_WIPE },
	{ "tests", "proefalarmen, oefeningen en bereikbaarheidstests", offsetof(struct policy, test_days), 1, callouts, TESTS_OLD, -1 },
	{ "callouts", "echte alarmeringen", offsetof(struct policy, callout_years), 365, callouts, CALLOUTS_OLD, -1 },
	{ "absences", "afwezigheid", offsetof(struct policy, roster_years), 365, rows, ABSENCES_TO, ABSENCES_DELETE },
	{ "audit", "het logboek", offsetof(struct policy, audit_years), 365, audit_log, -1, -1 },
};
// clang-format on
enum { KINDS = sizeof kinds / sizeof *kinds };

static int64_t days_of(const struct kind *k, const struct policy *policy)
{
	return (int64_t)k->days
	       * *(const int *)(const void *)((const char *)policy + k->policy);
}

static struct duration days(int64_t n)
{
	return seconds(n * 86400);
}

static struct instant before_now(struct instant now, int64_t n)
{
	return (struct instant){ now.ms - days(n).ms };
}

/* --- how it stands */

static enum err_code read_standing(
	struct db *db, const struct kind *k, struct standing *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	memset(ret, 0, sizeof *ret);
	if (stmt_get(db, &retention_statements, RETENTION_READ, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", k->name);
	if (stmt_row(s, e)) {
		ret->announced_at = stmt_instant(s, "announced_at");
		ret->before = stmt_instant(s, "before");
		ret->count = stmt_int(s, "count");
		ret->deleted_at = stmt_instant(s, "deleted_at");
		ret->deleted = stmt_int(s, "deleted");
		ret->reached = stmt_int(s, "reached");
	}
	return e->code;
}

static enum err_code write_standing(
	struct db *db, const struct kind *k, const struct standing *t, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &retention_statements, RETENTION_WRITE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", k->name);
	stmt_bind_instant_or_null(s, "announced_at", t->announced_at);
	stmt_bind_instant_or_null(s, "before", t->before);
	stmt_bind_int(s, "count", t->count);
	stmt_bind_instant_or_null(s, "deleted_at", t->deleted_at);
	stmt_bind_int(s, "deleted", t->deleted);
	stmt_bind_int(s, "reached", t->reached);
	return stmt_run(s, e);
}

/* --- one night */

static enum err_code record(struct db *db, const struct kind *k, int64_t n,
	const struct change *by, struct err *e)
{
	json_t *after = json_object();

	fields_set_text(after, "kind", k->name);
	fields_set_int(after, "count", n);
	e->code = resource_audit(db, by, "delete", "retention", 0, NULL, after, e);
	json_decref(after);
	return e->code;
}

static enum err_code erase(struct db *db, const struct kind *k, struct standing *t,
	const struct change *by, struct err *e)
{
	int64_t n = 0;

	if (k->work(db, k, t, true, by, &n, e) != ERR_OK)
		return err_wrap(e, "%s", k->name);
	if (n == 0) { /* all that was announced is gone */
		t->announced_at = t->before = (struct instant){ 0 };
		t->count = 0;
		return ERR_OK;
	}
	t->deleted_at = by->now;
	t->deleted = n;
	return record(db, k, n, by, e);
}

static enum err_code announce(struct db *db, const struct kind *k, struct standing *t,
	const struct policy *policy, const struct change *by, struct err *e)
{
	t->before = before_now(by->now, days_of(k, policy));
	if (k->work(db, k, t, false, by, &t->count, e) != ERR_OK)
		return err_wrap(e, "%s", k->name);
	t->announced_at = t->count > 0 ? by->now : (struct instant){ 0 };
	return ERR_OK;
}

enum err_code retention_run(struct db *db, const struct policy *policy,
	const struct change *by, struct err *e)
{
	if (privacy_note_departures(db, by->now, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < KINDS; i++) {
		const struct kind *k = &kinds[i];
		struct instant due;
		struct standing t;

		if (read_standing(db, k, &t, e) != ERR_OK)
			return e->code;
		due = instant_add(t.announced_at, days(policy->grace_days));
		if (t.announced_at.ms != 0 && !instant_before(by->now, due)
			&& erase(db, k, &t, by, e) != ERR_OK)
			return e->code;
		if (t.announced_at.ms == 0
			&& announce(db, k, &t, policy, by, e) != ERR_OK)
			return e->code;
		if (write_standing(db, k, &t, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* --- the report */

static json_t *report_line(
	const struct kind *k, const struct standing *t, const struct policy *policy)
{
	json_t *o = json_object();
	const bool due = t->announced_at.ms != 0;

	fields_set_text(o, "kind", k->name);
	fields_set_text(o, "what", k->what);
	fields_set_int(o, "keep_days", days_of(k, policy));
	fields_set_int(o, "to_delete", due ? t->count : 0);
	fields_set_instant_or_null(
		o, "older_than", due ? t->before : (struct instant){ 0 });
	fields_set_instant_or_null(o, "announced_at", t->announced_at);
	fields_set_instant_or_null(o, "deletes_from",
		due ? instant_add(t->announced_at, days(policy->grace_days))
		    : (struct instant){ 0 });
	fields_set_instant_or_null(o, "deleted_at", t->deleted_at);
	fields_set_int(o, "deleted", t->deleted);
	return o;
}

enum err_code retention_report(
	struct db *db, const struct policy *policy, json_t **ret, struct err *e)
{
	json_t *list = json_object(), *items = json_array();

	json_object_set_new(list, "items", items);
	fields_set_text(list, "next", NULL);
	for (size_t i = 0; i < KINDS; i++) {
		struct standing t;

		if (read_standing(db, &kinds[i], &t, e) != ERR_OK) {
			json_decref(list);
			return e->code;
		}
		json_array_append_new(items, report_line(&kinds[i], &t, policy));
	}
	*ret = list;
	return ERR_OK;
}
