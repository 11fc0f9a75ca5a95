/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat audit verify --heads FILE: what the journal, kept elsewhere, says of the audit
 * chain. */
#include "schema/audit/head.h"
#include "service/command/command.h"

#include <stdio.h>
#include <string.h>

enum { LINE_LENGTH_MAX = 4096 };

static enum err_code compare_line(
	struct db *db, const char *line, int64_t *count, struct err *e)
{
	struct audit_head head;
	enum audit_head_word word;

	if (!audit_head_parse(line, &head))
		return ERR_OK;
	if (audit_head_compare(db, &head, &word, e) != ERR_OK)
		return e->code;
	if (word == AUDIT_HEAD_DIFFERS)
		return err_set(e, ERR_CONFLICT,
			"record %" PRId64 " is not the one that was written down",
			head.seq);
	(*count)++;
	return ERR_OK;
}

static enum err_code compare_all(struct db *db, FILE *f, int64_t *count, struct err *e)
{
	char line[LINE_LENGTH_MAX];

	while (fgets(line, sizeof line, f) != NULL)
		if (compare_line(db, line, count, e) != ERR_OK)
			return e->code;
	return ferror(f) ? err_set(e, ERR_IO, "the file cannot be read") : ERR_OK;
}

enum err_code command_compare_heads(
	struct db *db, const char *file, int64_t *ret_count, struct err *e)
{
	const bool is_stdin = strcmp(file, "-") == 0;
	FILE *f = is_stdin ? stdin : fopen(file, "re");

	*ret_count = 0;
	if (f == NULL)
		return err_set(e, ERR_IO, "%s cannot be read", file);
	(void)compare_all(db, f, ret_count, e);
	if (!is_stdin)
		(void)fclose(f);
	if (e->code == ERR_OK && *ret_count == 0)
		return err_set(e, ERR_INVALID, "%s tells of no record", file);
	return e->code;
}
