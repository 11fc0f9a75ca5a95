/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/backup/backup_internal.h"

#include "schema/audit/verify.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/backup/restored.h"
#include "service/backup/takeover.h"
#include "service/durable.h"
#include "service/instance.h"
#include "service/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum err_code backup_path_beside(
	const char *file, const char *suffix, char path[BACKUP_PATH], struct err *e)
{
	if (snprintf(path, BACKUP_PATH, "%s%s", file, suffix) >= BACKUP_PATH)
		return err_set(e, ERR_INVALID, "%s: the path is too long", file);
	return ERR_OK;
}

void backup_remove_database(const char *file)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };
	char path[BACKUP_PATH];
	struct err ignored;

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (backup_path_beside(file, suffixes[i], path, &ignored) == ERR_OK)
			(void)unlink(path);
}

static enum err_code check_chain(
	struct db *db, struct backup_contents *ret, struct err *e)
{
	struct audit_check chain;

	if (audit_verify(db, NULL, &chain, e) != ERR_OK)
		return e->code;
	if (chain.first_bad != 0)
		return err_set(e, ERR_INVALID, "%s", chain.reason);
	ret->audit_records = chain.records;
	return ERR_OK;
}

static enum err_code check_open(
	struct db *db, struct backup_contents *ret, struct err *e)
{
	bool older = false;

	if (db_engine(db)->check(db_connection(db), e) != ERR_OK
		|| migrate_compare(db, &older, e) != ERR_OK)
		return e->code;
	*ret = (struct backup_contents){ .current = !older };
	if (!ret->current)
		return ERR_OK;
	if (db_begin(db, DB_READ, e) != ERR_OK)
		return e->code;
	(void)check_chain(db, ret, e);
	db_rollback(db);
	return e->code;
}

enum err_code backup_check(const char *file, struct backup_contents *ret, struct err *e)
{
	struct db *db = NULL;
	struct err ignored;

	err_clear(e);
	if (db_open(&sqlite_engine, file, DB_READ, &db, e) == ERR_OK)
		e->code = check_open(db, ret, e);
	(void)db_close(db, &ignored);
	return e->code == ERR_OK ? ERR_OK : err_wrap(e, "%s", file);
}

/* Empty, and from its beginning on for nobody else to read: what the engine makes
 * beside it follows it. */
static enum err_code make_private(const char *file, struct err *e)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || close(fd) != 0)
		return err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
	return ERR_OK;
}

static enum err_code copy(const char *from, const char *to, struct err *e)
{
	struct engine_connection *c = NULL;
	struct err ignored;

	backup_remove_database(to);
	if (sqlite_engine.open(from, ENGINE_READ, &c, e) != ERR_OK)
		return e->code;
	if (make_private(to, e) == ERR_OK)
		(void)sqlite_engine.backup(c, to, e);
	(void)sqlite_engine.close(c, &ignored);
	return e->code;
}

enum err_code backup_digest(const char *file, struct digest *ret, struct err *e)
{
	FILE *f = fopen(file, "re");
	struct digest_state state;
	char bytes[16 * 1024];
	size_t n;

	if (f == NULL)
		return err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
	digest_start(&state);
	while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
		digest_add(&state, bytes, n);
	if (ferror(f) != 0)
		(void)err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
	(void)fclose(f);
	*ret = digest_finish(&state);
	return e->code;
}

enum err_code backup_make(const char *database, const char *to,
	const uint8_t *key_or_null, struct backup_contents *ret, struct err *e)
{
	char plain[BACKUP_PATH], sealed[BACKUP_PATH];

	err_clear(e);
	if (backup_path_beside(to, ".part", plain, e) != ERR_OK
		|| backup_path_beside(to, ".sealed", sealed, e) != ERR_OK)
		return e->code;
	if (copy(database, plain, e) == ERR_OK
		&& backup_check(plain, ret, e) == ERR_OK) {
		if (key_or_null == NULL)
			e->code = durable_rename(plain, to, e);
		else if (sealed_file_write(plain, sealed, key_or_null, e) == ERR_OK)
			e->code = durable_rename(sealed, to, e);
	}
	backup_remove_database(plain);
	return e->code;
}

enum err_code backup_unpack(
	const char *from, const char *to, const uint8_t *key_or_null, struct err *e)
{
	if (access(from, R_OK) != 0)
		return err_set(e, ERR_NOTFOUND, "%s: %s", from, strerror(errno));
	if (!sealed_file_is(from))
		return copy(from, to, e);
	if (key_or_null == NULL)
		return err_set(e, ERR_INVALID,
			"%s is sealed: give its key with --key FILE", from);
	backup_remove_database(to);
	return sealed_file_read(from, to, key_or_null, e);
}

enum err_code backup_rehearse(const char *from, const char *scratch,
	const uint8_t *key_or_null, struct backup_contents *ret, struct err *e)
{
	err_clear(e);
	if (backup_unpack(from, scratch, key_or_null, e) == ERR_OK)
		e->code = backup_check(scratch, ret, e);
	backup_remove_database(scratch);
	return e->code;
}

/* What the database has in its log goes into the database, so that the log may go. One
 * that cannot be read any more is left as it is: that may be why a backup is put back.
 */
static enum err_code empty_log(const char *database, struct err *e)
{
	struct engine_connection *c = NULL;
	struct err unread = { 0 }, ignored;

	if (access(database, F_OK) != 0)
		return ERR_OK;
	if (sqlite_engine.open(database, ENGINE_WRITE, &c, &unread) == ERR_OK) {
		(void)sqlite_engine.checkpoint_all(c, &unread);
		(void)sqlite_engine.close(c, &ignored);
	}
	return unread.code == ERR_BUSY ? err_set(
		       e, ERR_BUSY, "%s: another program reads it: try again", database)
				       : ERR_OK;
}

/* Whenever the power fails, it is the old database whole, or the new one: the old one
 * needs no log any more before that goes, and its log is gone before the new one, which
 * must not read it, has the name. */
enum err_code backup_replace(const char *part, const char *database, struct err *e)
{
	static const char *const logs[] = { "-wal", "-shm" };
	char path[BACKUP_PATH];

	if (empty_log(database, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
		if (backup_path_beside(database, logs[i], path, e) != ERR_OK)
			return e->code;
		(void)unlink(path);
	}
	if (durable_settle(database, e) != ERR_OK)
		return e->code;
	return durable_rename(part, database, e);
}

enum err_code backup_restore(const char *from, const char *database,
	const uint8_t *key_or_null, const struct change *by,
	struct backup_contents *ret, struct err *e)
{
	char part[BACKUP_PATH];
	int lock = -1;

	err_clear(e);
	if (backup_path_beside(database, ".part", part, e) != ERR_OK)
		return e->code;
	if (instance_lock(database, &lock, e) == ERR_CONFLICT
		&& instance_serves(database))
		return takeover_ask(from, database, key_or_null, by, ret, e);
	if (e->code != ERR_OK)
		return e->code;
	if (backup_unpack(from, part, key_or_null, e) == ERR_OK
		&& backup_check(part, ret, e) == ERR_OK
		&& restored_note(part, from, database, by, e) == ERR_OK
		&& owner_follow(part, e) == ERR_OK)
		e->code = backup_replace(part, database, e);
	backup_remove_database(part);
	instance_unlock(lock);
	return e->code;
}
