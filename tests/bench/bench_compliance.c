/* SPDX-License-Identifier: EUPL-1.2 */
/* The competence of 2,000 people in 30 functions each, with its JSON, against reading
 * the rows that it follows from. Prints the medians: bench_compliance FOLDER RUNS */
#include "base/zone.h"
#include "roster/training/competence/compliance.h"
#include "schema/engine.h"
#include "schema/migrate.h"
#include "schema/stmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PEOPLE = 2000, FUNCTIONS = 30, ACTIVITIES = 240, ATTENDED = 24, RUNS_MAX = 99 };

#define BENCH_SQL(X)                                                                   \
	X(BENCH_TOWN,                                                                  \
		"INSERT INTO municipality (id, code, name) VALUES (1, 'A', 'A')")      \
	X(BENCH_PERSON, "INSERT INTO person (id, given_name, family_name, sort_key,"   \
			" search_key, municipality_id) VALUES (:id, 'J', 'J', 'j',"    \
			" 'j', 1)")                                                    \
	X(BENCH_FUNCTION, "INSERT INTO function (id, code, name, spoken_name, regime)" \
			  " VALUES (:id, :code, 'F', 'F', 'V')")                       \
	X(BENCH_ASSIGN, "INSERT INTO assignment (id, person_id, function_id, status,"  \
			" from_day) VALUES (:id, :person_id, :function_id,"            \
			" 'qualified', 18000)")                                        \
	X(BENCH_ACTIVITY,                                                              \
		"INSERT INTO activity (id, kind, title, starts_at, ends_at,"           \
		" minutes) VALUES (:id, :kind, 'T', :at, :at + 3600000, 60)")          \
	X(BENCH_FOR, "INSERT INTO activity_function (activity_id, function_id)"        \
		     " VALUES (:id, :function_id)")                                    \
	X(BENCH_ATTEND,                                                                \
		"INSERT INTO attendance (id, activity_id, person_id, role,"            \
		" result, minutes, assessor, remarks, reason, withdrawn,"              \
		" source, recorded_at, recorded_by) VALUES (:id, :activity_id,"        \
		" :person_id, '', 'present', 60, '', '', '', 0, 'list', 1,"            \
		" 'x')")                                                               \
	X(BENCH_ASK, "INSERT INTO requirement (id, function_id, kind, title, count,"   \
		     " within_months, grace_days) VALUES (:id, :function_id, :kind,"   \
		     " 'Eis', :count, 12, 30)")                                        \
	X(BENCH_READ_HELD, "SELECT person_id, function_id, status, from_day,"          \
			   " until_day FROM assignment")                               \
	X(BENCH_READ_ATTENDED, "SELECT person_id, activity_id, function_id, minutes,"  \
			       " replaces FROM attendance")
STMT_LIST(bench, BENCH_SQL);
extern const struct stmt_list bench_statements;

static struct err e;

static void must(enum err_code rc)
{
	if (rc == ERR_OK)
		return;
	(void)fprintf(stderr, "bench_compliance: %s\n", e.msg);
	exit(1);
}

static double now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int64_t start_of(int64_t day)
{
	return day * INT64_C(86400000);
}

static void insert(struct db *db, int which, int64_t id, const char *a, int64_t va,
	const char *b, int64_t vb)
{
	STMT_AUTO s = NULL;

	must(stmt_get(db, &bench_statements, which, &s, &e));
	if (id != 0)
		stmt_bind_int(s, "id", id);
	if (a != NULL)
		stmt_bind_int(s, a, va);
	if (b != NULL)
		stmt_bind_int(s, b, vb);
	must(stmt_run(s, &e));
}

static void insert_word(struct db *db, int which, int64_t id, const char *name,
	const char *word, const char *a, int64_t va, const char *b, int64_t vb)
{
	STMT_AUTO s = NULL;

	must(stmt_get(db, &bench_statements, which, &s, &e));
	stmt_bind_int(s, "id", id);
	stmt_bind_text(s, name, word);
	if (a != NULL)
		stmt_bind_int(s, a, va);
	if (b != NULL)
		stmt_bind_int(s, b, vb);
	must(stmt_run(s, &e));
}

static const char *const asked[] = { "exercise", "training", "hours" };

static void fill_functions(struct db *db)
{
	char code[8];

	for (int f = 1; f <= FUNCTIONS; f++) {
		(void)snprintf(code, sizeof code, "F%d", f);
		insert_word(db, BENCH_FUNCTION, f, "code", code, NULL, 0, NULL, 0);
		for (int k = 0; k < 3; k++)
			insert_word(db, BENCH_ASK, f * 3 + k, "kind", asked[k],
				"function_id", f, "count", k + 1);
	}
}

static void fill(struct db *db, int64_t today)
{
	int64_t id = 0;

	must(migrate(db, (struct instant){ 1 }, &e));
	must(db_begin(db, DB_WRITE, &e));
	insert(db, BENCH_TOWN, 0, NULL, 0, NULL, 0);
	fill_functions(db);
	for (int a = 1; a <= ACTIVITIES; a++) {
		insert_word(db, BENCH_ACTIVITY, a, "kind", asked[a % 2], "at",
			start_of(today - 3 * a), NULL, 0);
		for (int f = 1 + a % 5; f <= FUNCTIONS; f += 5)
			insert(db, BENCH_FOR, a, "function_id", f, NULL, 0);
	}
	for (int p = 1; p <= PEOPLE; p++) {
		insert(db, BENCH_PERSON, p, NULL, 0, NULL, 0);
		for (int f = 1; f <= FUNCTIONS; f++)
			insert(db, BENCH_ASSIGN, ++id, "person_id", p, "function_id",
				f);
	}
	id = 0;
	for (int p = 1; p <= PEOPLE; p++)
		for (int k = 0; k < ATTENDED; k++)
			insert(db, BENCH_ATTEND, ++id, "activity_id",
				1 + (p * 7 + k * 10) % ACTIVITIES, "person_id", p);
	must(db_commit(db, &e));
}

static int64_t read_rows(struct db *db, int which, const char *const columns[])
{
	STMT_AUTO s = NULL;
	int64_t sum = 0;

	must(stmt_get(db, &bench_statements, which, &s, &e));
	while (stmt_row(s, &e))
		for (int i = 0; columns[i] != NULL; i++)
			sum += stmt_int(s, columns[i]);
	must(e.code);
	return sum;
}

static double reading(struct db *db)
{
	static const char *const held[] = { "person_id", "function_id", "from_day",
		"until_day", NULL };
	static const char *const attended[] = { "person_id", "activity_id",
		"function_id", "minutes", "replaces", NULL };
	double start = now_ms();
	int64_t sum;

	must(db_begin(db, DB_READ, &e));
	sum = read_rows(db, BENCH_READ_HELD, held)
	      + read_rows(db, BENCH_READ_ATTENDED, attended);
	db_rollback(db);
	return sum != 0 ? now_ms() - start : 0;
}

static double computing(struct db *db, int64_t today, double *ret_json)
{
	struct compliance_query q = { .at = { start_of(today) },
		.now = { start_of(today) },
		.horizon_days = COMPLIANCE_HORIZON_DAYS };
	struct compliance all;
	double start = now_ms(), done;
	struct text t;

	must(db_begin(db, DB_READ, &e));
	must(compliance_read(db, &q, &all, &e));
	db_rollback(db);
	done = now_ms();
	text_init(&t, (size_t)64 * 1024 * 1024);
	for (size_t i = 0; i < all.list.n; i++)
		compliance_add_json(&all, &all.list.item[i], false, &t);
	if (all.list.n != (size_t)PEOPLE * FUNCTIONS || !text_ok(&t))
		exit(1);
	text_fini(&t);
	*ret_json = now_ms() - done;
	compliance_fini(&all);
	return done - start;
}

static int by_size(const void *a, const void *b)
{
	return (*(const double *)a > *(const double *)b)
	       - (*(const double *)a < *(const double *)b);
}

static double median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof *v, by_size);
	return v[n / 2];
}

int main(int argc, char **argv)
{
	double read[RUNS_MAX], compute[RUNS_MAX], json[RUNS_MAX];
	int runs = argc == 3 ? atoi(argv[2]) : 0;
	const int64_t today = 20700;
	char file[512];
	struct db *db;

	if (runs < 1 || runs > RUNS_MAX)
		return 2;
	must(zone_init("Europe/Amsterdam", &e));
	(void)snprintf(file, sizeof file, "%s/compliance.db", argv[1]);
	must(db_open(&sqlite_engine, file, DB_WRITE, &db, &e));
	fill(db, today);
	for (int i = 0; i < runs; i++) {
		read[i] = reading(db);
		compute[i] = computing(db, today, &json[i]);
	}
	must(db_close(db, &e));
	(void)printf("{\"ms\": %.1f, \"json_ms\": %.1f, \"reading_ms\": %.1f}\n",
		median(compute, runs), median(json, runs), median(read, runs));
	return 0;
}
