/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/fake_clock.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char clock_file[128];

void fake_clock_set(const char *by)
{
	char part[140];
	FILE *f;

	(void)snprintf(part, sizeof part, "%s.part", clock_file);
	f = fopen(part, "we");
	assert_non_null(f);
	(void)fprintf(f, "%s\n", by);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(rename(part, clock_file), 0);
}

void fake_clock_open(void)
{
	glob_t found = { 0 };

	if (glob("/usr/lib/*/faketime/libfaketimeMT.so.1", 0, NULL, &found) != 0)
		fail_msg("libfaketime is missing: run scripts/setup");
	(void)snprintf(
		clock_file, sizeof clock_file, "/tmp/paraat-clock-%d", (int)getpid());
	fake_clock_set("+0");
	(void)setenv("LD_PRELOAD", found.gl_pathv[0], 1);
	(void)setenv("FAKETIME_TIMESTAMP_FILE", clock_file, 1);
	(void)setenv("FAKETIME_NO_CACHE", "1", 1);
	(void)setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	(void)setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
	globfree(&found);
}

void fake_clock_started(void)
{
	(void)unsetenv("LD_PRELOAD");
}

void fake_clock_close(void)
{
	(void)unlink(clock_file);
}
