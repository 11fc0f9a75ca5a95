/* SPDX-License-Identifier: EUPL-1.2 */
/* Backups by themselves: the folder. */
#include "service/backup/backup.h"
#include "service/chore/chore.h"
#include "service/config.h"
#include "service/secret.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BACKUPS_MAX = 1024, PATH_BYTES = 512 };

static enum err_code path_of(const struct config *config, struct instant t,
	const char *suffix, char path[PATH_BYTES], struct err *e)
{
	char name[BACKUP_NAME];

	if (snprintf(path, PATH_BYTES, "%s/%s%s", config->backup_folder,
		    backup_name(t, name), suffix)
		>= PATH_BYTES)
		return err_set(e, ERR_INVALID, "backup_folder: the path is too long");
	return ERR_OK;
}

/* *ret_key is key, or NULL when backups are not sealed. */
static enum err_code key_of(const struct chore_call *c, uint8_t key[SEALED_KEY_BYTES],
	const uint8_t **ret_key, struct err *e)
{
	*ret_key = NULL;
	if (c->config->backup_key_file[0] == '\0')
		return ERR_OK;
	*ret_key = key;
	return secret_read(c->config->backup_key_file, c->random, key, e);
}

static int by_time(const void *a, const void *b)
{
	const struct instant *x = a, *y = b;

	return (x->ms > y->ms) - (x->ms < y->ms);
}

/* The times of the backups in the folder, in order. */
static enum err_code list(const struct config *config,
	struct instant times[BACKUPS_MAX], size_t *ret_n, struct err *e)
{
	DIR *d = opendir(config->backup_folder);
	const struct dirent *entry;

	*ret_n = 0;
	if (d == NULL)
		return err_set(e, ERR_IO, "backup_folder %s: %s", config->backup_folder,
			strerror(errno));
	while (*ret_n < BACKUPS_MAX && (entry = readdir(d)) != NULL)
		*ret_n += backup_name_time(entry->d_name, &times[*ret_n]);
	(void)closedir(d);
	qsort(times, *ret_n, sizeof *times, by_time);
	return ERR_OK;
}

static enum err_code remove_old(const struct chore_call *c, struct err *e)
{
	struct instant times[BACKUPS_MAX];
	bool keep[BACKUPS_MAX];
	char path[PATH_BYTES];
	size_t n;

	if (list(c->config, times, &n, e) != ERR_OK)
		return e->code;
	backup_choose(times, n, c->by.now, keep);
	for (size_t i = 0; i < n; i++) {
		if (keep[i])
			continue;
		if (path_of(c->config, times[i], "", path, e) != ERR_OK)
			return e->code;
		if (unlink(path) != 0)
			return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	}
	return ERR_OK;
}

/* Copies that are not sealed yet, of a run that did not come to its end: nothing else
 * is making one here. */
static enum err_code remove_leftovers(const struct config *config, struct err *e)
{
	static const char *const parts[] = { ".part", ".sealed", ".rehearsal" };
	DIR *d = opendir(config->backup_folder);
	const struct dirent *entry;

	if (d == NULL)
		return err_set(e, ERR_IO, "backup_folder %s: %s", config->backup_folder,
			strerror(errno));
	while ((entry = readdir(d)) != NULL) {
		char name[BACKUP_NAME];
		size_t n = strcspn(entry->d_name, ".");
		struct instant t;

		(void)snprintf(name, sizeof name, "%.*s.backup", (int)n, entry->d_name);
		if (!backup_name_time(name, &t)
			|| strncmp(entry->d_name, name, strlen(name)) != 0)
			continue;
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			if (strncmp(entry->d_name + strlen(name), parts[i],
				    strlen(parts[i]))
				== 0)
				(void)unlinkat(dirfd(d), entry->d_name, 0);
	}
	(void)closedir(d);
	return ERR_OK;
}

enum err_code backup_chore(const struct chore_call *c, struct err *e)
{
	struct backup_contents contents;
	uint8_t key[SEALED_KEY_BYTES];
	const uint8_t *key_or_null;
	char path[PATH_BYTES];

	if (remove_leftovers(c->config, e) != ERR_OK
		|| key_of(c, key, &key_or_null, e) != ERR_OK
		|| path_of(c->config, c->by.now, "", path, e) != ERR_OK
		|| backup_make(c->config->database, path, key_or_null, &contents, e)
			   != ERR_OK)
		return e->code;
	return remove_old(c, e);
}

enum err_code backup_rehearsal_chore(const struct chore_call *c, struct err *e)
{
	struct instant times[BACKUPS_MAX];
	struct backup_contents contents;
	uint8_t key[SEALED_KEY_BYTES];
	const uint8_t *key_or_null;
	char newest[PATH_BYTES], scratch[PATH_BYTES];
	struct instant last;
	size_t n;

	if (remove_leftovers(c->config, e) != ERR_OK
		|| list(c->config, times, &n, e) != ERR_OK)
		return e->code;
	if (n == 0)
		return err_set(e, ERR_NOTFOUND, "backup_folder %s holds no backup",
			c->config->backup_folder);
	last = times[backup_newest(times, n, c->by.now)];
	if (key_of(c, key, &key_or_null, e) != ERR_OK
		|| path_of(c->config, last, "", newest, e) != ERR_OK
		|| path_of(c->config, last, ".rehearsal", scratch, e) != ERR_OK)
		return e->code;
	return backup_rehearse(newest, scratch, key_or_null, &contents, e);
}
