/* SPDX-License-Identifier: EUPL-1.2 */
/* One GET at a time. */
#include "service/ping.h"

#include "base/alloc.h"
#include "base/list.h"
#include "base/log.h"

#include <string.h>

enum { TIMEOUT_SECONDS = 10 };

struct ping {
	struct ping_config config;
	uv_timer_t timer;
	struct transport_request request;
	bool under_way, missed;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

/* Only changes are logged. */
static void on_reply(struct transport_request *r, const struct transport_reply *reply)
{
	struct ping *p = container_of(r, struct ping, request);
	const bool missed = reply->status < 200 || reply->status >= 300;

	p->under_way = false;
	if (missed && !p->missed)
		log_event(LOG_WARN, "ping.missed", "status=%d", reply->status);
	if (!missed && p->missed)
		log_event(LOG_INFO, "ping.works", "status=%d", reply->status);
	p->missed = missed;
}

static void on_timer(uv_timer_t *t)
{
	struct ping *p = container_of(t, struct ping, timer);
	struct err e;

	if (p->under_way || !p->config.ready(p->config.ctx))
		return;
	p->request = (struct transport_request){ .method = TRANSPORT_GET,
		.url = p->config.url,
		.body = "",
		.timeout_seconds = TIMEOUT_SECONDS,
		.done = on_reply };
	p->under_way = p->config.transport->post(p->config.transport, &p->request, &e)
		       == ERR_OK;
}

static void start(struct ping *p)
{
	(void)uv_timer_start(
		&p->timer, on_timer, 0, (uint64_t)p->config.seconds * 1000);
}

enum err_code ping_open(
	const struct ping_config *config, struct ping **ret, struct err *e)
{
	struct ping *p = base_calloc(1, sizeof *p);

	if (p == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the ping");
	p->config = *config;
	REQUIRE(uv_timer_init(config->loop, &p->timer) == 0);
	if (config->url[0] != '\0')
		start(p);
	*ret = p;
	return ERR_OK;
}

void ping_set(struct ping *p, const char *url, int seconds)
{
	const bool same =
		strcmp(url, p->config.url) == 0 && seconds == p->config.seconds;

	p->config.url = url;
	p->config.seconds = seconds;
	if (url[0] == '\0')
		(void)uv_timer_stop(&p->timer);
	else if (!same)
		start(p);
}

/* The transport was closed in the turn of ping_close: nothing is under way. */
static void on_closed(uv_handle_t *h)
{
	struct ping *p = container_of(h, struct ping, timer);

	REQUIRE(!p->under_way);
	p->closed(p->closed_ctx);
	base_free(p);
}

void ping_close(struct ping *p, void (*closed)(void *ctx), void *ctx)
{
	p->closed = closed;
	p->closed_ctx = ctx;
	uv_close((uv_handle_t *)&p->timer, on_closed);
}
