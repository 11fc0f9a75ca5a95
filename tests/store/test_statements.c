/* SPDX-License-Identifier: EUPL-1.2 */
/* Every statement of the program: prepared against the migrated schema, within the
 * plain subset, and no full scan of a table that grows. */
#include "base/alloc.h"
#include "base/text.h"
#include "schema/engine.h"
#include "tests/support/sql_lint.h"
#include "tests/support/statements.h"
#include "tests/support/test_db.h"

#include <ctype.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const large[] = { "person", "contact", "duty", "callout_recipient",
	"attempt", "event", "audit", "attendance" };

typedef void visit(struct db *db, const struct stmt_text *text, int *faults);

/* Visits all against a migrated database; fails when the visitor found a fault. */
static void visit_all(visit *each)
{
	struct test_db t;
	int n = 0, faults = 0;

	test_db_open(&t);

	for (size_t i = 0; all_statements[i] != NULL; i++) {
		for (size_t k = 0; k < all_statements[i]->count; k++, n++)
			each(t.db, &all_statements[i]->texts[k], &faults);
	}
	test_db_close(&t);
	assert_true(n > 50);
	assert_int_equal(faults, 0);
}

static void prepare_one(struct db *db, const struct stmt_text *text, int *faults)
{
	struct engine_statement *s = NULL;
	struct err e = { 0 };

	if (db_engine(db)->prepare(db_connection(db), text->sql, &s, &e) == ERR_OK) {
		db_engine(db)->finalize(s);
		return;
	}
	print_error("%s: %s\n", text->name, e.msg);
	(*faults)++;
}

/* A slip in the SQL of any store is a failed test, not a failed call-out. */
static void every_statement_can_be_prepared(void **state)
{
	(void)state;
	visit_all(prepare_one);
}

static void lint_one(struct db *db, const struct stmt_text *text, int *faults)
{
	char word[64];
	const char *why = sql_lint(text->sql, word, sizeof word);

	(void)db;
	if (why == NULL)
		return;
	print_error("%s: %s: %s\n", text->name, word, why);
	(*faults)++;
}

/* A replicated engine can repeat every statement word for word. */
static void every_statement_is_plain(void **state)
{
	(void)state;
	visit_all(lint_one);
}

static bool is_large(const char *table)
{
	for (size_t i = 0; i < sizeof large / sizeof *large; i++)
		if (strcmp(large[i], table) == 0)
			return true;
	return false;
}

static bool is_excepted(const char *statement, const char *table)
{
	for (const struct scan_exception *x = scan_exceptions; x->statement != NULL;
		x++) {
		if (strcmp(x->statement, statement) == 0
			&& strcmp(x->table, table) == 0)
			return true;
	}
	return false;
}

static void explain_one(struct db *db, const struct stmt_text *text, int *faults)
{
	char *plan = NULL, *line, *rest, name[64], table[64];
	struct err e = { 0 };

	test_ok(db_engine(db)->explain(db_connection(db), text->sql, &plan, &e), &e);
	rest = plan;
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (sscanf(line, "SCAN %63s", name) != 1)
			continue;
		sql_table_of(text->sql, name, table, sizeof table);
		if (!is_large(table) || is_excepted(text->name, table))
			continue;
		print_error("%s reads all of %s: %s\n", text->name, table, line);
		(*faults)++;
	}
	base_free(plan);
}

/* Nothing that the service does often reads a whole large table. */
static void no_statement_scans_a_large_table(void **state)
{
	(void)state;
	visit_all(explain_one);
}

/* An exception that is not needed any more is taken off the list. */
static void exceptions_name_statements_that_exist(void **state)
{
	(void)state;
	for (const struct scan_exception *x = scan_exceptions; x->statement != NULL;
		x++) {
		bool found = false;

		for (size_t i = 0; all_statements[i] != NULL; i++)
			for (size_t k = 0; k < all_statements[i]->count; k++)
				found |= strcmp(all_statements[i]->texts[k].name,
						 x->statement)
					 == 0;
		if (!found || !is_large(x->table) || strlen(x->reason) < 10)
			fail_msg("exception for %s", x->statement);
	}
}

/* --- the list is complete --- */

static int lists_in_source, forgotten;

static bool is_listed(const char *name)
{
	for (size_t i = 0; all_statements[i] != NULL; i++)
		if (strcmp(all_statements[i]->name, name) == 0)
			return true;
	return false;
}

static void look_at_line(const char *path, const char *line)
{
	char name[64];

	if (sscanf(line, "STMT_LIST(%63[a-z_],", name) != 1
		&& sscanf(line, "const struct stmt_list %63[a-z_] = { \"%63[a-z_]\"",
			   name, name)
			   != 2)
		return;
	lists_in_source++;
	if (is_listed(name))
		return;
	print_error(
		"%s: add %s_statements to tests/support/statements.c\n", path, name);
	forgotten++;
}

static int look_at_file(
	const char *path, const struct stat *info, int kind, struct FTW *where)
{
	size_t n = strlen(path);
	char line[512];
	FILE *f;

	(void)info;
	(void)where;
	if (kind != FTW_F || n < 2 || strcmp(path + n - 2, ".c") != 0)
		return 0;
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	while (fgets(line, sizeof line, f) != NULL)
		look_at_line(path, line);
	(void)fclose(f);
	return 0;
}

/* A store whose list was forgotten is found by reading the sources. */
static void every_list_is_on_the_list(void **state)
{
	static const char *const folders[] = { "schema", "roster", "alert", "service" };
	int listed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		char path[512];

		(void)snprintf(path, sizeof path, PARAAT_SOURCE_DIR "/%s", folders[i]);
		(void)nftw(path, look_at_file, 16, FTW_PHYS);
	}
	while (all_statements[listed] != NULL)
		listed++;
	assert_int_equal(forgotten, 0);
	assert_int_equal(lists_in_source, listed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_can_be_prepared),
		cmocka_unit_test(every_statement_is_plain),
		cmocka_unit_test(no_statement_scans_a_large_table),
		cmocka_unit_test(exceptions_name_statements_that_exist),
		cmocka_unit_test(every_list_is_on_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
