/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat user add: an account with a password, from the terminal or one line of stdin.
 */
#include "base/parse.h"
#include "service/accounts/account.h"
#include "service/command/command.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Reads a line without echo when there is a terminal. */
static bool read_password(char *buffer, size_t size)
{
	struct termios was, quiet;
	bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &was) == 0;
	bool ok;

	if (terminal) {
		(void)fprintf(
			stderr, "Password (at least %d characters): ", PASSWORD_MIN);
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	ok = fgets(buffer, (int)size, stdin) != NULL;
	if (terminal) {
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
		(void)fputc('\n', stderr);
	}
	buffer[ok ? strcspn(buffer, "\r\n") : 0] = '\0';
	return ok;
}

static enum err_code add(struct db *db, const char *name, const char *role,
	const char *hash, struct err *e)
{
	json_t *body = json_pack("{s:s,s:s}", "name", name, "role", role), *item = NULL;
	struct change by = command_change();
	int64_t id;

	if (body == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the account");
	if (resource_create(db, &account_resource, body, &by, &item, e) == ERR_OK) {
		id = json_integer_value(json_object_get(item, "id"));
		e->code = account_set_password(db, id, hash, 0, &by, e);
	}
	json_decref(body);
	json_decref(item);
	return e->code;
}

int command_user(const char *file, int count, char **words)
{
	const struct config *config;
	char password[PASSWORD_MAX + 2], hash[PASSWORD_HASH];
	struct err e = { 0 };
	struct db *db;

	if (count != 4 || strcmp(words[0], "add") != 0
		|| strcmp(words[2], "--role") != 0)
		return command_usage("user");
	if (parse_word(words[3], role_words, ROLES_COUNT) < 0) {
		(void)fprintf(stderr,
			"paraat: the role must be administrator, coordinator, "
			"dispatcher, member or auditor\n");
		return EXIT_USAGE;
	}
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	if (!read_password(password, sizeof password))
		(void)err_fault(&e, "password", "none was given");
	else
		password_check(password, words[1], "password", &e);
	if (e.code != ERR_OK || password_hash(password, hash, &e) != ERR_OK)
		return command_fail(&e);
	db = command_begin(config, true);
	if (db == NULL)
		return EXIT_FAILED;
	return command_end(db, add(db, words[1], words[3], hash, &e) == ERR_OK, &e);
}
