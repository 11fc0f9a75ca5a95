/* SPDX-License-Identifier: EUPL-1.2 */
/* A provider on a free loopback port, over HTTP or SMTP: keeps what it is sent, and
 * answers as it is told to. One request a connection. Runs in a thread of the test. */
#pragma once

#include <stddef.h>

struct provider_request {
	char line[4096];  /* "POST /path HTTP/1.1"; SMTP: "MAIL FROM… RCPT TO…" */
	char head[8192];  /* header lines, each ended by CR LF; SMTP: what was said */
	char body[65536]; /* SMTP: the message with dots taken away */
};

struct provider_sink;
struct provider_sink *provider_sink_http(void);
/* The same over TLS; `address` is in its certificate, which is written to `file`. */
struct provider_sink *provider_sink_https(const char *address, const char *file);
struct provider_sink *provider_sink_smtp(void);
/* With TLS and a login: `address` is in the certificate, which is written to `file`.
 * From the start, or after STARTTLS. The user is "paraat", the password "geheim". */
struct provider_sink *provider_sink_smtp_tls(
	const char *address, const char *file, int from_the_start);
void provider_sink_close(struct provider_sink *s);
int provider_sink_port(const struct provider_sink *s);
/* From now on; copied. At first 200 and "{}"; for SMTP status is the reply to the
 * message (250 at first). */
void provider_sink_answer(struct provider_sink *s, int status, const char *body);
/* What goes wrong from now on. What it took is kept all the same where it read it. */
enum provider_fault {
	PROVIDER_WORKS,
	PROVIDER_HALF_OPEN, /* says nothing until the other side leaves */
	PROVIDER_LATE,      /* takes the message, and answers when nobody listens */
	PROVIDER_TWICE,     /* answers twice */
	PROVIDER_RESETS,    /* cuts the connection */
	PROVIDER_HALVES,    /* stops in the middle of its answer */
	PROVIDER_RAMBLES,   /* speaks another protocol */
	PROVIDER_RUBBISH,   /* 200 and an answer that makes no sense */
	PROVIDER_REDIRECTS, /* to somewhere else; SMTP: 551 */
	PROVIDER_FLOODS,    /* with sixteen megabytes */
	PROVIDER_FAULTS
};
void provider_sink_fail(struct provider_sink *s, enum provider_fault fault);
/* Waits for request `nth` (0 is the first); fails the test after twenty seconds. The
 * result is a copy in a static buffer. */
const struct provider_request *provider_sink_get(struct provider_sink *s, size_t nth);
size_t provider_sink_count(struct provider_sink *s);
