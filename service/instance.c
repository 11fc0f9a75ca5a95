/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/instance.h"

#include "service/owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_PATH = 512 };
static const char serving[] = " serves";

static void lock_path(const char *database, char path[LOCK_PATH])
{
	(void)snprintf(path, LOCK_PATH, "%s-lock", database);
}

/* The process that wrote its number into the file; 0: it cannot be read. */
static long owner_of(int fd)
{
	char text[24] = "";
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	return n > 0 ? strtol(text, NULL, 10) : 0;
}

static void sign(int fd, const char *what)
{
	char text[40];
	int n = snprintf(text, sizeof text, "%ld%s\n", (long)getpid(), what);

	/* for the sentence that another one gets, and for instance_wake */
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n)
		return;
}

enum err_code instance_lock(const char *database, int *ret_lock, struct err *e)
{
	char path[LOCK_PATH];
	int fd, why;

	lock_path(database, path);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		sign(fd, "");
		if (owner_follow(path, e) != ERR_OK) {
			(void)close(fd);
			return e->code;
		}
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

void instance_serving(int lock)
{
	sign(lock, serving);
}

/* Numbers of processes mean something else in another container: does that one have
 * this very file open? */
static bool has_open(long pid, const struct stat *file)
{
	char path[64];
	const struct dirent *entry;
	struct stat s;
	bool found = false;
	DIR *d;

	(void)snprintf(path, sizeof path, "/proc/%ld/fd", pid);
	d = opendir(path);
	if (d == NULL)
		return false;
	while (!found && (entry = readdir(d)) != NULL)
		found = fstatat(dirfd(d), entry->d_name, &s, 0) == 0
			&& s.st_dev == file->st_dev && s.st_ino == file->st_ino;
	(void)closedir(d);
	return found;
}

/* 0: no service is seen. */
static long service_of(const char *database)
{
	char path[LOCK_PATH], text[40] = "", *rest;
	struct stat s;
	long pid = 0;
	int fd;

	lock_path(database, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	if (pread(fd, text, sizeof text - 1, 0) > 0 && fstat(fd, &s) == 0) {
		pid = strtol(text, &rest, 10);
		if (pid <= 1 || strncmp(rest, serving, strlen(serving)) != 0
			|| !has_open(pid, &s))
			pid = 0;
	}
	(void)close(fd);
	return pid;
}

bool instance_serves(const char *database)
{
	return service_of(database) != 0;
}

enum err_code instance_wake(const char *database, struct err *e)
{
	long pid = service_of(database);

	if (pid == 0 || kill((pid_t)pid, SIGHUP) != 0)
		return err_set(e, ERR_CONFLICT,
			"the service of %s cannot be woken: stop it first", database);
	return ERR_OK;
}
