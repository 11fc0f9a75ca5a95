/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /audit: the audit log, in order. */
#include "schema/audit.h"
#include "service/api/api.h"

#include <stdio.h>

struct page {
	json_t *items;
	int64_t limit, last;
	bool more, failed;
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
	json_t *o;

	if ((int64_t)json_array_size(p->items) >= p->limit) {
		p->more = true;
		return;
	}
	o = json_object();
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
	p->last = a->seq;
	if (json_array_append_new(p->items, o) != 0)
		p->failed = true;
}

static enum err_code list(struct api_call *c, struct db *db, struct err *e)
{
	struct page p = { 0 };
	int64_t after;
	char cursor[24];
	json_t *o;

	if (api_page(c, &after, &p.limit, e) != ERR_OK)
		return e->code;
	(void)api_query_int(c, "after", 0, INT64_MAX, &after, e);
	if (e->code != ERR_OK)
		return e->code;
	p.items = json_array();
	if (audit_each(db, after, p.limit + 1, add, &p, e) != ERR_OK || p.failed) {
		json_decref(p.items);
		return p.failed ? err_set(e, ERR_NOMEM, "no memory for the audit log")
				: e->code;
	}
	o = json_object();
	json_object_set_new(o, "items", p.items);
	(void)snprintf(cursor, sizeof cursor, "%" PRId64, p.last);
	fields_set_text(o, "next", p.more ? cursor : NULL);
	return api_reply_json(c, 200, o, e);
}

extern const struct api_route audit_routes[];
const struct api_route audit_routes[] = {
	{ HTTP_GET, "/audit", ROLES_AUDIT, API_READ, list, 0 },
	{ 0 },
};
