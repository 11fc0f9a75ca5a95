/* SPDX-License-Identifier: EUPL-1.2 */
/* The files and addresses of [service]. */
#include "service/command/check.h"
#include "service/dispatch/reach.h"
#include "service/http/address.h"
#include "service/instance.h"
#include "service/secret.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

/* Could the service listen? When it runs it does. */
static void check_listen(struct check *c)
{
	const char *where = c->config->listen;
	struct sockaddr_storage a;
	socklen_t len;
	struct err e;
	int lock = -1, fd, one = 1;

	if (strncmp(where, "unix:", 5) == 0 || !address_parse(where, &a, &len)
		|| access(c->config->database, W_OK) != 0
		|| instance_lock(c->config->database, &lock, &e) != ERR_OK)
		return;
	fd = socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0
		|| bind(fd, (const struct sockaddr *)(const void *)&a, len) != 0
		|| listen(fd, 1) != 0)
		check_say(c, "listen = %s: %s", where,
			errno == EADDRINUSE ? "the address is in use by another program"
					    : strerror(errno));
	if (fd >= 0)
		(void)close(fd);
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
}
