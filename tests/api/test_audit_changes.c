/* SPDX-License-Identifier: EUPL-1.2 */
/* Every change leaves a record: each sort of item is made, changed and deleted, and
 * each time the log says who, from where, what, of which, with what result, when, and
 * what was before and after. Mutation: leave resource_audit out of resource_update:
 * fails. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The municipality and the person of service_prepare have number 1; the others what
 * this order gives them. Every ' becomes ". */
static const struct {
	const char *path, *make, *change; /* change "": cannot be changed */
	bool stays;                       /* is never deleted */
} items[] = {
	{ "/municipalities", "{'code':'GM0166','name':'Kampen'}", "{'name':'Kampn'}",
		false },
	{ "/people", "{'given_name':'Bo','family_name':'Bos','municipality_id':1}",
		"{'language':'en'}", false },
	{ "/functions",
		"{'code':'OVD','name':'Officier','spoken_name':'officier','regime':'H'"
		"}",
		"{'name':'OvD'}", true },
	{ "/functions",
		"{'code':'AC','name':'Commandant','spoken_name':'ac','regime':'V'}",
		"{'name':'AC-BZ'}", true },
	{ "/function-pairs", "{'function_id':1,'other_function_id':2}",
		"{'note':'samen'}", false },
	{ "/assignments",
		"{'person_id':1,'function_id':1,'status':'qualified','from':"
		"'2024-01-01'}",
		"{'until':'2030-01-01'}", true },
	{ "/working-weeks",
		"{'person_id':1,'times':[{'weekday':1,'from':'22:00','until':'07:00'}]"
		"}",
		"{'until':'2030-01-01'}", false },
	{ "/absences",
		"{'person_id':1,'from':'2027-01-01T00:00:00Z','until':"
		"'2027-01-02T00:00:00Z'}",
		"{'note':'weg'}", false },
	{ "/duties",
		"{'function_id':1,'person_id':1,'starts_at':'2027-02-01T08:00:00Z',"
		"'ends_at':'2027-02-08T08:00:00Z','state':'draft'}",
		"{'rank':2}", false },
	{ "/overrides",
		"{'function_id':1,'person_id':1,'starts_at':'2027-03-01T08:00:00Z',"
		"'ends_at':'2027-03-02T08:00:00Z','reason':'ruil'}",
		"{'reason':'ziek'}", false },
	{ "/holidays", "{'name':'Kermis','date':'2027-08-01','weight_percent':50}",
		"{'weight_percent':60}", false },
	{ "/scenarios",
		"{'code':'GRIP1','name':'GRIP 1','kind':'real','text':{'sms':"
		"'{incident}'},'slots':[{'function_id':1,'need':1}]}",
		"{'name':'GRIP een'}", false },
	{ "/activities",
		"{'kind':'exercise','title':'Najaar','starts_at':"
		"'2026-03-01T08:00:00Z','ends_at':'2026-03-01T10:00:00Z'}",
		"{'title':'Najaar 2'}", true },
	{ "/activities/1/attendance", "{'person_id':1,'result':'present'}", "", true },
	{ "/requirements",
		"{'function_id':1,'kind':'exercise','title':'Oefening','count':1}",
		"{'count':2}", false },
	{ "/certificates", "{'person_id':1,'title':'EHBO','valid_from':'2026-01-01'}",
		"", true },
	{ "/learning-points", "{'activity_id':1,'text':'sleutel'}", "{'state':'done'}",
		false },
	{ "/accounts", "{'name':'b.bos','role':'coordinator'}", "{'role':'dispatcher'}",
		true },
	{ "/tokens", "{'name':'planner','role':'coordinator'}", "", true },
};

static struct service s;

static const char *quoted(const char *text)
{
	static char buffer[512];
	size_t n = strlen(text);

	assert_true(n < sizeof buffer);
	for (size_t i = 0; i <= n; i++)
		buffer[i] = text[i] == '\'' ? '"' : text[i];
	return buffer;
}

static int start(void **state)
{
	(void)state;
	service_prepare(&s);
	service_start(&s, "");
	return 0;
}

static int stop(void **state)
{
	(void)state;
	service_cleanup(&s);
	return 0;
}

/* The records after number *last, which moves on past the reading itself. */
static json_t *new_records(int64_t *last)
{
	char path[96];
	struct reply r;
	json_t *items_of;

	(void)snprintf(
		path, sizeof path, "/api/v1/audit?limit=1000&after=%" PRId64, *last);
	r = service_get(&s, ROLE_AUDITOR, path);
	assert_int_equal(r.status, 200);
	items_of = json_incref(json_object_get(r.json, "items"));
	*last += (int64_t)json_array_size(items_of) + 1;
	reply_free(&r);
	return items_of;
}

static bool is_filled(const json_t *record, const char *field)
{
	const char *v = json_string_value(json_object_get(record, field));

	return v != NULL && v[0] != '\0';
}

static bool has(const json_t *record, const char *field)
{
	return json_object_get(record, field) != NULL
	       && !json_is_null(json_object_get(record, field));
}

/* One of the new records is of this change, and is whole. */
static void is_recorded(int64_t *last, const char *what, bool before, bool after)
{
	static const char *const fields[] = { "at", "actor", "origin", "action",
		"object", "result" };
	json_t *records = new_records(last);
	const json_t *o;
	bool found = false;
	size_t i;

	json_array_foreach(records, i, o)
	{
		for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
			if (!is_filled(o, fields[f]))
				fail_msg("%s: no %s", what, fields[f]);
		found |= strcmp(json_string_value(json_object_get(o, "actor")),
				 "token:administrator")
				 == 0
			 && has(o, "before") == before && has(o, "after") == after;
	}
	if (!found)
		fail_msg("%s leaves no record, or not what was %s", what,
			before ? "before" : "after");
	json_decref(records);
}

static void ask(const char *method, const char *path, const char *body, long status)
{
	struct reply r =
		service_call(&s, s.token[ROLE_ADMINISTRATOR], method, path, body, NULL);

	if (r.status != status)
		fail_msg("%s %s: %ld %s", method, path, r.status, r.body);
	reply_free(&r);
}

static void every_change_is_recorded(void **state)
{
	char made[sizeof items / sizeof *items][160];
	int64_t last = 0;

	(void)state;
	json_decref(new_records(&last));
	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		char path[160];
		struct reply r;

		(void)snprintf(path, sizeof path, "/api/v1%s", items[i].path);
		r = service_post(&s, ROLE_ADMINISTRATOR, path, quoted(items[i].make));
		if (r.status != 201)
			fail_msg("%s: %ld %s", path, r.status, r.body);
		(void)snprintf(
			made[i], sizeof made[i], "%s", reply_header(&r, "Location"));
		reply_free(&r);
		is_recorded(&last, path, false, true);
		if (items[i].change[0] == '\0')
			continue;
		ask("PATCH", made[i], quoted(items[i].change), 200);
		is_recorded(&last, made[i], true, true);
	}
	for (size_t i = sizeof items / sizeof *items; i-- > 0;)
		if (!items[i].stays) {
			ask("DELETE", made[i], NULL, 204);
			is_recorded(&last, made[i], true, false);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_change_is_recorded),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
