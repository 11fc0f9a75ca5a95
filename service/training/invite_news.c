/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/training/invite_news.h"

#include "base/alloc.h"
#include "service/training/invite_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINES_MAX = 20, LINES_MAX_SMS = 3 };

struct invite_news_item {
	int64_t person_id, invitation_id;
	enum invite_message what;
	size_t nth; /* as they came */
};

/* In the order in which a message has them. */
static const struct section {
	enum invite_message what;
	const char *heading[LANGUAGES];
} sections[] = {
	{ INVITE_CHANGED,
		{ "\nAndere tijd of plaats:\n", "\nAnother time or place:\n" } },
	{ INVITE_CANCELLED, { "\nGaat niet door:\n", "\nCancelled:\n" } },
	{ INVITE_RESUMED, { "\nGaat toch door:\n", "\nOn after all:\n" } },
	{ INVITE_PLACE, { "\nEr is plaats voor u:\n", "\nYou have a place:\n" } },
};

void invite_news_fini(struct invite_news *news)
{
	base_free(news->item);
	*news = (struct invite_news){ 0 };
}

static enum err_code add(struct invite_news *news, int64_t person_id,
	int64_t invitation_id, enum invite_message what, struct err *e)
{
	struct invite_news_item *item =
		base_room(news->item, news->n, &news->cap, sizeof *news->item);

	if (item == NULL)
		return err_set(e, ERR_NOMEM, "no memory for messages");
	news->item = item;
	item[news->n] =
		(struct invite_news_item){ person_id, invitation_id, what, news->n };
	news->n++;
	return ERR_OK;
}

struct concerned {
	struct invite_news *news;
	enum invite_message what;
};

static enum err_code add_concerned(
	void *ctx, int64_t id, int64_t person_id, struct err *e)
{
	const struct concerned *c = ctx;

	return add(c->news, person_id, id, c->what, e);
}

enum err_code invite_news_all(struct db *db, struct invite_news *news,
	int64_t activity_id, enum invite_message what, struct err *e)
{
	struct concerned c = { news, what };

	return invitation_concerned(db, activity_id, add_concerned, &c, e);
}

enum err_code invite_news_promoted(struct db *db, struct invite_news *news,
	const struct invitation_change *change, struct err *e)
{
	for (size_t k = 0; k < change->promoted_count; k++) {
		struct invitation i;

		if (invitation_find(db, change->promoted[k], &i, e) != ERR_OK
			|| add(news, i.person_id, i.id, INVITE_PLACE, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* --- one message about several */

struct writing {
	struct db *db;
	const struct call_settings *settings;
	const struct invite_news_item *item;
	size_t n;
	unsigned channels;
	enum phrase_language language;
	struct text text;
};

static enum err_code add_line(
	struct writing *w, const struct invite_news_item *item, struct err *e)
{
	struct invite_telling t = { .link = "" };
	struct invitation i;

	if (invitation_find(w->db, item->invitation_id, &i, e) != ERR_OK
		|| invite_fill(w->db, w->settings, &i, &t, e) != ERR_OK)
		return e->code;
	(void)text_addf(&w->text, "- %s, %s%s", t.title, t.when, t.where);
	if (item->what != INVITE_CANCELLED)
		(void)text_addf(&w->text, ": %s", t.link);
	(void)text_add(&w->text, "\n");
	return ERR_OK;
}

static enum err_code add_section(
	struct writing *w, const struct section *section, size_t *left, struct err *e)
{
	size_t n = 0, untold = 0;

	for (size_t i = 0; i < w->n; i++) {
		if (w->item[i].what != section->what)
			continue;
		if (n++ == 0)
			(void)text_add(&w->text, section->heading[w->language]);
		if (*left == 0)
			untold++;
		else if (add_line(w, &w->item[i], e) != ERR_OK)
			return e->code;
		*left -= *left > 0;
	}
	if (untold > 0)
		(void)text_addf(&w->text,
			w->language == LANGUAGE_EN ? "- and %zu more\n"
						   : "- en nog %zu\n",
			untold);
	return ERR_OK;
}

static enum err_code write_text(struct writing *w, const char *name, struct err *e)
{
	const bool english = w->language == LANGUAGE_EN;
	size_t left = w->channels != 0 ? LINES_MAX_SMS : LINES_MAX;
	bool has_links = false;

	(void)text_addf(&w->text,
		english ? "Dear %s, activities that you are invited to have changed.\n"
			: "Beste %s, activiteiten waarvoor u bent uitgenodigd zijn "
			  "gewijzigd.\n",
		name);
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (add_section(w, &sections[i], &left, e) != ERR_OK)
			return e->code;
	for (size_t i = 0; i < w->n; i++)
		has_links |= w->item[i].what != INVITE_CANCELLED;
	if (has_links)
		(void)text_add(&w->text,
			english ? "\nIf you cannot come, tell us with the link.\n"
				: "\nKunt u ergens niet bij zijn, geef dat door met de "
				  "link.\n");
	return text_ok(&w->text) ? ERR_OK
				 : err_set(e, ERR_NOMEM, "no memory for a message");
}

/* Did the same happen to all of them? */
static bool is_uniform(const struct writing *w)
{
	for (size_t i = 1; i < w->n; i++)
		if (w->item[i].what != w->item[0].what)
			return false;
	return true;
}

static enum err_code queue(
	struct writing *w, const char *title, const struct change *by, struct err *e)
{
	const bool uniform = is_uniform(w);
	char name[520];
	TEXT_AUTO subject = { 0 };
	struct notice n = { .kind = NOTICE_REMINDER,
		.person_id = w->item[0].person_id,
		.channels = w->channels,
		.text = text_str(&w->text),
		.link = w->settings->base_url };
	int64_t id;

	(void)snprintf(name, sizeof name, "%s", title);
	if (uniform)
		(void)snprintf(name, sizeof name, "%s (%zu×)", title, w->n);
	text_init(&subject, NOTICE_SUBJECT_MAX);
	invite_put(&subject,
		invite_words[uniform ? w->item[0].what : INVITE_CHANGED][w->language]
			.subject,
		(const char *[INVITE_PARTS]){ name });
	n.subject = text_ok(&subject) ? text_str(&subject) : title;
	return notice_add(w->db, w->settings, &n, by, &id, e);
}

static enum err_code tell_several(
	struct writing *w, const struct change *by, struct err *e)
{
	struct invite_telling t = { .link = "" };
	struct invitation first;

	if (invitation_find(w->db, w->item[0].invitation_id, &first, e) != ERR_OK
		|| invite_fill(w->db, w->settings, &first, &t, e) != ERR_OK
		|| invite_channels(w->db, first.person_id, &w->channels, e) != ERR_OK)
		return e->code;
	w->language = t.language;
	text_init(&w->text, NOTICE_TEXT_MAX * (size_t)4);
	if (write_text(w, t.name, e) == ERR_OK)
		(void)queue(w, t.title, by, e);
	text_fini(&w->text);
	return e->code;
}

static enum err_code tell_one(struct db *db, const struct call_settings *settings,
	const struct invite_news_item *item, const struct change *by, struct err *e)
{
	struct invitation i;

	if (invitation_find(db, item->invitation_id, &i, e) != ERR_OK)
		return e->code;
	return invite_tell(db, settings, &i, item->what, by, e);
}

static int by_person(const void *pa, const void *pb)
{
	const struct invite_news_item *a = pa, *b = pb;

	if (a->person_id != b->person_id)
		return a->person_id < b->person_id ? -1 : 1;
	return (a->nth > b->nth) - (a->nth < b->nth);
}

enum err_code invite_news_tell(struct db *db, const struct call_settings *settings,
	struct invite_news *news, const struct change *by, struct err *e)
{
	size_t n;

	if (news->n > 1)
		qsort(news->item, news->n, sizeof *news->item, by_person);
	for (size_t i = 0; i < news->n; i += n) {
		struct writing w = {
			.db = db, .settings = settings, .item = &news->item[i]
		};

		for (n = 1; i + n < news->n
			    && news->item[i + n].person_id == w.item->person_id;
			n++)
			;
		w.n = n;
		if ((n == 1 ? tell_one(db, settings, w.item, by, e)
			    : tell_several(&w, by, e))
			!= ERR_OK)
			return e->code;
	}
	return ERR_OK;
}
