/* SPDX-License-Identifier: EUPL-1.2 */
/* People and contacts in the database. */
#include "roster/people/person_internal.h"

#include "base/fold.h"
#include "base/parse.h"
#include "roster/people/function.h"

#include <stdio.h>
#include <string.h>

#define PERSON_COLUMNS                                                                 \
	"id, external_id, given_name, infix, family_name, municipality_id, language,"  \
	" active, version"
#define PERSON_SQL(X)                                                                  \
	X(PERSON_BY_ID, "SELECT " PERSON_COLUMNS " FROM person WHERE id = :id")        \
	X(PERSON_INSERT,                                                               \
		"INSERT INTO person (id, external_id, given_name, infix, family_name," \
		" sort_key, search_key, municipality_id, language, active) VALUES "    \
		"(:id,"                                                                \
		" :external_id, :given_name, :infix, :family_name, :sort_key,"         \
		" :search_key, :municipality_id, :language, :active)")                 \
	X(PERSON_UPDATE,                                                               \
		"UPDATE person SET external_id = :external_id, given_name = "          \
		":given_name,"                                                         \
		" infix = :infix, family_name = :family_name, sort_key = :sort_key,"   \
		" search_key = :search_key, municipality_id = :municipality_id,"       \
		" language = :language, active = :active, version = version + 1"       \
		" WHERE id = :id AND version = :version")                              \
	X(PERSON_RETIRE, "UPDATE person SET active = 0, version = version + 1"         \
			 " WHERE id = :id")                                            \
	X(PERSON_LEFT,                                                                 \
		"INSERT INTO person_leave (id, person_id, left_at) SELECT :leave_id,"  \
		" id, :now FROM person WHERE id = :id AND active = 0"                  \
		" AND NOT EXISTS (SELECT 1 FROM person_leave v"                        \
		" WHERE v.person_id = :id AND v.returned_at IS NULL)")                 \
	X(PERSON_BACK, "UPDATE person_leave SET returned_at = :now"                    \
		       " WHERE person_id = :id AND returned_at IS NULL"                \
		       " AND EXISTS (SELECT 1 FROM person p WHERE p.id = :id"          \
		       " AND p.active = 1)")                                           \
	X(PERSON_LIST,                                                                 \
		"SELECT " PERSON_COLUMNS " FROM person WHERE id > :after"              \
		" AND (:word1 = '' OR instr(search_key, :word1) > 0)"                  \
		" AND (:word2 = '' OR instr(search_key, :word2) > 0)"                  \
		" AND (:word3 = '' OR instr(search_key, :word3) > 0)"                  \
		" AND (:word4 = '' OR instr(search_key, :word4) > 0)"                  \
		" AND (:word5 = '' OR instr(search_key, :word5) > 0)"                  \
		" AND (:word6 = '' OR instr(search_key, :word6) > 0)"                  \
		" AND (:municipality_id = 0 OR municipality_id = :municipality_id)"    \
		" ORDER BY id LIMIT :limit")                                           \
	X(PERSON_BY_EXTERNAL,                                                          \
		"SELECT id FROM person WHERE external_id = :external_id")              \
	X(PERSON_BY_ADDRESS,                                                           \
		"SELECT DISTINCT c.person_id FROM contact c JOIN person p"             \
		" ON p.id = c.person_id WHERE c.address = :address"                    \
		" AND p.active = 1 ORDER BY c.person_id DESC LIMIT :max")              \
	X(CONTACT_OF, "SELECT kind, address, rank FROM contact"                        \
		      " WHERE person_id = :person_id ORDER BY rank, id")               \
	X(CONTACT_RANGE, "SELECT person_id, kind, address, rank FROM contact"          \
			 " WHERE person_id BETWEEN :first_id AND :last_id"             \
			 " ORDER BY person_id, rank, id")                              \
	X(CONTACT_INSERT, "INSERT INTO contact (id, person_id, kind, address, rank)"   \
			  " VALUES (:id, :person_id, :kind, :address, :rank)")         \
	X(CONTACT_CLEAR, "DELETE FROM contact WHERE person_id = :person_id")
STMT_LIST(person, PERSON_SQL);

static void read_contact(struct stmt *s, struct contact *c)
{
	c->kind = (enum contact_kind)parse_word(
		stmt_text(s, "kind"), contact_kind_words, CONTACT_KINDS_COUNT);
	stmt_copy(s, "address", c->address, sizeof c->address);
	c->rank = (int)stmt_int(s, "rank");
}

enum err_code person_contacts(struct db *db, int64_t person_id,
	struct contact ret[PERSON_CONTACTS_MAX], size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_n = 0;
	if (stmt_get(db, &person_statements, CONTACT_OF, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	while (*ret_n < PERSON_CONTACTS_MAX && stmt_row(s, e))
		read_contact(s, &ret[(*ret_n)++]);
	return e->code;
}

enum err_code person_contacts_each(struct db *db, int64_t first_id, int64_t last_id,
	void (*each)(void *ctx, int64_t person_id, const struct contact *c), void *ctx,
	struct err *e)
{
	STMT_AUTO s = NULL;
	struct contact c;

	if (stmt_get(db, &person_statements, CONTACT_RANGE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "first_id", first_id);
	stmt_bind_int(s, "last_id", last_id);
	while (stmt_row(s, e)) {
		read_contact(s, &c);
		each(ctx, stmt_int(s, "person_id"), &c);
	}
	return e->code;
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	struct contact contacts[PERSON_CONTACTS_MAX];
	char name[PERSON_NAME_MAX];
	json_t *list = json_array();
	size_t n;

	if (list == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a person");
	fields_set_text(o, "external_id", stmt_text_or_null(row, "external_id"));
	fields_set_text(o, "given_name", stmt_text(row, "given_name"));
	fields_set_text(o, "infix", stmt_text(row, "infix"));
	fields_set_text(o, "family_name", stmt_text(row, "family_name"));
	person_display_name(json_string_value(json_object_get(o, "given_name")),
		json_string_value(json_object_get(o, "infix")),
		stmt_text(row, "family_name"), name);
	fields_set_text(o, "display_name", name);
	fields_set_int(o, "municipality_id", stmt_int(row, "municipality_id"));
	fields_set_text(o, "language", stmt_text(row, "language"));
	fields_set_bool(o, "active", stmt_bool(row, "active"));
	if (person_contacts(db, stmt_int(row, "id"), contacts, &n, e) != ERR_OK) {
		json_decref(list);
		return e->code;
	}
	for (size_t i = 0; i < n; i++) {
		json_t *c = json_object();

		fields_set_text(c, "kind", contact_kind_words[contacts[i].kind]);
		fields_set_text(c, "address", contacts[i].address);
		fields_set_int(c, "rank", contacts[i].rank);
		json_array_append_new(list, c);
	}
	json_object_set_new(o, "contacts", list);
	return ERR_OK;
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	static const char *const languages[] = { "nl", "en" };
	const char *given = "", *infix = "", *family = "", *external = NULL;
	char key[PERSON_KEY_MAX];
	int64_t municipality = 0;
	bool active = true;
	int language = 0;

	(void)db;
	(void)fields_line(o, "external_id", FIELDS_OPTIONAL, 64, &external, e);
	(void)fields_line(o, "given_name", FIELDS_OPTIONAL, 80, &given, e);
	(void)fields_line(o, "infix", FIELDS_OPTIONAL, 40, &infix, e);
	(void)fields_line(o, "family_name", FIELDS_REQUIRED, 80, &family, e);
	(void)fields_int(
		o, "municipality_id", FIELDS_REQUIRED, 1, INT64_MAX, &municipality, e);
	(void)fields_word(o, "language", FIELDS_OPTIONAL, languages, 2, &language, e);
	(void)fields_bool(o, "active", FIELDS_OPTIONAL, &active, e);
	contacts_check(o, e);
	stmt_bind_text(
		s, "external_id", external != NULL && external[0] ? external : NULL);
	stmt_bind_text(s, "given_name", given);
	stmt_bind_text(s, "infix", infix);
	stmt_bind_text(s, "family_name", family);
	person_sort_key(given, infix, family, key);
	stmt_bind_text(s, "sort_key", key);
	person_search_key(given, infix, family, key);
	stmt_bind_text(s, "search_key", key);
	stmt_bind_int(s, "municipality_id", municipality);
	stmt_bind_text(s, "language", languages[language]);
	stmt_bind_bool(s, "active", active);
}

static enum err_code save_parts(
	struct db *db, int64_t id, const json_t *o, struct err *e)
{
	STMT_AUTO clear = NULL;
	STMT_AUTO insert = NULL;
	json_t *c;
	size_t i;

	if (stmt_get(db, &person_statements, CONTACT_CLEAR, &clear, e) != ERR_OK
		|| stmt_get(db, &person_statements, CONTACT_INSERT, &insert, e)
			   != ERR_OK)
		return e->code;
	stmt_bind_int(clear, "person_id", id);
	if (stmt_run(clear, e) != ERR_OK)
		return e->code;
	json_array_foreach(json_object_get(o, "contacts"), i, c)
	{
		int64_t contact;

		if (ids_next(db, "contact", &contact, e) != ERR_OK)
			return e->code;
		stmt_bind_int(insert, "id", contact);
		stmt_bind_int(insert, "person_id", id);
		stmt_bind_text(
			insert, "kind", json_string_value(json_object_get(c, "kind")));
		stmt_bind_text(insert, "address",
			json_string_value(json_object_get(c, "address")));
		stmt_bind_int(
			insert, "rank", json_integer_value(json_object_get(c, "rank")));
		if (stmt_run_again(insert, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* The municipality exists. */
static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	json_t *municipality = NULL;

	(void)id;
	if (resource_get(db, &municipality_resource,
		    json_integer_value(json_object_get(o, "municipality_id")),
		    &municipality, e)
		== ERR_NOTFOUND) {
		err_clear(e);
		(void)err_fault(e, "municipality_id", "is not a municipality");
	}
	json_decref(municipality);
	return e->code;
}

static const char *const fields[] = { "external_id", "given_name", "infix",
	"family_name", "municipality_id", "language", "active", "contacts", NULL };
static const char *const computed[] = { "display_name", NULL };

/* When somebody left and came back, for the roster as it was known then. */
static enum err_code changed(
	struct db *db, int64_t id, const struct change *by, struct err *e)
{
	STMT_AUTO left = NULL;
	STMT_AUTO back = NULL;
	int64_t leave_id;

	if (ids_next(db, "person_leave", &leave_id, e) != ERR_OK
		|| stmt_get(db, &person_statements, PERSON_LEFT, &left, e) != ERR_OK
		|| stmt_get(db, &person_statements, PERSON_BACK, &back, e) != ERR_OK)
		return e->code;
	stmt_bind_int(left, "leave_id", leave_id);
	stmt_bind_int(left, "id", id);
	stmt_bind_instant(left, "now", by->now);
	stmt_bind_int(back, "id", id);
	stmt_bind_instant(back, "now", by->now);
	return stmt_run(left, e) != ERR_OK ? e->code : stmt_run(back, e);
}

const struct resource person_resource = {
	.name = "person",
	.list = &person_statements,
	.by_id = PERSON_BY_ID,
	.insert = PERSON_INSERT,
	.update = PERSON_UPDATE,
	.remove = PERSON_RETIRE, /* people are retired: the past keeps their names */
	.fields = fields,
	.read_only = computed,
	.secret = "contacts",
	.to_json = to_json,
	.bind = bind,
	.check = check,
	.save_parts = save_parts,
	.changed = changed,
};

/* The next word of *q, which moves behind it. */
static const char *next_word(char **q)
{
	char *word = *q + strspn(*q, " ,");

	*q = word + strcspn(word, " ,");
	if (**q != '\0')
		*(*q)++ = '\0';
	return word;
}

void person_row_name(struct stmt *row, char buffer[PERSON_NAME_MAX])
{
	char given[81], infix[41];

	stmt_copy(row, "given_name", given, sizeof given);
	stmt_copy(row, "infix", infix, sizeof infix);
	person_display_name(given, infix, stmt_text(row, "family_name"), buffer);
}

enum err_code person_list(struct db *db, const char *q, int64_t municipality_id,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	static const char *const words[] = { "word1", "word2", "word3", "word4",
		"word5", "word6" };
	STMT_AUTO s = NULL;
	char key[PERSON_KEY_MAX], *rest = key;

	if (stmt_get(db, &person_statements, PERSON_LIST, &s, e) != ERR_OK)
		return e->code;
	if (!fold(q, key, sizeof key))
		key[0] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		stmt_bind_text(s, words[i], next_word(&rest));
	stmt_bind_int(s, "municipality_id", municipality_id);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &person_resource, s, limit, ret, e);
}

enum err_code person_by_address(struct db *db, const char *address, int64_t ids[],
	size_t max, size_t *ret_n, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_n = 0;
	if (stmt_get(db, &person_statements, PERSON_BY_ADDRESS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "address", address);
	stmt_bind_int(s, "max", (int64_t)max);
	while (stmt_row(s, e))
		ids[(*ret_n)++] = stmt_int(s, "person_id");
	return e->code;
}

enum err_code person_by_external_id(
	struct db *db, const char *external_id, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = 0;
	if (stmt_get(db, &person_statements, PERSON_BY_EXTERNAL, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "external_id", external_id);
	if (stmt_row(s, e))
		*ret = stmt_int(s, "id");
	return e->code;
}
