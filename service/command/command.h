/* SPDX-License-Identifier: EUPL-1.2 */
/* The program's commands. Each gets its own words (without --config FILE) and returns
 * an exit code: 0 done, 1 the work failed, 2 wrong use. Messages go to stderr, data to
 * stdout. `file` is the configuration, which is read once the words are known to be
 * right: wrong use is wrong use wherever the program is tried. */
#pragma once

#include "base/signature.h"
#include "schema/resource.h"
#include "service/config.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct command {
	const char *name, *words, *help; /* help: one line */
	const char *more;                /* for COMMAND --help, after that line */
	int (*run)(const char *file, int count, char **words);
};

extern const struct command commands[]; /* ended by a row without name */

/* Reads the configuration; NULL: says what is wrong with it. */
const struct config *command_config(const char *file);
/* Opens the configured database (write connection, current version), begins a write
 * transaction; prints what is wrong. NULL: failed. */
struct db *command_begin(const struct config *config, bool write);
/* Commits (ok) or rolls back, closes; prints e when it is an error. Returns the exit
 * code. */
int command_end(struct db *db, bool ok, const struct err *e);
/* Closes after a roll-back that was meant. */
int command_close(struct db *db);
struct change command_change(void); /* "cli:<user>" */
/* Says on stderr how the command is used; the exit code for wrong use. */
/* The key of this installation. False: says why on stderr. */
bool command_signing_key(const struct config *config, struct signature_key *ret);
/* paraat audit verify-report FILE [--key HEX] */
int command_verify_report(const char *file, int count, char **words);
/* Compares the lines of a log (FILE, or - for stdin) that tell where the audit chain
 * stood with what stands in the database. ERR_CONFLICT names the first that differs. */
MUST_USE enum err_code command_compare_heads(
	struct db *db, const char *file, int64_t *ret_count, struct err *e);
int command_usage(const char *name);
/* The same at length, on stdout; 0. */
int command_help(const struct command *c);
int command_fail(const struct err *e);
/* Takes an option without value out of the words, wherever it stands. */
bool command_option(const char *option, int *count, char **words);

int command_serve(const char *file, int count, char **words);
int command_init(const char *file, int count, char **words);
int command_token(const char *file, int count, char **words);
int command_user(const char *file, int count, char **words);
int command_import(const char *file, int count, char **words);
int command_export(const char *file, int count, char **words);
int command_audit(const char *file, int count, char **words);
int command_backup(const char *file, int count, char **words);
int command_restore(const char *file, int count, char **words);
int command_print(const char *file, int count, char **words);
int command_check(const char *file, int count, char **words);
