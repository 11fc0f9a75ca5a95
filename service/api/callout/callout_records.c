/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading a call-out that was made outside Paraat, as it is entered afterwards. */
#include "service/api/callout/callout_records.h"

#include "base/alloc.h"

#include <stdio.h>

enum { PEOPLE_MAX = 1000 };

/* A time that has passed and does not come before `since`. */
static struct instant read_time(const json_t *o, const char *field,
	enum fields_need need, struct instant since, const char *since_words,
	struct instant now, struct err *e)
{
	struct instant at = { 0 };

	if (!fields_instant(o, field, need, &at, e))
		return (struct instant){ 0 };
	if (at.ms > now.ms)
		(void)err_fault(e, field, "lies in the future");
	else if (at.ms < since.ms)
		(void)err_fault(e, field, "lies before %s", since_words);
	return at;
}

/* What one of the people did; faults name a field of theirs. */
static void read_deeds(const json_t *o, struct instant started, struct instant now,
	struct record_person *p, struct err *e)
{
	static const char *const names[] = { "person_id", "function_id", "asked_at",
		"answer", "answered_at", "eta_minutes", "arrived_at", "left_at", NULL };
	int answer = ANSWER_NONE;
	int64_t eta = -1;

	fields_only(o, names, e);
	(void)fields_int(
		o, "person_id", FIELDS_REQUIRED, 1, INT64_MAX, &p->person_id, e);
	(void)fields_int(
		o, "function_id", FIELDS_REQUIRED, 1, INT64_MAX, &p->function_id, e);
	(void)fields_word(
		o, "answer", FIELDS_OPTIONAL, answer_words, ANSWERS_COUNT, &answer, e);
	(void)fields_int(o, "eta_minutes", FIELDS_OPTIONAL, 0, 1440, &eta, e);
	p->answer = (enum answer)answer;
	p->eta_minutes = (int)eta;
	p->asked_at = read_time(
		o, "asked_at", FIELDS_OPTIONAL, started, "started_at", now, e);
	p->answered_at = read_time(o, "answered_at",
		answer != ANSWER_NONE ? FIELDS_REQUIRED : FIELDS_OPTIONAL,
		p->asked_at.ms != 0 ? p->asked_at : started,
		p->asked_at.ms != 0 ? "asked_at" : "started_at", now, e);
	p->arrived_at = read_time(
		o, "arrived_at", FIELDS_OPTIONAL, started, "started_at", now, e);
	p->left_at = read_time(
		o, "left_at", FIELDS_OPTIONAL, p->arrived_at, "arrived_at", now, e);
	if (p->left_at.ms != 0 && p->arrived_at.ms == 0)
		(void)err_fault(e, "left_at", "goes with arrived_at");
	if (p->arrived_at.ms != 0 && p->answer == ANSWER_NO)
		(void)err_fault(e, "arrived_at", "does not go with the answer no");
	if (p->answered_at.ms != 0 && p->answer == ANSWER_NONE)
		(void)err_fault(e, "answered_at", "goes with an answer");
}

/* Faults name people[i].field. */
static void read_person(const json_t *o, size_t i, struct instant started,
	struct instant now, struct record_person *p, struct err *e)
{
	char field[ERR_FIELD_MAX];
	struct err wrong;

	err_clear(&wrong);
	(void)snprintf(field, sizeof field, "people[%zu]", i);
	if (!json_is_object(o)) {
		(void)err_fault(e, field, "must be an object");
		return;
	}
	read_deeds(o, started, now, p, &wrong);
	for (size_t k = 0; k < wrong.faults; k++) {
		(void)snprintf(field, sizeof field, "people[%zu].%.40s", i,
			wrong.fault[k].field);
		(void)err_fault(e, field, "%s", wrong.fault[k].message);
	}
}

enum err_code callout_record(struct api_call *c, struct db *db,
	const struct call_request *request, int64_t *ret_id, struct err *e)
{
	json_t *list = json_object_get(c->body, "people"), *o;
	struct record_request record = { 0 };
	struct record_person *people;
	struct instant now = c->by.now;
	size_t i;

	record.started_at = read_time(c->body, "started_at", FIELDS_REQUIRED,
		(struct instant){ 0 }, "1970", now, e);
	record.closed_at = read_time(c->body, "closed_at", FIELDS_OPTIONAL,
		record.started_at, "started_at", now, e);
	if (!json_is_array(list) || json_array_size(list) > PEOPLE_MAX)
		(void)err_fault(
			e, "people", "must be a list of at most %d people", PEOPLE_MAX);
	if (e->code != ERR_OK)
		return e->code;
	people = base_calloc(json_array_size(list) + 1, sizeof *people);
	if (people == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the people");
	json_array_foreach(list, i, o)
	{
		read_person(o, i, record.started_at, now, &people[i], e);
	}
	record.people = people;
	record.people_count = json_array_size(list);
	if (e->code == ERR_OK)
		e->code = record_add(
			db, c->context->calls, request, &record, &c->by, ret_id, e);
	base_free(people);
	return e->code;
}
