/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/backup/way_back.h"

#include "schema/engine.h"
#include "schema/migrate.h"
#include "service/backup/backup_internal.h"
#include "service/chore/chore.h"
#include "service/config.h"
#include "service/durable.h"
#include "service/owner.h"
#include "service/secret.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert((int)WAY_BACK_PATH == (int)BACKUP_PATH, "paths of one length");

static const char mark[] = ".before-", being_made[] = ".before-upgrade.new";
enum { DAY_MS = 24 * 3600 * 1000 };

/* What cannot be migrated is no upgrade: why not is said by who tries. */
static enum err_code version_of(
	const char *database, size_t *ret, bool *ret_older, struct err *e)
{
	struct db *db = NULL;
	struct err ignored;

	*ret_older = false;
	if (db_open(&sqlite_engine, database, DB_READ, &db, e) == ERR_OK) {
		if (migrate_version(db, ret, e) == ERR_OK)
			*ret_older = *ret < migrations_count;
		else
			err_clear(e);
	}
	(void)db_close(db, &ignored);
	return e->code;
}

/* Under its name it is whole: sealed, or moved there. */
static enum err_code put(const struct config *config, struct random *random,
	const char *plain, const char *to, struct err *e)
{
	uint8_t key[SEALED_KEY_BYTES];
	char sealed[BACKUP_PATH];

	if (config->backup_key_file[0] == '\0')
		return durable_rename(plain, to, e);
	if (backup_path_beside(plain, ".sealed", sealed, e) != ERR_OK
		|| secret_read(config->backup_key_file, random, key, e) != ERR_OK)
		return e->code;
	if (sealed_file_write(plain, sealed, key, e) == ERR_OK)
		e->code = durable_rename(sealed, to, e);
	secret_forget(key);
	return e->code;
}

static enum err_code name(const char *database, size_t version, const char *plain,
	char ret[WAY_BACK_PATH], struct err *e)
{
	struct digest digest;
	char hex[DIGEST_HEX], suffix[48];

	if (backup_digest(plain, &digest, e) != ERR_OK)
		return e->code;
	(void)snprintf(suffix, sizeof suffix, "%supgrade-%04zu-%.16s", mark, version,
		digest_hex(&digest, hex));
	return backup_path_beside(database, suffix, ret, e);
}

enum err_code way_back_keep(const struct config *config, struct random *random,
	char ret[WAY_BACK_PATH], struct err *e)
{
	struct backup_contents contents;
	char plain[BACKUP_PATH];
	size_t version = 0;
	bool older;

	ret[0] = '\0';
	if (access(config->database, F_OK) != 0)
		return ERR_OK;
	if (version_of(config->database, &version, &older, e) != ERR_OK || !older
		|| backup_path_beside(config->database, being_made, plain, e) != ERR_OK)
		return e->code;
	if (backup_make(config->database, plain, NULL, &contents, e) == ERR_OK
		&& name(config->database, version, plain, ret, e) == ERR_OK
		&& access(ret, F_OK) != 0
		&& put(config, random, plain, ret, e) == ERR_OK)
		e->code = owner_follow(ret, e);
	backup_remove_database(plain);
	return e->code;
}

/* --- those that are old */

/* rest: what comes behind the mark; only digits in names of older programs. What
 * somebody else called so is not ours. */
static bool is_over(const char *rest, const struct stat *s, struct instant now)
{
	static const char own[] = "upgrade-";
	const char *parts = being_made + strlen(mark);

	if (strncmp(rest, parts, strlen(parts)) == 0)
		return true;
	return rest[0] != '\0'
	       && (strncmp(rest, own, strlen(own)) == 0
		       || rest[strspn(rest, "0123456789")] == '\0')
	       && now.ms - s->st_mtim.tv_sec * INT64_C(1000)
			  > BACKUP_DAYS * (int64_t)DAY_MS;
}

static enum err_code forget_in(
	DIR *folder, const char *prefix, const struct chore_call *c, struct err *e)
{
	const size_t n = strlen(prefix);
	const struct dirent *entry;
	struct stat s;

	while ((entry = readdir(folder)) != NULL) {
		if (strncmp(entry->d_name, prefix, n) != 0
			|| fstatat(dirfd(folder), entry->d_name, &s,
				   AT_SYMLINK_NOFOLLOW)
				   != 0
			|| !S_ISREG(s.st_mode)
			|| !is_over(entry->d_name + n, &s, c->by.now))
			continue;
		if (unlinkat(dirfd(folder), entry->d_name, 0) != 0)
			return err_set(
				e, ERR_IO, "%s: %s", entry->d_name, strerror(errno));
	}
	return ERR_OK;
}

enum err_code way_back_forget(const struct chore_call *c, struct err *e)
{
	const char *database = c->config->database, *slash = strrchr(database, '/');
	char path[DURABLE_FOLDER], prefix[BACKUP_PATH];
	DIR *folder;

	if (backup_path_beside(slash != NULL ? slash + 1 : database, mark, prefix, e)
		!= ERR_OK)
		return e->code;
	folder = opendir(durable_folder_of(database, path));
	if (folder == NULL)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	(void)forget_in(folder, prefix, c, e);
	(void)closedir(folder);
	return e->code;
}
