/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat serve */
#include "base/log.h"
#include "schema/engine.h"
#include "service/app.h"
#include "service/command/command.h"
#include "service/real.h"

#include <stdio.h>
#include <stdlib.h>

/* One life of the service. */
static enum err_code serve(const struct config *config, bool *ret_again, struct err *e)
{
	struct app *app = NULL;

	real_log_format(config->log_json);
	log_init(&real_log, &real_clock, LOG_INFO);
	if (app_open(config, &app, e) != ERR_OK) {
		(void)command_fail(e);
		(void)fflush(NULL);
		_Exit(EXIT_FAILED); /* threads may run already: the system cleans up */
	}
	return app_run(app, ret_again, e);
}

int command_serve(const char *file, int count, char **words)
{
	static struct config newer;
	const struct config *first;
	struct config config;
	bool again = true;
	struct err e;

	(void)words;
	if (count > 0)
		return command_usage("serve");
	first = command_config(file);
	if (first == NULL)
		return EXIT_FAILED;
	config = *first;
	if (config_read_secrets(&config, &e) != ERR_OK)
		return command_fail(&e);
	sqlite_engine_reserve();
	while (again) {
		if (serve(&config, &again, &e) != ERR_OK)
			return command_fail(&e);
		if (again && config_read(file, &newer, &e) == ERR_OK
			&& config_read_secrets(&newer, &e) == ERR_OK)
			config = newer; /* else as it was */
	}
	return EXIT_DONE;
}
