/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat backup and paraat restore */
#include "base/zone.h"
#include "service/backup/backup.h"
#include "service/command/command.h"
#include "service/real.h"
#include "service/secret.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

_Static_assert(
	(int)SEALED_KEY_BYTES == (int)SECRET_BYTES, "a key is kept as a secret is");

struct wish {
	const char *file;
	bool sealed;
	uint8_t key[SEALED_KEY_BYTES];
};

/* FILE [--key KEYFILE], in any order. A key file that is missing is made for a backup,
 * never for a restore. */
static bool read_wish(
	int count, char **words, bool may_make, struct wish *w, struct err *e)
{
	const char *key_file = NULL;

	*w = (struct wish){ 0 };
	for (int i = 0; i < count; i++) {
		if (strcmp(words[i], "--key") == 0 && i + 1 < count)
			key_file = words[++i];
		else if (w->file == NULL && words[i][0] != '-')
			w->file = words[i];
		else
			return false;
	}
	if (w->file == NULL)
		return false;
	w->sealed = key_file != NULL;
	if (w->sealed && !may_make && access(key_file, R_OK) != 0)
		(void)err_set(e, ERR_NOTFOUND, "%s: there is no such key", key_file);
	else if (w->sealed)
		e->code = secret_read(key_file, &real_random, w->key, e);
	return true;
}

int command_backup(const char *file, int count, char **words)
{
	const struct config *config;
	struct err e = { 0 };
	struct backup_contents contents;
	struct wish w;

	if (!read_wish(count, words, true, &w, &e))
		return command_usage("backup");
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	if (e.code != ERR_OK || zone_init(config->time_zone, &e) != ERR_OK
		|| backup_make(config->database, w.file, w.sealed ? w.key : NULL,
			   &contents, &e)
			   != ERR_OK)
		return command_fail(&e);
	(void)fprintf(stderr, "paraat: %s written and checked; keep %s\n", w.file,
		w.sealed ? "its key and the secret_file, in another place"
			 : "the secret_file with it");
	return EXIT_DONE;
}

int command_restore(const char *file, int count, char **words)
{
	const struct change by = command_change();
	const struct config *config;
	struct err e = { 0 };
	struct backup_contents contents;
	struct wish w;

	if (!read_wish(count, words, false, &w, &e))
		return command_usage("restore");
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	if (e.code != ERR_OK || zone_init(config->time_zone, &e) != ERR_OK
		|| backup_restore(w.file, config->database, w.sealed ? w.key : NULL,
			   &by, &contents, &e)
			   != ERR_OK)
		return command_fail(&e);
	(void)fprintf(stderr, "paraat: %s restored%s\n", config->database,
		contents.current
			? ""
			: "; it is older than this program: run 'paraat init'");
	return EXIT_DONE;
}
