/* SPDX-License-Identifier: EUPL-1.2 */
/* Bad clients for the bench: slow headers, slow bodies, connections that say nothing,
 * garbage, attempts to sign in, and answers with a made-up link; each comes again when
 * it was sent away.
 *
 *   bench_flood PORT COUNT      prints "ready" when all are there, and goes on until
 *                               stdin ends */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum manner { SLOW_HEADERS, SLOW_BODY, SILENT, GARBAGE, SIGN_IN, ANSWER, MANNERS };
enum { TURN_MS = 20, AGAIN_MS = 200, BYTE_MS = 1000 };

struct client {
	enum manner manner;
	int fd;          /* -1: not there */
	int64_t next_ms; /* to come again, or to send the next byte */
};

static char sign_in[300];
static const char *const first_words[MANNERS] = {
	[SLOW_HEADERS] = "GET /api/v1/callouts HTTP/1.1\r\nHo",
	[SLOW_BODY] = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: "
		      "application/json\r\nContent-Length: 60000\r\n\r\n{",
	[SILENT] = "",
	[GARBAGE] = "\x16\x03\x01\x02 this is not HTTP\r\n\r\n",
	[SIGN_IN] = sign_in,
	[ANSWER] =
		"POST /a/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: x\r\nContent-Type: "
		"application/x-www-form-urlencoded\r\nContent-Length: "
		"10\r\n\r\nanswer=yes"
};

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void say(const struct client *c, const char *words)
{
	ssize_t n = send(c->fd, words, strlen(words), MSG_NOSIGNAL);

	(void)n; /* sent away: seen when reading */
}

static void come(struct client *c, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	c->next_ms = now_ms() + BYTE_MS;
	if (c->fd < 0)
		return;
	if (connect(c->fd, (struct sockaddr *)&a, sizeof a) != 0
		|| fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0) {
		(void)close(c->fd);
		c->fd = -1;
		return;
	}
	say(c, first_words[c->manner]);
}

static void turn(struct client *c, int port)
{
	char bytes[4096];
	ssize_t n;

	if (c->fd < 0) {
		if (now_ms() >= c->next_ms)
			come(c, port);
		return;
	}
	n = recv(c->fd, bytes, sizeof bytes, 0);
	if (n == 0 || (n < 0 && errno != EAGAIN) || (n > 0 && c->manner >= SIGN_IN)) {
		(void)close(c->fd);
		c->fd = -1;
		c->next_ms = now_ms() + AGAIN_MS;
	} else if (c->manner <= SLOW_BODY && now_ms() >= c->next_ms) {
		say(c, "x");
		c->next_ms += BYTE_MS;
	}
}

int main(int argc, char **argv)
{
	static const char body[] =
		"{\"username\":\"coordinator\",\"password\":\"geraden woord hier\"}";
	struct pollfd end = { .fd = STDIN_FILENO, .events = POLLIN };
	int count = argc == 3 ? atoi(argv[2]) : 0;
	struct client *clients = calloc((size_t)count + 1, sizeof *clients);

	if (count == 0 || clients == NULL) {
		(void)fprintf(stderr, "usage: bench_flood PORT COUNT\n");
		return 2;
	}
	(void)snprintf(sign_in, sizeof sign_in,
		"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: "
		"application/json\r\nContent-Length: %zu\r\n\r\n%s",
		sizeof body - 1, body);
	for (int i = 0; i < count; i++) {
		clients[i].manner = (enum manner)(i % MANNERS);
		come(&clients[i], atoi(argv[1]));
	}
	(void)printf("ready\n");
	(void)fflush(stdout);
	while (poll(&end, 1, TURN_MS) == 0)
		for (int i = 0; i < count; i++)
			turn(&clients[i], atoi(argv[1]));
	return 0;
}
