/* SPDX-License-Identifier: EUPL-1.2 */
/* Room for what grows: the database and its backups. */
#include "service/command/check.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const uint64_t mebibyte = UINT64_C(1024) * 1024, least_mebibytes = 100;

/* An upgrade and a backup each copy the whole database. */
static uint64_t wanted(const struct config *config)
{
	struct stat s;
	uint64_t mebibytes = 0;

	if (stat(config->database, &s) == 0)
		mebibytes = 2 * (uint64_t)s.st_size / mebibyte;
	return mebibytes > least_mebibytes ? mebibytes : least_mebibytes;
}

static void check_room(struct check *c, const char *key, const char *path)
{
	struct statvfs v;
	uint64_t left;

	if (statvfs(path, &v) != 0)
		return; /* said elsewhere */
	left = (uint64_t)v.f_bavail * v.f_frsize / mebibyte;
	if (left < wanted(c->config))
		check_say(c,
			"%s %s: its disk has %llu MiB left, and %llu MiB are wanted",
			key, path, (unsigned long long)left,
			(unsigned long long)wanted(c->config));
	if ((v.f_flag & ST_RDONLY) != 0)
		check_say(c, "%s %s: its disk is read-only", key, path);
}

/* A key that is missing is made. */
static bool can_use_key(const char *key)
{
	char folder[CONFIG_TEXT_MAX];

	if (access(key, F_OK) == 0)
		return check_can_read(key);
	(void)snprintf(folder, sizeof folder, "%s", key);
	return access(dirname(folder), W_OK | X_OK) == 0;
}

static void check_backups(struct check *c)
{
	const char *folder = c->config->backup_folder,
		   *key = c->config->backup_key_file;
	struct stat s;

	if (folder[0] == '\0')
		return;
	if (stat(folder, &s) != 0 || !S_ISDIR(s.st_mode)) {
		check_say(c, "backup_folder %s is not a folder: no backups are made",
			folder);
		return;
	}
	if (access(folder, W_OK | X_OK) != 0)
		check_say(c,
			"backup_folder %s cannot be written (%s): no backups are made",
			folder, strerror(errno));
	if (key[0] != '\0' && !can_use_key(key))
		check_say(c,
			"backup_key_file %s cannot be read or made: no backups are "
			"made",
			key);
	else if (check_is_public(key))
		check_say(c, "backup_key_file %s can be read by everybody", key);
	check_room(c, "backup_folder", folder);
}

void check_disks(struct check *c)
{
	if (check_can_read(c->config->database))
		check_room(c, "database", c->config->database);
	check_backups(c);
}
