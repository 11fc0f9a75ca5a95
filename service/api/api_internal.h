/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the frame share. */
#pragma once

#include "service/api/api.h"
#include "service/accounts/password_pool.h"
#include "service/accounts/throttle.h"
#include "service/api/reply_cache.h"

struct api {
	struct api_context context;
	struct reply_cache cache;
	struct api_figures figures;
	uint64_t run; /* random: tells the requests of this run from those of others */
	struct password_pool *passwords;
	struct throttle throttle;
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

/* Who asks, and may they: fills c->role and the rest. */
enum err_code api_sign_in(struct api_call *c, struct db *db, struct err *e);

/* Does the caller's scope reach this route; this stored item; and was that asked? */
MUST_USE enum err_code api_scope_route(
	struct api_call *c, struct db *db, struct err *e);
MUST_USE enum err_code api_scope_stored(
	struct api_call *c, struct db *db, const struct resource *r, struct err *e);
MUST_USE enum err_code api_scope_done(const struct api_call *c, struct err *e);

/* The work of the job: sign-in, role, If-Match, body, Idempotency-Key, handler. Any
 * thread; db is NULL for routes without a database. */
enum err_code api_work(struct job *job, struct db *db, struct err *e);

/* Somebody who is signed in was refused something. */
void api_note_refusal(struct api_call *c, const struct err *e);
/* The work of the job that writes call.note. Store thread. */
enum err_code api_note_work(struct job *job, struct db *db, struct err *e);

/* The response of a finished call, or of an error. NULL: out of memory. Loop thread. */
struct http_response *api_response(struct api_call *c);
struct http_response *api_problem(const struct err *e, unsigned allowed);
