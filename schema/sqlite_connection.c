/* SPDX-License-Identifier: EUPL-1.2 */
/* The SQLite engine's connections: opening them hardened and durable (WAL with
 * synchronous=FULL: what was committed survives a power cut), and transactions.
 *
 * Statements are in schema/sqlite_engine.c. */
#include "schema/sqlite_internal.h"

#include "base/alloc.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

enum {
	BUSY_MS = 10000,
	WAL_TRIES = 1000,
	WAL_WAIT_MS = 10,
	APPLICATION_ID = 0x50415241, /* "PARA" */
	FILE_MODE = 0640,            /* personal data: nobody else reads it */
};

bool sqlite_usable(const struct engine_connection *c, struct err *e)
{
	if (!c->lost)
		return true;
	*e = c->why;
	return false;
}

void sqlite_lose(struct engine_connection *c, const struct err *e)
{
	c->lost = true;
	c->why = *e;
}

void sqlite_notice_loss(struct engine_connection *c, const struct err *e)
{
	if (c->in_transaction && !c->lost && sqlite3_get_autocommit(c->db) != 0)
		sqlite_lose(c, e);
}

/* --- opening and closing --- */

static bool harden(sqlite3 *db)
{
	static const struct {
		int what, to;
	} configs[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	}, limits[] = {
		{ SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024 },
		{ SQLITE_LIMIT_SQL_LENGTH, 1024 * 1024 },
		{ SQLITE_LIMIT_COLUMN, 100 },
		{ SQLITE_LIMIT_EXPR_DEPTH, 100 },
		{ SQLITE_LIMIT_COMPOUND_SELECT, 20 },
		{ SQLITE_LIMIT_VDBE_OP, 100000 },
		{ SQLITE_LIMIT_FUNCTION_ARG, 16 },
		{ SQLITE_LIMIT_ATTACHED, 0 },
		{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 },
		{ SQLITE_LIMIT_VARIABLE_NUMBER, 100 },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 10 },
		{ SQLITE_LIMIT_WORKER_THREADS, 0 },
	};
	bool ok = true;

	for (size_t i = 0; i < sizeof configs / sizeof *configs; i++)
		ok = sqlite3_db_config(db, configs[i].what, configs[i].to, NULL)
			     == SQLITE_OK
		     && ok;
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		(void)sqlite3_limit(db, limits[i].what, limits[i].to);
	return ok && sqlite3_busy_timeout(db, BUSY_MS) == SQLITE_OK;
}

/* The first column of the first row, as a number. */
static int number_of(sqlite3 *db, const char *sql, int64_t *ret)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);

	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		*ret = sqlite3_column_int64(s, 0);
	(void)sqlite3_finalize(s);
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* Two programs that make the same file at once can be refused without waiting. */
static int switch_to_wal(sqlite3 *db)
{
	int rc = SQLITE_BUSY;

	for (int i = 0; i < WAL_TRIES && (rc & 0xff) == SQLITE_BUSY; i++) {
		if (i > 0)
			(void)sqlite3_sleep(WAL_WAIT_MS);
		rc = sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	}
	return rc;
}

static bool is_wal(sqlite3 *db)
{
	sqlite3_stmt *s = NULL;
	bool wal = false;

	if (sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &s, NULL) == SQLITE_OK
		&& sqlite3_step(s) == SQLITE_ROW) {
		const unsigned char *mode = sqlite3_column_text(s, 0);

		wal = mode != NULL && sqlite3_stricmp((const char *)mode, "wal") == 0;
	}
	(void)sqlite3_finalize(s);
	return wal;
}

/* Whose file is it? 0: nobody's yet. */
static enum err_code check_owner(sqlite3 *db, int64_t *ret_id, struct err *e)
{
	int rc = number_of(db, "PRAGMA application_id", ret_id);

	if (rc != SQLITE_OK)
		return sqlite_fail(db, rc, e);
	if (*ret_id == 0 || *ret_id == APPLICATION_ID)
		return ERR_OK;
	return err_set(e, ERR_CONFLICT,
		"this is the database of another program, not of Paraat");
}

static int claim(sqlite3 *db)
{
	char sql[64];

	(void)sqlite3_snprintf(
		sizeof sql, sql, "PRAGMA application_id = %d", (int)APPLICATION_ID);
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static enum err_code settle_writer(sqlite3 *db, struct err *e)
{
	int64_t id = 0;
	int rc;

	if (check_owner(db, &id, e) != ERR_OK)
		return e->code;
	rc = switch_to_wal(db);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db,
			"PRAGMA synchronous = FULL;"
			"PRAGMA foreign_keys = ON;"
			"PRAGMA temp_store = MEMORY;"
			"PRAGMA cell_size_check = ON;"
			"PRAGMA wal_autocheckpoint = 4000;"
			"PRAGMA journal_size_limit = 67108864;"
			"PRAGMA cache_size = -16384;",
			NULL, NULL, NULL);
	if (rc == SQLITE_OK && id == 0)
		rc = claim(db);
	if (rc != SQLITE_OK)
		return sqlite_fail(db, rc, e);
	if (!is_wal(db))
		return err_set(e, ERR_IO,
			"this file system cannot hold the database: it needs "
			"write-ahead logging");
	return ERR_OK;
}

static enum err_code settle_reader(sqlite3 *db, struct err *e)
{
	int rc = sqlite3_exec(db,
		"PRAGMA query_only = ON;"
		"PRAGMA foreign_keys = ON;"
		"PRAGMA temp_store = MEMORY;"
		"PRAGMA cell_size_check = ON;"
		"PRAGMA cache_size = -4096;",
		NULL, NULL, NULL);

	return rc == SQLITE_OK ? ERR_OK : sqlite_fail(db, rc, e);
}

static enum err_code own_statements(struct engine_connection *c, struct err *e)
{
	static const char *const sql[OWN_COUNT] = {
#define X(name, text) [OWN_##name] = text,
		SQLITE_OWN(X)
#undef X
	};

	for (int i = 0; i < OWN_COUNT; i++) {
		int rc = sqlite3_prepare_v3(
			c->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &c->own[i], NULL);

		if (rc != SQLITE_OK)
			return sqlite_fail(c->db, rc, e);
	}
	return ERR_OK;
}

enum err_code sqlite_close(struct engine_connection *c, struct err *e)
{
	if (c == NULL)
		return ERR_OK;
	for (int i = 0; i < OWN_COUNT; i++) {
		(void)sqlite3_finalize(c->own[i]);
		c->own[i] = NULL;
	}
	if (sqlite3_close(c->db) != SQLITE_OK)
		return err_set(e, ERR_BUG, "a statement was left open: %s",
			sqlite3_errmsg(c->db));
	base_free(c);
	return ERR_OK;
}

/* SQLite would make the file readable for everybody. */
static void make_private_file(const char *where)
{
	int fd = open(where, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);

	if (fd >= 0)
		(void)close(fd);
}

/* Counting every allocation costs a lock each; nobody reads the counts. Must come
 * before SQLite is used; where it was used already (by a test), it stays as it was. */
static void settle_library(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum err_code sqlite_open(const char *where, enum engine_mode mode,
	struct engine_connection **ret, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	struct engine_connection *c = base_calloc(1, sizeof *c);
	struct err ignored;
	int rc;

	if (c == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the database");
	(void)pthread_once(&once, settle_library);
	if (mode == ENGINE_WRITE && where[0] != ':')
		make_private_file(where);
	rc = sqlite3_open_v2(where, &c->db, flags, NULL);
	if (rc != SQLITE_OK)
		(void)sqlite_fail(c->db, rc, e);
	else if (!harden(c->db))
		(void)sqlite_fail(c->db, sqlite3_errcode(c->db), e);
	else if ((mode == ENGINE_WRITE ? settle_writer(c->db, e)
				       : settle_reader(c->db, e))
			 == ERR_OK
		 && own_statements(c, e) == ERR_OK
		 && sqlite_rows_register(c, e) == ERR_OK) {
		sqlite_authorize(c);
		*ret = c;
		return ERR_OK;
	}
	(void)sqlite_close(c, &ignored);
	return err_wrap(e, "%s", where);
}

/* --- transactions --- */

static enum err_code run_own(
	struct engine_connection *c, enum sqlite_own which, struct err *e)
{
	int rc = sqlite3_step(c->own[which]);

	if (rc != SQLITE_DONE)
		(void)sqlite_fail(c->db, rc, e);
	(void)sqlite3_reset(c->own[which]);
	return rc == SQLITE_DONE ? ERR_OK : e->code;
}

void sqlite_rollback(struct engine_connection *c)
{
	struct err ignored;

	if (sqlite3_get_autocommit(c->db) == 0)
		(void)run_own(c, OWN_ROLLBACK, &ignored);
	c->in_transaction = false;
	c->lost = false;
}

/* Without memory a BEGIN can fail although SQLite has begun, and a ROLLBACK can fail
 * too: whatever was left behind goes first. */
enum err_code sqlite_begin(struct engine_connection *c, bool write, struct err *e)
{
	sqlite_rollback(c);
	if (run_own(c, write ? OWN_BEGIN_WRITE : OWN_BEGIN_READ, e) != ERR_OK) {
		sqlite_rollback(c);
		return e->code;
	}
	c->in_transaction = true;
	return ERR_OK;
}

enum err_code sqlite_commit(struct engine_connection *c, struct err *e)
{
	bool done = sqlite_usable(c, e) && run_own(c, OWN_COMMIT, e) == ERR_OK;

	if (done)
		c->in_transaction = false;
	else
		sqlite_rollback(c);
	return done ? ERR_OK : (e->code = ERR_IO);
}

enum err_code sqlite_savepoint(struct engine_connection *c, struct err *e)
{
	if (!sqlite_usable(c, e))
		return e->code;
	if (run_own(c, OWN_SAVEPOINT, e) == ERR_OK)
		return ERR_OK;
	sqlite_notice_loss(c, e);
	return e->code;
}

enum err_code sqlite_savepoint_release(struct engine_connection *c, struct err *e)
{
	if (!sqlite_usable(c, e))
		return e->code;
	if (run_own(c, OWN_RELEASE, e) == ERR_OK)
		return ERR_OK;
	sqlite_notice_loss(c, e);
	return e->code;
}

/* When it fails, part of a job could be committed with the others: then the whole
 * transaction goes. */
void sqlite_savepoint_rollback(struct engine_connection *c)
{
	struct err e;

	if (c->lost)
		return;
	if (run_own(c, OWN_ROLLBACK_TO, &e) == ERR_OK
		&& run_own(c, OWN_RELEASE, &e) == ERR_OK)
		return;
	sqlite_rollback(c);
	c->in_transaction = true;
	sqlite_lose(c, &e);
}

enum err_code sqlite_outside_version(
	struct engine_connection *c, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s = c->own[OWN_DATA_VERSION];
	int rc = sqlite3_step(s);

	if (rc == SQLITE_ROW)
		*ret = sqlite3_column_int64(s, 0);
	else
		(void)sqlite_fail(c->db, rc, e);
	(void)sqlite3_reset(s);
	return rc == SQLITE_ROW ? ERR_OK : e->code;
}
