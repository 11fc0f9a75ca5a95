/* SPDX-License-Identifier: EUPL-1.2 */
/* The lint that keeps SQL within the plain subset: what it refuses and what not. */
#include "tests/support/sql_lint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const good[] = {
	"SELECT id, name FROM person WHERE id = :id",
	"INSERT INTO a (x) VALUES (:x) ON CONFLICT (x) DO UPDATE SET x = excluded.x",
	"UPDATE a SET at = :now WHERE b = 'datetime(''now'')'",
	"SELECT date, time, changes FROM a",
	"SELECT count(*), max(a), coalesce(b, 0) FROM a LEFT JOIN b ON b.id = a.b_id",
	"SELECT 1 FROM a WHERE b IN (:random, :date)",
	"DELETE FROM a WHERE (id & :mask) <> 0 OR b LIKE :like ESCAPE '\\'",
};

static const struct {
	const char *sql, *word;
} bad[] = {
	{ "INSERT INTO a (x) VALUES (:x) RETURNING id", "RETURNING" },
	{ "PRAGMA user_version", "PRAGMA" },
	{ "ATTACH 'x' AS y", "ATTACH" },
	{ "SELECT json_extract(a, '$.x') FROM b", "json_extract" },
	{ "SELECT rowid FROM a", "rowid" },
	{ "SELECT a.rowid FROM a", "rowid" },
	{ "SELECT _ROWID_ FROM a", "_ROWID_" },
	{ "SELECT datetime('now')", "datetime" },
	{ "SELECT date('now')", "date" },
	{ "SELECT time ('now')", "time" },
	{ "SELECT CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP" },
	{ "SELECT a FROM b ORDER BY random()", "random" },
	{ "INSERT INTO a VALUES (randomblob(16))", "randomblob" },
	{ "SELECT last_insert_rowid()", "last_insert_rowid" },
	{ "SELECT a FROM b WHERE c = ?", "?" },
	{ "SELECT a FROM b WHERE c = ?1", "?" },
	{ "SELECT a FROM b WHERE c = @c", "@" },
	{ "SELECT a FROM b WHERE c = $c", "$" },
	{ "SELECT a FROM b WHERE c = :1", "1" },
	{ "SELECT a FROM b WHERE c = \"x\"", "\"" },
	{ "SELECT 1; SELECT 2", ";" },
	{ "CREATE TABLE a (x INTEGER)", "CREATE" },
	{ "VACUUM", "VACUUM" },
};

static void plain_statements_pass(void **state)
{
	char word[64];

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (sql_lint(good[i], word, sizeof word) != NULL)
			fail_msg("%s: %s", good[i], word);
}

static void others_are_refused_and_the_word_is_named(void **state)
{
	char word[64];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (sql_lint(bad[i].sql, word, sizeof word) == NULL)
			fail_msg("passed: %s", bad[i].sql);
		assert_string_equal(word, bad[i].word);
	}
}

static void an_alias_leads_to_its_table(void **state)
{
	static const char *const sql =
		"SELECT p.id FROM person AS p JOIN contact c ON c.person_id = p.id,"
		" duty WHERE p.id IN (SELECT x.person_id FROM absence x)";
	static const char *const pairs[][2] = { { "p", "person" }, { "c", "contact" },
		{ "duty", "duty" }, { "x", "absence" }, { "person", "person" } };
	char table[64];

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		sql_table_of(sql, pairs[i][0], table, sizeof table);
		assert_string_equal(table, pairs[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_statements_pass),
		cmocka_unit_test(others_are_refused_and_the_word_is_named),
		cmocka_unit_test(an_alias_leads_to_its_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
