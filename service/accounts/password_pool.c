/* SPDX-License-Identifier: EUPL-1.2 */
/* Password work on libuv's threads, gated. */
#include "service/accounts/password_pool.h"

#include "base/alloc.h"

struct password_pool {
	uv_loop_t *loop;
	struct list waiting;
	size_t waiting_count, running;
};

struct password_pool *password_pool_new(uv_loop_t *loop)
{
	struct password_pool *p = base_calloc(1, sizeof *p);

	if (p != NULL) {
		p->loop = loop;
		list_init(&p->waiting);
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

static void work(uv_work_t *request)
{
	struct password_work *w = container_of(request, struct password_work, request);

	if (w->given != NULL)
		w->right = password_matches(w->hash, w->given);
	if (w->wanted != NULL)
		w->err.code = password_hash(w->wanted, w->made, &w->err);
}

static void start(struct password_pool *p);

static void on_worked(uv_work_t *request, int status)
{
	struct password_work *w = container_of(request, struct password_work, request);
	struct password_pool *p = w->pool;

	(void)status;
	p->running--;
	w->done(w);
	start(p);
}

static void start(struct password_pool *p)
{
	while (p->running < PASSWORD_AT_ONCE && p->waiting_count > 0) {
		struct password_work *w =
			container_of(list_pop(&p->waiting), struct password_work, link);

		p->waiting_count--;
		p->running++;
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
