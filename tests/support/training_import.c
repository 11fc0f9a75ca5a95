/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/training_import.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct import_report training_report;

enum err_code training_take(struct roster_world *w, enum import_kind kind,
	const char *bytes, const char *mapping, const char *source, struct err *e)
{
	static struct import_mapping m;
	const struct import_options options = { .mapping = &m, .source = source };

	err_clear(e);
	m.count = 0;
	if (mapping != NULL
		&& import_mapping_read(mapping, strlen(mapping), &m, e) != ERR_OK)
		return e->code;
	if (db_begin(w->t.db, DB_WRITE, e) != ERR_OK)
		return e->code;
	w->by.now.ms++;
	if (import_run(w->t.db, kind, bytes, strlen(bytes), &options, &w->by,
		    &training_report,
		    e) != ERR_OK
		|| db_commit(w->t.db, e) != ERR_OK)
		db_rollback(w->t.db);
	return e->code;
}

void training_take_all(struct roster_world *w, enum import_kind kind, const char *bytes,
	const char *mapping, int created, int updated, int unchanged)
{
	const struct import_report *r = &training_report;
	struct err e = { 0 };

	if (training_take(w, kind, bytes, mapping, "lms.csv", &e) != ERR_OK)
		fail_msg("%s; line %zu, %s: %s", e.msg, r->faults[0].line,
			r->faults[0].column, r->faults[0].reason);
	assert_int_equal(r->created, created);
	assert_int_equal(r->updated, updated);
	assert_int_equal(r->unchanged, unchanged);
}

void training_refuses(struct roster_world *w, const struct bad_file *files, size_t n)
{
	const struct import_fault *f = &training_report.faults[0];
	char *before = roster_dump(w), *after;

	for (size_t i = 0; i < n; i++) {
		struct err e = { 0 };

		assert_int_equal(
			training_take(w, files[i].kind, files[i].file, NULL, "x", &e),
			ERR_INVALID);
		if (training_report.faults_count != 1
			|| strcmp(f->column, files[i].column) != 0
			|| strstr(f->reason, files[i].reason) == NULL)
			fail_msg("%s: %zu, %s: %s", files[i].file,
				training_report.faults_count, f->column, f->reason);
	}
	after = roster_dump(w);
	assert_string_equal(before, after);
	base_free(before);
	base_free(after);
}

void training_whole_or_absent(struct roster_world *w, enum import_kind kind,
	const char *bytes, const char *mapping)
{
	char *before = roster_dump(w), *after = NULL;
	struct err e = { 0 };
	bool done = false;
	long n = 1;

	for (; !done; n += 1 + n / 8) {
		(void)alloc_fail_at(n, 1);
		done = training_take(w, kind, bytes, mapping, "x", &e) == ERR_OK;
		(void)alloc_fail_at(0, 0);
		if (db_in_transaction(w->t.db))
			db_rollback(w->t.db);
		after = roster_dump(w);
		assert_int_equal(strcmp(before, after) != 0, done);
		base_free(after);
		assert_true(n < 100000);
	}
	assert_true(n > 20);
	base_free(before);
}
