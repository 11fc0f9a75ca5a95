/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat import and paraat export */
#include "roster/import/import.h"
#include "base/alloc.h"
#include "base/parse.h"
#include "service/command/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 32 * 1024 * 1024 };

static char *read_all(const char *file, size_t *ret_len, struct err *e)
{
	FILE *f = fopen(file, "re");
	char *bytes;

	if (f == NULL) {
		(void)err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
		return NULL;
	}
	bytes = base_alloc(FILE_MAX);
	*ret_len = bytes != NULL ? fread(bytes, 1, FILE_MAX, f) : 0;
	(void)fclose(f);
	if (bytes == NULL || *ret_len == FILE_MAX) {
		(void)err_set(e, ERR_TOO_LARGE, "%s: larger than 32 MiB", file);
		base_free(bytes);
		return NULL;
	}
	return bytes;
}

static void print_faults(const struct import_report *r)
{
	for (size_t i = 0; i < r->faults_count && i < IMPORT_FAULTS_MAX; i++)
		(void)fprintf(stderr, "line %zu, %s: %s\n", r->faults[i].line,
			r->faults[i].column[0] != '\0' ? r->faults[i].column
						       : "whole line",
			r->faults[i].reason);
	if (r->faults_count > IMPORT_FAULTS_MAX)
		(void)fprintf(
			stderr, "and %zu more\n", r->faults_count - IMPORT_FAULTS_MAX);
}

/* What `paraat import` was asked to do. */
struct import_words {
	enum import_kind kind;
	const char *file, *columns_file; /* columns_file NULL: none */
	bool dry_run;
	struct import_mapping mapping;
	struct import_options options;
};

static int import_bytes(const struct config *config, const struct import_words *w,
	const char *bytes, size_t len)
{
	struct import_report *report = calloc(1, sizeof *report);
	struct change by = command_change();
	struct err e = { 0 };
	struct db *db = report != NULL ? command_begin(config, true) : NULL;
	bool ok;
	int rc;

	if (db == NULL) {
		free(report);
		return EXIT_FAILED;
	}
	ok = import_run(db, w->kind, bytes, len, &w->options, &by, report, &e)
	     == ERR_OK;
	print_faults(report);
	if (ok && w->dry_run)
		db_rollback(db); /* then the commit has nothing left to do */
	rc = ok && w->dry_run ? command_close(db) : command_end(db, ok, &e);
	if (rc == EXIT_DONE)
		(void)printf("%" PRId64 " new, %" PRId64 " changed, %" PRId64
			     " as they were%s\n",
			report->created, report->updated, report->unchanged,
			w->dry_run ? " (dry run: nothing was saved)" : "");
	free(report);
	return rc;
}

/* False after saying so. */
static bool kind_of(const char *word, enum import_kind *ret)
{
	struct err e = { 0 };

	if (import_kind_find(word, ret, &e))
		return true;
	(void)fprintf(stderr, "paraat: %s: %s\n", word, e.msg);
	return false;
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* False: wrong use. */
static bool read_words(struct import_words *w, int count, char **words)
{
	if (count < 2)
		return false;
	w->file = words[1];
	w->options.source = file_name(words[1]);
	for (int i = 2; i < count; i++) {
		if (strcmp(words[i], "--columns") == 0 && i + 1 < count)
			w->columns_file = words[++i];
		else if (strcmp(words[i], "--source") == 0 && i + 1 < count)
			w->options.source = words[++i];
		else
			return false;
	}
	return kind_of(words[0], &w->kind);
}

static enum err_code read_columns(struct import_words *w, struct err *e)
{
	size_t len = 0;
	char *bytes;

	if (w->columns_file == NULL)
		return ERR_OK;
	bytes = read_all(w->columns_file, &len, e);
	if (bytes == NULL)
		return e->code;
	w->options.mapping = &w->mapping;
	if (import_mapping_read(bytes, len, &w->mapping, e) != ERR_OK)
		(void)err_wrap(e, "%s", w->columns_file);
	base_free(bytes);
	return e->code;
}

int command_import(const char *file, int count, char **words)
{
	static struct import_words w;
	const struct config *config;
	struct err e = { 0 };
	size_t len = 0;
	char *bytes;
	int rc;

	w.dry_run = command_option("--dry-run", &count, words);
	if (!read_words(&w, count, words))
		return command_usage("import");
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	if (read_columns(&w, &e) != ERR_OK)
		return command_fail(&e);
	bytes = read_all(w.file, &len, &e);
	if (bytes == NULL)
		return command_fail(&e);
	rc = import_bytes(config, &w, bytes, len);
	base_free(bytes);
	return rc;
}

/* --from or --to; the day `to` itself is no longer in the export. */
static bool read_day(const char *option, const char *word, struct date *ret)
{
	struct err e = { 0 };

	if (date_parse(word, ret, &e) == ERR_OK)
		return true;
	(void)fprintf(stderr, "paraat: %s %s: must be a date such as 2026-03-29\n",
		option, word);
	return false;
}

/* False after saying what is wrong, or, for an unknown option, without a word. */
static bool read_option(
	const char *option, const char *word, struct export_choice *choice)
{
	int format;

	if (strcmp(option, "--from") == 0)
		return read_day(option, word, &choice->from);
	if (strcmp(option, "--to") == 0)
		return read_day(option, word, &choice->to);
	if (strcmp(option, "--format") != 0)
		return false;
	format = parse_word(word, export_format_words, EXPORT_FORMATS);
	if (format < 0)
		(void)fprintf(
			stderr, "paraat: --format %s: must be csv or json\n", word);
	else
		choice->format = (enum export_format)format;
	return format >= 0;
}

int command_export(const char *file, int count, char **words)
{
	struct export_choice choice = { .format = EXPORT_CSV };
	const struct config *config;
	struct err e = { 0 };
	struct text out;
	enum import_kind kind;
	struct db *db;
	int rc;

	if (count % 2 != 1)
		return command_usage("export");
	for (int i = 1; i < count; i += 2)
		if (!read_option(words[i], words[i + 1], &choice))
			return command_usage("export");
	if (!kind_of(words[0], &kind))
		return EXIT_USAGE;
	if (!export_has_period(kind)
		&& (choice.from.year != 0 || choice.to.year != 0)) {
		(void)fprintf(stderr, "paraat: %s have no --from and --to\n", words[0]);
		return EXIT_USAGE;
	}
	config = command_config(file);
	if (config == NULL)
		return EXIT_FAILED;
	db = command_begin(config, false);
	if (db == NULL)
		return EXIT_FAILED;
	text_init(&out, (size_t)256 * 1024 * 1024);
	rc = command_end(db, export_run(db, kind, &choice, &out, &e) == ERR_OK, &e);
	if (rc == EXIT_DONE && fwrite(text_str(&out), 1, out.len, stdout) != out.len)
		rc = EXIT_FAILED;
	text_fini(&out);
	return rc;
}
