/* SPDX-License-Identifier: EUPL-1.2 */
/* Verifying the audit log against hashing the same bytes with libsodium alone. Prints
 * both times in seconds: bench_audit FOLDER RECORDS RUNS */
#include "base/alloc.h"
#include "schema/audit.h"
#include "schema/audit/chain.h"
#include "schema/audit/verify.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "schema/stmt.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void must(enum err_code rc, const struct err *e)
{
	if (rc == ERR_OK)
		return;
	(void)fprintf(stderr, "bench_audit: %s\n", e->msg);
	exit(1);
}

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Records as the program writes them: an answer to a call-out, a changed person. */
static void write_one(struct db *db, int64_t i)
{
	char object[40], before[200], after[300];
	struct audit_record r = { .at = { 1000000 + i },
		.actor = { "account:m.de.vries", "192.0.2.17" },
		.action = "duty.update",
		.object = object,
		.result = "ok",
		.before = i % 2 ? before : NULL,
		.after = after };
	struct err e = { 0 };

	(void)snprintf(object, sizeof object, "duty/%" PRId64, i % 5000);
	(void)snprintf(before, sizeof before,
		"{\"id\":%" PRId64 ",\"function_id\":3,\"person_id\":%" PRId64
		",\"starts_at\":\"2026-06-01T07:00:00Z\",\"state\":\"draft\"}",
		i % 5000, i % 977);
	(void)snprintf(after, sizeof after,
		"{\"id\":%" PRId64 ",\"function_id\":3,\"person_id\":%" PRId64
		",\"starts_at\":\"2026-06-01T07:00:00Z\",\"ends_at\":"
		"\"2026-06-08T07:00:00Z\",\"rank\":1,\"origin\":\"planner\","
		"\"state\":\"published\",\"version\":2}",
		i % 5000, i % 977);
	must(audit_write(db, &r, &e), &e);
}

static void fill(struct db *db, int64_t records)
{
	struct err e = { 0 };

	must(migrate(db, (struct instant){ 1 }, &e), &e);
	for (int64_t i = 0; i < records;) {
		must(db_begin(db, DB_WRITE, &e), &e);
		for (int k = 0; k < 10000 && i < records; k++, i++)
			write_one(db, i);
		must(db_commit(db, &e), &e);
	}
}

struct bytes {
	unsigned char *data;
	size_t len, cap;
};

static void add(struct bytes *b, const void *data, size_t n)
{
	if (b->len + n > b->cap) {
		b->cap = 2 * (b->len + n);
		b->data = base_realloc(b->data, b->cap);
		if (b->data == NULL)
			exit(1);
	}
	memcpy(b->data + b->len, data, n);
	b->len += n;
}

static void add_entry(void *ctx, const struct audit_entry *r)
{
	const char *const texts[] = { r->actor, r->origin, r->action, r->object,
		r->result, r->before, r->after };
	static const unsigned char rest[9 * 8 + 2 * 8 + 2 * 32 + 16 + 8] = { 0 };

	add(ctx, rest, sizeof rest); /* lengths, numbers, salt, hashes */
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i] != NULL)
			add(ctx, texts[i], strlen(texts[i]));
}

static double hash_alone(const struct bytes *b)
{
	unsigned char out[crypto_hash_sha256_BYTES];
	double start = now();

	(void)crypto_hash_sha256(out, b->data, b->len);
	return now() - start;
}

static double verify(struct db *db, int64_t records)
{
	struct audit_check check;
	struct err e = { 0 };
	double start = now();

	must(db_begin(db, DB_READ, &e), &e);
	must(audit_verify(db, NULL, &check, &e), &e);
	db_rollback(db);
	if (check.first_bad != 0 || check.records != records) {
		(void)fprintf(stderr, "bench_audit: %s\n", check.reason);
		exit(1);
	}
	return now() - start;
}

int main(int argc, char **argv)
{
	int64_t records = argc > 2 ? atoll(argv[2]) : 0;
	int runs = argc > 3 ? atoi(argv[3]) : 0;
	struct bytes bytes = { 0 };
	struct db *db = NULL;
	struct err e = { 0 };
	char file[512];

	if (records <= 0 || runs <= 0 || sodium_init() < 0)
		return 2;
	(void)snprintf(file, sizeof file, "%s/audit.db", argv[1]);
	must(db_open(&sqlite_engine, file, DB_WRITE, &db, &e), &e);
	fill(db, records);
	must(audit_each(db, 0, -1, add_entry, &bytes, &e), &e);
	(void)verify(db, records); /* the file is in the system's cache then */
	for (int i = 0; i < runs; i++)
		(void)printf("%.6f %.6f\n", verify(db, records), hash_alone(&bytes));
	base_free(bytes.data);
	return db_close(db, &e) == ERR_OK ? 0 : 1;
}
