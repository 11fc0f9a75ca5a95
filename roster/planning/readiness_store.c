/* SPDX-License-Identifier: EUPL-1.2 */
/* What readiness weighs, out of the database; and as JSON. */
#include "base/alloc.h"
#include "roster/planning/problems_internal.h"
#include "roster/planning/readiness.h"

#include <string.h>

#define READINESS_SQL(X)                                                               \
	X(READINESS_FUNCTIONS, "SELECT id, code, name FROM function WHERE id > 0"      \
			       " AND (regime = 'H' OR regime = 'V')"                   \
			       " AND (:function_id = 0 OR id = :function_id)")         \
	X(READINESS_QUALIFIED,                                                         \
		"SELECT a.person_id, a.from_day, a.until_day FROM assignment a"        \
		" JOIN person p ON p.id = a.person_id"                                 \
		" WHERE a.function_id = :function_id AND a.status = 'qualified'"       \
		" AND p.active = 1")
STMT_LIST(readiness, READINESS_SQL);

static enum err_code load_functions(struct db *db, const struct problems_query *q,
	struct readiness_facts *f, struct err *e)
{
	STMT_AUTO s = NULL;
	size_t cap = 0;

	if (stmt_get(db, &readiness_statements, READINESS_FUNCTIONS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", q->function_id);
	while (stmt_row(s, e)) {
		struct readiness_function *grown =
			base_room(f->function, f->functions, &cap, sizeof *f->function);

		if (grown == NULL)
			return err_set(e, ERR_NOMEM, "no memory for readiness");
		f->function = grown;
		grown += f->functions++;
		grown->id = stmt_int(s, "id");
		stmt_copy(s, "code", grown->code, sizeof grown->code);
		stmt_copy(s, "name", grown->name, sizeof grown->name);
	}
	return e->code;
}

static enum err_code load_qualified(struct db *db, int64_t function_id,
	struct readiness_facts *f, size_t *cap, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &readiness_statements, READINESS_QUALIFIED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "function_id", function_id);
	return planning_qualifications(
		s, function_id, &f->qualification, &f->qualifications, cap, e);
}

enum err_code readiness_load(struct db *db, const struct problems_query *q,
	struct readiness_facts *ret, struct err *e)
{
	struct planning_facts facts = { 0 };
	size_t cap = 0;

	memset(ret, 0, sizeof *ret);
	err_clear(e);
	if (load_functions(db, q, ret, e) != ERR_OK
		|| roster_problems_find(db, q, &ret->problems, e) != ERR_OK
		|| planning_facts_load(db, q, &facts, e) != ERR_OK) {
		planning_facts_fini(&facts);
		return e->code;
	}
	ret->spans = facts.spans;
	ret->absence = facts.absence;
	ret->absences = facts.absences;
	memset(&facts.spans, 0, sizeof facts.spans);
	facts.absence = NULL;
	planning_facts_fini(&facts);
	for (size_t i = 0; i < ret->functions; i++)
		if (load_qualified(db, ret->function[i].id, ret, &cap, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

void readiness_facts_fini(struct readiness_facts *f)
{
	roster_problems_fini(&f->problems);
	roster_spans_fini(&f->spans);
	base_free(f->function);
	base_free(f->qualification);
	base_free(f->absence);
	memset(f, 0, sizeof *f);
}

/* --- JSON */

static const char *detail_of(const struct readiness_problem *p, const char *language,
	char buffer[PROBLEM_WORDS])
{
	static const char *const nl[] = {
		[READINESS_NO_PHONE] = "Heeft piket en geen telefoonnummer.",
		[READINESS_SILENT] = "Heeft piket en gaf op de laatste twee tests geen"
				     " antwoord.",
		[READINESS_NOBODY_LEFT] = "Niemand met deze functie is beschikbaar.",
		[READINESS_ONE_LEFT] =
			"Maar 1 persoon met deze functie is beschikbaar.",
		[READINESS_NOT_VERIFIED] = "Heeft piket met een nummer dat niet is"
					   " bevestigd.",
	};
	static const char *const en[] = {
		[READINESS_NO_PHONE] = "Is on duty and has no telephone number.",
		[READINESS_SILENT] =
			"Is on duty and did not answer the last two tests.",
		[READINESS_NOBODY_LEFT] =
			"Nobody who holds this function is available.",
		[READINESS_ONE_LEFT] = "Only 1 person who holds this function is"
				       " available.",
		[READINESS_NOT_VERIFIED] = "Is on duty with a number that is not"
					   " verified.",
	};

	if (p->problem != NULL)
		return roster_problem_words(p->problem, language, buffer);
	return strcmp(language, "en") == 0 ? en[p->detail] : nl[p->detail];
}

static json_t *problem_json(const struct readiness_problem *p, const char *language)
{
	char text[PROBLEM_WORDS];
	json_t *o = json_object();

	fields_set_text(o, "kind", readiness_word(p->kind));
	if (p->person_id != 0)
		fields_set_int(o, "person_id", p->person_id);
	else
		fields_set_text(o, "person_id", NULL);
	fields_set_instant(o, "from", p->from);
	fields_set_instant(o, "until", p->until);
	fields_set_text(o, "detail", detail_of(p, language, text));
	return o;
}

json_t *readiness_json(const struct readiness *r, const char *language)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->rows; i++) {
		const struct readiness_row *row = &r->row[i];
		json_t *o = json_object(), *problems = json_array();

		fields_set_int(o, "function_id", row->function->id);
		fields_set_text(o, "code", row->function->code);
		fields_set_text(o, "name", row->function->name);
		for (size_t k = 0; k < row->n; k++)
			(void)json_array_append_new(problems,
				problem_json(&r->problem[row->first + k], language));
		(void)json_object_set_new(o, "problems", problems);
		if (json_array_append_new(list, o) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}
