/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands on the lists. */
#include "alert/report/paper.h"

#include "alert/report/call_view.h"
#include "base/zone.h"
#include "roster/duty/duty.h"

#include <stdio.h>
#include <string.h>

enum { FUNCTIONS_PAGE = 1000, NUMBERS_MAX = 1024 };

static json_t *new_paper(const char *title, struct instant at, const char *note)
{
	char when[ZONE_TEXT], line[ZONE_TEXT + 32];
	json_t *o = json_object();

	(void)snprintf(line, sizeof line, "Stand van %s", zone_format(at, when));
	fields_set_text(o, "title", title);
	fields_set_text(o, "at", line);
	fields_set_text(o, "note", note);
	json_object_set_new(o, "sections", json_array());
	return o;
}

/* Its rows; owned by the paper. */
static json_t *add_section(json_t *paper, const char *title)
{
	json_t *o = json_object(), *rows = json_array();

	fields_set_text(o, "title", title);
	json_object_set_new(o, "rows", rows);
	json_array_append_new(json_object_get(paper, "sections"), o);
	return rows;
}

/* Telephone numbers first, then mail; push topics are no use by hand. */
static enum err_code numbers_of(
	struct db *db, int64_t person_id, struct text *out, struct err *e)
{
	static const enum contact_kind order[] = { CONTACT_MOBILE, CONTACT_LANDLINE,
		CONTACT_EMAIL };
	struct contact contacts[PERSON_CONTACTS_MAX];
	size_t n;

	if (person_contacts(db, person_id, contacts, &n, e) != ERR_OK)
		return e->code;
	for (size_t k = 0; k < sizeof order / sizeof *order; k++)
		for (size_t i = 0; i < n; i++)
			if (contacts[i].kind == order[k])
				text_addf(out, "%s%s", out->len > 0 ? ", " : "",
					contacts[i].address);
	return ERR_OK;
}

static enum err_code add_row(struct db *db, json_t *rows, int64_t person_id,
	const char *name, const char *note, struct err *e)
{
	json_t *o = json_object();
	TEXT_AUTO numbers = { 0 };

	text_init(&numbers, NUMBERS_MAX);
	if (numbers_of(db, person_id, &numbers, e) == ERR_OK) {
		fields_set_text(o, "name", name);
		fields_set_text(o, "numbers",
			numbers.len > 0 ? text_str(&numbers) : "geen nummer bekend");
		fields_set_text(o, "note", note);
	}
	if (json_array_append_new(rows, o) != 0 && e->code == ERR_OK)
		return err_set(e, ERR_NOMEM, "no memory for a list");
	return e->code;
}

/* --- who is on duty --- */

static enum err_code add_duty(struct db *db, json_t *paper, const json_t *function,
	struct instant at, struct err *e)
{
	struct on_duty people[ON_DUTY_MAX];
	const char *regime = json_string_value(json_object_get(function, "regime"));
	char title[256], note[96], until[ZONE_TEXT];
	json_t *rows;
	size_t n;

	if (on_duty_at(db, json_integer_value(json_object_get(function, "id")), at,
		    people, &n, e)
		!= ERR_OK)
		return e->code;
	if (n == 0 && (regime == NULL || strcmp(regime, "H") != 0))
		return ERR_OK;
	(void)snprintf(title, sizeof title, "%s%s",
		json_string_value(json_object_get(function, "name")),
		n == 0 ? " \xe2\x80\x93 NIEMAND HEEFT PIKET" : "");
	rows = add_section(paper, title);
	for (size_t i = 0; i < n && e->code == ERR_OK; i++) {
		(void)snprintf(note, sizeof note, "piket tot %s%s",
			zone_format(people[i].until, until),
			people[i].absent ? "; is afwezig gemeld" : "");
		(void)add_row(db, rows, people[i].person_id, people[i].name, note, e);
	}
	return e->code;
}

enum err_code paper_on_duty(
	struct db *db, struct instant at, json_t **ret, struct err *e)
{
	json_t *paper = new_paper("Wie heeft piket", at, "");
	int64_t after = 0;
	bool more = true;

	err_clear(e);
	while (more && e->code == ERR_OK) {
		json_t *page = NULL, *function;
		size_t i;

		if (function_list(db, after, FUNCTIONS_PAGE, &page, e) != ERR_OK)
			break;
		json_array_foreach(json_object_get(page, "items"), i, function)
		{
			after = json_integer_value(json_object_get(function, "id"));
			if (add_duty(db, paper, function, at, e) != ERR_OK)
				break;
		}
		more = json_is_string(json_object_get(page, "next"));
		json_decref(page);
	}
	if (e->code != ERR_OK)
		json_decref(paper);
	else
		*ret = paper;
	return e->code;
}

/* --- whom a call-out asks --- */

/* In a few words; "" for who was not asked yet. */
static const char *words_for(const struct callout_recipient *r)
{
	switch (r->state) {
	case RECIPIENT_WAITING:
		return "";
	case RECIPIENT_ASKED:
		return "nog geen antwoord";
	case RECIPIENT_ACCEPTED:
		return "KOMT";
	case RECIPIENT_LAST_RESORT:
		return "als het echt moet";
	case RECIPIENT_RESERVE:
		return "reserve";
	case RECIPIENT_DECLINED:
		return "komt niet";
	case RECIPIENT_SILENT:
		return "geen antwoord";
	case RECIPIENT_UNREACHABLE:
		return "niet bereikt";
	case RECIPIENT_STOOD_DOWN:
		return "niet meer nodig";
	case RECIPIENT_ARRIVED:
		return "IS ER";
	case RECIPIENT_STATES_COUNT:
		break;
	}
	return "";
}

static enum err_code add_candidate(struct db *db, const struct call *call, int slot,
	uint32_t person, json_t *rows, struct err *e)
{
	const struct callout_recipient *r = &call->c.people[person];
	const bool duty = (r->duty >> slot & 1) != 0;
	const char *words = words_for(r);
	char name[PERSON_NAME_MAX], note[96];
	enum phrase_language language;

	if (call_view_person(db, r->person_id, name, &language, e) != ERR_OK)
		return e->code;
	(void)snprintf(note, sizeof note, "%s%s%s%s%s", words,
		words[0] != '\0' && (duty || r->absent) ? "; " : "",
		duty ? "heeft piket" : "", duty && r->absent ? ", " : "",
		r->absent ? "is afwezig gemeld" : "");
	return add_row(db, rows, r->person_id, name, note, e);
}

static enum err_code add_slot(
	struct db *db, const struct call *call, int slot, json_t *paper, struct err *e)
{
	const struct callout_slot *s = &call->c.slots[slot];
	char title[256];
	json_t *rows;

	(void)snprintf(title, sizeof title, "%s: %d nodig, %d %s",
		call->functions[slot].name, s->need, s->placed,
		s->placed == 1 ? "komt" : "komen");
	rows = add_section(paper, title);
	for (uint32_t i = 0; i < s->queue_len && e->code == ERR_OK; i++)
		(void)add_candidate(db, call, slot, s->queue[i], rows, e);
	return e->code;
}

/* What it is about, in one line: incident and place, or the scenario's name. */
static enum err_code subject_of(struct db *db, const struct call *call, char *buffer,
	size_t size, struct err *e)
{
	static _Thread_local struct scenario s;

	(void)snprintf(buffer, size, "%s%s%s", call->incident,
		call->incident[0] != '\0' && call->location[0] != '\0' ? ", " : "",
		call->location);
	if (buffer[0] != '\0')
		return ERR_OK;
	if (scenario_find(db, call->scenario_id, &s, e) != ERR_OK)
		return e->code;
	(void)snprintf(buffer, size, "%s", s.name);
	return ERR_OK;
}

enum err_code paper_call(struct db *db, const struct call *call, struct instant at,
	json_t **ret, struct err *e)
{
	char title[CALL_TEXT_MAX + 64], note[2 * CALL_TEXT_MAX + 8];
	json_t *paper;

	err_clear(e);
	(void)snprintf(title, sizeof title, "%sBellijst",
		phrase_prefix(call->c.kind, LANGUAGE_NL));
	if (subject_of(db, call, note, sizeof note, e) != ERR_OK)
		return e->code;
	paper = new_paper(title, at, note);
	for (int slot = 0; slot < call->c.slots_count && e->code == ERR_OK; slot++)
		(void)add_slot(db, call, slot, paper, e);
	if (e->code != ERR_OK)
		json_decref(paper);
	else
		*ret = paper;
	return e->code;
}
