/* SPDX-License-Identifier: EUPL-1.2 */
/* SIGHUP: the configuration is read again. What can change while calls go on does so at
 * once; for the rest the log says that a restart is needed (which loses nothing:
 * messages under way are taken up again). A configuration with an error changes
 * nothing. */
#include "service/app_internal.h"

#include "base/alloc.h"
#include "base/log.h"
#include "service/real.h"

#include <string.h>

/* Do both say the same, but for what is applied at once? */
static bool same_rest(const struct config *old, struct config *new)
{
	new->log_json = old->log_json;
	new->log_requests = old->log_requests;
	return memcmp(old, new, sizeof *old) == 0;
}

void app_reload(struct app *a)
{
	struct config *new = base_calloc(1, sizeof *new);
	struct err e;

	supervisor_reloading();
	if (new == NULL || config_read(a->config->file, new, &e) != ERR_OK) {
		log_event(LOG_ERROR, "service.reload_refused", "reason=\"%s\"",
			new != NULL ? e.msg : "out of memory");
	} else {
		real_log_format(new->log_json);
		api_log_requests(a->api, new->log_requests);
		if (same_rest(a->config, new))
			log_event(LOG_INFO, "service.reloaded", "restart_needed=%s",
				"no");
		else
			log_event(LOG_WARN, "service.reloaded", "restart_needed=%s",
				"yes");
	}
	base_free(new);
	supervisor_ready();
}
