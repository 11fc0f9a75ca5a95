/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/training/learning_remind.h"

#include "alert/outbox/notice.h"
#include "base/alloc.h"
#include "base/zone.h"
#include "roster/training/record/learning_due.h"

#include <stdio.h>

enum { LINES_MAX = 12 }; /* of each part: it must fit in a notice */

static void add_line(struct text *t, const struct learning_due *d)
{
	struct date due = date_from_days(d->due_day);

	text_addf(t, "- %" PRId64, d->id);
	if (d->callout_id != 0)
		text_addf(t, d->english ? ", call-out %" PRId64 : ", oproep %" PRId64,
			d->callout_id);
	else
		text_addf(t, ", %.120s", d->title);
	text_addf(t, " (%02d-%02d-%04d)\n", due.day, due.month, due.year);
}

/* Those that are (not) overdue, under a heading; nothing when there are none. */
static void add_part(struct text *t, const struct learning_due *d, size_t n,
	bool overdue, const char *heading)
{
	size_t lines = 0;

	for (size_t i = 0; i < n; i++) {
		if (d[i].overdue != overdue)
			continue;
		if (lines == 0)
			text_add(t, heading);
		if (lines++ < LINES_MAX)
			add_line(t, &d[i]);
	}
	if (lines > LINES_MAX)
		text_addf(t, d->english ? "and %zu more\n" : "en nog %zu\n",
			lines - LINES_MAX);
}

/* One message about all of one owner. */
static enum err_code tell(struct db *db, const struct chore_call *c,
	const struct learning_due *d, size_t n, struct err *e)
{
	TEXT_AUTO text = { 0 };
	struct notice notice = { .kind = NOTICE_REMINDER,
		.person_id = d->owner_person_id,
		.subject = d->english ? "Your learning points" : "Uw leerpunten",
		.link = c->calls->base_url };
	int64_t id;

	text_init(&text, NOTICE_TEXT_MAX);
	add_part(&text, d, n, true,
		d->english ? "Past their date:\n" : "De datum is voorbij:\n");
	add_part(&text, d, n, false,
		d->english ? "Due within a week:\n"
			   : "Af te ronden binnen een week:\n");
	text_add(&text, c->calls->base_url);
	if (!text_ok(&text))
		return err_set(e, ERR_NOMEM, "no memory for a reminder");
	notice.text = text_str(&text);
	if (notice_add(db, c->calls, &notice, &c->by, &id, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++)
		if (learning_due_told(db, &d[i], c->by.now, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

enum err_code learning_remind(struct db *db, const struct chore_call *c, struct err *e)
{
	int64_t today = date_days(zone_to_civil(c->by.now).date);
	struct learning_due_list due;
	size_t end;

	if (learning_due_find(db, today, &due, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < due.n && e->code == ERR_OK; i = end) {
		end = i + 1;
		while (end < due.n
			&& due.item[end].owner_person_id == due.item[i].owner_person_id)
			end++;
		(void)tell(db, c, &due.item[i], end - i, e);
	}
	base_free(due.item);
	return e->code;
}
