/* SPDX-License-Identifier: EUPL-1.2 */
/* The certificate: does it belong to its key and to our name, and for how long? */
#include "service/command/check.h"

#include "service/http/server.h"
#include "service/real.h"
#include "service/tls_files.h"

#include <stdio.h>
#include <string.h>

enum { SOON_DAYS = 14 };
static const int64_t day_ms = INT64_C(86400000);

/* The name in base_url that browsers compare; "" when it is not of a certificate. */
static void host_of(const char *base_url, char host[CONFIG_TEXT_MAX])
{
	const char *name = base_url + strlen("https://");

	host[0] = '\0';
	if (strncmp(base_url, "https://", strlen("https://")) == 0 && name[0] != '[')
		(void)snprintf(
			host, CONFIG_TEXT_MAX, "%.*s", (int)strcspn(name, ":/"), name);
}

void check_tls(struct check *c)
{
	const struct config *config = c->config;
	char host[CONFIG_TEXT_MAX];
	struct tls_files files;
	struct instant until = { INT64_MAX };
	struct err e = { 0 };
	int64_t left;

	if (config->tls_certificate[0] == '\0')
		return;
	if (check_is_public(config->tls_key))
		check_say(c, "tls_key %s can be read by everybody", config->tls_key);
	if (tls_files_read(config, &files, &e) == ERR_OK) {
		host_of(config->base_url, host);
		e.code = server_certificate_look(
			files.certificate, files.key, host, &until, &e);
		tls_files_free(&files);
	}
	if (e.code != ERR_OK)
		check_say(c, "%s", e.msg);
	if (until.ms == INT64_MAX)
		return;
	left = until.ms - real_clock.now(&real_clock).ms;
	if (left <= 0)
		check_say(c, "tls_certificate %s has expired: browsers refuse it",
			config->tls_certificate);
	else if (left < SOON_DAYS * day_ms)
		check_say(c, "tls_certificate %s expires within %d days",
			config->tls_certificate, (int)(left / day_ms) + 1);
}
