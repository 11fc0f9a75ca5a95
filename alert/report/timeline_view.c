/* SPDX-License-Identifier: EUPL-1.2 */
/* What happened in a call-out, in order, as JSON. */
#include "alert/report/view_internal.h"

#include "schema/event.h"

#include <stdio.h>
#include <string.h>

struct timeline {
	json_t *items;
	int64_t limit, last;
	bool more;
};

static void on_event(void *ctx, const struct event_entry *entry)
{
	struct timeline *t = ctx;
	struct err e = { 0 };
	json_t *o, *data = NULL;

	if (t->limit-- == 0) {
		t->more = true;
		return;
	}
	o = json_object();
	fields_set_int(o, "seq", entry->seq);
	fields_set_instant(o, "at", entry->r.at);
	fields_set_text(o, "kind", entry->r.kind);
	if (entry->r.person_id != 0)
		fields_set_int(o, "person_id", entry->r.person_id);
	fields_set_text(o, "actor", entry->r.actor);
	if (fields_read(entry->r.data, strlen(entry->r.data), &data, &e) == ERR_OK)
		json_object_set_new(o, "data", data);
	json_array_append_new(t->items, o);
	t->last = entry->seq;
}

enum err_code call_view_timeline(struct db *db, int64_t callout_id, int64_t after,
	int64_t limit, json_t **ret, struct err *e)
{
	struct timeline t = { .items = json_array(), .limit = limit };
	char cursor[24] = "";

	if (event_each(db, after, callout_id, limit + 1, on_event, &t, e) != ERR_OK) {
		json_decref(t.items);
		return e->code;
	}
	if (t.more)
		(void)snprintf(cursor, sizeof cursor, "%" PRId64, t.last);
	return view_list_of(t.items, cursor, ret, e);
}
