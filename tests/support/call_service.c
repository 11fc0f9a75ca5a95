/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/call_service.h"

#include "base/digest.h"
#include "alert/scenario/scenario.h"
#include "roster/duty/duty.h"
#include "roster/people/function.h"
#include "roster/people/person.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

const char call_service_secret[] = "geheim van de aanbieder";

enum { FIRST_NUMBER = 10000000, LOOKS = 2000, LOOK_MS = 10 };

static int64_t make(struct call_service *w, const struct resource *r, json_t *body)
{
	struct change by = { { "test", "local" }, { 1000 } };
	struct err e = { 0 };
	json_t *item = NULL;
	int64_t id;

	assert_non_null(body);
	test_ok(resource_create(w->s.t.db, r, body, &by, &item, &e), &e);
	id = json_integer_value(json_object_get(item, "id"));
	json_decref(item);
	json_decref(body);
	return id;
}

static int64_t add_function(struct call_service *w, const char *code,
	const char *regime, int norm, int required)
{
	return make(w, &function_resource,
		json_pack("{s:s,s:s,s:s,s:s,s:i,s:i}", "code", code, "name", code,
			"spoken_name", code, "regime", regime, "arrival_norm_minutes",
			norm, "required_on_duty", required));
}

/* A person whose number follows from the id, qualified for the function. */
static int64_t add_person(struct call_service *w, int64_t function, const char *name,
	const char *language)
{
	char number[32];
	int64_t id;

	/* ids are given in a row: the next is known after the first */
	if (w->next_person == 0)
		w->next_person = w->s.person_id + 1;
	(void)snprintf(number, sizeof number, "+316%08d",
		(int)(FIRST_NUMBER + w->next_person));
	id = make(w, &person_resource,
		json_pack("{s:s,s:s,s:I,s:s,s:[{s:s,s:s,s:i}]}", "given_name", name,
			"family_name", "Jansen", "municipality_id",
			(json_int_t)w->s.municipality_id, "language", language,
			"contacts", "kind", "mobile", "address", number, "rank", 1));
	assert_int_equal(id, w->next_person);
	w->next_person++;
	(void)make(w, &assignment_resource,
		json_pack("{s:I,s:I,s:s,s:s}", "person_id", (json_int_t)id,
			"function_id", (json_int_t)function, "status", "qualified",
			"from", "2020-01-01"));
	return id;
}

static void add_duty(struct call_service *w, int64_t person, int rank)
{
	(void)make(w, &duty_resource,
		json_pack("{s:I,s:I,s:s,s:s,s:s,s:i}", "person_id", (json_int_t)person,
			"function_id", (json_int_t)w->ovd, "starts_at",
			"2020-01-01T00:00:00Z", "ends_at", "2190-01-01T00:00:00Z",
			"state", "published", "rank", rank));
}

static json_t *slot(int64_t function, int need, const char *mode, int wave_size)
{
	return json_pack("{s:I,s:i,s:s,s:i,s:i}", "function_id", (json_int_t)function,
		"need", need, "mode", mode, "wave_size", wave_size, "wave_seconds",
		600);
}

static int64_t add_scenario(
	struct call_service *w, const char *code, json_t *first, json_t *second)
{
	json_t *slots = json_array();

	(void)json_array_append_new(slots, first);
	if (second != NULL)
		(void)json_array_append_new(slots, second);
	return make(w, &scenario_resource,
		json_pack("{s:s,s:s,s:s,s:{s:s},s:o,s:i,s:i}", "code", code, "name",
			code, "kind", "real", "text", "sms",
			"{incident} {function} {location} {link}", "slots", slots,
			"path_seconds", 600, "rounds", 1));
}

static void fill(struct call_service *w, int many)
{
	w->ovd = add_function(w, "OVD", "H", 30, 1);
	w->ehb = add_function(w, "EHB", "V", 60, 0);
	w->lokaal = add_function(w, "LOKAAL", "contact", 120, 0);
	w->zaal = add_function(w, "ZAAL", "V", 60, 0);
	for (int i = 0; i < OVD_PEOPLE; i++)
		w->ovd_person[i] = add_person(w, w->ovd, "Otto", "nl");
	for (int i = 0; i < EHB_PEOPLE; i++)
		w->ehb_person[i] = add_person(w, w->ehb, "Eva", i == 0 ? "en" : "nl");
	for (int i = 0; i < LOKAAL_PEOPLE; i++)
		w->lokaal_person[i] = add_person(w, w->lokaal, "Lies", "nl");
	for (int i = 0; i < many; i++) {
		int64_t id = add_person(w, w->zaal, "Zara", "nl");

		if (i == 0)
			w->zaal_first = id;
	}
	add_duty(w, w->ovd_person[0], 1);
	add_duty(w, w->ovd_person[1], 2);
	w->grip = add_scenario(
		w, "GRIP", slot(w->ovd, 1, "on_duty", 0), slot(w->ehb, 2, "pool", 3));
	w->list = add_scenario(w, "LIJST", slot(w->lokaal, 1, "pool", 0), NULL);
	if (many > 0)
		w->all = add_scenario(w, "IEDEREEN", slot(w->zaal, 2, "all", 0), NULL);
}

static void begin(struct call_service *w)
{
	char gateway[512];

	(void)snprintf(gateway, sizeof gateway,
		"[gateway sms]\nkind = http-sms\nurl = http://127.0.0.1:%d/send\n"
		"secret = %s\nconnections = 16\n"
		"[gateway bare]\nkind = http-sms\nrank = 9\n"
		"url = http://127.0.0.1:%d/send\n",
		sms_sink_port(w->sink), call_service_secret, sms_sink_port(w->sink));
	service_start(&w->s, w->gateways[0] != '\0' ? w->gateways : gateway);
}

void call_service_open(struct call_service *w, int many)
{
	struct err e = { 0 };

	memset(w, 0, sizeof *w);
	service_prepare(&w->s);
	test_ok(db_begin(w->s.t.db, DB_WRITE, &e), &e);
	fill(w, many);
	test_ok(db_commit(w->s.t.db, &e), &e);
	w->sink = sms_sink_open();
	begin(w);
}

void call_service_close(struct call_service *w)
{
	service_cleanup(&w->s);
	sms_sink_close(w->sink);
}

int call_service_setup(void **state)
{
	static struct call_service w;

	call_service_open(&w, 0);
	*state = &w;
	return 0;
}

int call_service_teardown(void **state)
{
	call_service_close(*state);
	return 0;
}

void call_service_restart(struct call_service *w)
{
	service_stop(&w->s);
	begin(w);
}

void call_service_again(struct call_service *w)
{
	begin(w);
}

const char *call_phone(int64_t person_id)
{
	static char number[32];

	(void)snprintf(
		number, sizeof number, "+316%08d", (int)(FIRST_NUMBER + person_id));
	return number;
}

void call_expect(struct reply *r, long status)
{
	if (r->status != status)
		fail_msg("%ld instead of %ld: %s", r->status, status, r->body);
	reply_free(r);
}

const char *call_path(const char *format, int64_t id)
{
	static char path[256];
	const char *mark = strstr(format, "{id}");

	assert_non_null(mark);
	(void)snprintf(path, sizeof path, "%.*s%lld%s", (int)(mark - format), format,
		(long long)id, mark + 4);
	return path;
}

int64_t call_begin(struct call_service *w, int64_t scenario, const char *more)
{
	char body[1024];
	struct reply r;
	int64_t id;

	(void)snprintf(body, sizeof body,
		"{\"scenario_id\":%lld,\"confirm_second\":true%s}", (long long)scenario,
		more);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/callouts", body);
	if (r.status != 201)
		fail_msg("%ld: %s", r.status, r.body);
	id = reply_int(&r, "id");
	reply_free(&r);
	return id;
}

const char *call_link(struct call_service *w, int64_t callout, int64_t person_id)
{
	static char link[64];

	for (size_t nth = 0;; nth++) {
		struct sms m = sms_sink_to(w->sink, call_phone(person_id), nth);
		const char *at = strstr(m.text, "/a/");

		if (m.callout != callout || at == NULL)
			continue;
		(void)snprintf(
			link, sizeof link, "%.*s", (int)strcspn(at, " \r\n"), at);
		return link;
	}
}

json_t *call_recipient_json(struct call_service *w, int64_t callout, int64_t person_id)
{
	struct reply r = service_get(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/recipients?limit=1000", callout));
	json_t *o, *ret = NULL;
	size_t i;

	assert_int_equal(r.status, 200);
	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		if (json_integer_value(json_object_get(o, "person_id")) == person_id)
			ret = json_incref(o);
	}
	if (ret == NULL)
		fail_msg("person %d is no recipient: %s", (int)person_id, r.body);
	reply_free(&r);
	return ret;
}

const char *call_recipient_state(
	struct call_service *w, int64_t callout, int64_t person_id)
{
	static char state[32];
	json_t *o = call_recipient_json(w, callout, person_id);

	(void)snprintf(state, sizeof state, "%s",
		json_string_value(json_object_get(o, "state")));
	json_decref(o);
	return state;
}

struct reply call_item(struct call_service *w, int64_t callout)
{
	return service_get(
		&w->s, ROLE_COORDINATOR, call_path("/api/v1/callouts/{id}", callout));
}

void call_wait_state(struct call_service *w, int64_t callout, const char *state)
{
	for (int looks = 0; looks < LOOKS; looks++) {
		struct reply r = call_item(w, callout);
		bool there = strcmp(reply_text(&r, "state"), state) == 0;

		reply_free(&r);
		if (there)
			return;
		(void)poll(NULL, 0, LOOK_MS);
	}
	fail_msg("call-out %d does not become %s", (int)callout, state);
}

struct reply call_signed(
	struct call_service *w, const char *path, const char *body, const char *secret)
{
	struct digest d = digest_hmac(secret, strlen(secret), body, strlen(body));
	char hex[DIGEST_HEX], line[128];
	const char *headers[] = { line, NULL };

	digest_hex(&d, hex);
	(void)snprintf(line, sizeof line, "X-Paraat-Signature: sha256=%s", hex);
	return service_call(&w->s, NULL, "POST", path, body, headers);
}

size_t call_changes(struct call_service *w)
{
	struct reply r = service_get(&w->s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	json_t *o;
	size_t i, n = 0;

	json_array_foreach(json_object_get(r.json, "items"), i, o)
	{
		const char *action = json_string_value(json_object_get(o, "action"));
		const char *result = json_string_value(json_object_get(o, "result"));

		n += strncmp(action, "audit.", 6) != 0 && strcmp(result, "ok") == 0;
	}
	assert_true(n > 0);
	reply_free(&r);
	return n;
}

struct reply call_post_step(
	struct call_service *w, int64_t callout, const char *what, const char *body)
{
	char path[96];

	(void)snprintf(path, sizeof path, "/api/v1/callouts/%d/%s", (int)callout, what);
	return service_post(&w->s, ROLE_DISPATCHER, path, body);
}

struct reply call_say(struct call_service *w, int64_t callout, int64_t person,
	const char *answer, int eta)
{
	char body[160], minutes[40] = "";

	if (eta >= 0)
		(void)snprintf(minutes, sizeof minutes, ",\"eta_minutes\":%d", eta);
	(void)snprintf(body, sizeof body, "{\"person_id\":%lld,\"answer\":\"%s\"%s}",
		(long long)person, answer, minutes);
	return call_post_step(w, callout, "answer", body);
}

void call_answer(struct call_service *w, int64_t callout, int64_t person,
	const char *answer, int eta)
{
	struct reply r = call_say(w, callout, person, answer, eta);

	call_expect(&r, 200);
}
