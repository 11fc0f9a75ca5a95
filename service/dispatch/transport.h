/* SPDX-License-Identifier: EUPL-1.2 */
/* Port: one HTTP or SMTP exchange with a gateway. The real one is service/curl_loop;
 * tests have a scripted one. */
#pragma once

#include "base/err.h"

enum { TRANSPORT_REPLY_MAX = 64 * 1024 };

struct transport_reply {
	int status;      /* 0: no reply; then why is set. SMTP: the last reply code */
	const char *why; /* "refused", "timed out", "connection lost" */
	const char *body;
	size_t len;
	int retry_after_seconds; /* 0: not said */
};

enum transport_method { TRANSPORT_POST, TRANSPORT_GET, TRANSPORT_MAIL };

/* Owned by the caller, who keeps it and its texts until done(), which may free it. */
struct transport_request {
	enum transport_method method;
	const char *url, *body;
	size_t body_len;
	const char *content_type;                    /* NULL: application/json */
	const char *idempotency_key, *authorization; /* or NULL: "Bearer …" */
	const char *ca_file;                         /* NULL: the system's */
	/* MAIL: body is the message; envelope, and login (NULL: none) */
	const char *from, *to, *user, *password;
	bool needs_tls; /* else what goes over the line may be read */
	int timeout_seconds;
	void (*done)(struct transport_request *r, const struct transport_reply *reply);
	void *private_data;
};

struct transport {
	/* Starts it, whatever its method. Never calls back before returning; after an
	 * error it never calls back. */
	enum err_code (*post)(
		struct transport *t, struct transport_request *r, struct err *e);
};
