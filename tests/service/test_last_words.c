/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTTP server alone: whoever is cut off is told why, also where the library would
 * close without a word; once, and nobody else. */
#include "service/http/received.h"
#include "tests/support/server_world.h"
#include "tests/support/tls_pair.h"

#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define GET     "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
#define GARBAGE "hello\r\n\r\n"
#define CHUNKED "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

enum { BUFFER = 8192, MIB = 1024 * 1024, PATIENT_MS = 20000, SHORT_MS = 1500 };

static int times(const char *text, const char *what)
{
	int n = 0;

	for (const char *p = text; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

static void is_told(const char *answer, const char *status, const char *why)
{
	if (strncmp(answer, "HTTP/1.1 ", 9) != 0
		|| strncmp(answer + 9, status, strlen(status)) != 0
		|| strstr(answer, "\nContent-Type: application/problem+json\r\n")
			   == NULL
		|| strstr(answer, why) == NULL || times(answer, "HTTP/1.1 ") != 1)
		fail_msg("%s", answer);
}

static void is_told_of_nonsense(const char *answer)
{
	is_told(answer, "400", "the request is malformed");
}

/* What comes back, until the other side closes, for one piece after the other. */
static void exchange(struct server_world *w, int fd, const char *const *pieces,
	size_t n, char *buffer)
{
	for (size_t i = 0; i < n; i++) {
		server_world_put(fd, pieces[i]);
		for (int turns = 0; turns < 3; turns++)
			(void)uv_run(&w->loop, UV_RUN_NOWAIT);
	}
	(void)server_world_hear(w, fd, NULL, buffer, BUFFER);
	(void)close(fd);
}

/* A first line that is not of HTTP is answered: on a new connection, whole, in pieces
 * or with nothing behind it, and after requests that went well. */
static void nonsense_is_told(void **state)
{
	static const char *const pieces[] = { "he", "llo\r", "\n" };
	static const char *const whole[] = { GARBAGE };
	struct server_world w;
	char buffer[BUFFER];
	int fd;

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", 0, PATIENT_MS);
	exchange(&w, server_world_dial(&w), whole, 1, buffer);
	is_told_of_nonsense(buffer);
	exchange(&w, server_world_dial(&w), pieces, 3, buffer);
	is_told_of_nonsense(buffer);
	fd = server_world_dial(&w);
	server_world_put(fd, GARBAGE);
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	(void)server_world_hear(&w, fd, NULL, buffer, sizeof buffer);
	is_told_of_nonsense(buffer);
	(void)close(fd);
	fd = server_world_dial(&w);
	for (int i = 0; i < 3; i++) {
		server_world_put(fd, GET);
		(void)server_world_hear(&w, fd, "now", buffer, sizeof buffer);
	}
	exchange(&w, fd, whole, 1, buffer);
	is_told_of_nonsense(buffer);
	assert_int_equal(server_figures(w.server).refused, 4);
	server_world_close(&w);
}

/* In one packet with a request that went well: that is answered first. */
static void nonsense_behind_a_request_is_told(void **state)
{
	static const char *const both[] = { GET GARBAGE };
	static const char nul[] = "GET /\0hidden HTTP/1.1\r\nHost: x\r\n\r\n";
	struct server_world w;
	char buffer[BUFFER];
	int fd;

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", 0, PATIENT_MS);
	exchange(&w, server_world_dial(&w), both, 1, buffer);
	assert_int_equal(strncmp(buffer, "HTTP/1.1 200", 12), 0);
	is_told_of_nonsense(strstr(buffer + 1, "HTTP/1.1 "));
	fd = server_world_dial(&w);
	server_world_put(fd, GET);
	(void)server_world_hear(&w, fd, "now", buffer, sizeof buffer);
	assert_int_equal(send(fd, nul, sizeof nul - 1, MSG_NOSIGNAL), sizeof nul - 1);
	(void)server_world_hear(&w, fd, NULL, buffer, sizeof buffer);
	is_told(buffer, "400", "the request target is malformed");
	(void)close(fd);
	server_world_close(&w);
}

static void a_unix_socket_is_told_too(void **state)
{
	static const char *const whole[] = { GARBAGE };
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char folder[] = "/tmp/paraat-words-XXXXXX", where[128], buffer[BUFFER];
	struct server_world w;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(a.sun_path, sizeof a.sun_path, "%s/http.sock", folder);
	(void)snprintf(where, sizeof where, "unix:%s", a.sun_path);
	server_world_open_as(&w, where, 0, PATIENT_MS);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		connect(fd, (const struct sockaddr *)(const void *)&a, sizeof a), 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	exchange(&w, fd, whole, 1, buffer);
	is_told_of_nonsense(buffer);
	server_world_close(&w);
	assert_int_equal(rmdir(folder), 0);
}

/* Behind an answer that ends the connection comes nothing, and no refusal is told
 * twice. */
static void one_answer_is_the_last(void **state)
{
	static const struct {
		const char *bytes, *answer;
	} cases[] = {
		{ "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" GARBAGE,
			"HTTP/1.1 200" },
		{ "GET / HTTP/1.0\r\n\r\n" GARBAGE, "HTTP/1.1 200" },
		{ "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "HTTP/1.1 505" },
		{ "GET / FTP\r\n\r\n", "HTTP/1.1 400" },
		{ "BREW / HTTP/1.1\r\nHost: x\r\n\r\n" GARBAGE, "HTTP/1.1 501" }
	};
	struct server_world w;
	char buffer[BUFFER];

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", 0, PATIENT_MS);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *const whole[] = { cases[i].bytes };

		exchange(&w, server_world_dial(&w), whole, 1, buffer);
		if (strncmp(buffer, cases[i].answer, 12) != 0
			|| times(buffer, "\r\nContent-Length: ") != 1)
			fail_msg("%s", buffer);
	}
	server_world_close(&w);
}

static void until_open(struct server_world *w, unsigned connections)
{
	while (server_figures(w->server).connections != connections)
		(void)uv_run(&w->loop, UV_RUN_ONCE);
}

/* Whoever leaves by themselves, having said nothing wrong, is not refused. */
static void leaving_is_no_refusal(void **state)
{
	struct server_world w;
	char buffer[BUFFER];

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", 0, PATIENT_MS);
	for (int requests = 0; requests < 3; requests++) {
		int fd = server_world_dial(&w);

		for (int i = 0; i < requests; i++) {
			server_world_put(fd, GET);
			(void)server_world_hear(&w, fd, "now", buffer, sizeof buffer);
		}
		until_open(&w, 1);
		(void)close(fd);
		until_open(&w, 0);
	}
	assert_int_equal(server_figures(w.server).refused, 0);
	server_world_close(&w);
}

/* --- bodies without end */

/* A chunk of 64 KiB; false: the other side takes no more. */
static bool pour(struct server_world *w, int fd)
{
	static char chunk[65536 + 16];
	size_t len = (size_t)snprintf(chunk, sizeof chunk, "10000\r\n") + 65538, at = 0;

	memset(chunk + 7, ' ', 65536);
	memcpy(chunk + 7 + 65536, "\r\n", 2);
	while (at < len) {
		ssize_t n = send(fd, chunk + at, len - at, MSG_NOSIGNAL);

		if (n < 0 && errno != EAGAIN)
			return false;
		at += n > 0 ? (size_t)n : 0;
		(void)uv_run(&w->loop, UV_RUN_NOWAIT);
	}
	return true;
}

/* A body of unknown size that goes on beyond four times the limit is answered while it
 * comes; the words arrive although more is sent, and it is told but once. */
static void a_body_without_end_is_told(void **state)
{
	struct server_world w;
	char buffer[BUFFER];

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", 0, PATIENT_MS);
	for (int ends = 0; ends < 2; ends++) {
		int fd = server_world_dial(&w);

		server_world_put(fd, CHUNKED);
		for (int i = 0; i < 5 * MIB / 65536; i++)
			assert_true(pour(&w, fd));
		if (ends == 1)
			server_world_put(fd, "0\r\n\r\n");
		(void)server_world_hear(
			&w, fd, ends ? NULL : "MiB\"}", buffer, sizeof buffer);
		is_told(buffer, "413", "the body is larger than 1 MiB");
		(void)close(fd);
	}
	assert_int_equal(server_figures(w.server).refused, 2);
	server_world_close(&w);
}

/* Who does not listen is read no further than sixteen times the limit. */
static void a_body_without_end_ends(void **state)
{
	struct server_world w;
	int fd, chunks = 0;

	(void)state;
	server_world_open_as(&w, "127.0.0.1:0", 0, PATIENT_MS);
	fd = server_world_dial(&w);
	server_world_put(fd, CHUNKED);
	while (pour(&w, fd))
		assert_true(++chunks < 64 * MIB / 65536);
	(void)close(fd);
	server_world_close(&w);
}

/* --- the kernel's count */

static void what_came_is_known(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof a;
	int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), pair[2];
	char byte;

	(void)state;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listening, (struct sockaddr *)(void *)&a, size), 0);
	assert_int_equal(listen(listening, 2), 0);
	assert_int_equal(
		getsockname(listening, (struct sockaddr *)(void *)&a, &size), 0);
	for (int says = 0; says < 2; says++) {
		int from = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), to;

		assert_int_equal(connect(from, (struct sockaddr *)(void *)&a, size), 0);
		to = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
		assert_false(received_anything(to));
		if (says == 1)
			assert_int_equal(send(from, "h", 1, 0), 1);
		assert_int_equal(shutdown(from, SHUT_WR), 0);
		while (recv(to, &byte, 1, 0) > 0) /* until the end has come */
			;
		assert_int_equal(received_anything(to), says);
		(void)close(from);
		(void)close(to);
	}
	(void)close(listening);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	assert_true(received_anything(pair[0]));
	(void)close(pair[0]);
	(void)close(pair[1]);
}

/* --- the same under TLS */

struct secure {
	struct server_world w;
	struct tls_pair pair;
	char *certificate, *key;
	gnutls_certificate_credentials_t trust;
};

struct caller {
	int fd;
	gnutls_session_t session;
};

static void secure_open(struct secure *s, int64_t header_ms)
{
	tls_pair_init(&s->pair, "127.0.0.1", "server");
	tls_pair_text(&s->pair, &s->certificate, &s->key);
	assert_int_equal(gnutls_certificate_allocate_credentials(&s->trust), 0);
	server_world_open_tls(&s->w, s->certificate, s->key, header_ms);
}

static void secure_close(struct secure *s)
{
	server_world_close(&s->w);
	gnutls_certificate_free_credentials(s->trust);
	gnutls_free(s->certificate);
	gnutls_free(s->key);
	tls_pair_fini(&s->pair);
}

static struct caller call(struct secure *s, const char *versions)
{
	struct caller c = { .fd = server_world_dial(&s->w) };
	int rc;

	assert_int_equal(gnutls_init(&c.session, GNUTLS_CLIENT | GNUTLS_NONBLOCK), 0);
	assert_int_equal(gnutls_priority_set_direct(c.session, versions, NULL), 0);
	assert_int_equal(
		gnutls_credentials_set(c.session, GNUTLS_CRD_CERTIFICATE, s->trust), 0);
	gnutls_transport_set_int(c.session, c.fd);
	while ((rc = gnutls_handshake(c.session)) == GNUTLS_E_AGAIN)
		(void)uv_run(&s->w.loop, UV_RUN_ONCE);
	assert_int_equal(rc, 0);
	return c;
}

static void hang_up(struct caller *c)
{
	gnutls_deinit(c->session);
	(void)close(c->fd);
}

static void put(struct caller *c, const char *text)
{
	assert_int_equal(
		gnutls_record_send(c->session, text, strlen(text)), strlen(text));
}

/* Until the text came, or (NULL) the other side ended the session as one should. */
static void hear(struct secure *s, struct caller *c, const char *until, char *buffer)
{
	size_t len = 0;

	buffer[0] = '\0';
	while (until == NULL || strstr(buffer, until) == NULL) {
		ssize_t n =
			gnutls_record_recv(c->session, buffer + len, BUFFER - 1 - len);

		if (n == GNUTLS_E_AGAIN) {
			(void)uv_run(&s->w.loop, UV_RUN_ONCE);
			continue;
		}
		if (n <= 0 && until != NULL)
			fail_msg("ended before '%s': %s", until, buffer);
		if (n <= 0)
			return;
		len += (size_t)n;
		buffer[len] = '\0';
	}
}

static const char *const versions[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.3",
	"NORMAL:-VERS-ALL:+VERS-TLS1.2" };

/* What is no request, on a new connection and on one that was used. */
static void nonsense_is_told_under_tls(void **state)
{
	struct secure s;
	char buffer[BUFFER];

	(void)state;
	secure_open(&s, PATIENT_MS);
	for (int i = 0; i < 4; i++) {
		struct caller c = call(&s, versions[i % 2]);

		if (i > 1) {
			put(&c, GET);
			hear(&s, &c, "now", buffer);
		}
		put(&c, GARBAGE);
		hear(&s, &c, NULL, buffer);
		is_told_of_nonsense(buffer);
		assert_int_equal(times(buffer, "\nStrict-Transport-Security: "), 1);
		hang_up(&c);
	}
	secure_close(&s);
}

/* Headers that do not end; who said nothing at all is not spoken to. */
static void slowness_is_told_under_tls(void **state)
{
	static const char *const starts[] = { "", "GET",
		"GET / HTTP/1.1\r\nHost: x\r\n" };
	struct secure s;
	struct caller c[6];
	char buffer[BUFFER];

	(void)state;
	secure_open(&s, SHORT_MS);
	for (int i = 0; i < 6; i++) {
		c[i] = call(&s, versions[i % 2]);
		if (i > 1)
			put(&c[i], starts[i / 2]);
	}
	for (int i = 0; i < 6; i++) {
		hear(&s, &c[i], NULL, buffer);
		if (i > 1)
			is_told(buffer, "408", "did not come in time");
		else
			assert_string_equal(buffer, "");
		hang_up(&c[i]);
	}
	secure_close(&s);
}

/* Who says goodbye is not refused. */
static void leaving_is_no_refusal_under_tls(void **state)
{
	struct secure s;
	char buffer[BUFFER];

	(void)state;
	secure_open(&s, PATIENT_MS);
	for (int i = 0; i < 6; i++) {
		struct caller c = call(&s, versions[i % 2]);

		if (i > 1) {
			put(&c, GET);
			hear(&s, &c, "now", buffer);
		}
		if (i < 4)
			(void)gnutls_bye(c.session, GNUTLS_SHUT_WR);
		if (i < 4)
			hear(&s, &c, NULL, buffer);
		hang_up(&c);
		until_open(&s.w, 0);
	}
	assert_int_equal(server_figures(s.w.server).refused, 0);
	secure_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nonsense_is_told),
		cmocka_unit_test(nonsense_behind_a_request_is_told),
		cmocka_unit_test(a_unix_socket_is_told_too),
		cmocka_unit_test(one_answer_is_the_last),
		cmocka_unit_test(leaving_is_no_refusal),
		cmocka_unit_test(a_body_without_end_is_told),
		cmocka_unit_test(a_body_without_end_ends),
		cmocka_unit_test(what_came_is_known),
		cmocka_unit_test(nonsense_is_told_under_tls),
		cmocka_unit_test(slowness_is_told_under_tls),
		cmocka_unit_test(leaving_is_no_refusal_under_tls),
	};

	return cmocka_run_group_tests(tests, server_world_warm_up, NULL);
}
