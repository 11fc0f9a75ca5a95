/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/reload.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { TURNS = 6000 };

const char *reload_log(const struct service *s)
{
	static char text[262144];
	FILE *f = fopen(s->log, "re");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	(void)fclose(f);
	return text;
}

const char *reload_ask(const struct service *s)
{
	size_t before = strlen(reload_log(s));
	const char *line;

	assert_int_equal(kill(s->pid, SIGHUP), 0);
	for (int i = 0; i < TURNS; i++) {
		line = strstr(reload_log(s) + before, "service.reload");
		if (line != NULL && strchr(line, '\n') != NULL)
			return line;
		(void)poll(NULL, 0, 10);
	}
	fail_msg("no line about the reload");
	return NULL;
}

void reload_at_once(const struct service *s)
{
	const char *line = reload_ask(s);

	if (strstr(line, "restart_needed=no") == NULL
		&& strstr(line, "\"restart_needed\":\"no\"") == NULL) /* as JSON */
		fail_msg("%s", line);
}
