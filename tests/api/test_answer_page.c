/* SPDX-License-Identifier: EUPL-1.2 */
/* The answer page: what people see and do at the link that they were sent. */
#include "tests/support/call_service.h"

#include "schema/engine.h"
#include "schema/stmt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char hostile[] = ",\"incident\":\"<script>alert(1)</script> \\\"&'\","
			      "\"location\":\"<img src=x>\","
			      "\"details\":\"<u>Geheim</u> adres\"";

static struct reply get(struct call_service *w, const char *link)
{
	return service_call(&w->s, NULL, "GET", link, NULL, NULL);
}

static struct reply post_form(
	struct call_service *w, const char *link, const char *form)
{
	static const char *const headers[] = {
		"Content-Type: application/x-www-form-urlencoded", NULL
	};

	return service_call(&w->s, NULL, "POST", link, form, headers);
}

static struct reply post_json(
	struct call_service *w, const char *link, const char *body)
{
	return service_call(&w->s, NULL, "POST", link, body, NULL);
}

/* A link kept beyond the next call of call_link. */
static const char *link_of(
	struct call_service *w, int64_t callout, int64_t person, char buffer[64])
{
	(void)snprintf(buffer, 64, "%s", call_link(w, callout, person));
	return buffer;
}

/* Opening a link changes nothing, however often, by whomever, with whatever query: link
 * checkers open links, and follow what looks like an answer. */
static void opening_changes_nothing(void **state)
{
	static const char *const methods[] = { "GET", "HEAD", "OPTIONS" };
	static const char *const tails[] = { "", "?answer=yes",
		"?answer=no&eta_minutes=5", "?POST" };
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char link[64], path[128];
	struct reply before, after, r;

	(void)link_of(w, id, w->ovd_person[0], link);
	before = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/recipients", id));
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < 4; k++) {
			(void)snprintf(path, sizeof path, "%s%s", link, tails[k]);
			r = service_call(&w->s, NULL, methods[i], path, NULL, NULL);
			if (i == 1)
				assert_int_equal(r.len, 0);
			call_expect(&r, i == 2 ? 204 : 200);
		}
	}
	after = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/recipients", id));
	assert_string_equal(before.body, after.body);
	reply_free(&before);
	reply_free(&after);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "asked");
	r = service_call(&w->s, NULL, "PUT", link, "{\"answer\":\"yes\"}", NULL);
	assert_non_null(strstr(reply_header(&r, "Allow"), "POST"));
	call_expect(&r, 405);
}

/* The page says what, where, which function, by when; what was typed is shown as text;
 * there is no script, and nothing is loaded from elsewhere. */
static void the_page_is_small_and_safe(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, hostile);
	struct reply r = get(w, call_link(w, id, w->ovd_person[0]));
	const char *csp = reply_header(&r, "Content-Security-Policy");

	assert_non_null(strstr(csp, "default-src 'none'"));
	assert_non_null(strstr(csp, "form-action 'self'"));
	assert_non_null(strstr(csp, "frame-ancestors 'none'"));
	assert_null(strstr(csp, "script-src"));
	assert_string_equal(reply_header(&r, "Cache-Control"), "no-store");
	assert_string_equal(reply_header(&r, "X-Content-Type-Options"), "nosniff");
	assert_string_equal(reply_header(&r, "Referrer-Policy"), "no-referrer");
	assert_string_equal(
		reply_header(&r, "Content-Type"), "text/html; charset=utf-8");
	assert_null(strcasestr(r.body, "<script"));
	assert_null(strcasestr(r.body, "<img"));
	assert_null(strstr(r.body, " on"
				   "click"));
	assert_null(strstr(r.body, "http:"));
	assert_null(strstr(r.body, "https:"));
	assert_non_null(strstr(
		r.body, "&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;&#39;"));
	assert_non_null(strstr(r.body, "&lt;img src=x&gt;"));
	assert_non_null(strstr(r.body, "OVD"));
	assert_non_null(strstr(r.body, "30 min"));
	assert_non_null(strstr(r.body, "Ik kom<"));
	assert_non_null(strstr(r.body, "Alleen als het echt moet"));
	assert_non_null(strstr(r.body, "Ik kom niet"));
	assert_null(strstr(r.body, "Ik ben er"));
	assert_null(strstr(r.body, "Geheim")); /* details only after yes */
	assert_true(r.len < 8192);
	call_expect(&r, 200);
}

/* A form answers, and leads back to the page, which then shows the details; "I am
 * there" comes later. */
static void a_form_answers(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, hostile);
	char link[64];
	struct reply r = post_form(
		w, link_of(w, id, w->ovd_person[0], link), "eta_minutes=25&answer=yes");
	json_t *o;

	assert_string_equal(reply_header(&r, "Location"), link);
	assert_string_equal(reply_header(&r, "Cache-Control"), "no-store");
	call_expect(&r, 303);
	r = get(w, link);
	assert_non_null(strstr(r.body, "U wordt verwacht."));
	assert_non_null(strstr(r.body, "&lt;u&gt;Geheim&lt;/u&gt; adres"));
	assert_non_null(strstr(r.body, "Ik ben er"));
	assert_non_null(strstr(r.body, "value=25"));
	call_expect(&r, 200);
	o = call_recipient_json(w, id, w->ovd_person[0]);
	assert_string_equal(json_string_value(json_object_get(o, "state")), "accepted");
	assert_string_equal(json_string_value(json_object_get(o, "via")), "link");
	assert_int_equal(json_integer_value(json_object_get(o, "eta_minutes")), 25);
	json_decref(o);
	r = post_form(w, link, "answer=arrived");
	call_expect(&r, 303);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "arrived");
	r = get(w, link);
	assert_non_null(strstr(r.body, "U bent er. Dank u."));
	call_expect(&r, 200);
}

/* JSON answers too, with the state; the details stand there after a yes only. */
static void json_answers(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, hostile);
	char link[64];
	struct reply r = post_json(w, link_of(w, id, w->ovd_person[0], link),
		"{\"answer\":\"last_resort\",\"eta_minutes\":90}");

	assert_string_equal(reply_text(&r, "state"), "last_resort");
	assert_null(strstr(r.body, "Geheim"));
	call_expect(&r, 200);
	r = get(w, link);
	assert_null(strstr(r.body, "Geheim"));
	call_expect(&r, 200);
	r = post_json(w, link, "{\"answer\":\"yes\",\"eta_minutes\":25}");
	assert_string_equal(reply_text(&r, "state"), "accepted");
	assert_string_equal(reply_text(&r, "details"), "<u>Geheim</u> adres");
	assert_int_equal(reply_int(&r, "function_id"), w->ovd);
	call_expect(&r, 200);
}

/* An answer may change; every change is kept; after a no the details are gone. */
static void answers_may_change(void **state)
{
	static const char *const order[] = { "yes", "no", "last_resort", "yes" };
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, hostile);
	char link[64];
	struct reply r;
	json_t *o;
	size_t i, n = 0;

	(void)link_of(w, id, w->ovd_person[0], link);
	for (i = 0; i < 4; i++) {
		char body[64];

		(void)snprintf(body, sizeof body, "{\"answer\":\"%s\"}", order[i]);
		r = post_json(w, link, body);
		call_expect(&r, 200);
		r = get(w, link);
		assert_int_equal(
			strstr(r.body, "Geheim") != NULL, strcmp(order[i], "yes") == 0);
		call_expect(&r, 200);
	}
	r = service_get(
		&w->s, ROLE_AUDITOR, call_path("/api/v1/callouts/{id}/timeline", id));
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		const json_t *data = json_object_get(o, "data");
		const char *word = json_string_value(json_object_get(data, "answer"));

		if (word == NULL)
			continue;
		assert_true(n < 4);
		assert_string_equal(word, order[n++]);
		assert_string_equal(
			json_string_value(json_object_get(data, "via")), "link");
		assert_int_equal(json_integer_value(json_object_get(o, "person_id")),
			w->ovd_person[0]);
	}
	assert_int_equal(n, 4);
	call_expect(&r, 200);
}

/* An answer that is sent again with its Idempotency-Key counts once, also after it was
 * changed; another answer under that key is 409. */
static void repeated_answers_count_once(void **state)
{
	static const char *const key[] = { "Idempotency-Key: a-1", NULL };
	static const char yes[] = "{\"answer\":\"yes\",\"eta_minutes\":5}";
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char link[64];
	struct reply first, again;

	first = service_call(
		&w->s, NULL, "POST", link_of(w, id, w->ovd_person[0], link), yes, key);
	assert_int_equal(first.status, 200);
	again = post_json(w, link, "{\"answer\":\"no\"}");
	call_expect(&again, 200);
	again = service_call(&w->s, NULL, "POST", link, yes, key);
	assert_string_equal(again.body, first.body);
	call_expect(&again, 200);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "declined");
	again = service_call(
		&w->s, NULL, "POST", link, "{\"answer\":\"last_resort\"}", key);
	call_expect(&again, 409);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "declined");
	reply_free(&first);
}

/* A wrong form gets a page that says so; wrong JSON is a problem; another kind of body
 * is 415; nothing changes. */
static void wrong_answers_change_nothing(void **state)
{
	static const char *const forms[] = { "", "answer=maybe",
		"answer=", "eta_minutes=5", "answer=yes&eta_minutes=x",
		"answer=yes&eta_minutes=1441", "answer=yes&eta_minutes=-1",
		"answer=%00yes" };
	static const struct {
		const char *body;
		long status;
	} bodies[] = { { "{", 400 }, { "[]", 400 }, { "{}", 422 },
		{ "{\"answer\":\"none\"}", 422 }, { "{\"answer\":1}", 422 },
		{ "{\"answer\":\"yes\",\"eta_minutes\":\"5\"}", 422 },
		{ "{\"answer\":\"yes\",\"eta_minutes\":1441}", 422 } };
	static const char *const text[] = { "Content-Type: text/plain", NULL };
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char link[64];
	struct reply r;

	(void)link_of(w, id, w->ovd_person[0], link);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		r = post_form(w, link, forms[i]);
		assert_non_null(strstr(r.body, "Kies een van de knoppen"));
		assert_non_null(strstr(r.body, "<form method=post"));
		call_expect(&r, 422);
	}
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		r = post_json(w, link, bodies[i].body);
		assert_string_equal(
			reply_header(&r, "Content-Type"), "application/problem+json");
		call_expect(&r, bodies[i].status);
	}
	r = service_call(&w->s, NULL, "POST", link, "answer=yes", text);
	call_expect(&r, 415);
	assert_string_equal(call_recipient_state(w, id, w->ovd_person[0]), "asked");
}

/* A link that does not exist is 404, with a page in the browser's language. */
static void unknown_links_are_told(void **state)
{
	static const char *const wrong[] = { "/a/AAAAAAAAAAAAAAAAAAAAAA", "/a/x",
		"/a/AAAAAAAAAAAAAAAAAAAAAAA", "/a/AAAAAAAAAAAAAAAAAAAA%C3%A9" };
	static const char *const english[] = { "Accept-Language: en-GB,en", NULL };
	struct call_service *w = *state;
	struct reply r;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		r = get(w, wrong[i]);
		assert_non_null(strstr(r.body, "Deze link klopt niet."));
		call_expect(&r, 404);
		r = post_form(w, wrong[i], "answer=yes");
		call_expect(&r, 404);
		r = post_json(w, wrong[i], "{\"answer\":\"yes\"}");
		assert_int_equal(reply_int(&r, "status"), 404);
		call_expect(&r, 404);
	}
	r = service_call(&w->s, NULL, "GET", wrong[0], NULL, english);
	assert_non_null(strstr(r.body, "This link is not right."));
	call_expect(&r, 404);
}

/* The page speaks the language of the person, not of the browser. */
static void the_page_speaks_the_persons_language(void **state)
{
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, ",\"kind\":\"exercise\"");
	struct reply r;

	/* the English speaker may not be in the first wave: a no asks the next */
	for (int i = 1; i < EHB_PEOPLE; i++) {
		if (strcmp(call_recipient_state(w, id, w->ehb_person[i]), "asked") != 0)
			continue;
		r = post_json(
			w, call_link(w, id, w->ehb_person[i]), "{\"answer\":\"no\"}");
		call_expect(&r, 200);
	}
	r = get(w, call_link(w, id, w->ehb_person[0]));
	assert_non_null(strstr(r.body, "<html lang=en>"));
	assert_non_null(strstr(r.body, "I will come"));
	assert_non_null(strstr(r.body, "EXERCISE (OEFENING). "));
	assert_null(strstr(r.body, "Ik kom"));
	call_expect(&r, 200);
	r = get(w, call_link(w, id, w->ovd_person[0]));
	assert_non_null(strstr(r.body, "<html lang=nl>"));
	assert_non_null(strstr(r.body, "<h1>OEFENING. "));
	call_expect(&r, 200);
}

/* One person's link says nothing of another, and of no other call-out. */
static void links_are_personal(void **state)
{
	struct call_service *w = *state;
	int64_t one = call_begin(w, w->grip, ",\"incident\":\"Eerste\""),
		two = call_begin(w, w->grip, ",\"incident\":\"Tweede\"");
	char a[64], b[64];
	struct reply r;

	(void)link_of(w, one, w->ovd_person[0], a);
	(void)link_of(w, two, w->ovd_person[0], b);
	assert_string_not_equal(a, b);
	assert_int_equal(strlen(a), strlen("/a/") + TOKEN_TEXT - 1);
	r = post_json(w, b, "{\"answer\":\"yes\"}");
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(w, one, w->ovd_person[0]), "asked");
	r = get(w, a);
	assert_non_null(strstr(r.body, "Eerste"));
	assert_null(strstr(r.body, "Tweede"));
	call_expect(&r, 200);
}

#define AGE_SQL(X)                                                                     \
	X(AGE_CLOSED, "UPDATE callout SET closed_at = closed_at - :ms WHERE id = :id")
STMT_LIST(age, AGE_SQL);

/* Lets time pass for a call-out that closed, while the program is stopped. */
static void make_older(struct call_service *w, int64_t id, int64_t ms)
{
	struct err e = { 0 };
	struct stmt *s = NULL;

	service_stop(&w->s);
	test_ok(db_open(&sqlite_engine, w->s.t.file, DB_WRITE, &w->s.t.db, &e), &e);
	test_ok(db_begin(w->s.t.db, DB_WRITE, &e), &e);
	test_ok(stmt_get(w->s.t.db, &age_statements, AGE_CLOSED, &s, &e), &e);
	stmt_bind_int(s, "ms", ms);
	stmt_bind_int(s, "id", id);
	test_ok(stmt_run_one(s, "call-out", &e), &e);
	stmt_done(&s);
	test_ok(db_commit(w->s.t.db, &e), &e);
	call_service_restart(w); /* closes the database */
}

/* Answers are taken for 24 hours after the call-out closed; then the link is gone. */
static void links_end_after_a_day(void **state)
{
	enum { DAY_MS = 86400000, MINUTE_MS = 60000 };
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip, "");
	char link[64];
	struct reply r;

	(void)link_of(w, id, w->ovd_person[0], link);
	r = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/stop", id), "{}");
	call_expect(&r, 200);
	make_older(w, id, DAY_MS - MINUTE_MS);
	r = get(w, link);
	call_expect(&r, 200);
	r = post_json(w, link, "{\"answer\":\"yes\"}");
	assert_string_equal(reply_text(&r, "state"), "stood_down");
	call_expect(&r, 200);
	make_older(w, id, MINUTE_MS);
	r = get(w, link);
	assert_non_null(strstr(r.body, "Deze oproep is voorbij."));
	call_expect(&r, 410);
	r = post_form(w, link, "answer=no");
	assert_non_null(strstr(r.body, "Deze oproep is voorbij."));
	call_expect(&r, 410);
	r = post_json(w, link, "{\"answer\":\"no\"}");
	assert_int_equal(reply_int(&r, "status"), 410);
	call_expect(&r, 410);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opening_changes_nothing),
		cmocka_unit_test(the_page_is_small_and_safe),
		cmocka_unit_test(a_form_answers),
		cmocka_unit_test(json_answers),
		cmocka_unit_test(answers_may_change),
		cmocka_unit_test(repeated_answers_count_once),
		cmocka_unit_test(wrong_answers_change_nothing),
		cmocka_unit_test(unknown_links_are_told),
		cmocka_unit_test(the_page_speaks_the_persons_language),
		cmocka_unit_test(links_are_personal),
		cmocka_unit_test(links_end_after_a_day),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
