/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists to call by hand from: whole, in order, with numbers; and while the service is
 * down. */
#include "tests/support/call_service.h"
#include "tests/support/command.h"

#include <expat.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct reply get(struct call_service *w, const char *path, const char *accept)
{
	char line[64];
	const char *headers[] = { line, NULL };

	(void)snprintf(line, sizeof line, "Accept: %s", accept);
	return service_call(
		&w->s, w->s.token[ROLE_DISPATCHER], "GET", path, NULL, headers);
}

/* Where each of the texts stands, in this order. */
static void in_order(const char *text, const char *const words[])
{
	for (; *words != NULL; words++) {
		const char *at = strstr(text, *words);

		if (at == NULL)
			fail_msg("no \"%s\" (in this order) in %s", *words, text);
		text = at + strlen(*words);
	}
}

/* An independent reader takes it for XML but for what HTML leaves open. */
static void is_well_formed(const struct reply *r)
{
	XML_Parser p = XML_ParserCreate("UTF-8");
	char *body = strdup(r->body), *at;

	while ((at = strstr(body, "<br>")) != NULL)
		memcpy(at, "    ", 4);
	while ((at = strstr(body, "<meta")) != NULL)
		memset(at, ' ', strcspn(at, ">") + 1);
	at = strstr(body, "<!DOCTYPE html>");
	assert_ptr_equal(at, body);
	memset(at, ' ', strlen("<!DOCTYPE html>"));
	if (XML_Parse(p, body, (int)strlen(body), 1) != XML_STATUS_OK)
		fail_msg("%s: %s", XML_ErrorString(XML_GetErrorCode(p)), r->body);
	XML_ParserFree(p);
	free(body);
}

static void who_has_piket_with_numbers(void **state)
{
	struct call_service *w = *state;
	char first[32], second[32];
	struct reply r = get(w, "/api/v1/print/on-duty", "text/html");

	(void)snprintf(first, sizeof first, "%s", call_phone(w->ovd_person[0]));
	(void)snprintf(second, sizeof second, "%s", call_phone(w->ovd_person[1]));
	assert_string_equal(
		reply_header(&r, "Content-Type"), "text/html; charset=utf-8");
	is_well_formed(&r);
	in_order(r.body,
		(const char *const[]){ "<h1>Wie heeft piket</h1>", "OVD", "Otto Jansen",
			first, "piket tot", "Otto Jansen", second, NULL });
	assert_null(strstr(r.body, "<script"));
	call_expect(&r, 200);
	r = get(w, "/api/v1/print/on-duty?at=1999-01-01", "text/plain");
	in_order(r.body, (const char *const[]){ "OVD", "NIEMAND HEEFT PIKET", NULL });
	assert_null(strstr(r.body, "Otto"));
	call_expect(&r, 200);
}

static void whom_a_call_out_asks_with_answers(void **state)
{
	struct call_service *w = *state;
	const int64_t id = call_begin(w, w->grip, ",\"incident\":\"Brand <1> & rook\"");
	char body[128], number[32];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"answer\":\"yes\",\"eta_minutes\":20}",
		(int)w->ovd_person[0]);
	r = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/answer", id), body);
	call_expect(&r, 200);
	r = get(w, call_path("/api/v1/print/callouts/{id}", id), "text/html");
	is_well_formed(&r);
	in_order(r.body, (const char *const[]){ "Brand &lt;1&gt; &amp; rook",
				 "OVD: 1 nodig, 1 komt", "KOMT; heeft piket",
				 "EHB: 2 nodig, 0 komen", "nog geen antwoord", NULL });
	call_expect(&r, 200);
	r = get(w, call_path("/api/v1/print/callouts/{id}", id), "text/plain");
	for (int i = 0; i < EHB_PEOPLE; i++) {
		(void)snprintf(
			number, sizeof number, "%s", call_phone(w->ehb_person[i]));
		assert_non_null(strstr(r.body, number));
	}
	call_expect(&r, 200);
	r = get(w, "/api/v1/print/callouts/999", "text/html");
	call_expect(&r, 404);
}

static void numbers_are_not_for_everybody(void **state)
{
	struct call_service *w = *state;
	struct reply r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/print/on-duty");

	call_expect(&r, 403);
	r = service_get(&w->s, ROLE_MEMBER, "/api/v1/print/on-duty");
	call_expect(&r, 403);
}

static void run(
	struct call_service *w, const char *a, const char *b, struct command_result *r)
{
	const char *words[] = { "print", "--config", w->s.config, a, b, NULL };

	command_run(words, NULL, r);
}

static void it_works_while_the_service_is_down(void **state)
{
	static struct command_result r;
	struct call_service *w = *state;
	const int64_t id = call_begin(w, w->grip, "");
	char number[32], text[24];

	service_stop(&w->s);
	(void)snprintf(number, sizeof number, "%s", call_phone(w->ovd_person[0]));
	(void)snprintf(text, sizeof text, "%d", (int)id);
	run(w, "on-duty", NULL, &r);
	assert_int_equal(r.code, 0);
	in_order(r.out, (const char *const[]){ "Wie heeft piket", "== OVD",
				"Otto Jansen", number, NULL });
	run(w, "scenario", "GRIP", &r);
	assert_int_equal(r.code, 0);
	in_order(r.out, (const char *const[]){ "Bellijst", "== OVD: 1 nodig", number,
				"heeft piket", "== EHB: 2 nodig", NULL });
	run(w, "callout", text, &r);
	assert_int_equal(r.code, 0);
	in_order(r.out, (const char *const[]){ "== OVD: 1 nodig", number,
				"nog geen antwoord; heeft piket", NULL });
	run(w, "scenario", "NERGENS", &r);
	assert_int_equal(r.code, 1);
	assert_non_null(strstr(r.err, "scenario NERGENS does not exist"));
	run(w, "everything", NULL, &r);
	assert_int_equal(r.code, 2);
	call_service_again(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_piket_with_numbers),
		cmocka_unit_test(whom_a_call_out_asks_with_answers),
		cmocka_unit_test(numbers_are_not_for_everybody),
		cmocka_unit_test(it_works_while_the_service_is_down),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
