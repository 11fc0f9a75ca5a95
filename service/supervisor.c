/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/supervisor.h"

#include "base/alloc.h"
#include "base/list.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

enum err_code supervisor_socket(int *ret_fd, struct err *e)
{
	static int n = -1;

	*ret_fd = -1;
	if (n < 0)
		n = sd_listen_fds(1);
	if (n <= 0)
		return ERR_OK;
	if (n > 1)
		return err_set(e, ERR_INVALID,
			"the service manager passed %d sockets: one is enough", n);
	if (sd_is_socket(SD_LISTEN_FDS_START, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
		return err_set(e, ERR_INVALID,
			"what the service manager passed is not a listening socket");
	*ret_fd = fcntl(SD_LISTEN_FDS_START, F_DUPFD_CLOEXEC, SD_LISTEN_FDS_START);
	if (*ret_fd < 0)
		return err_set(
			e, ERR_IO, "the socket that was passed: %s", strerror(errno));
	return ERR_OK;
}

void supervisor_ready(void)
{
	(void)sd_notify(0, "READY=1");
}

void supervisor_reloading(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	(void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
		t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000);
}

void supervisor_stopping(void)
{
	(void)sd_notify(0, "STOPPING=1");
}

struct watchdog {
	struct executor *executor;
	uv_timer_t timer;
	struct job job;
	bool busy, draining;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

static enum err_code pass_through(struct job *j, struct db *db, struct err *e)
{
	(void)j;
	(void)db;
	err_clear(e);
	return ERR_OK;
}

static void on_passed(struct job *j)
{
	struct watchdog *w = container_of(j, struct watchdog, job);

	w->busy = false;
	(void)sd_notify(0, "WATCHDOG=1");
}

/* A full queue (ERR_BUSY) is not a hang either: the next turn tries again, well before
 * the manager loses patience. */
static void on_timer(uv_timer_t *t)
{
	struct watchdog *w = container_of(t, struct watchdog, timer);
	struct err e;

	if (w->busy || w->draining)
		return;
	w->job = (struct job){ .work = pass_through, .done = on_passed };
	w->busy = w->executor->write(w->executor, &w->job, JOB_CALL, &e) == ERR_OK;
}

enum err_code watchdog_open(uv_loop_t *loop, struct executor *executor,
	struct watchdog **ret, struct err *e)
{
	struct watchdog *w = base_calloc(1, sizeof *w);
	uint64_t usec = 0;

	if (w == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the watchdog");
	w->executor = executor;
	REQUIRE(uv_timer_init(loop, &w->timer) == 0);
	if (sd_watchdog_enabled(0, &usec) > 0) {
		uint64_t ms = usec / 4000 > 0 ? usec / 4000 : 1;

		(void)uv_timer_start(&w->timer, on_timer, 0, ms);
	}
	*ret = w;
	return ERR_OK;
}

void watchdog_drain(struct watchdog *w)
{
	w->draining = true;
	(void)uv_timer_stop(&w->timer);
}

bool watchdog_idle(const struct watchdog *w)
{
	return !w->busy;
}

static void on_closed(uv_handle_t *h)
{
	struct watchdog *w = container_of(h, struct watchdog, timer);

	w->closed(w->closed_ctx);
	base_free(w);
}

void watchdog_close(struct watchdog *w, void (*closed)(void *ctx), void *ctx)
{
	w->closed = closed;
	w->closed_ctx = ctx;
	uv_close((uv_handle_t *)&w->timer, on_closed);
}
