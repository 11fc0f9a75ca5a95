/* SPDX-License-Identifier: EUPL-1.2 */
/* The witness: what it writes down of the audit chain holds as long as nobody rewrites
 * it, and nothing is written when nothing was recorded. Mutations: leave `told` out of
 * witness.c; compare numbers only in audit_head_compare: each fails. */
#include "base/log.h"
#include "base/text.h"
#include "schema/audit/erase.h"
#include "schema/audit/head.h"
#include "service/witness.h"
#include "tests/support/audit_world.h"
#include "tests/support/inline_executor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LINES_MAX = 8, TURNS_MAX = 1000 };
static char lines[LINES_MAX][256];
static size_t lines_count;

static void keep(struct log_sink *sink, enum log_level level, const char *line)
{
	(void)sink;
	(void)level;
	assert_true(lines_count < LINES_MAX);
	(void)snprintf(lines[lines_count++], sizeof lines[0], "%s", line);
}

static struct instant now(const struct clock *c)
{
	(void)c;
	return (struct instant){ 0 };
}

static uint64_t commits;

static uint64_t count_commits(void *ctx)
{
	(void)ctx;
	return commits;
}

static void note_closed(void *ctx)
{
	*(bool *)ctx = true;
}

struct watched {
	struct test_db t;
	uv_loop_t loop;
	struct inline_executor x;
	struct witness *witness;
};

static void add_record(struct watched *w, int i)
{
	struct err e = { 0 };

	test_ok(db_begin(w->t.db, DB_WRITE, &e), &e);
	audit_world_write(w->t.db, i);
	test_ok(db_commit(w->t.db, &e), &e);
	commits++;
}

static void turn(struct watched *w)
{
	(void)uv_run(&w->loop, UV_RUN_ONCE);
	inline_executor_all(&w->x);
}

static void wait_for_lines(struct watched *w, size_t n)
{
	for (int i = 0; i < TURNS_MAX && lines_count < n; i++)
		turn(w);
	assert_int_equal(lines_count, n);
}

static void begin(struct watched *w)
{
	static struct log_sink sink = { keep };
	static const struct clock clock = { .now = now };
	struct witness_config config = {
		.loop = &w->loop, .commits = count_commits, .every_ms = 1
	};
	struct err e = { 0 };

	lines_count = 0;
	commits = 0;
	log_init(&sink, &clock, LOG_INFO);
	audit_world_open(&w->t, 3);
	assert_int_equal(uv_loop_init(&w->loop), 0);
	inline_executor_init(&w->x, w->t.db);
	config.executor = &w->x.executor;
	test_ok(witness_open(&config, &w->witness, &e), &e);
}

static void end(struct watched *w)
{
	bool closed = false;

	witness_close(w->witness, note_closed, &closed);
	(void)uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_true(closed);
	assert_int_equal(uv_loop_close(&w->loop), 0);
	log_init(NULL, NULL, LOG_INFO);
	test_db_close(&w->t);
}

static enum audit_head_word compare(struct watched *w, const char *line)
{
	enum audit_head_word word;
	struct audit_head head;
	struct err e = { 0 };

	assert_true(audit_head_parse(line, &head));
	test_ok(audit_head_compare(w->t.db, &head, &word, &e), &e);
	return word;
}

static void what_it_wrote_down_holds(void **state)
{
	struct watched w;
	TEXT_AUTO json = { 0 };

	(void)state;
	begin(&w);
	for (int i = 0; i < 20; i++)
		turn(&w);
	assert_int_equal(lines_count, 0);
	add_record(&w, 3);
	wait_for_lines(&w, 1);
	commits++; /* something else was committed */
	for (int i = 0; i < 20; i++)
		turn(&w);
	assert_int_equal(lines_count, 1);
	add_record(&w, 4);
	wait_for_lines(&w, 2);
	assert_non_null(strstr(lines[1], "event=audit.head seq=5 hash="));
	assert_int_equal(compare(&w, lines[0]), AUDIT_HEAD_HOLDS);
	text_init(&json, 1024);
	assert_true(log_json(lines[1], &json));
	assert_int_equal(compare(&w, text_str(&json)), AUDIT_HEAD_HOLDS);
	end(&w);
}

/* Another chain of the same length, whole in itself, is not the one of the journal. */
static void another_chain_is_found(void **state)
{
	struct watched w;
	struct audit_head head;

	(void)state;
	begin(&w);
	add_record(&w, 3);
	wait_for_lines(&w, 1);
	test_db_close(&w.t);
	audit_world_open(&w.t, 3);
	inline_executor_init(&w.x, w.t.db);
	assert_int_equal(compare(&w, lines[0]), AUDIT_HEAD_DIFFERS); /* cut off */
	add_record(&w, 7);
	audit_world_holds(&w.t, 4);
	assert_int_equal(compare(&w, lines[0]), AUDIT_HEAD_DIFFERS);
	assert_false(audit_head_parse("event=audit.head seq=4 hash=12ab", &head));
	assert_false(audit_head_parse("event=audit.sealed number=1 seq=4", &head));
	end(&w);
}

/* What was removed after its term is not missed; the last one of it is still known. */
static void removed_records_are_no_gap(void **state)
{
	struct watched w;
	struct err e = { 0 };
	int64_t removed = 0;
	char old[256], *last;

	(void)state;
	begin(&w);
	add_record(&w, 3);
	wait_for_lines(&w, 1);
	(void)snprintf(old, sizeof old, "%s", lines[0]);
	add_record(&w, 4);
	wait_for_lines(&w, 2);
	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(audit_remove_old(w.t.db, INSTANT_NEVER, 5,
			(struct actor){ "paraat", "local" }, (struct instant){ 1 },
			&removed, &e),
		&e);
	test_ok(db_commit(w.t.db, &e), &e);
	assert_int_equal(removed, 5);
	assert_int_equal(compare(&w, old), AUDIT_HEAD_REMOVED);
	assert_int_equal(compare(&w, lines[1]), AUDIT_HEAD_HOLDS);
	last = &lines[1][strlen(lines[1]) - 1];
	*last = *last == '0' ? '1' : '0';
	assert_int_equal(compare(&w, lines[1]), AUDIT_HEAD_DIFFERS);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_wrote_down_holds),
		cmocka_unit_test(another_chain_is_found),
		cmocka_unit_test(removed_records_are_no_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
