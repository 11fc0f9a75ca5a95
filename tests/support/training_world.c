/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/training_world.h"

#include "base/zone.h"
#include "roster/training/record/activity.h"
#include "roster/training/record/attendance.h"
#include "roster/training/competence/requirement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct instant local(const char *date, int hour)
{
	struct civil c = { .hour = hour };
	struct instant t = { 0 };
	struct err e = { 0 };

	test_ok(date_parse(date, &c.date, &e), &e);
	test_ok(zone_to_instant(c, ZONE_FIRST, &t, &e), &e);
	return t;
}

int64_t training_activity(
	struct roster_world *w, const char *kind, const char *title, const char *date)
{
	char starts[INSTANT_TEXT], ends[INSTANT_TEXT];

	return roster_make(w, &activity_resource,
		json_pack("{s:s,s:s,s:s,s:s}", "kind", kind, "title", title,
			"starts_at", instant_format(local(date, 9), starts), "ends_at",
			instant_format(local(date, 12), ends)));
}

int64_t training_record(
	struct roster_world *w, int64_t activity_id, const char *item, struct err *e)
{
	char text[1024];
	json_t *body = NULL, *made = NULL;
	int64_t id = 0;

	(void)snprintf(text, sizeof text, "%s", item);
	for (char *p = text; *p != '\0'; p++)
		*p = *p == '\'' ? '"' : *p;
	err_clear(e);
	test_ok(fields_read(text, strlen(text), &body, e), e);
	test_ok(db_begin(w->t.db, DB_WRITE, e), e);
	if (attendance_record(w->t.db, activity_id, body, "list", &w->by, &made, e)
		== ERR_OK) {
		id = json_integer_value(json_object_get(made, "id"));
		test_ok(db_commit(w->t.db, e), e);
	} else {
		db_rollback(w->t.db);
	}
	json_decref(body);
	json_decref(made);
	return id;
}

int64_t training_present(struct roster_world *w, int64_t activity_id, int64_t person_id)
{
	char item[96];
	struct err e = { 0 };
	int64_t id;

	(void)snprintf(item, sizeof item, "{'person_id':%d,'result':'present'}",
		(int)person_id);
	id = training_record(w, activity_id, item, &e);
	test_ok(e.code, &e);
	return id;
}

int64_t training_requirement(struct roster_world *w, json_t *body)
{
	return roster_make(w, &requirement_resource, body);
}

static void describe(
	const struct compliance *all, const struct competence *c, struct text *out)
{
	char date[DATE_TEXT], words[COMPETENCE_WORDS_MAX];
	int64_t day = c->status == COMPETENCE_LAPSED ? c->lapses_day : c->expires_day;

	text_add(out, competence_status_words[c->status]);
	if (day != COMPETENCE_FOREVER)
		text_addf(out, " %s", date_format(date_from_days(day), date));
	for (size_t i = c->gap; i < c->gap + c->gaps; i++)
		text_addf(out, "%s %s", i == c->gap ? ":" : ";",
			competence_words(&all->list.gap[i], false, words));
}

const char *training_status(struct roster_world *w, int64_t person_id,
	int64_t function_id, const char *date, const char *known_date_or_null)
{
	static char buffer[2000];
	struct compliance_query q = { .function_id = function_id,
		.person_id = person_id,
		.at = local(date, 15),
		.now = w->by.now,
		.horizon_days = COMPLIANCE_HORIZON_DAYS };
	struct compliance all;
	struct err e = { 0 };
	TEXT_AUTO out = { 0 };

	text_init(&out, sizeof buffer - 1);
	if (known_date_or_null != NULL)
		q.known_at = local(known_date_or_null, 15);
	test_ok(db_begin(w->t.db, DB_READ, &e), &e);
	test_ok(compliance_read(w->t.db, &q, &all, &e), &e);
	test_ok(db_commit(w->t.db, &e), &e);
	assert_in_range(all.list.n, 0, 1);
	if (all.list.n == 1)
		describe(&all, &all.list.item[0], &out);
	compliance_fini(&all);
	(void)snprintf(buffer, sizeof buffer, "%s", text_str(&out));
	return buffer;
}
