/* SPDX-License-Identifier: EUPL-1.2 */
/* docs/import.md: its examples are taken, its bad example gives the lines it shows. */
#include "base/alloc.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char manual[64 * 1024];

static void read_manual(void)
{
	FILE *f = fopen(PARAAT_SOURCE_DIR "/docs/import.md", "re");
	size_t n;

	assert_non_null(f);
	n = fread(manual, 1, sizeof manual - 1, f);
	assert_true(n > 1000 && n < sizeof manual - 1);
	manual[n] = '\0';
	(void)fclose(f);
}

/* The first example behind a heading. */
static char *example_of(const char *heading)
{
	char line[64];
	const char *start, *end;

	(void)snprintf(line, sizeof line, "\n## %s\n", heading);
	start = strstr(manual, line);
	assert_non_null(start);
	start = strstr(start, "\n```\n");
	assert_non_null(start);
	start += strlen("\n```\n");
	end = strstr(start, "```");
	assert_non_null(end);
	return base_strndup(start, (size_t)(end - start));
}

static void its_examples_are_taken(void **state)
{
	static struct import_report report;
	struct roster_world w;
	struct err e = { 0 };

	(void)state;
	read_manual();
	roster_world_open(&w);
	for (int kind = 0; kind < IMPORT_KINDS_COUNT; kind++) {
		char *s = example_of(import_kind_words[kind]);

		if (roster_import(&w, (enum import_kind)kind, s, strlen(s), &report, &e)
			!= ERR_OK)
			fail_msg("%s: %s", import_kind_words[kind], e.msg);
		assert_true(report.created > 0);
		base_free(s);
	}
	roster_world_close(&w);
}

static void its_mistakes_are_those_it_shows(void **state)
{
	static struct import_report report;
	struct roster_world w;
	struct err e = { 0 };
	char line[320], *s;

	(void)state;
	read_manual();
	roster_world_open(&w);
	s = example_of("What mistakes look like");
	assert_int_equal(roster_import(&w, IMPORT_PEOPLE, s, strlen(s), &report, &e),
		ERR_INVALID);
	assert_int_equal(report.faults_count, 3);
	for (size_t i = 0; i < report.faults_count; i++) {
		const struct import_fault *f = &report.faults[i];

		(void)snprintf(line, sizeof line, "\n    line %zu, %s: %s\n", f->line,
			f->column, f->reason);
		if (strstr(manual, line) == NULL)
			fail_msg("the manual does not show: %s", line);
	}
	(void)snprintf(line, sizeof line, "\n    paraat: %s\n", e.msg);
	assert_non_null(strstr(manual, line));
	base_free(s);
	roster_world_close(&w);
}

/* Every column of an export stands in the table of its kind. */
static void it_names_every_column(void **state)
{
	struct roster_world w;

	(void)state;
	read_manual();
	roster_world_open(&w);
	for (int kind = 0; kind < IMPORT_KINDS_COUNT; kind++) {
		char *header = roster_export(&w, (enum import_kind)kind, NULL);
		char line[64], *rest = header, *name;
		const char *section;

		header[strcspn(header, "\r")] = '\0';
		(void)snprintf(line, sizeof line, "\n## %s\n", import_kind_words[kind]);
		section = strstr(manual, line);
		assert_non_null(section);
		while ((name = strtok_r(rest, ";", &rest)) != NULL) {
			(void)snprintf(line, sizeof line, "`%s`", name);
			if (strstr(section, line) == NULL)
				fail_msg("%s: no %s", import_kind_words[kind], name);
		}
		base_free(header);
	}
	roster_world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_examples_are_taken),
		cmocka_unit_test(its_mistakes_are_those_it_shows),
		cmocka_unit_test(it_names_every_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
