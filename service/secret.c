/* SPDX-License-Identifier: EUPL-1.2 */
/* The secret file, and secrets that others made. */
#include "service/secret.h"

#include "service/durable.h"
#include "service/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum err_code make(const char *file, struct random *random,
	uint8_t ret[SECRET_BYTES], struct err *e)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
	random->fill(random, ret, SECRET_BYTES);
	ok = write(fd, ret, SECRET_BYTES) == SECRET_BYTES && fsync(fd) == 0;
	if (close(fd) != 0 || !ok)
		return err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
	if (owner_follow(file, e) != ERR_OK)
		return e->code;
	return durable_settle(file, e);
}

enum err_code secret_read(const char *file, struct random *random,
	uint8_t ret[SECRET_BYTES], struct err *e)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0 && errno == ENOENT)
		return make(file, random, ret, e);
	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
	n = read(fd, ret, SECRET_BYTES);
	(void)close(fd);
	if (n != SECRET_BYTES)
		return err_set(
			e, ERR_INVALID, "%s: must hold %d bytes", file, SECRET_BYTES);
	return ERR_OK;
}

enum secret_line secret_line(const char *file, char *ret, size_t size)
{
	FILE *f = fopen(file, "re");
	bool is_there = f != NULL && fgets(ret, (int)size, f) != NULL;
	size_t n = is_there ? strcspn(ret, "\r\n") : 0;
	bool is_whole = is_there && (ret[n] != '\0' || feof(f));

	if (f != NULL)
		(void)fclose(f);
	if (!is_there)
		return SECRET_LINE_UNREADABLE;
	if (!is_whole)
		return SECRET_LINE_TOO_LONG;
	ret[n] = '\0';
	return n > 0 ? SECRET_LINE_READ : SECRET_LINE_EMPTY;
}

const char *secret_line_why(enum secret_line l)
{
	switch (l) {
	case SECRET_LINE_READ:
		break;
	case SECRET_LINE_UNREADABLE:
		return "cannot be read";
	case SECRET_LINE_EMPTY:
		return "begins with an empty line";
	case SECRET_LINE_TOO_LONG:
		return "has a first line that is too long";
	}
	return "";
}

enum err_code secret_line_check(const char *section, const char *name, const char *key,
	const char *file, const char *why, struct err *e)
{
	if (why[0] == '\0')
		return ERR_OK;
	return err_set(
		e, ERR_INVALID, "[%s %s] %s %s %s", section, name, key, file, why);
}

void secret_forget(uint8_t secret[SECRET_BYTES])
{
	sodium_memzero(secret, SECRET_BYTES);
}
