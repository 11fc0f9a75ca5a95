/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit log over the API: who reads it is in it, who was refused something is in
 * it, and what is exported is what the database holds. */
#include "base/signature.h"
#include "schema/audit/verify.h"
#include "schema/engine.h"
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int start(void **state)
{
	static struct service s;

	service_prepare(&s);
	service_start(&s, "");
	*state = &s;
	return 0;
}

static int stop(void **state)
{
	service_cleanup(*state);
	return 0;
}

/* The newest record with that action and object. The caller owns it; NULL: none. */
static json_t *newest(const struct service *s, const char *action, const char *object)
{
	struct reply r = service_get(s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	json_t *o, *ret = NULL;
	size_t i;

	assert_int_equal(r.status, 200);
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		if (strcmp(json_string_value(json_object_get(o, "action")), action) == 0
			&& strcmp(json_string_value(json_object_get(o, "object")),
				   object)
				   == 0)
			ret = o;
	}
	json_incref(ret);
	reply_free(&r);
	return ret;
}

static void is_recorded(const struct service *s, const char *action, const char *object,
	const char *actor, const char *result)
{
	json_t *o = newest(s, action, object);

	if (o == NULL)
		fail_msg("no %s of %s", action, object);
	assert_string_equal(json_string_value(json_object_get(o, "actor")), actor);
	assert_memory_equal(json_string_value(json_object_get(o, "result")), result,
		strlen(result));
	assert_memory_equal(
		json_string_value(json_object_get(o, "origin")), "127.0.0.1", 9);
	json_decref(o);
}

static void reading_is_recorded(void **state)
{
	struct service *s = *state;
	struct reply r = service_get(s, ROLE_AUDITOR, "/api/v1/audit?after=2&limit=3");

	assert_int_equal(reply_count(&r), 3);
	reply_free(&r);
	is_recorded(s, "audit.read", "audit/3-5", "token:auditor", "ok");
}

/* By role, in a read and in a write; what one may not see of others. The address holds
 * no secrets of calendars and answers. */
static void refusals_are_recorded(void **state)
{
	struct service *s = *state;
	struct reply r = service_get(s, ROLE_DISPATCHER, "/api/v1/tokens?cursor=7");

	assert_int_equal(r.status, 403);
	reply_free(&r);
	is_recorded(
		s, "request", "GET /api/v1/tokens", "token:dispatcher", "refused: ");
	r = service_post(s, ROLE_MEMBER, "/api/v1/people", "{}");
	assert_int_equal(r.status, 403);
	reply_free(&r);
	is_recorded(s, "request", "POST /api/v1/people", "token:member", "refused: ");
	r = service_call(s, s->member, "GET", "/api/v1/scenarios/99", NULL, NULL);
	assert_int_equal(r.status, 403);
	reply_free(&r);
	is_recorded(
		s, "request", "GET /api/v1/scenarios/99", "token:anne", "refused: ");
}

/* Who is not signed in cannot fill the log. */
static void strangers_fill_no_log(void **state)
{
	struct service *s = *state;
	struct reply r = service_call(s, NULL, "GET", "/api/v1/tokens/5", NULL, NULL);
	json_t *o;

	assert_int_equal(r.status, 401);
	reply_free(&r);
	o = newest(s, "request", "GET /api/v1/tokens/5");
	assert_null(o);
}

static void an_export_holds_what_is_asked(void **state)
{
	struct service *s = *state;
	uint8_t key[SIGNATURE_KEY_BYTES];
	struct reply r =
		service_get(s, ROLE_AUDITOR, "/api/v1/audit/export?from=1970-01-01");
	const char *last;
	json_t *end;

	assert_int_equal(r.status, 422); /* `to` is missing */
	reply_free(&r);
	r = service_get(
		s, ROLE_AUDITOR, "/api/v1/audit/export?from=1970-01-01&to=1970-01-02");
	assert_int_equal(r.status, 200);
	assert_string_equal(reply_header(&r, "Content-Type"), "application/jsonl");
	assert_memory_equal(r.body, "{\"paraat_audit\":1,\"first\":1,", 28);
	last = strstr(r.body, "{\"end\":");
	assert_non_null(last);
	end = json_loads(last, JSON_DISABLE_EOF_CHECK, NULL);
	assert_int_equal(json_integer_value(json_object_get(end, "end")),
		json_integer_value(json_object_get(end, "records")));
	json_decref(end);
	reply_free(&r);
	is_recorded(s, "audit.export",
		"audit/1969-12-31T23:00:00Z/1970-01-01T23:00:00Z", "token:auditor",
		"ok");
	r = service_call(s, NULL, "GET", "/api/v1/signing-key", NULL, NULL);
	assert_true(signature_key_from_hex(reply_text(&r, "public_key"), key));
	reply_free(&r);
}

/* The program's command checks what the running service wrote, and seals it. */
static void commands_check_and_seal(void **state)
{
	struct service *s = *state;
	struct reply r;
	char command[400];

	(void)snprintf(command, sizeof command,
		"%s audit seal --config %s > /dev/null && %s audit verify --config %s "
		"> "
		"/dev/null && %s audit export --config %s > /dev/null",
		PARAAT_PROGRAM, s->config, PARAAT_PROGRAM, s->config, PARAAT_PROGRAM,
		s->config);
	assert_int_equal(system(command), 0); // NOLINT(cert-env33-c)
	r = service_get(s, ROLE_AUDITOR, "/api/v1/audit/seals");
	assert_int_equal(reply_count(&r), 1);
	assert_null(json_string_value(json_object_get(r.json, "next")));
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_is_recorded),
		cmocka_unit_test(refusals_are_recorded),
		cmocka_unit_test(strangers_fill_no_log),
		cmocka_unit_test(an_export_holds_what_is_asked),
		cmocka_unit_test(commands_check_and_seal),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
