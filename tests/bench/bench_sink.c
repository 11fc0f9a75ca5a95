/* SPDX-License-Identifier: EUPL-1.2 */
/* A gateway that takes everything: one thread, epoll, just enough HTTP. It stamps the
 * first and the last message with the machine's monotonic clock and keeps the bodies.
 *
 *   bench_sink PORT_FILE [N]    with N it ends when message N comes, unanswered
 *   GET /stats   {"count":N,"first_ns":…,"last_ns":…}
 *   GET /wait/N  the same, once there are N: asking again and again would cost time
 *                that is being measured
 *   GET /bodies  every body since the last reset, one a line
 *   GET /reset */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_MAX = 65536, EVENTS = 256 };

struct peer {
	int fd;
	size_t len;
	char bytes[REQUEST_MAX];
};

static struct {
	uint64_t count, first_ns, last_ns;
	char *bodies;
	size_t len, size;
	int waiting; /* who asked /wait, 0: nobody */
	uint64_t awaited;
	uint64_t last_one; /* 0: there is none */
} seen;

static uint64_t now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void send_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EAGAIN) {
			struct pollfd writable = { fd, POLLOUT, 0 };

			(void)poll(&writable, 1, 1000);
		} else if (n <= 0) {
			return;
		} else {
			bytes += n;
			len -= (size_t)n;
		}
	}
}

static void reply(int fd, const char *body, size_t len)
{
	char head[128];
	int n = snprintf(head, sizeof head,
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		"Content-Length: %zu\r\n\r\n",
		len);

	if (len < 256) { /* one segment */
		char whole[512];

		memcpy(whole, head, (size_t)n);
		memcpy(whole + n, body, len);
		send_all(fd, whole, (size_t)n + len);
		return;
	}
	send_all(fd, head, (size_t)n);
	send_all(fd, body, len);
}

static void keep(const char *body, size_t len)
{
	if (seen.len + len + 1 > seen.size) {
		seen.size = (seen.size + len) * 2 + 65536;
		seen.bodies = realloc(seen.bodies, seen.size);
		if (seen.bodies == NULL)
			die("realloc");
	}
	memcpy(seen.bodies + seen.len, body, len);
	seen.bodies[seen.len + len] = '\n';
	seen.len += len + 1;
}

static void reply_stats(int fd)
{
	char text[160];

	(void)snprintf(text, sizeof text,
		"{\"count\":%llu,\"first_ns\":%llu,\"last_ns\":%llu}",
		(unsigned long long)seen.count, (unsigned long long)seen.first_ns,
		(unsigned long long)seen.last_ns);
	reply(fd, text, strlen(text));
}

static void reply_awaited(void)
{
	if (seen.waiting == 0 || seen.count < seen.awaited)
		return;
	reply_stats(seen.waiting);
	seen.waiting = 0;
}

static void answer(int fd, const char *request, const char *body, size_t len)
{
	char text[160];

	if (strncmp(request, "POST ", 5) == 0) {
		seen.last_ns = now_ns();
		if (seen.count++ == 0)
			seen.first_ns = seen.last_ns;
		if (seen.count == seen.last_one)
			exit(0);
		keep(body, len);
		(void)snprintf(text, sizeof text, "{\"id\":\"s-%llu\"}",
			(unsigned long long)seen.count);
		reply(fd, text, strlen(text));
		reply_awaited();
	} else if (strncmp(request, "GET /bodies", 11) == 0) {
		reply(fd, seen.bodies != NULL ? seen.bodies : "", seen.len);
	} else if (strncmp(request, "GET /wait/", 10) == 0) {
		seen.waiting = fd;
		seen.awaited = strtoull(request + 10, NULL, 10);
		reply_awaited();
	} else {
		if (strncmp(request, "GET /reset", 10) == 0)
			seen.count = seen.first_ns = seen.last_ns = seen.len = 0;
		reply_stats(fd);
	}
}

/* Answers every whole request in the buffer. */
static void take(struct peer *p)
{
	size_t at = 0;

	p->bytes[p->len] = '\0';
	for (;;) {
		char *end = strstr(p->bytes + at, "\r\n\r\n");
		char *length = strcasestr(p->bytes + at, "content-length:");
		size_t head, body = 0;

		if (end == NULL)
			break;
		if (length != NULL && length < end)
			body = strtoul(length + 15, NULL, 10);
		head = (size_t)(end + 4 - p->bytes);
		if (head + body > p->len)
			break;
		answer(p->fd, p->bytes + at, p->bytes + head, body);
		at = head + body;
	}
	memmove(p->bytes, p->bytes + at, p->len - at);
	p->len -= at;
}

static bool read_some(struct peer *p)
{
	for (;;) {
		ssize_t n = read(p->fd, p->bytes + p->len, REQUEST_MAX - 1 - p->len);

		if (n < 0)
			return errno == EAGAIN;
		if (n == 0)
			return false;
		p->len += (size_t)n;
		take(p);
	}
}

static int listen_on(const char *port_file)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof a;
	FILE *f;

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0
		|| listen(fd, 4096) != 0
		|| getsockname(fd, (struct sockaddr *)&a, &size) != 0)
		die("listen");
	f = fopen(port_file, "w");
	if (f == NULL || fprintf(f, "%d\n", ntohs(a.sin_port)) < 0 || fclose(f) != 0)
		die(port_file);
	return fd;
}

static void take_peer(int epoll, int listener)
{
	struct epoll_event e = { .events = EPOLLIN };
	struct peer *p;
	int on = 1, fd;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		p = calloc(1, sizeof *p);
		if (p == NULL)
			die("calloc");
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		p->fd = fd;
		e.data.ptr = p;
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) != 0)
			die("epoll_ctl");
	}
}

int main(int argc, char **argv)
{
	struct epoll_event events[EVENTS], e = { .events = EPOLLIN };
	int epoll = epoll_create1(EPOLL_CLOEXEC), listener;

	if (argc != 2 && argc != 3)
		return 2;
	if (argc == 3)
		seen.last_one = strtoull(argv[2], NULL, 10);
	listener = listen_on(argv[1]);
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e) != 0)
		die("epoll_ctl");
	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			struct peer *p = events[i].data.ptr;

			if (p == NULL) {
				take_peer(epoll, listener);
			} else if (!read_some(p)) {
				if (seen.waiting == p->fd)
					seen.waiting = 0;
				(void)close(p->fd);
				free(p);
			}
		}
	}
}
