/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the frame share. */
#pragma once

#include "service/api/api.h"
#include "service/accounts/password_pool.h"
#include "service/accounts/throttle.h"
#include "service/api/reply_cache.h"

/* What requests that are under way began with: kept until none is. */
struct api_kept {
	struct api_context context;
	struct api_kept *before;
};

/* What was noted not long ago, the newest of each kind. */
enum { NOTED_MAX = 512 };
struct noted {
	struct noted_one {
		char whose[96], site[HTTP_PEER_TEXT], object[96];
		struct tick at;
	} one[NOTED_MAX];
	size_t n; /* in all */
};

/* Marks of the tokens and cookies with which somebody signed in of late, and of the
 * links whose page was shown: room for a call-out of ten thousand people. */
enum { KNOWN_MAX = 32768 };
struct known {
	uint64_t seed;
	uint64_t mark[KNOWN_MAX]; /* 0: none */
};

/* What the throttle counts, on its way to the database. */
enum { KEPT_AT_ONCE = 128 };
struct api_keeping {
	struct job job;
	struct throttle_row rows[KEPT_AT_ONCE];
	size_t count;
	struct instant tick_zero;
	bool under_way;
};

struct api {
	const struct api_context *context; /* the newest */
	struct api_kept *kept;
	struct reply_cache cache;
	struct api_figures figures;
	uint64_t run; /* random: tells the requests of this run from those of others */
	struct password_pool *passwords;
	struct throttle throttle;
	struct api_keeping keeping;
	struct known known;
	struct noted noted[API_NOTES];
	size_t jobs; /* in flight */
	bool draining;
};

/* One request on its way through a job. */
struct api_job {
	struct job job;
	struct api *api;
	struct http_request *q;
	struct reply_entry *entry; /* this job fills it; NULL: none */
	json_t *body;
	struct password_work password;
	struct api_call call;
	struct err told; /* how the request went, while it is noted */
};

static inline struct tick api_tick(const struct api *a)
{
	return a->context->clock->tick(a->context->clock);
}

/* Is it the first of two steps, which only reads? */
static inline bool api_is_first_step(const struct api_call *c)
{
	return c->step == 0
	       && (c->route->mode == API_PASSWORD
		       || (c->route->flags & API_LOOK_FIRST) != 0 || c->unknown);
}

/* --- answering (api_answer.c) */

void api_count(struct api *a, const struct http_request *q, int status);
void api_log_request(struct api *a, const struct http_request *q, int status);
/* Counts it, logs it and replies. */
void api_answer(struct api *a, struct http_request *q, struct http_response *r);
/* The number of the request goes with the problem, so that who reports it can be
 * helped: the log tells the reason by it. NULL: out of memory. */
struct http_response *api_problem_of(struct api *a, const struct http_request *q,
	const struct err *e, unsigned allowed, int retry_seconds);
void api_refuse(
	struct api *a, struct http_request *q, const struct err *e, int retry_seconds);

/* --- jobs (api.c) */

struct route_match;
/* NULL: out of memory. */
struct api_job *api_job_new(
	struct api *a, struct http_request *q, const struct route_match *m);
void api_job_free(struct api_job *j);
enum err_code api_submit(struct api_job *j, struct err *e);

/* The request is through: it is noted where it must be, and answered. */
void api_end(struct api_job *j);

/* --- beside them (api_password.c) */

/* The password work, if there is any, and then the second step. False: it may not be
 * done now (then job->err says why). */
bool api_hash_first(struct api_job *j);
/* After the second step: what the attempt counts for. */
void api_password_settle(struct api_job *j);
void api_touch(struct api *a, const struct api_call *c);

/* What changed of the throttle goes to the database, now or with the next failure
 * (api_throttle.c). */
void api_keep_failures(struct api *a);

/* --- who signed in of late (api_known.c) */

bool api_is_known(const struct api *a, const struct http_request *q);
void api_know(struct api *a, const struct http_request *q);
void api_forget(struct api *a, const struct http_request *q);
/* The same of the link in the path, where the route has one (API_LINK). */
bool api_is_known_link(const struct api *a, const struct api_call *c);
void api_know_link(struct api *a, const struct api_call *c);

/* --- kept replies (api_cached.c) */

/* True: answered from what is kept. */
bool api_from_cache(struct api *a, struct http_request *q, const char *key);
/* By the job that fills the entry, or a new one. */
void api_cached(struct api *a, struct http_request *q, const char *key);
/* The reply of a cached route: for all who wait for it. */
void api_deliver(struct api_job *j, struct http_response *r);

/* Who asks, and may they: fills c->role and the rest. */
enum err_code api_sign_in(struct api_call *c, struct db *db, struct err *e);

/* Does the caller's scope reach this route; this stored item; and was that asked? */
MUST_USE enum err_code api_scope_route(
	struct api_call *c, struct db *db, struct err *e);
MUST_USE enum err_code api_scope_stored(
	struct api_call *c, struct db *db, const struct resource *r, struct err *e);
MUST_USE enum err_code api_scope_done(const struct api_call *c, struct err *e);

/* If-Match ("7", W/"7", 7 or *) into c->expected_version. ERR_STALE: it names none. */
MUST_USE enum err_code api_expect_version(struct api_call *c, struct err *e);
/* The work of the job: sign-in, role, If-Match, body, Idempotency-Key, handler. Any
 * thread; db is NULL for routes without a database. */
enum err_code api_work(struct job *job, struct db *db, struct err *e);

/* Somebody who is signed in was refused something, or gave a wrong token. Nothing for
 * any other error. */
void api_note_refusal(struct api_call *c, const struct err *e);
/* Somebody has to wait after wrong passwords or codes. */
void api_note_wait(struct api_call *c);
/* An auditor's reading of anything that tells about people. */
void api_note_reading(struct api_call *c);
/* Is its note to be written? Remembers it. Loop thread. */
bool api_note_is_due(struct api *a, const struct api_call *c);
/* It could not be written: the next such one is due again. Loop thread. */
void api_note_failed(struct api *a, const struct api_call *c);
/* The work of the job that writes call.note. Store thread. */
enum err_code api_note_work(struct job *job, struct db *db, struct err *e);

/* The response of a finished call, or of an error. NULL: out of memory. Loop thread. */
struct http_response *api_response(struct api_call *c);
/* retry_seconds: for 429 and 503, when it may work; 0: soon. */
struct http_response *api_problem(
	const struct err *e, unsigned allowed, int retry_seconds);
