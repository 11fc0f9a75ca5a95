/* SPDX-License-Identifier: EUPL-1.2 */
/* The messages of a call-out as JSON; of an address only a hint. */
#include "alert/report/view_internal.h"

#include "base/phone.h"

#include <stdio.h>
#include <string.h>

#define ATTEMPT_VIEW_SQL(X)                                                            \
	X(VIEW_ATTEMPTS, "SELECT id, person_id, purpose, channel, gateway, address, "  \
			 "state, tries,"                                               \
			 " created_at, sent_at, delivered_at, reason FROM attempt"     \
			 " WHERE callout_id = :callout_id AND id > :after"             \
			 " AND (:state = '' OR state = :state)"                        \
			 " AND (:person_id = 0 OR person_id = :person_id)"             \
			 " ORDER BY id LIMIT :limit")
STMT_LIST(attempt_view, ATTEMPT_VIEW_SQL);

/* "+31 ... 78" or "m…@gemeente.example": enough to recognise, not to use. */
static void address_hint(const char *channel, const char *address, char buffer[64])
{
	char phone[PHONE_TEXT];
	const char *at = strchr(address, '@');

	if (strcmp(channel, "sms") == 0 || strcmp(channel, "voice") == 0)
		(void)snprintf(buffer, 64, "%s", phone_hint(address, phone));
	else if (at != NULL)
		(void)snprintf(buffer, 64, "%.1s...%.50s", address, at);
	else
		(void)snprintf(buffer, 64, "%.2s...", address);
}

#define X(name) #name,
const char *const attempt_state_words[] = { ATTEMPT_STATES(X) };
#undef X

enum err_code call_view_attempts(struct db *db, int64_t callout_id,
	const struct call_attempt_filter *filter, int64_t after, int64_t limit,
	json_t **ret, struct err *e)
{
	STMT_AUTO s = NULL;
	json_t *items = json_array();
	char cursor[24] = "", hint[64];
	int64_t n = 0, last = 0;

	if (stmt_get(db, &attempt_view_statements, VIEW_ATTEMPTS, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "callout_id", callout_id);
	stmt_bind_int(s, "after", after);
	stmt_bind_text(s, "state", filter->state);
	stmt_bind_int(s, "person_id", filter->person_id);
	stmt_bind_int(s, "limit", limit + 1);
	while (stmt_row(s, e)) {
		json_t *o;

		if (n++ == limit) {
			(void)snprintf(cursor, sizeof cursor, "%" PRId64, last);
			break;
		}
		o = json_object();
		last = stmt_int(s, "id");
		fields_set_int(o, "id", last);
		fields_set_int(o, "person_id", stmt_int(s, "person_id"));
		fields_set_text(o, "purpose", stmt_text(s, "purpose"));
		fields_set_text(o, "channel", stmt_text(s, "channel"));
		fields_set_text(o, "gateway", stmt_text_or_null(s, "gateway"));
		address_hint(stmt_text(s, "channel"), stmt_text(s, "address"), hint);
		fields_set_text(o, "address_hint", hint);
		fields_set_text(o, "state", stmt_text(s, "state"));
		fields_set_int(o, "tries", stmt_int(s, "tries"));
		fields_set_instant(o, "created_at", stmt_instant(s, "created_at"));
		fields_set_instant_or_null(o, "sent_at", stmt_instant(s, "sent_at"));
		fields_set_instant_or_null(
			o, "delivered_at", stmt_instant(s, "delivered_at"));
		fields_set_text(o, "reason", stmt_text_or_null(s, "reason"));
		json_array_append_new(items, o);
	}
	if (e->code != ERR_OK) {
		json_decref(items);
		return e->code;
	}
	return view_list_of(items, cursor, ret, e);
}
