/* SPDX-License-Identifier: EUPL-1.2 */
/* CSV in and out over HTTP: all of it or nothing, and a trial that changes nothing. */
#include "tests/support/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const csv[] = { "Content-Type: text/csv; charset=utf-8", NULL };
static const char good[] =
	"external_id;given_name;infix;family_name;municipality;mobile\n"
	"p1;Piet;;Jansen;Dalfsen;06-11111111\n"
	"p2;Fatma;;Yilmaz;Dalfsen;06-22222222\n";
static const char bad[] =
	"external_id;given_name;infix;family_name;municipality;mobile\n"
	"p1;Piet;;Jansen;Dalfsen;06-11111111\n"
	"p2;Fatma;;Yilmaz;Nergens;06-22222222\n"
	"p3;Jo;;Smit;Dalfsen;06-1\n";

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

static size_t people(const struct service *s)
{
	struct reply r = service_get(s, ROLE_AUDITOR, "/api/v1/people");
	size_t n = reply_count(&r);

	reply_free(&r);
	return n;
}

static struct reply import(const struct service *s, const char *path, const char *body)
{
	return service_call(s, s->token[ROLE_COORDINATOR], "POST", path, body, csv);
}

/* With bad lines nothing is imported, and each is named with line and column. */
static void bad_lines_are_named(void **state)
{
	struct service *s = *state;
	struct reply r = import(s, "/api/v1/import/people", bad);

	assert_int_equal(r.status, 422);
	assert_string_equal(
		reply_header(&r, "Content-Type"), "application/problem+json");
	assert_non_null(strstr(r.body, "\"field\":\"line 3, column "));
	assert_non_null(strstr(r.body, "\"field\":\"line 4, column "));
	reply_free(&r);
	assert_int_equal(people(s), 1);
}

/* A trial says what would happen and changes nothing. */
static void a_trial_changes_nothing(void **state)
{
	struct service *s = *state;
	struct reply r = import(s, "/api/v1/import/people?dry_run=true", good);

	assert_int_equal(r.status, 200);
	assert_int_equal(reply_int(&r, "created"), 2);
	reply_free(&r);
	assert_int_equal(people(s), 1);
}

/* What was imported is there, can be exported, and imported again without doubles. */
static void imports_can_be_repeated(void **state)
{
	struct service *s = *state;
	struct reply r = import(s, "/api/v1/import/people", good);

	if (r.status != 200)
		fail_msg("%s", r.body);
	assert_int_equal(reply_int(&r, "created"), 2);
	reply_free(&r);
	assert_int_equal(people(s), 3);
	r = import(s, "/api/v1/import/people", good);
	assert_int_equal(r.status, 200);
	assert_int_equal(reply_int(&r, "created"), 0);
	reply_free(&r);
	assert_int_equal(people(s), 3);
	r = service_get(s, ROLE_COORDINATOR, "/api/v1/export/people");
	assert_int_equal(r.status, 200);
	assert_non_null(strstr(r.body, "Yilmaz"));
	assert_non_null(strstr(reply_header(&r, "Content-Disposition"), "people.csv"));
	reply_free(&r);
}

/* The wrong type, kind or role. */
static void other_uses_are_refused(void **state)
{
	struct service *s = *state;
	struct reply r =
		service_post(s, ROLE_COORDINATOR, "/api/v1/import/people", good);

	assert_int_equal(r.status, 415);
	reply_free(&r);
	r = import(s, "/api/v1/import/cats", good);
	assert_int_equal(r.status, 404);
	reply_free(&r);
	r = import(s, "/api/v1/import/people", "");
	assert_int_equal(r.status, 400);
	reply_free(&r);
	r = service_call(s, s->token[ROLE_DISPATCHER], "POST", "/api/v1/import/people",
		good, csv);
	assert_int_equal(r.status, 403);
	reply_free(&r);
}

/* A mapping of several lines, as a file of it has them; and the source. Mutation: read
 * `columns` with api_query_text: fails. */
static void columns_may_be_called_otherwise(void **state)
{
	struct service *s = *state;
	struct reply r = import(s,
		"/api/v1/import/certificates?source=lms%202026&columns="
		"Nr%20%3D%20person%0D%0ADiploma+%3D+title%0AKosten%20%3D%20-%0A"
		"valid_from%20:%3D%202026-03-01%0A",
		"Nr;Diploma;Kosten\np1;EHBO;90\n");

	assert_int_equal(r.status, 200);
	assert_int_equal(reply_int(&r, "created"), 1);
	reply_free(&r);
	r = service_get(s, ROLE_AUDITOR, "/api/v1/certificates");
	assert_int_equal(reply_count(&r), 1);
	assert_non_null(strstr(r.body, "\"source\":\"lms 2026\""));
	assert_non_null(strstr(r.body, "\"valid_from\":\"2026-03-01\""));
	reply_free(&r);
	r = import(s,
		"/api/v1/import/certificates?columns=Nr%20%3D%20nix%0AX%20%3D%20-",
		"Nr\np1\n");
	assert_int_equal(r.status, 422);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_lines_are_named),
		cmocka_unit_test(a_trial_changes_nothing),
		cmocka_unit_test(imports_can_be_repeated),
		cmocka_unit_test(columns_may_be_called_otherwise),
		cmocka_unit_test(other_uses_are_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
