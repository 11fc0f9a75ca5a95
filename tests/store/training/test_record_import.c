/* SPDX-License-Identifier: EUPL-1.2 */
/* Certificates and requirements of other systems: with a mapping of columns, as a
 * correction when something else stands already, every bad line named, all of it or
 * nothing; and what is exported comes back the same. Mutations: leave id >= first_new
 * out; overwrite instead of correct; leave check_new out of certificate_record, or
 * check out of requirement_resource: each fails. */
#include "base/alloc.h"
#include "roster/training/competence/requirement.h"
#include "roster/training/record/certificate.h"
#include "tests/support/training_import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct roster_world w;
static int64_t jan, piet;

static int open(void **state)
{
	(void)state;
	roster_world_open(&w);
	jan = roster_person(&w, 1, w.officer);
	piet = roster_person(&w, 2, w.officer);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

static const char exported[] = "Personeelsnr;Diploma;Nr;Behaald;Verloopt;Kosten\r\n"
			       "p1;EHBO;77;01-03-2026;01-03-2028;90\r\n"
			       "p2;EHBO;78;01-03-2026;;90\r\n"
			       "p1;LCMS;;11-03-2026;;\r\n";
static const char mapping[] =
	"Personeelsnr = person\nDiploma = title\nNr = number\n"
	"Behaald = valid_from\nVerloopt = valid_until\nKosten = -\n"
	"issuer := Oranje Kruis\n";

static void field_is(json_t *o, const char *field, const char *text)
{
	assert_string_equal(json_string_value(json_object_get(o, field)), text);
}

/* Keeps it with the first certificate. */
static void keep_paper(const char *bytes, size_t len)
{
	struct err e = { 0 };

	test_ok(db_begin(w.t.db, DB_WRITE, &e), &e);
	test_ok(certificate_file_add(w.t.db, 1, bytes, len, &w.by, &e), &e);
	test_ok(db_commit(w.t.db, &e), &e);
}

/* With the mapping of another system; marked; again, nothing changes. */
static void certificates_come_in(void **state)
{
	json_t *o;

	(void)state;
	training_take_all(&w, IMPORT_CERTIFICATES, exported, mapping, 3, 0, 0);
	o = roster_get(&w, &certificate_resource, 1);
	assert_int_equal(json_integer_value(json_object_get(o, "person_id")), jan);
	field_is(o, "title", "EHBO");
	field_is(o, "number", "77");
	field_is(o, "issuer", "Oranje Kruis");
	field_is(o, "valid_from", "2026-03-01");
	field_is(o, "valid_until", "2028-03-01");
	field_is(o, "source", "lms.csv");
	json_decref(o);
	o = roster_get(&w, &certificate_resource, 2);
	assert_int_equal(json_integer_value(json_object_get(o, "person_id")), piet);
	assert_true(json_is_null(json_object_get(o, "valid_until")));
	json_decref(o);
	training_take_all(&w, IMPORT_CERTIFICATES, exported, mapping, 0, 0, 3);
}

/* What the file says otherwise is a correction: both records stay. What it has no
 * column for stays as it was; another first day is a renewal. */
static void another_date_is_a_correction(void **state)
{
	json_t *o;

	(void)state;
	training_take_all(&w, IMPORT_CERTIFICATES, exported, mapping, 3, 0, 0);
	training_take_all(&w, IMPORT_CERTIFICATES,
		"person;title;number;valid_from;valid_until\n"
		"p1;EHBO;77;2026-03-01;2029-03-01\np2;EHBO;78;2026-03-01;\n"
		"p2;EHBO;78;2028-03-01;\n",
		NULL, 1, 1, 1);
	o = roster_get(&w, &certificate_resource, 4);
	assert_int_equal(json_integer_value(json_object_get(o, "replaces")), 1);
	field_is(o, "reason", "import");
	field_is(o, "valid_until", "2029-03-01");
	field_is(o, "issuer", "Oranje Kruis");
	json_decref(o);
	o = roster_get(&w, &certificate_resource, 1);
	field_is(o, "valid_until", "2028-03-01");
	assert_int_equal(json_integer_value(json_object_get(o, "replaced_by")), 4);
	json_decref(o);
}

static void requirements_come_in(void **state)
{
	static const char file[] =
		"functie;persoon;soort;titel;aantal;binnen_maanden;respijt_dagen;"
		"inzet_telt;vanaf;tot\n"
		"OVD-BZ;;oefening;Oefenen;2;12;30;ja;;\n"
		";p2;uren;Uren;40;;;;;\n"
		"OVD-BZ;;opleiding;Basis;;;;nee;01-01-2027;01-01-2030\n";
	json_t *o;

	(void)state;
	training_take_all(&w, IMPORT_REQUIREMENTS, file, NULL, 3, 0, 0);
	o = roster_get(&w, &requirement_resource, 1);
	assert_int_equal(
		json_integer_value(json_object_get(o, "function_id")), w.officer);
	field_is(o, "kind", "exercise");
	assert_int_equal(json_integer_value(json_object_get(o, "within_months")), 12);
	assert_int_equal(json_integer_value(json_object_get(o, "grace_days")), 30);
	assert_true(json_is_true(json_object_get(o, "deployments_count")));
	field_is(o, "source", "lms.csv");
	json_decref(o);
	o = roster_get(&w, &requirement_resource, 2);
	assert_int_equal(json_integer_value(json_object_get(o, "person_id")), piet);
	assert_int_equal(json_integer_value(json_object_get(o, "within_months")), 12);
	assert_int_equal(json_integer_value(json_object_get(o, "count")), 40);
	json_decref(o);
	o = roster_get(&w, &requirement_resource, 3);
	assert_int_equal(json_integer_value(json_object_get(o, "count")), 1);
	assert_true(json_is_null(json_object_get(o, "within_months")));
	field_is(o, "from", "2027-01-01");
	field_is(o, "until", "2030-01-01");
	json_decref(o);
	training_take_all(&w, IMPORT_REQUIREMENTS, file, NULL, 0, 0, 3);
	training_take_all(&w, IMPORT_REQUIREMENTS,
		"function;kind;title;count\nOVD-BZ;exercise;Oefenen;3\n", NULL, 0, 1,
		0);
	o = roster_get(&w, &requirement_resource, 1);
	assert_int_equal(json_integer_value(json_object_get(o, "count")), 3);
	assert_int_equal(json_integer_value(json_object_get(o, "within_months")), 12);
	field_is(o, "source", "lms.csv"); /* it still came from there */
	json_decref(o);
	training_take_all(&w, IMPORT_REQUIREMENTS, /* an empty cell says: ever */
		"function;kind;title;within_months;count\nOVD-BZ;exercise;Oefenen;;\n",
		NULL, 0, 1, 0);
	o = roster_get(&w, &requirement_resource, 1);
	assert_true(json_is_null(json_object_get(o, "within_months")));
	assert_int_equal(json_integer_value(json_object_get(o, "count")), 1);
	json_decref(o);
}

/* A requirement of somebody's own says nothing, and nobody can write it in. */
static void the_source_is_of_imports(void **state)
{
	struct err e = { 0 };
	int64_t id;
	json_t *o;

	(void)state;
	test_ok(roster_try(&w, &requirement_resource,
			json_pack("{s:I,s:s,s:s,s:s}", "person_id", (json_int_t)jan,
				"kind", "course", "title", "Eigen", "source", "lms"),
			&id, &e),
		&e);
	o = roster_get(&w, &requirement_resource, id);
	field_is(o, "source", "");
	json_decref(o);
}

/* A line tells which paper belongs to it; another one here is a fault, none is not. */
static void papers_are_compared(void **state)
{
	static const char paper[] = "%PDF-1.4 EHBO";
	const struct digest d = digest_sha256(paper, sizeof paper - 1);
	char hex[DIGEST_HEX], file[256], *out;
	struct err e = { 0 };

	(void)state;
	training_take_all(&w, IMPORT_CERTIFICATES, exported, mapping, 3, 0, 0);
	keep_paper(paper, sizeof paper - 1);
	out = roster_export(&w, IMPORT_CERTIFICATES, NULL);
	(void)snprintf(file, sizeof file,
		"p1;EHBO;77;Oranje Kruis;2026-03-01;"
		"2028-03-01;%s;13;/api/v1/certificates/",
		digest_hex(&d, hex));
	assert_non_null(strstr(out, file));
	assert_non_null(strstr(out, "p1;LCMS;;Oranje Kruis;2026-03-11;;;;\r\n"));
	training_take_all(&w, IMPORT_CERTIFICATES, out, NULL, 0, 0, 3);
	base_free(out);
	(void)snprintf(file, sizeof file,
		"person;title;number;valid_from;file_sha256\n"
		"p1;EHBO;77;2026-03-01;%064d\np2;EHBO;78;2026-03-01;%064d\n",
		1, 2);
	assert_int_equal(training_take(&w, IMPORT_CERTIFICATES, file, NULL, "x", &e),
		ERR_INVALID);
	assert_int_equal(training_report.faults_count, 1);
	assert_string_equal(training_report.faults[0].column, "file_sha256");
	assert_string_equal(
		training_report.faults[0].reason, "another paper is kept with it here");
}

static const struct bad_file wrong[] = {
	{ IMPORT_CERTIFICATES, "person;title;valid_from\np9;EHBO;2026-01-01\n",
		"person", "no person has this external_id" },
	{ IMPORT_CERTIFICATES, "person;title;valid_from\np1;EHBO;gisteren\n",
		"valid_from", "" },
	{ IMPORT_CERTIFICATES, "person;title;valid_from\np1;;2026-01-01\n", "title",
		"must not be empty" },
	{ IMPORT_CERTIFICATES,
		"person;title;valid_from;valid_until\n"
		"p1;EHBO;2026-01-01;2026-01-01\n",
		"valid_until", "must be later than valid_from" },
	{ IMPORT_CERTIFICATES,
		"persoon;diploma;behaald_op;nummer\np1;EHBO;2026-01-01;7\n"
		"p1;EHBO;01-01-2026;7\n",
		"persoon", "stands in the file already" },
	{ IMPORT_CERTIFICATES, "person;title\np1;EHBO\n", "valid_from",
		"this column is missing" },
	{ IMPORT_CERTIFICATES,
		"person;title;valid_from;bestand_sha256\np1;EHBO;2026-01-01;12ab\n",
		"bestand_sha256", "must be 64 hexadecimal digits" },
	{ IMPORT_CERTIFICATES,
		"person;title;valid_from;file_size\np1;EHBO;2026-01-01;groot\n",
		"file_size", "must be a whole number" },
	{ IMPORT_REQUIREMENTS, "kind;title\nexercise;X\n", "function",
		"must be given" },
	{ IMPORT_REQUIREMENTS, "function;kind;title\nNIX;exercise;X\n", "function",
		"no function has this code" },
	{ IMPORT_REQUIREMENTS, "person;kind;title\np9;exercise;X\n", "person",
		"no person has this external_id" },
	{ IMPORT_REQUIREMENTS, "function;kind;title\nOVD-BZ;feest;X\n", "kind",
		"must be one of" },
	{ IMPORT_REQUIREMENTS, "function;kind;title\nOVD-BZ;uren;X\n", "count",
		"must be given" },
	{ IMPORT_REQUIREMENTS, "function;kind;title;count\nOVD-BZ;course;X;veel\n",
		"count", "must be a whole number" },
	{ IMPORT_REQUIREMENTS,
		"function;kind;title;from\nOVD-BZ;course;X;2026-01-01\n"
		"OVD-BZ;opleiding;X;01-01-2026\n",
		"title", "stands in the file already" },
	{ IMPORT_REQUIREMENTS,
		"function;kind;title;deployments_count\nOVD-BZ;course;X;soms\n",
		"deployments_count", "must be yes or no" },
};

static void bad_lines_are_named_and_nothing_is_kept(void **state)
{
	(void)state;
	training_refuses(&w, wrong, sizeof wrong / sizeof *wrong);
}

/* Whichever allocation fails: nothing of the file is there, or all of it. */
static void an_import_is_whole_or_absent(void **state)
{
	(void)state;
	training_whole_or_absent(&w, IMPORT_CERTIFICATES, exported, mapping);
}

static json_t *certificate(const char *number)
{
	return json_pack("{s:I,s:s,s:s,s:s}", "person_id", (json_int_t)jan, "title",
		"EHBO", "number", number, "valid_from", "2026-01-01");
}

static int64_t record(json_t *item, struct err *e)
{
	json_t *made = NULL;
	int64_t id;

	err_clear(e);
	test_ok(db_begin(w.t.db, DB_WRITE, e), e);
	if (certificate_record(w.t.db, item, "list", &w.by, &made, e) == ERR_OK)
		test_ok(db_commit(w.t.db, e), e);
	else
		db_rollback(w.t.db);
	id = json_integer_value(json_object_get(made, "id"));
	json_decref(item);
	json_decref(made);
	return id;
}

/* Sent twice, recorded once; withdrawn, it may come again. A correction is no second
 * one, unless it makes it another's equal. */
static void a_certificate_stands_there_once(void **state)
{
	struct err e = { 0 };
	int64_t first = record(certificate("7"), &e), second;

	(void)state;
	assert_true(first > 0);
	assert_int_equal(record(certificate("7"), &e), 0);
	assert_int_equal(e.code, ERR_CONFLICT);
	second = record(certificate("8"), &e);
	assert_true(second > 0);
	assert_int_equal(
		record(json_pack("{s:I,s:s,s:s}", "replaces", (json_int_t)second,
			       "reason", "x", "number", "7"),
			&e),
		0);
	assert_int_equal(e.code, ERR_CONFLICT);
	first = record(json_pack("{s:I,s:s,s:s}", "replaces", (json_int_t)first,
			       "reason", "x", "issuer", "Kruis"),
		&e);
	assert_true(first > 0);
	first = record(json_pack("{s:I,s:s,s:b}", "replaces", (json_int_t)first,
			       "reason", "x", "withdrawn", 1),
		&e);
	assert_true(first > 0);
	assert_true(record(certificate("7"), &e) > 0);
}

static json_t *asks(const char *title, const char *from)
{
	return json_pack("{s:I,s:s,s:s,s:s?}", "function_id", (json_int_t)w.officer,
		"kind", "course", "title", title, "from", from);
}

static void a_requirement_stands_there_once(void **state)
{
	struct err e = { 0 };
	int64_t first = 0, second = 0;

	(void)state;
	test_ok(roster_try(&w, &requirement_resource, asks("Basis", NULL), &first, &e),
		&e);
	assert_int_equal(
		roster_try(&w, &requirement_resource, asks("Basis", NULL), &second, &e),
		ERR_CONFLICT);
	test_ok(roster_try(&w, &requirement_resource, asks("Basis", "2027-01-01"),
			&second, &e),
		&e);
	test_ok(roster_change(&w, &requirement_resource, second,
			json_pack("{s:i}", "grace_days", 3), &e),
		&e);
	assert_int_equal(roster_change(&w, &requirement_resource, second,
				 json_pack("{s:n}", "from"), &e),
		ERR_CONFLICT);
}

/* Into a database with the same people and functions: the same files again.
 * Certificates that were corrected or withdrawn are not what holds. */
static void exports_come_back_the_same(void **state)
{
	static const enum import_kind kinds[] = { IMPORT_REQUIREMENTS,
		IMPORT_CERTIFICATES };
	static struct roster_world other;

	(void)state;
	training_take_all(&w, IMPORT_CERTIFICATES, exported, mapping, 3, 0, 0);
	training_take_all(&w, IMPORT_CERTIFICATES,
		"person;title;number;valid_from;valid_until\n"
		"p1;EHBO;77;2026-03-01;2029-03-01\n",
		NULL, 0, 1, 0);
	training_take_all(&w, IMPORT_REQUIREMENTS,
		"function;person;kind;title;subject;count;within_months;valid_months;"
		"grace_days;deployments_count;from;until\n"
		"OVD-BZ;;training;Een;grip;2;12;;3;yes;2026-01-01;2027-01-01\n"
		"OVD-BZ;p1;hours;Twee;;9;;24;;;;\n;p2;certificate;EHBO;;;;;;;;\n",
		NULL, 3, 0, 0);
	roster_world_open(&other);
	(void)roster_person(&other, 1, other.officer);
	(void)roster_person(&other, 2, other.officer);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char *first = roster_export(&w, kinds[i], NULL), *again;

		roster_import_all(&other, kinds[i], first);
		again = roster_export(&other, kinds[i], NULL);
		assert_string_equal(first, again);
		assert_non_null(strstr(first, "EHBO"));
		assert_null(strstr(first, "2028-03-01"));
		base_free(first);
		base_free(again);
	}
	roster_world_close(&other);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open, close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(certificates_come_in),
		EACH(another_date_is_a_correction),
		EACH(requirements_come_in),
		EACH(the_source_is_of_imports),
		EACH(papers_are_compared),
		EACH(bad_lines_are_named_and_nothing_is_kept),
		EACH(an_import_is_whole_or_absent),
		EACH(a_certificate_stands_there_once),
		EACH(a_requirement_stands_there_once),
		EACH(exports_come_back_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
