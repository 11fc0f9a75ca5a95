/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/inline_executor.h"

enum { WAITING_MAX = 100000 };

static enum err_code keep(
	struct inline_executor *x, struct list *where, struct job *j, struct err *e)
{
	if (x->waiting >= x->max)
		return err_set(e, ERR_BUSY, "too much is going on");
	list_push(where, &j->link);
	x->waiting++;
	return ERR_OK;
}

static enum err_code keep_write(
	struct executor *port, struct job *j, enum job_class class, struct err *e)
{
	struct inline_executor *x =
		container_of(port, struct inline_executor, executor);
	struct list *l = &x->writes;

	j->class = class;
	if (class == JOB_CALL) /* behind the last of its class, before the others */
		while (l->next != &x->writes
			&& container_of(l->next, struct job, link)->class == JOB_CALL)
			l = l->next;
	else
		l = x->writes.prev;
	return keep(x, l->next, j, e);
}

static enum err_code keep_read(struct executor *port, struct job *j, struct err *e)
{
	struct inline_executor *x =
		container_of(port, struct inline_executor, executor);

	return keep(x, &x->reads, j, e);
}

void inline_executor_init(struct inline_executor *x, struct db *db)
{
	*x = (struct inline_executor){
		.executor = { keep_write, keep_read }, .db = db, .max = WAITING_MAX
	};
	list_init(&x->writes);
	list_init(&x->reads);
}

static void run_write(struct inline_executor *x, struct job *j)
{
	struct err e;

	if (db_begin(x->db, DB_WRITE, &j->err) != ERR_OK)
		return;
	if (db_savepoint(x->db, &j->err) == ERR_OK) {
		j->err.code = j->work(j, x->db, &j->err);
		if (j->err.code == ERR_OK)
			j->err.code = db_savepoint_release(x->db, &j->err);
		else
			db_savepoint_rollback(x->db);
	}
	if (db_commit(x->db, &e) == ERR_OK)
		x->commits++;
	else if (j->err.code == ERR_OK)
		j->err = e;
}

static void run_read(struct inline_executor *x, struct job *j)
{
	if (db_begin(x->db, DB_READ, &j->err) != ERR_OK)
		return;
	j->err.code = j->work(j, x->db, &j->err);
	if (j->err.code == ERR_OK)
		j->err.code = db_commit(x->db, &j->err);
	db_rollback(x->db);
}

bool inline_executor_one(struct inline_executor *x)
{
	bool write = !list_empty(&x->writes);
	struct list *l = list_pop(write ? &x->writes : &x->reads);
	struct job *j;

	if (l == NULL)
		return false;
	x->waiting--;
	j = container_of(l, struct job, link);
	err_clear(&j->err);
	if (write)
		run_write(x, j);
	else
		run_read(x, j);
	j->done(j); /* may free it */
	return true;
}

void inline_executor_all(struct inline_executor *x)
{
	while (inline_executor_one(x))
		;
}

void inline_executor_drop(struct inline_executor *x)
{
	list_init(&x->writes);
	list_init(&x->reads);
	x->waiting = 0;
}
