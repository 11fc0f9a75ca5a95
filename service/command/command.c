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

#define KINDS_TEXT                                                                     \
	"municipalities, functions, function-pairs, holidays, people,\nassignments, "  \
	"working-weeks, rotations, duties, overrides, swaps, absences,\n"              \
	"acknowledgements, handovers, activities, attendance, requirements\nor "       \
	"certificates"
#define ROLES_TEXT                                                                     \
	"ROLE is administrator, coordinator, dispatcher, member or auditor.\n"

const struct command commands[] = {
	{ "serve", "", "run the service",
		"It stays in the foreground. SIGTERM lets open requests end "
		"and stops; "
		"a second one\nstops at once.\n",
		command_serve },
	{ "init", "[--demo]", "create or migrate the database",
		"--demo fills an empty one with a fictional IJsselland. The "
		"service "
		"must not run.\n",
		command_init },
	{ "user", "add NAME --role ROLE", "create an account",
		"Asks the password on the terminal, or reads one line of "
		"stdin.\n" ROLES_TEXT,
		command_user },
	{ "token", "add NAME --role ROLE", "print a new API token, once",
		"It is sent as 'Authorization: Bearer TOKEN'.\n" ROLES_TEXT,
		command_token },
	{ "import", "KIND FILE.csv [--dry-run] [--columns FILE] [--source NAME]",
		"read a CSV file",
		"KIND is " KINDS_TEXT
		".\nEach bad line is named, and with any bad line "
		"nothing is imported. --dry-run says\nwhat would change. "
		"--columns: "
		"what "
		"the file's columns are called here\n(docs/import.md). "
		"--source: what "
		"training records are marked with; else the\nfile's name.\n",
		command_import },
	{ "export", "KIND [--format csv|json] [--from D --to D]",
		"write to standard output",
		"KIND is " KINDS_TEXT
		".\nD is a day such as 2026-03-29; the day of --to "
		"is not in it.\n",
		command_export },
	{ "audit",
		"verify [--heads FILE] | verify-report FILE [--key HEX] | seal | "
		"export "
		"[--from D] "
		"[--to D]",
		"check, sign or write out the chain of audit records",
		"verify prints their number, or the first that is not right. "
		"seal "
		"signs "
		"the chain\nas it is now. export writes a stretch of it as a "
		"file that "
		"others can check.\n",
		command_audit },
	{ "backup", "FILE [--key KEYFILE]", "consistent copy of the database",
		"The service may run. The copy is checked before it counts. "
		"With a "
		"key, which is\n"
		"made when it is missing, it is sealed. Keep the secret_file "
		"with "
		"it.\n",
		command_backup },
	{ "restore", "FILE [--key KEYFILE]", "put a copy back",
		"A service that runs lets open requests end, takes it, and "
		"goes on with it within\nseconds; a copy of an older version is "
		"migrated before. Without a service that is\n'paraat init'.\n",
		command_restore },
	{ "print", "on-duty | scenario CODE | callout ID [--html]",
		"lists to call by hand from, with numbers",
		"Who has hard piket now; whom a scenario would call; whom a "
		"call-out "
		"asks, with\ntheir answers. Works while the service is down. "
		"--html "
		"makes a page to print.\n",
		command_print },
	{ "check", "", "what is wrong with configuration, database and gateways",
		"One line for each thing; 0 when there is none.\n", command_check },
	{ NULL, NULL, NULL, NULL, NULL },
};

static void print_usage(FILE *to, const struct command *c)
{
	(void)fprintf(to, "usage: paraat %s%s%s [--config FILE]\n", c->name,
		c->words[0] != '\0' ? " " : "", c->words);
}

int command_usage(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			print_usage(stderr, c);
	return EXIT_USAGE;
}

int command_help(const struct command *c)
{
	print_usage(stdout, c);
	(void)printf("\n%s: %s\n%s", c->name, c->help, c->more);
	(void)printf("\nExit status: 0 done, 1 the work failed, 2 wrong use.\n");
	return EXIT_DONE;
}

bool command_option(const char *option, int *count, char **words)
{
	for (int i = 0; i < *count; i++) {
		if (strcmp(words[i], option) != 0)
			continue;
		for (; i + 1 < *count; i++)
			words[i] = words[i + 1];
		(*count)--;
		return true;
	}
	return false;
}

int command_fail(const struct err *e)
{
	(void)fprintf(stderr, "paraat: %s\n", e->msg);
	for (size_t i = 0; e->faults > 1 && i < e->faults; i++)
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

const struct config *command_config(const char *file)
{
	static struct config config;
	struct err e;

	if (config_read(file, &config, &e) == ERR_OK)
		return &config;
	(void)command_fail(&e);
	return NULL;
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
