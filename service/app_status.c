/* SPDX-License-Identifier: EUPL-1.2 */
/* Is all well, and the figures of the program. */
#include "service/app_internal.h"

bool app_ready(void *ctx, struct text *why)
{
	struct app *a = ctx;
	bool store = store_writable(a->store), gateway = dispatch_usable(a->dispatch);
	struct dispatch_figures gateways[GATEWAYS_MAX];
	size_t n = dispatch_figures(a->dispatch, gateways, GATEWAYS_MAX);

	if (!store)
		text_add(why, "the database cannot be written\n");
	if (!gateway)
		text_add(why, "no gateway is usable: calls cannot get out\n");
	for (size_t i = 0; i < n; i++)
		if (!gateways[i].usable)
			text_addf(why, "gateway %s is broken\n", gateways[i].name);
	if (a->stopping)
		text_add(why, "the service is stopping\n");
	return store && gateway && !a->stopping;
}

/* May the world outside be told that all is well? */
bool app_is_well(void *ctx)
{
	struct app *a = ctx;

	return !a->stopping && store_writable(a->store) && dispatch_usable(a->dispatch);
}

void app_metrics(void *ctx, struct text *out)
{
	struct app *a = ctx;
	struct api_figures api = api_figures(a->api);
	struct server_figures server = server_figures(a->server);
	struct dispatch_figures gateways[GATEWAYS_MAX];
	size_t n = dispatch_figures(a->dispatch, gateways, GATEWAYS_MAX);

	text_addf(out,
		"# TYPE paraat_build_info gauge\nparaat_build_info{version=\"%s\"} 1\n",
		PARAAT_VERSION);
	text_add(out, "# TYPE paraat_requests_total counter\n");
	for (int i = 1; i < 6; i++)
		text_addf(out, "paraat_requests_total{status=\"%dxx\"} %" PRIu64 "\n",
			i, api.requests[i]);
	text_addf(out, "# TYPE paraat_connections gauge\nparaat_connections %u\n",
		server.connections);
	text_addf(out, "# TYPE paraat_event_streams gauge\nparaat_event_streams %zu\n",
		event_stream_count(a->events));
	text_addf(out, "# TYPE paraat_jobs_waiting gauge\nparaat_jobs_waiting %zu\n",
		store_pending(a->store));
	text_addf(out,
		"# TYPE paraat_commits_total counter\nparaat_commits_total %" PRIu64
		"\n",
		store_commits(a->store));
	text_add(out, "# TYPE paraat_messages_total counter\n");
	for (size_t i = 0; i < n; i++)
		text_addf(out,
			"paraat_messages_total{gateway=\"%s\",outcome=\"sent\"} "
			"%" PRIu64 "\nparaat_messages_total{gateway=\"%s\",outcome="
			"\"retry\"} %" PRIu64
			"\nparaat_messages_total{gateway=\"%s\",outcome=\"failed\"} "
			"%" PRIu64 "\n",
			gateways[i].name, gateways[i].sent, gateways[i].name,
			gateways[i].retried, gateways[i].name, gateways[i].failed);
	text_add(out, "# TYPE paraat_gateway_usable gauge\n");
	for (size_t i = 0; i < n; i++)
		text_addf(out, "paraat_gateway_usable{gateway=\"%s\"} %d\n",
			gateways[i].name, gateways[i].usable);
	chore_loop_metrics(a->chores, out);
}
