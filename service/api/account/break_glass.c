/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/account/break_glass.h"

#include "alert/outbox/notice.h"
#include "schema/event.h"

#include <stdio.h>
#include <string.h>

struct alarm {
	struct api_call *c;
	struct db *db;
	const struct account *account;
	int64_t session_id;
};

static enum err_code tell(
	void *ctx, int64_t person_id, const char *language, struct err *e)
{
	const struct alarm *a = ctx;
	bool english = strcmp(language, "en") == 0;
	char text[400], key[80];
	struct notice n = { .kind = NOTICE_WARNING,
		.person_id = person_id,
		.channels =
			1u << CHANNEL_SMS | 1u << CHANNEL_EMAIL | 1u << CHANNEL_PUSH,
		.subject = english ? "Paraat: emergency account in use"
				   : "Paraat: noodaccount in gebruik",
		.text = text,
		.link = "",
		.key_or_null = key,
		.urgent = true };
	int64_t id;

	(void)snprintf(key, sizeof key, "break_glass/%" PRId64 "/%" PRId64,
		a->session_id, person_id);
	(void)snprintf(text, sizeof text,
		english ? "Somebody signed in to Paraat with the emergency account "
			  "'%s', from %s. Do you not know why? Call the "
			  "administrator and end its sessions."
			: "Iemand heeft zich bij Paraat aangemeld met het noodaccount "
			  "'%s', vanaf %s. Weet u niet waarom? Bel de beheerder en "
			  "beëindig de sessies van dit account.",
		a->account->name, a->c->by.actor.origin);
	return notice_add(a->db, a->c->context->calls, &n, &a->c->by, &id, e);
}

enum err_code break_glass_alarm(struct api_call *c, struct db *db,
	const struct account *a, int64_t session_id, struct err *e)
{
	struct alarm alarm = { c, db, a, session_id };
	char data[96];
	struct event_record event = { .at = c->by.now,
		.kind = "break_glass",
		.actor = c->by.actor.name,
		.data = data };

	(void)snprintf(data, sizeof data,
		"{\"what\":\"used\",\"account_id\":%" PRId64 "}", a->id);
	if (event_write(db, &event, NULL, e) != ERR_OK)
		return e->code;
	return account_each_steward(db, tell, &alarm, e);
}
