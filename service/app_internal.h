/* SPDX-License-Identifier: EUPL-1.2 */
/* The parts of the running program, for the files of service/app*. */
#pragma once

#include "base/digest.h"
#include "service/api/api.h"
#include "service/app.h"
#include "service/chore/chore.h"
#include "service/dispatch/curl_loop.h"
#include "service/dispatch/dispatch.h"
#include "service/ping.h"
#include "service/secret.h"
#include "service/supervisor.h"
#include "service/tls_files.h"
#include "service/witness.h"

struct app {
	const struct config *config; /* the newest */
	struct config_kept *kept;
	struct steady_clock clock;
	uv_loop_t loop;
	uv_async_t wake, stop;
	uv_signal_t term, interrupt, hangup;
	uv_prepare_t settle; /* while stopping: looks whether all is quiet */
	uv_idle_t awake;     /* keeps the loop turning while it looks */
	struct store *store;
	struct curl_loop *curl;
	struct ping *ping;
	struct witness *witness;
	struct chore_loop *chores;
	struct watchdog *watchdog;
	struct dispatch *dispatch;
	struct event_stream *events;
	struct static_files *files;
	struct api *api;
	struct server *server;
	struct api_context context;
	struct call_settings settings;
	struct gateways gateways;
	uint8_t secret[SECRET_BYTES];
	struct digest_key secret_key; /* the same, prepared */
	struct signature_key signing;
	char base_url[CONFIG_TEXT_MAX];
	uint64_t seen_commits;
	struct instant certificate_until; /* ms 0: no TLS */
	bool stopping, server_stopped, sealed, quiet;
	bool taking_over; /* begins again, with another database */
	int handles_open;
	int lock; /* on the database */
};

/* What /readyz and the outside watcher are told, and /metrics. Loop thread. */
bool app_ready(void *app, struct text *why);
bool app_is_well(void *app);
void app_metrics(void *app, struct text *out);

/* Until when it is good, for /metrics. */
void app_certificate_note(struct app *a, const struct tls_files *tls);

/* Begins the ordered stop, once; the loop ends when all is quiet. */
void app_begin_stop(struct app *a);

/* Who may be how many, as the configuration says. */
struct server_peers app_peers(const struct config *c);

/* What call-outs are told of a configuration. */
struct call_settings app_settings(const struct app *a, const struct config *c);
/* The configuration is read again (SIGHUP). Loop thread. */
void app_reload(struct app *a);
/* Those of before, when nothing that is under way can have begun with one. Loop thread.
 */
void app_let_go(struct app *a);
/* How many there are besides that of the start. */
size_t app_configs(const struct app *a);
/* At the end, when nothing reads them any more. */
void app_forget_configs(struct app *a);
