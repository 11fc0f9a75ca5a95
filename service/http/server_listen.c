/* SPDX-License-Identifier: EUPL-1.2 */
/* Listening sockets: an address and port, or a unix socket. */
#include "service/http/server_internal.h"

#include "service/http/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static enum err_code listen_failed(const char *where, int fd, struct err *e)
{
	int why = errno;

	if (fd >= 0)
		(void)close(fd);
	if (why == EADDRINUSE)
		return err_set(e, ERR_CONFLICT,
			"listen = %s: the address is in use by another program", where);
	return err_set(e, ERR_IO, "listen = %s: %s", where, strerror(why));
}

static enum err_code listen_unix(const char *where, int *ret_fd, struct err *e)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	const char *path = address_unix(where);
	int fd, probe;

	if (path == NULL)
		return err_set(e, ERR_INVALID,
			"listen = %s: the path is empty or too long", where);
	(void)strcpy(a.sun_path, path);
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(probe, (const struct sockaddr *)(const void *)&a, sizeof a) != 0
		&& errno == ECONNREFUSED)
		(void)unlink(path); /* left behind by a program that was killed */
	(void)close(probe);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)(const void *)&a, sizeof a) != 0
		|| chmod(path, 0660) != 0 || listen(fd, 1024) != 0)
		return listen_failed(where, fd, e);
	*ret_fd = fd;
	return ERR_OK;
}

static int port_of(const struct sockaddr_storage *a)
{
	if (a->ss_family == AF_INET6)
		return ntohs(((const struct sockaddr_in6 *)(const void *)a)->sin6_port);
	if (a->ss_family == AF_INET)
		return ntohs(((const struct sockaddr_in *)(const void *)a)->sin_port);
	return 0;
}

/* A socket that was passed to the program. */
static enum err_code take_over(int fd, int *ret_fd, int *ret_port, struct err *e)
{
	struct sockaddr_storage a = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof a;
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0
		|| getsockname(fd, (struct sockaddr *)(void *)&a, &len) != 0)
		return err_set(
			e, ERR_IO, "the socket that was passed: %s", strerror(errno));
	*ret_fd = fd;
	*ret_port = port_of(&a);
	return ERR_OK;
}

enum err_code server_listen(
	const struct server_config *config, int *ret_fd, int *ret_port, struct err *e)
{
	const char *where = config->listen;
	struct sockaddr_storage a;
	socklen_t len;
	int fd, one = 1;

	*ret_port = 0;
	if (config->listen_fd > 0)
		return take_over(config->listen_fd, ret_fd, ret_port, e);
	if (strncmp(where, "unix:", 5) == 0)
		return listen_unix(where, ret_fd, e);
	if (!address_parse(where, &a, &len))
		return err_set(e, ERR_INVALID,
			"listen = %s: must be an address and port such as "
			"127.0.0.1:8080",
			where);
	fd = socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0
		|| setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0
		|| bind(fd, (const struct sockaddr *)(const void *)&a, len) != 0
		|| listen(fd, 1024) != 0
		|| getsockname(fd, (struct sockaddr *)(void *)&a, &len) != 0)
		return listen_failed(where, fd, e);
	*ret_port = port_of(&a);
	*ret_fd = fd;
	return ERR_OK;
}
