/* SPDX-License-Identifier: EUPL-1.2 */
/* Is all well? */
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
			text_addf(why, "gateway %s %s\n", gateways[i].name,
				!gateways[i].in_doubt ? "is broken"
				: gateways[i].loses
					? "takes messages, and too few receipts come"
					: "takes messages, and no receipts come");
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
