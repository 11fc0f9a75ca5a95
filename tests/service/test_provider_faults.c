/* SPDX-License-Identifier: EUPL-1.2 */
/* Every kind of gateway against a provider that fails in every way, over real sockets:
 * the message goes through the next gateway of the channel, once, and the one that
 * failed is used again when it works. The whole program. With PARAAT_FIGURES set it
 * prints a table of docs/reliability.md (scripts/reliability).
 *
 * Mutations that were tried: a reply of 200 always taken as accepted in spryng.c fails
 * "rubbish" of that kind; without CURLOPT_TIMEOUT_MS half-open fails; without
 * part_with_connection() in curl_loop.c "works" after "twice" fails for smtp. */
#include "tests/support/provider_world.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { LOOKS = 4000, LOOK_MS = 2 };

static const char *const fault_words[] = { "works", "half-open", "late", "twice",
	"resets", "stops half-way", "rambles", "rubbish", "redirects", "floods" };

/* A kind of gateway: its configuration (TOKEN: a file), what its provider says when it
 * took a message, and how the person is reached. */
static const struct kind {
	const char *name, *scheme, *config;
	int status;
	const char *answer;
	const char *contact, *address;
	bool any_2xx; /* any 2xx is an answer, as its protocol says */
} kinds[] = {
	{ "http-sms", "http", "secret = s\n", 200, "{\"id\":\"p1\"}", "mobile",
		"+31612000001", true },
	{ "cm", "http", "token_file = TOKEN\nsecret = s\n", 200,
		"{\"details\":\"ok\",\"errorCode\":0}", "mobile", "+31612000001",
		false },
	{ "spryng", "http", "token_file = TOKEN\nsecret = s\n", 200, "{\"id\":\"p1\"}",
		"mobile", "+31612000001", false },
	{ "messagebird", "http", "token_file = TOKEN\nsecret = s\nsender = Alarm\n",
		201, "{\"id\":\"p1\"}", "mobile", "+31612000001", false },
	{ "twilio-sms", "http",
		"user = AC1\ntoken_file = TOKEN\nsender = +31850000000\n", 201,
		"{\"sid\":\"SM1\",\"status\":\"queued\"}", "mobile", "+31612000001",
		false },
	{ "kannel", "http", "user = u\ntoken_file = TOKEN\nsecret = s\n", 202,
		"0: Accepted for delivery", "mobile", "+31612000001", false },
	{ "twilio-voice", "http",
		"user = AC1\ntoken_file = TOKEN\nsender = +31850000000\n", 201,
		"{\"sid\":\"CA1\",\"status\":\"queued\"}", "mobile", "+31612000001",
		false },
	{ "http-voice", "http", "secret = s\n", 200, "{\"id\":\"p1\"}", "mobile",
		"+31612000001", true },
	{ "smtp", "smtp", "tls = no\nsender = alarm@vrij.example\n", 250, "", "email",
		"otto@dalfsen.example", false },
	{ "ntfy", "http", "", 200, "{\"id\":\"p1\"}", "push", "otto-7f3a", false },
};

/* Two providers: the one that fails, and the one behind it. */
struct fault_world {
	struct provider_world p;
	struct provider_sink *bad, *good;
	int64_t scenario; /* of one person */
};

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static int64_t make_scenario(struct call_service *w)
{
	char body[512];
	struct reply r;
	int64_t id;

	(void)snprintf(body, sizeof body,
		"{\"code\":\"EEN\",\"name\":\"Een\",\"kind\":\"real\",\"rounds\":1,"
		"\"path_seconds\":600,\"text\":{\"sms\":\"{function}\"},\"slots\":[{"
		"\"function_id\":%d,\"need\":1,\"mode\":\"on_duty\",\"wave_seconds\":"
		"600}"
		"]}",
		(int)w->ovd);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/scenarios", body);
	id = reply_int(&r, "id");
	call_expect(&r, 201);
	return id;
}

static int open_world(void **state)
{
	static struct fault_world w;
	void *unused = &w;

	memset(&w, 0, sizeof w);
	call_service_open(&w.p.w, 0);
	w.scenario = make_scenario(&w.p.w);
	*state = unused;
	return 0;
}

static int close_world(void **state)
{
	struct fault_world *w = *state;

	call_service_close(&w->p.w);
	return 0;
}

static void add_gateway(char *config, size_t size, const struct fault_world *w,
	const struct kind *k, const char *name, int rank,
	const struct provider_sink *sink)
{
	const char *token = strstr(k->config, "TOKEN");
	const size_t n = strlen(config);
	const size_t until =
		token != NULL ? (size_t)(token - k->config) : strlen(k->config);

	(void)snprintf(config + n, size - n,
		"[gateway %s]\nkind = %s\nrank = %d\ntimeout_seconds = 1\n"
		"url = %s://127.0.0.1:%d%s\n%.*s%s%s%s",
		name, k->name, rank, k->scheme, provider_sink_port(sink),
		strcmp(k->scheme, "http") == 0 ? "/p" : "", (int)until, k->config,
		token != NULL ? w->p.w.s.t.folder : "", token != NULL ? "/token" : "",
		token != NULL ? token + sizeof "TOKEN" - 1 : "");
}

static void begin(struct fault_world *w, const struct kind *k)
{
	const bool smtp = strcmp(k->name, "smtp") == 0;
	char file[256], config[2048] = "base_url = " PROVIDER_BASE "\n";
	FILE *f;

	w->bad = smtp ? provider_sink_smtp() : provider_sink_http();
	w->good = smtp ? provider_sink_smtp() : provider_sink_http();
	provider_sink_answer(w->bad, k->status, k->answer);
	provider_sink_answer(w->good, k->status, k->answer);
	(void)snprintf(file, sizeof file, "%s/token", w->p.w.s.t.folder);
	f = fopen(file, "we");
	assert_non_null(f);
	(void)fprintf(f, "%s\n", provider_token);
	assert_int_equal(fclose(f), 0);
	add_gateway(config, sizeof config, w, k, "eerste", 1, w->bad);
	add_gateway(config, sizeof config, w, k, "tweede", 2, w->good);
	service_stop(&w->p.w.s);
	service_start(&w->p.w.s, config);
	provider_reach(&w->p, k->contact, k->address);
}

/* Waits until the message of that call-out is with a gateway; its name (static), and
 * how often it was given to one. */
static const char *taken_by(struct fault_world *w, int64_t callout, int *ret_tries)
{
	static char name[32];

	for (int looks = 0; looks < LOOKS; looks++) {
		struct reply r = service_get(&w->p.w.s, ROLE_COORDINATOR,
			call_path("/api/v1/callouts/{id}/attempts", callout));
		json_t *o = json_array_get(json_object_get(r.json, "items"), 0);
		const bool sent = strcmp(probe_at(o, "state"), "sent") == 0;

		assert_int_equal(reply_count(&r), 1);
		(void)snprintf(name, sizeof name, "%s", probe_at(o, "gateway"));
		*ret_tries = (int)json_integer_value(json_object_get(o, "tries"));
		reply_free(&r);
		if (sent)
			return name;
		(void)poll(NULL, 0, LOOK_MS);
	}
	fail_msg("the message is not sent");
	return "";
}

/* One call-out of one person; how long until its message was taken, in ms. */
static int64_t run(
	struct fault_world *w, const struct kind *k, enum provider_fault fault)
{
	const bool stays = fault == PROVIDER_WORKS || fault == PROVIDER_TWICE
			   || (fault == PROVIDER_RUBBISH && k->any_2xx);
	const size_t before = provider_sink_count(w->good);
	const int64_t began = now_ms();
	const char *by;
	int tries = 0;

	provider_sink_fail(w->bad, fault);
	by = taken_by(w, call_begin(&w->p.w, w->scenario, ""), &tries);
	if (strcmp(by, stays ? "eerste" : "tweede") != 0 || tries != (stays ? 1 : 2))
		fail_msg("%s, %s: by %s after %d tries", k->name, fault_words[fault],
			by, tries);
	if (provider_sink_count(w->good) != before + !stays)
		fail_msg("%s, %s: the second got %zu messages", k->name,
			fault_words[fault], provider_sink_count(w->good) - before);
	return now_ms() - began;
}

/* An answer too many on a connection that is kept is taken for the next one's: that
 * mail goes elsewhere, and the connection is given up. */
static void settle(
	struct fault_world *w, const struct kind *k, enum provider_fault fault)
{
	int tries;

	if (fault != PROVIDER_TWICE || strcmp(k->name, "smtp") != 0)
		return;
	provider_sink_fail(w->bad, PROVIDER_WORKS);
	(void)taken_by(w, call_begin(&w->p.w, w->scenario, ""), &tries);
	assert_in_range(tries, 1, 2);
}

static void every_kind_fails_over(void **state)
{
	const bool prints = getenv("PARAAT_FIGURES") != NULL;
	struct fault_world *w = *state;

	if (prints) {
		(void)printf("| kind |");
		for (int f = 1; f < PROVIDER_FAULTS; f++)
			(void)printf(" %s |", fault_words[f]);
		(void)printf("\n|---|---|---|---|---|---|---|---|---|---|\n");
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		begin(w, &kinds[i]);
		if (prints)
			(void)printf("| `%s` |", kinds[i].name);
		for (int f = 1; f < PROVIDER_FAULTS; f++) {
			const int64_t ms = run(w, &kinds[i], (enum provider_fault)f);

			if (prints)
				(void)printf(" %lld ms |", (long long)ms);
			settle(w, &kinds[i], (enum provider_fault)f);
			(void)run(w, &kinds[i], PROVIDER_WORKS);
		}
		if (prints)
			(void)printf("\n");
		provider_sink_close(w->bad);
		provider_sink_close(w->good);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_fails_over),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
