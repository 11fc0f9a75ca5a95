/* SPDX-License-Identifier: EUPL-1.2 */
/* A browser: keeps cookies and the CSRF token between requests to the service. */
#pragma once

#include "tests/support/service.h"

#define BROWSER_PASSWORD "paarden eten geen koek"

struct browser {
	const struct service *service;
	char session[256], device[256], csrf[64];
	/* "": from this machine; else an address that a proxy passes on (the service
	 * has proxies = 127.0.0.1) */
	char from[48];
};

/* Keeps the cookies of a reply. */
void browser_keep(struct browser *b, const struct reply *r);
struct reply browser_ask(
	struct browser *b, const char *method, const char *path, const char *body);
/* POST /session with this body; the status. */
long browser_sign_in(struct browser *b, const char *body);
/* The same; code "": none. */
long browser_try(
	struct browser *b, const char *name, const char *password, const char *code);
/* Fails the test unless the status is this one; frees the reply. */
void browser_expect(struct reply *r, long status);
/* An account that was invited and has BROWSER_PASSWORD; `more` is added to its fields
 * (with a comma in front), "" for nothing. */
int64_t browser_account(
	const struct service *s, const char *name, const char *role, const char *more);
/* The telephone: the code of this moment, or of `later` steps from now; in a static
 * buffer. */
const char *browser_code(const char *secret, int later);
/* Sets up the second factor of who is signed in. */
void browser_confirm_second_factor(struct browser *b);
