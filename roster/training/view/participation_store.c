/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of participation: what people attended, by year and kind. */
#include "roster/training/view/view_internal.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/zone.h"

#include <stdio.h>

#define PARTICIPATION_SQL(X)                                                           \
	X(PARTICIPATION_ATTENDED,                                                      \
		"SELECT c.kind, c.starts_at, t.activity_id, t.person_id, t.minutes"    \
		" FROM activity c JOIN attendance t ON t.activity_id = c.id"           \
		" WHERE c.ends_at > 0 AND t.withdrawn = 0"                             \
		" AND (t.result = 'present' OR t.result = 'passed'"                    \
		" OR t.result = 'failed') AND NOT EXISTS (SELECT 1 FROM attendance b"  \
		" WHERE b.replaces = t.id)"                                            \
		" AND (:person_id = 0 OR t.person_id = :person_id)"                    \
		" ORDER BY t.person_id, t.activity_id")
STMT_LIST(participation, PARTICIPATION_SQL);

struct year_kind {
	int64_t people, participations, minutes, last_person, last_activity;
	json_t *activities; /* set of ids */
};
enum { YEARS = 60 };

static bool add_attended(
	struct year_kind *k, int64_t activity, int64_t person, int64_t minutes)
{
	char id[24];

	(void)snprintf(id, sizeof id, "%" PRId64, activity);
	if (k->activities == NULL)
		k->activities = json_object();
	k->minutes += minutes;
	if (k->last_person == person && k->last_activity == activity)
		return true; /* in two functions: present once */
	k->people += k->last_person != person;
	k->participations++;
	k->last_person = person;
	k->last_activity = activity;
	return json_object_set_new(k->activities, id, json_true()) == 0;
}

static bool put_year(struct viewing *v, int year, int kind, const struct year_kind *k)
{
	json_t *row = k->participations > 0 ? view_row(v) : NULL;

	if (k->participations == 0)
		return true;
	if (row == NULL)
		return false;
	fields_set_int(row, "year", year);
	fields_set_text(row, "kind", activity_kind_words[kind]);
	fields_set_int(row, "activities", (int64_t)json_object_size(k->activities));
	fields_set_int(row, "people", k->people);
	fields_set_int(row, "participations", k->participations);
	hours_set(row, "hours", k->minutes);
	return true;
}

static bool tally_years(
	struct viewing *v, int first, struct year_kind all[YEARS][ACTIVITY_KINDS_COUNT])
{
	STMT_AUTO s = NULL;

	if (stmt_get(v->db, &participation_statements, PARTICIPATION_ATTENDED, &s, v->e)
		!= ERR_OK)
		return false;
	stmt_bind_int(s, "person_id", v->q->person_id);
	while (stmt_row(s, v->e)) {
		int year = zone_to_civil(stmt_instant(s, "starts_at")).date.year;
		int kind = parse_word(stmt_text(s, "kind"), activity_kind_words,
			ACTIVITY_KINDS_COUNT);

		if (year < first || year >= first + YEARS || kind < 0
			|| !view_is_theirs(v, stmt_int(s, "person_id")))
			continue;
		if (!add_attended(&all[year - first][kind], stmt_int(s, "activity_id"),
			    stmt_int(s, "person_id"), stmt_int(s, "minutes"))) {
			(void)err_set(v->e, ERR_NOMEM, "no memory for a table");
			return false;
		}
	}
	return v->e->code == ERR_OK;
}

/* The last sixty years, the newest first. */
bool view_participation(struct viewing *v)
{
	int last = zone_to_civil(v->q->now).date.year, first = last - YEARS + 1;
	struct year_kind(*all)[ACTIVITY_KINDS_COUNT] = base_calloc(YEARS, sizeof *all);
	bool ok = all != NULL;

	if (!ok)
		(void)err_set(v->e, ERR_NOMEM, "no memory for a table");
	ok = ok && tally_years(v, first, all);
	for (int y = YEARS - 1; y >= 0; y--)
		for (int k = 0; all != NULL && k < ACTIVITY_KINDS_COUNT; k++) {
			ok = ok && put_year(v, first + y, k, &all[y][k]);
			json_decref(all[y][k].activities);
		}
	base_free(all);
	return ok;
}
