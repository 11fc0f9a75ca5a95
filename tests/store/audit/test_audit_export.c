/* SPDX-License-Identifier: EUPL-1.2 */
/* An exported log is checked by a program in another language that was written from
 * docs/audit.md and shares nothing with Paraat: it agrees with a whole log, and finds
 * whatever was changed. */
#include "base/text.h"
#include "schema/audit.h"
#include "schema/audit/erase.h"
#include "schema/audit/export.h"
#include "tests/support/audit_world.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINES_MAX = 64, FIRST_AT = 1000 };

struct lines {
	size_t count;
	char *text[LINES_MAX];
};

struct world {
	struct test_db t;
	struct signature_key key;
	struct lines lines;
	char file[128], out[128];
};

static bool keep(void *ctx, const char *text)
{
	struct lines *l = ctx;

	assert_true(l->count < LINES_MAX);
	l->text[l->count++] = strdup(text);
	return true;
}

static void export(struct world *w, int64_t from, int64_t to)
{
	struct audit_export x = { .from = { from },
		.to = { to },
		.key = &w->key,
		.line = keep,
		.ctx = &w->lines };
	struct err e = { 0 };

	for (size_t i = 0; i < w->lines.count; i++)
		free(w->lines.text[i]);
	w->lines.count = 0;
	test_ok(audit_export(w->t.db, &x, &e), &e);
}

/* 25 records, of which some had their details erased, and one seal. */
static int start(void **state)
{
	static struct world w;
	struct err e = { 0 };
	int64_t n;

	audit_world_open(&w.t, 25);
	audit_world_key(&w.key);
	audit_world_seal(&w.t);
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(audit_erase_person(w.t.db, 1, (struct actor){ "account:clerk", "::1" },
			(struct instant){ 9000 }, &n, &e),
		&e);
	test_ok(db_commit(w.t.db, &e), &e);
	assert_true(n > 0);
	(void)snprintf(w.file, sizeof w.file, "%s/export", w.t.folder);
	(void)snprintf(w.out, sizeof w.out, "%s/said", w.t.folder);
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < w->lines.count; i++)
		free(w->lines.text[i]);
	(void)unlink(w->file);
	(void)unlink(w->out);
	test_db_close(&w->t);
	return 0;
}

/* Runs the verifier on the lines; 0 or 1, and what it says. */
static int verify(struct world *w, const uint8_t *public_key, char said[256])
{
	char hex[SIGNATURE_KEY_HEX];
	char *argv[] = { (char *)(uintptr_t) "node",
		(char *)(uintptr_t)PARAAT_SOURCE_DIR "/tests/verifier/verify_audit.mjs",
		w->file, hex, NULL };
	posix_spawn_file_actions_t actions;
	FILE *f = fopen(w->file, "we");
	int status;
	pid_t pid;
	size_t n;

	(void)signature_key_hex(public_key, hex);
	for (size_t i = 0; i < w->lines.count; i++)
		if (w->lines.text[i] != NULL)
			(void)fprintf(f, "%s\n", w->lines.text[i]);
	assert_int_equal(fclose(f), 0);
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_addopen(
		&actions, 1, w->out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(posix_spawnp(&pid, "node", &actions, NULL, argv, environ), 0);
	(void)posix_spawn_file_actions_destroy(&actions);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	f = fopen(w->out, "re");
	assert_non_null(f);
	n = fread(said, 1, 255, f);
	said[n] = '\0';
	(void)fclose(f);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void holds(struct world *w, const char *what)
{
	char said[256];

	if (verify(w, w->key.public_key, said) != 0 || strstr(said, what) == NULL)
		fail_msg("not '%s' but: %s", what, said);
}

static void fails(struct world *w, const char *what)
{
	char said[256];

	if (verify(w, w->key.public_key, said) != 1 || strstr(said, what) == NULL)
		fail_msg("not '%s' but: %s", what, said);
}

static void a_whole_log_holds(void **state)
{
	struct world *w = *state;

	export(w, 0, INT64_MAX);
	holds(w, "27 records, 1 seals: unchanged");
	export(w, FIRST_AT + 5, FIRST_AT + 12); /* a stretch in the middle */
	holds(w, "7 records, 0 seals");
}

static void a_period_without_records_is_an_error(void **state)
{
	struct world *w = *state;
	struct audit_export x = { .from = { 1 },
		.to = { 2 },
		.key = &w->key,
		.line = keep,
		.ctx = &w->lines };
	struct err e = { 0 };

	assert_int_equal(audit_export(w->t.db, &x, &e), ERR_NOTFOUND);
}

static void another_key_does_not_hold(void **state)
{
	struct world *w = *state;
	struct signature_key other;
	char said[256];

	export(w, 0, INT64_MAX);
	signature_key_derive(&other, "another secret", 14);
	assert_int_equal(verify(w, other.public_key, said), 1);
	assert_non_null(strstr(said, "signature"));
}

/* Each line left out, or put one place further. Line 26 is the seal, behind record 25;
 * the last one is the end. */
static void no_line_can_be_left_out_or_moved(void **state)
{
	struct world *w = *state;

	export(w, 0, INT64_MAX);
	for (size_t i = 0; i < w->lines.count; i++) {
		char *line = w->lines.text[i], said[256];

		w->lines.text[i] = NULL;
		if (i != 26 && verify(w, w->key.public_key, said) == 0)
			fail_msg("without line %zu: %s", i, said);
		w->lines.text[i] = line;
		if (i + 1 == w->lines.count)
			break;
		w->lines.text[i] = w->lines.text[i + 1];
		w->lines.text[i + 1] = line;
		if (verify(w, w->key.public_key, said) == 0)
			fail_msg("lines %zu and %zu swapped: %s", i, i + 1, said);
		w->lines.text[i + 1] = w->lines.text[i];
		w->lines.text[i] = line;
	}
	holds(w, "27 records");
}

/* One value of each kind, in a line that has it. */
static void no_value_can_be_changed(void **state)
{
	static const struct {
		size_t line;
		const char *field, *to, *word;
	} cases[] = {
		{ 3, "\"seq\":3", "\"seq\":4", "record 3 is missing" },
		{ 3, "\"at_ms\":1002", "\"at_ms\":1003", "record 3 was changed" },
		{ 3, "1970-01-01T00:00:01.002Z", "1970-01-01T00:00:02.002Z",
			"record 3 was changed" },
		{ 3, "system", "sistem", "record 3 was changed" },
		{ 3, "127.0.0.1", "127.0.0.2", "record 3 was changed" },
		{ 3, "callout.start", "callout.stop", "record 3 was changed" },
		{ 3, "callout/2", "callout/3", "record 3 was changed" },
		{ 2, "\"result\":\"ok\"", "\"result\":\"o\"", "record 2 was changed" },
		{ 3, "\"before\":\"{}\"", "\"before\":\"[]\"", "record 3 was changed" },
		{ 3, "\"after\":null", "\"after\":\"\"", "record 3 was changed" },
		{ 3, "\"person_id\":0", "\"person_id\":7", "record 3 was changed" },
		{ 4, "Ærø", "Aerø", "record 4 was changed" },
		{ 26, "\"seal\":1", "\"seal\":2", "seal 2 does not hold" },
		{ 26, "\"at_ms\":5000", "\"at_ms\":5001", "seal 1 does not hold" },
		{ 0, "\"before\":\"00", "\"before\":\"10", "record 1 was changed" },
	};
	struct world *w = *state;

	export(w, 0, INT64_MAX);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *line = w->lines.text[cases[i].line];
		char *at = strstr(line, cases[i].field);
		char changed[2048];

		if (at == NULL)
			fail_msg("no %s in %s", cases[i].field, line);
		(void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - line),
			line, cases[i].to, at + strlen(cases[i].field));
		w->lines.text[cases[i].line] = changed;
		fails(w, cases[i].word);
		w->lines.text[cases[i].line] = line;
	}
	holds(w, "27 records");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_log_holds),
		cmocka_unit_test(a_period_without_records_is_an_error),
		cmocka_unit_test(another_key_does_not_hold),
		cmocka_unit_test(no_line_can_be_left_out_or_moved),
		cmocka_unit_test(no_value_can_be_changed),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
