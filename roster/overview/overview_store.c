/* SPDX-License-Identifier: EUPL-1.2 */
/* The overview: one table, a group of rows a function. */
#include "roster/overview/overview.h"

#include "base/paper_css.h"
#include "base/zone.h"
#include "roster/duty/roster.h"
#include "roster/people/person.h"

#include <stdlib.h>
#include <string.h>

#define OVERVIEW_SQL(X)                                                                \
	X(OVERVIEW_FUNCTIONS,                                                          \
		"SELECT id, code, name, regime, required_on_duty FROM function"        \
		" ORDER BY code")                                                      \
	X(OVERVIEW_PERSON,                                                             \
		"SELECT given_name, infix, family_name FROM person WHERE id = :id")
STMT_LIST(overview, OVERVIEW_SQL);

static const char style[] = PAPER_CSS
	"@page{size:A4}"
	"body{font:14px/1.35 system-ui,sans-serif;margin:1.5rem auto;max-width:60rem;"
	"padding:0 1rem;color:#111;background:#fff}"
	"h1{font-size:1.5rem;margin:0}p{margin:.2rem 0 .8rem}"
	"table{border-collapse:collapse;width:100%}"
	"th,td{padding:.18rem .5rem;text-align:left;vertical-align:top;"
	"border-bottom:1px solid #bbb}"
	"thead th{border-bottom:2px solid #111}"
	".f th{background:#e8e8e8;border-top:2px solid #111;font-size:1.05em}"
	".t{white-space:nowrap;font-variant-numeric:tabular-nums}"
	".now td{font-weight:700}"
	".gap td{font-weight:700;border:3px solid #111}"
	"@media print{body{margin:0;max-width:none;padding:0;font-size:9.5pt}"
	".f{break-after:avoid}.f th{-webkit-print-color-adjust:exact;"
	"print-color-adjust:exact}}";

struct page {
	struct db *db;
	struct instant from, to, now;
	const struct roster_spans *spans;
	struct text *out;
	struct err *e;
};

/* "ma 30-11-2026 09:00" */
static void put_moment(struct text *out, struct instant t)
{
	static const char *const days[] = { "ma", "di", "wo", "do", "vr", "za", "zo" };
	char text[ZONE_TEXT];

	text_addf(out, "%s %s", days[date_weekday(zone_to_civil(t).date) - 1],
		zone_format(t, text));
}

static bool is_now(const struct page *p)
{
	return !instant_before(p->now, p->from)
	       && instant_before(p->now, instant_add(p->from, minutes(2)));
}

static void put_period(struct page *p, struct instant starts, struct instant ends)
{
	text_add(p->out, "<td class=t>");
	if (instant_before(p->from, starts))
		put_moment(p->out, starts);
	else
		text_add(p->out, is_now(p) ? "nu" : "…");
	text_add(p->out, "<td class=t>");
	if (instant_before(ends, p->to))
		put_moment(p->out, ends);
	else
		text_add(p->out, "…");
}

static void put_numbers(struct page *p, int64_t person_id)
{
	struct contact contact[PERSON_CONTACTS_MAX];
	bool any = false;
	size_t n;

	if (person_contacts(p->db, person_id, contact, &n, p->e) != ERR_OK)
		return;
	for (size_t i = 0; i < n; i++) {
		if (contact[i].kind != CONTACT_MOBILE
			&& contact[i].kind != CONTACT_LANDLINE)
			continue;
		text_add(p->out, any ? "<br>" : "");
		text_add_html(p->out, contact[i].address);
		any = true;
	}
}

static enum err_code put_person(struct page *p, const struct roster_span *s)
{
	char name[PERSON_NAME_MAX];
	STMT_AUTO row = NULL;

	if (stmt_get(p->db, &overview_statements, OVERVIEW_PERSON, &row, p->e)
		!= ERR_OK)
		return p->e->code;
	stmt_bind_int(row, "id", s->person_id);
	if (!stmt_row(row, p->e))
		return p->e->code;
	person_row_name(row, name);
	text_addf(p->out, "<tr%s>",
		instant_before(p->now, s->starts) ? "" : " class=now");
	put_period(p, s->starts, s->ends);
	text_add(p->out, "<td>");
	text_add_html(p->out, name);
	if (s->rank > 1)
		text_addf(p->out, " (rang %d)", s->rank);
	text_add(p->out, "<td class=t>");
	put_numbers(p, s->person_id);
	return p->e->code;
}

static void put_gap(struct page *p, struct instant starts, struct instant ends)
{
	if (!instant_before(starts, ends))
		return;
	text_add(p->out, "<tr class=gap>");
	put_period(p, starts, ends);
	text_add(p->out, "<td colspan=2>NIEMAND");
}

/* By start, then rank. */
static int by_start(const void *pa, const void *pb)
{
	const struct roster_span *a = pa, *b = pb;

	if (a->starts.ms != b->starts.ms)
		return a->starts.ms < b->starts.ms ? -1 : 1;
	return (a->rank > b->rank) - (a->rank < b->rank);
}

static enum err_code put_function(
	struct page *p, struct stmt *f, struct roster_span *span, size_t n)
{
	bool needed = strcmp(stmt_text(f, "regime"), "H") == 0
		      || stmt_int(f, "required_on_duty") > 0;
	struct instant covered = p->from;

	if (!needed && n == 0)
		return ERR_OK;
	if (n > 0)
		qsort(span, n, sizeof *span, by_start);
	text_add(p->out, "<tr class=f><th colspan=4 scope=rowgroup>");
	text_add_html(p->out, stmt_text(f, "code"));
	text_add(p->out, " – ");
	text_add_html(p->out, stmt_text(f, "name"));
	for (size_t i = 0; i < n; i++) {
		if (needed)
			put_gap(p, covered, span[i].starts);
		if (put_person(p, &span[i]) != ERR_OK)
			return p->e->code;
		if (instant_before(covered, span[i].ends))
			covered = span[i].ends;
	}
	if (needed)
		put_gap(p, covered, p->to);
	return ERR_OK;
}

static enum err_code put_functions(struct page *p)
{
	STMT_AUTO s = NULL;

	if (stmt_get(p->db, &overview_statements, OVERVIEW_FUNCTIONS, &s, p->e)
		!= ERR_OK)
		return p->e->code;
	while (stmt_row(s, p->e)) {
		int64_t id = stmt_int(s, "id");
		size_t first = 0, n = 0;

		while (first < p->spans->n && p->spans->item[first].function_id != id)
			first++;
		while (first + n < p->spans->n
			&& p->spans->item[first + n].function_id == id)
			n++;
		if (put_function(p, s, &p->spans->item[first], n) != ERR_OK)
			return p->e->code;
	}
	return p->e->code;
}

enum err_code overview_html(struct db *db, struct instant from, struct instant to,
	struct instant now, struct text *out, struct err *e)
{
	struct roster_query q = { .from = from, .to = to };
	struct roster_spans spans;
	struct page p = { db, from, to, now, &spans, out, e };

	err_clear(e);
	if (roster_resolve(db, &q, &spans, e) != ERR_OK)
		return e->code;
	text_addf(out,
		"<!doctype html><html lang=nl><meta charset=utf-8>"
		"<title>Piketoverzicht</title><style>%s</style>"
		"<h1>Piketoverzicht</h1><p>Van ",
		style);
	put_moment(out, from);
	text_add(out, " tot ");
	put_moment(out, to);
	text_add(out, ". Gemaakt op ");
	put_moment(out, now);
	text_add(out, ". <b>Vertrouwelijk: dit blad bevat telefoonnummers.</b></p>"
		      "<table><thead><tr><th scope=col>Van<th scope=col>Tot"
		      "<th scope=col>Wie<th scope=col>Telefoon</thead><tbody>");
	if (put_functions(&p) == ERR_OK)
		text_add(out, "</table></html>");
	roster_spans_fini(&spans);
	if (e->code == ERR_OK && !text_ok(out))
		return err_set(e, ERR_TOO_LARGE, "the overview is too long");
	return e->code;
}
