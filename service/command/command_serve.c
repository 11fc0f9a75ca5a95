/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat serve */
#include "base/log.h"
#include "service/app.h"
#include "service/command/command.h"
#include "service/real.h"

#include <stdio.h>
#include <stdlib.h>

int command_serve(const struct config *config, int count, char **words)
{
	struct app *app = NULL;
	struct err e;

	(void)words;
	if (count > 0)
		return command_usage("serve");
	real_log_format(config->log_json);
	log_init(&real_log, &real_clock, LOG_INFO);
	if (app_open(config, &app, &e) != ERR_OK) {
		(void)command_fail(&e);
		(void)fflush(NULL);
		_Exit(EXIT_FAILED); /* threads may run already: the system cleans up */
	}
	return app_run(app, &e) == ERR_OK ? EXIT_DONE : command_fail(&e);
}
