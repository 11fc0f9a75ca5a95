/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/test_db.h"

#include "schema/engine.h"
#include "schema/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

void test_ok(enum err_code rc, const struct err *e)
{
	if (rc != ERR_OK)
		fail_msg("%s: %s", err_text(rc), e->msg);
}

void test_db_open(struct test_db *t)
{
	struct err e = { 0 };

	memset(t, 0, sizeof *t);
	(void)snprintf(t->folder, sizeof t->folder, "/tmp/paraat-test-XXXXXX");
	assert_non_null(mkdtemp(t->folder));
	(void)snprintf(t->file, sizeof t->file, "%s/paraat.db", t->folder);
	test_ok(db_open(&sqlite_engine, t->file, DB_WRITE, &t->db, &e), &e);
	test_ok(migrate(t->db, (struct instant){ 1 }, &e), &e);
}

void test_db_reopen(struct test_db *t)
{
	struct err e = { 0 };

	test_ok(db_close(t->db, &e), &e);
	test_ok(db_open(&sqlite_engine, t->file, DB_WRITE, &t->db, &e), &e);
}

void test_db_close(struct test_db *t)
{
	static const char *const parts[] = { "", "-wal", "-shm" };
	struct err e = { 0 };
	char path[128];

	test_ok(db_close(t->db, &e), &e);
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof path, "%s%s", t->file, parts[i]);
		(void)unlink(path);
	}
	(void)rmdir(t->folder);
}

static enum err_code keep(
	struct executor *x, struct job *j, enum job_class class, struct err *e)
{
	(void)e;
	j->class = class;
	list_push(&container_of(x, struct inline_executor, executor)->jobs, &j->link);
	return ERR_OK;
}

static enum err_code keep_read(struct executor *x, struct job *j, struct err *e)
{
	return keep(x, j, JOB_OTHER, e);
}

void inline_executor_init(struct inline_executor *x, struct db *db)
{
	x->executor = (struct executor){ keep, keep_read };
	x->db = db;
	list_init(&x->jobs);
}

bool inline_executor_one(struct inline_executor *x)
{
	struct list *l = list_pop(&x->jobs);
	struct job *j;
	struct err e = { 0 };

	if (l == NULL)
		return false;
	j = container_of(l, struct job, link);
	test_ok(db_begin(x->db, DB_WRITE, &e), &e);
	err_clear(&j->err);
	test_ok(db_savepoint(x->db, &e), &e);
	j->err.code = j->work(j, x->db, &j->err);
	if (j->err.code == ERR_OK)
		test_ok(db_savepoint_release(x->db, &e), &e);
	else
		db_savepoint_rollback(x->db);
	test_ok(db_commit(x->db, &e), &e);
	j->done(j);
	return true;
}

void inline_executor_all(struct inline_executor *x)
{
	while (inline_executor_one(x))
		;
}
