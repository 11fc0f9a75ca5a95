/* SPDX-License-Identifier: EUPL-1.2 */
/* A folder with a configuration and a database, in which commands are run. */
#pragma once

#include "tests/support/command.h"
#include "tests/support/test_db.h"

struct command_place {
	struct test_db t;
	char config[128], secret[128], web[128], page[160], extra[128];
};

/* Setup and teardown of a test: *state is the place. */
int command_place_open(void **state);
int command_place_close(void **state);
/* The usual configuration, with more behind it. */
void command_configure(const struct command_place *p, const char *more);
void command_write(const char *path, const char *text);

extern struct command_result command_said; /* of the last command */
/* Runs the words of `line`, divided by blanks, and --config FILE behind them. */
void command_line(const char *line, const char *config_or_null, const char *input);
/* Fails the test unless the last command ended so, and said these. */
void command_expect(int code, const char *out, const char *err);
