/* SPDX-License-Identifier: EUPL-1.2 */
/* Beside a request's own job: password work between the two steps of API_PASSWORD, and
 * noting that a session was seen. Loop thread. */
#include "service/api/api_internal.h"

#include "base/alloc.h"

#include <stdio.h>
#include <string.h>

/* --- between the two steps of API_PASSWORD */

static bool is_attempt(const struct api_password *p)
{
	return p->given != NULL && p->account[0] != '\0';
}

enum { PLACE_BYTES = 80 };

/* For whom tries from this address count. */
static const char *place_of_try(const struct api_job *j, char buffer[PLACE_BYTES])
{
	if (!j->call.password.apart)
		return j->q->site;
	(void)snprintf(buffer, PLACE_BYTES, "apart %s", j->q->site);
	return buffer;
}

/* What is slowed down is refused whether it is right or wrong, and both count the same:
 * nobody learns from the next answer which it was. */
static void note_wrong(struct api_job *j)
{
	struct api *a = j->api;
	const struct api_password *p = &j->call.password;
	char place[PLACE_BYTES];

	throttle_failed(&a->throttle, p->account, place_of_try(j, place), api_tick(a));
	if (p->anywhere && !p->slowed && !p->right) {
		throttle_account_failed(&a->throttle, p->account, api_tick(a));
		api_keep_failures(a);
	}
}

/* A right password alone forgives nothing: codes may be guessed with it. */
void api_password_settle(struct api_job *j)
{
	const struct api_password *p = &j->call.password;
	char place[PLACE_BYTES];

	if (!is_attempt(p) || !p->right || p->half)
		return;
	if (p->refused) {
		note_wrong(j);
		if (p->code_of != 0) {
			throttle_code_failed(
				&j->api->throttle, p->code_of, api_tick(j->api));
			api_keep_failures(j->api);
		}
	} else if (j->job.err.code == ERR_OK) {
		throttle_succeeded(
			&j->api->throttle, p->account, place_of_try(j, place));
	}
}

static void on_password(struct password_work *w)
{
	struct api_job *j = container_of(w, struct api_job, password);
	struct api *a = j->api;
	struct api_password *p = &j->call.password;

	a->jobs--;
	p->right = w->right;
	a->figures.password_work += (uint64_t)w->work;
	memcpy(p->made, w->made, sizeof p->made);
	if (w->err.code == ERR_OK && is_attempt(p) && w->right) {
		a->figures.passwords_right++;
	} else if (w->err.code == ERR_OK && is_attempt(p)) {
		a->figures.passwords_wrong++;
		note_wrong(j);
	}
	j->call.step = 1;
	if (w->err.code == ERR_OK && api_submit(j, &w->err) == ERR_OK)
		return;
	if (w->err.code == ERR_LIMITED)
		api_note_wait(&j->call);
	j->job.err = w->err;
	api_end(j);
}

static void say_wait(struct api_job *j, int64_t wait, struct err *e)
{
	j->api->figures.passwords_slowed++;
	j->call.retry_seconds = (int)((wait + 999) / 1000);
	api_slow_down(&j->call, e);
}

void api_slow_down(const struct api_call *c, struct err *e)
{
	(void)err_set(e, ERR_LIMITED,
		"too many wrong attempts: try again in %d seconds", c->retry_seconds);
}

/* True, and why, when wrong passwords of before are to be waited for. */
static bool must_wait(struct api_job *j, struct err *e)
{
	struct api *a = j->api;
	const struct api_password *p = &j->call.password;
	char place[PLACE_BYTES];
	int64_t wait = is_attempt(p) ? throttle_wait(&a->throttle, p->account,
			       place_of_try(j, place), api_tick(a))
				     : 0;
	int64_t code_wait = p->code_of != 0 ? throttle_code_wait(
				    &a->throttle, p->code_of, api_tick(a))
					    : 0;

	wait = code_wait > wait ? code_wait : wait;
	if (wait > 0)
		say_wait(j, wait, e);
	return wait > 0;
}

/* Many may have come at the same time: those before it were wrong meanwhile. Where it
 * is the account that is guessed, the password is looked at all the same: who shows
 * more than a password goes first (service/api/account/session.c). */
static bool refuse(struct password_work *w)
{
	struct api_job *j = container_of(w, struct api_job, password);
	struct api_password *p = &j->call.password;
	struct err slowed;
	int64_t wait;

	if (must_wait(j, &w->err))
		return true;
	wait = p->anywhere ? throttle_account_wait(
		       &j->api->throttle, p->account, api_tick(j->api))
			   : 0;
	p->slowed = wait > 0;
	if (p->slowed)
		say_wait(j, wait, &slowed);
	return false;
}

/* Who has nothing to hash takes no turn. */
bool api_hash_first(struct api_job *j)
{
	struct api *a = j->api;
	const struct api_password *p = &j->call.password;

	if (p->given == NULL && p->wanted == NULL) {
		j->call.step = 1;
		return api_submit(j, &j->job.err) == ERR_OK;
	}
	if (must_wait(j, &j->job.err))
		return false;
	j->password = (struct password_work){ .given = p->given,
		.hash = p->hash,
		.wanted = p->wanted,
		.peer = j->q->site,
		.refuse = refuse,
		.done = on_password };
	a->jobs++; /* it may be done before this returns */
	if (password_pool_submit(a->passwords, &j->password, &j->job.err) == ERR_OK)
		return true;
	a->jobs--;
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

void api_touch(struct api *a, const struct api_call *c)
{
	struct touch_job *t = base_calloc(1, sizeof *t);
	struct executor *x = a->context->executor;
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
