/* SPDX-License-Identifier: EUPL-1.2 */
/* Requirements in the database. */
#include "roster/training/competence/requirement.h"

#include "roster/training/record/reference.h"

#define REQUIREMENT_COLUMNS                                                            \
	"id, function_id, person_id, kind, title, subject, count, within_months,"      \
	" valid_months, grace_days, deployments_count, from_day, until_day, version"
#define REQUIREMENT_SQL(X)                                                             \
	X(REQUIREMENT_BY_ID,                                                           \
		"SELECT " REQUIREMENT_COLUMNS " FROM requirement WHERE id = :id")      \
	X(REQUIREMENT_INSERT,                                                          \
		"INSERT INTO requirement (id, function_id, person_id, kind, title,"    \
		" subject, count, within_months, valid_months, grace_days,"            \
		" deployments_count, from_day, until_day) VALUES (:id, :function_id,"  \
		" :person_id, :kind, :title, :subject, :count, :within_months,"        \
		" :valid_months, :grace_days, :deployments_count, :from_day,"          \
		" :until_day)")                                                        \
	X(REQUIREMENT_UPDATE,                                                          \
		"UPDATE requirement SET function_id = :function_id,"                   \
		" person_id = :person_id, kind = :kind, title = :title,"               \
		" subject = :subject, count = :count,"                                 \
		" within_months = :within_months, valid_months = :valid_months,"       \
		" grace_days = :grace_days, deployments_count = :deployments_count,"   \
		" from_day = :from_day, until_day = :until_day,"                       \
		" version = version + 1 WHERE id = :id AND version = :version")        \
	X(REQUIREMENT_DELETE, "DELETE FROM requirement WHERE id = :id")                \
	X(REQUIREMENT_LIST, "SELECT " REQUIREMENT_COLUMNS " FROM requirement"          \
			    " WHERE id > :after"                                       \
			    " AND (:function_id = 0 OR function_id = :function_id)"    \
			    " AND (:person_id = 0 OR person_id = :person_id)"          \
			    " ORDER BY id LIMIT :limit")
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
	const char *title = "", *subject = "";
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
	stmt_bind_text(s, "kind", requirement_kind_words[kind]);
	stmt_bind_text(s, "title", title);
	stmt_bind_text(s, "subject", subject);
	stmt_bind_int(s, "count", count);
	stmt_bind_id_or_null(s, "within_months", within);
	stmt_bind_id_or_null(s, "valid_months", valid);
	stmt_bind_int(s, "grace_days", grace);
	stmt_bind_bool(s, "deployments_count", deployments);
	bind_period(s, o, e);
}

static const char *const fields[] = { "function_id", "person_id", "kind", "title",
	"subject", "count", "within_months", "valid_months", "grace_days",
	"deployments_count", "from", "until", NULL };

const struct resource requirement_resource = {
	.name = "requirement",
	.event = "requirement",
	.list = &requirement_statements,
	.by_id = REQUIREMENT_BY_ID,
	.insert = REQUIREMENT_INSERT,
	.update = REQUIREMENT_UPDATE,
	.remove = REQUIREMENT_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
};

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
