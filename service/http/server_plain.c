/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the library would close without a word: a first line that is not of HTTP, which
 * is looked at before it reads it (it may come between our look and the library's: then
 * there is no word), and requests that do not come in time. */
#include "service/http/server_internal.h"
#include "service/http/unread.h"

#include <string.h>
#include <sys/socket.h>

enum { FIRST_BYTES = 256, FIRST_LOOKS = 16 };

#define SLOW "the request did not come in time"
#define NONE "the request is malformed"
#define PLAIN(status, reason, length, why)                                             \
	"HTTP/1.1 " status " " reason "\r\nConnection: close\r\n"                      \
	"Cache-Control: no-store\r\nContent-Type: application/problem+json\r\n"        \
	"X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"                 \
	"Cross-Origin-Resource-Policy: same-origin\r\nReferrer-Policy: "               \
	"no-referrer\r\n"                                                              \
	"Content-Length: " length "\r\n\r\n" SERVER_PROBLEM(status, why)
static const char no_request[] = PLAIN("400", "Bad Request", "89", NONE);
static const char too_slow[] = PLAIN("408", "Request Timeout", "97", SLOW);
_Static_assert(sizeof SERVER_PROBLEM("400", NONE) - 1 == 89
		       && sizeof SERVER_PROBLEM("408", SLOW) - 1 == 97,
	"the lengths that are said are those of the bodies");

/* For a connection on which nothing is being answered. Under TLS it could not be read.
 */
static void say_plainly(const struct server *s, int fd, const char *answer, size_t n)
{
	if (s->certificate == NULL)
		(void)send(fd, answer, n, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)shutdown(fd, SHUT_RDWR);
}

void server_end_slow(struct server *s, const struct connection *n)
{
	s->figures.refused++;
	say_plainly(s, n->fd, too_slow, sizeof too_slow - 1);
}

/* A request line is three words; the library wants two at least, the first not empty.
 * What is not whole yet passes. */
static bool is_garbage(const char *bytes, size_t n)
{
	const char *end;

	while (n > 0 && (*bytes == '\r' || *bytes == '\n')) {
		bytes++;
		n--;
	}
	end = memchr(bytes, '\n', n);
	if (end == NULL)
		return false;
	n = (size_t)(end - bytes);
	return bytes[0] == ' ' || memchr(bytes, ' ', n) == NULL
	       || memchr(bytes, '\0', n) != NULL;
}

/* True: it has been looked at. */
static bool look_at(struct server *s, const struct connection *n)
{
	char bytes[FIRST_BYTES];
	ssize_t got = recv(n->fd, bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);

	if (got < 0)
		return false;
	if (!is_garbage(bytes, (size_t)got) || !unread_is_untouched(n->fd))
		return true;
	s->figures.refused++;
	say_plainly(s, n->fd, no_request, sizeof no_request - 1);
	return true;
}

void server_look_at_first(struct server *s)
{
	struct list *last = s->fresh.prev;

	for (int looks = 0; looks < FIRST_LOOKS && !list_empty(&s->fresh); looks++) {
		struct list *l = list_pop(&s->fresh);

		if (!look_at(s, container_of(l, struct connection, fresh_link)))
			list_push(&s->fresh, l);
		if (l == last)
			return;
	}
}
