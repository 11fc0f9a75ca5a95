/* SPDX-License-Identifier: EUPL-1.2 */
/* The service manager, when there is one (systemd: sd_notify(3), sd_listen_fds(3),
 * sd_watchdog_enabled(3)); without one all of this does nothing. Loop thread. */
#pragma once

#include "base/err.h"
#include "schema/store.h"

#include <uv.h>

/* The socket that listens already (socket activation), or -1. More than one is an
 * error. A descriptor of its own each time: it goes on being there when the service
 * begins again. */
MUST_USE enum err_code supervisor_socket(int *ret_fd, struct err *e);
void supervisor_ready(void);
void supervisor_reloading(void); /* then supervisor_ready() */
void supervisor_stopping(void);

/* The watchdog: as long as the loop turns and the store thread does its jobs, the
 * manager is told so at a quarter of the interval that it wants; it ends and starts
 * again a program that hangs. A job that fails (a full disk) is no reason: a new start
 * would not help. */
struct watchdog;
MUST_USE enum err_code watchdog_open(uv_loop_t *loop, struct executor *executor,
	struct watchdog **ret, struct err *e);
void watchdog_drain(struct watchdog *w);
bool watchdog_idle(const struct watchdog *w);
void watchdog_close(struct watchdog *w, void (*closed)(void *ctx), void *ctx);
