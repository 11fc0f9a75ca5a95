/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole program as a child process on a free loopback port with a database of its
 * own, and a client that speaks to it over real sockets. */
#pragma once

#include "service/accounts/token_store.h"
#include "tests/support/test_db.h"

#include <jansson.h>
#include <sys/types.h>

struct service {
	struct test_db t; /* t.db is closed while the service runs */
	char config[128], port_file[128];
	char log[128]; /* a file for its standard error; "": this test's */
	char url[64];  /* "http://127.0.0.1:PORT" */
	int port;
	pid_t pid;
	char token[ROLES_COUNT][ACCOUNT_TOKEN_TEXT];
	int64_t municipality_id, person_id; /* the member's person */
	char member[ACCOUNT_TOKEN_TEXT];    /* a token of that person */
};

/* A migrated database with one municipality, one person and a token for each role. The
 * caller may fill it further (s->t.db is open) before service_start(). */
void service_prepare(struct service *s);
/* Starts it; `gateways` is added to the configuration, "" for a simulator. */
void service_start(struct service *s, const char *gateways);
/* The same with a socket that listens already, as a service manager passes it. */
void service_start_with_socket(struct service *s, int fd);
/* Waits until its port is known; fails the test when it ends before that. */
void service_await(struct service *s);
/* Is it run under valgrind (PARAAT_MEMCHECK is set)? Then it is slow, and an error in
 * its use of memory makes it end with another code than 0. */
bool service_memcheck(void);
/* Stops it with SIGTERM: it must end with 0 within ten seconds. */
void service_stop(struct service *s);
/* Stops at once, as a power cut does. */
void service_kill(struct service *s);
void service_cleanup(struct service *s);

enum { REPLY_HEADERS_MAX = 8192 };
struct reply {
	long status;
	char headers[REPLY_HEADERS_MAX]; /* as they came */
	char *body;                      /* never NULL */
	size_t len;
	json_t *json; /* NULL when the body is none */
};

/* One request. token may be NULL; body may be NULL; headers: lines ended by NULL, or
 * NULL. A body is JSON unless a header says otherwise. */
struct reply service_call(const struct service *s, const char *token,
	const char *method, const char *path, const char *body,
	const char *const headers[]);
/* Fails the test, showing the reply, unless it has that status. */
struct reply service_expect(const struct service *s, const char *token,
	const char *method, const char *path, const char *body, long status);
/* The value of a line of /metrics, by its name with labels; -1: it is not there. */
double service_figure(const struct service *s, const char *name);
/* The same for the usual case. */
struct reply service_get(const struct service *s, enum role role, const char *path);
struct reply service_post(
	const struct service *s, enum role role, const char *path, const char *body);
void reply_free(struct reply *r);
/* Value of a header, "" when absent; in a static buffer. */
const char *reply_header(const struct reply *r, const char *name);
int64_t reply_int(const struct reply *r, const char *field);
const char *reply_text(const struct reply *r, const char *field);
size_t reply_count(const struct reply *r); /* of items */

/* Bytes as they are: sends them, and reads until the other side closes, or `until` was
 * seen (may be NULL). Returns how many bytes came; *ret_closed whether it closed. */
size_t raw_exchange(int port, const char *bytes, size_t len, const char *until,
	char *buffer, size_t size, bool *ret_closed);
int raw_connect(int port);
void raw_send(int fd, const char *bytes, size_t len);
