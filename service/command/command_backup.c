/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat backup and paraat restore */
#include "base/zone.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/command/command.h"
#include "service/instance.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_TEXT = 512 };

/* A copy in a new file beside the target, to be renamed: never half a copy. */
static enum err_code copy_beside(
	const char *from, const char *to, char part[PATH_TEXT], struct err *e)
{
	struct engine_connection *c = NULL;
	struct err ignored;

	(void)snprintf(part, PATH_TEXT, "%s.part", to);
	(void)unlink(part);
	if (sqlite_engine.open(from, ENGINE_READ, &c, e) != ERR_OK)
		return e->code;
	(void)sqlite_engine.backup(c, part, e);
	(void)sqlite_engine.close(c, &ignored);
	if (e->code == ERR_OK && chmod(part, 0600) != 0)
		return err_set(e, ERR_IO, "%s: %s", part, strerror(errno));
	return e->code;
}

static enum err_code put_in_place(const char *part, const char *to, struct err *e)
{
	if (rename(part, to) != 0)
		return err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
	return ERR_OK;
}

int command_backup(const struct config *config, int count, char **words)
{
	char part[PATH_TEXT];
	struct err e = { 0 };
	struct db *db;

	if (count != 1)
		return command_usage("backup");
	db = command_begin(
		config, false); /* says what is wrong with the database, if anything */
	if (db == NULL)
		return EXIT_FAILED;
	if (command_end(db, true, &e) != EXIT_DONE
		|| copy_beside(config->database, words[0], part, &e) != ERR_OK
		|| put_in_place(part, words[0], &e) != ERR_OK)
		return command_fail(&e);
	(void)fprintf(
		stderr, "paraat: %s written; keep the secret_file with it\n", words[0]);
	return EXIT_DONE;
}

/* What the database that is to be replaced left in its log belongs to it, and must not
 * stay behind for the copy. */
static void drop_log(const char *database)
{
	static const char *const parts[] = { "-wal", "-shm" };
	char path[PATH_TEXT];

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		(void)snprintf(path, sizeof path, "%s%s", database, parts[i]);
		(void)unlink(path);
	}
}

/* The copy must be a database of this version, or of an older one. */
static enum err_code check_copy(const char *file, bool *ret_older, struct err *e)
{
	struct db *db = NULL;
	struct err ignored;

	if (access(file, R_OK) != 0)
		return err_set(e, ERR_NOTFOUND, "%s: %s", file, strerror(errno));
	if (db_open(&sqlite_engine, file, DB_READ, &db, e) == ERR_OK)
		e->code = migrate_compare(db, ret_older, e);
	(void)db_close(db, &ignored);
	return e->code != ERR_OK ? err_wrap(e, "%s", file) : ERR_OK;
}

int command_restore(const struct config *config, int count, char **words)
{
	char part[PATH_TEXT];
	struct err e = { 0 };
	bool older = false, ok;
	int lock = -1;

	if (count != 1)
		return command_usage("restore");
	ok = zone_init(config->time_zone, &e) == ERR_OK
	     && check_copy(words[0], &older, &e) == ERR_OK
	     && instance_lock(config->database, &lock, &e) == ERR_OK
	     && copy_beside(words[0], config->database, part, &e) == ERR_OK;
	if (ok) {
		drop_log(config->database);
		ok = put_in_place(part, config->database, &e) == ERR_OK;
	}
	instance_unlock(lock);
	if (!ok)
		return command_fail(&e);
	(void)fprintf(stderr, "paraat: %s restored%s\n", config->database,
		older ? "; it is older than this program: run 'paraat init'" : "");
	return EXIT_DONE;
}
