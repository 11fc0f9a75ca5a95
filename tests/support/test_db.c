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

void test_db_folder(struct test_db *t)
{
	memset(t, 0, sizeof *t);
	(void)snprintf(t->folder, sizeof t->folder, "/tmp/paraat-test-XXXXXX");
	assert_non_null(mkdtemp(t->folder));
	(void)snprintf(t->file, sizeof t->file, "%s/paraat.db", t->folder);
}

void test_db_open(struct test_db *t)
{
	struct err e = { 0 };

	test_db_folder(t);
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
	static const char *const parts[] = { "", "-wal", "-shm", "-lock" };
	struct err e = { 0 };
	char path[128];

	test_ok(db_close(t->db, &e), &e);
	t->db = NULL;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		(void)snprintf(path, sizeof path, "%s%s", t->file, parts[i]);
		(void)unlink(path);
	}
	(void)rmdir(t->folder);
}
