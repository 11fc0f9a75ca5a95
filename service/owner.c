/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/owner.h"

#include "service/durable.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool look_at_folder(const char *file, struct stat *ret)
{
	char folder[DURABLE_FOLDER];

	return stat(durable_folder_of(file, folder), ret) == 0;
}

enum err_code owner_follow(const char *file, struct err *e)
{
	struct stat s;

	if (geteuid() != 0)
		return ERR_OK;
	if (!look_at_folder(file, &s) || lchown(file, s.st_uid, s.st_gid) != 0)
		return err_set(e, ERR_IO,
			"%s cannot be given to whom its folder belongs: %s", file,
			strerror(errno));
	return ERR_OK;
}

enum err_code owner_become(const char *file, struct err *e)
{
	const struct passwd *who;
	struct stat s;

	if (geteuid() != 0 || !look_at_folder(file, &s) || s.st_uid == 0)
		return ERR_OK;
	who = getpwuid(s.st_uid);
	if ((who != NULL ? initgroups(who->pw_name, who->pw_gid) : setgroups(0, NULL))
			!= 0
		|| setgid(who != NULL ? who->pw_gid : s.st_gid) != 0
		|| setuid(s.st_uid) != 0)
		return err_set(e, ERR_IO,
			"cannot become user %d, whom the folder of %s "
			"belongs to: %s",
			(int)s.st_uid, file, strerror(errno));
	return ERR_OK;
}
