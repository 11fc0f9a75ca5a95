/* SPDX-License-Identifier: EUPL-1.2 */
/* A number is proved with a code over real sockets: the text goes to that number, five
 * tries and a minute between two codes are all, and nobody proves another's. */
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct reply post(
	struct call_service *w, const char *token, int64_t person, const char *what)
{
	char path[120];

	(void)snprintf(path, sizeof path, "/api/v1/people/%d/contacts/1/%s",
		(int)person, what);
	return service_call(&w->s, token, "POST", path, "", NULL);
}

static struct reply confirm(
	struct call_service *w, const char *token, int64_t person, const char *code)
{
	char path[120], body[60];

	(void)snprintf(
		path, sizeof path, "/api/v1/people/%d/contacts/1/confirm", (int)person);
	(void)snprintf(body, sizeof body, "{\"code\":\"%s\"}", code);
	return service_call(&w->s, token, "POST", path, body, NULL);
}

static bool tries(
	struct call_service *w, const char *token, int64_t person, const char *code)
{
	struct reply r = confirm(w, token, person, code);
	bool right = json_is_true(json_object_get(r.json, "verified"));

	call_expect(&r, 200);
	return right;
}

/* The six digits of the nth text to that number. Static. */
static const char *code_to(struct call_service *w, const char *phone, size_t nth)
{
	static char code[8];
	struct sms m = sms_sink_to(w->sink, phone, nth);

	assert_int_equal(strspn(m.text, "0123456789"), 6);
	(void)snprintf(code, sizeof code, "%.6s", m.text);
	return code;
}

static bool is_verified(struct call_service *w, int64_t person)
{
	struct reply r = service_get(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/people/{id}/contacts", person));
	json_t *first = json_array_get(json_object_get(r.json, "items"), 0);
	bool yes = json_is_string(json_object_get(first, "verified_at"));

	call_expect(&r, 200);
	return yes;
}

/* A code that is surely another. Static. */
static const char *other_than(const char *code)
{
	static char other[8];

	(void)snprintf(other, sizeof other, "%s", code);
	other[5] = (char)(other[5] == '9' ? '0' : other[5] + 1);
	return other;
}

static void a_member_proves_the_own_number(void **state)
{
	struct call_service *w = *state;
	const int64_t me = w->s.person_id;
	const char *token = w->s.member;
	char code[8];
	struct reply r;

	assert_false(is_verified(w, me));
	r = confirm(w, token, me, "123456"); /* none was sent */
	call_expect(&r, 409);
	r = post(w, token, me, "verify");
	assert_int_equal(reply_int(&r, "valid_seconds"), 900);
	call_expect(&r, 200);
	(void)snprintf(code, sizeof code, "%s", code_to(w, "+31612345678", 0));
	r = post(w, token, me, "verify"); /* within the minute */
	call_expect(&r, 429);
	r = confirm(w, token, me, other_than(code));
	assert_int_equal(reply_int(&r, "tries_left"), 4);
	call_expect(&r, 200);
	assert_false(is_verified(w, me));
	assert_true(tries(w, token, me, code));
	assert_true(is_verified(w, me));
	r = confirm(w, token, me, code); /* a code is good for once */
	call_expect(&r, 409);
	/* another number has to be proved anew */
	r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/people/{id}", me),
		"{\"contacts\":[{\"kind\":\"mobile\",\"address\":\"+31687654321\","
		"\"rank\":1}]}",
		NULL);
	call_expect(&r, 200);
	assert_false(is_verified(w, me));
}

static void five_tries_are_all(void **state)
{
	struct call_service *w = *state;
	const int64_t who = w->ovd_person[2];
	const char *token = w->s.token[ROLE_COORDINATOR];
	char code[8];
	struct reply r = post(w, token, who, "verify");

	call_expect(&r, 200);
	(void)snprintf(code, sizeof code, "%s", code_to(w, call_phone(who), 0));
	for (int i = 0; i < 5; i++)
		assert_false(tries(w, token, who, other_than(code)));
	r = confirm(w, token, who, code);
	assert_non_null(strstr(r.body, "too many tries"));
	call_expect(&r, 409);
	assert_false(is_verified(w, who));
}

static void nobody_proves_anothers(void **state)
{
	struct call_service *w = *state;
	const int64_t other = w->ovd_person[3];
	struct reply r = post(w, w->s.member, other, "verify");

	call_expect(&r, 403);
	r = confirm(w, w->s.member, other, "123456");
	call_expect(&r, 403);
	r = post(w, w->s.token[ROLE_AUDITOR], other, "verify");
	call_expect(&r, 403);
	r = post(w, NULL, other, "verify");
	call_expect(&r, 401);
	r = confirm(w, w->s.token[ROLE_COORDINATOR], other, "12345");
	assert_non_null(strstr(r.body, "\"code\""));
	call_expect(&r, 422);
	r = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/people/{id}/contacts/9/verify", other), "");
	call_expect(&r, 404);
}

static void a_landline_gets_no_text(void **state)
{
	struct call_service *w = *state;
	const int64_t who = w->ehb_person[1];
	struct reply r = service_call(&w->s, w->s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/people/{id}", who),
		"{\"contacts\":[{\"kind\":\"landline\",\"address\":\"+31529123456\","
		"\"rank\":1}]}",
		NULL);

	call_expect(&r, 200);
	r = post(w, w->s.token[ROLE_COORDINATOR], who, "verify");
	assert_non_null(strstr(r.body, "ring it"));
	call_expect(&r, 422);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_member_proves_the_own_number),
		cmocka_unit_test(five_tries_are_all),
		cmocka_unit_test(nobody_proves_anothers),
		cmocka_unit_test(a_landline_gets_no_text),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
