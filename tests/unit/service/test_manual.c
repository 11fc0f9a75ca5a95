/* SPDX-License-Identifier: EUPL-1.2 */
/* The manual pages and the program know the same words: every command, section and key.
 * (Red when a key is added without a line in paraat.conf(5), or taken away and its line
 * left.) */
#include "base/list.h"
#include "roster/planning/rules.h"
#include "service/command/command.h"
#include "tests/support/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PAGE_MAX = 65536, NAME_MAX_ = 64 };

/* Is "Cm <key>" in that section of the page? */
static bool is_told(const char *page, const char *section, const char *key)
{
	char head[64], word[NAME_MAX_ + 8];
	const char *at, *end;
	size_t n;

	(void)snprintf(head, sizeof head, ".Ss [%s", section);
	at = strstr(page, head);
	assert_non_null(at);
	end = strstr(at + 1, "\n.S");
	n = (size_t)snprintf(word, sizeof word, "Cm %s", key);
	while ((at = strstr(at + 1, word)) != NULL && (end == NULL || at < end))
		if (at[n] == ' ' || at[n] == '\n')
			return true;
	return false;
}

static void expect_told(const char *page, const char *section, const char *key)
{
	if (!is_told(page, section, key))
		fail_msg("paraat.conf(5) does not tell %s of [%s]", key, section);
}

/* Each key that the reader of the configuration looks for in [service]. */
static void each_key_of_the_service(void **state)
{
	static char page[PAGE_MAX];
	static const char *const marks[] = { "TEXT(", "NUMBER(", "\t{ \"" };
	const char *source;
	char key[NAME_MAX_];
	int found = 0;

	(void)state;
	(void)snprintf(page, sizeof page, "%s", source_text("packaging/paraat.conf.5"));
	source = strstr(source_text("service/config_service.c"), "struct key keys[]");
	assert_non_null(source);
	*strstr((char *)(uintptr_t)source, "\n};\n") = '\0';
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		for (const char *at = source; (at = strstr(at, marks[i])) != NULL;) {
			at += strlen(marks[i]);
			(void)snprintf(
				key, sizeof key, "%.*s", (int)strcspn(at, "\",)"), at);
			expect_told(page, "service", key);
			found++;
		}
	assert_true(found > 20);
}

static void each_key_of_the_other_sections(void **state)
{
	static const char *const rules[] = { "training", "A1", "A2", "A3", "A4", "A5",
		"A6", "A7", "B1", "C1", "count_nights", "reason_for", "swap_approval" };
	const char *page = source_text("packaging/paraat.conf.5");

	(void)state;
#define X(name, text) expect_told(page, "gateway", #text);
	GATEWAY_KEYS(X)
#undef X
#define X(section, name, standard, min, max) expect_told(page, #section, #name);
	POLICY_KEYS(X)
#undef X
#define X(name, text, severity) expect_told(page, "roster", text);
	COVERAGE_WORDS(X)
#undef X
#define X(name, text)                                                                  \
	if (strstr(page, text) == NULL)                                                \
		fail_msg("paraat.conf(5) does not tell of the kind %s", text);
	GATEWAY_KIND_WORDS(X)
#undef X
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		expect_told(page, "roster", rules[i]);
	expect_told(page, "control-room", "secret");
}

/* A configuration with that key alone and a value that cannot be right: whatever is
 * said of it, it is a key. */
static void expect_known(const char *section, const char *key)
{
	static struct config c;
	char text[256];
	struct err e = { 0 };

	(void)snprintf(text, sizeof text, "[%s%s]\n%s = \x7f\n", section,
		strcmp(section, "gateway") == 0 || strcmp(section, "control-room") == 0
			? " x"
			: "",
		key);
	if (config_parse(text, "x", &c, &e) != ERR_OK
		&& (strstr(e.msg, "is not a key") != NULL
			|| strstr(e.msg, "is not a section") != NULL))
		fail_msg("paraat.conf(5) tells %s of [%s]: %s", key, section, e.msg);
}

/* Nothing is told that does not exist. */
static void nothing_else_is_told(void **state)
{
	const char *page = source_text("packaging/paraat.conf.5");
	char section[32] = "", key[NAME_MAX_];
	int told = 0;

	(void)state;
	for (const char *line = page; *line != '\0'; line += strcspn(line, "\n") + 1) {
		if (strncmp(line, ".Ss [", 5) == 0)
			(void)snprintf(section, sizeof section, "%.*s",
				(int)strcspn(line + 5, " ]"), line + 5);
		if (strncmp(line, ".It Cm ", 7) != 0)
			continue;
		for (const char *at = line; (at = strstr(at, "Cm ")) != NULL
					    && at < line + strcspn(line, "\n");) {
			at += 3;
			(void)snprintf(
				key, sizeof key, "%.*s", (int)strcspn(at, " \n"), at);
			expect_known(section, key);
			told++;
		}
	}
	assert_true(told > 60);
}

static void each_command(void **state)
{
	const char *page = source_text("packaging/paraat.8");
	char item[64];

	(void)state;
	for (const struct command *c = commands; c->name != NULL; c++) {
		(void)snprintf(item, sizeof item, "\n.It Cm %s", c->name);
		if (strstr(page, item) == NULL)
			fail_msg("paraat(8) does not tell %s", c->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_of_the_service),
		cmocka_unit_test(each_key_of_the_other_sections),
		cmocka_unit_test(nothing_else_is_told),
		cmocka_unit_test(each_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
