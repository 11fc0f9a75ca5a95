/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit log, in order; its seals; and a stretch of it as a file that anybody can
 * check. Who reads is in the log too. */
#include "schema/audit.h"
#include "schema/audit/export.h"
#include "schema/audit/search.h"
#include "schema/audit/seal.h"
#include "service/api/api.h"

#include <stdio.h>
#include <string.h>

enum { EXPORT_DAYS_MAX = 3660 };

struct page {
	json_t *items;
	int64_t low, high; /* numbers of the records in it; 0: none */
	bool failed;
};

static json_t *parsed(const char *text_or_null)
{
	json_t *v = text_or_null != NULL
			    ? json_loads(text_or_null, JSON_DECODE_ANY, NULL)
			    : NULL;

	return v != NULL ? v : json_null();
}

static void add(void *ctx, const struct audit_entry *a)
{
	struct page *p = ctx;
	json_t *o = json_object();

	fields_set_int(o, "seq", a->seq);
	fields_set_instant(o, "at", a->at);
	fields_set_text(o, "actor", a->actor);
	fields_set_text(o, "origin", a->origin);
	fields_set_text(o, "action", a->action);
	fields_set_text(o, "object", a->object);
	fields_set_text(o, "result", a->result);
	json_object_set_new(o, "before", parsed(a->before));
	json_object_set_new(o, "after", parsed(a->after));
	fields_set_text(o, "hash", a->hash);
	p->low = p->low == 0 || a->seq < p->low ? a->seq : p->low;
	p->high = a->seq > p->high ? a->seq : p->high;
	if (json_array_append_new(p->items, o) != 0)
		p->failed = true;
}

/* What is asked for, of the texts in a buffer of this call. */
struct asked {
	struct audit_search search;
	char actor[80], action[80], object[120], text[AUDIT_SEARCH_TEXT + 1];
};

static enum err_code asked_read(struct api_call *c, struct asked *a, struct err *e)
{
	char order[8] = "oldest";

	*a = (struct asked){ .search = { .actor = a->actor,
				     .action = a->action,
				     .object = a->object,
				     .text = a->text,
				     .to = { INT64_MAX } } };
	if (api_page(c, &a->search.after, &a->search.limit, e) != ERR_OK)
		return e->code;
	(void)api_query_int(c, "after", 0, INT64_MAX, &a->search.after, e);
	(void)api_query_text(c, "actor", a->actor, sizeof a->actor, e);
	(void)api_query_text(c, "action", a->action, sizeof a->action, e);
	(void)api_query_text(c, "object", a->object, sizeof a->object, e);
	(void)api_query_text(c, "q", a->text, sizeof a->text, e);
	(void)api_query_instant(c, "from", &a->search.from, e);
	(void)api_query_instant(c, "to", &a->search.to, e);
	if (api_query_text(c, "order", order, sizeof order, e)
		&& strcmp(order, "oldest") != 0 && strcmp(order, "newest") != 0)
		(void)err_fault(e, "order", "must be one of: %s", "oldest, newest");
	a->search.newest_first = strcmp(order, "newest") == 0;
	return e->code;
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct page p = { 0 };
	struct asked a;
	int64_t next;
	char cursor[24], object[64];
	json_t *o;

	if (asked_read(c, &a, e) != ERR_OK)
		return e->code;
	p.items = json_array();
	if (audit_search(db, &a.search, add, &p, &next, e) != ERR_OK || p.failed) {
		json_decref(p.items);
		return p.failed ? err_set(e, ERR_NOMEM, "no memory for the audit log")
				: e->code;
	}
	if (p.low == 0)
		p.low = p.high = a.search.after + 1;
	(void)snprintf(
		object, sizeof object, "audit/%" PRId64 "-%" PRId64, p.low, p.high);
	api_note(c, "audit.read", object);
	o = json_object();
	json_object_set_new(o, "items", p.items);
	(void)snprintf(cursor, sizeof cursor, "%" PRId64, next);
	fields_set_text(o, "next", next != 0 ? cursor : NULL);
	return api_reply_json(c, 200, o, e);
}

static json_t *seal_json(const struct audit_seal *seal)
{
	char hex[DIGEST_HEX];
	json_t *o = json_object();

	fields_set_int(o, "number", seal->number);
	fields_set_int(o, "seq", seal->seq);
	fields_set_text(o, "hash", digest_hex(&seal->hash, hex));
	fields_set_instant(o, "at", seal->at);
	fields_set_int(o, "at_ms", seal->at.ms);
	fields_set_text(o, "signature", seal->signature);
	fields_set_text(o, "public_key", seal->public_key);
	return o;
}

/* ?last=n: behind the n-th from the end. */
static enum err_code seals_from(const struct api_call *c, struct db *db,
	int64_t *ret_after, int64_t *ret_limit, struct err *e)
{
	int64_t last = 0, newest = 0;

	if (api_page(c, ret_after, ret_limit, e) != ERR_OK)
		return e->code;
	if (!api_query_int(c, "last", 1, API_LIMIT_MAX, &last, e)
		|| audit_seal_newest(db, &newest, e) != ERR_OK)
		return e->code;
	*ret_after = newest > last ? newest - last : 0;
	*ret_limit = last;
	return ERR_OK;
}

static enum err_code seals(struct api_call *c, struct db *db, struct err *e)
{
	json_t *items, *o;
	struct audit_seal seal = { 0 };
	STMT_AUTO s = NULL;
	int64_t after, limit, last = 0;
	char cursor[24];

	if (seals_from(c, db, &after, &limit, e) != ERR_OK
		|| audit_seals(db, after, &s, e) != ERR_OK
		|| audit_seals_next(s, &seal, e) != ERR_OK)
		return e->code;
	items = json_array();
	while (e->code == ERR_OK && seal.number != 0 && limit-- > 0) {
		last = seal.number;
		json_array_append_new(items, seal_json(&seal));
		if (audit_seals_next(s, &seal, e) != ERR_OK)
			break;
	}
	o = json_object();
	json_object_set_new(o, "items", items);
	(void)snprintf(cursor, sizeof cursor, "%" PRId64, last);
	fields_set_text(o, "next", seal.number != 0 ? cursor : NULL);
	if (e->code != ERR_OK) {
		json_decref(o);
		return e->code;
	}
	return api_reply_json(c, 200, o, e);
}

static bool add_line(void *ctx, const char *text)
{
	return text_addf(ctx, "%s\n", text);
}

static enum err_code export_file(struct api_call *c, struct db *db, struct err *e)
{
	TEXT_AUTO t = { 0 };
	struct audit_export x = {
		.key = c->context->signing, .line = add_line, .ctx = &t
	};
	char from[INSTANT_TEXT], to[INSTANT_TEXT], object[80];

	if (api_period(c, EXPORT_DAYS_MAX, &x.from, &x.to, e) != ERR_OK)
		return e->code;
	text_init(&t, API_REPLY_MAX);
	if (audit_export(db, &x, e) != ERR_OK) {
		if (!text_ok(&t))
			return err_fault(e, "to",
				"makes a file of more than 16 MiB: ask for a shorter "
				"period, or use 'paraat audit export'");
		return e->code;
	}
	(void)snprintf(object, sizeof object, "audit/%s/%s",
		instant_format(x.from, from), instant_format(x.to, to));
	api_note(c, "audit.export", object);
	(void)snprintf(c->disposition, sizeof c->disposition,
		"attachment; filename=\"paraat-audit.jsonl\"");
	return api_reply_text(c, 200, "application/jsonl", &t, e);
}

extern const struct api_route audit_routes[];
const struct api_route audit_routes[] = {
	{ HTTP_GET, "/audit", MAY(AUDIT), API_READ, list, 0 },
	{ HTTP_GET, "/audit/seals", MAY(AUDIT), API_READ, seals, API_PLAIN },
	{ HTTP_GET, "/audit/export", MAY(AUDIT), API_READ, export_file, 0 },
	{ 0 },
};
