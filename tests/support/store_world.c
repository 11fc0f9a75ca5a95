/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/store_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

const struct store_limits store_roomy = { 10000, 10000, 10000, 64 };

static void on_wake(void *ctx)
{
	struct store_world *w = ctx;

	(void)pthread_mutex_lock(&w->lock);
	w->woken = true;
	w->wakes++;
	(void)pthread_cond_broadcast(&w->changed);
	(void)pthread_mutex_unlock(&w->lock);
}

void store_world_open(struct store_world *w, const struct engine *engine,
	const struct store_limits *limits)
{
	struct store_config config = { .engine = &w->engine,
		.readers = 2,
		.queue_other = limits->other,
		.queue_call = limits->call,
		.queue_read = limits->read,
		.group = limits->group,
		.wake = on_wake,
		.wake_ctx = w };
	struct err e = { 0 };

	memset(w, 0, sizeof *w);
	w->engine = engine != NULL ? *engine : sqlite_engine;
	test_db_open(&w->t);
	config.file = w->t.file;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->changed, NULL);
	test_ok(store_open(&config, &w->store, &e), &e);
	w->executor = store_executor(w->store);
}

void store_world_write(struct store_world *w, struct job *j, enum job_class class)
{
	struct err e = { 0 };

	test_ok(w->executor->write(w->executor, j, class, &e), &e);
}

void store_world_read(struct store_world *w, struct job *j)
{
	struct err e = { 0 };

	test_ok(w->executor->read(w->executor, j, &e), &e);
}

void store_world_settle(struct store_world *w)
{
	while (store_pending(w->store) > 0) {
		(void)pthread_mutex_lock(&w->lock);
		while (!w->woken)
			(void)pthread_cond_wait(&w->changed, &w->lock);
		w->woken = false;
		(void)pthread_mutex_unlock(&w->lock);
		store_deliver(w->store);
	}
}

void store_world_close(struct store_world *w)
{
	struct err e = { 0 };

	test_ok(store_close(w->store, &e), &e);
	test_db_close(&w->t);
	(void)pthread_mutex_destroy(&w->lock);
	(void)pthread_cond_destroy(&w->changed);
}

static enum err_code gate_work(struct job *j, struct db *db, struct err *e)
{
	struct gate *g = container_of(j, struct gate, job);
	struct store_world *w = g->world;

	(void)db;
	(void)e;
	(void)pthread_mutex_lock(&w->lock);
	g->reached = true;
	(void)pthread_cond_broadcast(&w->changed);
	while (!g->opened)
		(void)pthread_cond_wait(&w->changed, &w->lock);
	(void)pthread_mutex_unlock(&w->lock);
	return ERR_OK;
}

static void gate_done(struct job *j)
{
	container_of(j, struct gate, job)->done = true;
}

void gate_shut(struct gate *g, struct store_world *w, bool write)
{
	*g = (struct gate){ .job = { .work = gate_work, .done = gate_done },
		.world = w };
	if (write)
		store_world_write(w, &g->job, JOB_OTHER);
	else
		store_world_read(w, &g->job);
	(void)pthread_mutex_lock(&w->lock);
	while (!g->reached)
		(void)pthread_cond_wait(&w->changed, &w->lock);
	(void)pthread_mutex_unlock(&w->lock);
}

void gate_open(struct gate *g)
{
	(void)pthread_mutex_lock(&g->world->lock);
	g->opened = true;
	(void)pthread_cond_broadcast(&g->world->changed);
	(void)pthread_mutex_unlock(&g->world->lock);
}
