/* SPDX-License-Identifier: EUPL-1.2 */
/* Connections: how many from where, and their deadlines: the sweep cuts off who is
 * slow. */
#include "service/http/server_internal.h"

#include "base/alloc.h"
#include "service/http/received.h"

#include <sys/socket.h>

/* Something came, and no answer is on its way. */
static bool has_begun(const struct server *s, const struct connection *n)
{
	if (n->in_request || n->served)
		return n->uploading_since != 0;
	return s->certificate != NULL ? server_tls_has_spoken(n->mhd)
				      : received_anything(n->fd);
}

bool server_is_late(const struct server *s, const struct connection *n)
{
	const uint64_t now = uv_now(s->config.loop);
	int64_t idle = n->served && !n->over ? s->config.idle_ms : s->config.header_ms;

	if (n->in_request)
		return n->uploading_since != 0
		       && now - n->uploading_since > (uint64_t)s->config.body_ms;
	return now - n->idle_since > (uint64_t)idle;
}

static void on_sweep(uv_timer_t *t)
{
	struct server *s = container_of(t, struct server, sweep);

	for (struct list *l = s->open.next; l != &s->open; l = l->next) {
		struct connection *n = container_of(l, struct connection, link);

		if (!server_is_late(s, n))
			continue;
		if (!n->ended && has_begun(s, n))
			server_end_slow(s, n);
		else
			(void)shutdown(n->fd, SHUT_RDWR);
		n->ended = true;
	}
	if (list_empty(&s->open))
		(void)uv_timer_stop(t);
}

static void start_sweep(struct server *s)
{
	uint64_t every =
		s->config.header_ms < 2000 ? (uint64_t)s->config.header_ms / 2 : 1000;

	if (!uv_is_active((const uv_handle_t *)&s->sweep))
		(void)uv_timer_start(&s->sweep, on_sweep, every, every);
}

/* Those of the sites with the same hash; few, as the limit keeps each short. */
static struct list *sites_like(struct server *s, const struct network_address *site)
{
	unsigned hash = 0;

	for (size_t i = 0; i < sizeof site->bytes; i++)
		hash = hash * 31 + site->bytes[i];
	return &s->sites[hash % SERVER_SITES];
}

static unsigned count_of_site(
	struct server *s, const struct network_address *site, bool over)
{
	struct list *same = sites_like(s, site);
	unsigned n = 0;

	for (struct list *l = same->next; l != same; l = l->next) {
		const struct connection *c =
			container_of(l, struct connection, site_link);

		n += c->over == over && network_same(&c->site, site);
	}
	return n;
}

/* Who comes above a limit still gets in to be told so, up to a number. */
enum MHD_Result server_on_accept(
	void *cls, const struct sockaddr *address, socklen_t len)
{
	struct server *s = cls;
	const struct server_peers *peers = &s->config.peers;
	struct network_address a, site;
	bool counts = peers->per_site > 0 && network_of(address, &a)
		      && !network_set_has(&peers->proxies, &a);

	(void)len;
	s->next_is_over = s->figures.connections - s->over >= s->config.connections;
	if (counts) {
		site = network_site(&a);
		s->next_is_over |= count_of_site(s, &site, false) >= peers->per_site;
	}
	if (!s->next_is_over)
		return MHD_YES;
	s->figures.turned_away++;
	return s->over < SERVER_OVER
			       && (!counts
				       || count_of_site(s, &site, true)
						  < SERVER_OVER_OF_SITE)
		       ? MHD_YES
		       : MHD_NO;
}

static void join_site(struct server *s, struct connection *n, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct network_address a;

	list_init(&n->site_link);
	if (info == NULL || !network_of(info->client_addr, &a))
		return;
	n->site = network_site(&a);
	list_push(sites_like(s, &n->site), &n->site_link);
}

void server_on_connection(void *cls, struct MHD_Connection *c, void **socket_ctx,
	enum MHD_ConnectionNotificationCode what)
{
	struct server *s = cls;
	struct connection *n = *socket_ctx;
	const union MHD_ConnectionInfo *info;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		s->figures.connections++;
		n = base_calloc(1, sizeof *n);
		if (n == NULL)
			return;
		n->server = s;
		n->mhd = c;
		n->at_line = true;
		n->over = s->next_is_over;
		s->over += n->over;
		info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
		n->fd = info != NULL ? info->connect_fd : -1;
		n->idle_since = uv_now(s->config.loop);
		list_push(&s->open, &n->link);
		join_site(s, n, c);
		n->certificate = server_certificate_use(s, c);
		*socket_ctx = n;
		start_sweep(s);
		return;
	}
	s->figures.connections--;
	s->want_pump = true; /* out of descriptors the library listens no more, and
				looks again only when it is turned */
	if (n == NULL)
		return;
	if (s->certificate == NULL)
		server_say_malformed(s, n);
	list_remove(&n->link);
	list_remove(&n->site_link);
	s->over -= n->over;
	server_certificate_unref(n->certificate);
	base_free(n);
	*socket_ctx = NULL;
}

struct connection *server_connection_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info != NULL ? info->socket_context : NULL;
}
