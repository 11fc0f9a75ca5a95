/* SPDX-License-Identifier: EUPL-1.2 */
/* What is counted of accounts goes to the database beside the requests. One job at a
 * time takes all that changed meanwhile: however many strangers guess, no more than one
 * stands in the queue. Loop thread. */
#include "service/api/api_internal.h"

#include "service/accounts/throttle_store.h"

/* When the ticks of the clock began. */
static struct instant tick_zero(const struct api *a)
{
	return instant_add(a->context->clock->now(a->context->clock),
		(struct duration){ -api_tick(a).ms });
}

static enum err_code keep_work(struct job *job, struct db *db, struct err *e)
{
	struct api_keeping *k = container_of(job, struct api_keeping, job);

	err_clear(e);
	return throttle_store_write(db, k->rows, k->count, k->tick_zero, e);
}

static void on_kept(struct job *job)
{
	struct api *a = container_of(job, struct api, keeping.job);

	a->jobs--;
	a->keeping.under_way = false;
	if (job->err.code == ERR_OK)
		api_keep_failures(a);
	else /* with the next that fails */
		throttle_take_back(&a->throttle, a->keeping.rows, a->keeping.count);
}

void api_keep_failures(struct api *a)
{
	struct executor *x = a->context->executor;
	struct api_keeping *k = &a->keeping;
	struct err ignored;

	if (k->under_way)
		return; /* then it takes these as well */
	k->count = throttle_take(&a->throttle, k->rows, KEPT_AT_ONCE);
	if (k->count == 0)
		return;
	k->job = (struct job){ .work = keep_work, .done = on_kept };
	k->tick_zero = tick_zero(a);
	k->under_way = x->write(x, &k->job, JOB_OTHER, &ignored) == ERR_OK;
	if (k->under_way)
		a->jobs++;
	else
		throttle_take_back(&a->throttle, k->rows, k->count);
}

enum err_code api_recall(struct api *a, struct db *db, struct err *e)
{
	return throttle_store_read(db, &a->throttle, api_tick(a), tick_zero(a), e);
}
