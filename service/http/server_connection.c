/* SPDX-License-Identifier: EUPL-1.2 */
/* Connections and their deadlines: the sweep cuts off who is slow. */
#include "service/http/server_internal.h"

#include "base/alloc.h"

#include <sys/socket.h>

static void on_sweep(uv_timer_t *t)
{
	struct server *s = container_of(t, struct server, sweep);
	uint64_t now = uv_now(s->config.loop);

	for (struct list *l = s->open.next; l != &s->open; l = l->next) {
		struct connection *n = container_of(l, struct connection, link);
		int64_t idle = n->served ? s->config.idle_ms : s->config.header_ms;
		bool late = !n->in_request && now - n->idle_since > (uint64_t)idle;

		if (n->in_request && n->uploading_since == 0)
			continue;
		if (late
			|| (n->uploading_since != 0
				&& now - n->uploading_since
					   > (uint64_t)s->config.body_ms))
			(void)shutdown(n->fd, SHUT_RDWR);
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
		info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
		n->fd = info != NULL ? info->connect_fd : -1;
		n->idle_since = uv_now(s->config.loop);
		list_push(&s->open, &n->link);
		*socket_ctx = n;
		start_sweep(s);
		return;
	}
	s->figures.connections--;
	if (n == NULL)
		return;
	list_remove(&n->link);
	base_free(n);
	*socket_ctx = NULL;
}

struct connection *server_connection_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info != NULL ? info->socket_context : NULL;
}
