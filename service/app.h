/* SPDX-License-Identifier: EUPL-1.2 */
/* The running service: owns the loop and everything on it, starts and stops in order.
 */
#pragma once

#include "service/config.h"

struct app;

/* Opens everything and listens. ERR_CONFLICT and one clear sentence for a database that
 * is newer or older, a port in use … The configuration is borrowed. */
MUST_USE enum err_code app_open(
	const struct config *config, struct app **ret, struct err *e);
int app_port(const struct app *a);
/* Runs until SIGTERM, SIGINT or app_stop(); then stops in order. *ret_again: a backup
 * was put in the place of the database (service/backup/takeover.h) and the program goes
 * on with it: open another one. ERR_BUG when something was left open. Frees the app. */
MUST_USE enum err_code app_run(struct app *a, bool *ret_again, struct err *e);
/* Any thread: begins the ordered stop. */
void app_stop(struct app *a);
