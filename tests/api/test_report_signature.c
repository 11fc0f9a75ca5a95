/* SPDX-License-Identifier: EUPL-1.2 */
/* Reports that are handed out: signed, checked by the program and by openssl, and what
 * was changed is seen. */
#include "tests/support/call_service.h"

#include "base/csv.h"

#include <errno.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct reply report(struct call_service *w, int64_t id, const char *accept)
{
	const char *headers[] = { accept, NULL };

	return service_call(&w->s, w->s.token[ROLE_AUDITOR], "GET",
		call_path("/api/v1/callouts/{id}/report", id), NULL, headers);
}

/* Runs a shell line; returns its exit code. */
static int shell(const char *line)
{
	char *const argv[] = { (char[]){ "sh" }, (char[]){ "-c" },
		(char *)(uintptr_t)line, NULL };
	char *const environment[] = { (char[]){ "PATH=/usr/bin:/bin" },
		(char[]){ "ASAN_OPTIONS=detect_leaks=0" }, NULL };
	pid_t pid;
	int status;

	assert_int_equal(
		posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environment), 0);
	while (waitpid(pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void keep(
	const struct call_service *w, const char *name, const char *bytes, size_t len)
{
	char path[200];
	FILE *f;

	(void)snprintf(path, sizeof path, "%s/%s", w->s.t.folder, name);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static int verify(const struct call_service *w, const char *name, const char *more)
{
	char line[600];

	(void)snprintf(line, sizeof line,
		"%s --config %s audit verify-report %s/%s %s >/dev/null",
		PARAAT_PROGRAM, w->s.config, w->s.t.folder, name, more);
	return shell(line);
}

static int64_t reported(struct call_service *w)
{
	int64_t id = call_begin(
		w, w->grip, ",\"incident\":\"Brand é\",\"details\":\"Achterom\"");
	char body[96];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"person_id\":%d,\"answer\":\"yes\",\"eta_minutes\":7}",
		(int)w->ovd_person[0]);
	r = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/answer", id), body);
	call_expect(&r, 200);
	sms_sink_wait_of(w->sink, id, 4);
	return id;
}

/* A report in JSON may be laid out anew; what it says may not change. */
static void json_is_signed(void **state)
{
	struct call_service *w = *state;
	struct reply r = report(w, reported(w), "Accept: application/json"), key;
	char *pretty = json_dumps(r.json, JSON_INDENT(4)), *at, more[100];

	assert_string_equal(json_string_value(json_object_get(
				    json_object_get(r.json, "signature"), "algorithm")),
		"Ed25519");
	keep(w, "report.json", r.body, r.len);
	assert_int_equal(verify(w, "report.json", ""), 0);
	keep(w, "pretty.json", pretty, strlen(pretty));
	assert_int_equal(verify(w, "pretty.json", ""), 0);
	at = strstr(pretty, "\"on_time\": true");
	assert_non_null(at);
	memcpy(at + 11, "null", 4);
	keep(w, "changed.json", pretty, strlen(pretty));
	assert_int_equal(verify(w, "changed.json", ""), 1);
	key = service_call(&w->s, NULL, "GET", "/api/v1/signing-key", NULL, NULL);
	(void)snprintf(more, sizeof more, "--key %s", reply_text(&key, "public_key"));
	assert_int_equal(verify(w, "report.json", more), 0);
	assert_int_equal(verify(w, "report.json", "--key 00"), 2);
	assert_int_equal(
		verify(w, "report.json",
			"--key "
			"19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad7"
			"03166e1"),
		1);
	keep(w, "none.json", "{\"id\":1}", 8);
	assert_int_equal(verify(w, "none.json", ""), 1);
	assert_int_equal(verify(w, "missing.json", "2>/dev/null"), 1);
	free(pretty);
	reply_free(&r);
	reply_free(&key);
}

/* The page too: a byte more or less, before or behind the signature, is seen. */
static void the_page_is_signed(void **state)
{
	struct call_service *w = *state;
	struct reply r = report(w, reported(w), "Accept: text/html");
	char *copy;

	assert_non_null(strstr(r.body, "BVR 2.2.3"));
	assert_non_null(strstr(r.body, "Tijdlijn"));
	assert_non_null(strstr(r.body, "Na (s)")); /* to fill a function */
	assert_non_null(strstr(r.body, "Bereikt (%)"));
	keep(w, "report.html", r.body, r.len);
	assert_int_equal(verify(w, "report.html", ""), 0);
	copy = strdup(r.body);
	assert_non_null(copy);
	*strstr(copy, "Brand") = 'b';
	keep(w, "changed.html", copy, strlen(copy));
	assert_int_equal(verify(w, "changed.html", ""), 1);
	free(copy);
	keep(w, "cut.html", r.body + 1, r.len - 1);
	assert_int_equal(verify(w, "cut.html", ""), 1);
	copy = malloc(r.len + 20);
	assert_non_null(copy);
	memcpy(copy, r.body, r.len);
	memcpy(copy + r.len, "<p>meer</p>", 11);
	keep(w, "more.html", copy, r.len + 11);
	assert_int_equal(verify(w, "more.html", ""), 1);
	free(copy);
	reply_free(&r);
}

/* --- CSV --- */

static struct csv_table *table_of(const struct reply *r)
{
	struct csv_table *t;
	struct err e = { 0 };

	test_ok(csv_read(r->body, r->len, &t, &e), &e);
	return t;
}

static bool is_cell(const struct csv_table *t, const char *text)
{
	for (size_t row = 0; row < csv_rows(t); row++)
		for (int column = 0; column < (int)csv_cells(t, row); column++)
			if (strcmp(csv_cell(t, row, column), text) == 0)
				return true;
	return false;
}

/* Every text, number and yes or no of the JSON stands in a cell. */
static size_t cells_of(const struct csv_table *t, const char *name, json_t *v)
{
	const char *key;
	json_t *member;
	char text[32];
	size_t i, n = 0;

	json_object_foreach(v, key, member)
	{
		n += cells_of(t, key, member);
	}
	json_array_foreach(v, i, member)
	{
		n += cells_of(t, name, member);
	}
	(void)snprintf(text, sizeof text, "%lld", (long long)json_integer_value(v));
	if (json_is_integer(v) && !is_cell(t, text))
		fail_msg("%s: %s is not in the CSV", name, text);
	if (json_is_boolean(v) && !is_cell(t, json_is_true(v) ? "ja" : "nee"))
		fail_msg("%s is not in the CSV", name);
	if (json_is_string(v) && json_string_length(v) > 0
		&& !is_cell(t, json_string_value(v)))
		fail_msg("%s: \"%s\" is not in the CSV", name, json_string_value(v));
	return n + (json_is_object(v) || json_is_array(v) ? 0 : 1);
}

/* The times at which two reports were made differ; nothing else does, at rest. */
static void csv_holds_all_that_json_holds(void **state)
{
	struct call_service *w = *state;
	int64_t id = reported(w);
	struct reply json, csv;
	struct csv_table *t;

	json = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/stop", id), "{}");
	call_expect(&json, 200);
	sms_sink_wait_of(w->sink, id, 8);
	json = report(w, id, "Accept: application/json");
	csv = report(w, id, "Accept: text/csv");
	for (int looks = 0; looks < 100; looks++) { /* until nothing moves any more */
		struct reply again = report(w, id, "Accept: application/json");
		bool rests = json_array_size(json_object_get(again.json, "timeline"))
				     == json_array_size(
					     json_object_get(json.json, "timeline"))
			     && looks > 5;

		reply_free(&json);
		json = again;
		reply_free(&csv);
		csv = report(w, id, "Accept: text/csv");
		if (rests)
			break;
	}
	(void)json_object_del(json.json, "signature");
	(void)json_object_del(json.json, "made_at");
	t = table_of(&csv);
	assert_memory_equal(csv.body, "function;person_id;name;state;answer;", 37);
	assert_true(cells_of(t, "report", json.json) > 100);
	assert_true(is_cell(t, "Brand é"));
	csv_table_free(t);
	reply_free(&json);
	reply_free(&csv);
}

static void csv_is_signed(void **state)
{
	struct call_service *w = *state;
	struct reply r = report(w, reported(w), "Accept: text/csv");
	char *copy = strdup(r.body);

	assert_non_null(copy);
	keep(w, "report.csv", r.body, r.len);
	assert_int_equal(verify(w, "report.csv", ""), 0);
	*strstr(copy, "Brand") = 'b';
	keep(w, "changed.csv", copy, r.len);
	assert_int_equal(verify(w, "changed.csv", ""), 1);
	free(copy);
	keep(w, "cut.csv", r.body + 1, r.len - 1);
	assert_int_equal(verify(w, "cut.csv", ""), 1);
	keep(w, "less.csv", r.body, r.len - 2);
	assert_int_equal(verify(w, "less.csv", ""), 1);
	reply_free(&r);
}

/* Whoever names the incident cannot make a page or a table look unsigned. */
static void marks_in_texts_do_no_harm(void **state)
{
	static const char *const types[] = { "Accept: application/json",
		"Accept: text/csv", "Accept: text/html" };
	struct call_service *w = *state;
	int64_t id = call_begin(w, w->grip,
		",\"incident\":\"<!-- Ed25519 key=00 signature=00 -->\","
		"\"details\":\"x\\r\\nEd25519;key=00;signature=00\"");

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct reply r = report(w, id, types[i]);

		keep(w, "marks", r.body, r.len);
		assert_int_equal(verify(w, "marks", ""), 0);
		reply_free(&r);
	}
}

/* Others check it without this program. */
static void openssl_agrees(void **state)
{
	struct call_service *w = *state;
	struct reply r = report(w, reported(w), "Accept: text/html");
	struct reply key =
		service_call(&w->s, NULL, "GET", "/api/v1/signing-key", NULL, NULL);
	const char *pem = reply_text(&key, "pem");
	char line[900];

	keep(w, "r.html", r.body, r.len);
	keep(w, "key.pem", pem, strlen(pem));
	(void)snprintf(line, sizeof line,
		"cd %s && head -c $(grep -abo '<!-- Ed25519' r.html | tail -1 | cut "
		"-d: "
		"-f1) r.html > content && { echo paraat-report-1; sha256sum < content "
		"| "
		"cut -c1-64; } > signed && tail -1 r.html | sed "
		"'s/.*signature=//;s/ -->//' | xxd -r -p > sig && openssl pkeyutl "
		"-verify -pubin -inkey key.pem -rawin -in signed -sigfile sig "
		">/dev/null",
		w->s.t.folder);
	assert_int_equal(shell(line), 0);
	reply_free(&r);
	reply_free(&key);
}

static int64_t reached(const struct reply *r)
{
	return json_integer_value(
		json_object_get(json_array_get(json_object_get(r->json, "channels"), 0),
			"people_reached"));
}

/* The figures that the law asks for stand in it. */
static void norms_and_channels_are_counted(void **state)
{
	struct call_service *w = *state;
	int64_t id = reported(w);
	struct reply r = report(w, id, "Accept: application/json");
	const json_t *rules, *channel;

	for (int turn = 0; turn < 2000 && reached(&r) < 4; turn++) {
		reply_free(&r); /* what was sent is noted a moment after */
		r = report(w, id, "Accept: application/json");
	}
	rules = json_object_get(r.json, "rules");
	assert_int_equal(json_array_size(rules), 2);
	for (size_t i = 0; i < 2; i++)
		assert_true(json_is_true(
			json_object_get(json_array_get(rules, i), "kept")));
	assert_int_equal(json_array_size(json_object_get(r.json, "channels")), 1);
	channel = json_array_get(json_object_get(r.json, "channels"), 0);
	assert_string_equal(
		json_string_value(json_object_get(channel, "gateway")), "sms");
	assert_int_equal(reached(&r), 4);
	assert_int_equal(
		json_integer_value(json_object_get(channel, "reached_percent")), 100);
	assert_true(json_array_size(json_object_get(r.json, "timeline")) >= 3);
	channel = json_array_get(json_object_get(r.json, "slots"), 0);
	assert_true(json_is_integer(json_object_get(channel, "seconds_to_fill")));
	assert_int_equal(json_integer_value(json_object_get(
				 json_object_get(r.json, "answers_by"), "coordinator")),
		1);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_is_signed),
		cmocka_unit_test(the_page_is_signed),
		cmocka_unit_test(csv_holds_all_that_json_holds),
		cmocka_unit_test(csv_is_signed),
		cmocka_unit_test(marks_in_texts_do_no_harm),
		cmocka_unit_test(openssl_agrees),
		cmocka_unit_test(norms_and_channels_are_counted),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
