/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/planning/tell.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 40 };

const char *tell_when(struct instant t, bool english, char buffer[TELL_WHEN])
{
	static const char *const days[2][7] = { { "ma", "di", "wo", "do", "vr", "za",
							"zo" },
		{ "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" } };
	char text[ZONE_TEXT];
	int weekday = date_weekday(zone_to_civil(t).date);

	(void)snprintf(buffer, TELL_WHEN, "%s %s", days[english][weekday - 1],
		zone_format(t, text));
	return buffer;
}

enum err_code tell_person_find(
	struct db *db, int64_t person_id, struct tell_person *ret, struct err *e)
{
	const char *language;
	json_t *o;

	if (resource_get(db, &person_resource, person_id, &o, e) != ERR_OK)
		return e->code;
	language = json_string_value(json_object_get(o, "language"));
	ret->id = person_id;
	ret->english = language != NULL && strcmp(language, "en") == 0;
	(void)snprintf(ret->name, sizeof ret->name, "%s",
		json_string_value(json_object_get(o, "display_name")));
	json_decref(o);
	return ERR_OK;
}

enum err_code tell_one(struct api_call *c, struct db *db, enum notice_kind kind,
	int64_t person_id, const char *subject, const char *text,
	const char *key_or_null, struct err *e)
{
	struct notice n = { .kind = kind,
		.person_id = person_id,
		.subject = subject,
		.text = text,
		.link = c->context->base_url,
		.key_or_null = key_or_null };
	int64_t id;

	return notice_add(db, c->context->calls, &n, &c->by, &id, e);
}

static void fill(const char *pattern, const char *const parts[4], struct text *out)
{
	for (const char *p = pattern; *p != '\0'; p++) {
		if (p[0] == '%' && p[1] >= '1' && p[1] <= '4')
			(void)text_add(out, parts[*++p - '1']);
		else
			(void)text_addc(out, *p);
	}
}

enum err_code tell_text(struct api_call *c, struct db *db, enum notice_kind kind,
	int64_t person_id, const struct tell_text *t, const struct tell_facts *f,
	const char *key_or_null, struct err *e)
{
	char from[TELL_WHEN], until[TELL_WHEN];
	struct tell_person p = { .id = person_id };
	struct function function;
	TEXT_AUTO text = { 0 };

	if (tell_person_find(db, person_id, &p, e) != ERR_OK
		|| function_find(db, f->function_id, &function, e) != ERR_OK)
		return e->code;
	text_init(&text, NOTICE_TEXT_MAX);
	fill(p.english ? t->text_en : t->text_nl,
		(const char *const[]){ function.name,
			tell_when(f->from, p.english, from),
			tell_when(f->until, p.english, until), f->name },
		&text);
	if (!text_ok(&text))
		return err_set(e, ERR_NOMEM, "no memory for a message");
	return tell_one(c, db, kind, person_id,
		p.english ? t->subject_en : t->subject_nl, text_str(&text), key_or_null,
		e);
}

/* --- changes of duties */

struct telling {
	struct api_call *c;
	struct db *db;
	const struct roster_changes *changes;
	struct err *e;
};

static bool is_coming(const struct telling *t, const struct roster_change *change)
{
	return t->c->by.now.ms < change->ends.ms;
}

/* The function's name; "" when it is gone. */
static void add_function(struct telling *t, int64_t id, struct text *out)
{
	struct function f;
	struct err ignored = { 0 };

	if (function_find(t->db, id, &f, &ignored) == ERR_OK)
		(void)text_add(out, f.name);
}

/* The pieces that the person gets (or loses), under a heading; nothing when there are
 * none. */
static void add_pieces(struct telling *t, const struct tell_person *p, bool gets,
	const char *heading, struct text *out)
{
	char from[TELL_WHEN], until[TELL_WHEN];
	int n = 0;

	for (size_t i = 0; i < t->changes->n; i++) {
		const struct roster_change *x = &t->changes->item[i];
		int64_t who = gets ? x->to_person_id : x->from_person_id;

		if (who != p->id || !is_coming(t, x))
			continue;
		if (n++ == 0)
			(void)text_add(out, heading);
		if (n > LINES_MAX)
			continue;
		(void)text_addf(out, "- %s %s %s, ",
			tell_when(x->starts, p->english, from),
			p->english ? "to" : "tot",
			tell_when(x->ends, p->english, until));
		add_function(t, x->function_id, out);
		if (x->rank > 1)
			(void)text_addf(out,
				p->english ? " (back-up %d)" : " (achterwacht %d)",
				x->rank - 1);
		(void)text_add(out, "\n");
	}
	if (n > LINES_MAX)
		(void)text_addf(out, p->english ? "- and %d more\n" : "- en nog %d\n",
			n - LINES_MAX);
}

static enum err_code tell_person_changes(struct telling *t, int64_t person_id)
{
	struct tell_person p = { .id = person_id };
	TEXT_AUTO text = { 0 };

	if (tell_person_find(t->db, person_id, &p, t->e) != ERR_OK)
		return t->e->code;
	text_init(&text, NOTICE_TEXT_MAX * (size_t)4);
	(void)text_add(&text, p.english ? "Your duties changed.\n"
					: "Je piketrooster is veranderd.\n");
	add_pieces(t, &p, true,
		p.english ? "\nYou are on duty:\n" : "\nJe hebt piket:\n", &text);
	add_pieces(t, &p, false,
		p.english ? "\nYou are no longer on duty:\n"
			  : "\nJe hebt geen piket meer:\n",
		&text);
	if (!text_ok(&text))
		return err_set(t->e, ERR_NOMEM, "no memory for a message");
	return tell_one(t->c, t->db, NOTICE_ROSTER, person_id,
		p.english ? "Your duties changed" : "Je piketrooster is veranderd",
		text_str(&text), NULL, t->e);
}

static int by_id(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

enum err_code tell_changes(struct api_call *c, struct db *db,
	const struct roster_changes *changes, int *ret_told, struct err *e)
{
	struct telling t = { c, db, changes, e };
	int64_t *person = base_calloc(2 * changes->n + 1, sizeof *person);
	size_t n = 0;

	*ret_told = 0;
	if (person == NULL)
		return err_set(e, ERR_NOMEM, "no memory for messages");
	err_clear(e);
	for (size_t i = 0; i < changes->n; i++) {
		if (!is_coming(&t, &changes->item[i]))
			continue;
		person[n++] = changes->item[i].from_person_id;
		person[n++] = changes->item[i].to_person_id;
	}
	if (n > 1)
		qsort(person, n, sizeof *person, by_id);
	for (size_t i = 0; i < n && e->code == ERR_OK; i++) {
		if (person[i] == 0 || (i > 0 && person[i] == person[i - 1]))
			continue;
		if (tell_person_changes(&t, person[i]) == ERR_OK)
			(*ret_told)++;
	}
	base_free(person);
	return e->code;
}

/* 0 (all) when it is not known, or is about to become another one. */
static enum err_code function_of(struct api_call *c, struct db *db,
	const struct resource *r, int64_t *ret, struct err *e)
{
	const json_t *given = json_object_get(c->body, "function_id");
	json_t *item;

	*ret = json_integer_value(given);
	if (c->route->method == HTTP_POST)
		return ERR_OK;
	if (resource_get(db, r, c->id, &item, e) != ERR_OK)
		return e->code;
	if (given != NULL && !json_equal(given, json_object_get(item, "function_id")))
		*ret = 0;
	else
		*ret = json_integer_value(json_object_get(item, "function_id"));
	json_decref(item);
	return ERR_OK;
}

enum err_code tell_around(struct api_call *c, struct db *db, const struct resource *r,
	enum err_code (*step)(struct api_call *c, struct db *db, struct err *e),
	struct err *e)
{
	struct roster_changes changes;
	struct roster_watch watch;
	int64_t function_id;
	enum err_code code;
	int told;

	if (function_of(c, db, r, &function_id, e) != ERR_OK
		|| roster_watch_begin(db, function_id, c->by.now, &watch, e) != ERR_OK)
		return e->code;
	if (step(c, db, e) != ERR_OK) {
		roster_watch_fini(&watch);
		return e->code;
	}
	code = roster_watch_end(db, &watch, &changes, e);
	if (code == ERR_OK)
		code = tell_changes(c, db, &changes, &told, e);
	roster_changes_fini(&changes);
	return code;
}
