/* SPDX-License-Identifier: EUPL-1.2 */
/* Judging two years of thirty functions and 220 people, against only reading the rows
 * that it is judged by. Nothing is left out of that world: everybody has ordinary
 * working hours and an absence, one duty in ten is overridden in part, one in ten
 * swapped in part, and people worked for a call-out in every week.
 *
 *   bench_coverage FOLDER RUNS
 * prints {"problems":N,"rows":R,"ms":M,"reading_ms":B}: the medians of RUNS. */
#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/duty/override.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "roster/people/working_week_store.h"
#include "roster/planning/problems.h"
#include "roster/swap/swap_record.h"
#include "schema/engine.h"
#include "schema/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FUNCTIONS = 30, PEOPLE = 220, RING = 8, WEEKS = 104, RUNS_MAX = 99 };
enum { CALLS_EACH = 30, CALLS = WEEKS * CALLS_EACH };
#define HOUR INT64_C(3600000)

static const struct instant start = { INT64_C(1798444800000) }; /* a Monday, 08:00 */
static struct db *db;
static struct err e;
static struct roster_call call[CALLS];
static size_t calls;
static struct change by = { { "bench", "local" }, { INT64_C(1790000000000) } };

static void check(enum err_code code)
{
	if (code == ERR_OK)
		return;
	(void)fprintf(stderr, "bench_coverage: %s\n", e.msg);
	exit(1);
}

static int64_t make(const struct resource *r, json_t *body)
{
	json_t *item = NULL;
	int64_t id;

	check(resource_create(db, r, body, &by, &item, &e));
	id = json_integer_value(json_object_get(item, "id"));
	json_decref(item);
	json_decref(body);
	return id;
}

static struct instant week(int n)
{
	return (struct instant){ start.ms + n * INT64_C(604800000) };
}

static struct instant later(struct instant t, int64_t ms)
{
	return (struct instant){ t.ms + ms };
}

/* A day of that week by somebody else, on top of the duty. */
static void make_override(int64_t function_id, int64_t person_id, int n)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];

	(void)make(&override_record_resource,
		json_pack("{s:I,s:I,s:s,s:s}", "function_id", (json_int_t)function_id,
			"person_id", (json_int_t)person_id, "starts_at",
			instant_format(later(week(n), 30 * HOUR), from), "ends_at",
			instant_format(later(week(n), 54 * HOUR), until)));
}

static void make_swap(
	int64_t function_id, int64_t duty_id, int64_t from, int64_t to, int n)
{
	struct swap_record r = {
		.row = { .swap = { .state = SWAP_APPROVED,
				 .from_person_id = from,
				 .to_person_id = to },
			.leg = { .duty_id = duty_id,
				.function_id = function_id,
				.rank = 1,
				.from = later(week(n), 96 * HOUR),
				.until = later(week(n), 150 * HOUR) } },
		.asked_at = by.now,
		.note = "",
		.reason = ""
	};

	check(swap_record_keep(db, &r, &by, &e));
}

/* In every week others of the 220 are called, for two to five hours; by person. */
static void make_calls(const int64_t person[])
{
	int at = 0;

	for (int i = 0; i < PEOPLE; i++)
		for (int n = 0; n < WEEKS && at < CALLS; n++)
			if ((i + 7 * n) % PEOPLE < CALLS_EACH)
				call[at++] = (struct roster_call){ person[i],
					{ later(week(n), (i * 5 + n) % 168 * HOUR),
						later(week(n),
							((i * 5 + n) % 168 + 2 + i % 4)
								* HOUR) } };
	calls = (size_t)at;
}

/* Office hours, in one of five weeks nights; of every fifth only the hours are known.
 */
static void make_work(int64_t person_id, int i)
{
	json_t *times = json_array();
	bool nights = i % 5 == 4;

	for (int day = 1; i % 5 != 0 && day <= 5; day++)
		json_array_append_new(
			times, json_pack("{s:i,s:s,s:s}", "weekday", day, "from",
				       nights ? "23:00" : "08:30", "until",
				       nights ? "07:00" : "17:00"));
	(void)make(&working_week_resource,
		json_pack("{s:I,s:o,s:o}", "person_id", (json_int_t)person_id, "times",
			times, "week_minutes",
			i % 5 == 0 ? json_integer(2160) : json_null()));
}

static void make_duties(int64_t function_id, const int64_t ring[])
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];
	int64_t id;

	for (int n = 0; n < WEEKS; n++) {
		if (n % 17 == 16)
			continue; /* a gap now and then */
		id = make(&duty_resource,
			json_pack("{s:I,s:I,s:s,s:s,s:s}", "function_id",
				(json_int_t)function_id, "person_id",
				(json_int_t)ring[n % RING], "starts_at",
				instant_format(week(n), from), "ends_at",
				instant_format(week(n + 1), until), "origin",
				"rotation"));
		if (n % 10 == 3)
			make_override(function_id, ring[(n + 3) % RING], n);
		if (n % 10 == 7)
			make_swap(function_id, id, ring[n % RING], ring[(n + 5) % RING],
				n);
	}
}

static void fill(void)
{
	int64_t person[PEOPLE], municipality, ring[RING];
	char text[32], from[INSTANT_TEXT], until[INSTANT_TEXT];

	check(db_begin(db, DB_WRITE, &e));
	municipality = make(&municipality_resource,
		json_pack("{s:s,s:s}", "code", "GM0148", "name", "Dalfsen"));
	for (int i = 0; i < PEOPLE; i++) {
		(void)snprintf(text, sizeof text, "Nummer%d", i);
		person[i] = make(&person_resource,
			json_pack("{s:s,s:s,s:I}", "given_name", "Persoon",
				"family_name", text, "municipality_id",
				(json_int_t)municipality));
		(void)make(&absence_resource,
			json_pack("{s:I,s:s,s:s}", "person_id", (json_int_t)person[i],
				"from", instant_format(week(i % WEEKS), from), "until",
				instant_format(week(i % WEEKS + 1), until)));
		make_work(person[i], i);
	}
	make_calls(person);
	for (int f = 0; f < FUNCTIONS; f++) {
		int64_t id;

		(void)snprintf(text, sizeof text, "F%d", f);
		id = make(&function_resource,
			json_pack("{s:s,s:s,s:s,s:i}", "code", text, "name", text,
				"regime", "H", "required_on_duty", 1));
		for (int k = 0; k < RING; k++) {
			ring[k] = person[(f * 7 + k) % PEOPLE];
			(void)make(&assignment_resource,
				json_pack("{s:I,s:I,s:s,s:s}", "person_id",
					(json_int_t)ring[k], "function_id",
					(json_int_t)id, "status", "qualified", "from",
					"2020-01-01"));
		}
		make_duties(id, ring);
	}
	check(db_commit(db, &e));
}

static double now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Steps through every row, taking every column. */
static size_t read_rows(const char *sql)
{
	const struct engine *g = db_engine(db);
	struct engine_statement *s = NULL;
	static volatile int64_t seen; /* so that the columns are really taken */
	size_t rows = 0;

	check(g->prepare(db_connection(db), sql, &s, &e));
	while (g->step(s, &e) == ENGINE_ROW) {
		for (int i = g->columns(s); i-- > 0;)
			seen = seen + g->column_int(s, i);
		rows++;
	}
	g->finalize(s);
	return rows;
}

static size_t read_all(void)
{
	return read_rows("SELECT l.source_id, l.seq, l.kind, l.function_id, l.rank,"
			 " l.person_id, l.from_person_id, l.starts_at, l.ends_at,"
			 " l.known_from, p.active FROM layer l JOIN person p"
			 " ON p.id = l.person_id WHERE l.known_until IS NULL"
			 " AND l.ends_at > 0 ORDER BY l.function_id, l.rank")
	       + read_rows("SELECT function_id, person_id, from_day, until_day"
			   " FROM assignment WHERE status = 'qualified'")
	       + read_rows("SELECT person_id, starts_at, ends_at FROM absence"
			   " WHERE ends_at > 0")
	       + read_rows("SELECT id, regime, required_on_duty FROM function")
	       + read_rows(
		       "SELECT person_id, from_day, until_day, under_18_until, minutes"
		       " FROM working_week")
	       + read_rows("SELECT working_week_id, weekday, from_minute, until_minute"
			   " FROM working_week_time");
}

static size_t judge(void)
{
	struct roster_rules rules = roster_rules_default();
	struct problems_query q = { .from = week(0),
		.to = week(WEEKS),
		.rules = &rules,
		.call = call,
		.calls = calls };
	struct roster_problems found;
	size_t n;

	check(roster_problems_find(db, &q, &found, &e));
	n = found.n;
	roster_problems_fini(&found);
	return n;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(size_t (*work)(void), int runs, size_t *ret)
{
	double took[RUNS_MAX];

	for (int i = 0; i < runs; i++) {
		double began = now_ms();

		*ret = work();
		took[i] = now_ms() - began;
	}
	qsort(took, (size_t)runs, sizeof *took, by_size);
	return took[runs / 2];
}

int main(int argc, char *argv[])
{
	char file[512];
	int runs = argc == 3 ? atoi(argv[2]) : 0;
	size_t problems, rows;
	double ms, reading;

	if (runs < 1 || runs > RUNS_MAX) {
		(void)fprintf(stderr, "use: bench_coverage FOLDER RUNS\n");
		return 2;
	}
	(void)snprintf(file, sizeof file, "%s/coverage.db", argv[1]);
	check(zone_init("Europe/Amsterdam", &e));
	check(db_open(&sqlite_engine, file, DB_WRITE, &db, &e));
	check(migrate(db, by.now, &e));
	fill();
	ms = median(judge, runs, &problems);
	reading = median(read_all, runs, &rows);
	(void)printf(
		"{\"problems\":%zu,\"rows\":%zu,\"ms\":%.3f,\"reading_ms\":%.3f}\n",
		problems, rows, ms, reading);
	check(db_close(db, &e));
	return 0;
}
