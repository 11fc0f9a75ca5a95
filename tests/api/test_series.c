/* SPDX-License-Identifier: EUPL-1.2 */
/* Series of activities over HTTP: made in one go, changed and cancelled from one of
 * them on, found by their name. */
#include "tests/support/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define EVENING                                                                        \
	"'kind':'exercise','title':'Avond','starts_at':'2030-10-13T17:30:00Z',"        \
	"'ends_at':'2030-10-13T19:30:00Z','location':'Zwolle'"

static struct service s;

static const char *quoted(const char *text)
{
	static char buffer[1024];
	size_t n = strlen(text);

	assert_true(n < sizeof buffer);
	for (size_t i = 0; i <= n; i++)
		buffer[i] = text[i] == '\'' ? '"' : text[i];
	return buffer;
}

static struct reply ask(const char *method, const char *where, const char *text)
{
	return service_call(&s, s.token[ROLE_COORDINATOR], method, where,
		text != NULL ? quoted(text) : NULL, NULL);
}

static void expect(struct reply *r, long status, const char *part)
{
	if (r->status != status || (part != NULL && strstr(r->body, part) == NULL))
		fail_msg("%ld instead of %ld with %s: %s", r->status, status,
			part != NULL ? part : "anything", r->body);
	reply_free(r);
}

/* Makes a series of evenings, a week between; the id of the first. */
static int64_t evenings(const char *name, const char *until)
{
	char text[512];
	struct reply r;
	int64_t id;

	(void)snprintf(text, sizeof text,
		"{" EVENING ",'series':'%s','repeat':{'unit':'week','until':'%s'}}",
		name, until);
	r = ask("POST", "/api/v1/activities/series", text);
	id = json_integer_value(json_object_get(
		json_array_get(json_object_get(r.json, "items"), 0), "id"));
	expect(&r, 201, NULL);
	return id;
}

/* What each of a series is, one a line. */
static const char *listed(const char *name)
{
	static char text[2048];
	char where[128];
	struct reply r;
	json_t *o;
	size_t i;

	(void)snprintf(where, sizeof where, "/api/v1/activities?series=%s", name);
	r = ask("GET", where, NULL);
	text[0] = '\0';
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		size_t n = strlen(text);

		(void)snprintf(text + n, sizeof text - n, "%s %s %.16s %.16s%s\n",
			json_string_value(json_object_get(o, "title")),
			json_string_value(json_object_get(o, "location")),
			json_string_value(json_object_get(o, "starts_at")),
			json_string_value(json_object_get(o, "ends_at")) + 11,
			json_is_true(json_object_get(o, "cancelled")) ? " off" : "");
	}
	expect(&r, 200, NULL);
	return text;
}

static const char *following(int64_t id)
{
	static char where[64];

	(void)snprintf(
		where, sizeof where, "/api/v1/activities/%" PRId64 "/following", id);
	return where;
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

/* Half past seven in the evening stays half past seven when the clock changes. */
static void a_series_is_made_in_one_go(void **state)
{
	(void)state;
	(void)evenings("Najaar", "2030-11-03");
	assert_string_equal(listed("Najaar"),
		"Avond Zwolle 2030-10-13T17:30 19:30:00Z\n"
		"Avond Zwolle 2030-10-20T17:30 19:30:00Z\n"
		"Avond Zwolle 2030-10-27T18:30 20:30:00Z\n"
		"Avond Zwolle 2030-11-03T18:30 20:30:00Z\n");
}

/* The ones before stay as they were; what differs among the later ones stays, but for
 * what was changed. */
static void a_change_goes_on_from_one_of_them(void **state)
{
	const int64_t first = evenings("Winter", "2030-11-03");
	struct reply r;
	char where[64];

	(void)state;
	(void)snprintf(where, sizeof where, "/api/v1/activities/%" PRId64, first + 2);
	r = ask("PATCH", where, "{'location':'Deventer'}");
	expect(&r, 200, NULL);
	r = ask("PATCH", following(first + 1),
		"{'title':'Late avond','location':'Zwolle',"
		"'starts_at':'2030-10-21T18:00:00.000Z',"
		"'ends_at':'2030-10-21T20:30:00.000Z'}");
	assert_int_equal(reply_count(&r), 3);
	expect(&r, 200, NULL);
	assert_string_equal(listed("Winter"),
		"Avond Zwolle 2030-10-13T17:30 19:30:00Z\n"
		"Late avond Zwolle 2030-10-21T18:00 20:30:00Z\n"
		"Late avond Deventer 2030-10-28T19:00 21:30:00Z\n"
		"Late avond Zwolle 2030-11-04T19:00 21:30:00Z\n");
}

static void the_rest_of_a_series_is_cancelled(void **state)
{
	const int64_t first = evenings("Lente", "2030-10-27");
	struct reply r = ask("PATCH", following(first + 1), "{'cancelled':true}");

	(void)state;
	expect(&r, 200, NULL);
	assert_string_equal(listed("Lente"),
		"Avond Zwolle 2030-10-13T17:30 19:30:00Z\n"
		"Avond Zwolle 2030-10-20T17:30 19:30:00Z off\n"
		"Avond Zwolle 2030-10-27T18:30 20:30:00Z off\n");
}

/* When one of them cannot change, none does, and it says which. */
static void a_change_is_for_all_or_none(void **state)
{
	const int64_t first = evenings("Zomer", "2030-10-27");
	const char *stale[] = { "If-Match: \"9\"", NULL };
	struct reply r;

	(void)state;
	r = ask("PATCH", following(first),
		"{'title':'Anders','ends_at':'2030-10-13T17:00:00Z'}");
	expect(&r, 422, "ends_at");
	r = service_call(&s, s.token[ROLE_COORDINATOR], "PATCH", following(first),
		"{\"title\":\"Anders\"}", stale);
	expect(&r, 412, NULL);
	r = ask("PATCH", following(first), "{'external_id':'7'}");
	expect(&r, 422, "is of one activity");
	{
		char where[64], text[160];

		(void)snprintf(
			where, sizeof where, "/api/v1/activities/%" PRId64, first + 2);
		r = ask("PATCH", where,
			"{'starts_at':'2030-10-13T18:00:00Z',"
			"'ends_at':'2030-10-13T18:30:00Z'}");
		expect(&r, 200, NULL);
		(void)snprintf(text, sizeof text,
			"{'title':'Anders','starts_at':'2030-10-13T18:45:00Z'}");
		r = ask("PATCH", following(first), text);
		expect(&r, 422, "13-10-2030: ");
	}
	assert_string_equal(listed("Zomer"),
		"Avond Zwolle 2030-10-13T17:30 19:30:00Z\n"
		"Avond Zwolle 2030-10-20T17:30 19:30:00Z\n"
		"Avond Zwolle 2030-10-13T18:00 18:30:00Z\n");
}

/* Two that bear one name would be changed as one. */
static void a_name_that_is_taken_is_refused(void **state)
{
	struct reply r;
	const int64_t first = evenings("Avonden", "2030-10-20");

	(void)state;
	r = ask("POST", "/api/v1/activities/series",
		"{" EVENING ",'series':'Avonden','repeat':{'until':'2030-10-20','unit':"
		"'week'}}");
	expect(&r, 422, "still to come");
	r = ask("POST", "/api/v1/activities/series",
		"{" EVENING ",'series':'Avonden','extend':true,'repeat':{'unit':'week',"
		"'until':'2030-10-13'}}");
	assert_int_equal(reply_count(&r), 1);
	expect(&r, 201, NULL);
	r = ask("PATCH", following(first), "{'series':'Andere avonden'}");
	expect(&r, 200, NULL);
	r = ask("GET", "/api/v1/activities?series=Avonden", NULL);
	assert_int_equal(reply_count(&r), 1);
	expect(&r, 200, NULL);
	/* what is over does not stand in the way */
	r = ask("POST", "/api/v1/activities",
		"{'kind':'exercise','title':'Oud','series':'Toen','starts_at':"
		"'2020-10-13T17:30:00Z','ends_at':'2020-10-13T19:30:00Z'}");
	expect(&r, 201, NULL);
	(void)evenings("Toen", "2030-10-13");
}

static void wrong_series_are_refused(void **state)
{
	static const struct {
		const char *body, *part;
		long status;
	} cases[] = {
		{ "{" EVENING ",'series':'X'}", "repeat", 422 },
		{ "{" EVENING ",'repeat':{'unit':'week','until':'2030-12-01'}}",
			"series", 422 },
		{ "{" EVENING ",'series':'X','repeat':{'unit':'week','until':"
		  "'2030-10-12'}}",
			"must not be before the first day", 422 },
		{ "{" EVENING ",'series':'X','repeat':{'unit':'day','until':"
		  "'2030-12-01'}}",
			"unit", 422 },
		{ "{" EVENING ",'series':'X','repeat':{'unit':'week','until':"
		  "'2036-12-01'}}",
			"more than 200", 422 },
		{ "{" EVENING ",'series':'X','external_id':'8','repeat':{'unit':"
		  "'week','until':'2030-12-01'}}",
			"external_id", 422 },
		{ "{" EVENING ",'series':'X','colour':'red','repeat':{'unit':"
		  "'week','until':'2030-12-01'}}",
			"colour", 422 },
	};
	struct reply r;
	int64_t single;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		r = ask("POST", "/api/v1/activities/series", cases[i].body);
		expect(&r, cases[i].status, cases[i].part);
	}
	assert_string_equal(listed("X"), "");
	r = ask("POST", "/api/v1/activities", "{" EVENING "}");
	single = reply_int(&r, "id");
	expect(&r, 201, NULL);
	r = ask("PATCH", following(single), "{'title':'y'}");
	expect(&r, 409, "not of a series");
	r = ask("PATCH", following(9999), "{'title':'y'}");
	expect(&r, 404, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_series_is_made_in_one_go),
		cmocka_unit_test(a_change_goes_on_from_one_of_them),
		cmocka_unit_test(the_rest_of_a_series_is_cancelled),
		cmocka_unit_test(a_change_is_for_all_or_none),
		cmocka_unit_test(a_name_that_is_taken_is_refused),
		cmocka_unit_test(wrong_series_are_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
