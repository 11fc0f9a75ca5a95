/* SPDX-License-Identifier: EUPL-1.2 */
/* What works and may still not be meant: who can listen on the way, and what is not
 * made by itself. Warnings. */
#include "service/command/check.h"
#include "service/http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static bool begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* "127.0.0.1", "[::1]", "localhost": with port, path or neither behind it. */
static bool is_own_machine(const char *host)
{
	const char *path = host + strcspn(host, "/?#");
	const char *at = memchr(host, '@', (size_t)(path - host));

	if (at != NULL)
		host = at + 1;
	return begins(host, "127.") || begins(host, "[::1]")
	       || (begins(host, "localhost")
		       && strchr(":/?#", host[strlen("localhost")]) != NULL);
}

/* Over HTTP, to another machine. */
static bool is_open_on_the_way(const char *url)
{
	return begins(url, "http://") && !is_own_machine(url + strlen("http://"));
}

static bool is_loopback(const struct sockaddr_storage *a)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)a;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)a;

	return a->ss_family == AF_INET6
		       ? IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr)
		       : ntohl(v4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

static void check_way_in(struct check *c)
{
	const struct config *config = c->config;
	struct sockaddr_storage a;
	socklen_t len;

	if (config->tls_certificate[0] == '\0' && config->proxies.count == 0
		&& address_parse(config->listen, &a, &len) && !is_loopback(&a))
		check_warn(c,
			"listen = %s can be reached from other machines without TLS: "
			"set tls_certificate, or put a proxy in front and name it in "
			"proxies",
			config->listen);
	if (is_open_on_the_way(config->base_url))
		check_warn(c,
			"base_url %s is http: passwords and cookies can be read on the "
			"way, and cookies lack Secure and __Host-",
			config->base_url);
}

void check_gateway_way(struct check *c, const struct gateway_config *g)
{
	if ((g->token_file[0] != '\0' || g->user[0] != '\0')
		&& is_open_on_the_way(g->url))
		check_warn(c,
			"[gateway %s] sends its key over http: it can be read on the "
			"way to %s",
			g->name, g->url);
}

void check_exposure(struct check *c)
{
	check_way_in(c);
	if (c->config->backup_folder[0] == '\0')
		check_warn(c, "backup_folder is not set: no backups are made by "
			      "themselves");
}
