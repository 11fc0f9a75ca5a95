/* SPDX-License-Identifier: EUPL-1.2 */
/* What leaves the program as CSV, as a page or on paper: nothing that people typed is
 * read as a formula or as HTML, and a signed file that was touched is told.
 *
 * Mutations: csv_put() without its quote before a formula; html_escape() leaves '<';
 * verify_bytes() takes the first trailer; what stands behind a trailer is not looked
 * at. */
#include "alert/report/call_view.h"
#include "alert/report/paper.h"
#include "alert/report/report_page.h"
#include "alert/report/report_sign.h"
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char nasty[] = "<script>alert(\"&'\")</script>";

/* A small report: two people, one slot, what people typed in every text. */
static json_t *small_report(void)
{
	json_t *r = json_pack("{s:i,s:s,s:s,s:s,s:s,s:s,s:s,s:n,s:n,s:s,"
			      "s:{s:i,s:i,s:i,s:i,s:i,s:i,s:i},"
			      "s:[{s:i,s:s,s:s,s:s,s:i,s:b},{s:i,s:s,s:s,s:s,s:n}],"
			      "s:[{s:i,s:s,s:s,s:i,s:i,s:s}]}",
		"id", 7, "kind", "real", "incident", nasty, "location", "=1+2",
		"details", "a;b\"c", "state", "filled", "started_at",
		"2026-01-05T08:00:00Z", "criteria_met_at", "closed_at", "started_by",
		"token:x", "totals", "need", 1, "filled", 1, "asked", 2, "reached", 2,
		"answered", 2, "coming", 1, "on_time", 1, "people", "person_id", 1,
		"display_name", nasty, "function", "OVD", "state", "accepted",
		"eta_minutes", 10, "on_time", 1, "person_id", 2, "display_name", "@cmd",
		"function", "OVD", "state", "declined", "eta_minutes", "slots",
		"function_id", 3, "function", "OVD", "name", nasty, "need", 1,
		"accepted", 1, "state", "filled");

	assert_non_null(r);
	return r;
}

static void lines_hold(const char *text, const char *line)
{
	if (strstr(text, line) == NULL)
		fail_msg("not there: %s\n%s", line, text);
}

static void tables_hold_no_formulas(void **state)
{
	json_t *r = small_report();
	TEXT_AUTO out = { 0 };

	(void)state;
	text_init(&out, 65536);
	assert_true(report_csv(r, &out));
	lines_hold(text_str(&out), "function;person_id;name;state;answer;");
	lines_hold(text_str(&out),
		"OVD;1;\"<script>alert(\"\"&'\"\")</script>\";accepted;;;;10;;;ja;;");
	lines_hold(text_str(&out), "OVD;2;'@cmd;declined;");
	lines_hold(text_str(&out), "\r\nlocation;'=1+2\r\n");
	lines_hold(text_str(&out), "\r\ndetails;\"a;b\"\"c\"\r\n");
	lines_hold(text_str(&out), "\r\ntotals.coming;1\r\n");
	lines_hold(text_str(&out), "\r\n\r\nslots\r\nfunction_id;function;");
	json_decref(r);
}

static void pages_hold_no_code(void **state)
{
	json_t *r = small_report();
	json_t *paper = json_pack("{s:s,s:s,s:s,s:[{s:s,s:[{s:s,s:s,s:s}]}]}", "title",
		nasty, "at", nasty, "note", nasty, "sections", "title", nasty, "rows",
		"name", nasty, "numbers", nasty, "note", nasty);
	TEXT_AUTO page = { 0 };
	TEXT_AUTO list = { 0 };

	(void)state;
	text_init(&page, 262144);
	assert_true(report_html(r, &page));
	assert_null(strstr(text_str(&page), "<script"));
	lines_hold(text_str(&page), "&lt;script&gt;alert(");
	text_init(&list, 262144);
	assert_non_null(paper);
	assert_true(paper_html(paper, &list));
	assert_null(strstr(text_str(&list), "<script"));
	lines_hold(text_str(&list), "&lt;script&gt;alert(");
	json_decref(r);
	json_decref(paper);
}

static void paper_is_in_columns(void **state)
{
	json_t *paper = json_pack("{s:s,s:s,s:s,s:[{s:s,s:[{s:s,s:s,s:s}]}]}", "title",
		"Piket", "at", "ma 5 jan 09:00", "note", "", "sections", "title", "OVD",
		"rows", "name", "Zoë de Wit", "numbers", "+31611111111", "note", "");
	TEXT_AUTO out = { 0 };

	(void)state;
	text_init(&out, 4096);
	assert_true(paper_text(paper, &out));
	lines_hold(text_str(&out), "Piket\nma 5 jan 09:00\n");
	lines_hold(text_str(&out), "Zoë de Wit");
	lines_hold(text_str(&out), "+31611111111");
	json_decref(paper);
}

static enum report_check check(
	const char *bytes, size_t len, const struct signature_key *key)
{
	char id[SIGNATURE_ID];

	return report_verify(bytes, len, key->public_key, id);
}

static void one_signed(bool (*sign)(struct text *, const struct signature_key *),
	const struct signature_key *ours, const struct signature_key *theirs)
{
	TEXT_AUTO file = { 0 };
	char changed[4096];
	size_t n;

	text_init(&file, 4096);
	text_add(&file, "<html>a;b</html>\n");
	assert_true(sign(&file, ours));
	n = file.len;
	assert_int_equal(check(text_str(&file), n, ours), REPORT_UNCHANGED);
	assert_int_equal(check(text_str(&file), n, theirs), REPORT_OTHER_KEY);
	assert_int_equal(check(text_str(&file), 10, ours), REPORT_UNSIGNED);
	memcpy(changed, text_str(&file), n);
	changed[6] = 'x';
	assert_int_equal(check(changed, n, ours), REPORT_CHANGED);
	memcpy(changed, text_str(&file), n);
	memcpy(changed + n, "more", 4);
	assert_int_equal(check(changed, n + 4, ours), REPORT_CHANGED);
	/* signed a second time: the last one counts, over all before it */
	assert_true(sign(&file, ours));
	assert_int_equal(check(text_str(&file), file.len, ours), REPORT_UNCHANGED);
}

static void what_was_touched_is_told(void **state)
{
	struct signature_key ours, theirs;
	json_t *r = small_report();
	char *text;

	(void)state;
	signature_key_derive(&ours, "one", 3);
	signature_key_derive(&theirs, "two", 3);
	one_signed(report_sign_html, &ours, &theirs);
	one_signed(report_sign_csv, &ours, &theirs);
	assert_true(report_sign_json(r, &ours));
	text = json_dumps(r, JSON_INDENT(4)); /* blanks and order may change */
	assert_int_equal(check(text, strlen(text), &ours), REPORT_UNCHANGED);
	assert_int_equal(check(text, strlen(text), &theirs), REPORT_OTHER_KEY);
	free(text);
	(void)json_object_set_new(r, "id", json_integer(8));
	text = json_dumps(r, 0);
	assert_int_equal(check(text, strlen(text), &ours), REPORT_CHANGED);
	free(text);
	assert_int_equal(check("{}", 2, &ours), REPORT_UNSIGNED);
	assert_int_equal(check("", 0, &ours), REPORT_UNSIGNED);
	json_decref(r);
}

/* Mutations: every time with its date; a number that is there as 0 is a dash; cells are
 * not escaped. */
static void a_page_is_made_of_cells(void **state)
{
	static const char *const words[][2] = { { "yes", "ja" }, { "no", "nee" } };
	static const char *const headings[] = { "n Norm", "- Naam", NULL };
	json_t *o = json_pack("{s:i,s:s}", "none", 0, "name", "Jan");
	TEXT_AUTO out = { 0 };
	struct report_page p = { &out, { 2026, 3, 29 } };
	struct err e;

	(void)state;
	assert_int_equal(zone_init("Europe/Amsterdam", &e), ERR_OK);
	text_init(&out, 4096);
	page_table(&p, "Wie", headings);
	page_cell(&p, nasty);
	page_time_cell(&p, "2026-03-29T00:59:59Z");
	page_time_cell(&p, "2026-03-29T01:00:00Z"); /* 02:00 to 03:00 does not exist */
	page_time_cell(&p, "2026-03-29T22:00:00Z");
	page_time_cell(&p, "");
	page_time_cell(&p, "yesterday");
	page_number_cell(&p, o, "none");
	page_number_cell(&p, o, "name");
	page_number_cell(&p, o, "nothing");
	assert_string_equal(text_str(&out),
		"<h2>Wie</h2><table><thead><tr><th scope=col class=n>Norm"
		"<th scope=col class=->Naam</thead><tbody>"
		"<td>&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;"
		"<td class=t>01:59:59<td class=t>03:00:00<td class=t>30-03 00:00:00"
		"<td class=t><td class=t><td class=n>0<td class=n>–<td class=n>–");
	assert_string_equal(page_string(o, "name"), "Jan");
	assert_string_equal(page_string(o, "none"), "");
	assert_int_equal(page_number(o, "nothing"), 0);
	assert_string_equal(PAGE_WORD(words, "no"), "nee");
	assert_string_equal(PAGE_WORD(words, "perhaps"), "perhaps");
	json_decref(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_made_of_cells),
		cmocka_unit_test(tables_hold_no_formulas),
		cmocka_unit_test(pages_hold_no_code),
		cmocka_unit_test(paper_is_in_columns),
		cmocka_unit_test(what_was_touched_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
