/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/http/event_text.h"

#include "base/civil.h"

#include <string.h>

static void add_id(struct text *t, const char *field, int64_t id)
{
	if (id != 0)
		text_addf(t, ",\"%s\":%" PRId64, field, id);
	else
		text_addf(t, ",\"%s\":null", field);
}

bool event_text_fits(const struct event_entry *entry)
{
	enum { AROUND = 512 }; /* what stands around actor and data is short */

	return strlen(entry->r.data) + 6 * strlen(entry->r.actor) + AROUND
	       <= EVENT_BYTES;
}

bool event_text(const struct event_entry *entry, struct text *out)
{
	char at[INSTANT_TEXT];
	const char *data = entry->r.data;

	text_addf(out,
		"id: %" PRId64 "\nevent: %s\ndata: {\"seq\":%" PRId64 ",\"at\":\"%s\"",
		entry->seq, entry->r.kind, entry->seq, instant_format(entry->r.at, at));
	add_id(out, "callout_id", entry->r.callout_id);
	add_id(out, "person_id", entry->r.person_id);
	text_add(out, ",\"actor\":");
	text_add_json(out, entry->r.actor);
	text_add(out, ",\"data\":");
	if (data[0] == '\0')
		text_add(out, "{}");
	for (; *data != '\0'; data++) { /* JSON has line breaks between tokens only */
		const char c = *data;

		text_addc(out, (char)(c == '\n' || c == '\r' ? ' ' : c));
	}
	text_add(out, "}\n\n");
	return text_ok(out);
}
