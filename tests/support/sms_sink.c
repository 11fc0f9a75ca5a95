/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/sms_sink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PEERS = 128, REQUEST_MAX = 8192, WAIT_SECONDS = 20 };

struct peer {
	int fd;
	size_t len;
	char bytes[REQUEST_MAX];
};

struct sms_sink {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	int listening, port;
	int stop[2];
	/* under the lock */
	int status, retry_after;
	char location[100], same_id[40];
	size_t one_in; /* is lost */
	enum sms_sink_manner manner;
	struct sms *taken;
	size_t count, cap, requests;
	/* of the thread */
	struct peer peers[PEERS];
	size_t peers_count;
};

static void keep(struct sms_sink *s, const char *key, const json_t *o)
{
	struct sms *m;

	if (s->count == s->cap) {
		s->cap = s->cap > 0 ? 2 * s->cap : 256;
		s->taken = realloc(s->taken, s->cap * sizeof *s->taken);
	}
	if (s->taken == NULL)
		abort();
	m = &s->taken[s->count++];
	memset(m, 0, sizeof *m);
	m->id = strtoll(json_string_value(json_object_get(o, "id")), NULL, 10);
	m->callout = json_integer_value(json_object_get(o, "callout"));
	(void)snprintf(
		m->to, sizeof m->to, "%s", json_string_value(json_object_get(o, "to")));
	(void)snprintf(m->from, sizeof m->from, "%s",
		json_string_value(json_object_get(o, "from")));
	(void)snprintf(m->text, sizeof m->text, "%s",
		json_string_value(json_object_get(o, "text")));
	(void)snprintf(m->key, sizeof m->key, "%s", key);
}

static void cut(int fd)
{
	struct linger at_once = { .l_onoff = 1 };

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	(void)shutdown(fd, SHUT_RDWR);
}

static void flood(int fd)
{
	static const char head[] = "HTTP/1.1 200 x\r\nContent-Length: 16777216\r\n\r\n";
	static char much[65536];

	(void)send(fd, head, sizeof head - 1, MSG_NOSIGNAL);
	for (int i = 0; i < 256; i++)
		if (send(fd, much, sizeof much, MSG_NOSIGNAL) <= 0)
			return;
}

/* What is not an answer. */
static void misbehave(enum sms_sink_manner manner, int fd)
{
	static const char half[] = "HTTP/1.1 200 x\r\nContent-Length: 40\r\n\r\n{\"id";
	static const char rambling[] = "220 mail.example.nl ESMTP\r\n\r\n";

	switch (manner) {
	case SMS_SINK_RESETS:
		cut(fd);
		break;
	case SMS_SINK_HALVES:
		(void)send(fd, half, sizeof half - 1, MSG_NOSIGNAL);
		(void)shutdown(fd, SHUT_RDWR);
		break;
	case SMS_SINK_FLOODS:
		flood(fd);
		break;
	case SMS_SINK_RAMBLES:
		(void)send(fd, rambling, sizeof rambling - 1, MSG_NOSIGNAL);
		break;
	case SMS_SINK_STALLS:
	case SMS_SINK_ANSWERS:
	case SMS_SINK_MANNERS:
		break;
	}
}

/* One request with its body: kept, answered. */
static void take(
	struct sms_sink *s, int fd, const char *key, const char *body, size_t len)
{
	json_t *o = json_loadb(body, len, 0, NULL);
	char id[64] = "", reply[512], more[160] = "";
	enum sms_sink_manner manner;
	int status, n;

	(void)pthread_mutex_lock(&s->lock);
	status = s->status;
	manner = s->manner;
	if (s->retry_after > 0)
		(void)snprintf(
			more, sizeof more, "Retry-After: %d\r\n", s->retry_after);
	if (s->location[0] != '\0')
		(void)snprintf(more, sizeof more, "Location: %s\r\n", s->location);
	s->requests++;
	if (o != NULL && status < 300 && manner == SMS_SINK_ANSWERS) {
		if (s->one_in == 0 || s->requests % s->one_in != 0)
			keep(s, key, o);
		if (s->same_id[0] != '\0')
			(void)snprintf(id, sizeof id, "{\"id\":\"%s\"}", s->same_id);
		else
			(void)snprintf(id, sizeof id, "{\"id\":\"prov-%s\"}",
				json_string_value(json_object_get(o, "id")));
	}
	(void)pthread_cond_broadcast(&s->more);
	(void)pthread_mutex_unlock(&s->lock);
	json_decref(o);
	if (manner != SMS_SINK_ANSWERS) {
		misbehave(manner, fd);
		return;
	}
	n = snprintf(reply, sizeof reply,
		"HTTP/1.1 %d x\r\nContent-Type: application/json\r\n%s"
		"Content-Length: %zu\r\n\r\n%s",
		status, more, strlen(id), id);
	(void)send(fd, reply, (size_t)n, MSG_NOSIGNAL);
}

static void header(const char *head, const char *name, char *value, size_t size)
{
	const char *at = strcasestr(head, name);

	value[0] = '\0';
	if (at == NULL)
		return;
	at += strlen(name);
	at += strspn(at, ": ");
	(void)snprintf(value, size, "%.*s", (int)strcspn(at, "\r\n"), at);
}

/* Takes whole requests from the front of what came. */
static void serve(struct sms_sink *s, struct peer *p)
{
	char *end;

	while ((end = strstr(p->bytes, "\r\n\r\n")) != NULL) {
		char length[16], key[32];
		size_t head = (size_t)(end - p->bytes) + 4, body;

		end[2] = '\0';
		header(p->bytes, "\r\nContent-Length", length, sizeof length);
		header(p->bytes, "\r\nIdempotency-Key", key, sizeof key);
		end[2] = '\r';
		body = strtoul(length, NULL, 10);
		if (p->len < head + body)
			return;
		take(s, p->fd, key, p->bytes + head, body);
		p->len -= head + body;
		memmove(p->bytes, p->bytes + head + body, p->len + 1);
	}
}

static void read_peer(struct sms_sink *s, size_t i)
{
	struct peer *p = &s->peers[i];
	ssize_t n = recv(p->fd, p->bytes + p->len, sizeof p->bytes - 1 - p->len, 0);

	if (n <= 0) {
		(void)close(p->fd);
		*p = s->peers[--s->peers_count];
		return;
	}
	p->len += (size_t)n;
	p->bytes[p->len] = '\0';
	serve(s, p);
}

static void *run(void *ctx)
{
	struct sms_sink *s = ctx;
	struct pollfd fds[PEERS + 2];

	for (;;) {
		size_t n = s->peers_count;

		fds[0] = (struct pollfd){ .fd = s->stop[0], .events = POLLIN };
		fds[1] = (struct pollfd){ .fd = n < PEERS ? s->listening : -1,
			.events = POLLIN };
		for (size_t i = 0; i < n; i++)
			fds[i + 2] = (struct pollfd){ .fd = s->peers[i].fd,
				.events = POLLIN };
		if (poll(fds, n + 2, -1) < 0 && errno != EINTR)
			abort();
		if (fds[0].revents != 0)
			return NULL;
		for (size_t i = n; i-- > 0;)
			if (fds[i + 2].revents != 0)
				read_peer(s, i);
		if (fds[1].revents != 0) {
			struct peer *p = &s->peers[s->peers_count++];

			p->fd = accept4(s->listening, NULL, NULL, SOCK_CLOEXEC);
			p->len = 0;
		}
	}
}

struct sms_sink *sms_sink_open(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct sms_sink *s = calloc(1, sizeof *s);
	socklen_t size = sizeof a;

	assert_non_null(s);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->status = 200;
	s->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		bind(s->listening, (struct sockaddr *)(void *)&a, sizeof a), 0);
	assert_int_equal(listen(s->listening, 128), 0);
	assert_int_equal(
		getsockname(s->listening, (struct sockaddr *)(void *)&a, &size), 0);
	s->port = ntohs(a.sin_port);
	assert_int_equal(pipe2(s->stop, O_CLOEXEC), 0);
	assert_int_equal(pthread_mutex_init(&s->lock, NULL), 0);
	assert_int_equal(pthread_cond_init(&s->more, NULL), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, run, s), 0);
	return s;
}

void sms_sink_close(struct sms_sink *s)
{
	(void)close(s->stop[1]);
	(void)pthread_join(s->thread, NULL);
	for (size_t i = 0; i < s->peers_count; i++)
		(void)close(s->peers[i].fd);
	(void)close(s->listening);
	(void)close(s->stop[0]);
	(void)pthread_cond_destroy(&s->more);
	(void)pthread_mutex_destroy(&s->lock);
	free(s->taken);
	free(s);
}

int sms_sink_port(const struct sms_sink *s)
{
	return s->port;
}

void sms_sink_answer(struct sms_sink *s, int status)
{
	(void)pthread_mutex_lock(&s->lock);
	s->status = status;
	(void)pthread_mutex_unlock(&s->lock);
}

void sms_sink_behave(struct sms_sink *s, enum sms_sink_manner manner)
{
	(void)pthread_mutex_lock(&s->lock);
	s->manner = manner;
	(void)pthread_mutex_unlock(&s->lock);
}

void sms_sink_redirect(struct sms_sink *s, const char *url)
{
	(void)pthread_mutex_lock(&s->lock);
	(void)snprintf(s->location, sizeof s->location, "%s", url);
	(void)pthread_mutex_unlock(&s->lock);
}

void sms_sink_lose(struct sms_sink *s, size_t one_in)
{
	(void)pthread_mutex_lock(&s->lock);
	s->one_in = one_in;
	(void)pthread_mutex_unlock(&s->lock);
}

void sms_sink_same_id(struct sms_sink *s, const char *id)
{
	(void)pthread_mutex_lock(&s->lock);
	(void)snprintf(s->same_id, sizeof s->same_id, "%s", id);
	(void)pthread_mutex_unlock(&s->lock);
}

void sms_sink_retry_after(struct sms_sink *s, int seconds)
{
	(void)pthread_mutex_lock(&s->lock);
	s->retry_after = seconds;
	(void)pthread_mutex_unlock(&s->lock);
}

size_t sms_sink_requests(struct sms_sink *s)
{
	size_t n;

	(void)pthread_mutex_lock(&s->lock);
	n = s->requests;
	(void)pthread_mutex_unlock(&s->lock);
	return n;
}

/* to NULL: anybody; callout 0: any. */
static const struct sms *find(
	const struct sms_sink *s, const char *to, int64_t callout, size_t nth)
{
	for (size_t i = 0; i < s->count; i++)
		if ((to == NULL || strcmp(s->taken[i].to, to) == 0)
			&& (callout == 0 || s->taken[i].callout == callout)
			&& nth-- == 0)
			return &s->taken[i];
	return NULL;
}

static bool wait_for(struct sms_sink *s, const char *to, int64_t callout, size_t nth,
	struct sms *ret)
{
	const struct sms *m;
	struct timespec until;
	int rc = 0;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_SECONDS;
	(void)pthread_mutex_lock(&s->lock);
	while ((m = find(s, to, callout, nth)) == NULL && rc == 0)
		rc = pthread_cond_timedwait(&s->more, &s->lock, &until);
	if (m != NULL)
		*ret = *m;
	(void)pthread_mutex_unlock(&s->lock);
	return m != NULL;
}

void sms_sink_wait(struct sms_sink *s, size_t n)
{
	struct sms last;

	if (n > 0 && !wait_for(s, NULL, 0, n - 1, &last))
		fail_msg("%zu messages instead of %zu", sms_sink_count(s), n);
}

size_t sms_sink_count(struct sms_sink *s)
{
	size_t n;

	(void)pthread_mutex_lock(&s->lock);
	n = s->count;
	(void)pthread_mutex_unlock(&s->lock);
	return n;
}

struct sms sms_sink_get(struct sms_sink *s, size_t index)
{
	struct sms m;

	sms_sink_wait(s, index + 1);
	(void)pthread_mutex_lock(&s->lock);
	m = s->taken[index];
	(void)pthread_mutex_unlock(&s->lock);
	return m;
}

struct sms sms_sink_to(struct sms_sink *s, const char *to, size_t nth)
{
	struct sms m = { 0 };

	if (!wait_for(s, to, 0, nth, &m))
		fail_msg("no message %zu to %s", nth, to);
	return m;
}

void sms_sink_wait_of(struct sms_sink *s, int64_t callout, size_t n)
{
	if (n > 0)
		(void)sms_sink_of(s, callout, n - 1);
}

struct sms sms_sink_of(struct sms_sink *s, int64_t callout, size_t nth)
{
	struct sms m = { 0 };

	if (!wait_for(s, NULL, callout, nth, &m))
		fail_msg("no message %zu of call-out %d", nth, (int)callout);
	return m;
}

size_t sms_sink_count_to(struct sms_sink *s, const char *to)
{
	size_t n = 0;

	(void)pthread_mutex_lock(&s->lock);
	while (find(s, to, 0, n) != NULL)
		n++;
	(void)pthread_mutex_unlock(&s->lock);
	return n;
}
