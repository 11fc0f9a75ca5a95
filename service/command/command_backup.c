/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat backup and paraat restore */
#include "base/zone.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/command/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A copy in a new file beside the target, then renamed: never half a copy. */
static enum err_code copy(const char *from, const char *to, struct err *e)
{
	struct engine_connection *c = NULL;
	char part[512];
	struct err ignored;

	(void)snprintf(part, sizeof part, "%s.part", to);
	(void)unlink(part);
	if (sqlite_engine.open(from, ENGINE_READ, &c, e) != ERR_OK)
		return e->code;
	(void)sqlite_engine.backup(c, part, e);
	(void)sqlite_engine.close(c, &ignored);
	if (e->code != ERR_OK)
		return e->code;
	if (chmod(part, 0600) != 0 || rename(part, to) != 0)
		return err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
	return ERR_OK;
}

int command_backup(const struct config *config, int count, char **words)
{
	struct err e = { 0 };
	struct db *db;

	if (count != 1)
		return command_usage("backup");
	db = command_begin(
		config, false); /* says what is wrong with the database, if anything */
	if (db == NULL)
		return EXIT_FAILED;
	if (command_end(db, true, &e) != EXIT_DONE
		|| copy(config->database, words[0], &e) != ERR_OK)
		return command_fail(&e);
	(void)fprintf(
		stderr, "paraat: %s written; keep the secret_file with it\n", words[0]);
	return EXIT_DONE;
}

int command_restore(const struct config *config, int count, char **words)
{
	struct err e = { 0 }, ignored;
	struct db *db = NULL;
	char path[512];

	if (count != 1)
		return command_usage("restore");
	if (zone_init(config->time_zone, &e) != ERR_OK
		|| db_open(&sqlite_engine, words[0], DB_READ, &db, &e) != ERR_OK
		|| migrate_check(db, &e) != ERR_OK) {
		(void)db_close(db, &ignored);
		return command_fail(&e);
	}
	(void)db_close(db, &ignored);
	(void)snprintf(path, sizeof path, "%s-wal", config->database);
	if (access(path, F_OK) == 0) {
		(void)err_set(&e, ERR_CONFLICT,
			"%s is there: the database is in use; stop the service first",
			path);
		return command_fail(&e);
	}
	if (copy(words[0], config->database, &e) != ERR_OK)
		return command_fail(&e);
	(void)fprintf(stderr, "paraat: %s restored\n", config->database);
	return EXIT_DONE;
}
