/* SPDX-License-Identifier: EUPL-1.2 */
/* Somebody who listens to GET /api/v1/events. */
#pragma once

#include "tests/support/service.h"

struct live {
	int fd;
	size_t len;
	char bytes[256 * 1024]; /* all that came so far, as a text */
};

/* query: "" or "?…"; header: "" or a line with CR LF. By the dispatcher. */
struct live *live_open(const struct service *s, const char *query, const char *header);
void live_close(struct live *l);
/* Reads until the text is there. */
void live_wait(struct live *l, const char *text);
/* The request alone, on a connection of one's own. */
void live_ask(int fd, const struct service *s, const char *query, const char *header);
