/* SPDX-License-Identifier: EUPL-1.2 */
/* One timer and one job at a time: look which chore is due, run it, look again.
 *
 *     looking --(none due)--> waiting for the timer --> looking
 *        |                                                 ^
 *        +--(one is due)--> running, or running aside      |
 *                               |                          |
 *                               +--(how it went)--> noting-+ */
#include "service/chore/chore.h"

#include "base/alloc.h"
#include "base/list.h"
#include "base/log.h"
#include "base/text.h"
#include "service/config.h"

#include <stdio.h>
#include <string.h>

enum { CHORES_MAX = 64, WAIT_MOST_SECONDS = 3600, AFTER_TROUBLE_SECONDS = 30 };

struct chore_loop {
	struct chore_loop_config config;
	uv_timer_t timer;
	struct job job;
	uv_work_t aside;
	struct err aside_err;
	struct instant since; /* the program's start */
	size_t at;            /* the chore that runs */
	struct chore_call call;
	struct chore_found found, shown_found; /* of the run; when none writes it */
	struct chore_record records[CHORES_MAX],
		outcome;                       /* as last read; to be noted */
	struct chore_record shown[CHORES_MAX]; /* the same, when no job writes them */
	struct instant due[CHORES_MAX];        /* as last looked */
	bool busy, draining;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

static struct instant now_of(const struct chore_loop *l)
{
	return l->config.clock->now(l->config.clock);
}

static void look(struct chore_loop *l);

static void on_timer(uv_timer_t *t)
{
	look(container_of(t, struct chore_loop, timer));
}

static void wait_for(struct chore_loop *l, struct duration wait)
{
	if (wait.ms > WAIT_MOST_SECONDS * INT64_C(1000))
		wait = seconds(WAIT_MOST_SECONDS); /* the clock may be set meanwhile */
	(void)uv_timer_start(
		&l->timer, on_timer, (uint64_t)(wait.ms > 0 ? wait.ms : 0), 0);
}

/* Hands the job over; when the queue is full, looks again later. */
static void submit(struct chore_loop *l,
	enum err_code (*work)(struct job *j, struct db *db, struct err *e),
	void (*done)(struct job *j), bool writes)
{
	struct executor *x = l->config.executor;
	struct err e;

	l->job = (struct job){ .work = work, .done = done };
	l->busy =
		(writes ? x->write(x, &l->job, JOB_OTHER, &e) : x->read(x, &l->job, &e))
		== ERR_OK;
	if (!l->busy && !l->draining)
		wait_for(l, seconds(AFTER_TROUBLE_SECONDS));
}

/* --- noting how it went, where the run itself could not */

static enum err_code note_work(struct job *j, struct db *db, struct err *e)
{
	struct chore_loop *l = container_of(j, struct chore_loop, job);

	return chore_record_write(db, l->config.chores[l->at].name, &l->outcome, e);
}

static void on_noted(struct job *j)
{
	struct chore_loop *l = container_of(j, struct chore_loop, job);

	l->busy = false;
	if (l->draining)
		return;
	if (j->err.code == ERR_OK)
		look(l);
	else
		wait_for(l, seconds(AFTER_TROUBLE_SECONDS));
}

static void note_failure(struct chore_loop *l, const struct err *why)
{
	log_event(LOG_WARN, "chore.failed", "name=%s reason=\"%s\"",
		l->config.chores[l->at].name, why->msg);
	l->outcome = l->records[l->at];
	l->outcome.failures++;
	l->outcome.failed_at = l->call.by.now;
	(void)snprintf(l->outcome.reason, sizeof l->outcome.reason, "%s", why->msg);
	submit(l, note_work, on_noted, true);
}

/* --- running */

static enum err_code run_work(struct job *j, struct db *db, struct err *e)
{
	struct chore_loop *l = container_of(j, struct chore_loop, job);
	const struct chore *chore = &l->config.chores[l->at];
	struct chore_record done = { .ran_at = l->call.by.now };

	err_clear(e);
	if (chore->run(db, &l->call, e) != ERR_OK)
		return e->code;
	return chore_record_write(db, chore->name, &done, e);
}

static void on_ran(struct job *j)
{
	struct chore_loop *l = container_of(j, struct chore_loop, job);

	l->busy = false;
	if (j->err.code == ERR_OK) {
		l->shown_found = l->found;
		l->config.committed(l->config.ctx);
		if (!l->draining)
			look(l);
		return;
	}
	note_failure(l, &j->err);
}

/* --- running aside */

static void aside_work(uv_work_t *w)
{
	struct chore_loop *l = container_of(w, struct chore_loop, aside);

	err_clear(&l->aside_err);
	l->aside_err.code = l->config.chores[l->at].run_aside(&l->call, &l->aside_err);
}

static void on_aside(uv_work_t *w, int status)
{
	struct chore_loop *l = container_of(w, struct chore_loop, aside);

	(void)status; /* never cancelled */
	l->busy = false;
	if (l->aside_err.code != ERR_OK) {
		note_failure(l, &l->aside_err);
		return;
	}
	l->outcome = (struct chore_record){ .ran_at = l->call.by.now };
	submit(l, note_work, on_noted, true);
}

/* Chore l->at. */
static void run(struct chore_loop *l)
{
	l->call = (struct chore_call){ .by = { { "paraat", "local" }, now_of(l) },
		.config = l->config.config,
		.calls = l->config.calls,
		.random = l->config.random,
		.found = &l->found };
	if (l->config.chores[l->at].run != NULL) {
		submit(l, run_work, on_ran, true);
		return;
	}
	l->busy = true;
	REQUIRE(uv_queue_work(l->config.loop, &l->aside, aside_work, on_aside) == 0);
}

/* --- looking */

static enum err_code look_work(struct job *j, struct db *db, struct err *e)
{
	struct chore_loop *l = container_of(j, struct chore_loop, job);

	err_clear(e);
	for (size_t i = 0; i < l->config.chores_count; i++)
		if (chore_record_read(db, l->config.chores[i].name, &l->records[i], e)
			!= ERR_OK)
			return e->code;
	return ERR_OK;
}

/* With the time of day that the configuration says. */
static struct chore as_configured(const struct chore_loop *l, size_t i)
{
	struct chore chore = l->config.chores[i];

	if (chore.daily_minute == CHORE_SELF_TEST)
		chore.daily_minute = l->config.config->self_test_minute;
	return chore;
}

static bool is_wanted(const struct chore_loop *l, size_t i)
{
	const struct chore *chore = &l->config.chores[i];

	return chore->wanted == NULL || chore->wanted(l->config.config);
}

static void on_looked(struct job *j)
{
	struct chore_loop *l = container_of(j, struct chore_loop, job);
	struct instant now = now_of(l), first = INSTANT_NEVER;

	l->busy = false;
	if (l->draining)
		return;
	if (j->err.code != ERR_OK) {
		wait_for(l, seconds(AFTER_TROUBLE_SECONDS));
		return;
	}
	memcpy(l->shown, l->records, sizeof l->shown);
	for (size_t i = 0; i < l->config.chores_count; i++) {
		const struct chore chore = as_configured(l, i);

		l->due[i] = is_wanted(l, i)
				    ? chore_due(&chore, &l->records[i], l->since, now)
				    : INSTANT_NEVER;
		if (instant_before(l->due[i], first)) {
			first = l->due[i];
			l->at = i;
		}
	}
	if (instant_before(now, first)) {
		wait_for(l, instant_since(first, now));
		return;
	}
	run(l);
}

static void look(struct chore_loop *l)
{
	submit(l, look_work, on_looked, false);
}

/* --- opening and closing */

enum err_code chore_loop_open(
	const struct chore_loop_config *config, struct chore_loop **ret, struct err *e)
{
	struct chore_loop *l = base_calloc(1, sizeof *l);

	if (l == NULL)
		return err_set(e, ERR_NOMEM, "no memory for chores");
	REQUIRE(config->chores_count <= CHORES_MAX);
	l->config = *config;
	l->since = now_of(l);
	REQUIRE(uv_timer_init(config->loop, &l->timer) == 0);
	if (config->chores_count > 0)
		wait_for(l, seconds(0));
	*ret = l;
	return ERR_OK;
}

void chore_loop_set_config(struct chore_loop *l, const struct config *config,
	const struct call_settings *calls)
{
	l->config.calls = calls;
	l->config.config = config;
	if (!l->busy && !l->draining && l->config.chores_count > 0)
		look(l); /* it may be due at another time */
}

void chore_loop_drain(struct chore_loop *l)
{
	l->draining = true;
	(void)uv_timer_stop(&l->timer);
}

void chore_loop_run(struct chore_loop *l, const char *name)
{
	size_t i = 0;

	REQUIRE(!l->busy);
	while (i < l->config.chores_count
		&& strcmp(l->config.chores[i].name, name) != 0)
		i++;
	if (FAILS(i < l->config.chores_count))
		return;
	(void)uv_timer_stop(&l->timer);
	l->at = i;
	run(l);
}

bool chore_loop_idle(const struct chore_loop *l)
{
	return !l->busy;
}

static void on_closed(uv_handle_t *h)
{
	struct chore_loop *l = container_of(h, struct chore_loop, timer);

	l->closed(l->closed_ctx);
	base_free(l);
}

void chore_loop_close(struct chore_loop *l, void (*closed)(void *ctx), void *ctx)
{
	REQUIRE(!l->busy);
	l->closed = closed;
	l->closed_ctx = ctx;
	uv_close((uv_handle_t *)&l->timer, on_closed);
}

static void add_samples(const struct chore_loop *l, struct text *out, const char *name,
	int64_t (*value)(const struct chore_loop *l, size_t i))
{
	text_addf(out, "# TYPE %s gauge\n", name);
	for (size_t i = 0; i < l->config.chores_count; i++)
		if (is_wanted(l, i))
			text_addf(out, "%s{chore=\"%s\"} %" PRId64 "\n", name,
				l->config.chores[i].name, value(l, i));
}

static int64_t ran_at(const struct chore_loop *l, size_t i)
{
	return l->shown[i].ran_at.ms / 1000;
}

static int64_t due_at(const struct chore_loop *l, size_t i)
{
	/* not looked yet: as the program began */
	return (l->due[i].ms != 0 ? l->due[i] : l->since).ms / 1000;
}

static int64_t failures(const struct chore_loop *l, size_t i)
{
	return l->shown[i].failures;
}

/* The records are those of the last look: a chore that ran since then is looked at
 * before anything else happens. */
void chore_loop_metrics(const struct chore_loop *l, struct text *out)
{
	add_samples(l, out, "paraat_chore_ran_timestamp_seconds", ran_at);
	add_samples(l, out, "paraat_chore_due_timestamp_seconds", due_at);
	add_samples(l, out, "paraat_chore_failures", failures);
	text_addf(out,
		"# TYPE paraat_access_reviews_overdue gauge\n"
		"paraat_access_reviews_overdue %" PRId64 "\n",
		l->shown_found.reviews_overdue);
}
