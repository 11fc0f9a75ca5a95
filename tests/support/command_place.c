/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/command_place.h"

#include "tests/support/leftovers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

struct command_result command_said;

void command_line(const char *line, const char *config, const char *input)
{
	char copy[512], *rest = NULL;
	const char *words[16];
	int n = 0;

	(void)snprintf(copy, sizeof copy, "%s", line);
	for (char *word = strtok_r(copy, " ", &rest); word != NULL;
		word = strtok_r(NULL, " ", &rest)) {
		assert_true(n < 12);
		words[n++] = word;
	}
	if (config != NULL) {
		words[n++] = "--config";
		words[n++] = config;
	}
	words[n] = NULL;
	command_run(words, input, &command_said);
}

void command_expect(int code, const char *out, const char *err)
{
	if (command_said.code != code || strstr(command_said.out, out) == NULL
		|| strstr(command_said.err, err) == NULL)
		fail_msg("code %d\nstdout: %s\nstderr: %s", command_said.code,
			command_said.out, command_said.err);
}

void command_write(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

void command_configure(const struct command_place *p, const char *more)
{
	char text[2048];

	(void)snprintf(text, sizeof text,
		"[service]\nlisten = 127.0.0.1:0\nbase_url = http://127.0.0.1:9\n"
		"database = %s\nsecret_file = %s\nweb_root = %s\n"
		"[gateway sim]\nkind = simulator\n%s",
		p->t.file, p->secret, p->web, more);
	command_write(p->config, text);
}

int command_place_open(void **state)
{
	static struct command_place p;

	test_db_folder(&p.t);
	(void)snprintf(p.config, sizeof p.config, "%s/paraat.conf", p.t.folder);
	(void)snprintf(p.secret, sizeof p.secret, "%s/secret", p.t.folder);
	(void)snprintf(p.web, sizeof p.web, "%s/web", p.t.folder);
	(void)snprintf(p.page, sizeof p.page, "%s/index.html", p.web);
	(void)snprintf(p.extra, sizeof p.extra, "%s/extra", p.t.folder);
	assert_int_equal(mkdir(p.web, 0700), 0);
	command_write(p.page, "<!doctype html>");
	command_configure(&p, "");
	*state = &p;
	return 0;
}

int command_place_close(void **state)
{
	struct command_place *p = *state;

	leftovers_remove(p->t.folder);
	return 0;
}
