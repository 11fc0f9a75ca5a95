/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs password work away from the loop, at most two at a time (64 MiB each; one where
 * there are two cores), and no more than a few hundred waiting. Addresses take turns,
 * so that who signs in does not wait behind all that a stranger tries; and while more
 * than a few wait it runs only when nothing else wants to. Loop thread. */
#pragma once

#include "base/list.h"
#include "service/accounts/password.h"

#include <uv.h>

enum { PASSWORD_AT_ONCE = 2, PASSWORD_WAITING_MAX = 200 };

/* Owned by its submitter until done() was called. */
struct password_work {
	const char *given, *hash; /* compared when given is not NULL */
	const char *wanted;       /* hashed when not NULL */
	const char *peer;         /* who takes a turn */
	/* Asked just before: true, and why in err, when it shall not be done any more.
	 * It must not submit. */
	bool (*refuse)(struct password_work *w);
	bool right;
	char made[PASSWORD_HASH];
	int64_t work;   /* password_work of what was compared */
	struct err err; /* when hashing failed, or it was refused */
	void (*done)(struct password_work *w);
	/* private */
	struct list link;
	bool crowded; /* others waited when it began */
	struct password_pool *pool;
	uv_work_t request;
};

struct password_pool;

/* NULL: out of memory. The loop must outlive it. */
struct password_pool *password_pool_new(uv_loop_t *loop);
/* Nothing may be waiting or running. NULL is fine. */
void password_pool_free(struct password_pool *p);
/* ERR_BUSY when too many wait: then done() is never called. */
MUST_USE enum err_code password_pool_submit(
	struct password_pool *p, struct password_work *w, struct err *e);
