/* SPDX-License-Identifier: EUPL-1.2 */
/* Holidays in the database. */
#include "roster/fairness/holiday_config.h"

#include <string.h>

#define HOLIDAY_COLUMNS                                                                \
	"id, kind, name, day, yearly, every_years, weight_percent, version"
#define HOLIDAY_SQL(X)                                                                 \
	X(HOLIDAY_BY_ID, "SELECT " HOLIDAY_COLUMNS " FROM holiday WHERE id = :id")     \
	X(HOLIDAY_INSERT, "INSERT INTO holiday (id, kind, name, day, yearly,"          \
			  " every_years, weight_percent) VALUES (:id, :kind, :name,"   \
			  " :day, :yearly, :every_years, :weight_percent)")            \
	X(HOLIDAY_UPDATE, "UPDATE holiday SET kind = :kind, name = :name, day = :day," \
			  " yearly = :yearly, every_years = :every_years,"             \
			  " weight_percent = :weight_percent, version = version + 1"   \
			  " WHERE id = :id AND version = :version")                    \
	X(HOLIDAY_DELETE, "DELETE FROM holiday WHERE id = :id")                        \
	X(HOLIDAY_LIST, "SELECT " HOLIDAY_COLUMNS " FROM holiday WHERE id > :after"    \
			" ORDER BY id LIMIT :limit")                                   \
	X(HOLIDAY_FIND, "SELECT id FROM holiday WHERE kind = :kind"                    \
			" OR (kind IS NULL AND :kind = 'own' AND name = :name"         \
			" AND day = :day) ORDER BY id LIMIT 1")                        \
	X(HOLIDAY_OWN_COUNT, "SELECT count(*) AS n FROM holiday WHERE kind IS NULL"    \
			     " AND id <> :id")
STMT_LIST(holiday, HOLIDAY_SQL);

static enum holiday_kind kind_of(const char *word)
{
	for (int i = 0; i < HOLIDAY_KINDS_COUNT; i++)
		if (strcmp(holiday_word((enum holiday_kind)i), word) == 0)
			return (enum holiday_kind)i;
	return HOLIDAY_KINDS_COUNT;
}

static enum err_code to_json(struct db *db, struct stmt *row, json_t *o, struct err *e)
{
	char text[DATE_TEXT];

	(void)db;
	(void)e;
	fields_set_text(
		o, "kind", stmt_is_null(row, "kind") ? "own" : stmt_text(row, "kind"));
	fields_set_text(o, "name", stmt_text(row, "name"));
	fields_set_text(o, "date",
		stmt_is_null(row, "day")
			? NULL
			: date_format(date_from_days(stmt_int(row, "day")), text));
	fields_set_bool(o, "yearly", stmt_bool(row, "yearly"));
	fields_set_int(o, "every_years", stmt_int(row, "every_years"));
	fields_set_int(o, "weight_percent", stmt_int(row, "weight_percent"));
	return ERR_OK;
}

struct values {
	const char *kind, *name;
	struct date date;
	bool has_date, yearly;
	int64_t every_years, weight_percent;
};

static void read_values(const json_t *o, struct values *v, struct err *e)
{
	enum holiday_kind kind;

	*v = (struct values){ .kind = "own",
		.name = "",
		.yearly = true,
		.every_years = 1,
		.weight_percent = 100 };
	(void)fields_line(o, "kind", FIELDS_OPTIONAL, 32, &v->kind, e);
	(void)fields_line(
		o, "name", FIELDS_REQUIRED, HOLIDAY_NAME_MAX - 1, &v->name, e);
	v->has_date = fields_date(o, "date", FIELDS_OPTIONAL, &v->date, e);
	(void)fields_bool(o, "yearly", FIELDS_OPTIONAL, &v->yearly, e);
	(void)fields_int(o, "every_years", FIELDS_OPTIONAL, 1, 5, &v->every_years, e);
	(void)fields_int(
		o, "weight_percent", FIELDS_OPTIONAL, 0, 1000, &v->weight_percent, e);
	if (e->faults > 0)
		return;
	kind = kind_of(v->kind);
	if (kind == HOLIDAY_KINDS_COUNT && strcmp(v->kind, "own") != 0)
		(void)err_fault(e, "kind", "must be own, for a day of your own");
	else if (kind == HOLIDAY_KINDS_COUNT && !v->has_date)
		(void)err_fault(e, "date", "must be given");
	else if (kind != HOLIDAY_KINDS_COUNT && v->has_date)
		(void)err_fault(e, "date", "is computed for this holiday");
	if (v->every_years != 1
		&& (v->every_years != 5 || kind != HOLIDAY_LIBERATION_DAY))
		(void)err_fault(e, "every_years", "must be 1, or 5 for liberation_day");
}

static void bind(struct db *db, struct stmt *s, const json_t *o, struct err *e)
{
	struct values v;

	(void)db;
	read_values(o, &v, e);
	stmt_bind_text(s, "kind", strcmp(v.kind, "own") == 0 ? NULL : v.kind);
	stmt_bind_text(s, "name", v.name);
	if (v.has_date)
		stmt_bind_int(s, "day", date_days(v.date));
	else
		stmt_bind_null(s, "day");
	stmt_bind_bool(s, "yearly", v.yearly);
	stmt_bind_int(s, "every_years", v.every_years);
	stmt_bind_int(s, "weight_percent", v.weight_percent);
}

static bool stored_kind(
	struct db *db, int64_t id, enum holiday_kind *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &holiday_statements, HOLIDAY_BY_ID, &s, e) != ERR_OK)
		return false;
	stmt_bind_int(s, "id", id);
	if (!stmt_row(s, e))
		return false;
	*ret = kind_of(stmt_text(s, "kind"));
	return true;
}

/* A computed one stays what it is, and there are so many of one's own. */
static enum err_code check(struct db *db, int64_t id, const json_t *o, struct err *e)
{
	enum holiday_kind was = HOLIDAY_KINDS_COUNT;
	STMT_AUTO s = NULL;
	struct values v;

	read_values(o, &v, e);
	if (!stored_kind(db, id, &was, e) && e->code != ERR_OK)
		return e->code;
	if (kind_of(v.kind) != was)
		return err_fault(e, "kind",
			was == HOLIDAY_KINDS_COUNT
				? "is there already: change its weight instead"
				: "of a computed holiday cannot be changed");
	if (was != HOLIDAY_KINDS_COUNT)
		return ERR_OK;
	if (stmt_get(db, &holiday_statements, HOLIDAY_OWN_COUNT, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", id);
	if (stmt_row(s, e) && stmt_int(s, "n") >= HOLIDAY_OWN_MAX)
		return err_set(e, ERR_CONFLICT, "there are %d days of your own already",
			(int)HOLIDAY_OWN_MAX);
	return e->code;
}

static enum err_code remove_parts(struct db *db, int64_t id, struct err *e)
{
	enum holiday_kind kind = HOLIDAY_KINDS_COUNT;

	if (!stored_kind(db, id, &kind, e))
		return e->code;
	if (kind != HOLIDAY_KINDS_COUNT)
		return err_set(e, ERR_CONFLICT,
			"a computed holiday cannot be deleted: give it "
			"weight_percent 0");
	return ERR_OK;
}

static const char *const fields[] = { "kind", "name", "date", "yearly", "every_years",
	"weight_percent", NULL };

const struct resource holiday_resource = {
	.name = "holiday",
	.list = &holiday_statements,
	.by_id = HOLIDAY_BY_ID,
	.insert = HOLIDAY_INSERT,
	.update = HOLIDAY_UPDATE,
	.remove = HOLIDAY_DELETE,
	.fields = fields,
	.to_json = to_json,
	.bind = bind,
	.check = check,
	.remove_parts = remove_parts,
};

enum err_code holiday_list(
	struct db *db, int64_t after, int64_t limit, json_t **ret, struct err *e)
{
	return resource_page(db, &holiday_resource, HOLIDAY_LIST, after, limit, ret, e);
}

enum err_code holiday_find(struct db *db, const char *kind, const char *name,
	struct date date, int64_t *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &holiday_statements, HOLIDAY_FIND, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", kind);
	stmt_bind_text(s, "name", name);
	stmt_bind_int(s, "day", date.year != 0 ? date_days(date) : 0);
	*ret = stmt_row(s, e) ? stmt_int(s, "id") : 0;
	return e->code;
}

static void add_own(struct holiday_set *set, struct stmt *row)
{
	struct holiday_own *own;

	if (set->own_n == HOLIDAY_OWN_MAX)
		return;
	own = &set->own[set->own_n++];
	stmt_copy(row, "name", own->name, sizeof own->name);
	own->date = date_from_days(stmt_int(row, "day"));
	own->yearly = stmt_bool(row, "yearly");
	own->weight_percent = (int)stmt_int(row, "weight_percent");
}

enum err_code holiday_set_load(struct db *db, struct holiday_set *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	*ret = holiday_default_set();
	if (stmt_get(db, &holiday_statements, HOLIDAY_LIST, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "after", 0);
	stmt_bind_int(s, "limit", HOLIDAYS_MAX);
	while (stmt_row(s, e)) {
		enum holiday_kind kind = kind_of(stmt_text(s, "kind"));

		if (kind == HOLIDAY_KINDS_COUNT) {
			add_own(ret, s);
			continue;
		}
		ret->weight_percent[kind] = (int)stmt_int(s, "weight_percent");
		if (kind == HOLIDAY_LIBERATION_DAY)
			ret->liberation_every_years = (int)stmt_int(s, "every_years");
	}
	return e->code;
}
