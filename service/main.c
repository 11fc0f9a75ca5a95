/* SPDX-License-Identifier: EUPL-1.2 */
/* The program: finds the command and the configuration. */
#include "service/command/command.h"
#include "service/real.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 32 };

static const char default_config[] = "/etc/paraat/paraat.conf";

static int print_help(FILE *to)
{
	(void)fprintf(to, "usage: paraat COMMAND [--config FILE]\n\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		(void)fprintf(
			to, "  paraat %-8s %-42s %s\n", c->name, c->words, c->help);
	(void)fprintf(to,
		"\nWithout --config, which may also stand first, the file is %s.\n"
		"'paraat COMMAND --help' says more.\n",
		default_config);
	return to == stdout ? EXIT_DONE : EXIT_USAGE;
}

static int run(const struct command *c, const char *file, int count, char **words)
{
	for (int i = 0; i < count; i++)
		if (strcmp(words[i], "--help") == 0)
			return command_help(c);
	return c->run(file, count, words);
}

/* Takes --config FILE out of the words, wherever it stands. False: FILE is missing. */
static bool take_config(
	int argc, char **argv, const char **file, char **words, int *ret_count)
{
	*ret_count = 0;
	for (int i = 1; i < argc && *ret_count < WORDS_MAX; i++) {
		if (strcmp(argv[i], "--config") != 0) {
			words[(*ret_count)++] = argv[i];
			continue;
		}
		if (++i == argc)
			return false;
		*file = argv[i];
	}
	return true;
}

int main(int argc, char **argv)
{
	const char *file = default_config;
	char *words[WORDS_MAX];
	int count;

	real_init();
	if (!take_config(argc, argv, &file, words, &count)) {
		(void)fprintf(stderr, "paraat: --config needs the name of a file\n");
		return EXIT_USAGE;
	}
	if (count == 0)
		return print_help(stderr);
	if (strcmp(words[0], "--version") == 0) {
		(void)printf("paraat %s\n", PARAAT_VERSION);
		return EXIT_DONE;
	}
	if (strcmp(words[0], "--help") == 0)
		return print_help(stdout);
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(words[0], c->name) == 0)
			return run(c, file, count - 1, words + 1);
	(void)fprintf(stderr,
		"paraat: there is no command '%s'; 'paraat --help' names them\n",
		words[0]);
	return EXIT_USAGE;
}
