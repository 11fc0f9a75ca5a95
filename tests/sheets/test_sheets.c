/* SPDX-License-Identifier: EUPL-1.2 */
/* What others read in our spreadsheets: read-excel-file must find every heading and
 * every cell of every table as it went in: texts as texts (also what looks like a
 * formula, a number or a tag), numbers as numbers, dates as people write them.
 * Mutations: write numbers as strings; cut texts at 2047 bytes; leave a column out:
 * each fails. */
#include "base/random.h"
#include "base/zone.h"
#include "service/training/table.h"
#include "tests/support/test_db.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROWS = 60, LONG_TEXT = 5000 };

static char long_text[LONG_TEXT + 1];
static const char *const texts[] = { "=1+1", "+31612345678", "0012", "1e3", "@x",
	"Zo\xc3\xab & <b>\"Smit\"</b>", "een\ntwee", " ruimte ", "TRUE", "current", "",
	"2026-11-10", "x", "'", long_text };

/* Any value that a row can hold. */
static json_t *any_value(struct prng *p, const char *key)
{
	const size_t n = strlen(key);

	if (n > 3 && strcmp(key + n - 3, "_on") == 0 && prng_below(p, 2) == 0)
		return json_string("2026-11-10");
	if (n > 3 && strcmp(key + n - 3, "_at") == 0 && prng_below(p, 2) == 0)
		return json_string("2026-06-10T07:00:00Z");
	switch (prng_below(p, 4)) {
	case 0:
		return json_integer((json_int_t)prng_below(p, 100000) - 50000);
	case 1:
		return json_real((double)prng_below(p, 1000) / 4);
	case 2:
		return json_null();
	default:
		return json_string(texts[prng_below(p, sizeof texts / sizeof *texts)]);
	}
}

static json_t *any_rows(struct prng *p, const struct view_column *columns)
{
	json_t *rows = json_array();

	for (int i = 0; i < ROWS; i++) {
		json_t *row = json_object();

		for (const struct view_column *c = columns; c->key != NULL; c++)
			(void)json_object_set_new(row, c->key, any_value(p, c->key));
		(void)json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *read_sheet(const char *bytes, size_t len)
{
	char file[64], command[300];
	json_t *ret;
	FILE *f;

	(void)snprintf(file, sizeof file, "/tmp/paraat-sheet-%d.xlsx", (int)getpid());
	f = fopen(file, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	(void)snprintf(command, sizeof command,
		"node " PARAAT_SOURCE_DIR "/tests/sheets/read.mjs %s", file);
	f = popen(command, "re"); /* NOLINT(cert-env33-c): a fixed command */
	assert_non_null(f);
	ret = json_loadf(f, 0, NULL);
	assert_int_equal(pclose(f), 0);
	assert_int_equal(unlink(file), 0);
	assert_non_null(ret);
	return ret;
}

static void cell_is(const json_t *got, const json_t *row, const char *key)
{
	char buffer[TABLE_CELL];
	bool is_number;
	double number;
	const char *text = table_cell(row, key, buffer, &is_number, &number);

	if (is_number)
		assert_true(json_is_number(got) && json_number_value(got) == number);
	else if (text[0] == '\0')
		assert_true(json_is_null(got));
	else if (!json_is_string(got) || strcmp(json_string_value(got), text) != 0)
		fail_msg("%s: '%.60s' is not '%.60s'", key, json_string_value(got),
			text);
}

static void heads_are(const json_t *got, const struct view_column *columns)
{
	size_t at = 0;

	for (const struct view_column *c = columns; c->key != NULL; c++)
		if (c->title != NULL)
			assert_string_equal(
				json_string_value(json_array_get(got, at++)), c->title);
	assert_int_equal(json_array_size(got), at);
}

static void check(enum training_view view, struct prng *p)
{
	const struct view_column *columns = training_view_columns(view);
	json_t *rows = any_rows(p, columns), *sheet, *got;
	const char *name;
	struct err e = { 0 };
	struct text t;

	text_init(&t, 1 << 22);
	test_ok(table_xlsx(columns, rows, training_view_title(view), &t, &e), &e);
	sheet = read_sheet(text_str(&t), t.len);
	got = json_object_get(sheet, "rows");
	name = json_string_value(json_array_get(json_object_get(sheet, "names"), 0));
	assert_in_range(strlen(name), 4, 31);
	assert_memory_equal(name, training_view_title(view), strlen(name));
	assert_true(strchr(" ", training_view_title(view)[strlen(name)]) != NULL);
	assert_int_equal(json_array_size(got), ROWS + 1);
	heads_are(json_array_get(got, 0), columns);
	for (size_t i = 0; i < ROWS; i++) {
		size_t at = 0;

		for (const struct view_column *c = columns; c->key != NULL; c++)
			if (c->title != NULL)
				cell_is(json_array_get(
						json_array_get(got, i + 1), at++),
					json_array_get(rows, i), c->key);
	}
	json_decref(sheet);
	json_decref(rows);
	text_fini(&t);
}

static void another_reader_finds_every_cell(void **state)
{
	struct prng p;
	struct err e;

	(void)state;
	prng_init(&p, 8);
	memset(long_text, 'l', LONG_TEXT);
	assert_int_equal(zone_init("Europe/Amsterdam", &e), ERR_OK);
	for (int view = 0; view < TRAINING_VIEWS_COUNT; view++)
		check((enum training_view)view, &p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_reader_finds_every_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
