/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/plan_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void make_member(struct plan_service *p, int officer)
{
	char body[128];
	struct reply r;

	(void)snprintf(body, sizeof body,
		"{\"name\":\"officer%d\",\"role\":\"member\",\"person_id\":%lld}",
		officer, (long long)p->person[officer]);
	r = plan_ask(p, p->w.s.token[ROLE_ADMINISTRATOR], "POST", "/api/v1/tokens",
		body, 201);
	(void)snprintf(p->member[officer], sizeof p->member[officer], "%s",
		reply_text(&r, "token"));
	reply_free(&r);
}

void plan_open(struct plan_service *p, const char *rules)
{
	memset(p, 0, sizeof *p);
	call_service_open(&p->w, 0);
	if (rules[0] != '\0') {
		(void)snprintf(p->w.gateways, sizeof p->w.gateways,
			"[roster]\n%s\n[gateway sms]\nkind = http-sms\n"
			"url = http://127.0.0.1:%d/send\n",
			rules, sms_sink_port(p->w.sink));
		call_service_restart(&p->w);
	}
	for (int i = 0; i < PLAN_PEOPLE; i++) {
		p->person[i] = p->w.ehb_person[i];
		make_member(p, i);
	}
}

void plan_close(struct plan_service *p)
{
	call_service_close(&p->w);
}

int plan_setup(void **state)
{
	static struct plan_service p;

	plan_open(&p, "");
	*state = &p;
	return 0;
}

int plan_teardown(void **state)
{
	plan_close(*state);
	return 0;
}

struct reply plan_ask(struct plan_service *p, const char *token, const char *method,
	const char *path, const char *body, long status)
{
	return service_expect(&p->w.s,
		token != NULL ? token : p->w.s.token[ROLE_COORDINATOR], method, path,
		body, status);
}

int64_t plan_make(struct plan_service *p, const char *path, const char *body)
{
	struct reply r = plan_ask(p, NULL, "POST", path, body, 201);
	int64_t id = reply_int(&r, "id");

	reply_free(&r);
	return id;
}

int64_t plan_function(struct plan_service *p, const char *code)
{
	char body[256];
	int64_t id;

	(void)snprintf(body, sizeof body,
		"{\"code\":\"%s\",\"name\":\"%s\",\"regime\":\"H\","
		"\"required_on_duty\":1}",
		code, code);
	id = plan_make(p, "/api/v1/functions", body);
	for (int i = 0; i < PLAN_PEOPLE; i++) {
		(void)snprintf(body, sizeof body,
			"{\"person_id\":%lld,\"function_id\":%lld,"
			"\"status\":\"qualified\",\"from\":\"2020-01-01\"}",
			(long long)p->person[i], (long long)id);
		(void)plan_make(p, "/api/v1/assignments", body);
	}
	return id;
}

int64_t plan_duty(struct plan_service *p, int64_t function, int officer,
	const char *from, const char *until, const char *state)
{
	char body[320];

	(void)snprintf(body, sizeof body,
		"{\"function_id\":%lld,\"person_id\":%lld,\"starts_at\":\"%s\","
		"\"ends_at\":\"%s\",\"state\":\"%s\"}",
		(long long)function, (long long)p->person[officer], from, until, state);
	return plan_make(p, "/api/v1/duties", body);
}

int64_t plan_who(
	struct plan_service *p, int64_t function, const char *at, const char *more)
{
	char path[160];
	struct reply r;
	json_t *f;
	size_t i;
	int64_t ret = -1;

	(void)snprintf(path, sizeof path, "/api/v1/on-duty?at=%s%s", at, more);
	r = plan_ask(p, NULL, "GET", path, NULL, 200);
	json_array_foreach(json_object_get(r.json, "functions"), i, f)
	{
		if (json_integer_value(json_object_get(f, "function_id")) == function)
			ret = json_integer_value(json_object_get(
				json_array_get(json_object_get(f, "people"), 0),
				"person_id"));
	}
	reply_free(&r);
	assert_true(ret >= 0);
	return ret;
}

size_t plan_count(const struct reply *r, const char *name)
{
	const json_t *list = json_object_get(r->json, name);

	if (!json_is_array(list))
		fail_msg("no list %s: %s", name, r->body);
	return json_array_size(list);
}

const json_t *plan_item(const struct reply *r, const char *name, size_t i)
{
	const json_t *item = json_array_get(json_object_get(r->json, name), i);

	if (item == NULL)
		fail_msg("no %s[%zu]: %s", name, i, r->body);
	return item;
}

size_t plan_notices(struct plan_service *p, int64_t person)
{
	struct reply r;
	char path[96];
	size_t n;

	(void)snprintf(path, sizeof path, "/api/v1/notices?person_id=%lld&limit=1000",
		(long long)person);
	r = plan_ask(p, NULL, "GET", path, NULL, 200);
	n = reply_count(&r);
	reply_free(&r);
	return n;
}
