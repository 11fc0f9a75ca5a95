/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/provider_sink.h"

#include "tests/support/tls_peer.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	KEPT = 256,
	INPUT_MAX = 128 * 1024,
	WAIT_SECONDS = 20,
	SILENCE_MS = 5000,
	FLOOD = 16 * 1024 * 1024
};

struct provider_sink {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	int listening, port, stop[2];
	bool smtp, tls_from_start;
	struct tls_peer *tls; /* NULL: none is offered */
	/* under the lock */
	int status;
	char answer[1024];
	enum provider_fault fault;
	struct provider_request *kept[KEPT];
	size_t count;
	/* of the thread */
	bool secret; /* TLS is on */
	char input[INPUT_MAX];
	size_t len;
};

static void keep(struct provider_sink *s, struct provider_request *r)
{
	(void)pthread_mutex_lock(&s->lock);
	if (s->count == KEPT)
		abort();
	s->kept[s->count++] = r;
	(void)pthread_cond_broadcast(&s->more);
	(void)pthread_mutex_unlock(&s->lock);
}

static void say(struct provider_sink *s, int fd, const char *text)
{
	if (s->secret)
		(void)tls_peer_send(s->tls, text, strlen(text));
	else
		(void)send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* More input; false when the other side is gone, silent, or says too much. */
static bool hear(struct provider_sink *s, int fd)
{
	struct pollfd p[2] = { { .fd = fd, .events = POLLIN },
		{ .fd = s->stop[0], .events = POLLIN } };
	ssize_t n;

	if (s->len >= sizeof s->input - 1
		|| ((!s->secret || tls_peer_pending(s->tls) == 0)
			&& (poll(p, 2, SILENCE_MS) <= 0 || p[1].revents != 0)))
		return false;
	n = s->secret ? tls_peer_recv(
		    s->tls, s->input + s->len, sizeof s->input - 1 - s->len)
		      : recv(fd, s->input + s->len, sizeof s->input - 1 - s->len, 0);
	if (n <= 0)
		return false;
	s->len += (size_t)n;
	s->input[s->len] = '\0';
	return true;
}

static void copy(char *to, size_t size, const char *from, size_t n)
{
	(void)snprintf(to, size, "%.*s", (int)n, from);
}

/* --- what goes wrong --- */

static enum provider_fault fault_of(struct provider_sink *s)
{
	enum provider_fault fault;

	(void)pthread_mutex_lock(&s->lock);
	fault = s->fault;
	(void)pthread_mutex_unlock(&s->lock);
	return fault;
}

/* Until the other side is gone, or the sink is closed. */
static void wait_for_end(struct provider_sink *s, int fd)
{
	char away[512];
	struct pollfd p[2] = { { .fd = fd, .events = POLLIN },
		{ .fd = s->stop[0], .events = POLLIN } };

	while (poll(p, 2, SILENCE_MS) > 0 && p[1].revents == 0
		&& recv(fd, away, sizeof away, 0) > 0)
		;
}

static void reset(int fd)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/* first, and then the same line again and again. */
static void flood(struct provider_sink *s, int fd, const char *first, const char *line)
{
	say(s, fd, first);
	for (size_t sent = 0; sent < FLOOD; sent += strlen(line))
		if (send(fd, line, strlen(line), MSG_NOSIGNAL) <= 0)
			return;
}

/* Instead of `reply`, or after it. */
static void answer_http(struct provider_sink *s, int fd, const char *reply)
{
	static const char html[] = "<html>Welkom bij de hotspot</html>";
	char other[256];

	switch (fault_of(s)) {
	case PROVIDER_HALF_OPEN:
	case PROVIDER_LATE:
		wait_for_end(s, fd);
		say(s, fd, reply);
		break;
	case PROVIDER_TWICE:
		say(s, fd, reply);
		say(s, fd, reply);
		break;
	case PROVIDER_RESETS:
		reset(fd);
		break;
	case PROVIDER_HALVES:
		say(s, fd, "HTTP/1.1 200 x\r\nContent-Length: 40\r\n\r\n{\"id");
		break;
	case PROVIDER_RAMBLES:
		say(s, fd, "220 mail.test ESMTP\r\n");
		break;
	case PROVIDER_RUBBISH:
		(void)snprintf(other, sizeof other,
			"HTTP/1.1 200 x\r\nContent-Length: %zu\r\n\r\n%s",
			sizeof html - 1, html);
		say(s, fd, other);
		break;
	case PROVIDER_REDIRECTS:
		say(s, fd,
			"HTTP/1.1 307 x\r\nLocation: http://127.0.0.1:1/\r\n"
			"Content-Length: 0\r\n\r\n");
		break;
	case PROVIDER_FLOODS:
		flood(s, fd, "HTTP/1.1 200 x\r\nContent-Length: 16777216\r\n\r\n",
			"much much much much much much much much much much much much "
			"much");
		break;
	case PROVIDER_WORKS:
	case PROVIDER_FAULTS:
		say(s, fd, reply);
		break;
	}
}

/* Instead of the greeting or of going on with another mail; false when that was all. */
static bool goes_on(struct provider_sink *s, int fd)
{
	switch (fault_of(s)) {
	case PROVIDER_HALF_OPEN:
		wait_for_end(s, fd);
		return false;
	case PROVIDER_RESETS:
		reset(fd);
		return false;
	case PROVIDER_RAMBLES:
		say(s, fd, "HTTP/1.1 400 Bad Request\r\n\r\n");
		return false;
	case PROVIDER_FLOODS:
		flood(s, fd, "220-mail.test\r\n", "220-much much much much much\r\n");
		return false;
	case PROVIDER_WORKS:
	case PROVIDER_LATE:
	case PROVIDER_TWICE:
	case PROVIDER_HALVES:
	case PROVIDER_RUBBISH:
	case PROVIDER_REDIRECTS:
	case PROVIDER_FAULTS:
		break;
	}
	return true;
}

/* To a message that was taken. */
static void answer_mail(struct provider_sink *s, int fd, const char *reply)
{
	switch (fault_of(s)) {
	case PROVIDER_LATE:
		wait_for_end(s, fd);
		say(s, fd, reply);
		break;
	case PROVIDER_TWICE:
		say(s, fd, reply);
		say(s, fd, reply);
		break;
	case PROVIDER_HALVES:
		say(s, fd, "25");
		reset(fd);
		(void)shutdown(fd, SHUT_RDWR);
		break;
	case PROVIDER_RUBBISH:
		say(s, fd, "goed zo\r\n");
		(void)shutdown(fd, SHUT_WR);
		break;
	case PROVIDER_REDIRECTS:
		say(s, fd, "451 4.7.1 try elsewhere\r\n");
		break;
	case PROVIDER_WORKS:
	case PROVIDER_HALF_OPEN:
	case PROVIDER_RESETS:
	case PROVIDER_RAMBLES:
	case PROVIDER_FLOODS:
	case PROVIDER_FAULTS:
		say(s, fd, reply);
		break;
	}
}

/* --- serving --- */

static void serve_http(struct provider_sink *s, int fd)
{
	struct provider_request *r = calloc(1, sizeof *r);
	char reply[2048];
	const char *end, *line, *length;
	size_t body;

	while ((end = strstr(s->input, "\r\n\r\n")) == NULL)
		if (!hear(s, fd)) {
			free(r);
			return;
		}
	line = strstr(s->input, "\r\n");
	copy(r->line, sizeof r->line, s->input, (size_t)(line - s->input));
	copy(r->head, sizeof r->head, line + 2, (size_t)(end + 2 - line - 2));
	length = strcasestr(r->head, "content-length:");
	body = length != NULL ? strtoul(length + 15, NULL, 10) : 0;
	while (s->len < (size_t)(end + 4 - s->input) + body)
		if (!hear(s, fd))
			break;
	copy(r->body, sizeof r->body, end + 4, body);
	(void)pthread_mutex_lock(&s->lock);
	(void)snprintf(reply, sizeof reply,
		"HTTP/1.1 %d x\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
		s->status, strlen(s->answer), s->answer);
	(void)pthread_mutex_unlock(&s->lock);
	keep(s, r);
	answer_http(s, fd, reply);
}

static void serve_https(struct provider_sink *s, int fd)
{
	s->secret = tls_peer_begin(s->tls, fd) == 0;
	if (s->secret) {
		serve_http(s, fd);
		tls_peer_end(s->tls);
	}
	s->secret = false;
}

/* Takes one line off the input into buffer. */
static bool next_line(struct provider_sink *s, int fd, char *buffer, size_t size)
{
	char *end;
	size_t n;

	while ((end = strstr(s->input, "\r\n")) == NULL)
		if (!hear(s, fd))
			return false;
	n = (size_t)(end - s->input);
	copy(buffer, size, s->input, n);
	s->len -= n + 2;
	memmove(s->input, end + 2, s->len + 1);
	return true;
}

static void take_mail(struct provider_sink *s, int fd, struct provider_request *r)
{
	char line[2048], reply[64];
	size_t len = 0;

	say(s, fd, "354 go on\r\n");
	while (next_line(s, fd, line, sizeof line) && strcmp(line, ".") != 0)
		len += (size_t)snprintf(r->body + len, sizeof r->body - len, "%s\r\n",
			line + (line[0] == '.'));
	(void)pthread_mutex_lock(&s->lock);
	(void)snprintf(reply, sizeof reply, "%d so it is\r\n", s->status);
	(void)pthread_mutex_unlock(&s->lock);
	keep(s, r);
	answer_mail(s, fd, reply);
}

static bool begin_tls(struct provider_sink *s, int fd)
{
	s->secret = tls_peer_begin(s->tls, fd) == 0;
	return s->secret;
}

/* What is answered to a command other than DATA and QUIT. */
static const char *answer_to(const struct provider_sink *s, const char *line)
{
	if (strcasecmp(line, "AUTH PLAIN") == 0)
		return "334 \r\n";
	/* printf '\0paraat\0geheim' | base64 */
	if (strncmp(line, "AHBhcmFhdAB", 11) == 0)
		return strcmp(line, "AHBhcmFhdABnZWhlaW0=") == 0 ? "235 yes\r\n"
								 : "535 no\r\n";
	if (strncasecmp(line, "EHLO", 4) == 0 && s->secret)
		return "250-mail.test\r\n250 AUTH PLAIN\r\n";
	if (strncasecmp(line, "EHLO", 4) == 0 && s->tls != NULL)
		return "250-mail.test\r\n250 STARTTLS\r\n";
	return "250 fine\r\n";
}

static void serve_smtp(struct provider_sink *s, int fd)
{
	struct provider_request *r = calloc(1, sizeof *r);
	char line[2048];
	bool on = !s->tls_from_start || begin_tls(s, fd);

	on = on && goes_on(s, fd);
	if (on)
		say(s, fd, "220 mail.test ESMTP\r\n");
	while (on && next_line(s, fd, line, sizeof line)) {
		size_t n = strlen(r->head);

		(void)snprintf(r->head + n, sizeof r->head - n, "%s\r\n", line);
		if (strncasecmp(line, "MAIL ", 5) == 0
			|| strncasecmp(line, "RCPT ", 5) == 0) {
			n = strlen(r->line);
			(void)snprintf(r->line + n, sizeof r->line - n, "%s ", line);
		}
		if (strncasecmp(line, "DATA", 4) == 0) {
			take_mail(s, fd, r);
			r = calloc(1, sizeof *r);
		} else if (strncasecmp(line, "STARTTLS", 8) == 0 && s->tls != NULL) {
			say(s, fd, "220 go on\r\n");
			on = begin_tls(s, fd);
		} else if (strncasecmp(line, "QUIT", 4) == 0) {
			say(s, fd, "221 bye\r\n");
			on = false;
		} else if (strncasecmp(line, "MAIL", 4) == 0 && !goes_on(s, fd)) {
			on = false;
		} else {
			say(s, fd, answer_to(s, line));
		}
	}
	free(r);
	if (s->secret)
		tls_peer_end(s->tls);
	s->secret = false;
}

static void *run(void *ctx)
{
	struct provider_sink *s = ctx;
	struct pollfd p[2] = { { .fd = s->listening, .events = POLLIN },
		{ .fd = s->stop[0], .events = POLLIN } };

	for (;;) {
		int fd;

		if (poll(p, 2, -1) < 0 || p[1].revents != 0)
			return NULL;
		fd = accept4(s->listening, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue;
		s->len = 0;
		s->input[0] = '\0';
		if (s->smtp)
			serve_smtp(s, fd);
		else if (s->tls != NULL)
			serve_https(s, fd);
		else
			serve_http(s, fd);
		(void)close(fd);
	}
}

static struct provider_sink *open_sink(
	bool smtp, struct tls_peer *tls, bool tls_from_start)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct provider_sink *s = calloc(1, sizeof *s);
	socklen_t size = sizeof a;

	assert_non_null(s);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->smtp = smtp;
	s->tls = tls;
	s->tls_from_start = tls_from_start;
	s->status = smtp ? 250 : 200;
	(void)snprintf(s->answer, sizeof s->answer, "{}");
	s->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		bind(s->listening, (struct sockaddr *)(void *)&a, sizeof a), 0);
	assert_int_equal(listen(s->listening, 64), 0);
	assert_int_equal(
		getsockname(s->listening, (struct sockaddr *)(void *)&a, &size), 0);
	s->port = ntohs(a.sin_port);
	assert_int_equal(pipe2(s->stop, O_CLOEXEC), 0);
	assert_int_equal(pthread_mutex_init(&s->lock, NULL), 0);
	assert_int_equal(pthread_cond_init(&s->more, NULL), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, run, s), 0);
	return s;
}

struct provider_sink *provider_sink_http(void)
{
	return open_sink(false, NULL, false);
}

struct provider_sink *provider_sink_https(const char *address, const char *file)
{
	return open_sink(false, tls_peer_new(address, file), true);
}

struct provider_sink *provider_sink_smtp(void)
{
	return open_sink(true, NULL, false);
}

struct provider_sink *provider_sink_smtp_tls(
	const char *address, const char *file, int from_the_start)
{
	return open_sink(true, tls_peer_new(address, file), from_the_start != 0);
}

void provider_sink_close(struct provider_sink *s)
{
	(void)close(s->stop[1]);
	assert_int_equal(pthread_join(s->thread, NULL), 0);
	(void)close(s->stop[0]);
	(void)close(s->listening);
	for (size_t i = 0; i < s->count; i++)
		free(s->kept[i]);
	tls_peer_free(s->tls);
	(void)pthread_mutex_destroy(&s->lock);
	(void)pthread_cond_destroy(&s->more);
	free(s);
}

int provider_sink_port(const struct provider_sink *s)
{
	return s->port;
}

void provider_sink_answer(struct provider_sink *s, int status, const char *body)
{
	(void)pthread_mutex_lock(&s->lock);
	s->status = status;
	(void)snprintf(s->answer, sizeof s->answer, "%s", body);
	(void)pthread_mutex_unlock(&s->lock);
}

void provider_sink_fail(struct provider_sink *s, enum provider_fault fault)
{
	(void)pthread_mutex_lock(&s->lock);
	s->fault = fault;
	(void)pthread_mutex_unlock(&s->lock);
}

size_t provider_sink_count(struct provider_sink *s)
{
	size_t n;

	(void)pthread_mutex_lock(&s->lock);
	n = s->count;
	(void)pthread_mutex_unlock(&s->lock);
	return n;
}

const struct provider_request *provider_sink_get(struct provider_sink *s, size_t nth)
{
	static struct provider_request r;
	struct timespec until;
	int rc = 0;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_SECONDS;
	(void)pthread_mutex_lock(&s->lock);
	while (s->count <= nth && rc == 0)
		rc = pthread_cond_timedwait(&s->more, &s->lock, &until);
	if (rc == 0)
		r = *s->kept[nth];
	(void)pthread_mutex_unlock(&s->lock);
	if (rc != 0)
		fail_msg("request %zu did not come", nth);
	return &r;
}
