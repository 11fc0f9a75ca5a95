/* SPDX-License-Identifier: EUPL-1.2 */
/* Password work on libuv's threads, gated. */
#include "service/accounts/password_pool.h"

#include "base/alloc.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

enum { CROWD = 2, STACK_BYTES = 1024 * 1024 };

struct password_pool {
	uv_loop_t *loop;
	struct list waiting;
	size_t waiting_count, running;
	size_t at_once;
	char last[64]; /* who had the last turn */
	uv_work_t first;
};

static void no_work(uv_work_t *request)
{
	(void)request;
}

static void start(struct password_pool *p);

static void on_first(uv_work_t *request, int status)
{
	struct password_pool *p = container_of(request, struct password_pool, first);

	(void)status;
	p->running--;
	start(p);
}

struct password_pool *password_pool_new(uv_loop_t *loop)
{
	struct password_pool *p = base_calloc(1, sizeof *p);

	if (p != NULL) {
		p->loop = loop;
		/* one core stays free for calls */
		p->at_once = uv_available_parallelism() > PASSWORD_AT_ONCE
				     ? PASSWORD_AT_ONCE
				     : 1;
		list_init(&p->waiting);
		/* libuv makes its threads at the first work, and ends the program when
		 * it cannot: that is now, not when somebody signs in while memory is
		 * short */
		p->running = 1;
		REQUIRE(uv_queue_work(loop, &p->first, no_work, on_first) == 0);
	}
	return p;
}

void password_pool_free(struct password_pool *p)
{
	if (p == NULL)
		return;
	REQUIRE(p->running == 0 && p->waiting_count == 0);
	base_free(p);
}

static void hash(struct password_work *w)
{
	if (w->given != NULL) {
		w->right = password_matches(w->hash, w->given);
		w->work = password_work(w->hash);
	}
	if (w->wanted != NULL)
		w->err.code = password_hash(w->wanted, w->made, &w->err);
}

/* On a thread that ends with it, as its class cannot be taken back (Linux): strangers
 * who try to sign in take no time from calls, and whoever wakes up goes before them at
 * once. */
static void hash_last(void *work)
{
	const struct sched_param none = { 0 };

	(void)sched_setscheduler(0, SCHED_IDLE, &none);
	hash(work);
}

static void work(uv_work_t *request)
{
	struct password_work *w = container_of(request, struct password_work, request);
	const uv_thread_options_t options = { .flags = UV_THREAD_HAS_STACK_SIZE,
		.stack_size = (size_t)STACK_BYTES };
	uv_thread_t thread;

	if (w->crowded && uv_thread_create_ex(&thread, &options, hash_last, w) == 0)
		(void)uv_thread_join(&thread);
	else
		hash(w);
}

static void on_worked(uv_work_t *request, int status)
{
	struct password_work *w = container_of(request, struct password_work, request);
	struct password_pool *p = w->pool;

	(void)status;
	p->running--;
	w->done(w);
	start(p);
}

/* The first of another address than the last one; else the first. */
static struct password_work *next(struct password_pool *p)
{
	struct list *chosen = p->waiting.next;

	for (struct list *l = p->waiting.next; l != &p->waiting; l = l->next)
		if (strcmp(container_of(l, struct password_work, link)->peer, p->last)
			!= 0) {
			chosen = l;
			break;
		}
	list_remove(chosen);
	p->waiting_count--;
	return container_of(chosen, struct password_work, link);
}

static void start(struct password_pool *p)
{
	while (p->running < p->at_once && p->waiting_count > 0) {
		struct password_work *w = next(p);

		if (w->refuse(w)) {
			w->done(w);
			continue;
		}
		(void)snprintf(p->last, sizeof p->last, "%s", w->peer);
		p->running++;
		w->crowded = p->waiting_count >= CROWD;
		REQUIRE(uv_queue_work(p->loop, &w->request, work, on_worked) == 0);
	}
}

enum err_code password_pool_submit(
	struct password_pool *p, struct password_work *w, struct err *e)
{
	if (p->waiting_count >= PASSWORD_WAITING_MAX)
		return err_set(e, ERR_BUSY, "too many people sign in at once");
	w->pool = p;
	err_clear(&w->err);
	list_push(&p->waiting, &w->link);
	p->waiting_count++;
	start(p);
	return ERR_OK;
}
