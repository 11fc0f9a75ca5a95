/* SPDX-License-Identifier: EUPL-1.2 */
/* The other side of the bench: one thread, epoll, requests prepared beforehand.
 *
 *   bench_client post PORT TOKEN PATH BODY      one POST; {"status":…,"replied_ns":…}
 *   bench_client answers PORT FILE AT_ONCE      each line of FILE is an answer token,
 *                                               whose page is opened first, not
 * measured: POST /a/TOKEN, AT_ONCE connections bench_client streams PORT TOKEN COUNT
 * opens event streams; prints "ready" and holds them until stdin ends bench_client port
 * prints a port that is free now */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REPLY_MAX = 65536, EVENTS = 512 };

struct peer {
	int fd;
	uint64_t sent_ns;
	size_t len;
	char bytes[REPLY_MAX];
};

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

static struct peer *connect_to(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct peer *p = calloc(1, sizeof *p);
	int on = 1;

	if (p == NULL)
		die("calloc");
	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&a, sizeof a) != 0)
		die("connect");
	(void)setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return p;
}

static void send_request(struct peer *p, const char *bytes, size_t len)
{
	p->sent_ns = now_ns();
	p->len = 0;
	while (len > 0) {
		ssize_t n = write(p->fd, bytes, len);

		if (n <= 0)
			die("write");
		bytes += n;
		len -= (size_t)n;
	}
}

/* Status of a whole reply in the buffer, 0 when more must come. */
static int whole_reply(struct peer *p)
{
	char *end, *length;
	size_t body = 0;
	int status;

	p->bytes[p->len] = '\0';
	end = strstr(p->bytes, "\r\n\r\n");
	if (end == NULL || sscanf(p->bytes, "HTTP/1.1 %d", &status) != 1)
		return 0;
	length = strcasestr(p->bytes, "content-length:");
	if (length != NULL && length < end)
		body = strtoul(length + 15, NULL, 10);
	return (size_t)(end + 4 - p->bytes) + body <= p->len ? status : 0;
}

static int read_reply(struct peer *p)
{
	ssize_t n = read(p->fd, p->bytes + p->len, REPLY_MAX - 1 - p->len);

	if (n <= 0)
		die("the service closed the connection");
	p->len += (size_t)n;
	return whole_reply(p);
}

static int post(char **w)
{
	struct peer *p = connect_to(atoi(w[0]));
	char *request = NULL;
	uint64_t replied;
	int n, status = 0;

	n = asprintf(&request,
		"POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		w[2], w[1], strlen(w[3]), w[3]);
	if (n < 0)
		die("asprintf");
	send_request(p, request, (size_t)n);
	while (status == 0)
		status = read_reply(p);
	replied = now_ns();
	(void)printf("{\"status\":%d,\"seconds\":%.6f,\"replied_ns\":%llu}\n", status,
		(double)(replied - p->sent_ns) / 1e9, (unsigned long long)replied);
	free(request);
	return status == 201 ? 0 : 1;
}

static char **read_lines(const char *file, size_t *ret_count)
{
	FILE *f = fopen(file, "r");
	char *line = NULL, **lines = NULL;
	size_t size = 0, count = 0;

	if (f == NULL)
		die(file);
	while (getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		lines = realloc(lines, (count + 1) * sizeof *lines);
		if (lines == NULL)
			die("realloc");
		lines[count++] = strdup(line);
	}
	free(line);
	(void)fclose(f);
	*ret_count = count;
	return lines;
}

static void ask_page(struct peer *p, const char *token)
{
	char request[512];
	int n = snprintf(request, sizeof request,
		"GET /a/%s HTTP/1.1\r\nHost: localhost\r\n\r\n", token);

	send_request(p, request, (size_t)n);
}

static void send_answer(struct peer *p, const char *token)
{
	static const char body[] = "{\"answer\":\"yes\",\"eta_minutes\":25}";
	char request[512];
	int n = snprintf(request, sizeof request,
		"POST /a/%s HTTP/1.1\r\nHost: localhost\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		token, sizeof body - 1, body);

	send_request(p, request, (size_t)n);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct crowd {
	struct peer **peers;
	size_t peers_count;
	int epoll;
	char **tokens;
	size_t count;
};

static struct crowd gather(int port, const char *file, size_t peers_count)
{
	struct crowd c = { .peers_count = peers_count };

	c.tokens = read_lines(file, &c.count);
	c.peers = calloc(peers_count, sizeof(struct peer *));
	c.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (c.peers == NULL || c.epoll < 0)
		die("start");
	for (size_t i = 0; i < peers_count; i++) {
		struct epoll_event e = { .events = EPOLLIN };

		c.peers[i] = connect_to(port);
		e.data.ptr = c.peers[i];
		if (epoll_ctl(c.epoll, EPOLL_CTL_ADD, c.peers[i]->fd, &e) != 0)
			die("epoll_ctl");
	}
	return c;
}

/* One request a token, as many at once as there are peers. How many had another status
 * than 200; how long each waited in ms. */
static size_t each(
	const struct crowd *c, void (*ask)(struct peer *, const char *), double *ms)
{
	size_t next = 0, done = 0, bad = 0;

	for (size_t i = 0; i < c->peers_count && next < c->count; i++)
		ask(c->peers[i], c->tokens[next++]);
	while (done < c->count) {
		struct epoll_event events[EVENTS];
		int n = epoll_wait(c->epoll, events, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			struct peer *p = events[i].data.ptr;
			int status = read_reply(p);

			if (status == 0)
				continue;
			ms[done++] = (double)(now_ns() - p->sent_ns) / 1e6;
			bad += status != 200;
			if (next < c->count)
				ask(p, c->tokens[next++]);
		}
	}
	return bad;
}

static int answers(char **w)
{
	struct crowd c = gather(atoi(w[0]), w[1], strtoul(w[2], NULL, 10));
	double *ms = calloc(c.count + 1, sizeof *ms);
	uint64_t start;
	size_t bad;

	if (ms == NULL)
		die("start");
	bad = each(&c, ask_page, ms);
	start = now_ns();
	bad += each(&c, send_answer, ms);
	start = now_ns() - start;
	qsort(ms, c.count, sizeof *ms, compare);
	(void)printf("{\"count\":%zu,\"bad\":%zu,\"seconds\":%.6f,\"p50_ms\":%.3f,"
		     "\"p99_ms\":%.3f,\"max_ms\":%.3f}\n",
		c.count, bad, (double)start / 1e9, ms[c.count / 2],
		ms[c.count * 99 / 100], ms[c.count - 1]);
	return bad > 0;
}

static int streams(char **w)
{
	long count = strtol(w[2], NULL, 10);
	char request[512], byte;
	int n = snprintf(request, sizeof request,
		"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n"
		"Authorization: Bearer %s\r\n\r\n",
		w[1]);

	for (long i = 0; i < count; i++) {
		struct peer *p = connect_to(atoi(w[0]));

		send_request(p, request, (size_t)n);
		while (strstr(p->bytes, "\r\n\r\n") == NULL)
			(void)read_reply(p);
		if (strncmp(p->bytes, "HTTP/1.1 200", 12) != 0)
			die(p->bytes);
	}
	(void)printf("ready\n");
	(void)fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return 0;
}

static int free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0
		|| getsockname(fd, (struct sockaddr *)&a, &size) != 0)
		die("bind");
	(void)printf("%d\n", ntohs(a.sin_port));
	return close(fd);
}

int main(int argc, char **argv)
{
	struct rlimit files;

	(void)getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files);
	if (argc == 6 && strcmp(argv[1], "post") == 0)
		return post(argv + 2);
	if (argc == 5 && strcmp(argv[1], "answers") == 0)
		return answers(argv + 2);
	if (argc == 5 && strcmp(argv[1], "streams") == 0)
		return streams(argv + 2);
	if (argc == 2 && strcmp(argv[1], "port") == 0)
		return free_port();
	(void)fprintf(stderr, "usage: see the head of bench_client.c\n");
	return 2;
}
