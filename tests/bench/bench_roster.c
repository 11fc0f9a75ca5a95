/* SPDX-License-Identifier: EUPL-1.2 */
/* Making the draft duties of thirty rotations for a number of years, against writing
 * the same rows with prepared statements and nothing else; and a year's calendar of one
 * function as text. Nothing is committed: flushing is the same on both sides.
 *
 *   bench_roster FOLDER YEARS RUNS
 * prints {"rows":R,"ms":M,"bare_ms":B,"events":E,"feed_ms":F}: the medians of RUNS. */
#include "base/text.h"
#include "base/zone.h"
#include "roster/calendar/feed.h"
#include "roster/duty/duty.h"
#include "roster/duty/rotation_plan.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "schema/engine.h"
#include "schema/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FUNCTIONS = 30, RING = 8, RUNS_MAX = 99, YEARS_MAX = 5, COLUMNS = 8 };

static const struct instant start = { INT64_C(1798444800000) }; /* a Monday, 08:00 */
static struct db *db;
static struct err e;
static struct change by = { { "bench", "local" }, { INT64_C(1790000000000) } };
static int64_t rotation[FUNCTIONS], published;
static struct instant until;
static size_t rows, events;
static int64_t row[FUNCTIONS * YEARS_MAX * 54][COLUMNS];

static void check(enum err_code code)
{
	if (code == ERR_OK)
		return;
	(void)fprintf(stderr, "bench_roster: %s\n", e.msg);
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

static int64_t make_function(int number)
{
	char text[32];

	(void)snprintf(text, sizeof text, "F%d", number);
	return make(&function_resource,
		json_pack("{s:s,s:s,s:s,s:i}", "code", text, "name", text, "regime",
			"H", "required_on_duty", 1));
}

/* A function with a year of published weeks, for the calendar. */
static void publish_a_year(int64_t person_id)
{
	char from[INSTANT_TEXT], to[INSTANT_TEXT];

	published = make_function(FUNCTIONS);
	(void)make(&assignment_resource,
		json_pack("{s:I,s:I,s:s,s:s}", "person_id", (json_int_t)person_id,
			"function_id", (json_int_t)published, "status", "qualified",
			"from", "2020-01-01"));
	for (int n = 0; n < 52; n++) {
		struct instant a = { start.ms + n * INT64_C(604800000) };
		struct instant b = { a.ms + INT64_C(604800000) };

		(void)make(&duty_resource, json_pack("{s:I,s:I,s:s,s:s}", "function_id",
						   (json_int_t)published, "person_id",
						   (json_int_t)person_id, "starts_at",
						   instant_format(a, from), "ends_at",
						   instant_format(b, to)));
	}
}

static void fill(void)
{
	json_t *ring = json_array();
	int64_t municipality, person = 0;
	char text[32];

	check(db_begin(db, DB_WRITE, &e));
	municipality = make(&municipality_resource,
		json_pack("{s:s,s:s}", "code", "GM0148", "name", "Dalfsen"));
	for (int i = 0; i < RING; i++) {
		(void)snprintf(text, sizeof text, "Nummer%d", i);
		person = make(&person_resource,
			json_pack("{s:s,s:s,s:I}", "given_name", "Persoon",
				"family_name", text, "municipality_id",
				(json_int_t)municipality));
		json_array_append_new(ring, json_integer(person));
	}
	for (int i = 0; i < FUNCTIONS; i++)
		rotation[i] = make(&rotation_resource,
			json_pack("{s:I,s:s,s:s,s:O}", "function_id",
				(json_int_t)make_function(i), "name", "Week",
				"starts_on", "2026-12-28", "people", ring));
	json_decref(ring);
	publish_a_year(person);
	check(db_commit(db, &e));
}

static double now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* What was made, for the other side to write. */
static void keep_rows(void)
{
	const struct engine *g = db_engine(db);
	struct engine_statement *s = NULL;

	rows = 0;
	check(g->prepare(db_connection(db),
		"SELECT id, function_id, person_id, starts_at, ends_at, rank,"
		" rotation_id, 1 FROM duty WHERE state = 'draft'",
		&s, &e));
	while (g->step(s, &e) == ENGINE_ROW && rows < sizeof row / sizeof *row) {
		for (int i = 0; i < COLUMNS; i++)
			row[rows][i] = g->column_int(s, i);
		rows++;
	}
	g->finalize(s);
}

static double generate(void)
{
	struct rotation_made made;
	double began = now_ms(), took;

	check(db_begin(db, DB_WRITE, &e));
	for (int i = 0; i < FUNCTIONS; i++)
		check(rotation_make_drafts(
			db, rotation[i], start, until, &by, &made, &e));
	took = now_ms() - began;
	keep_rows();
	db_rollback(db);
	return took;
}

static double write_bare(void)
{
	const struct engine *g = db_engine(db);
	struct engine_statement *s = NULL;
	double began = now_ms(), took;

	check(g->begin(db_connection(db), true, &e));
	check(g->prepare(db_connection(db),
		"INSERT INTO duty (id, function_id, person_id, starts_at, ends_at, "
		"rank,"
		" rotation_id, version, origin, state) VALUES (:a, :b, :c, :d, :e, :f,"
		" :g, :h, 'rotation', 'draft')",
		&s, &e));
	for (size_t i = 0; i < rows; i++) {
		for (int k = 0; k < COLUMNS; k++)
			(void)g->bind_int(s, k + 1, row[i][k]);
		if (g->step(s, &e) == ENGINE_FAILED)
			check(e.code);
		g->reset(s);
	}
	took = now_ms() - began;
	g->finalize(s);
	g->rollback(db_connection(db));
	return took;
}

static double render(void)
{
	const struct calendar_owner owner = { .function_id = published };
	struct text t;
	double began = now_ms(), took;

	text_init(&t, FEED_TEXT_MAX);
	check(feed_render(db, &owner, "https://paraat.example.nl", by.now, &t, &e));
	took = now_ms() - began;
	events = 0;
	for (const char *s = text_str(&t); (s = strstr(s, "BEGIN:VEVENT")) != NULL; s++)
		events++;
	text_fini(&t);
	return took;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double (*work)(void), int runs)
{
	double took[RUNS_MAX];

	for (int i = 0; i < runs; i++)
		took[i] = work();
	qsort(took, (size_t)runs, sizeof *took, by_size);
	return took[runs / 2];
}

int main(int argc, char *argv[])
{
	char file[512];
	int years = argc == 4 ? atoi(argv[2]) : 0, runs = argc == 4 ? atoi(argv[3]) : 0;
	double ms, bare, feed;

	if (runs < 1 || runs > RUNS_MAX || years < 1 || years > YEARS_MAX) {
		(void)fprintf(stderr, "use: bench_roster FOLDER YEARS RUNS\n");
		return 2;
	}
	until.ms = start.ms + years * INT64_C(31449600000);
	(void)snprintf(file, sizeof file, "%s/roster%d.db", argv[1], years);
	check(zone_init("Europe/Amsterdam", &e));
	check(db_open(&sqlite_engine, file, DB_WRITE, &db, &e));
	check(migrate(db, by.now, &e));
	fill();
	ms = median(generate, runs);
	bare = median(write_bare, runs);
	feed = median(render, runs);
	(void)printf("{\"rows\":%zu,\"ms\":%.3f,\"bare_ms\":%.3f,\"events\":%zu,"
		     "\"feed_ms\":%.3f}\n",
		rows, ms, bare, events, feed);
	check(db_close(db, &e));
	return 0;
}
