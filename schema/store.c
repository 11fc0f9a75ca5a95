/* SPDX-License-Identifier: EUPL-1.2 */
/* The store seen from the loop: submitting, delivering, opening and closing. */
#include "schema/store.h"

#include "base/alloc.h"
#include "schema/store_internal.h"

#include <signal.h>
#include <string.h>

size_t store_take(struct job_queue *q, struct list *jobs, size_t max)
{
	size_t taken = 0;

	while (taken < max && q->count > 0) {
		list_push(jobs, list_pop(&q->jobs));
		q->count--;
		taken++;
	}
	return taken;
}

/* Moves all of `from` to the end of `to`. */
static void splice(struct list *to, struct list *from)
{
	if (list_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	list_init(from);
}

void store_finish(struct store *s, struct list *jobs)
{
	bool was_empty;

	(void)pthread_mutex_lock(&s->lock);
	was_empty = list_empty(&s->finished);
	splice(&s->finished, jobs);
	(void)pthread_mutex_unlock(&s->lock);
	if (was_empty)
		s->config.wake(s->config.wake_ctx);
}

static enum err_code submit(struct store *s, struct job_queue *q, pthread_cond_t *wake,
	struct job *j, struct err *e)
{
	bool full;

	(void)pthread_mutex_lock(&s->lock);
	full = q->count >= q->max || s->closing;
	if (!full) {
		list_push(&q->jobs, &j->link);
		q->count++;
		(void)pthread_cond_signal(wake);
	}
	(void)pthread_mutex_unlock(&s->lock);
	if (full)
		return err_set(
			e, ERR_BUSY, "too much is going on: try again in a moment");
	s->pending++;
	return ERR_OK;
}

static enum err_code submit_write(
	struct executor *x, struct job *j, enum job_class class, struct err *e)
{
	struct store *s = container_of(x, struct store, executor);

	j->class = class;
	return submit(
		s, class == JOB_CALL ? &s->call : &s->other, &s->write_wake, j, e);
}

static enum err_code submit_read(struct executor *x, struct job *j, struct err *e)
{
	struct store *s = container_of(x, struct store, executor);

	return submit(s, &s->read, &s->read_wake, j, e);
}

static void queue_init(struct job_queue *q, size_t max)
{
	list_init(&q->jobs);
	q->count = 0;
	q->max = max;
}

static void free_store(struct store *s)
{
	(void)pthread_mutex_destroy(&s->lock);
	(void)pthread_cond_destroy(&s->write_wake);
	(void)pthread_cond_destroy(&s->read_wake);
	base_free(s->file);
	base_free(s);
}

static enum err_code open_all(struct store *s, struct err *e)
{
	if (db_open(s->config.engine, s->file, DB_WRITE, &s->writer, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < s->config.readers; i++)
		if (db_open(s->config.engine, s->file, DB_READ, &s->readers[i], e)
			!= ERR_OK)
			return e->code;
	return ERR_OK;
}

static enum err_code close_all(struct store *s, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (int i = 0; i < s->config.readers; i++)
		if (db_close(s->readers[i], e) != ERR_OK)
			rc = e->code;
	if (db_close(s->writer, e) != ERR_OK)
		rc = e->code;
	return rc;
}

/* Lets the threads run dry and waits for them; readers: how many were started. */
static void stop_threads(struct store *s, int readers)
{
	(void)pthread_mutex_lock(&s->lock);
	s->closing = true;
	(void)pthread_cond_broadcast(&s->write_wake);
	(void)pthread_cond_broadcast(&s->read_wake);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_join(s->write_thread, NULL);
	for (int i = 0; i < readers; i++)
		(void)pthread_join(s->read_threads[i], NULL);
}

/* Signals belong to the loop thread. */
static enum err_code start_threads(struct store *s, struct err *e)
{
	sigset_t all, before;
	int rc, started = 0;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&s->write_thread, NULL, store_writer, s);
	if (rc == 0) {
		while (rc == 0 && started < s->config.readers) {
			rc = pthread_create(
				&s->read_threads[started], NULL, store_reader, s);
			started += rc == 0;
		}
		if (rc != 0) /* UNTESTED: needs a process without threads left */
			stop_threads(s, started);
	}
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc != 0)
		return err_set(e, ERR_NOMEM, "the system gives no more threads");
	return ERR_OK;
}

static void store_init(struct store *s, const struct store_config *config)
{
	s->config = *config;
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->write_wake, NULL);
	(void)pthread_cond_init(&s->read_wake, NULL);
	queue_init(&s->call, config->queue_call);
	queue_init(&s->other, config->queue_other);
	queue_init(&s->read, config->queue_read);
	list_init(&s->finished);
	atomic_init(&s->commits, 1);
	atomic_init(&s->writable, true);
	s->executor = (struct executor){ submit_write, submit_read };
}

enum err_code store_open(
	const struct store_config *config, struct store **ret, struct err *e)
{
	struct store *s = base_calloc(1, sizeof *s);
	struct err ignored;

	REQUIRE(config->readers > 0 && config->readers <= READERS_MAX);
	REQUIRE(config->group > 0);
	if (s == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the store");
	store_init(s, config);
	s->file = base_strdup(config->file);
	if (s->file == NULL)
		(void)err_set(e, ERR_NOMEM, "no memory for the store");
	if (s->file == NULL || open_all(s, e) != ERR_OK
		|| start_threads(s, e) != ERR_OK) {
		(void)close_all(s, &ignored);
		free_store(s);
		return e->code;
	}
	*ret = s;
	return ERR_OK;
}

struct executor *store_executor(struct store *s)
{
	return &s->executor;
}

void store_deliver(struct store *s)
{
	struct list jobs, *l;

	list_init(&jobs);
	(void)pthread_mutex_lock(&s->lock);
	splice(&jobs, &s->finished);
	(void)pthread_mutex_unlock(&s->lock);
	while ((l = list_pop(&jobs)) != NULL) {
		struct job *j = container_of(l, struct job, link);

		s->pending--;
		j->done(j); /* may free it */
	}
}

size_t store_pending(const struct store *s)
{
	return s->pending;
}

uint64_t store_commits(const struct store *s)
{
	return atomic_load(&s->commits);
}

bool store_writable(const struct store *s)
{
	return atomic_load(&s->writable);
}

enum err_code store_close(struct store *s, struct err *e)
{
	enum err_code rc;

	if (s == NULL)
		return ERR_OK;
	stop_threads(s, s->config.readers);
	store_deliver(s);
	rc = close_all(s, e);
	free_store(s);
	return rc;
}
