/* SPDX-License-Identifier: EUPL-1.2 */
/* From a request to a job and back: the loop thread's side of the frame. */
#include "service/api/api_internal.h"

#include "alert/call/call.h"
#include "base/alloc.h"
#include "service/api/route.h"

#include <string.h>

/* --- jobs */

struct api_job *api_job_new(
	struct api *a, struct http_request *q, const struct route_match *m)
{
	struct api_job *j = base_calloc(1, sizeof *j);

	if (j == NULL)
		return NULL;
	j->api = a;
	j->q = q;
	j->call.http = q;
	j->call.context = a->context;
	j->call.route = m->route;
	j->call.id = m->id;
	j->call.role = ROLES_COUNT;
	j->call.job = &j->job;
	memcpy(j->call.word, m->word, sizeof j->call.word);
	memcpy(j->call.actor_name, "public", sizeof "public");
	text_init(&j->call.text, API_REPLY_MAX);
	return j;
}

void api_job_free(struct api_job *j)
{
	text_fini(&j->call.text);
	json_decref(j->body);
	base_free(j);
}

/* Is the sign-in of this change to be looked at before it takes a place among the
 * writes? Password work reads first anyway. */
static bool is_unknown(const struct api *a, const struct api_job *j)
{
	const struct api_route *r = j->call.route;

	return r->may != MAY(PUBLIC) && r->mode >= API_WRITE && r->mode != API_PASSWORD
	       && !api_is_known(a, j->q);
}

/* The second step of what looks first. False: it may not be done now (then job->err
 * says why). */
static bool go_on(struct api_job *j)
{
	if (j->call.unknown)
		api_know(j->api, j->q);
	api_know_link(j->api, &j->call);
	j->call.step = 1;
	return api_submit(j, &j->job.err) == ERR_OK;
}

/* The request is through, and noted where it must be. */
static void finish(struct api_job *j)
{
	struct job *job = &j->job;
	struct api *a = j->api;
	struct api_call *c = &j->call;
	bool done = job->err.code == ERR_OK;
	bool ok = done || (job->err.code == ERR_CONFLICT && c->discard);
	bool first = api_is_first_step(c);
	bool wrote = done && c->route->mode >= API_WRITE && !first;

	if (done && first && c->status == 0) {
		if (c->route->mode == API_PASSWORD ? api_hash_first(j) : go_on(j))
			return;
		if (job->err.code == ERR_LIMITED && c->route->mode == API_PASSWORD) {
			api_note_wait(c);
			api_end(j);
			return;
		}
		ok = false;
	} else if (c->route->mode == API_PASSWORD) {
		api_password_settle(j);
	}
	if (c->touch)
		api_touch(a, c);
	if (done && c->status == 200 && c->route->mode == API_READ)
		api_know_link(a, c);
	if (job->err.code == ERR_UNAUTHENTICATED)
		api_forget(a, j->q);
	if (ok && (c->route->flags & API_STREAM) != 0) {
		api_count(a, j->q, 200);
		event_stream_accept(
			a->context->events, j->q, c->stream_after, c->stream_callout);
	} else {
		struct http_response *r =
			ok ? api_response(c)
			   : api_problem_of(a, j->q, &job->err, 0, c->retry_seconds);

		if (j->entry != NULL)
			api_deliver(j, r);
		else
			api_answer(a, j->q, r);
	}
	api_job_free(j);
	if (wrote && a->context->committed != NULL)
		a->context->committed(a->context->app);
}

static void on_noted(struct job *job)
{
	struct api_job *j = container_of(job, struct api_job, job);

	j->api->jobs--;
	if (job->err.code != ERR_OK)
		api_note_failed(j->api, &j->call);
	if (j->told.code != ERR_OK || job->err.code == ERR_OK)
		job->err = j->told;
	finish(j);
}

/* What could not be noted is not answered, unless the answer is a refusal. */
void api_end(struct api_job *j)
{
	struct executor *x = j->api->context->executor;
	struct job *job = &j->job;
	struct err e;

	if (!api_note_is_due(j->api, &j->call)) {
		finish(j);
		return;
	}
	j->told = job->err;
	job->work = api_note_work;
	job->done = on_noted;
	if (x->write(x, job, JOB_OTHER, &e) == ERR_OK) {
		j->api->jobs++;
		return;
	}
	api_note_failed(j->api, &j->call);
	job->err = j->told.code != ERR_OK ? j->told : e;
	finish(j);
}

static void on_done(struct job *job)
{
	struct api_job *j = container_of(job, struct api_job, job);

	j->api->jobs--;
	api_end(j);
}

enum err_code api_submit(struct api_job *j, struct err *e)
{
	struct executor *x = j->api->context->executor;
	enum api_mode mode = j->call.route->mode;
	enum err_code rc;

	j->job.work = api_work;
	j->job.done = on_done;
	if (mode == API_READ || api_is_first_step(&j->call)) {
		rc = x->read(x, &j->job, e);
		if (rc == ERR_BUSY && mode == API_CALL) {
			j->call.step = 1; /* no crowd of readers holds calls up */
			return api_submit(j, e);
		}
	} else {
		rc = x->write(x, &j->job, mode == API_CALL ? JOB_CALL : JOB_OTHER, e);
	}
	if (rc != ERR_OK)
		return rc;
	j->api->jobs++;
	if (mode == API_CALL && !api_is_first_step(&j->call)
		&& j->api->context->submitted != NULL)
		j->api->context->submitted(j->api->context->app);
	return ERR_OK;
}

/* --- routing */

static void run_here(struct api *a, struct http_request *q, const struct route_match *m)
{
	struct api_job *j = api_job_new(a, q, m);
	struct err e = { 0 };

	if (j == NULL) {
		api_answer(a, q, NULL);
		return;
	}
	if (api_work(&j->job, NULL, &e) == ERR_OK)
		api_answer(a, q, api_response(&j->call));
	else
		api_refuse(a, q, &e, 0);
	api_job_free(j);
}

static bool is_genuine(struct api_job *j, struct err *e)
{
	struct api_call *c = &j->call;

	if ((c->route->flags & API_SIGNED) == 0)
		return true;
	c->by.now = c->context->clock->now(c->context->clock);
	return c->route->handler(c, NULL, e) == ERR_OK;
}

static void run_job(struct api *a, struct http_request *q, const struct route_match *m)
{
	struct api_job *j = api_job_new(a, q, m);
	struct err e = { 0 };

	if (j == NULL) {
		api_answer(a, q, NULL);
		return;
	}
	j->call.unknown = is_unknown(a, j);
	if (api_is_first_step(&j->call) && api_is_known_link(a, &j->call))
		j->call.step = 1;
	if (is_genuine(j, &e) && api_submit(j, &e) == ERR_OK)
		return;
	api_job_free(j);
	api_refuse(a, q, &e, 0);
}

/* No route has this path and method. */
static void no_route(struct api *a, struct http_request *q, unsigned allowed)
{
	struct http_response *r;
	char allow[80];
	struct err e;

	if (allowed != 0 && q->method == HTTP_OPTIONS) {
		route_allow(allowed | HTTP_OPTIONS, allow, sizeof allow);
		r = http_response_static(204, NULL, "", 0);
		if (r != NULL)
			(void)http_response_header(r, "Allow", allow);
		api_answer(a, q, r);
		return;
	}
	if (allowed == 0 && a->context->files != NULL
		&& strncmp(q->path, "/api/", 5) != 0
		&& static_files_reply(a->context->files, q))
		return;
	if (allowed != 0)
		(void)err_set(&e, ERR_METHOD, "this address does not know that method");
	else
		(void)err_set(&e, ERR_NOTFOUND, "there is nothing at this address");
	api_answer(a, q, api_problem_of(a, q, &e, allowed, 0));
}

static bool is_json(const struct http_request *q)
{
	struct api_call c = { .http = q };

	return api_content_is(&c, "application/json")
	       || api_content_is(&c, "application/merge-patch+json");
}

static void dispatch(struct api *a, struct http_request *q, const char *key)
{
	struct route_match m = route_find(api_tables, q->method, q->path);
	struct err e;

	if (m.route == NULL) {
		no_route(a, q, m.allowed);
	} else if (q->body_len > 0 && (m.route->flags & API_ANY_BODY) == 0
		   && m.route->method != HTTP_GET && !is_json(q)) {
		(void)err_set(&e, ERR_UNSUPPORTED,
			"the body must be JSON: Content-Type: application/json");
		api_refuse(a, q, &e, 0);
	} else if (m.route->mode == API_LOOP) {
		run_here(a, q, &m);
	} else if ((m.route->flags & API_CACHED) != 0 && key != NULL) {
		api_cached(a, q, key);
	} else {
		run_job(a, q, &m);
	}
}

void api_handle(void *api, struct http_request *q)
{
	struct api *a = api;
	char *key = NULL;

	q->began = api_tick(a);
	if (q->method == HTTP_GET || q->method == HTTP_HEAD)
		key = reply_cache_key(q);
	if (key == NULL || !api_from_cache(a, q, key))
		dispatch(a, q, key);
	base_free(key);
}

size_t api_body_max(void *api, const struct http_request *q)
{
	const struct route_match m = route_find(api_tables, q->method, q->path);
	const bool named =
		q->header[HTTP_AUTHORIZATION] != NULL || q->header[HTTP_COOKIE] != NULL;

	(void)api;
	return m.route != NULL && m.route->may != MAY(PUBLIC) && named
		       ? HTTP_BODY_MAX
		       : API_STRANGER_BODY;
}

/* --- the whole */

enum err_code api_reconfigure(
	struct api *a, const struct api_context *context, struct err *e)
{
	struct api_kept *kept = base_calloc(1, sizeof *kept);

	if (kept == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the API");
	kept->context = *context;
	kept->before = a->kept;
	a->kept = kept;
	a->context = &kept->context;
	return ERR_OK;
}

static void free_contexts(struct api_kept *kept)
{
	while (kept != NULL) {
		struct api_kept *before = kept->before;

		base_free(kept);
		kept = before;
	}
}

void api_let_go(struct api *a)
{
	if (a->jobs > 0)
		return;
	free_contexts(a->kept->before);
	a->kept->before = NULL;
}

enum err_code api_open(
	const struct api_context *context, struct api **ret, struct err *e)
{
	struct api *a = base_calloc(1, sizeof *a);

	if (a == NULL || api_reconfigure(a, context, e) != ERR_OK) {
		base_free(a);
		return err_set(e, ERR_NOMEM, "no memory for the API");
	}
	a->passwords = password_pool_new(context->loop);
	if (a->passwords == NULL) {
		free_contexts(a->kept);
		base_free(a);
		return err_set(e, ERR_NOMEM, "no memory for the API");
	}
	reply_cache_init(&a->cache);
	context->random->fill(context->random, &a->run, sizeof a->run);
	a->run &= UINT32_MAX;
	throttle_init(&a->throttle, context->calls->secret, context->calls->secret_len);
	context->random->fill(context->random, &a->known.seed, sizeof a->known.seed);
	*ret = a;
	return ERR_OK;
}

void api_draining(void *api)
{
	struct api *a = api;

	a->draining = true;
	if (a->context->events != NULL)
		event_stream_drain(a->context->events);
}

void api_close(struct api *a)
{
	if (a == NULL)
		return;
	REQUIRE(a->jobs == 0);
	reply_cache_fini(&a->cache);
	password_pool_free(a->passwords);
	free_contexts(a->kept);
	base_free(a);
}

bool api_idle(const struct api *a)
{
	return a->jobs == 0;
}

struct api_figures api_figures(const struct api *a)
{
	return a->figures;
}
