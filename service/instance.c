/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/instance.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* The process that wrote its number into the file; 0: it cannot be read. */
static long owner_of(int fd)
{
	char text[24] = "";
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	return n > 0 ? strtol(text, NULL, 10) : 0;
}

static void sign(int fd)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());

	/* only for the sentence that another one gets */
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n)
		return;
}

enum err_code instance_lock(const char *database, int *ret_lock, struct err *e)
{
	char path[512];
	int fd, why;

	(void)snprintf(path, sizeof path, "%s-lock", database);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		sign(fd);
		*ret_lock = fd;
		return ERR_OK;
	}
	why = errno;
	if (why == EWOULDBLOCK)
		(void)err_set(e, ERR_CONFLICT,
			"database %s is in use by process %ld: stop the service first",
			database, owner_of(fd));
	else
		(void)err_set(e, ERR_IO, "%s: %s", path, strerror(why));
	(void)close(fd);
	return e->code;
}

void instance_unlock(int lock)
{
	if (lock >= 0)
		(void)close(lock);
}
