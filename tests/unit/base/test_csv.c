/* SPDX-License-Identifier: EUPL-1.2 */
/* Tables in and out: what is written is read back, lines are named, formulas are
 * harmless. */
#include "base/csv.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct csv_table *read(const char *bytes, size_t len)
{
	struct csv_table *t = NULL;
	struct err e = { 0 };

	if (csv_read(bytes, len, &t, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return t;
}

static struct csv_table *read_text(const char *s)
{
	return read(s, strlen(s));
}

static void both_separators_and_a_mark(void **state)
{
	static const char *const files[] = { "naam;plaats\r\nJan;Raalte\r\n",
		"naam,plaats\nJan,Raalte", "\xef\xbb\xbfnaam;plaats\nJan;Raalte\n\n",
		"\"naam\";\"plaats\"\n Jan ;\tRaalte\n" };

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct csv_table *t = read_text(files[i]);

		assert_int_equal(csv_columns(t), 2);
		assert_int_equal(csv_rows(t), 1);
		assert_string_equal(csv_header(t, 0), "naam");
		assert_int_equal(csv_column(t, "PLAATS"), 1);
		assert_int_equal(csv_column(t, "land"), -1);
		assert_string_equal(csv_cell(t, 0, 0), "Jan");
		assert_string_equal(csv_cell(t, 0, 1), "Raalte");
		assert_string_equal(csv_cell(t, 0, -1), "");
		assert_int_equal(csv_line(t, 0), 2);
		csv_table_free(t);
	}
}

/* A cell may hold line breaks; lines after it keep their own numbers. */
static void lines_are_those_of_the_file(void **state)
{
	struct csv_table *t =
		read_text("a;b\n\"1\n2\n3\";x\n\ny;\"hij zei \"\"ja\"\"\"\nz\n");

	(void)state;
	assert_int_equal(csv_rows(t), 3);
	assert_string_equal(csv_cell(t, 0, 0), "1\n2\n3");
	assert_int_equal(csv_line(t, 0), 2);
	assert_string_equal(csv_cell(t, 1, 1), "hij zei \"ja\"");
	assert_int_equal(csv_line(t, 1), 6);
	assert_int_equal(csv_line(t, 2), 7);
	assert_int_equal(csv_cells(t, 2), 1);
	assert_string_equal(csv_cell(t, 2, 1), "");
	csv_table_free(t);
}

static void files_that_are_no_tables(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} wrong[] = { { "", 0 }, { "\xef\xbb\xbf", 3 }, { "\n\n", 2 },
		{ "a;b\n\xff\xfe;x\n", 9 }, { "a;b\nx\0y;z\n", 10 },
		{ "a;b\n\"open", 9 } };
	struct csv_table *t = NULL;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		memset(&e, 0, sizeof e);
		if (csv_read(wrong[i].bytes, wrong[i].len, &t, &e) == ERR_OK)
			fail_msg("case %zu was taken", i);
		assert_string_not_equal(e.msg, "");
	}
}

static void random_cell(struct prng *p, char *cell, size_t max)
{
	static const char letters[] = "ab ;,\"\n1e";
	size_t n = (size_t)prng_below(p, max);

	for (size_t i = 0; i < n; i++)
		cell[i] = letters[prng_below(p, sizeof letters - 1)];
	cell[n] = '\0';
}

/* Any cells, any separator: reading gives what was written, trimmed. */
static void what_is_written_is_read(void **state)
{
	struct prng p;

	(void)state;
	prng_init(&p, 7);
	for (int round = 0; round < 500; round++) {
		char cells[5][3][12], separator = round % 2 ? ';' : ',';
		TEXT_AUTO out = { 0 };
		struct csv_table *t;

		text_init(&out, 10000);
		for (int c = 0; c < 3; c++)
			(void)csv_put(&out, separator,
				(const char *const[]){ "a", "b", "c" }[c]);
		(void)csv_end_row(&out);
		for (int r = 0; r < 5; r++) {
			for (int c = 0; c < 3; c++) {
				random_cell(&p, cells[r][c], sizeof cells[r][c]);
				if (c == 0) /* no blank lines */
					cells[r][c][0] = 'r';
				if (c == 0 && strlen(cells[r][c]) < 2)
					cells[r][c][1] = '\0';
				(void)csv_put(&out, separator, cells[r][c]);
			}
			assert_true(csv_end_row(&out));
		}
		t = read(text_str(&out), out.len);
		assert_int_equal(csv_rows(t), 5);
		for (size_t r = 0; r < 5; r++) {
			for (int c = 0; c < 3; c++) {
				char *s = cells[r][c], *end;

				s += strspn(s, " \t");
				end = s + strlen(s);
				while (end > s && strchr(" \t", end[-1]) != NULL)
					end--;
				*end = '\0';
				assert_string_equal(csv_cell(t, r, c), s);
			}
		}
		csv_table_free(t);
	}
}

/* A spreadsheet must not run what a person typed as a name. */
static void formulas_are_harmless(void **state)
{
	static const struct {
		const char *cell, *written;
	} cases[] = { { "=1+1", "'=1+1" }, { "@SUM(A1)", "'@SUM(A1)" },
		{ "+31612345678", "+31612345678" }, { "-5", "-5" }, { "-2+3", "'-2+3" },
		{ "+cmd", "'+cmd" }, { "naam", "naam" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		TEXT_AUTO out = { 0 };

		text_init(&out, 100);
		assert_true(csv_put(&out, ';', cases[i].cell));
		assert_string_equal(text_str(&out), cases[i].written);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_separators_and_a_mark),
		cmocka_unit_test(lines_are_those_of_the_file),
		cmocka_unit_test(files_that_are_no_tables),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(formulas_are_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
