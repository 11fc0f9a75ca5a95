/* SPDX-License-Identifier: EUPL-1.2 */
/* Routes of which the reply is kept: one job fills it for all who wait. Loop thread. */
#include "service/api/api_internal.h"

#include "service/api/route.h"

/* Starts a job that fills the entry for q and all behind it. */
static void fill(struct api *a, struct reply_entry *entry, struct http_request *q)
{
	struct route_match m = route_find(api_tables, q->method, q->path);
	struct api_job *j = api_job_new(a, q, &m);
	struct err e = { 0 };

	entry->filling = true;
	entry->waiting = q;
	entry->commits = a->context->commits(a->context->app);
	if (j != NULL) {
		j->entry = entry;
		if (api_submit(j, &e) == ERR_OK)
			return;
		api_job_free(j);
	} else {
		(void)err_set(&e, ERR_NOMEM, "no memory for the request");
	}
	REQUIRE(entry->later == NULL);
	(void)reply_entry_filled(
		entry, api_problem_of(a, q, &e, 0, 0), "", false, api_tick(a));
}

bool api_from_cache(struct api *a, struct http_request *q, const char *key)
{
	struct reply_entry *r = reply_cache_find(&a->cache, key);

	if (r == NULL
		|| !reply_entry_holds(
			r, a->context->commits(a->context->app), api_tick(a)))
		return false;
	a->figures.requests[0]++;
	api_count(a, q, http_response_status(r->response));
	api_log_request(a, q, http_response_status(r->response));
	reply_entry_answer(r, q);
	return true;
}

void api_cached(struct api *a, struct http_request *q, const char *key)
{
	struct reply_entry *r = reply_cache_entry(&a->cache, key);
	struct err e;

	if (r == NULL) {
		(void)err_set(&e, ERR_BUSY, "too many different questions at a time");
		api_refuse(a, q, &e, 0);
		return;
	}
	q->user2 = NULL;
	if (!r->filling) {
		fill(a, r, q);
	} else if (r->commits == a->context->commits(a->context->app)) {
		q->user2 = r->waiting;
		r->waiting = q;
	} else {
		q->user2 = r->later;
		r->later = q;
	}
}

/* The reply of a cached route: for all who wait for it. */
void api_deliver(struct api_job *j, struct http_response *r)
{
	struct api *a = j->api;
	struct reply_entry *entry = j->entry;
	struct http_request *next;
	bool keep = r != NULL && j->job.err.code == ERR_OK;
	int status = r != NULL ? http_response_status(r) : 503;

	for (struct http_request *q = entry->waiting; q != NULL; q = q->user2)
		api_count(a, q, status);
	next = reply_entry_filled(
		entry, r, keep ? j->call.etag : "", keep, api_tick(a));
	if (next != NULL)
		fill(a, entry, next);
}
