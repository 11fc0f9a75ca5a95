/* SPDX-License-Identifier: EUPL-1.2 */
/* Starting, in order, and what the parts ask of each other. The ordered stop is in
 * app_stop.c. */
#include "service/app_internal.h"

#include "base/alloc.h"
#include "base/log.h"
#include "base/zone.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/backup/takeover.h"
#include "service/instance.h"
#include "service/real.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { QUEUE_CALL = 20000, QUEUE_OTHER = 2000, QUEUE_READ = 4000, WITNESS_MS = 60000 };

/* --- what the API asks of the program --- */

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

/* --- waking --- */

static void on_wake(uv_async_t *h)
{
	struct app *a = container_of(h, struct app, wake);

	store_deliver(a->store);
	app_let_go(a);
	if (a->seen_commits != store_commits(a->store)) {
		a->seen_commits = store_commits(a->store);
		event_stream_kick(a->events);
	}
}

static void wake(void *ctx)
{
	(void)uv_async_send(&((struct app *)ctx)->wake);
}

/* --- signals --- */

static void on_signal(uv_signal_t *h, int number)
{
	struct app *a = h->data;

	(void)number;
	if (a->stopping && !a->taking_over)
		_Exit(1); /* asked twice */
	if (a->stopping)
		supervisor_stopping(); /* for good, after all */
	a->taking_over = false;
	app_begin_stop(a);
}

static void on_hangup(uv_signal_t *h, int number)
{
	struct app *a = h->data;

	(void)number;
	if (a->stopping)
		return;
	a->taking_over = takeover_is_asked(a->config->database);
	if (a->taking_over)
		app_begin_stop(a);
	else
		app_reload(a);
}

static void on_stop(uv_async_t *h)
{
	app_begin_stop(container_of(h, struct app, stop));
}

void app_stop(struct app *a)
{
	(void)uv_async_send(&a->stop);
}

/* --- starting --- */

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

static enum err_code read_secrets(struct app *a, struct err *e)
{
	const struct config *c = a->config;

	if (secret_read(c->secret_file, &real_random, a->secret, e) != ERR_OK)
		return e->code;
	digest_key_init(&a->secret_key, a->secret, sizeof a->secret);
	signature_key_derive(&a->signing, a->secret, sizeof a->secret);
	return ERR_OK;
}

/* Without the folder that was named the service does not start; without the one that
 * is installed (a package of its own may bring it) it serves no screen. */
static enum err_code open_files(struct app *a, struct err *e)
{
	const struct config *c = a->config;
	struct stat s;

	if (stat(c->web_root, &s) == 0 && S_ISDIR(s.st_mode))
		return static_files_open(c->web_root, &a->files, e);
	if (c->web_root_line > 0)
		return err_set(e, ERR_INVALID,
			"%s, line %d: web_root: %s is not a folder", c->file,
			c->web_root_line, c->web_root);
	log_event(LOG_WARN, "service.no_screen", "web_root=\"%s\"", c->web_root);
	return static_files_open("", &a->files, e);
}

static enum err_code open_parts(struct app *a, struct err *e)
{
	struct dispatch_config dispatch;
	struct ping_config ping;
	struct witness_config witness;
	struct event_stream_config events = { .loop = &a->loop };
	struct chore_loop_config chore_loop;

	if (gateways_open(a->config, &a->gateways, e) != ERR_OK
		|| curl_loop_open(&a->loop, config_connections(a->config), &a->curl, e)
			   != ERR_OK)
		return e->code;
	dispatch = (struct dispatch_config){ .loop = &a->loop,
		.executor = store_executor(a->store),
		.transport = curl_loop_transport(a->curl),
		.steady = &a->clock,
		.clock = &a->clock.clock,
		.random = &real_random,
		.settings = &a->settings,
		.gateways = &a->gateways };
	events.executor = dispatch.executor;
	ping = (struct ping_config){ .loop = &a->loop,
		.transport = dispatch.transport,
		.url = a->config->ping_url,
		.seconds = a->config->ping_seconds,
		.ready = app_is_well,
		.ctx = a };
	witness = (struct witness_config){ .loop = &a->loop,
		.executor = dispatch.executor,
		.commits = commits,
		.ctx = a,
		.every_ms = WITNESS_MS };
	chore_loop = (struct chore_loop_config){ .loop = &a->loop,
		.executor = dispatch.executor,
		.clock = &a->clock.clock,
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
		|| witness_open(&witness, &a->witness, e) != ERR_OK
		|| event_stream_open(&events, &a->events, e) != ERR_OK)
		return e->code;
	return ERR_OK;
}

static enum err_code recall(struct app *a, struct err *e)
{
	struct db *db = NULL;
	struct err ignored;
	enum err_code code;

	if (db_open(&sqlite_engine, a->config->database, DB_READ, &db, e) != ERR_OK)
		return e->code;
	code = api_recall(a->api, db, e);
	(void)db_close(db, &ignored);
	return code;
}

static enum err_code open_api(struct app *a, struct err *e)
{
	a->context = (struct api_context){ .loop = &a->loop,
		.executor = store_executor(a->store),
		.clock = &a->clock.clock,
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
		.config = a->config,
		.gateways = &a->gateways,
		.ready = app_ready,
		.metrics = app_metrics };
	if (open_files(a, e) != ERR_OK)
		return e->code;
	a->context.files = a->files;
	err_clear(e);
	return api_open(&a->context, &a->api, e) == ERR_OK ? recall(a, e) : e->code;
}

static enum err_code open_server(struct app *a, struct err *e)
{
	struct server_config config = { .loop = &a->loop,
		.listen = a->config->listen,
		.https = a->config->tls_key[0] != '\0'
			 || strncmp(a->config->base_url, "https:", 6) == 0,
		.peers = app_peers(a->config),
		.handler = api_handle,
		.body_max = api_body_max,
		.draining = api_draining,
		.ctx = a->api };
	struct tls_files tls;
	int fd;

	if (supervisor_socket(&fd, e) != ERR_OK
		|| tls_files_read(a->config, &tls, e) != ERR_OK)
		return e->code;
	config.listen_fd = fd > 0 ? fd : 0;
	config.tls_certificate = tls.certificate;
	config.tls_key = tls.key;
	e->code = server_open(&config, &a->server, e);
	app_certificate_note(a, &tls);
	tls_files_free(&tls);
	return e->code;
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
			a->config->tls_key[0] != '\0' ? "https" : "http",
			server_port(a->server));
}

struct call_settings app_settings(const struct app *a, const struct config *c)
{
	return (struct call_settings){ .base_url = a->base_url,
		.secret = a->secret,
		.secret_len = SECRET_BYTES,
		.secret_key = &a->secret_key,
		.channels = config_channels(c),
		.plain_letters = config_plain_letters(c) };
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
	steady_clock_init(&a->clock, &real_clock);
	a->settings = app_settings(a, config);
	init_handles(a);
	/* what fails from here on ends the program: the system takes back what was
	 * opened */
	if (instance_lock(config->database, &a->lock, e) != ERR_OK
		|| read_secrets(a, e) != ERR_OK || open_store(a, e) != ERR_OK
		|| open_parts(a, e) != ERR_OK || open_api(a, e) != ERR_OK
		|| open_server(a, e) != ERR_OK || write_port(a, e) != ERR_OK)
		return e->code;
	base_url_of(a);
	gateways_set_base_url(&a->gateways, a->base_url);
	dispatch_set_base_url(a->dispatch, a->base_url);
	*ret = a;
	return ERR_OK;
}

int app_port(const struct app *a)
{
	return server_port(a->server);
}

/* It goes on in any case: without the backup with the database as it was. */
static void take_over(const struct app *a)
{
	struct err e;

	if (takeover_take(a->config->database, &e) == ERR_OK)
		log_event(LOG_WARN, "service.restored", "%s", "");
	else
		log_event(LOG_ERROR, "service.restore_failed", "reason=\"%s\"", e.msg);
}

static enum err_code finish(struct app *a, struct err *e)
{
	enum err_code rc = store_close(a->store, e);

	if (rc == ERR_OK && a->taking_over)
		take_over(a);
	instance_unlock(a->lock);
	api_close(a->api);
	static_files_close(a->files);
	app_forget_configs(a);
	signature_key_fini(&a->signing);
	if (uv_loop_close(&a->loop) != 0 && rc == ERR_OK)
		rc = err_set(e, ERR_BUG, "the loop did not end empty");
	base_free(a);
	return rc;
}

enum err_code app_run(struct app *a, bool *ret_again, struct err *e)
{
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a full disk is an error, not the end */
	(void)uv_signal_start(&a->term, on_signal, SIGTERM);
	(void)uv_signal_start(&a->interrupt, on_signal, SIGINT);
	(void)uv_signal_start(&a->hangup, on_hangup, SIGHUP);
	instance_serving(a->lock);
	log_event(LOG_INFO, "service.started", "port=%d version=%s",
		server_port(a->server), PARAAT_VERSION);
	dispatch_kick(a->dispatch); /* what a crash left */
	supervisor_ready();
	(void)uv_run(&a->loop, UV_RUN_DEFAULT);
	REQUIRE(a->handles_open == 0);
	err_clear(e);
	*ret_again = a->taking_over;
	return finish(a, e);
}
