/* SPDX-License-Identifier: EUPL-1.2 */
/* Call-outs all the time, in the whole program with the real store: memory and file
 * descriptors stay as they were, and at the end everything that is stored is in order.
 *
 * PARAAT_CALLOUTS=n sets how many (scripts/reliability asks for thousands); with
 * PARAAT_FIGURES=1 a line of the table of docs/reliability.md is printed. */
#include "tests/support/call_service.h"

#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CALLOUTS = 40, WARM_UP = 4 /* of the whole */, LOOKS = 50 };
/* The page caches of the writer and two readers fill up to 24 MiB. */
enum { GROWTH_MAX_KB = 24 * 1024, GROWTH_MAX_SANITIZED_KB = 65536 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { GROWTH_MAX = GROWTH_MAX_SANITIZED_KB };
#else
enum { GROWTH_MAX = GROWTH_MAX_KB };
#endif

static const char simulator[] =
	"[gateway sim]\nkind = simulator\nseed = 1\npace = 10000\n";

static int open_world(void **state)
{
	static struct call_service w;

	(void)setenv("ASAN_OPTIONS", "quarantine_size_mb=1", 1);
	call_service_open(&w, 0);
	(void)snprintf(w.gateways, sizeof w.gateways, "%s", simulator);
	call_service_restart(&w);
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	call_service_close(*state);
	return 0;
}

static size_t descriptors(const struct call_service *w)
{
	char path[64];
	size_t n = 0;
	DIR *d;

	(void)snprintf(path, sizeof path, "/proc/%d/fd", (int)w->s.pid);
	d = opendir(path);
	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

static long memory_kb(const struct call_service *w)
{
	char path[64], line[200];
	long kb = -1;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/status", (int)w->s.pid);
	f = fopen(path, "re");
	assert_non_null(f);
	while (kb < 0 && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "VmRSS:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	(void)fclose(f);
	assert_true(kb > 0);
	return kb;
}

/* Until it is filled or nobody is left; where people keep silent, it is stopped. */
static void see_through(struct call_service *w, int64_t id)
{
	struct reply r;

	for (int i = 0; i < LOOKS; i++) {
		bool over;

		r = call_item(w, id);
		over = strcmp(reply_text(&r, "state"), "active") != 0;
		call_expect(&r, 200);
		if (over)
			return;
		(void)poll(NULL, 0, 2);
	}
	r = service_post(&w->s, ROLE_COORDINATOR,
		call_path("/api/v1/callouts/{id}/stop", id), "{}");
	call_expect(&r, 200);
}

static void run_command(const struct call_service *w, const char *words)
{
	char command[600];

	(void)snprintf(command, sizeof command, "%s %s --config %s >/dev/null",
		PARAAT_PROGRAM, words, w->s.config);
	if (system(command) != 0)
		fail_msg("%s", command);
}

/* A backup counts only after every page, index, foreign key and the audit chain were
 * looked at. */
static void check_everything(const struct call_service *w)
{
	char words[200], backup[140];

	run_command(w, "audit verify");
	(void)snprintf(backup, sizeof backup, "%s/end.backup", w->s.t.folder);
	(void)snprintf(words, sizeof words, "backup %s", backup);
	run_command(w, words);
	assert_int_equal(unlink(backup), 0);
}

static void nothing_grows(void **state)
{
	struct call_service *w = *state;
	const char *asked = getenv("PARAAT_CALLOUTS");
	const long n = asked != NULL ? strtol(asked, NULL, 10) : CALLOUTS;
	size_t files = 0;
	long kb = 0;

	for (long i = 0; i < n; i++) {
		see_through(w, call_begin(w, w->grip, ""));
		if (i == n / WARM_UP) {
			files = descriptors(w);
			kb = memory_kb(w);
		}
	}
	if (getenv("PARAAT_FIGURES") != NULL)
		(void)printf("| %ld | %ld KiB | %ld KiB | %zu | %zu |\n", n, kb,
			memory_kb(w), files, descriptors(w));
	for (int i = 0; i < 200 && descriptors(w) > files; i++)
		(void)poll(NULL, 0, 10); /* the last connection ends */
	assert_true(descriptors(w) <= files);
	if (memory_kb(w) - kb > GROWTH_MAX)
		fail_msg("from %ld to %ld KiB", kb, memory_kb(w));
	check_everything(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(nothing_grows) };

	return cmocka_run_group_tests(tests, open_world, close_world);
}
