/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/privacy/erase.h"

#include "schema/audit/erase.h"

#define PRIVACY_ERASE_SQL(X)                                                           \
	X(ERASE_IS_ACTIVE, "SELECT active FROM person WHERE id = :person_id")          \
	X(ERASE_CONTACTS, "DELETE FROM contact WHERE person_id = :person_id")          \
	X(ERASE_PROOFS, "DELETE FROM contact_proof WHERE person_id = :person_id")      \
	X(ERASE_LINKS, "DELETE FROM calendar_token WHERE person_id = :person_id")      \
	X(ERASE_NAME, "UPDATE person SET external_id = NULL, given_name = '',"         \
		      " infix = '', family_name = 'Gewist', sort_key = 'gewist',"      \
		      " search_key = 'gewist', version = version + 1"                  \
		      " WHERE id = :person_id")                                        \
	X(ERASE_NOTES, "UPDATE absence SET note = '', version = version + 1"           \
		       " WHERE person_id = :person_id")                                \
	X(ERASE_WEEK_TIMES,                                                            \
		"DELETE FROM working_week_time WHERE working_week_id IN"               \
		" (SELECT id FROM working_week WHERE person_id = :person_id)")         \
	X(ERASE_WEEKS, "DELETE FROM working_week WHERE person_id = :person_id")        \
	X(ERASE_REASONS, "UPDATE duty_override SET reason = '', version = version + 1" \
			 " WHERE person_id = :person_id AND reason <> ''")             \
	X(ERASE_SWAPS, "UPDATE swap SET note = '', reason = '', version = version + 1" \
		       " WHERE from_person_id = :person_id"                            \
		       " OR to_person_id = :person_id")                                \
	X(ERASE_TOKENS, "UPDATE token SET name = 'gewist-' || id, revoked_at ="        \
			" coalesce(revoked_at, (SELECT left_at FROM departure d"       \
			" WHERE d.person_id = :person_id)), version = version + 1"     \
			" WHERE person_id = :person_id")                               \
	X(ERASE_REACHABILITY, "DELETE FROM reachability WHERE person_id = :person_id") \
	X(ERASE_HANDOVERS, "UPDATE handover SET text = '-', version = version + 1"     \
			   " WHERE from_person_id = :person_id"                        \
			   " OR to_person_id = :person_id")                            \
	X(ERASE_ATTENDANCE, "DELETE FROM attendance WHERE person_id = :person_id")     \
	X(ERASE_SIGN_INS, "DELETE FROM sign_in WHERE person_id = :person_id")          \
	X(ERASE_INVITATIONS, "DELETE FROM invitation WHERE person_id = :person_id")    \
	X(ERASE_REQUIREMENTS, "UPDATE learning_point SET requirement_id = NULL"        \
			      " WHERE requirement_id IN (SELECT id FROM requirement"   \
			      " WHERE person_id = :person_id)")                        \
	X(ERASE_REQUIRED, "DELETE FROM requirement WHERE person_id = :person_id")      \
	X(ERASE_TOLD, "DELETE FROM learning_point_told"                                \
		      " WHERE person_id = :person_id")                                 \
	X(ERASE_OWNER, "UPDATE learning_point SET owner_person_id = NULL,"             \
		       " version = version + 1 WHERE owner_person_id = :person_id")    \
	X(ERASE_MARK_TRAINING, "UPDATE departure SET training_at = :now"               \
			       " WHERE person_id = :person_id")                        \
	X(ERASE_PAPERS, "DELETE FROM certificate_file WHERE certificate_id IN"         \
			" (SELECT id FROM certificate WHERE person_id = :person_id)")  \
	X(ERASE_CERTIFICATES, "DELETE FROM certificate WHERE person_id = :person_id")  \
	X(ERASE_MARK_CERTIFICATES, "UPDATE departure SET certificates_at = :now"       \
				   " WHERE person_id = :person_id")                    \
	X(ERASE_SECRETS, "DELETE FROM account_secret WHERE account_id IN"              \
			 " (SELECT id FROM account WHERE person_id = :person_id)")     \
	X(ERASE_SESSIONS, "DELETE FROM session WHERE account_id IN"                    \
			  " (SELECT id FROM account WHERE person_id = :person_id)")    \
	X(ERASE_PLACES, "DELETE FROM account_place WHERE account_id IN"                \
			" (SELECT id FROM account WHERE person_id = :person_id)")      \
	X(ERASE_ACCOUNT, "UPDATE account SET active = 0, name = 'gewist-' || id,"      \
			 " password = NULL, totp = NULL, totp_pending = NULL,"         \
			 " totp_confirmed = 0, version = version + 1 WHERE person_id " \
			 "= :person_id")                                               \
	X(ERASE_MESSAGES, "UPDATE attempt SET address = '', body = NULL"               \
			  " WHERE person_id = :person_id AND due_at IS NULL")          \
	X(ERASE_NOTICES,                                                               \
		"UPDATE notice SET subject = '-', text = '-', link = '',"              \
		" sealed = NULL, address = NULL WHERE person_id = :person_id")         \
	X(ERASE_INBOUND,                                                               \
		"UPDATE inbound SET sender = '', body = '' WHERE recipient_id IN"      \
		" (SELECT id FROM callout_recipient WHERE person_id = :person_id)")    \
	X(ERASE_MARK_CONTACTS, "UPDATE departure SET contacts_at = :now"               \
			       " WHERE person_id = :person_id")                        \
	X(ERASE_MARK, "UPDATE departure SET erased_at = :now"                          \
		      " WHERE person_id = :person_id")                                 \
	X(DEPARTURE_ADD,                                                               \
		"INSERT INTO departure (person_id, left_at)"                           \
		" SELECT p.id, coalesce((SELECT max(v.left_at) FROM person_leave v"    \
		" WHERE v.person_id = p.id AND v.left_at > 0), :now)"                  \
		" FROM person p WHERE p.active = 0"                                    \
		" AND p.id NOT IN (SELECT person_id FROM departure)")                  \
	X(DEPARTURE_BACK, "DELETE FROM departure WHERE erased_at IS NULL AND"          \
			  " person_id IN (SELECT id FROM person WHERE active = 1)")
extern const struct stmt_list privacy_erase_statements;
STMT_LIST(privacy_erase, PRIVACY_ERASE_SQL);

static enum err_code run(struct db *db, int which, int64_t person_id,
	const struct instant *now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &privacy_erase_statements, which, &s, e) != ERR_OK)
		return e->code;
	if (person_id != 0)
		stmt_bind_int(s, "person_id", person_id);
	if (now != NULL)
		stmt_bind_instant(s, "now", *now);
	return stmt_run(s, e);
}

enum err_code privacy_erase_contacts(
	struct db *db, int64_t person_id, const struct change *by, struct err *e)
{
	if (run(db, ERASE_CONTACTS, person_id, NULL, e) != ERR_OK
		|| run(db, ERASE_PROOFS, person_id, NULL, e) != ERR_OK
		|| run(db, ERASE_LINKS, person_id, NULL, e) != ERR_OK
		|| run(db, ERASE_MARK_CONTACTS, person_id, &by->now, e) != ERR_OK)
		return e->code;
	return resource_audit(
		db, by, "erase_contacts", "person", person_id, NULL, NULL, e);
}

/* Those parts one after the other. */
static enum err_code run_all(
	struct db *db, const int parts[], size_t n, int64_t person_id, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (run(db, parts[i], person_id, NULL, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}
#define RUN_ALL(db, parts, person_id, e)                                               \
	run_all(db, parts, sizeof(parts) / sizeof *(parts), person_id, e)

enum err_code privacy_erase_training(
	struct db *db, int64_t person_id, const struct change *by, struct err *e)
{
	static const int parts[] = { ERASE_ATTENDANCE, ERASE_SIGN_INS,
		ERASE_INVITATIONS, ERASE_REQUIREMENTS, ERASE_REQUIRED, ERASE_TOLD,
		ERASE_OWNER };

	if (RUN_ALL(db, parts, person_id, e) != ERR_OK
		|| run(db, ERASE_MARK_TRAINING, person_id, &by->now, e) != ERR_OK)
		return e->code;
	return resource_audit(
		db, by, "erase_training", "person", person_id, NULL, NULL, e);
}

enum err_code privacy_erase_certificates(
	struct db *db, int64_t person_id, const struct change *by, struct err *e)
{
	static const int parts[] = { ERASE_PAPERS, ERASE_CERTIFICATES };

	if (RUN_ALL(db, parts, person_id, e) != ERR_OK
		|| run(db, ERASE_MARK_CERTIFICATES, person_id, &by->now, e) != ERR_OK)
		return e->code;
	return resource_audit(
		db, by, "erase_certificates", "person", person_id, NULL, NULL, e);
}

static enum err_code check_gone(struct db *db, int64_t person_id, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &privacy_erase_statements, ERASE_IS_ACTIVE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND,
				       "person %" PRId64 " does not exist", person_id);
	if (stmt_bool(s, "active"))
		return err_set(e, ERR_CONFLICT,
			"this person is active: take the person out of use first");
	return ERR_OK;
}

enum err_code privacy_erase_person(
	struct db *db, int64_t person_id, const struct change *by, struct err *e)
{
	static const int parts[] = { ERASE_NAME, ERASE_NOTES, ERASE_WEEK_TIMES,
		ERASE_WEEKS, ERASE_REASONS, ERASE_SWAPS, ERASE_HANDOVERS, ERASE_TOKENS,
		ERASE_REACHABILITY, ERASE_SECRETS, ERASE_SESSIONS, ERASE_PLACES,
		ERASE_ACCOUNT, ERASE_MESSAGES, ERASE_NOTICES, ERASE_INBOUND };
	int64_t records;

	if (check_gone(db, person_id, e) != ERR_OK
		|| privacy_note_departures(db, by->now, e) != ERR_OK
		|| privacy_erase_contacts(db, person_id, by, e) != ERR_OK
		|| privacy_erase_training(db, person_id, by, e) != ERR_OK
		|| privacy_erase_certificates(db, person_id, by, e) != ERR_OK
		|| RUN_ALL(db, parts, person_id, e) != ERR_OK)
		return e->code;
	if (run(db, ERASE_MARK, person_id, &by->now, e) != ERR_OK
		|| resource_audit(db, by, "erase", "person", person_id, NULL, NULL, e)
			   != ERR_OK)
		return e->code;
	return audit_erase_person(db, person_id, by->actor, by->now, &records, e);
}

enum err_code privacy_note_departures(struct db *db, struct instant now, struct err *e)
{
	if (run(db, DEPARTURE_BACK, 0, NULL, e) != ERR_OK)
		return e->code;
	return run(db, DEPARTURE_ADD, 0, &now, e);
}
