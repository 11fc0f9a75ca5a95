/* SPDX-License-Identifier: EUPL-1.2 */
/* Reachability and proofs in the database. */
#include "roster/people/reachability.h"

#include <inttypes.h>

#define REACHABILITY_SQL(X)                                                            \
	X(REACHABILITY_OF, "SELECT missed, tested_at, answered_at FROM reachability"   \
			   " WHERE person_id = :person_id")                            \
	X(REACHABILITY_INSERT,                                                         \
		"INSERT INTO reachability (person_id, missed, tested_at, answered_at)" \
		" VALUES (:person_id, :missed, :tested_at, :answered_at)")             \
	X(REACHABILITY_UPDATE,                                                         \
		"UPDATE reachability SET missed = :missed, tested_at = :tested_at,"    \
		" answered_at = :answered_at WHERE person_id = :person_id")            \
	X(REACHABILITY_LIST,                                                           \
		"SELECT r.person_id, r.missed, r.tested_at, r.answered_at,"            \
		" p.given_name, p.infix, p.family_name FROM reachability r"            \
		" JOIN person p ON p.id = r.person_id WHERE r.missed >= :missed"       \
		" AND p.active = 1 ORDER BY r.missed DESC, r.person_id LIMIT :limit")  \
	X(PROOF_OF, "SELECT verified_at, code_hash, sent_at, tries FROM contact_proof" \
		    " WHERE person_id = :person_id AND kind = :kind"                   \
		    " AND address = :address")                                         \
	X(PROOF_INSERT,                                                                \
		"INSERT INTO contact_proof (person_id, kind, address, code_hash,"      \
		" sent_at, tries) VALUES (:person_id, :kind, :address, :code_hash,"    \
		" :sent_at, 0)")                                                       \
	X(PROOF_CODE, "UPDATE contact_proof SET code_hash = :code_hash,"               \
		      " sent_at = :sent_at, tries = 0 WHERE person_id = :person_id"    \
		      " AND kind = :kind AND address = :address")                      \
	X(PROOF_TRY, "UPDATE contact_proof SET tries = tries + 1"                      \
		     " WHERE person_id = :person_id AND kind = :kind"                  \
		     " AND address = :address")                                        \
	X(PROOF_DONE, "UPDATE contact_proof SET code_hash = NULL, verified_at = :at"   \
		      " WHERE person_id = :person_id AND kind = :kind"                 \
		      " AND address = :address")
STMT_LIST(reachability, REACHABILITY_SQL);

/* --- what tests showed */

enum err_code reachability_of(
	struct db *db, int64_t person_id, struct reachability *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = (struct reachability){ 0 };
	if (stmt_get(db, &reachability_statements, REACHABILITY_OF, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	if (!stmt_row(s, e))
		return e->code;
	ret->missed = stmt_int(s, "missed");
	ret->tested_at = stmt_instant(s, "tested_at");
	ret->answered_at = stmt_instant(s, "answered_at");
	return ERR_OK;
}

enum err_code reachability_note(struct db *db, int64_t person_id, bool answered,
	struct instant tested_at, struct err *e)
{
	STMT_AUTO s = NULL;
	struct reachability was;
	bool known;

	if (reachability_of(db, person_id, &was, e) != ERR_OK)
		return e->code;
	known = was.tested_at.ms != 0;
	if (stmt_get(db, &reachability_statements,
		    known ? REACHABILITY_UPDATE : REACHABILITY_INSERT, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "missed", answered ? 0 : was.missed + 1);
	stmt_bind_instant(s, "tested_at", tested_at);
	stmt_bind_instant_or_null(
		s, "answered_at", answered ? tested_at : was.answered_at);
	return stmt_run(s, e);
}

static json_t *list_of(json_t *items)
{
	json_t *o = json_object();

	json_object_set_new(o, "items", items);
	fields_set_text(o, "next", NULL);
	return o;
}

enum err_code reachability_list(
	struct db *db, int64_t missed, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *items;
	char name[PERSON_NAME_MAX], given[81], infix[41];

	if (stmt_get(db, &reachability_statements, REACHABILITY_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "missed", missed);
	stmt_bind_int(s, "limit", limit);
	items = json_array();
	while (stmt_row(s, e)) {
		json_t *o = json_object();

		stmt_copy(s, "given_name", given, sizeof given);
		stmt_copy(s, "infix", infix, sizeof infix);
		person_display_name(given, infix, stmt_text(s, "family_name"), name);
		fields_set_int(o, "person_id", stmt_int(s, "person_id"));
		fields_set_text(o, "display_name", name);
		fields_set_int(o, "missed", stmt_int(s, "missed"));
		fields_set_instant(o, "tested_at", stmt_instant(s, "tested_at"));
		fields_set_instant_or_null(
			o, "answered_at", stmt_instant(s, "answered_at"));
		json_array_append_new(items, o);
	}
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	*ret = list_of(items);
	return ERR_OK;
}

/* --- proofs */

struct proof {
	bool known, has_code;
	struct instant verified_at, sent_at;
	struct digest code;
	int64_t tries;
};

static void bind_contact(struct stmt *s, int64_t person_id, const struct contact *c)
{
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_text(s, "kind", contact_kind_words[c->kind]);
	stmt_bind_text(s, "address", c->address);
}

static enum err_code proof_of(struct db *db, int64_t person_id, const struct contact *c,
	struct proof *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	const void *hash;
	size_t n = 0;

	*ret = (struct proof){ 0 };
	if (stmt_get(db, &reachability_statements, PROOF_OF, &s, e) != ERR_OK)
		return e->code;
	bind_contact(s, person_id, c);
	if (!stmt_row(s, e))
		return e->code;
	ret->known = true;
	ret->verified_at = stmt_instant(s, "verified_at");
	ret->sent_at = stmt_instant(s, "sent_at");
	ret->tries = stmt_int(s, "tries");
	hash = stmt_blob(s, "code_hash", &n);
	ret->has_code = n == DIGEST_BYTES;
	for (size_t i = 0; i < n && ret->has_code; i++)
		ret->code.bytes[i] = ((const uint8_t *)hash)[i];
	return ERR_OK;
}

enum err_code contact_list_proved(
	struct db *db, int64_t person_id, json_t **ret, struct err *e)
{
	struct contact contacts[PERSON_CONTACTS_MAX];
	json_t *items, *person = NULL;
	size_t n;

	if (resource_get(db, &person_resource, person_id, &person, e) != ERR_OK)
		return e->code;
	json_decref(person);
	if (person_contacts(db, person_id, contacts, &n, e) != ERR_OK)
		return e->code;
	items = json_array();
	for (size_t i = 0; i < n && e->code == ERR_OK; i++) {
		json_t *o = json_object();
		struct proof p;

		(void)fields_set_int(o, "n", (int64_t)i + 1);
		fields_set_text(o, "kind", contact_kind_words[contacts[i].kind]);
		fields_set_text(o, "address", contacts[i].address);
		fields_set_int(o, "rank", contacts[i].rank);
		e->code = proof_of(db, person_id, &contacts[i], &p, e);
		fields_set_instant_or_null(o, "verified_at", p.verified_at);
		json_array_append_new(items, o);
	}
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	*ret = list_of(items);
	return ERR_OK;
}

enum err_code contact_unproved(
	struct db *db, int64_t person_id, int *ret, struct err *e)
{
	struct contact contacts[PERSON_CONTACTS_MAX];
	struct proof p;
	size_t n;

	*ret = 0;
	if (person_contacts(db, person_id, contacts, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++) {
		if (proof_of(db, person_id, &contacts[i], &p, e) != ERR_OK)
			return e->code;
		*ret += p.verified_at.ms == 0;
	}
	return ERR_OK;
}

enum err_code contact_rings(struct db *db, int64_t person_id, bool *ret, struct err *e)
{
	struct contact contacts[PERSON_CONTACTS_MAX];
	size_t n;

	*ret = false;
	if (person_contacts(db, person_id, contacts, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++)
		*ret |= contacts[i].kind == CONTACT_MOBILE
			|| contacts[i].kind == CONTACT_LANDLINE;
	return ERR_OK;
}

enum err_code contact_mobile_unproved(
	struct db *db, int64_t person_id, bool *ret, struct err *e)
{
	struct contact contacts[PERSON_CONTACTS_MAX];
	struct proof p;
	int mobiles = 0, proved = 0;
	size_t n;

	*ret = false;
	if (person_contacts(db, person_id, contacts, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++) {
		if (contacts[i].kind != CONTACT_MOBILE)
			continue;
		if (proof_of(db, person_id, &contacts[i], &p, e) != ERR_OK)
			return e->code;
		mobiles++;
		proved += p.verified_at.ms != 0;
	}
	*ret = mobiles > 0 && proved == 0;
	return ERR_OK;
}

enum err_code contact_nth(
	struct db *db, int64_t person_id, int64_t n, struct contact *ret, struct err *e)
{
	struct contact contacts[PERSON_CONTACTS_MAX];
	size_t count;

	if (person_contacts(db, person_id, contacts, &count, e) != ERR_OK)
		return e->code;
	if (n < 1 || (size_t)n > count)
		return err_set(e, ERR_NOTFOUND,
			"person %" PRId64 " has no contact %" PRId64, person_id, n);
	*ret = contacts[n - 1];
	return ERR_OK;
}

static enum err_code audit(struct db *db, const struct change *by, const char *action,
	int64_t person_id, const struct contact *c, struct err *e)
{
	json_t *o = json_object();

	fields_set_text(o, "kind", contact_kind_words[c->kind]);
	fields_set_int(o, "rank", c->rank);
	e->code = resource_audit(db, by, action, "person", person_id, NULL, o, e);
	json_decref(o);
	return e->code;
}

enum err_code contact_proof_begin(struct db *db, int64_t person_id,
	const struct contact *contact, const struct digest *code,
	const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;
	struct proof p;

	if (proof_of(db, person_id, contact, &p, e) != ERR_OK)
		return e->code;
	if (p.sent_at.ms != 0
		&& by->now.ms - p.sent_at.ms < PROOF_PAUSE_SECONDS * INT64_C(1000))
		return err_set(e, ERR_LIMITED,
			"a code was sent less than a minute ago: wait for it");
	if (stmt_get(db, &reachability_statements, p.known ? PROOF_CODE : PROOF_INSERT,
		    &s, e)
		!= ERR_OK)
		return e->code;
	bind_contact(s, person_id, contact);
	stmt_bind_blob(s, "code_hash", code->bytes, DIGEST_BYTES);
	stmt_bind_instant(s, "sent_at", by->now);
	if (stmt_run(s, e) != ERR_OK)
		return e->code;
	return audit(db, by, "verify", person_id, contact, e);
}

static enum err_code change(struct db *db, int which, int64_t person_id,
	const struct contact *contact, struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &reachability_statements, which, &s, e) != ERR_OK)
		return e->code;
	bind_contact(s, person_id, contact);
	if (which == PROOF_DONE)
		stmt_bind_instant(s, "at", now);
	return stmt_run(s, e);
}

enum err_code contact_proof_check(struct db *db, int64_t person_id,
	const struct contact *contact, const struct digest *code,
	const struct change *by, bool *ret, int *ret_left, struct err *e)
{
	struct proof p;

	*ret = false;
	*ret_left = 0;
	if (proof_of(db, person_id, contact, &p, e) != ERR_OK)
		return e->code;
	if (!p.has_code || by->now.ms - p.sent_at.ms > PROOF_SECONDS * INT64_C(1000))
		return err_set(e, ERR_CONFLICT,
			"no code is under way, or it is too old: ask for a new one");
	if (p.tries >= PROOF_TRIES)
		return err_set(e, ERR_CONFLICT,
			"there were too many tries: ask for a new code");
	*ret = digest_equal(&p.code, code);
	*ret_left = *ret ? 0 : (int)(PROOF_TRIES - 1 - p.tries);
	if (change(db, *ret ? PROOF_DONE : PROOF_TRY, person_id, contact, by->now, e)
			!= ERR_OK
		|| !*ret)
		return e->code;
	return audit(db, by, "verified", person_id, contact, e);
}
