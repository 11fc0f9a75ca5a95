/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may do what: each role against each route, from a table that is written by hand
 * from the contract, not from the routes. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A administrator, C coordinator, D dispatcher, M member, U auditor. Ids that do not
 * exist keep the rows from changing anything. */
static const struct right {
	const char *method, *path, *who;
} rights[] = {
	{ "GET", "/api/v1/me", "ACDMU" },
	{ "GET", "/api/v1/municipalities", "ACDU" },
	{ "POST", "/api/v1/municipalities", "AC" },
	{ "GET", "/api/v1/municipalities/9999", "ACDU" },
	{ "PUT", "/api/v1/municipalities/9999", "AC" },
	{ "PATCH", "/api/v1/municipalities/9999", "AC" },
	{ "DELETE", "/api/v1/municipalities/9999", "AC" },
	{ "GET", "/api/v1/people", "ACDMU" },
	{ "POST", "/api/v1/people", "AC" },
	{ "GET", "/api/v1/people/9999", "ACDMU" },
	{ "PUT", "/api/v1/people/9999", "AC" },
	{ "PATCH", "/api/v1/people/9999", "AC" },
	{ "DELETE", "/api/v1/people/9999", "AC" },
	{ "GET", "/api/v1/functions", "ACDMU" },
	{ "GET", "/api/v1/me/question", "ACDMU" },
	{ "POST", "/api/v1/me/question/9999", "ACDMU" },
	{ "POST", "/api/v1/functions", "AC" },
	{ "DELETE", "/api/v1/functions/9999", "AC" },
	{ "GET", "/api/v1/assignments", "ACDU" },
	{ "POST", "/api/v1/assignments", "AC" },
	{ "DELETE", "/api/v1/assignments/9999", "AC" },
	{ "GET", "/api/v1/working-weeks", "ACDMU" },
	{ "POST", "/api/v1/working-weeks", "AC" },
	{ "DELETE", "/api/v1/working-weeks/9999", "AC" },
	{ "GET", "/api/v1/duties", "ACDMU" },
	{ "POST", "/api/v1/duties", "AC" },
	{ "DELETE", "/api/v1/duties/9999", "AC" },
	{ "GET", "/api/v1/absences", "ACDMU" },
	{ "GET", "/api/v1/on-duty", "ACDMU" },
	{ "GET", "/api/v1/rotations", "ACDU" },
	{ "POST", "/api/v1/rotations", "AC" },
	{ "PATCH", "/api/v1/rotations/9999", "AC" },
	{ "DELETE", "/api/v1/rotations/9999", "AC" },
	{ "POST", "/api/v1/rotations/9999/generate", "AC" },
	{ "GET", "/api/v1/overrides", "ACDU" },
	{ "POST", "/api/v1/overrides", "AC" },
	{ "DELETE", "/api/v1/overrides/9999", "AC" },
	{ "GET", "/api/v1/calendar-tokens", "ACDMU" },
	{ "POST", "/api/v1/calendar-tokens", "ACDM" },
	{ "DELETE", "/api/v1/calendar-tokens/9999", "ACDM" },
	{ "GET", "/api/v1/fairness?from=2030-01-01&to=2030-02-01", "ACDMU" },
	{ "GET", "/api/v1/compensation?month=2030-01", "ACU" },
	{ "GET", "/api/v1/holidays", "ACDMU" },
	{ "GET", "/api/v1/holidays/dates", "ACDMU" },
	{ "POST", "/api/v1/holidays", "AC" },
	{ "PATCH", "/api/v1/holidays/9999", "AC" },
	{ "DELETE", "/api/v1/holidays/9999", "AC" },
	{ "GET", "/api/v1/acknowledgements", "ACDMU" },
	{ "POST", "/api/v1/duties/9999/acknowledge", "ACM" },
	{ "GET", "/api/v1/handovers", "ACDMU" },
	{ "GET", "/api/v1/overview", "ACD" },
	{ "GET", "/api/v1/scenarios", "ACDU" },
	{ "POST", "/api/v1/scenarios", "AC" },
	{ "GET", "/api/v1/scenarios/9999", "ACDU" },
	{ "PUT", "/api/v1/scenarios/9999", "AC" },
	{ "PATCH", "/api/v1/scenarios/9999", "AC" },
	{ "DELETE", "/api/v1/scenarios/9999", "AC" },
	{ "GET", "/api/v1/callouts", "ACDU" },
	{ "POST", "/api/v1/callouts", "ACD" },
	{ "GET", "/api/v1/callouts/preview", "ACDU" },
	{ "GET", "/api/v1/callouts/9999", "ACDU" },
	{ "GET", "/api/v1/callouts/9999/recipients", "ACDU" },
	{ "GET", "/api/v1/callouts/9999/attempts", "ACDU" },
	{ "GET", "/api/v1/callouts/9999/timeline", "ACDU" },
	{ "GET", "/api/v1/callouts/9999/report", "ACDU" },
	{ "POST", "/api/v1/callouts/9999/stop", "ACD" },
	{ "POST", "/api/v1/callouts/9999/need", "ACD" },
	{ "POST", "/api/v1/callouts/9999/remind", "ACD" },
	{ "POST", "/api/v1/callouts/9999/message", "ACD" },
	{ "POST", "/api/v1/callouts/9999/answer", "ACD" },
	{ "GET", "/api/v1/events?callout_id=x", "ACDU" },
	{ "GET", "/api/v1/audit", "AU" },
	{ "GET", "/api/v1/audit/seals", "AU" },
	{ "GET", "/api/v1/audit/export", "AU" },
	{ "GET", "/api/v1/access-review", "AU" },
	{ "POST", "/api/v1/access-review", "A" },
	{ "GET", "/api/v1/accounts", "A" },
	{ "POST", "/api/v1/accounts", "A" },
	{ "GET", "/api/v1/tokens", "A" },
	{ "POST", "/api/v1/tokens", "A" },
	{ "GET", "/api/v1/tokens/9999", "A" },
	{ "DELETE", "/api/v1/tokens/9999", "A" },
	{ "GET", "/api/v1/activities", "ACMU" },
	{ "POST", "/api/v1/activities", "AC" },
	{ "GET", "/api/v1/activities/9999", "ACU" },
	{ "PUT", "/api/v1/activities/9999", "AC" },
	{ "PATCH", "/api/v1/activities/9999", "AC" },
	{ "DELETE", "/api/v1/activities/9999", "AC" },
	{ "GET", "/api/v1/duties/9999/returns?to_person_id=1", "ACM" },
	{ "POST", "/api/v1/activities/series", "AC" },
	{ "PATCH", "/api/v1/activities/9999/following", "AC" },
	{ "GET", "/api/v1/activities/9999/attendance", "ACMU" },
	{ "POST", "/api/v1/activities/9999/attendance", "AC" },
	{ "GET", "/api/v1/attendance", "ACMU" },
	{ "GET", "/api/v1/attendance/9999", "ACMU" },
	{ "GET", "/api/v1/requirements", "ACU" },
	{ "POST", "/api/v1/requirements", "AC" },
	{ "DELETE", "/api/v1/requirements/9999", "AC" },
	{ "GET", "/api/v1/compliance", "ACMU" },
	{ "GET", "/api/v1/training/gaps", "ACMU" },
	{ "GET", "/api/v1/training/overview", "ACU" },
	{ "GET", "/api/v1/certificates", "ACMU" },
	{ "POST", "/api/v1/certificates", "AC" },
	{ "GET", "/api/v1/certificates/9999", "ACMU" },
	{ "GET", "/api/v1/certificates/9999/file", "ACMU" },
	{ "POST", "/api/v1/activities/from-callout", "AC" },
	{ "GET", "/api/v1/activities/9999/invitations", "ACMU" },
	{ "POST", "/api/v1/activities/9999/invitations", "AC" },
	{ "POST", "/api/v1/activities/9999/answer", "ACM" },
	{ "GET", "/api/v1/activities/9999/sign-in", "AC" },
	{ "POST", "/api/v1/activities/9999/sign-in", "M" },
	{ "GET", "/api/v1/activities/9999/sign-in/poster", "AC" },
	{ "POST", "/api/v1/activities/9999/sign-in/confirm", "AC" },
	{ "GET", "/api/v1/learning-points", "ACMU" },
	{ "GET", "/api/v1/learning-points/9999", "ACU" },
	{ "POST", "/api/v1/learning-points", "AC" },
	{ "DELETE", "/api/v1/learning-points/9999", "AC" },
	{ "POST", "/api/v1/import/people", "AC" },
	{ "GET", "/api/v1/export/functions", "AC" },
};

static const char letters[ROLES_COUNT] = { [ROLE_ADMINISTRATOR] = 'A',
	[ROLE_COORDINATOR] = 'C',
	[ROLE_DISPATCHER] = 'D',
	[ROLE_MEMBER] = 'M',
	[ROLE_AUDITOR] = 'U' };

static struct reply ask(
	struct call_service *w, const struct right *r, const char *token)
{
	bool body = r->method[0] != 'G' && r->method[0] != 'D';

	return service_call(&w->s, token, r->method, r->path, body ? "{}" : NULL, NULL);
}

/* 403 for every role that is not named beside the route, and no other. */
static void roles_may_what_they_may(void **state)
{
	struct call_service *w = *state;

	for (size_t i = 0; i < sizeof rights / sizeof *rights; i++) {
		for (int role = 0; role < ROLES_COUNT; role++) {
			bool may = strchr(rights[i].who, letters[role]) != NULL;
			const char *token =
				role == ROLE_MEMBER ? w->s.member : w->s.token[role];
			struct reply r = ask(w, &rights[i], token);

			if (r.status == 401 || (r.status == 403) == may
				|| r.status >= 500)
				fail_msg("%s %s by %c: %ld %s", rights[i].method,
					rights[i].path, letters[role], r.status,
					r.body);
			reply_free(&r);
		}
	}
}

/* Without a token, with one that is wrong, and with another scheme: 401, and how to
 * sign in. */
static void strangers_may_nothing(void **state)
{
	static const char *const schemes[] = {
		"Authorization: Basic YTpi", "Authorization: Bearer",
		"Authorization: Bearer ",
		"Authorization: Bearer p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	};
	struct call_service *w = *state;

	for (size_t i = 0; i < sizeof rights / sizeof *rights; i++) {
		struct reply r = ask(w, &rights[i], NULL);

		assert_string_equal(reply_header(&r, "WWW-Authenticate"), "Bearer");
		call_expect(&r, 401);
	}
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		const char *headers[] = { schemes[i], NULL };
		struct reply r = service_call(
			&w->s, NULL, "GET", "/api/v1/callouts", NULL, headers);

		call_expect(&r, 401);
	}
}

static json_t *last_record(struct call_service *w, const char *action)
{
	struct reply r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	json_t *o, *ret = NULL;
	size_t i;

	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		if (strcmp(json_string_value(json_object_get(o, "action")), action)
			== 0)
			ret = o;
	}
	if (ret == NULL)
		fail_msg("no %s in %s", action, r.body);
	(void)json_incref(ret);
	reply_free(&r);
	return ret;
}

static void record_is(
	struct call_service *w, const char *action, const char *actor, int64_t callout)
{
	json_t *o = last_record(w, action);
	const char *origin = json_string_value(json_object_get(o, "origin"));

	assert_string_equal(json_string_value(json_object_get(o, "object")),
		call_path("callout/{id}", callout));
	if (strncmp(json_string_value(json_object_get(o, "actor")), actor,
		    strlen(actor))
		!= 0)
		fail_msg("%s by %s", action,
			json_string_value(json_object_get(o, "actor")));
	assert_memory_equal(origin, "127.0.0.1", 9);
	assert_string_equal(json_string_value(json_object_get(o, "result")), "ok");
	assert_true(json_is_string(json_object_get(o, "at")));
	assert_int_equal(strlen(json_string_value(json_object_get(o, "hash"))), 64);
	json_decref(o);
}

/* The audit log says who did what to which call-out, from where. */
static void the_audit_names_who_and_where_from(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char link[64], body[96], actor[64];
	struct reply r;

	record_is(w, "callout.start", "token:coordinator", id);
	(void)snprintf(link, sizeof link, "%s", call_link(w, id, w->ovd_person[0]));
	r = service_call(&w->s, NULL, "POST", link, "{\"answer\":\"yes\"}", NULL);
	call_expect(&r, 200);
	(void)snprintf(actor, sizeof actor, "link:person/%d", (int)w->ovd_person[0]);
	record_is(w, "callout.answer", actor, id);
	(void)snprintf(
		body, sizeof body, "{\"function_id\":%d,\"need\":3}", (int)w->ehb);
	r = service_post(&w->s, ROLE_DISPATCHER,
		call_path("/api/v1/callouts/{id}/need", id), body);
	call_expect(&r, 200);
	record_is(w, "callout.need", "token:dispatcher", id);
	r = service_post(&w->s, ROLE_DISPATCHER,
		call_path("/api/v1/callouts/{id}/message", id), "{\"text\":\"x\"}");
	call_expect(&r, 200);
	record_is(w, "callout.message", "token:dispatcher", id);
	r = service_post(&w->s, ROLE_ADMINISTRATOR,
		call_path("/api/v1/callouts/{id}/stop", id), "{}");
	call_expect(&r, 200);
	record_is(w, "callout.stop", "token:administrator", id);
}

/* The log can be read on from a number, and holds no number or address of people. */
static void the_audit_goes_on_from_a_number(void **state)
{
	struct call_service *w = *state;
	struct reply r =
		service_get(&w->s, ROLE_AUDITOR, "/api/v1/audit?after=3&limit=2");
	const json_t *items = json_object_get(r.json, "items");

	assert_int_equal(json_array_size(items), 2);
	assert_int_equal(
		json_integer_value(json_object_get(json_array_get(items, 0), "seq")),
		4);
	assert_true(json_is_string(json_object_get(r.json, "next")));
	call_expect(&r, 200);
	r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	assert_null(strstr(r.body, "+3161"));
	call_expect(&r, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_may_what_they_may),
		cmocka_unit_test(strangers_may_nothing),
		cmocka_unit_test(the_audit_names_who_and_where_from),
		cmocka_unit_test(the_audit_goes_on_from_a_number),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
