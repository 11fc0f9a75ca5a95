/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/live.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 40000 };

void live_ask(int fd, const struct service *s, const char *query, const char *header)
{
	char request[512];

	(void)snprintf(request, sizeof request,
		"GET /api/v1/events%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
		"%s\r\n%s\r\n",
		query, s->token[ROLE_DISPATCHER], header);
	raw_send(fd, request, strlen(request));
}

struct live *live_open(const struct service *s, const char *query, const char *header)
{
	struct live *l = calloc(1, sizeof *l);

	l->fd = raw_connect(s->port);
	live_ask(l->fd, s, query, header);
	return l;
}

void live_close(struct live *l)
{
	(void)close(l->fd);
	free(l);
}

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

void live_wait(struct live *l, const char *text)
{
	const int64_t until = now_ms() + PATIENCE_MS;

	while (strstr(l->bytes, text) == NULL) {
		/* that it is still there is said now and then: no read lasts long */
		if (now_ms() > until)
			fail_msg("no '%s' in time: %s", text, l->bytes);
		ssize_t n =
			recv(l->fd, l->bytes + l->len, sizeof l->bytes - 1 - l->len, 0);

		if (n <= 0)
			fail_msg("the stream ended before '%s': %s", text, l->bytes);
		l->len += (size_t)n;
		l->bytes[l->len] = '\0';
	}
}
