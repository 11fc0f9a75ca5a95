/* SPDX-License-Identifier: EUPL-1.2 */
/* Requirements in the database. */
#include "roster/training/competence/requirement.h"

#include "roster/training/record/reference.h"

#define REQUIREMENT_COLUMNS                                                            \
	"id, function_id, person_id, kind, title, subject, count, within_months,"      \
	" valid_months, grace_days, deployments_count, from_day, until_day, source,"   \
	" version"
#define REQUIREMENT_SQL(X)                                                             \
	X(REQUIREMENT_BY_ID,                                                           \
		"SELECT " REQUIREMENT_COLUMNS " FROM requirement WHERE id = :id")      \
	X(REQUIREMENT_INSERT,                                                          \
		"INSERT INTO requirement (id, function_id, person_id, kind, title,"    \
		" subject, count, within_months, valid_months, grace_days,"            \
		" deployments_count, from_day, until_day, source) VALUES (:id,"        \
		" :function_id,"                                                       \
		" :person_id, :kind, :title, :subject, :count, :within_months,"        \
		" :valid_months, :grace_days, :deployments_count, :from_day,"          \
		" :until_day, :source)")                                               \
	X(REQUIREMENT_UPDATE,                                                          \
		"UPDATE requirement SET function_id = :function_id,"                   \
		" person_id = :person_id, kind = :kind, title = :title,"               \
		" subject = :subject, count = :count,"                                 \
		" within_months = :within_months, valid_months = :valid_months,"       \
		" grace_days = :grace_days, deployments_count = :deployments_count,"   \
		" from_day = :from_day, until_day = :until_day,"                       \
		" source = CASE WHEN :source = '' THEN source ELSE :source END,"       \
		" version = version + 1 WHERE id = :id AND version = :version")        \
	X(REQUIREMENT_DELETE, "DELETE FROM requirement WHERE id = :id")                \
	X(REQUIREMENT_LIST, "SELECT " REQUIREMENT_COLUMNS " FROM requirement"          \
			    " WHERE id > :after"                                       \
			    " AND (:function_id = 0 OR function_id = :function_id)"    \
			    " AND (:person_id = 0 OR person_id = :person_id)"          \
			    " ORDER BY id LIMIT :limit")                               \
	X(REQUIREMENT_FIND,                                                            \
		"SELECT id FROM requirement"                                           \
		" WHERE coalesce(function_id, 0) = :function_id"                       \
		" AND coalesce(person_id, 0) = :person_id AND kind = :kind"            \
		" AND title = :title AND subject = :subject"                           \
		" AND coalesce(from_day, :never) = :from_day AND id <> :id"            \
		" ORDER BY id LIMIT 1")
STMT_LIST(requirement, REQUIREMENT_SQL);

static void set_date(json_t *o, const char *field, struct stmt *row, const char *column)
{
	if (stmt_is_null(row, column))
		fields_set_text(o, field, NULL);
	else
		fields_set_day(o, field, stmt_int(row, column));
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	(void)db;
	(void)e;
	fields_set_id(o, "function_id", stmt_int(row, "function_id"));
	fields_set_id(o, "person_id", stmt_int(row, "person_id"));
	fields_set_text(o, "kind", stmt_text(row, "kind"));
	fields_set_text(o, "title", stmt_text(row, "title"));
	fields_set_text(o, "subject", stmt_text(row, "subject"));
	fields_set_int(o, "count", stmt_int(row, "count"));
	fields_set_id(o, "within_months", stmt_int(row, "within_months"));
	fields_set_id(o, "valid_months", stmt_int(row, "valid_months"));
	fields_set_int(o, "grace_days", stmt_int(row, "grace_days"));
	fields_set_bool(o, "deployments_count", stmt_bool(row, "deployments_count"));
	set_date(o, "from", row, "from_day");
	set_date(o, "until", row, "until_day");
	fields_set_text(o, "source", stmt_text(row, "source"));
	return ERR_OK;
}

/* Whom it concerns. */
static void bind_holder(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	int64_t function = 0, person = 0;
	bool any = false;

	if (fields_int(o, "function_id", FIELDS_OPTIONAL, 1, INT64_MAX, &function, e)) {
		any = true;
		reference_check(db, REFERENCE_FUNCTION, function, "function_id", e);
	}
	if (fields_int(o, "person_id", FIELDS_OPTIONAL, 1, INT64_MAX, &person, e)) {
		any = true;
		reference_check(db, REFERENCE_PERSON, person, "person_id", e);
	}
	if (!any && e->faults == 0)
		(void)err_fault(e, "function_id",
			"must be given, or person_id for one person's own requirement");
	stmt_bind_id_or_null(s, "function_id", function);
	stmt_bind_id_or_null(s, "person_id", person);
}

/* When it is asked. */
static void bind_period(struct stmt *s, const json_t *o, struct err *e)
{
	struct date from = { 0 }, until = { 0 };
	bool begins = fields_date(o, "from", FIELDS_OPTIONAL, &from, e);
	bool ends = fields_date(o, "until", FIELDS_OPTIONAL, &until, e);

	if (begins && ends && date_days(until) <= date_days(from))
		(void)err_fault(e, "until", "must be later than from");
	stmt_bind_null(s, "from_day");
	stmt_bind_null(s, "until_day");
	if (begins)
		stmt_bind_int(s, "from_day", date_days(from));
	if (ends)
		stmt_bind_int(s, "until_day", date_days(until));
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	int64_t count = 1, within = 0, valid = 0, grace = 0;
	const char *title = "", *subject = "", *source = "";
	bool deployments = false;
	int kind = 0;

	bind_holder(db, s, o, e);
	(void)fields_word(o, "kind", FIELDS_REQUIRED, requirement_kind_words,
		REQUIREMENT_KINDS_COUNT, &kind, e);
	(void)fields_line(o, "title", FIELDS_REQUIRED, 160, &title, e);
	(void)fields_line(o, "subject", FIELDS_OPTIONAL, 160, &subject, e);
	if (!fields_int(o, "count", FIELDS_OPTIONAL, 1, 10000, &count, e)
		&& kind == REQUIREMENT_HOURS && e->faults == 0)
		(void)err_fault(e, "count", "must be given: how many hours");
	if (!fields_int(o, "within_months", FIELDS_OPTIONAL, 1, 600, &within, e)
		&& kind == REQUIREMENT_HOURS)
		within = 12; /* hours are a year's */
	(void)fields_int(o, "valid_months", FIELDS_OPTIONAL, 1, 600, &valid, e);
	(void)fields_int(o, "grace_days", FIELDS_OPTIONAL, 0, 3660, &grace, e);
	(void)fields_bool(o, "deployments_count", FIELDS_OPTIONAL, &deployments, e);
	(void)fields_line(o, "source", FIELDS_OPTIONAL, 120, &source, e);
	stmt_bind_text(s, "kind", requirement_kind_words[kind]);
	stmt_bind_text(s, "title", title);
	stmt_bind_text(s, "subject", subject);
	stmt_bind_int(s, "count", count);
	stmt_bind_id_or_null(s, "within_months", within);
	stmt_bind_id_or_null(s, "valid_months", valid);
	stmt_bind_int(s, "grace_days", grace);
	stmt_bind_bool(s, "deployments_count", deployments);
	stmt_bind_text(s, "source", source);
	bind_period(s, o, e);
}

static enum err_code find(struct db *db, const struct requirement_key *k, int64_t but,
	int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &requirement_statements, REQUIREMENT_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", k->function_id);
	stmt_bind_int(s, "person_id", k->person_id);
	stmt_bind_text(s, "kind", k->kind);
	stmt_bind_text(s, "title", k->title);
	stmt_bind_text(s, "subject", k->subject);
	stmt_bind_int(s, "never", INT64_MIN);
	stmt_bind_int(s, "from_day", k->begins ? date_days(k->from) : INT64_MIN);
	stmt_bind_int(s, "id", but);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

enum err_code requirement_find(
	struct db *db, const struct requirement_key *k, int64_t *ret, struct err *e)
{
	return find(db, k, 0, ret, e);
}

/* Two of the same would be asked twice, and no file could say which of them it means.
 */
static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	struct requirement_key k = { .kind = "", .title = "", .subject = "" };
	int64_t same = 0;
	int kind = 0;

	(void)fields_int(
		o, "function_id", FIELDS_OPTIONAL, 1, INT64_MAX, &k.function_id, e);
	(void)fields_int(
		o, "person_id", FIELDS_OPTIONAL, 1, INT64_MAX, &k.person_id, e);
	(void)fields_word(o, "kind", FIELDS_REQUIRED, requirement_kind_words,
		REQUIREMENT_KINDS_COUNT, &kind, e);
	(void)fields_line(o, "title", FIELDS_REQUIRED, 160, &k.title, e);
	(void)fields_line(o, "subject", FIELDS_OPTIONAL, 160, &k.subject, e);
	k.kind = requirement_kind_words[kind];
	k.begins = fields_date(o, "from", FIELDS_OPTIONAL, &k.from, e);
	if (e->code != ERR_OK || find(db, &k, id, &same, e) != ERR_OK || same == 0)
		return e->code;
	return err_set(e, ERR_CONFLICT,
		"requirement %" PRId64 " asks this already, from the same day: change "
		"that one",
		same);
}

#define FIELDS                                                                         \
	"function_id", "person_id", "kind", "title", "subject", "count",               \
		"within_months", "valid_months", "grace_days", "deployments_count",    \
		"from", "until"
static const char *const fields[] = { FIELDS, NULL };
static const char *const computed[] = { "source", NULL };
static const char *const import_fields[] = { FIELDS, "source", NULL };

#define RESOURCE(fields_, read_only_)                                                  \
	{                                                                              \
		.name = "requirement", .event = "requirement",                         \
		.list = &requirement_statements, .by_id = REQUIREMENT_BY_ID,           \
		.insert = REQUIREMENT_INSERT, .update = REQUIREMENT_UPDATE,            \
		.remove = REQUIREMENT_DELETE, .fields = (fields_),                     \
		.read_only = (read_only_), .to_json = to_json, .bind = bind,           \
		.check = check,                                                        \
	}
const struct resource requirement_resource = RESOURCE(fields, computed);
const struct resource requirement_import_resource = RESOURCE(import_fields, NULL);

enum err_code requirement_list(struct db *db, int64_t function_id, int64_t person_id,
	int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &requirement_statements, REQUIREMENT_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	stmt_bind_int(s, "person_id", person_id);
	stmt_bind_int(s, "after", after);
	stmt_bind_int(s, "limit", limit + 1);
	return resource_list(db, &requirement_resource, s, limit, ret, e);
}
