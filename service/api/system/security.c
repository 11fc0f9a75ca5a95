/* SPDX-License-Identifier: EUPL-1.2 */
/* security.txt (RFC 9116): whom to tell of a weakness. */
#include "service/api/api.h"

enum { YEAR_SECONDS = 365 * 86400 };

static enum err_code get(struct api_call *c, struct db *db, struct err *e)
{
	char until[INSTANT_TEXT];
	struct text t;

	(void)db;
	if (c->context->security_contact[0] == '\0')
		return err_set(e, ERR_NOTFOUND, "no security_contact is configured");
	text_init(&t, 2048);
	text_addf(&t,
		"Contact: %s\nExpires: %s\nPreferred-Languages: nl, en\n"
		"Canonical: %s/.well-known/security.txt\n",
		c->context->security_contact,
		instant_format(instant_add(c->by.now, seconds(YEAR_SECONDS)), until),
		c->context->base_url);
	return api_reply_text(c, 200, "text/plain; charset=utf-8", &t, e);
}

extern const struct api_route security_routes[];
const struct api_route security_routes[] = {
	{ HTTP_GET, "/.well-known/security.txt", MAY(PUBLIC), API_LOOP, get, API_ROOT },
	{ 0 },
};
