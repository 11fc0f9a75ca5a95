/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /training/answers/{question}: what the inspectorate asks, one page each; and GET
 * /people/{id}/training: the training file of one person. JSON, or a page to print. */
#include "base/alloc.h"
#include "base/parse.h"
#include "service/api/training/training.h"
#include "service/training/inspection.h"
#include "service/training/person_file.h"

#include <stdio.h>
#include <string.h>

/* ?format=, or else Accept. */
static enum err_code read_format(
	const struct api_call *c, bool *ret_html, struct err *e)
{
	static const char *const names[] = { "json", "html" };
	static const char *const types[] = { "application/json", "text/html", NULL };
	char word[8];
	int format;

	if (api_query_text(c, "format", word, sizeof word, e)) {
		format = parse_word(word, names, 2);
		if (format < 0)
			return err_fault(e, "format", "must be one of: json, html");
	} else {
		format = api_accepts(c, types);
	}
	*ret_html = format == 1;
	return e->code;
}

/* Takes `o`. */
static enum err_code reply(struct api_call *c, json_t *o, bool html,
	void (*page)(const json_t *o, struct instant now, struct text *out),
	struct err *e)
{
	struct text t;

	if (!html)
		return api_reply_json(c, 200, o, e);
	text_init(&t, API_REPLY_MAX);
	page(o, c->by.now, &t);
	json_decref(o);
	return api_reply_text(c, 200, "text/html; charset=utf-8", &t, e);
}

static enum err_code answer(struct api_call *c, struct db *db, struct err *e)
{
	int question =
		parse_word(c->word, inspection_words, INSPECTION_QUESTIONS_COUNT);
	struct inspection_query asked = { .at = c->by.now, .now = c->by.now };
	int64_t *people = NULL;
	bool html = false;
	json_t *o = NULL;

	if (question < 0)
		return err_set(e, ERR_NOTFOUND, "there are become, stay and improve");
	(void)api_query_instant(c, "at", &asked.at, e);
	if (read_format(c, &html, e) != ERR_OK
		|| training_people(c, db, &people, &asked.people_n, e) != ERR_OK)
		return e->code;
	asked.people = people;
	(void)(inspection_read(db, (enum inspection_question)question, &asked, &o, e)
		== ERR_OK);
	base_free(people);
	if (e->code != ERR_OK)
		return e->code;
	return reply(c, o, html, inspection_html, e);
}

static enum err_code person_file(struct api_call *c, struct db *db, struct err *e)
{
	bool english = strcmp(api_language(c), "en") == 0, html = false;
	int64_t person_id = c->id;
	struct instant at = c->by.now;
	char object[48];
	json_t *o;

	(void)api_query_instant(c, "at", &at, e);
	if (read_format(c, &html, e) != ERR_OK
		|| training_own(c, db, &person_id, e) != ERR_OK
		|| person_file_read(
			   db, person_id, at, c->by.now, english && !html, &o, e)
			   != ERR_OK)
		return e->code;
	(void)snprintf(object, sizeof object, "person/%" PRId64, person_id);
	if (person_id != c->person_id)
		api_note(c, "training.read", object);
	return reply(c, o, html, person_file_html, e);
}

extern const struct api_route training_answers_routes[];
const struct api_route training_answers_routes[] = {
	{ HTTP_GET, "/training/answers/{question}", MAY(TRAINING), API_READ, answer,
		0 },
	{ HTTP_GET, "/people/{id}/training", MAY(TRAINING_OWN), API_READ, person_file,
		0 },
	{ 0 },
};
