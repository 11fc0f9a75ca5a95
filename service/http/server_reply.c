/* SPDX-License-Identifier: EUPL-1.2 */
/* Listening sockets, and replies with their headers. */
#include "service/http/server_internal.h"

#include "base/alloc.h"
#include "base/parse.h"

#include <arpa/inet.h>
#include <errno.h>
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
	const char *path = where + strlen("unix:");
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int probe;

	if (strlen(path) >= sizeof a.sun_path)
		return err_set(
			e, ERR_INVALID, "listen = %s: the path is too long", where);
	(void)strcpy(a.sun_path, path);
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(probe, (const struct sockaddr *)(const void *)&a, sizeof a) != 0
		&& errno == ECONNREFUSED)
		(void)unlink(path); /* left behind by a program that was killed */
	(void)close(probe);
	if (fd < 0 || bind(fd, (const struct sockaddr *)(const void *)&a, sizeof a) != 0
		|| chmod(path, 0660) != 0 || listen(fd, 1024) != 0)
		return listen_failed(where, fd, e);
	*ret_fd = fd;
	return ERR_OK;
}

/* "127.0.0.1:8080", "[::1]:8080" */
static bool address_of(const char *where, struct sockaddr_storage *a, socklen_t *len)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)a;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)a;
	const char *colon = strrchr(where, ':');
	char host[64];
	int64_t port;

	memset(a, 0, sizeof *a);
	if (colon == NULL || (size_t)(colon - where) >= sizeof host
		|| !parse_int(colon + 1, 0, 65535, &port))
		return false;
	if (where[0] == '[' && colon > where && colon[-1] == ']') {
		(void)snprintf(
			host, sizeof host, "%.*s", (int)(colon - where - 2), where + 1);
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		*len = sizeof *v6;
		return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1;
	}
	(void)snprintf(host, sizeof host, "%.*s", (int)(colon - where), where);
	v4->sin_family = AF_INET;
	v4->sin_port = htons((uint16_t)port);
	*len = sizeof *v4;
	return inet_pton(AF_INET, host, &v4->sin_addr) == 1;
}

enum err_code http_listen(const char *where, int *ret_fd, int *ret_port, struct err *e)
{
	struct sockaddr_storage a;
	socklen_t len;
	int fd, one = 1;

	*ret_port = 0;
	if (strncmp(where, "unix:", 5) == 0)
		return listen_unix(where, ret_fd, e);
	if (!address_of(where, &a, &len))
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
	*ret_port = ntohs(a.ss_family == AF_INET6
				  ? ((struct sockaddr_in6 *)(void *)&a)->sin6_port
				  : ((struct sockaddr_in *)(void *)&a)->sin_port);
	*ret_fd = fd;
	return ERR_OK;
}

void http_plain_problem(struct http_reply *reply, int status, const char *why)
{
	struct text t;

	memset(reply, 0, sizeof *reply);
	reply->status = status;
	reply->content_type = "application/problem+json";
	text_init(&t, 1024);
	text_addf(&t,
		"{\"type\":\"about:blank\",\"title\":\"Refused\",\"status\":%d,"
		"\"detail\":\"%s\"}",
		status, why);
	reply->len = t.len;
	reply->body = text_take(&t);
}

static const char page_policy[] =
	"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
	"base-uri 'none'; frame-ancestors 'none'";
static const char web_policy[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
	"data:; "
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action "
	"'self'; "
	"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

static void add(struct MHD_Response *r, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		(void)MHD_add_response_header(r, name, value);
}

struct MHD_Response *http_response(struct http_exchange_full *f)
{
	struct http_reply *reply = &f->reply;
	char number[16] = "";
	struct MHD_Response *r =
		MHD_create_response_from_buffer_with_free_callback(reply->len,
			reply->body != NULL ? reply->body : base_strdup(""), base_free);

	if (r == NULL)
		return NULL;
	reply->body = NULL; /* the response frees it */
	if (reply->retry_after_seconds > 0)
		(void)snprintf(number, sizeof number, "%d", reply->retry_after_seconds);
	add(r, "Content-Type", reply->content_type);
	add(r, "ETag", reply->etag);
	add(r, "Location", reply->location);
	add(r, "Allow", reply->allow);
	add(r, "Retry-After", number);
	add(r, "X-Content-Type-Options", "nosniff");
	add(r, "Referrer-Policy", "no-referrer");
	add(r, "Cache-Control", reply->web_page ? "no-cache" : "no-store");
	add(r, "Content-Security-Policy", reply->web_page ? web_policy : page_policy);
	if (reply->status == 401)
		add(r, "WWW-Authenticate", "Bearer");
	if (f->closes || f->server->draining)
		add(r, "Connection", "close");
	return r;
}
