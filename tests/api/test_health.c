/* SPDX-License-Identifier: EUPL-1.2 */
/* /healthz, /readyz and /metrics: while all is well, while no gateway takes messages,
 * and after it does again. */
#include "service/chore/chore.h"
#include "tests/support/call_service.h"
#include "tests/support/source.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct reply get(struct call_service *w, const char *path)
{
	return service_call(&w->s, NULL, "GET", path, NULL, NULL);
}

/* The value of a sample, by its whole name with labels; fails when it is not there. */
static double sample(struct call_service *w, const char *name)
{
	double v = service_figure(&w->s, name);

	if (v < 0)
		fail_msg("no %s", name);
	return v;
}

static bool is_name(const char *s, size_t n)
{
	static const char first[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_:";
	static const char rest[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY"
				   "Z_:0123456789";

	return n > 0 && memchr(first, s[0], sizeof first - 1) != NULL
	       && strspn(s, rest) >= n;
}

/* name{label="value",…} number, as the text format of Prometheus has it. */
static void check_sample(const char *line, size_t len)
{
	size_t n = strcspn(line, "{ ");
	const char *p = line + n;
	char *end;

	assert_true(n < len && is_name(line, n));
	if (*p == '{') {
		do {
			p++;
			n = strcspn(p, "=");
			assert_true(is_name(p, n));
			p += n;
			assert_memory_equal(p, "=\"", 2);
			p += 2;
			p += strcspn(p, "\"\\\n");
			assert_int_equal(*p, '"');
			p++;
		} while (*p == ',');
		assert_int_equal(*p, '}');
		p++;
	}
	assert_int_equal(*p, ' ');
	(void)strtod(p + 1, &end);
	assert_true(end > p + 1 && end == line + len);
}

/* Every line is a comment of a known sort or a sample, each sample's family has a type
 * before it, and each family stands together once. */
static void metrics_parse(void **state)
{
	struct call_service *w = *state;
	struct reply r = get(w, "/metrics");
	char family[128] = "", seen[8192] = "";
	size_t samples = 0;

	assert_memory_equal(
		reply_header(&r, "Content-Type"), "text/plain; version=0.0.4", 25);
	assert_int_equal(r.body[r.len - 1], '\n');
	for (const char *line = r.body; *line != '\0';
		line += strcspn(line, "\n") + 1) {
		size_t len = strcspn(line, "\n");
		char quoted[160];

		if (strncmp(line, "# HELP ", 7) == 0)
			continue;
		if (strncmp(line, "# TYPE ", 7) == 0) {
			(void)snprintf(family, sizeof family, "%.*s",
				(int)strcspn(line + 7, " "), line + 7);
			(void)snprintf(quoted, sizeof quoted, "|%s|", family);
			assert_null(strstr(seen, quoted));
			(void)strncat(seen, quoted, sizeof seen - strlen(seen) - 1);
			continue;
		}
		check_sample(line, len);
		assert_memory_equal(line, family, strlen(family));
		samples++;
	}
	assert_true(samples > 10);
	call_expect(&r, 200);
}

/* What happens is counted. */
static void metrics_count(void **state)
{
	struct call_service *w = *state;
	double sent = sample(
		       w, "paraat_messages_total{gateway=\"sms\",outcome=\"sent\"}"),
	       good = sample(w, "paraat_requests_total{status=\"2xx\"}"),
	       bad = sample(w, "paraat_requests_total{status=\"4xx\"}"),
	       commits = sample(w, "paraat_commits_total");
	size_t before = sms_sink_count(w->sink);
	struct reply r = get(w, "/api/v1/callouts");

	call_expect(&r, 401);
	(void)call_begin(w, w->grip, "");
	sms_sink_wait(w->sink, before + 4);
	for (int looks = 0; looks < 2000; looks++) {
		if (sample(w, "paraat_messages_total{gateway=\"sms\",outcome=\"sent\"}")
			>= sent + 4)
			break;
		(void)poll(NULL, 0, 5);
	}
	assert_true(sample(w, "paraat_messages_total{gateway=\"sms\",outcome=\"sent\"}")
		    == sent + 4);
	assert_true(sample(w, "paraat_requests_total{status=\"2xx\"}") > good + 1);
	assert_true(sample(w, "paraat_requests_total{status=\"4xx\"}") == bad + 1);
	assert_true(sample(w, "paraat_commits_total") > commits);
	assert_true(sample(w, "paraat_gateway_usable{gateway=\"sms\"}") == 1);
}

/* The next name of a figure in a text from *at on; false at the end. */
static bool next_figure(const char **at, char *name, size_t size)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	const char *paraat = strstr(*at, "paraat_"), *process = strstr(*at, "process_"),
		   *p = paraat;
	size_t n;

	if (p == NULL || (process != NULL && process < p))
		p = process;
	if (p == NULL)
		return false;
	n = strspn(p, letters);
	assert_true(n < size);
	(void)snprintf(name, size, "%.*s", (int)n, p);
	*at = p + n;
	return true;
}

static bool is_chore(const char *name)
{
	for (size_t i = 0; i < chores_count; i++)
		if (strcmp(chores[i].name, name) == 0)
			return true;
	return false;
}

/* Dashboard, alert rules and manual ask for figures that are there, and for chores that
 * the program has. (Red for each name that is misspelt in one of them.) */
static void who_watches_asks_what_is_there(void **state)
{
	static const char *const files[] = { "docs/monitoring/alerts.yml",
		"docs/monitoring/grafana.json", "docs/monitoring.md" };
	/* only with TLS: api/test_tls */
	static const char elsewhere[] = "paraat_certificate_expires_timestamp_seconds";
	struct call_service *w = *state;
	struct reply r = get(w, "/metrics");
	char name[128], line[160];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		const char *at = source_text(files[i]);

		while (next_figure(&at, name, sizeof name)) {
			(void)snprintf(line, sizeof line, "\n%s", name);
			if (strcmp(name, elsewhere) != 0 && strstr(r.body, line) == NULL
				&& strstr(strstr(r.body, "# TYPE"), name) == NULL)
				fail_msg("%s: there is no %s", files[i], name);
		}
		at = source_text(files[i]);
		while ((at = strstr(at, "chore=")) != NULL) {
			at += strcspn(at, "\"") + 1;
			(void)snprintf(name, sizeof name, "%.*s",
				(int)strspn(at, "abcdefghijklmnopqrstuvwxyz_"), at);
			if (!is_chore(name))
				fail_msg("%s: there is no chore %s", files[i], name);
		}
	}
	call_expect(&r, 200);
}

/* Every figure is told in the manual. */
static void every_figure_is_told(void **state)
{
	struct call_service *w = *state;
	const char *manual = source_text("docs/monitoring.md");
	struct reply r = get(w, "/metrics");
	char quoted[160];

	for (const char *p = strstr(r.body, "# TYPE "); p != NULL;
		p = strstr(p + 1, "# TYPE ")) {
		(void)snprintf(quoted, sizeof quoted, "`%.*s`",
			(int)strcspn(p + 7, " "), p + 7);
		if (strstr(manual, quoted) == NULL)
			fail_msg("docs/monitoring.md does not tell %s", quoted);
	}
	call_expect(&r, 200);
}

/* Requests that took a while are in the histogram, passwords are counted, the program
 * takes memory and descriptors, and backups that nobody asked for are not shown as
 * made.
 */
static void figures_say_what_is(void **state)
{
	struct call_service *w = *state;
	double all = sample(w, "paraat_request_seconds_bucket{le=\"+Inf\"}"),
	       wrong = sample(w, "paraat_passwords_total{outcome=\"wrong\"}");
	struct reply r = service_call(&w->s, NULL, "POST", "/api/v1/session",
		"{\"username\":\"nobody\",\"password\":\"geraden woord hier\"}", NULL);

	call_expect(&r, 401);
	assert_true(
		sample(w, "paraat_passwords_total{outcome=\"wrong\"}") == wrong + 1);
	/* the request and three looks at the figures */
	assert_true(sample(w, "paraat_request_seconds_bucket{le=\"+Inf\"}") == all + 4);
	assert_true(sample(w, "paraat_request_seconds_count") == all + 5);
	assert_true(sample(w, "process_resident_memory_bytes") > 1024 * 1024);
	assert_true(sample(w, "process_open_fds") > 5);
	assert_true(sample(w, "process_max_fds") > sample(w, "process_open_fds"));
	assert_true(sample(w, "paraat_database_writable") == 1);
	assert_true(sample(w, "paraat_database_bytes") > 4096);
	assert_true(sample(w, "paraat_disk_free_bytes") > 0);
	r = get(w, "/metrics");
	assert_null(strstr(r.body, "{chore=\"backup"));
	assert_non_null(strstr(
		r.body, "paraat_chore_due_timestamp_seconds{chore=\"retention\"} 1"));
	call_expect(&r, 200);
}

static void wait_ready(struct call_service *w, long status)
{
	for (int looks = 0; looks < 4000; looks++) {
		struct reply r = get(w, "/readyz");
		bool there = r.status == status;

		reply_free(&r);
		if (there)
			return;
		(void)poll(NULL, 0, 5);
	}
	fail_msg("/readyz does not become %ld", status);
}

/* When every gateway fails, readiness says so and why, life goes on, and call-outs are
 * still taken; when a gateway answers again all is well and the messages go out. */
static void readiness_follows_the_gateways(void **state)
{
	struct call_service *w = *state;
	int64_t one, two;
	struct reply r = get(w, "/readyz");

	assert_string_equal(r.body, "ready\n");
	call_expect(&r, 200);
	sms_sink_answer(w->sink, 503);
	one = call_begin(w, w->grip, "");
	wait_ready(w, 503);
	r = get(w, "/readyz");
	if (r.status == 503) {
		assert_non_null(strstr(r.body, "no gateway is usable"));
		assert_string_not_equal(reply_header(&r, "Retry-After"), "");
	}
	reply_free(&r);
	r = get(w, "/healthz");
	assert_string_equal(r.body, "ok\n");
	call_expect(&r, 200);
	two = call_begin(w, w->grip, "");
	sms_sink_answer(w->sink, 200);
	wait_ready(w, 200);
	sms_sink_wait_of(w->sink, one, 4);
	sms_sink_wait_of(w->sink, two, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(metrics_parse),
		cmocka_unit_test(metrics_count),
		cmocka_unit_test(who_watches_asks_what_is_there),
		cmocka_unit_test(every_figure_is_told),
		cmocka_unit_test(figures_say_what_is),
		cmocka_unit_test(readiness_follows_the_gateways),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
