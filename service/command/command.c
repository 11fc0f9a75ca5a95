/* SPDX-License-Identifier: EUPL-1.2 */
/* What all commands share, and the list of them. */
#include "service/command/command.h"

#include "base/zone.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/real.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct command commands[] = {
	{ "serve", "", "run the service (SIGTERM stops it)", command_serve },
	{ "init", "[--demo]",
		"create or migrate the database; --demo fills a fictional IJsselland",
		command_init },
	{ "user", "add NAME --role ROLE", "create an account", command_user },
	{ "token", "add NAME --role ROLE", "print a new API token once",
		command_token },
	{ "import", "KIND FILE.csv [--dry-run]",
		"people, assignments, duties or absences", command_import },
	{ "export", "KIND [--format csv|json] [--from D --to D]",
		"people, assignments, duties or absences; the day of --to is not in it",
		command_export },
	{ "audit", "verify | seal | export [--from D] [--to D]",
		"check the chain of audit records; sign it now; a stretch of it as a "
		"file that others can check",
		command_audit },
	{ "backup", "FILE", "consistent copy while the service runs", command_backup },
	{ "restore", "FILE", "put a copy back; the service must not run",
		command_restore },
	{ "check", "", "what is wrong with configuration, database and gateways",
		command_check },
	{ NULL, NULL, NULL, NULL },
};

int command_usage(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			(void)fprintf(stderr, "usage: paraat %s %s%s--config FILE\n",
				c->name, c->words, c->words[0] != '\0' ? " " : "");
	return EXIT_USAGE;
}

int command_fail(const struct err *e)
{
	(void)fprintf(stderr, "paraat: %s\n", e->msg);
	for (size_t i = 0; i < e->faults; i++)
		(void)fprintf(
			stderr, "  %s: %s\n", e->fault[i].field, e->fault[i].message);
	return EXIT_FAILED;
}

struct change command_change(void)
{
	static char name[80];
	const struct passwd *user = getpwuid(getuid());

	(void)snprintf(
		name, sizeof name, "cli:%s", user != NULL ? user->pw_name : "unknown");
	return (struct change){ .actor = { name, "local" },
		.now = real_clock.now(&real_clock) };
}

struct db *command_begin(const struct config *config, bool write)
{
	struct db *db = NULL;
	struct err e = { 0 }, ignored;

	if (access(config->database, F_OK) != 0)
		(void)err_set(&e, ERR_NOTFOUND,
			"database %s is not there: run 'paraat init' first",
			config->database);
	else if (zone_init(config->time_zone, &e) == ERR_OK
		 && db_open(&sqlite_engine, config->database, DB_WRITE, &db, &e)
			    == ERR_OK
		 && migrate_check(db, &e) == ERR_OK
		 && db_begin(db, write ? DB_WRITE : DB_READ, &e) == ERR_OK)
		return db;
	(void)command_fail(&e);
	(void)db_close(db, &ignored);
	return NULL;
}

int command_end(struct db *db, bool ok, const struct err *e)
{
	struct err why = *e, ignored;

	if (ok && db_commit(db, &why) != ERR_OK)
		ok = false;
	if (!ok)
		db_rollback(db);
	(void)db_close(db, &ignored);
	return ok ? EXIT_DONE : command_fail(&why);
}

int command_close(struct db *db)
{
	struct err e;

	return db_close(db, &e) == ERR_OK ? EXIT_DONE : command_fail(&e);
}
