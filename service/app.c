/* SPDX-License-Identifier: EUPL-1.2 */
/* Start and ordered stop: stop listening, answer what is open, wait for jobs, end
 * transfers, close the store, close the handles; the loop must end empty. */
#include "service/app_internal.h"

#include "base/alloc.h"
#include "base/list.h"
#include "base/log.h"
#include "base/zone.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/instance.h"
#include "service/real.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GRACE_MS = 8000, QUEUE_CALL = 20000, QUEUE_OTHER = 2000, QUEUE_READ = 4000 };

/* --- what the API asks of the program
 * --------------------------------------------------------------- */

static uint64_t commits(void *ctx)
{
	return store_commits(((struct app *)ctx)->store);
}

static void submitted(void *ctx)
{
	dispatch_follow(((struct app *)ctx)->dispatch);
}

static void committed(void *ctx)
{
	struct app *a = ctx;

	dispatch_kick(a->dispatch);
	event_stream_kick(a->events);
}

static const char *control_room_secret(void *app, const char *name)
{
	const struct app *a = app;

	for (size_t i = 0; i < a->config->control_rooms_count; i++)
		if (strcmp(a->config->control_rooms[i].name, name) == 0)
			return a->config->control_rooms[i].secret;
	return NULL;
}

static const struct gateway_entry *gateway(void *ctx, const char *name)
{
	return gateways_find(&((struct app *)ctx)->gateways, name);
}

/* --- waking
 * ----------------------------------------------------------------------------------------------
 */

static void on_wake(uv_async_t *h)
{
	struct app *a = container_of(h, struct app, wake);

	store_deliver(a->store);
	if (a->seen_commits != store_commits(a->store)) {
		a->seen_commits = store_commits(a->store);
		event_stream_kick(a->events);
	}
}

static void wake(void *ctx)
{
	(void)uv_async_send(&((struct app *)ctx)->wake);
}

/* --- stopping
 * --------------------------------------------------------------------------------------------
 */

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
		6; /* event stream, dispatcher, ping, chores, watchdog, curl */
	event_stream_close(a->events, part_closed, a);
	dispatch_close(a->dispatch, part_closed, a);
	ping_close(a->ping, part_closed, a);
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

static void on_settle(uv_prepare_t *h)
{
	struct app *a = container_of(h, struct app, settle);

	store_deliver(a->store);
	if (a->server_stopped && !a->quiet && api_idle(a->api)
		&& store_pending(a->store) == 0 && dispatch_idle(a->dispatch)
		&& chore_loop_idle(a->chores) && watchdog_idle(a->watchdog))
		close_all(a);
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

static void begin_stop(struct app *a)
{
	if (a->stopping)
		return;
	a->stopping = true;
	log_event(LOG_INFO, "service.stopping", "%s", "");
	supervisor_stopping();
	server_stop(a->server, GRACE_MS, on_server_stopped, a);
}

static void on_signal(uv_signal_t *h, int number)
{
	struct app *a = h->data;

	(void)number;
	if (a->stopping)
		_Exit(1); /* asked twice */
	begin_stop(a);
}

static void on_hangup(uv_signal_t *h, int number)
{
	struct app *a = h->data;

	(void)number;
	if (!a->stopping)
		app_reload(a);
}

static void on_stop(uv_async_t *h)
{
	begin_stop(container_of(h, struct app, stop));
}

void app_stop(struct app *a)
{
	(void)uv_async_send(&a->stop);
}

/* --- starting
 * ---------------------------------------------------------------------------------------------
 */

static enum err_code check_database(const struct config *c, struct err *e)
{
	struct db *db = NULL;
	struct err ignored;

	if (access(c->database, F_OK) != 0)
		return err_set(e, ERR_NOTFOUND,
			"database %s is not there: run 'paraat init' first",
			c->database);
	if (db_open(&sqlite_engine, c->database, DB_READ, &db, e) != ERR_OK)
		return e->code;
	e->code = migrate_check(db, e);
	(void)db_close(db, &ignored);
	return e->code;
}

static enum err_code open_store(struct app *a, struct err *e)
{
	struct store_config config = { .engine = &sqlite_engine,
		.file = a->config->database,
		.readers = a->config->readers,
		.queue_call = QUEUE_CALL,
		.queue_other = QUEUE_OTHER,
		.queue_read = QUEUE_READ,
		.group = (size_t)a->config->commit_jobs,
		.wake = wake,
		.wake_ctx = a };

	return store_open(&config, &a->store, e);
}

static char *read_pem(const char *file, struct err *e)
{
	char *text = base_calloc(1, 65536);
	FILE *f = fopen(file, "re");

	if (text == NULL || f == NULL || fread(text, 1, 65535, f) == 0) {
		(void)err_set(e, ERR_INVALID, "%s cannot be read", file);
		base_free(text);
		text = NULL;
	}
	if (f != NULL)
		(void)fclose(f);
	return text;
}

static enum err_code read_secrets(struct app *a, struct err *e)
{
	const struct config *c = a->config;

	if (secret_read(c->secret_file, &real_random, a->secret, e) != ERR_OK)
		return e->code;
	signature_key_derive(&a->signing, a->secret, sizeof a->secret);
	if (c->tls_certificate[0] == '\0')
		return ERR_OK;
	a->tls_certificate = read_pem(c->tls_certificate, e);
	a->tls_key = a->tls_certificate != NULL ? read_pem(c->tls_key, e) : NULL;
	return a->tls_key != NULL ? ERR_OK : e->code;
}

static long connections(const struct config *c)
{
	long n = 0;

	for (size_t i = 0; i < c->gateways_count; i++)
		n += c->gateways[i].kind != GATEWAY_SIMULATOR
			     ? c->gateways[i].connections
			     : 0;
	return n > 0 ? n + 1 : 4; /* one for the ping */
}

static enum err_code open_parts(struct app *a, struct err *e)
{
	struct dispatch_config dispatch;
	struct ping_config ping;
	struct event_stream_config events = { .loop = &a->loop };
	struct chore_loop_config chore_loop;

	if (gateways_open(a->config, &a->gateways, e) != ERR_OK
		|| curl_loop_open(&a->loop, connections(a->config), &a->curl, e)
			   != ERR_OK)
		return e->code;
	dispatch = (struct dispatch_config){ .loop = &a->loop,
		.executor = store_executor(a->store),
		.transport = curl_loop_transport(a->curl),
		.clock = &real_clock,
		.random = &real_random,
		.settings = &a->settings,
		.config = a->config,
		.gateways = &a->gateways };
	events.executor = dispatch.executor;
	ping = (struct ping_config){ .loop = &a->loop,
		.transport = dispatch.transport,
		.url = a->config->ping_url,
		.seconds = a->config->ping_seconds,
		.ready = app_is_well,
		.ctx = a };
	chore_loop = (struct chore_loop_config){ .loop = &a->loop,
		.executor = dispatch.executor,
		.clock = &real_clock,
		.config = a->config,
		.calls = &a->settings,
		.random = &real_random,
		.chores = chores,
		.chores_count = chores_count,
		.committed = committed,
		.ctx = a };
	if (dispatch_open(&dispatch, &a->dispatch, e) != ERR_OK
		|| chore_loop_open(&chore_loop, &a->chores, e) != ERR_OK
		|| watchdog_open(&a->loop, dispatch.executor, &a->watchdog, e) != ERR_OK
		|| ping_open(&ping, &a->ping, e) != ERR_OK
		|| event_stream_open(&events, &a->events, e) != ERR_OK)
		return e->code;
	a->context = (struct api_context){ .loop = &a->loop,
		.executor = dispatch.executor,
		.clock = &real_clock,
		.random = &real_random,
		.calls = &a->settings,
		.signing = &a->signing,
		.rules = &a->config->rules,
		.policy = &a->config->policy,
		.security_contact = a->config->security_contact,
		.base_url = a->base_url,
		.log_requests = a->config->log_requests,
		.events = a->events,
		.app = a,
		.commits = commits,
		.submitted = submitted,
		.committed = committed,
		.control_room = control_room_secret,
		.gateways = &a->gateways,
		.gateway = gateway,
		.ready = app_ready,
		.metrics = app_metrics };
	if (static_files_open(a->config->web_root, &a->files, e) != ERR_OK)
		return e->code;
	a->context.files = a->files;
	err_clear(e);
	return api_open(&a->context, &a->api, e);
}

static enum err_code open_server(struct app *a, struct err *e)
{
	struct server_config config = { .loop = &a->loop,
		.listen = a->config->listen,
		.tls_certificate = a->tls_certificate,
		.tls_key = a->tls_key,
		.https = a->tls_key != NULL
			 || strncmp(a->config->base_url, "https:", 6) == 0,
		.handler = api_handle,
		.draining = api_draining,
		.ctx = a->api };
	int fd;

	if (supervisor_socket(&fd, e) != ERR_OK)
		return e->code;
	config.listen_fd = fd > 0 ? fd : 0;
	return server_open(&config, &a->server, e);
}

static enum err_code write_port(const struct app *a, struct err *e)
{
	FILE *f;
	char part[CONFIG_TEXT_MAX + 8];

	if (a->config->port_file[0] == '\0')
		return ERR_OK;
	(void)snprintf(part, sizeof part, "%s.part", a->config->port_file);
	f = fopen(part, "we");
	if (f == NULL || fprintf(f, "%d\n", server_port(a->server)) < 0
		|| fclose(f) != 0 || rename(part, a->config->port_file) != 0)
		return err_set(e, ERR_IO, "port_file %s cannot be written",
			a->config->port_file);
	return ERR_OK;
}

static void init_handles(struct app *a)
{
	REQUIRE(uv_loop_init(&a->loop) == 0);
	REQUIRE(uv_async_init(&a->loop, &a->wake, on_wake) == 0);
	REQUIRE(uv_async_init(&a->loop, &a->stop, on_stop) == 0);
	REQUIRE(uv_signal_init(&a->loop, &a->term) == 0);
	REQUIRE(uv_signal_init(&a->loop, &a->interrupt) == 0);
	REQUIRE(uv_signal_init(&a->loop, &a->hangup) == 0);
	REQUIRE(uv_prepare_init(&a->loop, &a->settle) == 0);
	REQUIRE(uv_idle_init(&a->loop, &a->awake) == 0);
	a->handles_open = 7;
	a->term.data = a->interrupt.data = a->hangup.data = a;
}

static void base_url_of(struct app *a)
{
	if (a->config->base_url[0] != '\0')
		(void)snprintf(
			a->base_url, sizeof a->base_url, "%s", a->config->base_url);
	else
		(void)snprintf(a->base_url, sizeof a->base_url, "%s://127.0.0.1:%d",
			a->tls_key != NULL ? "https" : "http", server_port(a->server));
}

enum err_code app_open(const struct config *config, struct app **ret, struct err *e)
{
	struct app *a;

	err_clear(e);
	if (zone_init(config->time_zone, e) != ERR_OK
		|| check_database(config, e) != ERR_OK)
		return e->code;
	a = base_calloc(1, sizeof *a);
	if (a == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the service");
	a->config = config;
	a->settings = (struct call_settings){ .base_url = a->base_url,
		.secret = a->secret,
		.secret_len = SECRET_BYTES,
		.channels = config_channels(config),
		.plain_letters = config_plain_letters(config) };
	init_handles(a);
	/* what fails from here on ends the program: the system takes back what was
	 * opened */
	if (instance_lock(config->database, &a->lock, e) != ERR_OK
		|| read_secrets(a, e) != ERR_OK || open_store(a, e) != ERR_OK
		|| open_parts(a, e) != ERR_OK || open_server(a, e) != ERR_OK
		|| write_port(a, e) != ERR_OK)
		return e->code;
	base_url_of(a);
	gateways_set_base_url(&a->gateways, a->base_url);
	*ret = a;
	return ERR_OK;
}

int app_port(const struct app *a)
{
	return server_port(a->server);
}

static enum err_code finish(struct app *a, struct err *e)
{
	enum err_code rc = store_close(a->store, e);

	instance_unlock(a->lock);
	api_close(a->api);
	static_files_close(a->files);
	base_free(a->tls_certificate);
	base_free(a->tls_key);
	signature_key_fini(&a->signing);
	if (uv_loop_close(&a->loop) != 0 && rc == ERR_OK)
		rc = err_set(e, ERR_BUG, "the loop did not end empty");
	base_free(a);
	return rc;
}

enum err_code app_run(struct app *a, struct err *e)
{
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a full disk is an error, not the end */
	(void)uv_signal_start(&a->term, on_signal, SIGTERM);
	(void)uv_signal_start(&a->interrupt, on_signal, SIGINT);
	(void)uv_signal_start(&a->hangup, on_hangup, SIGHUP);
	log_event(LOG_INFO, "service.started", "port=%d version=%s",
		server_port(a->server), PARAAT_VERSION);
	dispatch_kick(a->dispatch); /* what a crash left */
	supervisor_ready();
	(void)uv_run(&a->loop, UV_RUN_DEFAULT);
	REQUIRE(a->handles_open == 0);
	err_clear(e);
	return finish(a, e);
}
