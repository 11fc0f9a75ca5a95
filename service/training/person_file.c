/* SPDX-License-Identifier: EUPL-1.2 */
/* Competence is computed; every other section is one statement, whose columns are what
 * is shown. */
#include "service/training/person_file.h"

#include "base/zone.h"
#include "roster/people/person.h"
#include "roster/training/competence/compliance.h"
#include "service/training/table.h"

#include <string.h>

// clang-format off
#define PERSON_FILE_SQL(X) \
	X(FILE_PERSON, "SELECT given_name, infix, family_name FROM person WHERE id = :person_id") \
	X(FILE_functions, "SELECT a.function_id, f.code AS function, f.name, a.status, a.from_day, a.until_day FROM assignment a" \
		" JOIN function f ON f.id = a.function_id WHERE a.person_id = :person_id ORDER BY a.from_day, a.id") \
	X(FILE_attendance, "SELECT t.id AS attendance_id, t.activity_id, c.starts_at, c.kind, c.title, f.code AS function, t.role, t.result," \
		" t.minutes, t.assessor, t.remarks, t.replaces," \
		" (SELECT b.id FROM attendance b WHERE b.replaces = t.id) AS replaced_by, t.reason, t.withdrawn, t.source, t.recorded_at" \
		" FROM attendance t JOIN activity c ON c.id = t.activity_id LEFT JOIN function f ON f.id = t.function_id" \
		" WHERE t.person_id = :person_id ORDER BY c.starts_at, t.id") \
	X(FILE_certificates, "SELECT c.id AS certificate_id, c.title, c.number, c.issuer, c.from_day, c.until_day, c.replaces," \
		" (SELECT b.id FROM certificate b WHERE b.replaces = c.id) AS replaced_by, c.reason, c.withdrawn, p.type AS paper, c.recorded_at" \
		" FROM certificate c LEFT JOIN certificate_file p ON p.certificate_id = c.id" \
		" WHERE c.person_id = :person_id ORDER BY c.from_day, c.id") \
	X(FILE_planned, "SELECT i.activity_id, a.starts_at, a.kind, a.title, a.location, i.state FROM invitation i" \
		" JOIN activity a ON a.id = i.activity_id WHERE i.person_id = :person_id AND a.ends_at > :now AND a.cancelled = 0" \
		" ORDER BY a.starts_at, a.id") \
	X(FILE_requirements, "SELECT r.id AS requirement_id, r.title, r.kind, r.count, f.code AS function, r.from_day, r.until_day FROM requirement r" \
		" LEFT JOIN function f ON f.id = r.function_id WHERE r.person_id = :person_id ORDER BY r.id") \
	X(FILE_learning, "SELECT id AS learning_point_id, text, due_day, state, result FROM learning_point" \
		" WHERE owner_person_id = :person_id ORDER BY due_day, id")
// clang-format on
STMT_LIST(person_file, PERSON_FILE_SQL);

static const struct view_column competence_columns[] = { { "function_id", NULL },
	{ "function", "Functie" }, { "status", "Stand" },
	{ "expires_on", "Verloopt op" }, { "lapses_on", "Verlopen vanaf" },
	{ "words", "Waarom" }, { NULL, NULL } };
static const struct view_column function_columns[] = { { "function_id", NULL },
	{ "function", "Functie" }, { "name", "Naam" }, { "status", "Stand" },
	{ "from_on", "Vanaf" }, { "until_on", "Tot" }, { NULL, NULL } };
static const struct view_column attendance_columns[] = { { "attendance_id", "Nr" },
	{ "activity_id", NULL }, { "starts_at", "Wanneer" }, { "kind", "Soort" },
	{ "title", "Activiteit" }, { "function", "Functie" }, { "role", "Rol" },
	{ "result", "Uitslag" }, { "hours", "Uren" }, { "assessor", "Beoordelaar" },
	{ "remarks", "Opmerkingen" }, { "replaces", "Verbetert" },
	{ "replaced_by", "Verbeterd door" }, { "reason", "Reden" },
	{ "withdrawn", NULL }, { "source", "Bron" }, { "recorded_at", "Vastgelegd" },
	{ NULL, NULL } };
static const struct view_column certificate_columns[] = { { "certificate_id", "Nr" },
	{ "title", "Certificaat" }, { "number", "Nummer" }, { "issuer", "Uitgever" },
	{ "from_on", "Geldig vanaf" }, { "until_on", "Geldig tot" },
	{ "replaces", "Verbetert" }, { "replaced_by", "Verbeterd door" },
	{ "reason", "Reden" }, { "withdrawn", NULL }, { "paper", "Papier" },
	{ "recorded_at", "Vastgelegd" }, { NULL, NULL } };
static const struct view_column planned_columns[] = { { "activity_id", NULL },
	{ "starts_at", "Wanneer" }, { "kind", "Soort" }, { "title", "Activiteit" },
	{ "location", "Plaats" }, { "state", "Antwoord" }, { NULL, NULL } };
static const struct view_column requirement_columns[] = { { "requirement_id", NULL },
	{ "title", "Eis" }, { "kind", "Soort" }, { "count", "Aantal" },
	{ "function", "Functie" }, { "from_on", "Vanaf" }, { "until_on", "Tot" },
	{ NULL, NULL } };
static const struct view_column learning_columns[] = { { "learning_point_id", "Nr" },
	{ "text", "Leerpunt" }, { "due_on", "Af te ronden" }, { "state", "Stand" },
	{ "result", "Uitkomst" }, { NULL, NULL } };

/* In the order of the page; the first is computed. */
static const struct section {
	const char *name, *title;
	const struct view_column *columns;
	int statement;
} sections[] = {
	{ "competence", "Vakbekwaamheid", competence_columns, -1 },
	{ "functions", "Functies", function_columns, FILE_functions },
	{ "attendance", "Opleiding, training, oefening en inzet", attendance_columns,
		FILE_attendance },
	{ "certificates", "Certificaten", certificate_columns, FILE_certificates },
	{ "planned", "Gepland", planned_columns, FILE_planned },
	{ "requirements", "Wat van deze persoon gevraagd wordt", requirement_columns,
		FILE_requirements },
	{ "learning_points", "Leerpunten", learning_columns, FILE_learning },
};
enum { SECTIONS = sizeof sections / sizeof *sections };

struct reading {
	struct db *db;
	int64_t person_id;
	struct instant at, now;
	bool english;
	struct err *e;
};

/* --- rows */

/* "from_day" of the database becomes "from_on", "minutes" becomes "hours". */
static json_t *as_shown(struct stmt *s)
{
	static const char *const days[][2] = { { "from_day", "from_on" },
		{ "until_day", "until_on" }, { "due_day", "due_on" } };
	json_t *row = stmt_json(s), *v;

	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		v = json_object_get(row, days[i][0]);
		if (v == NULL)
			continue;
		if (json_is_integer(v))
			fields_set_day(row, days[i][1], json_integer_value(v));
		else
			fields_set_text(row, days[i][1], NULL);
		json_object_del(row, days[i][0]);
	}
	v = json_object_get(row, "minutes");
	if (v != NULL) {
		(void)hours_set(row, "hours", json_integer_value(v));
		json_object_del(row, "minutes");
	}
	v = json_object_get(row, "withdrawn");
	if (v != NULL)
		fields_set_bool(row, "withdrawn", json_integer_value(v) != 0);
	return row;
}

static enum err_code read_rows(struct reading *r, int statement, json_t *rows)
{
	STMT_AUTO s = NULL;

	if (stmt_get(r->db, &person_file_statements, statement, &s, r->e) != ERR_OK)
		return r->e->code;
	stmt_bind_int(s, "person_id", r->person_id);
	if (statement == FILE_planned)
		stmt_bind_instant(s, "now", r->now);
	while (stmt_row(s, r->e))
		if (json_array_append_new(rows, as_shown(s)) != 0)
			return err_set(
				r->e, ERR_NOMEM, "no memory for a training file");
	return r->e->code;
}

static void set_day(
	json_t *row, const char *field, const struct competence *c, int64_t day)
{
	if (c->status == COMPETENCE_ASPIRANT || day == COMPETENCE_FOREVER)
		fields_set_text(row, field, NULL);
	else
		fields_set_day(row, field, day);
}

static enum err_code read_competence(struct reading *r, json_t *rows)
{
	struct compliance_query q = { .person_id = r->person_id,
		.at = r->at,
		.now = r->now,
		.horizon_days = COMPLIANCE_HORIZON_DAYS };
	struct compliance all;

	if (compliance_read(r->db, &q, &all, r->e) != ERR_OK)
		return r->e->code;
	for (size_t i = 0; i < all.list.n; i++) {
		const struct competence *c = &all.list.item[i];
		json_t *row = json_object();
		char words[COMPETENCE_WORDS_MAX];
		TEXT_AUTO t = { 0 };

		text_init(&t, 16384);
		for (size_t g = c->gap; g < c->gap + c->gaps; g++)
			text_addf(&t, "%s%s", g > c->gap ? "; " : "",
				competence_words(&all.list.gap[g], r->english, words));
		fields_set_int(row, "function_id", c->function_id);
		fields_set_text(row, "status", competence_status_words[c->status]);
		set_day(row, "expires_on", c, c->expires_day);
		set_day(row, "lapses_on", c, c->lapses_day);
		fields_set_text(row, "words", text_str(&t));
		if (json_array_append_new(rows, row) != 0)
			(void)err_set(r->e, ERR_NOMEM, "no memory for a training file");
	}
	compliance_fini(&all);
	return r->e->code;
}

/* The codes of the functions stand in the section of functions. */
static void name_functions(json_t *competence, const json_t *functions)
{
	json_t *row, *f;
	size_t i, k;

	json_array_foreach(competence, i, row)
	{
		json_array_foreach((json_t *)(uintptr_t)functions, k, f)
		{
			if (json_equal(json_object_get(row, "function_id"),
				    json_object_get(f, "function_id")))
				json_object_set(row, "function",
					json_object_get(f, "function"));
		}
	}
}

static enum err_code read_name(struct reading *r, json_t *o)
{
	char given[81 * 4], infix[41 * 4], name[PERSON_NAME_MAX];
	STMT_AUTO s = NULL;

	if (stmt_get(r->db, &person_file_statements, FILE_PERSON, &s, r->e) != ERR_OK)
		return r->e->code;
	stmt_bind_int(s, "person_id", r->person_id);
	if (!stmt_row(s, r->e))
		return r->e->code != ERR_OK ? r->e->code
					    : err_set(r->e, ERR_NOTFOUND,
						    "person %" PRId64 " does not exist",
						    r->person_id);
	stmt_copy(s, "given_name", given, sizeof given);
	stmt_copy(s, "infix", infix, sizeof infix);
	person_display_name(given, infix, stmt_text(s, "family_name"), name);
	fields_set_text(o, "name", name);
	return ERR_OK;
}

static enum err_code read_sections(struct reading *r, json_t *list)
{
	json_t *rows[SECTIONS];

	for (int i = 0; i < SECTIONS; i++) {
		json_t *o = json_object();

		rows[i] = json_array();
		fields_set_text(o, "name", sections[i].name);
		fields_set_text(o, "title", sections[i].title);
		json_object_set_new(o, "rows", rows[i]);
		json_array_append_new(list, o);
		if ((i == 0 ? read_competence(r, rows[i])
			    : read_rows(r, sections[i].statement, rows[i]))
			!= ERR_OK)
			return r->e->code;
	}
	name_functions(rows[0], rows[1]);
	return ERR_OK;
}

enum err_code person_file_read(struct db *db, int64_t person_id, struct instant at,
	struct instant now, bool english, json_t **ret, struct err *e)
{
	struct reading r = { db, person_id, at, now, english, e };
	json_t *o = json_object(), *list = json_array();

	err_clear(e);
	fields_set_int(o, "person_id", person_id);
	json_object_set_new(o, "sections", list);
	if (read_name(&r, o) != ERR_OK || read_sections(&r, list) != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	fields_set_instant(o, "at", at);
	*ret = o;
	return ERR_OK;
}

/* --- the page */

void person_file_html(const json_t *file, struct instant now, struct text *out)
{
	const json_t *list = json_object_get(file, "sections");

	table_page_begin("Opleidingsdossier", now, out);
	text_add(out, "<p class=a>");
	text_add_html(out, json_string_value(json_object_get(file, "name")));
	text_add(out, "</p>");
	for (size_t i = 0; i < SECTIONS; i++) {
		text_addf(out, "<h2>%s</h2>", sections[i].title);
		table_part(sections[i].columns,
			json_object_get(json_array_get(list, i), "rows"), SIZE_MAX,
			out);
	}
	text_add(out, "</html>");
}
