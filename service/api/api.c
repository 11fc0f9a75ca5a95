/* SPDX-License-Identifier: EUPL-1.2 */
/* From a request to a job and back: the loop thread's side of the frame. */
#include "service/api/api_internal.h"

#include "base/alloc.h"
#include "base/log.h"
#include "service/api/problem.h"
#include "service/api/route.h"

#include <stdio.h>
#include <string.h>

static struct tick tick_of(const struct api *a)
{
	return a->context.clock->tick(a->context.clock);
}

static void count(struct api *a, int status)
{
	a->figures.requests[status >= 100 && status < 600 ? status / 100 : 5]++;
}

/* One line a request that failed, or every one when that is asked for: never the path
 * itself, which may hold a token. */
static void log_request(struct api *a, const struct http_request *q, int status)
{
	struct route_match m;
	char method[80];

	if (status < 500 && !a->context.log_requests)
		return;
	m = route_find(api_tables, q->method, q->path);
	route_allow(q->method, method, sizeof method);
	log_event(status < 500 ? LOG_INFO : LOG_WARN, "api.request",
		"request=%" PRIx64 "-%" PRIu64
		" method=%s route=%s status=%d ms=%" PRId64,
		a->run, q->number, method, m.route != NULL ? m.route->pattern : "-",
		status, tick_of(a).ms - q->began.ms);
}

static void answer(struct api *a, struct http_request *q, struct http_response *r)
{
	int status = r != NULL ? http_response_status(r) : 503;

	count(a, status);
	log_request(a, q, status);
	http_reply(q, r);
}

/* The number of the request goes with the problem, so that who reports it can be
 * helped: the log knows it. */
static struct http_response *problem(struct api *a, const struct http_request *q,
	const struct err *e, unsigned allowed)
{
	struct http_response *r = api_problem(e, allowed);
	char number[48];

	(void)snprintf(
		number, sizeof number, "%" PRIx64 "-%" PRIu64, a->run, q->number);
	if (r != NULL)
		(void)http_response_header(r, "X-Request-Id", number);
	return r;
}

static void refuse(struct api *a, struct http_request *q, const struct err *e)
{
	answer(a, q, problem(a, q, e, 0));
}

/* --- jobs */

static struct api_job *job_new(
	struct api *a, struct http_request *q, const struct route_match *m)
{
	struct api_job *j = base_calloc(1, sizeof *j);

	if (j == NULL)
		return NULL;
	j->api = a;
	j->q = q;
	j->call.http = q;
	j->call.context = &a->context;
	j->call.route = m->route;
	j->call.id = m->id;
	j->call.role = ROLES_COUNT;
	j->call.job = &j->job;
	memcpy(j->call.word, m->word, sizeof j->call.word);
	memcpy(j->call.actor_name, "public", sizeof "public");
	text_init(&j->call.text, API_REPLY_MAX);
	return j;
}

static void job_free(struct api_job *j)
{
	text_fini(&j->call.text);
	json_decref(j->body);
	base_free(j);
}

static void fill(struct api *a, struct reply_entry *entry, struct http_request *q);

/* The reply of a cached route: for all who wait for it. */
static void deliver(struct api_job *j, struct http_response *r)
{
	struct api *a = j->api;
	struct reply_entry *entry = j->entry;
	struct http_request *next;
	bool keep = r != NULL && j->job.err.code == ERR_OK;
	int status = r != NULL ? http_response_status(r) : 503;

	for (struct http_request *q = entry->waiting; q != NULL; q = q->user2)
		count(a, status);
	next = reply_entry_filled(entry, r, keep ? j->call.etag : "", keep, tick_of(a));
	if (next != NULL)
		fill(a, entry, next);
}

static bool hash_first(struct api_job *j);
static void touch(struct api *a, const struct api_call *c);

/* The request is through, and noted where it must be. */
static void finish(struct api_job *j)
{
	struct job *job = &j->job;
	struct api *a = j->api;
	struct api_call *c = &j->call;
	bool done = job->err.code == ERR_OK;
	bool ok = done || (job->err.code == ERR_CONFLICT && c->discard);
	bool wrote = done && c->route->mode >= API_WRITE;

	if (done && c->route->mode == API_PASSWORD && c->step == 0) {
		if (hash_first(j))
			return;
		ok = wrote = false;
	}
	if (c->touch)
		touch(a, c);
	if (ok && (c->route->flags & API_STREAM) != 0) {
		count(a, 200);
		event_stream_accept(
			a->context.events, j->q, c->stream_after, c->stream_callout);
	} else {
		struct http_response *r =
			ok ? api_response(c) : problem(a, j->q, &job->err, 0);

		if (j->entry != NULL)
			deliver(j, r);
		else
			answer(a, j->q, r);
	}
	job_free(j);
	if (wrote && a->context.committed != NULL)
		a->context.committed(a->context.app);
}

static void on_noted(struct job *job)
{
	struct api_job *j = container_of(job, struct api_job, job);

	j->api->jobs--;
	if (j->told.code != ERR_OK || job->err.code == ERR_OK)
		job->err = j->told;
	finish(j);
}

/* What could not be noted is not answered, unless the answer is a refusal. */
static void on_done(struct job *job)
{
	struct api_job *j = container_of(job, struct api_job, job);
	struct executor *x = j->api->context.executor;
	struct err e;

	j->api->jobs--;
	if (j->call.note.action == NULL) {
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
	job->err = j->told.code != ERR_OK ? j->told : e;
	finish(j);
}

static enum err_code submit(struct api_job *j, struct err *e)
{
	struct executor *x = j->api->context.executor;
	enum api_mode mode = j->call.route->mode;
	enum err_code rc;

	j->job.work = api_work;
	j->job.done = on_done;
	if (mode == API_READ || (mode == API_PASSWORD && j->call.step == 0))
		rc = x->read(x, &j->job, e);
	else
		rc = x->write(x, &j->job, mode == API_CALL ? JOB_CALL : JOB_OTHER, e);
	if (rc != ERR_OK)
		return rc;
	j->api->jobs++;
	if (mode == API_CALL && j->api->context.submitted != NULL)
		j->api->context.submitted(j->api->context.app);
	return ERR_OK;
}

/* --- between the two steps of API_PASSWORD */

static void on_password(struct password_work *w)
{
	struct api_job *j = container_of(w, struct api_job, password);
	struct api *a = j->api;
	struct api_password *p = &j->call.password;

	a->jobs--;
	p->right = w->right;
	memcpy(p->made, w->made, sizeof p->made);
	if (p->given != NULL && p->account[0] != '\0') {
		if (w->right)
			throttle_succeeded(&a->throttle, p->account, j->q->peer);
		else
			throttle_failed(
				&a->throttle, p->account, j->q->peer, tick_of(a));
	}
	j->call.step = 1;
	if (w->err.code == ERR_OK && submit(j, &w->err) == ERR_OK)
		return;
	refuse(a, j->q, &w->err);
	job_free(j);
}

/* False: there is nothing to hash, or it may not be done now (then job->err says why).
 */
static bool hash_first(struct api_job *j)
{
	struct api *a = j->api;
	struct api_password *p = &j->call.password;
	int64_t wait = 0;

	if (p->given != NULL && p->account[0] != '\0')
		wait = throttle_wait(&a->throttle, p->account, j->q->peer, tick_of(a));
	if (wait > 0) {
		(void)err_set(&j->job.err, ERR_LIMITED,
			"too many wrong attempts: try again in %" PRId64 " seconds",
			(wait + 999) / 1000);
	} else {
		j->password = (struct password_work){ .given = p->given,
			.hash = p->hash,
			.wanted = p->wanted,
			.done = on_password };
		if (password_pool_submit(a->passwords, &j->password, &j->job.err)
			== ERR_OK) {
			a->jobs++;
			return true;
		}
	}
	return false;
}

/* --- a session was seen */

struct touch_job {
	struct job job;
	int64_t session_id;
	struct instant now;
};

static enum err_code touch_work(struct job *job, struct db *db, struct err *e)
{
	struct touch_job *t = container_of(job, struct touch_job, job);

	return session_touch(db, t->session_id, t->now, e);
}

static void on_touched(struct job *job)
{
	base_free(container_of(job, struct touch_job, job));
}

static void touch(struct api *a, const struct api_call *c)
{
	struct touch_job *t = base_calloc(1, sizeof *t);
	struct executor *x = a->context.executor;
	struct err ignored;

	if (t == NULL)
		return; /* another request will do it */
	t->job.work = touch_work;
	t->job.done = on_touched;
	t->session_id = c->session_id;
	t->now = c->by.now;
	if (x->write(x, &t->job, JOB_OTHER, &ignored) != ERR_OK)
		base_free(t);
}

/* --- cached routes */

/* Starts a job that fills the entry for q and all behind it. */
static void fill(struct api *a, struct reply_entry *entry, struct http_request *q)
{
	struct route_match m = route_find(api_tables, q->method, q->path);
	struct api_job *j = job_new(a, q, &m);
	struct err e = { 0 };

	entry->filling = true;
	entry->waiting = q;
	entry->commits = a->context.commits(a->context.app);
	if (j != NULL) {
		j->entry = entry;
		if (submit(j, &e) == ERR_OK)
			return;
		job_free(j);
	} else {
		(void)err_set(&e, ERR_NOMEM, "no memory for the request");
	}
	REQUIRE(entry->later == NULL);
	(void)reply_entry_filled(entry, api_problem(&e, 0), "", false, tick_of(a));
}

static bool from_cache(struct api *a, struct http_request *q, const char *key)
{
	struct reply_entry *r = reply_cache_find(&a->cache, key);

	if (r == NULL
		|| !reply_entry_holds(
			r, a->context.commits(a->context.app), tick_of(a)))
		return false;
	a->figures.requests[0]++;
	count(a, http_response_status(r->response));
	log_request(a, q, http_response_status(r->response));
	reply_entry_answer(r, q);
	return true;
}

static void cached(struct api *a, struct http_request *q, const char *key)
{
	struct reply_entry *r = reply_cache_entry(&a->cache, key);
	struct err e;

	if (r == NULL) {
		(void)err_set(&e, ERR_BUSY, "too many different questions at a time");
		refuse(a, q, &e);
		return;
	}
	q->user2 = NULL;
	if (!r->filling) {
		fill(a, r, q);
	} else if (r->commits == a->context.commits(a->context.app)) {
		q->user2 = r->waiting;
		r->waiting = q;
	} else {
		q->user2 = r->later;
		r->later = q;
	}
}

/* --- routing */

static void run_here(struct api *a, struct http_request *q, const struct route_match *m)
{
	struct api_job *j = job_new(a, q, m);
	struct err e = { 0 };

	if (j == NULL) {
		answer(a, q, NULL);
		return;
	}
	if (api_work(&j->job, NULL, &e) == ERR_OK)
		answer(a, q, api_response(&j->call));
	else
		refuse(a, q, &e);
	job_free(j);
}

static void run_job(struct api *a, struct http_request *q, const struct route_match *m)
{
	struct api_job *j = job_new(a, q, m);
	struct err e = { 0 };

	if (j == NULL) {
		answer(a, q, NULL);
		return;
	}
	if (submit(j, &e) == ERR_OK)
		return;
	job_free(j);
	refuse(a, q, &e);
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
		answer(a, q, r);
		return;
	}
	if (allowed == 0 && a->context.files != NULL
		&& strncmp(q->path, "/api/", 5) != 0
		&& static_files_reply(a->context.files, q))
		return;
	if (allowed != 0)
		(void)err_set(&e, ERR_METHOD, "this address does not know that method");
	else
		(void)err_set(&e, ERR_NOTFOUND, "there is nothing at this address");
	answer(a, q, problem(a, q, &e, allowed));
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
		refuse(a, q, &e);
	} else if (m.route->mode == API_LOOP) {
		run_here(a, q, &m);
	} else if ((m.route->flags & API_CACHED) != 0 && key != NULL) {
		cached(a, q, key);
	} else {
		run_job(a, q, &m);
	}
}

void api_handle(void *api, struct http_request *q)
{
	struct api *a = api;
	char *key = NULL;

	q->began = tick_of(a);
	if (q->method == HTTP_GET || q->method == HTTP_HEAD)
		key = reply_cache_key(q);
	if (key == NULL || !from_cache(a, q, key))
		dispatch(a, q, key);
	base_free(key);
}

/* --- the whole */

enum err_code api_open(
	const struct api_context *context, struct api **ret, struct err *e)
{
	struct api *a = base_calloc(1, sizeof *a);

	if (a == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the API");
	a->context = *context;
	a->passwords = password_pool_new(context->loop);
	if (a->passwords == NULL) {
		base_free(a);
		return err_set(e, ERR_NOMEM, "no memory for the API");
	}
	reply_cache_init(&a->cache);
	a->context.random->fill(a->context.random, &a->run, sizeof a->run);
	a->run &= UINT32_MAX;
	*ret = a;
	return ERR_OK;
}

void api_log_requests(struct api *a, bool all)
{
	a->context.log_requests = all;
}

void api_draining(void *api)
{
	struct api *a = api;

	a->draining = true;
	if (a->context.events != NULL)
		event_stream_drain(a->context.events);
}

void api_close(struct api *a)
{
	if (a == NULL)
		return;
	REQUIRE(a->jobs == 0);
	reply_cache_fini(&a->cache);
	password_pool_free(a->passwords);
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
