/* SPDX-License-Identifier: EUPL-1.2 */
/* /metrics: the figures of the program (docs/monitoring.md says what each one means).
 */
#include "service/app_internal.h"

#include "service/process.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

static void add_requests(struct text *out, const struct api_figures *api)
{
	uint64_t count = 0;

	text_add(out, "# TYPE paraat_requests_total counter\n");
	for (int i = 1; i < 6; i++)
		text_addf(out, "paraat_requests_total{status=\"%dxx\"} %" PRIu64 "\n",
			i, api->requests[i]);
	text_add(out, "# TYPE paraat_request_seconds histogram\n");
	for (int i = 0; i < API_TOOK_BOUNDS; i++) {
		count += api->took[i];
		text_addf(out, "paraat_request_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
			(double)api_took_bounds_ms[i] / 1000, count);
	}
	count += api->took[API_TOOK_BOUNDS];
	text_addf(out,
		"paraat_request_seconds_bucket{le=\"+Inf\"} %" PRIu64
		"\nparaat_request_seconds_sum %.3f\n"
		"paraat_request_seconds_count %" PRIu64 "\n",
		count, (double)api->took_ms / 1000, count);
	text_addf(out,
		"# TYPE paraat_passwords_total counter\n"
		"paraat_passwords_total{outcome=\"right\"} %" PRIu64
		"\nparaat_passwords_total{outcome=\"wrong\"} %" PRIu64
		"\nparaat_passwords_total{outcome=\"slowed\"} %" PRIu64
		"\n# TYPE paraat_password_work_total counter\n"
		"paraat_password_work_total %" PRIu64 "\n",
		api->passwords_right, api->passwords_wrong, api->passwords_slowed,
		api->password_work);
}

static void add_server(struct text *out, const struct server_figures *server)
{
	text_addf(out, "# TYPE paraat_connections gauge\nparaat_connections %u\n",
		server->connections);
	text_addf(out,
		"# TYPE paraat_connections_turned_away_total counter\n"
		"paraat_connections_turned_away_total %" PRIu64 "\n",
		server->turned_away);
	text_addf(out,
		"# TYPE paraat_body_bytes gauge\nparaat_body_bytes %zu\n"
		"# TYPE paraat_bodies_turned_away_total counter\n"
		"paraat_bodies_turned_away_total %" PRIu64 "\n",
		server->body_bytes, server->crowded);
}

static void add_store(struct text *out, const struct store *store)
{
	text_addf(out, "# TYPE paraat_jobs_waiting gauge\nparaat_jobs_waiting %zu\n",
		store_pending(store));
	text_addf(out,
		"# TYPE paraat_commits_total counter\nparaat_commits_total %" PRIu64
		"\n",
		store_commits(store));
	text_addf(out,
		"# TYPE paraat_database_writable gauge\nparaat_database_writable %d\n",
		store_writable(store));
}

static void add_gateways(struct text *out, const struct dispatch *dispatch)
{
	struct dispatch_figures g[GATEWAYS_MAX];
	size_t n = dispatch_figures(dispatch, g, GATEWAYS_MAX);

	text_add(out, "# TYPE paraat_messages_total counter\n");
	for (size_t i = 0; i < n; i++)
		text_addf(out,
			"paraat_messages_total{gateway=\"%s\",outcome=\"sent\"} "
			"%" PRIu64 "\nparaat_messages_total{gateway=\"%s\",outcome="
			"\"retry\"} %" PRIu64
			"\nparaat_messages_total{gateway=\"%s\",outcome=\"failed\"} "
			"%" PRIu64 "\n",
			g[i].name, g[i].sent, g[i].name, g[i].retried, g[i].name,
			g[i].failed);
	text_add(out, "# TYPE paraat_messages_under_way gauge\n");
	for (size_t i = 0; i < n; i++)
		text_addf(out, "paraat_messages_under_way{gateway=\"%s\"} %zu\n",
			g[i].name, g[i].under_way);
	text_add(out, "# TYPE paraat_gateway_usable gauge\n");
	for (size_t i = 0; i < n; i++)
		text_addf(out, "paraat_gateway_usable{gateway=\"%s\"} %d\n", g[i].name,
			g[i].usable);
}

/* How fast it grows, and for how long there is room. */
static void add_disk(struct text *out, const char *database)
{
	struct statvfs disk;
	struct stat file;

	if (stat(database, &file) == 0)
		text_addf(out,
			"# TYPE paraat_database_bytes gauge\n"
			"paraat_database_bytes %" PRId64 "\n",
			(int64_t)file.st_size);
	if (statvfs(database, &disk) == 0)
		text_addf(out,
			"# TYPE paraat_disk_free_bytes gauge\n"
			"paraat_disk_free_bytes %" PRIu64 "\n",
			(uint64_t)disk.f_bavail * disk.f_frsize);
}

void app_metrics(void *ctx, struct text *out)
{
	struct app *a = ctx;
	struct api_figures api = api_figures(a->api);
	struct server_figures server = server_figures(a->server);

	text_addf(out,
		"# TYPE paraat_build_info gauge\nparaat_build_info{version=\"%s\"} 1\n",
		PARAAT_VERSION);
	text_addf(out,
		"# TYPE paraat_reloaded_configurations gauge\n"
		"paraat_reloaded_configurations %zu\n",
		app_configs(a));
	add_requests(out, &api);
	add_server(out, &server);
	text_addf(out, "# TYPE paraat_event_streams gauge\nparaat_event_streams %zu\n",
		event_stream_count(a->events));
	add_store(out, a->store);
	add_disk(out, a->config->database);
	add_gateways(out, a->dispatch);
	chore_loop_metrics(a->chores, out);
	if (a->certificate_until.ms != 0)
		text_addf(out,
			"# TYPE paraat_certificate_expires_timestamp_seconds gauge\n"
			"paraat_certificate_expires_timestamp_seconds %" PRId64 "\n",
			a->certificate_until.ms / 1000);
	process_metrics(out);
}
