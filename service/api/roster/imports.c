/* SPDX-License-Identifier: EUPL-1.2 */
/* POST /import/{kind}: CSV in, all of it or nothing; GET /export/{kind}: CSV out. */
#include "roster/import/import.h"
#include "base/alloc.h"
#include "service/api/api.h"

#include <stdio.h>
#include <string.h>

/* Every bad line, in a problem document; nothing was imported. */
static enum err_code refuse(struct api_call *c, const struct import_report *r,
	const char *why, struct err *e)
{
	json_t *errors = json_array(), *o;
	char field[96];

	for (size_t i = 0; i < r->faults_count && i < IMPORT_FAULTS_MAX; i++) {
		const struct import_fault *f = &r->faults[i];

		(void)snprintf(field, sizeof field, "line %zu%s%s", f->line,
			f->column[0] != '\0' ? ", column " : "", f->column);
		(void)json_array_append_new(
			errors, json_pack("{s:s, s:s, s:I, s:s}", "field", field,
					"message", f->reason, "line",
					(json_int_t)f->line, "column", f->column));
	}
	o = json_pack("{s:s, s:s, s:i, s:s, s:I, s:o}", "type", "about:blank", "title",
		"A value breaks a rule", "status", 422, "detail", why, "faults",
		(json_int_t)r->faults_count, "errors", errors);
	err_clear(e);
	if (api_reply_json(c, 422, o, e) != ERR_OK)
		return e->code;
	c->content_type = "application/problem+json";
	c->discard = true;
	return ERR_OK;
}

static enum err_code run(struct api_call *c, struct db *db, enum import_kind kind,
	const struct import_options *options, bool dry_run, struct import_report *r,
	struct err *e)
{
	char why[ERR_MSG_MAX];

	if (import_run(
		    db, kind, c->http->body, c->http->body_len, options, &c->by, r, e)
		!= ERR_OK) {
		if (e->code != ERR_INVALID || r->faults_count == 0)
			return e->code;
		(void)snprintf(why, sizeof why, "%s", e->msg);
		return refuse(c, r, why, e);
	}
	c->discard = dry_run;
	return api_reply_json(c, 200,
		json_pack("{s:I, s:I, s:I, s:b}", "created", (json_int_t)r->created,
			"updated", (json_int_t)r->updated, "unchanged",
			(json_int_t)r->unchanged, "dry_run", dry_run),
		e);
}

static enum err_code import(struct api_call *c, struct db *db, struct err *e)
{
	struct import_report *report;
	struct import_mapping mapping;
	char source[121] = "", columns[4096];
	struct import_options options = { .source = source };
	enum import_kind kind = IMPORT_PEOPLE;
	bool dry_run = false;

	if (!import_kind_find(c->word, &kind, e))
		return e->code;
	if (!api_content_is(c, "text/csv"))
		return err_set(e, ERR_UNSUPPORTED,
			"the body must be CSV: Content-Type: text/csv");
	if (c->http->body_len == 0)
		return err_set(e, ERR_MALFORMED, "the file is empty");
	(void)api_query_bool(c, "dry_run", &dry_run, e);
	if (!api_query_text(c, "source", source, sizeof source, e))
		options.source = NULL;
	if (api_query_lines(c, "columns", columns, sizeof columns, e)) {
		options.mapping = &mapping;
		if (import_mapping_read(columns, strlen(columns), &mapping, e)
			!= ERR_OK)
			return e->code;
	}
	if (e->code != ERR_OK)
		return e->code;
	report = base_calloc(1, sizeof *report);
	if (report == NULL)
		return err_set(e, ERR_NOMEM, "no memory for the import");
	(void)run(c, db, kind, &options, dry_run, report, e);
	base_free(report);
	return e->code;
}

static enum err_code export_csv(struct api_call *c, struct db *db, struct err *e)
{
	const struct export_choice all = { .format = EXPORT_CSV };
	enum import_kind kind = IMPORT_PEOPLE;
	struct text t;

	if (!import_kind_find(c->word, &kind, e))
		return e->code;
	text_init(&t, API_REPLY_MAX);
	if (export_run(db, kind, &all, &t, e) != ERR_OK) {
		text_fini(&t);
		return e->code;
	}
	(void)snprintf(c->disposition, sizeof c->disposition,
		"attachment; filename=\"%s.csv\"", import_kind_words[kind]);
	return api_reply_text(c, 200, "text/csv; charset=utf-8", &t, e);
}

extern const struct api_route imports_routes[];
const struct api_route imports_routes[] = {
	{ HTTP_POST, "/import/{kind}", MAY(TRANSFER), API_WRITE, import, API_ANY_BODY },
	{ HTTP_GET, "/export/{kind}", MAY(TRANSFER), API_READ, export_csv, 0 },
	{ 0 },
};
