/* SPDX-License-Identifier: EUPL-1.2 */
/* Certificates in the database. */
#include "roster/training/record/certificate.h"

#include "base/alloc.h"
#include "roster/training/record/append.h"
#include "roster/training/record/reference.h"
#include "roster/training/training.h"

#include <stdio.h>
#include <string.h>

#define REPLACED_BY "(SELECT b.id FROM certificate b WHERE b.replaces = a.id)"
#define CERTIFICATE_COLUMNS                                                            \
	"a.id, a.person_id, a.title, a.number, a.issuer, a.from_day, a.until_day,"     \
	" a.replaces, " REPLACED_BY " AS replaced_by, a.reason, a.withdrawn,"          \
	" a.source, a.recorded_at, a.recorded_by,"                                     \
	" a.version + (f.certificate_id IS NOT NULL) AS version, f.type AS file_type," \
	" f.sha256 AS file_sha256, length(f.bytes) AS file_size"
#define CERTIFICATE_FROM                                                               \
	" FROM certificate a LEFT JOIN certificate_file f ON f.certificate_id = a.id"
#define CERTIFICATE_LATEST                                                             \
	" AND (:latest = 0 OR (a.withdrawn = 0 AND " REPLACED_BY " IS NULL))"
#define CERTIFICATE_SQL(X)                                                             \
	X(CERTIFICATE_BY_ID,                                                           \
		"SELECT " CERTIFICATE_COLUMNS CERTIFICATE_FROM " WHERE a.id = :id")    \
	X(CERTIFICATE_INSERT,                                                          \
		"INSERT INTO certificate (id, person_id, title, number, issuer,"       \
		" from_day, until_day, replaces, reason, withdrawn, source,"           \
		" recorded_at, recorded_by) VALUES (:id, :person_id, :title, :number," \
		" :issuer, :from_day, :until_day, :replaces, :reason, :withdrawn,"     \
		" :source, :recorded_at, :recorded_by)")                               \
	X(CERTIFICATE_LIST, "SELECT " CERTIFICATE_COLUMNS CERTIFICATE_FROM             \
			    " WHERE a.id > :after" CERTIFICATE_LATEST                  \
			    " ORDER BY a.id LIMIT :limit")                             \
	X(CERTIFICATE_OF_PERSON,                                                       \
		"SELECT " CERTIFICATE_COLUMNS CERTIFICATE_FROM                         \
		" WHERE a.person_id = :person_id"                                      \
		" AND a.id > :after" CERTIFICATE_LATEST " ORDER BY a.id LIMIT :limit") \
	X(CERTIFICATE_FIND, "SELECT a.id FROM certificate a"                           \
			    " WHERE a.person_id = :person_id AND a.title = :title"     \
			    " AND a.number = :number AND a.from_day = :from_day"       \
			    " AND a.withdrawn = 0 AND " REPLACED_BY " IS NULL"         \
			    " ORDER BY a.id LIMIT 1")                                  \
	X(CERTIFICATE_FILE_INSERT,                                                     \
		"INSERT INTO certificate_file (certificate_id, type, sha256, bytes,"   \
		" recorded_at, recorded_by) VALUES (:id, :type, :sha256, :bytes,"      \
		" :recorded_at, :recorded_by)")                                        \
	X(CERTIFICATE_FILE_GET, "SELECT type, sha256, bytes FROM certificate_file"     \
				" WHERE certificate_id = :id")
STMT_LIST(certificate, CERTIFICATE_SQL);

static void add_file(struct stmt *row, json_t *o)
{
	char hex[DIGEST_HEX];
	struct digest d;
	const void *hash;
	json_t *file;
	size_t n;

	if (stmt_is_null(row, "file_type")) {
		json_object_set_new(o, "file", json_null());
		return;
	}
	hash = stmt_blob(row, "file_sha256", &n);
	REQUIRE(n == sizeof d.bytes);
	memcpy(d.bytes, hash, n);
	file = json_object();
	fields_set_text(file, "type", stmt_text(row, "file_type"));
	fields_set_int(file, "size", stmt_int(row, "file_size"));
	fields_set_text(file, "sha256", digest_hex(&d, hex));
	json_object_set_new(o, "file", file);
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_int(o, "person_id", stmt_int(row, "person_id"));
	fields_set_text(o, "title", stmt_text(row, "title"));
	fields_set_text(o, "number", stmt_text(row, "number"));
	fields_set_text(o, "issuer", stmt_text(row, "issuer"));
	fields_set_day(o, "valid_from", stmt_int(row, "from_day"));
	if (stmt_is_null(row, "until_day"))
		fields_set_text(o, "valid_until", NULL);
	else
		fields_set_day(o, "valid_until", stmt_int(row, "until_day"));
	append_to_json(row, o);
	add_file(row, o);
	return ERR_OK;
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	const char *title = "", *number = "", *issuer = "";
	struct date from = { 1970, 1, 1 }, until;
	int64_t person = 0;
	bool ends;

	if (fields_int(o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &person, e))
		reference_check(db, REFERENCE_PERSON, person, "person_id", e);
	(void)fields_line(o, "title", FIELDS_REQUIRED, 160, &title, e);
	(void)fields_line(o, "number", FIELDS_OPTIONAL, 80, &number, e);
	(void)fields_line(o, "issuer", FIELDS_OPTIONAL, 120, &issuer, e);
	(void)fields_date(o, "valid_from", FIELDS_REQUIRED, &from, e);
	ends = fields_date(o, "valid_until", FIELDS_OPTIONAL, &until, e);
	if (ends && e->faults == 0 && date_days(until) <= date_days(from))
		(void)err_fault(e, "valid_until", "must be later than valid_from");
	stmt_bind_int(s, "person_id", person);
	stmt_bind_text(s, "title", title);
	stmt_bind_text(s, "number", number);
	stmt_bind_text(s, "issuer", issuer);
	stmt_bind_int(s, "from_day", date_days(from));
	stmt_bind_null(s, "until_day");
	if (ends)
		stmt_bind_int(s, "until_day", date_days(until));
	append_bind(s, o, e);
}

#define FIELDS "person_id", "title", "number", "issuer", "valid_from", "valid_until"
static const char *const given[] = { FIELDS, APPEND_FIELDS_CLIENT, NULL };
static const char *const kept[] = { "person_id", NULL };
static const char *const fields[] = { FIELDS, APPEND_FIELDS_CLIENT, APPEND_FIELDS_SET,
	NULL };
static const char *const computed[] = { "file", NULL };

const struct resource certificate_resource = {
	.name = "certificate",
	.event = "certificate",
	.list = &certificate_statements,
	.by_id = CERTIFICATE_BY_ID,
	.insert = CERTIFICATE_INSERT,
	.update = -1,
	.remove = -1,
	.fields = fields,
	.read_only = computed,
	.to_json = to_json,
	.bind = bind,
};

static const struct append_kind kind = {
	.resource = &certificate_resource,
	.given = given,
	.kept = kept,
	.owner = "person_id",
};

/* Whose certificate it is: said, or that of the record to be corrected. */
static enum err_code find_owner(
	struct db *db, const json_t *item, int64_t *ret, struct err *e)
{
	const json_t *replaces = json_object_get(item, "replaces");
	json_t *old = NULL;

	*ret = json_integer_value(json_object_get(item, "person_id"));
	if (*ret != 0 || !json_is_integer(replaces))
		return ERR_OK;
	if (resource_get(
		    db, &certificate_resource, json_integer_value(replaces), &old, e)
		== ERR_OK)
		*ret = json_integer_value(json_object_get(old, "person_id"));
	json_decref(old);
	if (e->code == ERR_NOTFOUND)
		err_clear(e); /* append_item names the field */
	return e->code;
}

enum err_code certificate_find(struct db *db, int64_t person_id, const char *title,
	const char *number, struct date from, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &certificate_statements, CERTIFICATE_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_text(s, "title", title);
	stmt_bind_text(s, "number", number);
	stmt_bind_int(s, "from_day", date_days(from));
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

/* What is pressed twice is recorded once. Whatever is wrong with the item itself is for
 * resource_create to say. */
static enum err_code check_new(
	struct db *db, int64_t owner, const json_t *item, struct err *e)
{
	const char *title = "", *number = "";
	struct date from;
	struct err ignored = { 0 };
	int64_t id = 0;

	if (json_is_true(json_object_get(item, "withdrawn"))
		|| !fields_line(item, "title", FIELDS_REQUIRED, 160, &title, &ignored)
		|| !fields_date(item, "valid_from", FIELDS_REQUIRED, &from, &ignored))
		return ERR_OK;
	(void)fields_line(item, "number", FIELDS_OPTIONAL, 80, &number, &ignored);
	if (certificate_find(db, owner, title, number, from, &id, e) != ERR_OK
		|| id == 0
		|| id == json_integer_value(json_object_get(item, "replaces")))
		return e->code;
	return err_set(e, ERR_CONFLICT,
		"certificate %" PRId64
		" of this person has this title, number and first day",
		id);
}

enum err_code certificate_record(struct db *db, const json_t *item, const char *source,
	const struct change *by, json_t **ret, struct err *e)
{
	enum err_code rc;
	int64_t owner = 0;
	json_t *o = NULL;

	err_clear(e);
	if (find_owner(db, item, &owner, e) != ERR_OK
		|| append_item(db, &kind, owner, item, source, by, &o, e) != ERR_OK)
		return e->code;
	if (owner == 0) { /* nobody's: what was given, if anything, is at fault */
		const json_t *given_id = json_object_get(item, "person_id");

		(void)json_object_set_new(o, "person_id", json_deep_copy(given_id));
	}
	rc = check_new(db, owner, o, e);
	if (rc == ERR_OK)
		rc = resource_create(db, &certificate_resource, o, by, ret, e);
	json_decref(o);
	return rc;
}

enum err_code certificate_list(struct db *db, const struct certificate_filter *f,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &certificate_statements,
		    f->person_id != 0 ? CERTIFICATE_OF_PERSON : CERTIFICATE_LIST, &s, e)
		!= ERR_OK)
		return e->code;
	if (f->person_id != 0)
		stmt_bind_int(s, "person_id", f->person_id);
	stmt_bind_bool(s, "latest", f->latest);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &certificate_resource, s, limit, ret, e);
}

/* --- the paper */

const char *certificate_file_type(const void *bytes, size_t len)
{
	static const struct {
		const char *start;
		size_t len;
		const char *type;
	} types[] = {
		{ "%PDF-", 5, "application/pdf" },
		{ "\x89PNG\r\n\x1a\n", 8, "image/png" },
		{ "\xff\xd8\xff", 3, "image/jpeg" },
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (len > types[i].len
			&& memcmp(bytes, types[i].start, types[i].len) == 0)
			return types[i].type;
	return NULL;
}

static enum err_code insert_file(struct db *db, int64_t id, const char *type,
	const struct digest *sha256, const void *bytes, size_t len,
	const struct change *by, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &certificate_statements, CERTIFICATE_FILE_INSERT, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	stmt_bind_text(s, "type", type);
	stmt_bind_blob(s, "sha256", sha256->bytes, sizeof sha256->bytes);
	stmt_bind_blob(s, "bytes", bytes, len);
	stmt_bind_instant(s, "recorded_at", by->now);
	stmt_bind_text(s, "recorded_by", by->actor.name);
	return stmt_run(s, e);
}

/* There is a paper already: is it this one? */
static enum err_code same_file(struct db *db, int64_t id, const struct digest *sha256,
	bool *ret, struct err *e)
{
	struct certificate_file old = { 0 };

	*ret = false;
	if (certificate_file_get(db, id, &old, e) != ERR_OK) {
		if (e->code == ERR_NOTFOUND)
			err_clear(e);
		return e->code;
	}
	base_free(old.bytes);
	*ret = true;
	if (digest_equal(&old.sha256, sha256))
		return ERR_OK;
	return err_set(e, ERR_CONFLICT,
		"this certificate has a file already: correct the record and add the "
		"file to the new one");
}

enum err_code certificate_file_add(struct db *db, int64_t id, const void *bytes,
	size_t len, const struct change *by, struct err *e)
{
	const char *type = certificate_file_type(bytes, len);
	struct digest sha256;
	json_t *before = NULL, *after = NULL;
	bool same = false;

	if (len > CERTIFICATE_FILE_MAX)
		return err_set(e, ERR_TOO_LARGE, "a file may be 1 MiB at most");
	if (type == NULL)
		return err_set(e, ERR_UNSUPPORTED, "a file must be a PDF, PNG or JPEG");
	if (resource_get(db, &certificate_resource, id, &before, e) != ERR_OK)
		return e->code;
	sha256 = digest_sha256(bytes, len);
	if (same_file(db, id, &sha256, &same, e) == ERR_OK && !same
		&& insert_file(db, id, type, &sha256, bytes, len, by, e) == ERR_OK
		&& resource_get(db, &certificate_resource, id, &after, e) == ERR_OK
		&& resource_audit(db, by, "file", "certificate", id, before, after, e)
			   != ERR_OK)
		(void)err_wrap(e, "the file of a certificate");
	json_decref(before);
	json_decref(after);
	return e->code;
}

enum err_code certificate_file_get(
	struct db *db, int64_t id, struct certificate_file *ret, struct err *e)
{
	STMT_AUTO s = NULL;
	struct digest is;
	const void *bytes, *hash;
	size_t n;

	if (stmt_get(db, &certificate_statements, CERTIFICATE_FILE_GET, &s, e)
		!= ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return e->code != ERR_OK
			       ? e->code
			       : err_set(e, ERR_NOTFOUND,
				       "certificate %" PRId64 " has no file", id);
	stmt_copy(s, "type", ret->type, sizeof ret->type);
	hash = stmt_blob(s, "sha256", &n);
	REQUIRE(n == sizeof ret->sha256.bytes);
	memcpy(ret->sha256.bytes, hash, n);
	bytes = stmt_blob(s, "bytes", &ret->len);
	is = digest_sha256(bytes, ret->len);
	if (!digest_equal(&is, &ret->sha256))
		return err_set(e, ERR_IO,
			"the file of certificate %" PRId64 " was damaged", id);
	ret->bytes = base_alloc(ret->len);
	if (ret->bytes == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a file");
	memcpy(ret->bytes, bytes, ret->len);
	return ERR_OK;
}
