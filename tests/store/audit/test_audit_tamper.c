/* SPDX-License-Identifier: EUPL-1.2 */
/* Every byte of the audit log counts: whichever is changed, verifying names the record.
 */
#include "base/random.h"
#include "schema/audit.h"
#include "schema/engine.h"
#include "schema/stmt.h"
#include "tests/support/audit_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* All that a record is made of: table, column, and how it is stored. */
// clang-format off
#define COLUMNS(X)                                                                     \
	X(audit, at, NUMBER) X(audit, actor, TEXT) X(audit, origin, TEXT)              \
	X(audit, action, TEXT) X(audit, object, TEXT) X(audit, result, TEXT)           \
	X(audit, before, TEXT) X(audit, after, TEXT)                                   \
	X(audit, hash, BLOB) X(audit, detail, BLOB)                                    \
	X(audit_detail, salt, BLOB) X(audit_detail, person_id, NUMBER)                 \
	X(audit_detail, before, TEXT) X(audit_detail, after, TEXT)
// clang-format on
enum kind { NUMBER, TEXT, BLOB };

#define GET(table, column, kind)                                                       \
	{ #table "." #column,                                                          \
		"SELECT " #column " AS v FROM " #table " WHERE seq = :seq" },
#define SET(table, column, kind)                                                       \
	{ #table "." #column,                                                          \
		"UPDATE " #table " SET " #column " = :v WHERE seq = :seq" },
static const struct stmt_text tamper_texts[] = { COLUMNS(GET) COLUMNS(SET) };
enum { COLUMNS_COUNT = sizeof tamper_texts / sizeof *tamper_texts / 2 };
static const struct stmt_list tamper = { "tamper", (size_t)2 * COLUMNS_COUNT,
	tamper_texts };
#define KIND(table, column, kind) kind,
static const enum kind kinds[] = { COLUMNS(KIND) };

struct value {
	bool is_null;
	size_t len;
	unsigned char bytes[256];
};

/* False: there is no such row. */
static bool read_value(struct db *db, int column, int64_t seq, struct value *v)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	const void *bytes;
	int64_t number;

	memset(v, 0, sizeof *v);
	test_ok(stmt_get(db, &tamper, column, &s, &e), &e);
	stmt_bind_int(s, "seq", seq);
	if (!stmt_row(s, &e))
		return false;
	v->is_null = stmt_is_null(s, "v");
	number = stmt_int(s, "v");
	bytes = kinds[column] == NUMBER ? &number : stmt_blob(s, "v", &v->len);
	if (kinds[column] == NUMBER)
		v->len = sizeof number;
	assert_true(v->len < sizeof v->bytes);
	memcpy(v->bytes, bytes != NULL ? bytes : "", bytes != NULL ? v->len : 0);
	return true;
}

/* A database that checks its columns may refuse what is no longer UTF-8 or too long. */
static bool write_value(struct db *db, int column, int64_t seq, const struct value *v)
{
	STMT_AUTO s = NULL;
	struct err e = { 0 };
	int64_t number;

	test_ok(stmt_get(db, &tamper, COLUMNS_COUNT + column, &s, &e), &e);
	stmt_bind_int(s, "seq", seq);
	memcpy(&number, v->bytes, sizeof number);
	if (kinds[column] == NUMBER)
		stmt_bind_int(s, "v", number);
	else if (kinds[column] == TEXT)
		stmt_bind_text(s, "v", (const char *)v->bytes);
	else
		stmt_bind_blob(s, "v", v->bytes, v->len);
	return stmt_run(s, &e) == ERR_OK;
}

static int written; /* bytes that the database let be changed */

/* Changes one byte (of a NULL: makes it empty), verifies, and puts it back. False: that
 * byte does not exist. */
static bool try_byte(struct test_db *t, int column, int64_t seq, size_t at, int bit)
{
	struct audit_check check;
	struct value v;
	struct err e = { 0 };

	if (!read_value(t->db, column, seq, &v)
		|| at >= (v.is_null || v.len == 0 ? 1 : v.len))
		return false;
	if (v.len == 0)
		v.bytes[0] = v.is_null ? '\0' : 'x';
	else
		v.bytes[at] ^= (unsigned char)(1 << bit);
	test_ok(db_begin(t->db, DB_WRITE, &e), &e);
	if (write_value(t->db, column, seq, &v)) {
		written++;
		check = audit_world_verify(t);
		if (check.first_bad != seq)
			fail_msg("byte %zu of %s of record %" PRId64 ": %" PRId64 " %s",
				at, tamper_texts[column].name, seq, check.first_bad,
				check.reason);
	}
	db_rollback(t->db);
	return true;
}

/* Every byte of every column of every record.
 * Mutation: leave person_id out of audit_detail_hash, and this fails. */
static void every_byte_of_a_small_log_counts(void **state)
{
	enum { RECORDS = 24 };
	struct test_db t;
	struct prng chance;
	int tried = 0;

	(void)state;
	written = 0;
	prng_init(&chance, 3);
	audit_world_open(&t, RECORDS);
	test_db_unlock(&t);
	for (int64_t seq = 1; seq <= RECORDS; seq++)
		for (int column = 0; column < COLUMNS_COUNT; column++)
			for (size_t at = 0; try_byte(
				     &t, column, seq, at, (int)prng_below(&chance, 8));
				at++)
				tried++;
	assert_true(tried > RECORDS * 100 && written > tried * 3 / 4);
	audit_world_holds(&t, RECORDS);
	test_db_close(&t);
}

/* Every byte of some records, and any byte of all of them. */
static void any_byte_of_a_large_log_counts(void **state)
{
	enum { RECORDS = 10000, TRIES = 50 };
	static const int64_t whole[] = { 1, 150, 400 };
	struct test_db t;
	struct prng chance;
	int tried = 0;

	(void)state;
	written = 0;
	prng_init(&chance, 11);
	audit_world_open(&t, RECORDS);
	test_db_unlock(&t);
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		for (int column = 0; column < COLUMNS_COUNT; column++)
			for (size_t at = 0; try_byte(&t, column, whole[i], at,
				     (int)prng_below(&chance, 8));
				at++)
				tried++;
	assert_true(tried > 300 && written > tried * 3 / 4);
	tried = written = 0;
	while (tried < TRIES)
		tried += try_byte(&t, (int)prng_below(&chance, COLUMNS_COUNT),
			1 + (int64_t)prng_below(&chance, RECORDS),
			prng_below(&chance, 40), (int)prng_below(&chance, 8));
	assert_true(written > TRIES / 2);
	audit_world_holds(&t, RECORDS);
	test_db_close(&t);
}

/* --- bytes of the file */

struct content {
	struct digest_state state;
};

static void add_entry(void *ctx, const struct audit_entry *r)
{
	struct content *c = ctx;
	const char *const texts[] = { r->actor, r->origin, r->action, r->object,
		r->result, r->before, r->after, r->hash };
	char numbers[64];

	(void)snprintf(
		numbers, sizeof numbers, "%" PRId64 " %" PRId64, r->seq, r->at.ms);
	digest_add_field(&c->state, numbers);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		digest_add_field(&c->state, texts[i]);
}

/* False: what is in the file cannot be read, or verifying says that it is wrong. */
static bool content_of(const char *file, struct digest *ret)
{
	struct audit_check check = { 0 };
	struct content c;
	struct err e = { 0 }, ignored;
	struct db *db = NULL;
	bool ok;

	digest_start(&c.state);
	ok = db_open(&sqlite_engine, file, DB_READ, &db, &e) == ERR_OK
	     && audit_verify(db, NULL, &check, &e) == ERR_OK && check.first_bad == 0
	     && audit_each(db, -1, -1, add_entry, &c, &e) == ERR_OK;
	(void)db_close(db, &ignored);
	if (ok)
		*ret = digest_finish(&c.state);
	return ok;
}

static void flip(FILE *f, long at, int bit)
{
	int c;

	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	c = fgetc(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	assert_int_equal(fputc(c ^ 1 << bit, f), c ^ 1 << bit);
	assert_int_equal(fflush(f), 0);
}

/* The pages of the file that hold records or details. */
static size_t find_pages(FILE *f, long pages[], size_t max)
{
	static char page[4096];
	size_t n = 0;

	rewind(f);
	for (long at = 0; fread(page, sizeof page, 1, f) == 1; at += (long)sizeof page)
		if (n < max
			&& (memmem(page, sizeof page, "token:planner", 13) != NULL
				|| memmem(page, sizeof page, "naam", 4) != NULL))
			pages[n++] = at;
	return n;
}

/* Bytes changed in the file behind the database's back: the file cannot be read, or
 * verifying finds it, or nothing that anybody reads has changed. */
static void bytes_of_the_file_count(void **state)
{
	enum { TRIES = 1500 };
	struct test_db t;
	struct digest right, now;
	struct prng chance;
	struct err e = { 0 };
	long pages[64];
	size_t n;
	FILE *f;

	(void)state;
	prng_init(&chance, 5);
	audit_world_open(&t, 40);
	test_db_unlock(&t);
	test_ok(db_close(t.db, &e), &e);
	f = fopen(t.file, "r+be");
	assert_non_null(f);
	n = find_pages(f, pages, 64);
	assert_in_range(n, 2, 63);
	assert_true(content_of(t.file, &right));
	for (int i = 0; i < TRIES; i++) {
		long at =
			pages[prng_below(&chance, n)] + (long)prng_below(&chance, 4096);
		int bit = (int)prng_below(&chance, 8);

		flip(f, at, bit);
		if (content_of(t.file, &now) && !digest_equal(&right, &now))
			fail_msg("byte %ld of the file, bit %d: not seen", at, bit);
		flip(f, at, bit);
	}
	assert_true(content_of(t.file, &now));
	assert_true(digest_equal(&right, &now));
	assert_int_equal(fclose(f), 0);
	test_ok(db_open(&sqlite_engine, t.file, DB_WRITE, &t.db, &e), &e);
	test_db_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_of_a_small_log_counts),
		cmocka_unit_test(any_byte_of_a_large_log_counts),
		cmocka_unit_test(bytes_of_the_file_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
