/* SPDX-License-Identifier: EUPL-1.2 */
/* The examples of docs/api.md work: its sh blocks are run in order, in one shell,
 * against the program. Each must end well. What they print is on stdout. */
#include "tests/support/call_service.h"

#include <errno.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Copies the sh blocks of the document, each after a line with its number. */
static int copy_blocks(FILE *from, FILE *to)
{
	char line[2048];
	bool inside = false;
	int n = 0;

	(void)fprintf(to, "set -euo pipefail\ncd \"$folder\"\n");
	while (fgets(line, sizeof line, from) != NULL) {
		if (strcmp(line, "```sh\n") == 0) {
			inside = true;
			(void)fprintf(to, "echo '=== example %d'\n", ++n);
		} else if (strncmp(line, "```", 3) == 0) {
			inside = false;
		} else if (inside) {
			(void)fputs(line, to);
		}
	}
	(void)fprintf(to, "rm -f reply people.csv\n");
	return n;
}

static void set_number(const char *name, int64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%lld", (long long)n);
	(void)setenv(name, text, 1);
}

/* What the document says that is known: address, token, link, numbers. */
static void set_variables(struct call_service *w)
{
	int64_t callout = call_begin(w, w->grip,
		",\"incident\":\"Eerste oproep\","
		"\"details\":\"Ingang aan de achterkant.\"");
	struct sms m;

	(void)setenv("url", w->s.url, 1);
	(void)setenv("token", w->s.token[ROLE_ADMINISTRATOR], 1);
	(void)setenv("folder", w->s.t.folder, 1);
	(void)setenv("secret", call_service_secret, 1);
	(void)setenv("phone", call_phone(w->ovd_person[0]), 1);
	m = sms_sink_to(w->sink, call_phone(w->ovd_person[0]), 0);
	set_number("message", m.id);
	set_number("person", w->ovd_person[0]);
	set_number("function", w->ovd);
	(void)setenv("link", call_link(w, callout, w->ovd_person[0]), 1);
}

/* Every example of the document ends well. */
static void examples_work(void **state)
{
	struct call_service *w = *state;
	char script[128], *argv[] = { (char *)(uintptr_t) "bash", script, NULL };
	FILE *from = fopen(PARAAT_SOURCE_DIR "/docs/api.md", "re"), *to;
	int status = -1;
	pid_t pid;

	set_variables(w);
	(void)snprintf(script, sizeof script, "%s/examples", w->s.t.folder);
	to = fopen(script, "we");
	assert_non_null(from);
	assert_non_null(to);
	assert_true(copy_blocks(from, to) >= 20);
	(void)fclose(from);
	assert_int_equal(fclose(to), 0);
	assert_int_equal(posix_spawnp(&pid, "bash", NULL, NULL, argv, environ), 0);
	while (waitpid(pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	(void)unlink(script);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_work),
	};

	return cmocka_run_group_tests(tests, call_service_setup, call_service_teardown);
}
