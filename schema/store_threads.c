/* SPDX-License-Identifier: EUPL-1.2 */
/* What the store's threads do: group commit, and reads. */
#include "schema/store_internal.h"

#include "schema/engine.h"

static void run_job(struct job *j, struct db *db)
{
	if (db_savepoint(db, &j->err) != ERR_OK)
		return;
	j->err.code = j->work(j, db, &j->err);
	if (j->err.code == ERR_OK)
		j->err.code = db_savepoint_release(db, &j->err);
	else
		db_savepoint_rollback(db);
}

static void fail_all(struct list *jobs, const struct err *e)
{
	for (struct list *l = jobs->next; l != jobs; l = l->next) {
		struct job *j = container_of(l, struct job, link);

		if (j->err.code == ERR_OK)
			j->err = *e;
	}
}

static void clear_all(struct list *jobs)
{
	for (struct list *l = jobs->next; l != jobs; l = l->next)
		err_clear(&container_of(l, struct job, link)->err);
}

/* After an I/O error a connection is not to be trusted: a new one reads what is true.
 * It is opened when it is next needed, again and again until that succeeds. */
static void distrust(struct db **db)
{
	struct err ignored;

	(void)db_close(*db, &ignored);
	*db = NULL;
}

static enum err_code ready(
	struct store *s, enum db_mode mode, struct db **db, struct err *e)
{
	if (*db != NULL)
		return ERR_OK;
	return db_open(s->config.engine, s->file, mode, db, e);
}

static int64_t changes(const struct store *s)
{
	return s->config.engine->changes_total(db_connection(s->writer));
}

static enum err_code begin_group(struct store *s, struct err *e)
{
	if (ready(s, DB_WRITE, &s->writer, e) != ERR_OK)
		return e->code;
	if (db_begin(s->writer, DB_WRITE, e) == ERR_IO)
		distrust(&s->writer);
	return e->code;
}

/* One transaction for all of them, one COMMIT; then each has its own result. */
static void run_group(struct store *s, struct list *jobs)
{
	struct err e;
	int64_t before;

	clear_all(jobs);
	err_clear(&e);
	if (begin_group(s, &e) != ERR_OK) {
		fail_all(jobs, &e);
		atomic_store(&s->writable, false);
		return;
	}
	before = changes(s);
	for (struct list *l = jobs->next; l != jobs; l = l->next)
		run_job(container_of(l, struct job, link), s->writer);
	if (db_commit(s->writer, &e) != ERR_OK) {
		fail_all(jobs, &e);
		distrust(&s->writer);
		atomic_store(&s->writable, false);
		atomic_fetch_add(&s->commits, 1); /* it may be there all the same */
		return;
	}
	if (changes(s) == before)
		return; /* nothing was written: that says nothing of the disk */
	atomic_fetch_add(&s->commits, 1);
	atomic_store(&s->writable, true);
}

void *store_writer(void *arg)
{
	struct store *s = arg;
	struct list jobs;

	for (;;) {
		size_t taken;

		list_init(&jobs);
		(void)pthread_mutex_lock(&s->lock);
		while (s->call.count + s->other.count == 0 && !s->closing)
			(void)pthread_cond_wait(&s->write_wake, &s->lock);
		taken = store_take(&s->call, &jobs, s->config.group);
		taken += store_take(&s->other, &jobs, s->config.group - taken);
		(void)pthread_mutex_unlock(&s->lock);
		if (taken == 0)
			return NULL;
		run_group(s, &jobs);
		store_finish(s, &jobs);
	}
}

static void run_read(struct store *s, struct job *j, struct db **db)
{
	err_clear(&j->err);
	if (ready(s, DB_READ, db, &j->err) != ERR_OK)
		return;
	if (db_begin(*db, DB_READ, &j->err) == ERR_OK) {
		j->err.code = j->work(j, *db, &j->err);
		if (j->err.code == ERR_OK)
			j->err.code = db_commit(*db, &j->err);
		db_rollback(*db);
	}
	if (j->err.code == ERR_IO)
		distrust(db);
}

void *store_reader(void *arg)
{
	struct store *s = arg;
	struct db **db;
	struct list jobs;

	(void)pthread_mutex_lock(&s->lock);
	db = &s->readers[s->readers_count++];
	(void)pthread_mutex_unlock(&s->lock);
	for (;;) {
		size_t taken;

		list_init(&jobs);
		(void)pthread_mutex_lock(&s->lock);
		while (s->read.count == 0 && !s->closing)
			(void)pthread_cond_wait(&s->read_wake, &s->lock);
		taken = store_take(&s->read, &jobs, 1);
		(void)pthread_mutex_unlock(&s->lock);
		if (taken == 0)
			return NULL;
		run_read(s, container_of(jobs.next, struct job, link), db);
		store_finish(s, &jobs);
	}
}
