/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/service.h"

#include "base/parse.h"
#include "base/text.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "schema/engine.h"
#include "service/real.h"
#include "tests/support/leftovers.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { START_MS = 60000, STOP_MS = 60000, REPLY_SECONDS = 60 };

static int64_t make(
	struct db *db, const struct resource *r, const struct change *by, json_t *body)
{
	struct err e = { 0 };
	json_t *item;
	int64_t id;

	test_ok(resource_create(db, r, body, by, &item, &e), &e);
	id = json_integer_value(json_object_get(item, "id"));
	json_decref(item);
	json_decref(body);
	return id;
}

void service_prepare(struct service *s)
{
	struct change by = { { "test", "local" }, { 1000 } };
	struct err e = { 0 };
	int64_t id;

	memset(s, 0, sizeof *s);
	real_init();
	test_db_open(&s->t);
	test_ok(db_begin(s->t.db, DB_WRITE, &e), &e);
	s->municipality_id = make(s->t.db, &municipality_resource, &by,
		json_pack("{s:s,s:s}", "code", "GM0148", "name", "Dalfsen"));
	s->person_id = make(s->t.db, &person_resource, &by,
		json_pack("{s:s,s:s,s:s,s:I,s:[{s:s,s:s,s:i}]}", "given_name", "Anne",
			"infix", "van den", "family_name", "Berg", "municipality_id",
			(json_int_t)s->municipality_id, "contacts", "kind", "mobile",
			"address", "06 12345678", "rank", 1));
	for (int role = 0; role < ROLES_COUNT; role++)
		test_ok(token_add(s->t.db, role_words[role], (enum role)role,
				&real_random, &by, s->token[role], &e),
			&e);
	test_ok(token_add_for(s->t.db, "anne", ROLE_MEMBER, s->person_id, &real_random,
			&by, s->member, &id, &e),
		&e);
	test_ok(db_commit(s->t.db, &e), &e);
}

static void write_config(struct service *s, const char *gateways)
{
	static const char simulator[] =
		"[gateway sim]\nkind = simulator\nseed = 1\nchannel = sms\n";
	char web[128];
	FILE *f;

	(void)snprintf(s->config, sizeof s->config, "%s/paraat.conf", s->t.folder);
	(void)snprintf(s->port_file, sizeof s->port_file, "%s/port", s->t.folder);
	(void)snprintf(web, sizeof web, "%s/web", s->t.folder);
	assert_true(mkdir(web, 0700) == 0 || errno == EEXIST);
	f = fopen(s->config, "we");
	assert_non_null(f);
	(void)fprintf(f,
		"[service]\nlisten = 127.0.0.1:0\nport_file = %s\ndatabase = %s\n"
		"secret_file = %s/secret\nweb_root = %s\n%s",
		s->port_file, s->t.file, s->t.folder, web,
		gateways[0] != '\0' ? gateways : simulator);
	assert_int_equal(fclose(f), 0);
}

/* True once the port is known; looks again every few milliseconds. */
static bool read_port(struct service *s)
{
	FILE *f = fopen(s->port_file, "re");
	int n;

	if (f == NULL)
		return false;
	n = fscanf(f, "%d", &s->port);
	(void)fclose(f);
	return n == 1;
}

static void wait_child(pid_t pid, int ms, int *ret_status)
{
	leftovers_forget(pid);
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };

	assert_true(fd >= 0);
	if (poll(&p, 1, ms) != 1) {
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, ret_status, 0);
		(void)close(fd);
		fail_msg("the service did not end");
	}
	(void)close(fd);
	assert_int_equal(waitpid(pid, ret_status, 0), pid);
}

bool service_memcheck(void)
{
	return getenv("PARAAT_MEMCHECK") != NULL;
}

void service_await(struct service *s)
{
	struct pollfd p = { .events = POLLIN };
	int turns = 0;

	p.fd = (int)syscall(SYS_pidfd_open, s->pid, 0);
	while (!read_port(s)) {
		assert_true(turns++ < START_MS / 10);
		assert_int_equal(poll(&p, 1, 10), 0); /* 1: it ended */
	}
	(void)close(p.fd);
	(void)snprintf(s->url, sizeof s->url, "http://127.0.0.1:%d", s->port);
}

static void prepare_start(struct service *s, const char *gateways)
{
	struct err e = { 0 };

	if (s->t.db != NULL)
		test_ok(db_close(s->t.db, &e), &e);
	s->t.db = NULL;
	write_config(s, gateways);
	(void)unlink(s->port_file);
}

/* socket: -1, or what a service manager passes (sd_listen_fds(3)): descriptor 3, for
 * this process. */
static void become_program(const struct service *s, const char **command, int socket)
{
	char pid[16];
	int log = -1;

	leftovers_follow();
	if (s->log[0] != '\0')
		log = open(s->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log >= 0)
		(void)dup2(log, 2);
	if (socket >= 0) {
		(void)snprintf(pid, sizeof pid, "%d", (int)getpid());
		(void)setenv("LISTEN_PID", pid, 1);
		(void)setenv("LISTEN_FDS", "1", 1);
		(void)dup2(socket, 3);
	}
	(void)execv(command[0], (char *const *)(uintptr_t)command);
	_exit(127);
}

static void start(struct service *s, const char *gateways, int socket)
{
	const char *argv[] = { "/usr/bin/valgrind", "-q", "--leak-check=full",
		"--error-exitcode=9", PARAAT_PROGRAM, "serve", "--config", s->config,
		NULL };

	prepare_start(s, gateways);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0)
		become_program(s, service_memcheck() ? argv : argv + 4, socket);
	leftovers_program(s->pid);
	service_await(s);
}

void service_start(struct service *s, const char *gateways)
{
	start(s, gateways, -1);
}

void service_start_with_socket(struct service *s, int fd)
{
	start(s, "", fd);
}

void service_stop(struct service *s)
{
	int status = -1;

	if (s->pid == 0)
		return;
	assert_int_equal(kill(s->pid, SIGTERM), 0);
	wait_child(s->pid, STOP_MS, &status);
	s->pid = 0;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

void service_kill(struct service *s)
{
	int status;

	assert_int_equal(kill(s->pid, SIGKILL), 0);
	wait_child(s->pid, STOP_MS, &status);
	s->pid = 0;
}

void service_cleanup(struct service *s)
{
	struct err e = { 0 };

	service_stop(s);
	if (s->t.db == NULL)
		test_ok(db_open(&sqlite_engine, s->t.file, DB_WRITE, &s->t.db, &e), &e);
	test_db_close(&s->t);
}

/* --- the client */

static size_t on_body(char *bytes, size_t size, size_t n, void *text)
{
	return text_addn(text, bytes, size * n) ? size * n : 0;
}

static size_t on_header(char *bytes, size_t size, size_t n, void *ctx)
{
	struct reply *r = ctx;
	size_t len = strlen(r->headers);

	(void)snprintf(r->headers + len, sizeof r->headers - len, "%.*s",
		(int)(size * n), bytes);
	return size * n;
}

static struct curl_slist *headers_of(
	const char *token, const char *body, const char *const headers[])
{
	struct curl_slist *list = NULL;
	bool typed = body == NULL;
	char line[128];

	if (token != NULL) {
		(void)snprintf(line, sizeof line, "Authorization: Bearer %s", token);
		list = curl_slist_append(list, line);
	}
	for (size_t i = 0; headers != NULL && headers[i] != NULL; i++) {
		typed = typed || strncasecmp(headers[i], "Content-Type:", 13) == 0;
		list = curl_slist_append(list, headers[i]);
	}
	if (!typed)
		list = curl_slist_append(list, "Content-Type: application/json");
	return curl_slist_append(list, "Expect:");
}

struct reply service_call(const struct service *s, const char *token,
	const char *method, const char *path, const char *body,
	const char *const headers[])
{
	struct curl_slist *list = headers_of(token, body, headers);
	struct reply r = { 0 };
	struct text t;
	char url[2048];
	CURL *c = curl_easy_init();
	CURLcode rc;

	text_init(&t, 64 * 1024 * 1024);
	(void)snprintf(url, sizeof url, "%s%s", s->url, path);
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	(void)curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
	(void)curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	(void)curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)REPLY_SECONDS);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, &t);
	(void)curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(c, CURLOPT_HEADERDATA, &r);
	if (strcmp(method, "HEAD") == 0)
		(void)curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	if (body != NULL)
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, body);
	rc = curl_easy_perform(c);
	if (rc != CURLE_OK)
		fail_msg("%s %s: %s", method, path, curl_easy_strerror(rc));
	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &r.status);
	curl_easy_cleanup(c);
	curl_slist_free_all(list);
	(void)text_add(&t, "");
	r.len = t.len;
	r.body = text_take(&t);
	if (r.body == NULL)
		r.body = calloc(1, 1);
	r.json = json_loads(r.body, 0, NULL);
	return r;
}

struct reply service_expect(const struct service *s, const char *token,
	const char *method, const char *path, const char *body, long status)
{
	struct reply r = service_call(s, token, method, path, body, NULL);

	if (r.status != status)
		fail_msg("%s %s %s: %ld %s", method, path, body != NULL ? body : "",
			r.status, r.body);
	return r;
}

struct reply service_get(const struct service *s, enum role role, const char *path)
{
	return service_call(s, s->token[role], "GET", path, NULL, NULL);
}

struct reply service_post(
	const struct service *s, enum role role, const char *path, const char *body)
{
	return service_call(s, s->token[role], "POST", path, body, NULL);
}

double service_figure(const struct service *s, const char *name)
{
	struct reply r = service_call(s, NULL, "GET", "/metrics", NULL, NULL);
	char line[128];
	const char *at;
	double v = -1;

	(void)snprintf(line, sizeof line, "\n%s ", name);
	at = strstr(r.body, line);
	if (at != NULL)
		v = strtod(at + strlen(line), NULL);
	reply_free(&r);
	return v;
}

void reply_free(struct reply *r)
{
	json_decref(r->json);
	free(r->body);
	r->json = NULL;
	r->body = NULL;
}

const char *reply_header(const struct reply *r, const char *name)
{
	static char value[512];
	size_t n = strlen(name);

	for (const char *line = r->headers; line != NULL && *line != '\0';) {
		if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
			const char *v = line + n + 1 + strspn(line + n + 1, " ");

			(void)snprintf(value, sizeof value, "%.*s",
				(int)strcspn(v, "\r\n"), v);
			return value;
		}
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return "";
}

int64_t reply_int(const struct reply *r, const char *field)
{
	const json_t *v = json_object_get(r->json, field);

	if (!json_is_integer(v))
		fail_msg("no number %s in: %s", field, r->body);
	return json_integer_value(v);
}

const char *reply_text(const struct reply *r, const char *field)
{
	const char *v = json_string_value(json_object_get(r->json, field));

	if (v == NULL)
		fail_msg("no text %s in: %s", field, r->body);
	return v;
}

size_t reply_count(const struct reply *r)
{
	return json_array_size(json_object_get(r->json, "items"));
}

/* --- bytes */

int raw_connect(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	struct timeval limit = { .tv_sec = REPLY_SECONDS };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	assert_int_equal(
		connect(fd, (const struct sockaddr *)(const void *)&a, sizeof a), 0);
	return fd;
}

void raw_send(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n <= 0)
			return; /* refused already */
		bytes += n;
		len -= (size_t)n;
	}
}

size_t raw_exchange(int port, const char *bytes, size_t len, const char *until,
	char *buffer, size_t size, bool *ret_closed)
{
	int fd = raw_connect(port);
	size_t got = 0;

	raw_send(fd, bytes, len);
	*ret_closed = false;
	buffer[0] = '\0';
	while (got + 1 < size && (until == NULL || strstr(buffer, until) == NULL)) {
		ssize_t n = recv(fd, buffer + got, size - 1 - got, 0);

		if (n == 0 || (n < 0 && errno == ECONNRESET))
			*ret_closed = true;
		if (n <= 0)
			break;
		got += (size_t)n;
		buffer[got] = '\0';
	}
	(void)close(fd);
	return got;
}
