/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat token add */
#include "base/parse.h"
#include "service/accounts/token_store.h"
#include "service/command/command.h"
#include "service/real.h"

#include <stdio.h>
#include <string.h>

int command_token(const char *file, int count, char **words)
{
	const struct config *config;
	char token[ACCOUNT_TOKEN_TEXT];
	struct change by = command_change();
	struct err e = { 0 };
	struct db *db;
	int role, rc;

	if (count != 4 || strcmp(words[0], "add") != 0
		|| strcmp(words[2], "--role") != 0)
		return command_usage("token");
	role = parse_word(words[3], role_words, ROLES_COUNT);
	if (role < 0) {
		(void)fprintf(stderr,
			"paraat: the role must be administrator, coordinator, "
			"dispatcher, member or auditor\n");
		return EXIT_USAGE;
	}
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	db = command_begin(config, true);
	if (db == NULL)
		return EXIT_FAILED;
	rc = command_end(db,
		token_add(db, words[1], (enum role)role, &real_random, &by, token, &e)
			== ERR_OK,
		&e);
	if (rc == EXIT_DONE)
		(void)printf("%s\n", token);
	return rc;
}
