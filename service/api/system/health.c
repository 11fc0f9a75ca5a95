/* SPDX-License-Identifier: EUPL-1.2 */
/* Is it alive, can it work, how does it do; and the description of the API. */
#include "service/api/api.h"

enum { METRICS_MAX = 256 * 1024 };

static const char plain[] = "text/plain; charset=utf-8";

static enum err_code healthz(struct api_call *c, struct db *db, struct err *e)
{
	struct text t;

	(void)db;
	text_init(&t, 64);
	text_add(&t, "ok\n");
	return api_reply_text(c, 200, plain, &t, e);
}

static enum err_code readyz(struct api_call *c, struct db *db, struct err *e)
{
	struct text t;
	bool ok;

	(void)db;
	text_init(&t, 4096);
	ok = c->context->ready == NULL || c->context->ready(c->context->app, &t);
	if (ok)
		text_add(&t, "ready\n");
	return api_reply_text(c, ok ? 200 : 503, plain, &t, e);
}

static enum err_code metrics(struct api_call *c, struct db *db, struct err *e)
{
	struct text t;

	(void)db;
	text_init(&t, METRICS_MAX);
	if (c->context->metrics != NULL)
		c->context->metrics(c->context->app, &t);
	return api_reply_text(
		c, 200, "text/plain; version=0.0.4; charset=utf-8", &t, e);
}

static enum err_code openapi(struct api_call *c, struct db *db, struct err *e)
{
	struct text t;

	(void)db;
	text_init(&t, openapi_text_len + 1);
	text_addn(&t, openapi_text, openapi_text_len);
	return api_reply_text(c, 200, "application/json; charset=utf-8", &t, e);
}

extern const struct api_route health_routes[];
const struct api_route health_routes[] = {
	{ HTTP_GET, "/healthz", MAY(PUBLIC), API_LOOP, healthz, API_ROOT },
	{ HTTP_GET, "/readyz", MAY(PUBLIC), API_LOOP, readyz, API_ROOT },
	{ HTTP_GET, "/metrics", MAY(PUBLIC), API_LOOP, metrics, API_ROOT },
	{ HTTP_GET, "/openapi.json", MAY(PUBLIC), API_LOOP, openapi, 0 },
	{ 0 },
};
