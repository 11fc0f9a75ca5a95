/* SPDX-License-Identifier: EUPL-1.2 */
/* How the columns of somebody else's file are called here. */
#include "roster/import/import_mapping.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct import_mapping m;

static void reads(const char *text, size_t lines)
{
	struct err e;

	if (import_mapping_read(text, strlen(text), &m, &e) != ERR_OK)
		fail_msg("%s: %s", text, e.msg);
	assert_int_equal(m.count, lines);
}

static void refuses(const char *text, const char *why)
{
	struct err e;

	assert_int_equal(import_mapping_read(text, strlen(text), &m, &e), ERR_INVALID);
	if (strstr(e.msg, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", e.msg, why);
}

static void columns_get_our_names(void **state)
{
	(void)state;
	reads("Cursusnaam = title\nKosten = -\nkind := course\n", 3);
	assert_string_equal(import_mapping_ours(&m, "Cursusnaam"), "title");
	assert_string_equal(import_mapping_ours(&m, "CURSUSNAAM"), "title");
	assert_string_equal(import_mapping_ours(&m, "Kosten"), "-");
	assert_string_equal(import_mapping_ours(&m, "location"), "location");
	assert_string_equal(import_mapping_ours(NULL, "location"), "location");
	assert_string_equal(m.entry[2].theirs, "");
	assert_string_equal(m.entry[2].ours, "kind");
	assert_string_equal(m.entry[2].value, "course");
	/* a constant is of no column of theirs */
	assert_string_equal(import_mapping_ours(&m, ""), "");
}

static void blanks_remarks_and_line_ends_are_of_no_account(void **state)
{
	(void)state;
	reads("\xef\xbb\xbf\r\n# remark = x\r\n; another\r\n \t \r\n"
	      "  Datum begin \t=\t starts_on  \r\nlast=title",
		2);
	assert_string_equal(import_mapping_ours(&m, "Datum begin"), "starts_on");
	assert_string_equal(import_mapping_ours(&m, "last"), "title");
	reads("", 0);
}

/* Names of columns hold anything: the last "=" is the one that counts. */
static void their_names_may_hold_an_equals_sign(void **state)
{
	(void)state;
	reads("geslaagd (J=ja) = result", 1);
	assert_string_equal(import_mapping_ours(&m, "geslaagd (J=ja)"), "result");
}

static void a_constant_may_be_empty(void **state)
{
	(void)state;
	reads("location :=", 1);
	assert_string_equal(m.entry[0].value, "");
}

static void wrong_lines_are_named(void **state)
{
	(void)state;
	refuses("a = b\nno sign\n", "line 2");
	refuses("= title", "line 1: a name is missing");
	refuses("a =", "line 1: a name is missing");
	refuses(":= course", "line 1: a name is missing");
	refuses("- := course", "line 1: a name is missing");
	refuses("\n\na = title\nA = location", "line 4: a name stands there twice");
	refuses("a = title\nb = Title", "line 2: a name stands there twice");
	refuses("a = title\ntitle := x", "line 2: a name stands there twice");
	refuses("a\x01 = title", "line 1");
	refuses("caf\xe9 = title", "UTF-8");
}

/* Several columns may be passed over. */
static void passing_over_is_no_name(void **state)
{
	(void)state;
	reads("a = -\nb = -\nc = -", 3);
}

static void names_and_lines_have_a_limit(void **state)
{
	char text[8192] = "";

	(void)state;
	for (int i = 0; i < MAPPING_ENTRIES_MAX; i++)
		(void)snprintf(text + strlen(text), sizeof text - strlen(text),
			"column %d = name_%d\n", i, i);
	reads(text, MAPPING_ENTRIES_MAX);
	strcat(text, "one more = name");
	refuses(text, "more than 64 lines");
	(void)snprintf(text, sizeof text, "%0*d = title", MAPPING_NAME_MAX - 1, 0);
	reads(text, 1);
	(void)snprintf(text, sizeof text, "%0*d = title", MAPPING_NAME_MAX, 0);
	refuses(text, "too long");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_get_our_names),
		cmocka_unit_test(blanks_remarks_and_line_ends_are_of_no_account),
		cmocka_unit_test(their_names_may_hold_an_equals_sign),
		cmocka_unit_test(a_constant_may_be_empty),
		cmocka_unit_test(wrong_lines_are_named),
		cmocka_unit_test(passing_over_is_no_name),
		cmocka_unit_test(names_and_lines_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
