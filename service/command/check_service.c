/* SPDX-License-Identifier: EUPL-1.2 */
/* The files and addresses of [service]. */
#include "service/command/check.h"
#include "service/dispatch/reach.h"
#include "service/durable.h"
#include "service/http/address.h"
#include "service/instance.h"
#include "service/secret.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void check_secret(struct check *c)
{
	const char *file = c->config->secret_file;
	struct stat s;

	if (!check_can_read(file) || stat(file, &s) != 0)
		check_say(c,
			"secret_file %s cannot be read: 'paraat init' makes one; links "
			"that were sent need the one they were made with",
			file);
	else if (check_is_public(file))
		check_say(c, "secret_file %s can be read by everybody", file);
	else if (s.st_size < SECRET_BYTES)
		check_say(c, "secret_file %s must hold %d bytes", file, SECRET_BYTES);
}

/* The service itself takes away what a program left that was killed. */
static void try_unix(struct check *c, const char *where)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	const char *path = address_unix(where);
	char folder[DURABLE_FOLDER];
	struct stat s;
	int fd;

	if (path == NULL) {
		check_say(c, "listen = %s: the path is empty or too long", where);
		return;
	}
	if (access(durable_folder_of(path, folder), F_OK) != 0) {
		check_warn(c,
			"listen = %s: there is no folder %s yet; the unit makes "
			"/run/paraat when it starts",
			where, folder);
		return;
	}
	(void)snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (const struct sockaddr *)(const void *)&a, sizeof a) == 0)
		check_say(c, "listen = %s: the address is in use by another program",
			where);
	else if (stat(path, &s) == 0 && !S_ISSOCK(s.st_mode))
		check_say(c, "listen = %s: there is a file of that name", where);
	else if (access(folder, W_OK | X_OK) != 0)
		check_say(c, "listen = %s: nothing can be made in %s (%s)", where,
			folder, strerror(errno));
	(void)close(fd);
}

static void try_port(struct check *c, const char *where)
{
	struct sockaddr_storage a;
	socklen_t len;
	int fd, one = 1;

	if (!address_parse(where, &a, &len))
		return; /* said by the configuration */
	fd = socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0
		|| bind(fd, (const struct sockaddr *)(const void *)&a, len) != 0
		|| listen(fd, 1) != 0)
		check_say(c, "listen = %s: %s", where,
			errno == EADDRINUSE ? "the address is in use by another program"
					    : strerror(errno));
	if (fd >= 0)
		(void)close(fd);
}

/* Could the service listen? When it runs it does. */
static void check_listen(struct check *c)
{
	const char *where = c->config->listen;
	struct err e;
	int lock = -1;

	if (access(c->config->database, W_OK) != 0
		|| instance_lock(c->config->database, &lock, &e) != ERR_OK)
		return;
	if (strncmp(where, "unix:", 5) == 0)
		try_unix(c, where);
	else
		try_port(c, where);
	instance_unlock(lock);
}

void check_service(struct check *c)
{
	const struct config *config = c->config;
	char page[CONFIG_TEXT_MAX + 16], why[REACH_WHY];

	if (config->base_url[0] == '\0')
		check_say(c,
			"%s: base_url is not set: answer links work on this machine "
			"only",
			config->file);
	check_tls(c);
	check_secret(c);
	(void)snprintf(page, sizeof page, "%s/index.html", config->web_root);
	if (!check_can_read(page))
		check_say(c, "web_root %s has no index.html: there is no screen",
			config->web_root);
	if (config->ping_url[0] != '\0' && !reach(config->ping_url, "", why))
		check_say(c, "ping_url %s: %s", config->ping_url, why);
	check_listen(c);
	check_disks(c);
	check_exposure(c);
}
