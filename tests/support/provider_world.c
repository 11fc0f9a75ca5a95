/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/provider_world.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LOOKS = 4000, LOOK_MS = 5 };

const char provider_token[] = "t0ken";

void provider_gateway_at(
	struct provider_world *t, const char *url, const char *token, const char *rest)
{
	char file[256], text[1024];
	FILE *f;

	(void)snprintf(file, sizeof file, "%s/token", t->w.s.t.folder);
	f = fopen(file, "we");
	assert_non_null(f);
	(void)fprintf(f, "%s\n", token);
	assert_int_equal(fclose(f), 0);
	(void)snprintf(text, sizeof text,
		"base_url = " PROVIDER_BASE "\n[gateway g]\nurl = %s\n%s", url, rest);
	if (strstr(rest, "TOKEN") != NULL) {
		char *at = strstr(text, "TOKEN");
		char tail[512];

		(void)snprintf(tail, sizeof tail, "%s", at + 5);
		(void)snprintf(
			at, sizeof text - (size_t)(at - text), "%s%s", file, tail);
	}
	service_stop(&t->w.s);
	service_start(&t->w.s, text);
}

void provider_gateway(struct provider_world *t, const char *scheme, const char *rest)
{
	char url[100];

	(void)snprintf(url, sizeof url, "%s://127.0.0.1:%d%s", scheme,
		provider_sink_port(t->sink), strcmp(scheme, "http") == 0 ? "/p" : "");
	provider_gateway_at(t, url, provider_token, rest);
}

int provider_open(void **state, struct provider_sink *sink)
{
	static struct provider_world t;

	call_service_open(&t.w, 0);
	t.sink = sink;
	*state = &t;
	return 0;
}

int provider_close(void **state)
{
	struct provider_world *t = *state;

	call_service_close(&t->w);
	provider_sink_close(t->sink);
	return 0;
}

void provider_attempt(struct provider_world *t, int64_t id, int64_t who,
	const char *state, const char *reason)
{
	for (int looks = 0; looks < LOOKS; looks++) {
		struct reply r = service_get(&t->w.s, ROLE_COORDINATOR,
			call_path("/api/v1/callouts/{id}/attempts?limit=1000", id));
		bool there = false;
		json_t *o;
		size_t i;

		json_array_foreach(json_object_get(r.json, "items"), i, o)
		{
			there |= json_integer_value(json_object_get(o, "person_id"))
					 == who
				 && strcmp(probe_at(o, "state"), state) == 0
				 && strcmp(probe_at(o, "reason"), reason) == 0;
		}
		reply_free(&r);
		if (there)
			return;
		(void)poll(NULL, 0, LOOK_MS);
	}
	fail_msg("no attempt became %s (%s)", state, reason);
}

void provider_reach(struct provider_world *t, const char *kind, const char *address)
{
	char body[256];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"contacts\":[{\"kind\":\"%s\",\"address\":\"%s\",\"rank\":1}]}",
		kind, address);
	r = service_call(&t->w.s, t->w.s.token[ROLE_COORDINATOR], "PATCH",
		call_path("/api/v1/people/{id}", t->w.ovd_person[0]), body, NULL);
	call_expect(&r, 200);
}
