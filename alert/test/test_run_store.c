/* SPDX-License-Identifier: EUPL-1.2 */
/* Starting the tests that are due, and counting who reacted. */
#include "alert/test/test_schedule.h"

#include "base/alloc.h"
#include "base/zone.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/reachability.h"

#include <string.h>

#define TEST_RUN_SQL(X)                                                                \
	X(SCHEDULE_DUE, "SELECT id, scenario_id, function_ids, rotation_ids, "         \
			"every_weeks, weekday,"                                        \
			" minute, first_day, next_at FROM test_schedule"               \
			" WHERE active = 1 AND next_at <= :now ORDER BY next_at"       \
			" LIMIT 1")                                                    \
	X(SCHEDULE_MOVE, "UPDATE test_schedule SET next_at = :next_at,"                \
			 " started_at = coalesce(:started_at, started_at),"            \
			 " callout_id = coalesce(:callout_id, callout_id),"            \
			 " version = version + 1 WHERE id = :id")                      \
	X(TEST_UNCOUNTED, "SELECT id, started_at FROM callout WHERE kind = :kind"      \
			  " AND counted_at IS NULL AND started_at < :before"           \
			  " AND state <> 'active' ORDER BY started_at LIMIT 1")        \
	X(TEST_ASKED, "SELECT person_id, answer FROM callout_recipient"                \
		      " WHERE callout_id = :callout_id AND asked_at IS NOT NULL"       \
		      " AND NOT (state = 'stood_down' AND answer = 'none')")           \
	X(TEST_COUNTED, "UPDATE callout SET counted_at = :now WHERE id = :id")
STMT_LIST(test_run, TEST_RUN_SQL);

enum { LATE_MS = 3600000, SETTLED_MS = 3600000, RUNS_MAX = 32 };

struct due {
	int64_t id, scenario_id;           /* id 0: nothing is due */
	char functions[2001], rings[2001]; /* lists of ids, as stored */
	struct test_rhythm rhythm;
	struct instant at;
};

static enum err_code next_due(
	struct db *db, struct instant now, struct due *ret, struct err *e)
{
	STMT_AUTO s = NULL;

	ret->id = 0;
	if (stmt_get(db, &test_run_statements, SCHEDULE_DUE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_instant(s, "now", now);
	if (!stmt_row(s, e))
		return e->code;
	ret->id = stmt_int(s, "id");
	ret->scenario_id = stmt_int(s, "scenario_id");
	stmt_copy(s, "function_ids", ret->functions, sizeof ret->functions);
	stmt_copy(s, "rotation_ids", ret->rings, sizeof ret->rings);
	ret->rhythm = (struct test_rhythm){ stmt_int(s, "first_day"),
		(int)stmt_int(s, "every_weeks"), (int)stmt_int(s, "weekday"),
		(int)stmt_int(s, "minute") };
	ret->at = stmt_instant(s, "next_at");
	return ERR_OK;
}

/* Only the slots of these functions; an empty list: all. */
static enum err_code narrow(struct scenario *s, const char *functions, struct err *e)
{
	json_t *list = NULL;
	int kept = 0;

	if (fields_read(functions, strlen(functions), &list, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < s->slots_count; i++) {
		bool wanted = json_array_size(list) == 0;

		for (size_t k = 0; k < json_array_size(list); k++)
			wanted |= json_integer_value(json_array_get(list, k))
				  == s->slots[i].function_id;
		if (wanted)
			s->slots[kept++] = s->slots[i];
	}
	s->slots_count = kept;
	json_decref(list);
	return ERR_OK;
}

/* The people of the rings, and only the slots of their functions, which ask them all.
 */
struct ring_people {
	int64_t *ids;
	size_t n;
	int of_slot[CALLOUT_SLOTS_MAX];
};

static enum err_code add_ring(struct db *db, int64_t rotation_id, struct date day,
	const struct scenario *s, struct ring_people *people, struct err *e)
{
	struct rotation_ring ring;
	int64_t *ids;

	if (rotation_ring(db, rotation_id, day, &ring, e) == ERR_NOTFOUND) {
		err_clear(e); /* it was removed since: the others are tested */
		return ERR_OK;
	}
	if (e->code != ERR_OK)
		return e->code;
	ids = base_realloc_array(
		people->ids, people->n + ring.people_n + 1, sizeof *ids);
	if (ids == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a test");
	people->ids = ids;
	memcpy(ids + people->n, ring.people, ring.people_n * sizeof *ids);
	people->n += ring.people_n;
	for (int i = 0; i < s->slots_count; i++)
		if (s->slots[i].function_id == ring.function_id)
			people->of_slot[i] += (int)ring.people_n;
	return ERR_OK;
}

static enum err_code narrow_to_rings(struct db *db, const struct due *due,
	struct instant now, struct scenario *s, struct ring_people *people,
	struct err *e)
{
	const struct date day = zone_to_civil(now).date;
	json_t *list = NULL, *one;
	size_t i;
	int kept = 0;

	if (fields_read(due->rings, strlen(due->rings), &list, e) != ERR_OK)
		return e->code;
	json_array_foreach(list, i, one)
	{
		if (add_ring(db, json_integer_value(one), day, s, people, e) != ERR_OK)
			break;
	}
	for (int slot = 0; json_array_size(list) > 0 && slot < s->slots_count; slot++) {
		if (people->of_slot[slot] == 0)
			continue;
		s->slots[kept] = s->slots[slot];
		s->slots[kept].mode = MODE_ALL;
		s->slots[kept++].need = people->of_slot[slot];
	}
	if (json_array_size(list) > 0)
		s->slots_count = kept;
	json_decref(list);
	return e->code;
}

static enum err_code start(struct db *db, const struct call_settings *settings,
	const struct due *due, struct random *random, const struct change *by,
	int64_t *ret_id, struct err *e)
{
	struct call_request request = { .origin = CALL_SCHEDULE,
		.scenario_id = due->scenario_id,
		.kind = -1,
		.incident = "",
		.location = "",
		.details = "",
		.confirm_contact_lists = true };
	struct scenario *s = base_calloc(1, sizeof *s);
	struct ring_people people = { 0 };
	struct call *plan = NULL;

	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a test");
	random->fill(random, request.nonce, sizeof request.nonce);
	if (scenario_find(db, due->scenario_id, s, e) == ERR_OK
		&& s->kind != KIND_REAL /* it may have been changed since */
		&& narrow(s, due->functions, e) == ERR_OK
		&& narrow_to_rings(db, due, by->now, s, &people, e) == ERR_OK
		&& s->slots_count > 0) {
		request.only = people.ids;
		request.only_count = people.n;
		if (call_plan_for(db, settings, s, &request, by->now, &plan, e)
			== ERR_OK)
			e->code = call_start_planned(db, settings, plan, by, ret_id, e);
	}
	base_free(people.ids);
	base_free(s);
	return e->code;
}

static enum err_code move(struct db *db, const struct due *due, int64_t callout,
	struct instant now, struct err *e)
{
	STMT_AUTO s = NULL;

	if (stmt_get(db, &test_run_statements, SCHEDULE_MOVE, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "id", due->id);
	stmt_bind_instant(s, "next_at", test_rhythm_next(&due->rhythm, now));
	stmt_bind_instant_or_null(
		s, "started_at", callout != 0 ? now : (struct instant){ 0 });
	stmt_bind_id_or_null(s, "callout_id", callout);
	return stmt_run_one(s, "test schedule", e);
}

enum err_code test_schedule_run(struct db *db, const struct call_settings *settings,
	struct random *random, const struct change *by, struct err *e)
{
	struct due due;

	err_clear(e);
	for (int n = 0; n < RUNS_MAX; n++) {
		int64_t callout = 0;

		if (next_due(db, by->now, &due, e) != ERR_OK || due.id == 0)
			return e->code;
		if (by->now.ms - due.at.ms <= LATE_MS
			&& start(db, settings, &due, random, by, &callout, e) != ERR_OK)
			return e->code;
		if (move(db, &due, callout, by->now, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* --- counting */

static enum err_code count_one(struct db *db, int64_t callout, struct instant started,
	struct instant now, struct err *e)
{
	STMT_AUTO asked = NULL;
	STMT_AUTO done = NULL;

	if (stmt_get(db, &test_run_statements, TEST_ASKED, &asked, e) != ERR_OK
		|| stmt_get(db, &test_run_statements, TEST_COUNTED, &done, e) != ERR_OK)
		return e->code;
	stmt_bind_int(asked, "callout_id", callout);
	while (stmt_row(asked, e))
		if (reachability_note(db, stmt_int(asked, "person_id"),
			    strcmp(stmt_text(asked, "answer"),
				    answer_words[ANSWER_NONE])
				    != 0,
			    started, e)
			!= ERR_OK)
			return e->code;
	if (e->code != ERR_OK)
		return e->code;
	stmt_bind_int(done, "id", callout);
	stmt_bind_instant(done, "now", now);
	return stmt_run_one(done, "call-out", e);
}

static enum err_code next_uncounted(struct db *db, enum callout_kind kind,
	struct instant before, int64_t *ret_id, struct instant *ret_started,
	struct err *e)
{
	STMT_AUTO s = NULL;

	*ret_id = 0;
	if (stmt_get(db, &test_run_statements, TEST_UNCOUNTED, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_text(s, "kind", callout_kind_words[kind]);
	stmt_bind_instant(s, "before", before);
	if (stmt_row(s, e)) {
		*ret_id = stmt_int(s, "id");
		*ret_started = stmt_instant(s, "started_at");
	}
	return e->code;
}

enum err_code test_count(struct db *db, const struct change *by, struct err *e)
{
	static const enum callout_kind kinds[] = { KIND_TEST, KIND_REACHABILITY };
	struct instant before = { by->now.ms - SETTLED_MS }, started = { 0 };

	err_clear(e);
	for (size_t k = 0; k < 2; k++) {
		for (int n = 0; n < RUNS_MAX; n++) {
			int64_t id;

			if (next_uncounted(db, kinds[k], before, &id, &started, e)
				!= ERR_OK)
				return e->code;
			if (id == 0)
				break;
			if (count_one(db, id, started, by->now, e) != ERR_OK)
				return e->code;
		}
	}
	return ERR_OK;
}
