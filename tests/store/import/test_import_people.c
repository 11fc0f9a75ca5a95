/* SPDX-License-Identifier: EUPL-1.2 */
/* People from CSV: every way of writing the file, every bad line by name, all or
 * nothing, and no change where the file says what is stored. */
#include "base/alloc.h"
#include "roster/people/person.h"
#include "tests/support/roster_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEADER                                                                         \
	"external_id;given_name;infix;family_name;municipality;language;mobile;"       \
	"mobile2;landline;email;push;contacts;active\r\n"

static struct roster_world w;
static struct import_report report;

static int open(void **state)
{
	(void)state;
	roster_world_open(&w);
	return 0;
}

static int close(void **state)
{
	(void)state;
	roster_world_close(&w);
	return 0;
}

static enum err_code take(const char *bytes)
{
	struct err e = { 0 };

	return roster_import(&w, IMPORT_PEOPLE, bytes, strlen(bytes), &report, &e);
}

static void check_export(const char *expected)
{
	char *s = roster_export(&w, IMPORT_PEOPLE, NULL);

	assert_string_equal(s, expected);
	base_free(s);
}

/* Fails unless the file is refused with these faults, "line column reason…", in order;
 * nothing may have changed. */
static void check_refused(const char *bytes, const char *const faults[])
{
	char *before = roster_dump(&w), *after, line[256];
	size_t n = 0;

	assert_int_equal(take(bytes), ERR_INVALID);
	for (; faults[n] != NULL; n++) {
		const struct import_fault *f = &report.faults[n];

		(void)snprintf(
			line, sizeof line, "%zu %s %s", f->line, f->column, f->reason);
		if (n >= report.faults_count || strstr(line, faults[n]) != line)
			fail_msg("expected '%s', got '%s'", faults[n],
				n < report.faults_count ? line : "nothing");
	}
	assert_int_equal(report.faults_count, n);
	after = roster_dump(&w);
	assert_string_equal(before, after);
	base_free(before);
	base_free(after);
}

static const char expected[] = HEADER
	"p1;Jan;van den;Berg;GM0148;nl;+31612345678;;+31529488388;;;;yes\r\n"
	"p2;Zo\xc3\xab;;\"Smit; bakker\";GM0193;en;;;;z@gemeente.example;;;no\r\n";

/* Semicolons or commas, with or without BOM, LF or CRLF, English or Dutch names of
 * columns in any order, and telephone numbers as people write them: the same people. */
static void every_way_of_writing_gives_the_same(void **state)
{
	static const char *const files[] = {
		HEADER
		"p1;Jan;van den;Berg;GM0148;nl;06-12345678;;0529-488388;;;;yes\r\n"
		"p2;Zo\xc3\xab;;\"Smit; bakker\";Zwolle;en;;;;"
		"z@gemeente.example;;;no\r\n",
		"\xef\xbb\xbf"
		"external_id,given_name,infix,family_name,municipality,language,"
		"mobile,landline,email,active\n"
		"p1,Jan,van den,Berg,Dalfsen,,+31 (0)6 1234 5678,0031529488388,,1\n"
		"p2,Zo\xc3\xab,,Smit; bakker,GM0193,en,,,z@gemeente.example,0",
		"Gemeente;Achternaam;Tussenvoegsel;Voornaam;Personeelsnummer;Mobiel;"
		"Vast;E-mail;Taal;Actief\n"
		"\n"
		"Dalfsen;Berg;van den;Jan;p1;0612345678;0529 488 388;;nl;ja\n"
		" Zwolle ; \"Smit; bakker\" ;;Zo\xc3\xab;p2;;;z@gemeente.example;en;"
		"nee\n\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		roster_import_all(&w, IMPORT_PEOPLE, files[i]);
		check_export(expected);
		roster_world_close(&w);
		roster_world_open(&w);
	}
}

/* Each fault has its line, the column as the file names it, and the reason; also after
 * a cell of several lines. One bad line, and nothing is imported. */
static void bad_lines_are_named_and_nothing_is_imported(void **state)
{
	static const char *const faults[] = {
		"3 Gemeente is not the code or name of a municipality",
		"3 Achternaam must not be empty",
		"3 Mobiel ",
		"4 Achternaam must be one line",
		"6 Personeelsnummer must not be empty",
		"7 actief must be yes or no, ja or nee",
		"7 e-mail must be an e-mail address",
		"8 Personeelsnummer stands in line 2 already",
		"9  has more cells than the header",
		"10 taal ",
		NULL,
	};

	(void)state;
	check_refused("Personeelsnummer;Achternaam;Gemeente;Mobiel;e-mail;actief;taal\n"
		      "p1;Jansen;Dalfsen;0612345678;;ja;nl\n"
		      "p2;;Nergens;12;;ja;nl\n"
		      "p3;\"Twee\nregels\";Dalfsen;;;;\n"
		      ";Leeg;Dalfsen;;;;\n"
		      "p5;Jansen;Dalfsen;;geen;misschien;nl\n"
		      "p1;Nogmaals;Dalfsen;;;;\n"
		      "p6;Lang;Dalfsen;;;;;meer\n"
		      "p7;Taal;Dalfsen;;;;fries\n",
		faults);
}

/* A column that nobody reads, one that stands there twice, one that is missing. */
static void the_header_is_checked(void **state)
{
	static const char *const faults[] = {
		"1 telefoon is not a column of this kind of file",
		"1 ACHTERNAAM stands in the header twice",
		"1 municipality this column is missing",
		NULL,
	};

	(void)state;
	check_refused("external_id;family_name;telefoon;ACHTERNAAM\np1;Jansen;06;x\n",
		faults);
}

/* No UTF-8, an open quote, nothing at all: an error about the file, not a line. */
static void unreadable_files_are_refused(void **state)
{
	static const char *const files[] = {
		"external_id;family_name;municipality\np1;Ren\xe9;Dalfsen\n",
		"external_id;family_name;municipality\np1;\"Jansen;Dalfsen\n",
		"",
		"\xef\xbb\xbf",
		"\n\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		assert_int_equal(take(files[i]), ERR_INVALID);
		assert_int_equal(report.faults_count, 0);
	}
}

/* A header without lines is a file in which nothing stands. */
static void a_header_alone_is_fine(void **state)
{
	(void)state;
	roster_import_all(&w, IMPORT_PEOPLE, HEADER);
	assert_int_equal(report.created, 0);
	check_export(HEADER);
}

/* The same file again changes no row, no audit record and no counter. */
static void the_same_file_again_changes_nothing(void **state)
{
	static const char file[] =
		"external_id;given_name;family_name;municipality;mobile;mobile2\n"
		"p1;Jan;Berg;Dalfsen;06-12345678;\n"
		"p2;Piet;Smit;Zwolle;;06 87654321\n"
		"p3;;Bos;GM0193;06-11111111;06-22222222\n";
	char *before, *after;

	(void)state;
	assert_int_equal(take(file), ERR_OK);
	assert_int_equal(report.created, 3);
	before = roster_dump(&w);
	assert_int_equal(take(file), ERR_OK);
	assert_int_equal(report.created, 0);
	assert_int_equal(report.updated, 0);
	assert_int_equal(report.unchanged, 3);
	after = roster_dump(&w);
	assert_string_equal(before, after);
	base_free(before);
	base_free(after);
}

static void check_contacts(int64_t id, const char *expected_list)
{
	json_t *item = roster_get(&w, &person_resource, id), *c;
	char list[512] = "";
	size_t i, n = 0;

	json_array_foreach(json_object_get(item, "contacts"), i, c)
	{
		n += (size_t)snprintf(list + n, sizeof list - n,
			"%s%" JSON_INTEGER_FORMAT " %s", n > 0 ? ", " : "",
			json_integer_value(json_object_get(c, "rank")),
			json_string_value(json_object_get(c, "address")));
	}
	assert_string_equal(list, expected_list);
	json_decref(item);
}

/* What the file has no column for stays; a new number takes the place and the rank of
 * the old one; an empty cell takes it away. */
static void only_what_the_file_knows_changes(void **state)
{
	int64_t id = roster_make(&w, &person_resource,
		json_pack("{s:s,s:s,s:I,s:s,s:[{s:s,s:s,s:i},{s:s,s:s,s:i},"
			  "{s:s,s:s,s:i},{s:s,s:s,s:i}]}",
			"external_id", "p1", "family_name", "Berg", "municipality_id",
			(json_int_t)w.dalfsen, "language", "en", "contacts", "kind",
			"landline", "address", "+31529488388", "rank", 3, "kind",
			"mobile", "address", "+31611111111", "rank", 5, "kind", "email",
			"address", "b@gemeente.example", "rank", 6, "kind", "mobile",
			"address", "+31622222222", "rank", 9));

	(void)state;
	roster_import_all(&w, IMPORT_PEOPLE,
		"external_id;family_name;municipality;mobile\np1;Berg;Zwolle;"
		"0633333333\n");
	check_contacts(id, "3 +31529488388, 5 +31633333333, 6 b@gemeente.example, "
			   "9 +31622222222");
	roster_import_all(&w, IMPORT_PEOPLE,
		"external_id;family_name;municipality;mobile;mobile2;push\n"
		"p1;Berg;Zwolle;0622222222;0633333333;a-topic-of-hers\n");
	check_contacts(id, "3 +31529488388, 5 +31622222222, 6 b@gemeente.example, "
			   "9 +31633333333, 10 a-topic-of-hers");
	roster_import_all(&w, IMPORT_PEOPLE,
		"external_id;family_name;municipality;mobile;mobile2;landline\n"
		"p1;Berg;Zwolle;;0633333333;\n");
	check_contacts(id, "5 +31633333333, 6 b@gemeente.example, 10 a-topic-of-hers");
	check_export(HEADER "p1;;;Berg;GM0193;en;+31633333333;;;b@gemeente.example;"
			    "a-topic-of-hers;;yes\r\n");
}

/* What the columns cannot say stands in `contacts`: three mobile numbers, a landline
 * first. Another database gives the same file; a column may not say something else. */
static void every_way_to_reach_somebody_comes_back(void **state)
{
	static const char file[] =
		HEADER "p1;;;Berg;GM0148;nl;+31611111111;+31622222222;+31529488388;;;"
		       "\"1 landline +31529488388, 4 mobile +31611111111, 5 mobile "
		       "+31622222222, "
		       "6 mobile +31633333333\";yes\r\n";

	(void)state;
	roster_import_all(&w, IMPORT_PEOPLE, file);
	check_export(file);
	assert_int_equal(take(file), ERR_OK);
	assert_int_equal(report.unchanged, 1);
	check_refused("external_id;family_name;municipality;mobile;contacts\n"
		      "p1;Berg;Dalfsen;0655555555;1 mobile 0611111111\n"
		      "p2;Bos;Dalfsen;;een mobieltje\n",
		(const char *const[]){ "2 mobile is not what stands in contacts",
			"3 contacts must be ways such as", NULL });
}

/* Who has no number is called by id: the same person here, a number of their own
 * elsewhere, and never somebody of another name. */
static void who_has_no_number_has_an_id(void **state)
{
	int64_t id = roster_make(&w, &person_resource,
		json_pack("{s:s,s:I}", "family_name", "Berg", "municipality_id",
			(json_int_t)w.dalfsen));
	char *file;

	(void)state;
	assert_int_equal(id, 1);
	file = roster_export(&w, IMPORT_PEOPLE, NULL);
	check_export(HEADER "#1;;;Berg;GM0148;nl;;;;;;;yes\r\n");
	assert_int_equal(take(file), ERR_OK);
	assert_int_equal(report.unchanged, 1);
	roster_import_all(
		&w, IMPORT_ASSIGNMENTS, "person;function;from\n#1;OVD-BZ;2026-01-01\n");
	check_refused("external_id;family_name;municipality\n#1;Bos;Dalfsen\n",
		(const char *const[]){
			"2 external_id is the number of somebody else here", NULL });
	roster_world_close(&w);
	roster_world_open(&w);
	roster_import_all(&w, IMPORT_PEOPLE, file);
	check_export(file);
	base_free(file);
}

/* A name that a spreadsheet would run is written so that it does not, and read back as
 * it was; also one that looks as if that had been done already. */
static void formulas_are_made_safe_and_read_back(void **state)
{
	static const char *const names[] = { "=SUM(A1)", "+1+1", "-2", "@x", "'=1",
		"'t", "''=", "'", "a=b" };
	static const char *const cells[] = { "'=SUM(A1)", "'+1+1", "-2", "'@x", "''=1",
		"'t", "'''=", "'", "a=b" };
	enum { NAMES = sizeof names / sizeof *names };
	int64_t ids[NAMES];
	char expected_text[2048] = HEADER, *s;
	json_t *item;

	(void)state;
	for (int i = 0; i < NAMES; i++) {
		size_t n = strlen(expected_text);

		ids[i] = roster_make(&w, &person_resource,
			json_pack("{s:o,s:s,s:I}", "external_id",
				json_sprintf("f%d", i), "family_name", names[i],
				"municipality_id", (json_int_t)w.dalfsen));
		(void)snprintf(expected_text + n, sizeof expected_text - n,
			"f%d;;;%s;GM0148;nl;;;;;;;yes\r\n", i, cells[i]);
	}
	check_export(expected_text);
	s = roster_export(&w, IMPORT_PEOPLE, NULL);
	assert_int_equal(take(s), ERR_OK);
	assert_int_equal(report.unchanged, NAMES);
	base_free(s);
	for (int i = 0; i < NAMES; i++) {
		item = roster_get(&w, &person_resource, ids[i]);
		assert_string_equal(
			json_string_value(json_object_get(item, "family_name")),
			names[i]);
		json_decref(item);
	}
}

/* Of very many faults the first are kept and all are counted. */
static void very_many_faults_are_counted(void **state)
{
	struct text file;

	(void)state;
	text_init(&file, 1 << 20);
	text_add(&file, "external_id;family_name;municipality\n");
	for (int i = 0; i < 5000; i++)
		text_addf(&file, "p%d;Jansen;Nergens\n", i);
	assert_int_equal(take(text_str(&file)), ERR_INVALID);
	assert_int_equal(report.faults_count, 5000);
	assert_int_equal(report.faults[IMPORT_FAULTS_MAX - 1].line, 101);
	text_fini(&file);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open, close)
	const struct CMUnitTest tests[] = {
		TEST(every_way_of_writing_gives_the_same),
		TEST(bad_lines_are_named_and_nothing_is_imported),
		TEST(the_header_is_checked),
		TEST(unreadable_files_are_refused),
		TEST(a_header_alone_is_fine),
		TEST(the_same_file_again_changes_nothing),
		TEST(only_what_the_file_knows_changes),
		TEST(every_way_to_reach_somebody_comes_back),
		TEST(who_has_no_number_has_an_id),
		TEST(formulas_are_made_safe_and_read_back),
		TEST(very_many_faults_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
