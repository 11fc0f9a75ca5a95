/* SPDX-License-Identifier: EUPL-1.2 */
/* The ordered stop: stop listening, answer what is open, wait for jobs, end transfers,
 * close the handles. The loop must end empty; app_run() closes the store after it. */
#include "service/app_internal.h"

#include "base/list.h"
#include "base/log.h"
#include "service/chore/seal_audit.h"

#include <unistd.h>

enum { GRACE_MS = 8000 };

static void on_handle_closed(uv_handle_t *h)
{
	((struct app *)h->data)->handles_open--;
}

static void close_handle(struct app *a, uv_handle_t *h)
{
	h->data = a;
	uv_close(h, on_handle_closed);
}

static void part_closed(void *ctx)
{
	((struct app *)ctx)->handles_open--;
}

/* Everything is quiet: nothing calls back any more but close callbacks. */
static void close_all(struct app *a)
{
	a->quiet = true;
	a->handles_open +=
		7; /* event stream, dispatcher, ping, witness, chores, watchdog, curl */
	event_stream_close(a->events, part_closed, a);
	dispatch_close(a->dispatch, part_closed, a);
	ping_close(a->ping, part_closed, a);
	witness_close(a->witness, part_closed, a);
	chore_loop_close(a->chores, part_closed, a);
	watchdog_close(a->watchdog, part_closed, a);
	curl_loop_close(a->curl, part_closed, a);
	close_handle(a, (uv_handle_t *)&a->wake);
	close_handle(a, (uv_handle_t *)&a->stop);
	close_handle(a, (uv_handle_t *)&a->term);
	close_handle(a, (uv_handle_t *)&a->interrupt);
	close_handle(a, (uv_handle_t *)&a->hangup);
	close_handle(a, (uv_handle_t *)&a->settle);
	close_handle(a, (uv_handle_t *)&a->awake);
}

static void on_awake(uv_idle_t *h)
{
	(void)h;
	(void)usleep(500); /* not to burn the core for the moments that it takes */
}

static bool is_settled(const struct app *a)
{
	return a->server_stopped && api_idle(a->api) && store_pending(a->store) == 0
	       && dispatch_idle(a->dispatch) && chore_loop_idle(a->chores)
	       && watchdog_idle(a->watchdog);
}

/* The last that is written is a seal on all that was. */
static void on_settle(uv_prepare_t *h)
{
	struct app *a = container_of(h, struct app, settle);

	store_deliver(a->store);
	if (a->quiet || !is_settled(a))
		return;
	if (a->sealed) {
		close_all(a);
		return;
	}
	a->sealed = true;
	chore_loop_run(a->chores, CHORE_SEAL_AUDIT);
}

static void on_server_stopped(void *ctx)
{
	struct app *a = ctx;

	a->server_stopped = true;
	dispatch_drain(a->dispatch);
	chore_loop_drain(a->chores);
	watchdog_drain(a->watchdog);
	(void)uv_prepare_start(&a->settle, on_settle);
	(void)uv_idle_start(&a->awake, on_awake);
}

void app_begin_stop(struct app *a)
{
	if (a->stopping)
		return;
	a->stopping = true;
	log_event(LOG_INFO, "service.stopping", "%s", "");
	if (a->taking_over)
		supervisor_reloading();
	else
		supervisor_stopping();
	server_stop(a->server, GRACE_MS, on_server_stopped, a);
}
