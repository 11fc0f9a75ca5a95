/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/sql_lint.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 64 };

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The next word or sign from *at, which moves behind it; quoted texts become "'text'".
 * False at the end. */
static bool next(const char **at, char word[WORD_MAX])
{
	const char *s = *at + strspn(*at, " \t\r\n");
	size_t n = 0;

	if (*s == '\0')
		return false;
	if (*s == '\'' || *s == '"') {
		const char *end = strchr(s + 1, *s);

		(void)snprintf(word, WORD_MAX, "%s", *s == '"' ? "\"" : "'text'");
		*at = end != NULL ? end + 1 : s + strlen(s);
		return true;
	}
	while (is_word(s[n]))
		n++;
	if (n == 0)
		n = 1;
	(void)snprintf(word, WORD_MAX, "%.*s", (int)n, s);
	*at = s + n;
	return true;
}

static bool is_in(const char *word, const char *const list[])
{
	for (; *list != NULL; list++)
		if (strcasecmp(word, *list) == 0)
			return true;
	return false;
}

static const char *judge(const char *word, const char *rest)
{
	static const char *const never[] = { "returning", "pragma", "attach", "detach",
		"vacuum", "autoincrement", "rowid", "oid", "_rowid_",
		"last_insert_rowid", "create", "alter", "drop", "trigger", "begin",
		"commit", "savepoint", "match", "regexp", NULL };
	static const char *const chance[] = { "random", "randomblob", "datetime",
		"strftime", "julianday", "unixepoch", "current_timestamp",
		"current_date", "current_time", NULL };
	static const char *const functions[] = { "date", "time", "changes",
		"total_changes", "sqlite_version", "load_extension", NULL };

	if (is_in(word, never))
		return "not in the plain subset";
	if (is_in(word, chance)
		|| (is_in(word, functions) && rest[strspn(rest, " ")] == '('))
		return "time, chance and counts come from the program";
	if (strncasecmp(word, "json_", 5) == 0)
		return "no JSON functions";
	if (strcmp(word, "?") == 0 || strcmp(word, "@") == 0 || strcmp(word, "$") == 0)
		return "only named parameters, with a colon";
	if (strcmp(word, "\"") == 0)
		return "no double quotes";
	if (strcmp(word, ";") == 0)
		return "one statement";
	return NULL;
}

const char *sql_lint(const char *sql, char *word, size_t size)
{
	char w[WORD_MAX], before[WORD_MAX] = "";
	const char *why = NULL, *at = sql;

	while (why == NULL && next(&at, w)) {
		bool parameter = strcmp(before, ":") == 0;

		why = parameter && isdigit((unsigned char)w[0])
			      ? "parameters have names"
		      : parameter ? NULL
				  : judge(w, at);
		(void)snprintf(before, sizeof before, "%s", w);
	}
	(void)snprintf(word, size, "%s", why != NULL ? w : "");
	return why;
}

void sql_table_of(const char *sql, const char *name, char *table, size_t size)
{
	static const char *const openers[] = { "from", "join", ",", "update", "into",
		NULL };
	char w[WORD_MAX], before[WORD_MAX] = "", candidate[WORD_MAX] = "";
	const char *at = sql;

	(void)snprintf(table, size, "%s", name);
	while (next(&at, w)) {
		if (candidate[0] != '\0' && strcasecmp(w, name) == 0)
			(void)snprintf(table, size, "%s", candidate);
		if (candidate[0] == '\0' || strcasecmp(w, "as") != 0)
			(void)snprintf(candidate, sizeof candidate, "%s",
				is_in(before, openers) && is_word(w[0]) ? w : "");
		(void)snprintf(before, sizeof before, "%s", w);
	}
}
