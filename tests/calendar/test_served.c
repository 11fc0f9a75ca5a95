/* SPDX-License-Identifier: EUPL-1.2 */
/* Calendars as the program serves them, fetched over HTTP and read by ical.js and
 * node-ical (readers.mjs, in another time zone than ours) and by libical: each must
 * find exactly the duty that GET /duties?resolved=true tells, also through the two
 * nights in which the clock changes, handed over at a time that one of them skips and
 * the other repeats; changes come with a higher number; a link that was taken back is
 * nothing. Mutations: end a duty at its local time without the zone; write the repeated
 * hour with TZID; serve a deleted link: each fails. */
#include "tests/calendar/libical_reader.h"
#include "tests/support/plan_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEEN_MAX = 200, RING = 3 };

struct seen {
	int64_t starts, ends, sequence;
	char uid[96];
};
struct sight {
	struct seen item[SEEN_MAX]; /* what is confirmed, by start */
	size_t n, cancelled;
};

static int by_start(const void *pa, const void *pb)
{
	const struct seen *a = pa, *b = pb;

	if (a->starts != b->starts)
		return a->starts < b->starts ? -1 : 1;
	return (a->ends > b->ends) - (a->ends < b->ends);
}

static void sort(struct sight *s)
{
	if (s->n > 1)
		qsort(s->item, s->n, sizeof *s->item, by_start);
}

static void add(struct sight *s, const struct seen *e, const char *status)
{
	if (strcmp(status, "CANCELLED") == 0) {
		s->cancelled++;
		return;
	}
	assert_string_equal(status, "CONFIRMED");
	assert_true(s->n < SEEN_MAX);
	s->item[s->n++] = *e;
}

/* By the two of npm; false: they got nothing. */
static bool read_by_node(struct plan_service *p, const char *path,
	struct sight *ret_ical_js, struct sight *ret_node_ical)
{
	char command[512], line[512], reader[16], status[16];
	struct seen e;
	FILE *f;

	memset(ret_ical_js, 0, sizeof *ret_ical_js);
	memset(ret_node_ical, 0, sizeof *ret_node_ical);
	(void)snprintf(command, sizeof command,
		"TZ=America/New_York node " PARAAT_SOURCE_DIR
		"/tests/calendar/readers.mjs %s%s 2>/dev/null",
		p->w.s.url, path);
	f = popen(command, "re"); /* NOLINT(cert-env33-c): a fixed command */
	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		if (line[0] == '\n')
			continue;
		assert_int_equal(
			sscanf(line,
				"%15[^\t]\t%95[^\t]\t%" SCNd64 "\t%" SCNd64 "\t%" SCNd64
				"\t%15[^\t]",
				reader, e.uid, &e.starts, &e.ends, &e.sequence, status),
			6);
		add(strcmp(reader, "ical.js") == 0 ? ret_ical_js : ret_node_ical, &e,
			status);
	}
	sort(ret_ical_js);
	sort(ret_node_ical);
	return pclose(f) == 0;
}

static void read_by_libical(struct plan_service *p, const char *path, struct sight *ret)
{
	struct reply r = service_expect(&p->w.s, NULL, "GET", path, NULL, 200);
	icalcomponent *calendar = icalparser_parse_string(r.body);
	icalcomponent *event;

	memset(ret, 0, sizeof *ret);
	assert_non_null(calendar);
	for (event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
		event != NULL; event = icalcomponent_get_next_component(
				       calendar, ICAL_VEVENT_COMPONENT)) {
		struct seen e = { libical_moment(calendar, event, false),
			libical_moment(calendar, event, true),
			icalcomponent_get_sequence(event), "" };

		(void)snprintf(e.uid, sizeof e.uid, "%s", icalcomponent_get_uid(event));
		add(ret, &e,
			icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED
				? "CANCELLED"
				: "CONFIRMED");
	}
	icalcomponent_free(calendar);
	reply_free(&r);
	sort(ret);
}

/* Who really holds it, as the API tells. */
static void held(
	struct plan_service *p, const char *whose, int64_t id, struct sight *ret)
{
	char path[160];
	struct reply r;
	json_t *items, *o;
	size_t i;
	struct err e;

	(void)snprintf(path, sizeof path,
		"/api/v1/duties?resolved=true&from=2027-03-01&to=2027-12-01&limit=1000"
		"&%s=%" PRId64,
		whose, id);
	r = plan_ask(p, NULL, "GET", path, NULL, 200);
	items = json_object_get(r.json, "items");
	memset(ret, 0, sizeof *ret);
	json_array_foreach(items, i, o)
	{
		struct instant starts = { 0 }, ends = { 0 };

		assert_int_equal(instant_parse(json_string_value(
						       json_object_get(o, "starts_at")),
					 &starts, &e),
			ERR_OK);
		assert_int_equal(
			instant_parse(json_string_value(json_object_get(o, "ends_at")),
				&ends, &e),
			ERR_OK);
		ret->item[ret->n++] = (struct seen){ starts.ms, ends.ms, 0, "" };
	}
	reply_free(&r);
	sort(ret);
}

static void same(const struct sight *want, const struct sight *got, const char *reader)
{
	if (want->n != got->n)
		fail_msg("%s sees %zu duties of %zu", reader, got->n, want->n);
	for (size_t i = 0; i < want->n; i++)
		if (want->item[i].starts != got->item[i].starts
			|| want->item[i].ends != got->item[i].ends)
			fail_msg("%s: duty %zu is %" PRId64 "-%" PRId64 ", not %" PRId64
				 "-%" PRId64,
				reader, i, got->item[i].starts, got->item[i].ends,
				want->item[i].starts, want->item[i].ends);
}

/* Makes a link; its path goes to path[]; returns its id. */
static int64_t link_to(
	struct plan_service *p, const char *field, int64_t id, char path[96])
{
	char body[96];
	struct reply r;
	int64_t ret;

	(void)snprintf(body, sizeof body, "{\"%s\":%" PRId64 "}", field, id);
	r = plan_ask(p, NULL, "POST", "/api/v1/calendar-tokens", body, 201);
	(void)snprintf(path, 96, "/api/v1/calendar/%s.ics", reply_text(&r, "token"));
	ret = reply_int(&r, "id");
	reply_free(&r);
	return ret;
}

/* All three readers see what is held; how many duties. */
static size_t all_see(struct plan_service *p, const char *whose, int64_t id)
{
	static struct sight want, ical_js, node_ical, libical;
	char path[96];

	(void)link_to(p, whose, id, path);
	held(p, whose, id, &want);
	assert_true(read_by_node(p, path, &ical_js, &node_ical));
	read_by_libical(p, path, &libical);
	same(&want, &ical_js, "ical.js");
	same(&want, &node_ical, "node-ical");
	same(&want, &libical, "libical");
	return want.n;
}

/* A ring handed over on Sundays at 02:30: skipped on 28 March 2027, and there twice on
 * 31 October. */
static int64_t make_ring(struct plan_service *p, const char *code)
{
	int64_t function = plan_function(p, code);
	char body[512], path[96];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%" PRId64
		",\"name\":\"Zondag\",\"starts_on\":\"2027-03-07\",\"handover\":"
		"{\"weekday\":7,\"time\":\"02:30\"},\"period\":{\"count\":1,"
		"\"unit\":\"week\"},\"people\":[%" PRId64 ",%" PRId64 ",%" PRId64 "]}",
		function, p->person[0], p->person[1], p->person[2]);
	(void)snprintf(path, sizeof path, "/api/v1/rotations/%" PRId64 "/generate",
		plan_make(p, "/api/v1/rotations", body));
	r = plan_ask(p, NULL, "POST", path,
		"{\"from\":\"2027-03-07\",\"to\":\"2027-11-22\"}", 200);
	reply_free(&r);
	(void)snprintf(body, sizeof body,
		"{\"function_id\":%" PRId64
		",\"from\":\"2027-03-01\",\"to\":\"2027-12-01\",\"reason\":\"proef\"}",
		function);
	r = plan_ask(p, NULL, "POST", "/api/v1/duties/publish", body, 200);
	reply_free(&r);
	return function;
}

static void override(struct plan_service *p, int64_t function, int officer,
	const char *from, const char *until)
{
	char body[256];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%" PRId64 ",\"person_id\":%" PRId64
		",\"starts_at\":\"%s\",\"ends_at\":\"%s\"}",
		function, p->person[officer], from, until);
	(void)plan_make(p, "/api/v1/overrides", body);
}

static void duty_is_read_through_both_changes(void **state)
{
	struct plan_service *p = *state;
	int64_t function = make_ring(p, "SERVED1");
	size_t n = 0;

	/* in the hour that is there twice, and over the hour that is not */
	override(p, function, 3, "2027-10-31T00:45:00Z", "2027-10-31T01:45:00Z");
	override(p, function, 3, "2027-03-28T00:30:00Z", "2027-03-28T01:15:00Z");
	override(p, function, 3, "2027-06-02T08:00:00Z", "2027-06-03T08:00:00Z");
	assert_true(all_see(p, "function_id", function) > 37);
	for (int i = 0; i < 4; i++)
		n += all_see(p, "person_id", p->person[i]);
	assert_true(n > 37);
}

/* A change raises the number that every reader sees and the ETag; what did not change
 * is no bytes. */
static void a_change_has_a_higher_number(void **state)
{
	struct plan_service *p = *state;
	static struct sight before, after, other;
	int64_t function = plan_function(p, "SERVED2");
	int64_t duty = plan_duty(p, function, 0, "2027-03-27T08:00:00Z",
		"2027-03-29T07:00:00Z", "published");
	char path[96], header[64], item[64];
	const char *const headers[] = { header, NULL };
	struct reply r;

	(void)link_to(p, "function_id", function, path);
	assert_true(read_by_node(p, path, &before, &other));
	assert_int_equal(before.n, 1);
	assert_int_equal(before.item[0].sequence, other.item[0].sequence);
	r = service_expect(&p->w.s, NULL, "GET", path, NULL, 200);
	(void)snprintf(
		header, sizeof header, "If-None-Match: %s", reply_header(&r, "ETag"));
	reply_free(&r);
	r = service_call(&p->w.s, NULL, "GET", path, NULL, headers);
	assert_int_equal(r.status, 304);
	assert_int_equal(r.len, 0);
	reply_free(&r);
	(void)snprintf(item, sizeof item, "/api/v1/duties/%" PRId64, duty);
	r = plan_ask(
		p, NULL, "PATCH", item, "{\"ends_at\":\"2027-03-30T07:00:00Z\"}", 200);
	reply_free(&r);
	r = service_call(&p->w.s, NULL, "GET", path, NULL, headers);
	assert_int_equal(r.status, 200);
	reply_free(&r);
	assert_true(read_by_node(p, path, &after, &other));
	assert_string_equal(after.item[0].uid, before.item[0].uid);
	assert_true(after.item[0].sequence > before.item[0].sequence);
	assert_int_equal(after.item[0].ends - before.item[0].ends, 86400000);
	r = plan_ask(p, NULL, "DELETE", item, NULL, 204);
	reply_free(&r);
	assert_true(read_by_node(p, path, &after, &other));
	assert_int_equal(after.n + other.n, 0);
	assert_int_equal(after.cancelled, 1);
	assert_int_equal(other.cancelled, 1);
}

static void a_link_that_was_taken_back_is_nothing(void **state)
{
	struct plan_service *p = *state;
	static struct sight a, b;
	char path[96], token[64];
	struct reply r;
	int64_t id = link_to(p, "person_id", p->person[0], path);

	assert_true(read_by_node(p, path, &a, &b));
	assert_true(a.n > 0);
	(void)snprintf(token, sizeof token, "/api/v1/calendar-tokens/%" PRId64, id);
	r = plan_ask(p, NULL, "DELETE", token, NULL, 204);
	reply_free(&r);
	assert_false(read_by_node(p, path, &a, &b));
	assert_int_equal(a.n + b.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(duty_is_read_through_both_changes),
		cmocka_unit_test(a_change_has_a_higher_number),
		cmocka_unit_test(a_link_that_was_taken_back_is_nothing),
	};

	return cmocka_run_group_tests(tests, plan_setup, plan_teardown);
}
