/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs the program's commands, each as its users do: words, exit code, both outputs. */
#pragma once

#include <stddef.h>

enum { COMMAND_OUTPUT = 1 << 20 };

struct command_result {
	int code;
	char out[COMMAND_OUTPUT], err[COMMAND_OUTPUT];
};

/* words: the command line after the program's name, ended by NULL. input may be NULL.
 * Fails the test when it does not end by itself within a minute. */
void command_run(
	const char *const words[], const char *input, struct command_result *ret);
