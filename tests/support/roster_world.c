/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/roster_world.h"

#include "base/alloc.h"
#include "base/zone.h"
#include "roster/people/function.h"
#include "roster/people/person.h"
#include "schema/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DUMP_MAX = 64 * 1024 * 1024 };

static int64_t make_function(
	struct roster_world *w, const char *code, const char *name, const char *regime)
{
	return roster_make(w, &function_resource,
		json_pack(
			"{s:s,s:s,s:s}", "code", code, "name", name, "regime", regime));
}

void roster_world_open(struct roster_world *w)
{
	struct err e = { 0 };

	memset(w, 0, sizeof *w);
	test_ok(zone_init("Europe/Amsterdam", &e), &e);
	test_db_open(&w->t);
	w->by = (struct change){ { "token:test", "127.0.0.1" },
		{ INT64_C(1790000000000) } };
	w->dalfsen = roster_make(w, &municipality_resource,
		json_pack("{s:s,s:s}", "code", "GM0148", "name", "Dalfsen"));
	w->zwolle = roster_make(w, &municipality_resource,
		json_pack("{s:s,s:s}", "code", "GM0193", "name", "Zwolle"));
	w->officer = make_function(w, "OVD-BZ", "Officier van dienst", "H");
	w->shelter = make_function(w, "TL-OVR", "Teamleider opvang", "V");
}

void roster_world_close(struct roster_world *w)
{
	test_db_close(&w->t);
}

enum err_code roster_try(struct roster_world *w, const struct resource *r, json_t *body,
	int64_t *ret_id, struct err *e)
{
	json_t *item = NULL;

	assert_non_null(body);
	test_ok(db_begin(w->t.db, DB_WRITE, e), e);
	if (resource_create(w->t.db, r, body, &w->by, &item, e) == ERR_OK) {
		*ret_id = json_integer_value(json_object_get(item, "id"));
		test_ok(db_commit(w->t.db, e), e);
	} else {
		db_rollback(w->t.db);
	}
	json_decref(item);
	json_decref(body);
	return e->code;
}

int64_t roster_make(struct roster_world *w, const struct resource *r, json_t *body)
{
	struct err e = { 0 };
	int64_t id = 0;

	test_ok(roster_try(w, r, body, &id, &e), &e);
	return id;
}

enum err_code roster_change(struct roster_world *w, const struct resource *r,
	int64_t id, json_t *body, struct err *e)
{
	json_t *item = NULL;

	assert_non_null(body);
	test_ok(db_begin(w->t.db, DB_WRITE, e), e);
	if (resource_update(w->t.db, r, id, body, false, 0, &w->by, &item, e) == ERR_OK)
		test_ok(db_commit(w->t.db, e), e);
	else
		db_rollback(w->t.db);
	json_decref(item);
	json_decref(body);
	return e->code;
}

int64_t roster_person(struct roster_world *w, int number, int64_t function_id)
{
	char external[16], family[32];
	int64_t id;

	(void)snprintf(external, sizeof external, "p%d", number);
	(void)snprintf(family, sizeof family, "Jansen%d", number);
	id = roster_make(w, &person_resource,
		json_pack("{s:s,s:s,s:s,s:I}", "external_id", external, "given_name",
			"Jo", "family_name", family, "municipality_id",
			(json_int_t)w->dalfsen));
	if (function_id != 0)
		(void)roster_make(w, &assignment_resource,
			json_pack("{s:I,s:I,s:s,s:s}", "person_id", (json_int_t)id,
				"function_id", (json_int_t)function_id, "status",
				"qualified", "from", "2020-01-01"));
	return id;
}

json_t *roster_get(struct roster_world *w, const struct resource *r, int64_t id)
{
	struct err e = { 0 };
	json_t *item = NULL;

	test_ok(resource_get(w->t.db, r, id, &item, &e), &e);
	return item;
}

enum err_code roster_import(struct roster_world *w, enum import_kind kind,
	const char *bytes, size_t len, struct import_report *report, struct err *e)
{
	if (db_begin(w->t.db, DB_WRITE, e) != ERR_OK)
		return e->code;
	if (import_run(w->t.db, kind, bytes, len, NULL, &w->by, report, e) != ERR_OK
		|| db_commit(w->t.db, e) != ERR_OK)
		db_rollback(w->t.db);
	return e->code;
}

void roster_import_all(struct roster_world *w, enum import_kind kind, const char *bytes)
{
	static struct import_report report;
	struct err e = { 0 };

	test_ok(roster_import(w, kind, bytes, strlen(bytes), &report, &e), &e);
}

char *roster_export(struct roster_world *w, enum import_kind kind,
	const struct export_choice *choice)
{
	static const struct export_choice all = { .format = EXPORT_CSV };
	struct err e = { 0 };
	struct text out;
	char *s;

	text_init(&out, DUMP_MAX);
	test_ok(db_begin(w->t.db, DB_READ, &e), &e);
	test_ok(export_run(w->t.db, kind, choice != NULL ? choice : &all, &out, &e),
		&e);
	test_ok(db_commit(w->t.db, &e), &e);
	s = text_take(&out);
	assert_non_null(s);
	return s;
}

void roster_check_export(
	struct roster_world *w, enum import_kind kind, const char *expected)
{
	char *s = roster_export(w, kind, NULL);

	assert_string_equal(s, expected);
	base_free(s);
}

/* --- the dump --- */

static struct engine_statement *prepare(struct roster_world *w, const char *sql)
{
	struct engine_statement *s = NULL;
	struct err e = { 0 };

	test_ok(db_engine(w->t.db)->prepare(db_connection(w->t.db), sql, &s, &e), &e);
	return s;
}

static void dump_table(struct roster_world *w, const char *table, struct text *out)
{
	const struct engine *g = db_engine(w->t.db);
	struct engine_statement *s;
	char sql[128];
	struct err e = { 0 };

	(void)snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1, 2", table);
	s = prepare(w, sql);
	while (g->step(s, &e) == ENGINE_ROW) {
		text_addf(out, "%s", table);
		for (int i = 0; i < g->columns(s); i++) {
			size_t len = 0;
			const unsigned char *b;

			if (g->column_type(s, i) == ENGINE_INT) {
				text_addf(out, "|%" PRId64, g->column_int(s, i));
				continue;
			}
			b = g->column_blob(s, i, &len);
			text_add(out, "|");
			for (size_t k = 0; k < len; k++)
				text_addf(out, "%02x", b[k]);
		}
		text_add(out, "\n");
	}
	assert_int_equal(e.code, ERR_OK);
	g->finalize(s);
}

char *roster_dump(struct roster_world *w)
{
	const struct engine *g = db_engine(w->t.db);
	struct engine_statement *s =
		prepare(w, "SELECT name FROM sqlite_master WHERE type = 'table'"
			   " AND name NOT LIKE 'audit%' ORDER BY name");
	struct err e = { 0 };
	struct text out;
	int tables = 0;
	char *dump;

	text_init(&out, DUMP_MAX);
	for (; g->step(s, &e) == ENGINE_ROW; tables++) {
		size_t len;
		char name[64];

		(void)snprintf(name, sizeof name, "%s", g->column_text(s, 0, &len));
		dump_table(w, name, &out);
	}
	g->finalize(s);
	assert_true(tables > 10);
	dump = text_take(&out);
	assert_non_null(dump);
	return dump;
}
