/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the library closes without a word: what came is no request, did not come in
 * time, or does not end. These words go beside the library, on a connection on which
 * nothing is being answered. */
#include "service/http/received.h"
#include "service/http/server_internal.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define LARGE "the body is larger than 1 MiB"
#define NONE  "the request is malformed"
#define SLOW  "the request did not come in time"
#define HEAD(status, reason, length, why, more)                                        \
	"HTTP/1.1 " status " " reason "\r\nConnection: close\r\n"                      \
	"Cache-Control: no-store\r\nContent-Type: application/problem+json\r\n"        \
	"X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"                 \
	"Cross-Origin-Resource-Policy: same-origin\r\nReferrer-Policy: "               \
	"no-referrer\r\n" more "Content-Length: " length                               \
	"\r\n\r\n" SERVER_PROBLEM(status, why)
#define STRICT "Strict-Transport-Security: " SERVER_STRICT_TRANSPORT "\r\n"
#define WORDS(status, reason, length, why)                                             \
	{                                                                              \
		HEAD(status, reason, length, why, ""),                                 \
			HEAD(status, reason, length, why, STRICT)                      \
	}

struct words {
	const char *plain, *strict;
};
static const struct words no_request = WORDS("400", "Bad Request", "89", NONE);
static const struct words too_slow = WORDS("408", "Request Timeout", "97", SLOW);
static const struct words too_large = WORDS("413", "Content Too Large", "94", LARGE);
_Static_assert(sizeof SERVER_PROBLEM("400", NONE) - 1 == 89
		       && sizeof SERVER_PROBLEM("408", SLOW) - 1 == 97
		       && sizeof SERVER_PROBLEM("413", LARGE) - 1 == 94,
	"the lengths that are said are those of the bodies");

static void say(struct server *s, const struct connection *n, const struct words *w)
{
	const char *words = s->config.https ? w->strict : w->plain;

	s->figures.refused++;
	if (s->certificate != NULL)
		server_tls_say(n->mhd, words, strlen(words));
	else
		(void)send(n->fd, words, strlen(words), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void server_end_slow(struct server *s, const struct connection *n)
{
	say(s, n, &too_slow);
	(void)shutdown(n->fd, SHUT_RDWR);
}

void server_say_large(struct server *s, struct connection *n)
{
	say(s, n, &too_large);
	n->ended = true;
}

/* Has the other side left by itself? One that ends at once what it began badly still
 * listens. */
static bool has_left(const struct server *s, const struct connection *n)
{
	char byte;
	ssize_t waiting;

	if (s->certificate != NULL && server_tls_has_ended(n->mhd))
		return true;
	waiting = recv(n->fd, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT);
	if (waiting < 0)
		return errno != EAGAIN;
	return waiting == 0 && (n->served || !received_anything(n->fd));
}

void server_say_malformed(struct server *s, struct connection *n)
{
	if (!n->at_line || n->ended || s->draining || server_is_late(s, n)
		|| has_left(s, n))
		return;
	n->at_line = false;
	say(s, n, &no_request);
}
