/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *durable_folder_of(const char *file, char folder[DURABLE_FOLDER])
{
	const char *slash = strrchr(file, '/');

	(void)snprintf(folder, DURABLE_FOLDER, "%.*s",
		slash != NULL ? (int)(slash - file + 1) : 1,
		slash != NULL ? file : ".");
	return folder;
}

/* Some file systems of other machines keep no folders that could be flushed. */
static bool is_unknown_there(int number)
{
	return number == EINVAL || number == ENOTSUP || number == ENOSYS;
}

enum err_code durable_settle(const char *file, struct err *e)
{
	char folder[DURABLE_FOLDER];
	int fd = open(
		durable_folder_of(file, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && (fsync(fd) == 0 || is_unknown_there(errno));

	if (!ok)
		(void)err_set(e, ERR_IO, "%s: %s", folder, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return ok ? ERR_OK : e->code;
}

enum err_code durable_rename(const char *from, const char *to, struct err *e)
{
	if (rename(from, to) != 0)
		return err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
	return durable_settle(to, e);
}
