/* SPDX-License-Identifier: EUPL-1.2 */
/* Reminders: each stretch of duty once, whatever the program did in between. */
#include "service/chore/remind_duties.h"

#include "alert/call/coordinators.h"
#include "alert/outbox/notice.h"
#include "base/zone.h"
#include "roster/duty/duty.h"
#include "roster/handover/acknowledge.h"
#include "roster/people/function.h"
#include "service/config.h"

#include <stdio.h>
#include <string.h>

#define REMIND_SQL(X) X(REMIND_LANGUAGE, "SELECT language FROM person WHERE id = :id")
STMT_LIST(remind, REMIND_SQL);

/* When the coordinator hears of a duty that nobody acknowledged: before it begins. */
enum { WARN_MINUTES = 120, COORDINATORS_MAX = 16 };

struct reminding {
	struct db *db;
	const struct chore_call *c;
	struct err *e;
};

static bool is_english(const struct reminding *r, int64_t person_id)
{
	STMT_AUTO s = NULL;

	if (stmt_get(r->db, &remind_statements, REMIND_LANGUAGE, &s, r->e) != ERR_OK)
		return false;
	stmt_bind_int(s, "id", person_id);
	return stmt_row(s, r->e) && strcmp(stmt_text(s, "language"), "en") == 0;
}

static enum err_code tell_holder(const struct reminding *r, const struct stretch *s,
	const struct function *f, const char *token)
{
	char subject[NOTICE_SUBJECT_MAX], text[600], link[NOTICE_LINK_MAX], key[96];
	char starts[ZONE_TEXT], ends[ZONE_TEXT];
	bool english = is_english(r, s->person_id);
	struct notice n = { .kind = NOTICE_REMINDER,
		.person_id = s->person_id,
		.subject = subject,
		.text = text,
		.link = link,
		.key_or_null = key };
	int64_t id;

	if (r->e->code != ERR_OK)
		return r->e->code;
	(void)zone_format(s->starts, starts);
	(void)zone_format(s->ends, ends);
	(void)snprintf(link, sizeof link, "%s/d/%s", r->c->calls->base_url, token);
	(void)snprintf(key, sizeof key, "duty/%" PRId64 "/%d/%" PRId64 "/%" PRId64,
		s->function_id, s->rank, s->person_id, s->starts.ms);
	(void)snprintf(subject, sizeof subject,
		english ? "You are on duty soon: %s" : "Uw piket begint: %s", f->code);
	(void)snprintf(text, sizeof text,
		english ? "You are on duty as %s from %s to %s. Please confirm: %s"
			: "U heeft piket als %s van %s tot %s. Bevestig dat u het "
			  "weet: "
			  "%s",
		f->name, starts, ends, link);
	return notice_add(r->db, r->c->calls, &n, &r->c->by, &id, r->e);
}

static enum err_code warn(
	const struct reminding *r, const struct duty_ack *ack, const struct function *f)
{
	int64_t person[COORDINATORS_MAX], id;
	char starts[ZONE_TEXT], key[96], text[400];
	size_t n;

	/* nobody to tell: it is said later, when there is somebody */
	if (coordinators_to_tell(
		    r->db, r->c->by.now, person, COORDINATORS_MAX, &n, r->e)
			!= ERR_OK
		|| n == 0)
		return r->e->code;
	(void)zone_format(ack->stretch.starts, starts);
	for (size_t i = 0; i < n; i++) {
		bool english = is_english(r, person[i]);
		struct notice notice = { .kind = NOTICE_WARNING,
			.person_id = person[i],
			.subject = english ? "Duty not acknowledged"
					   : "Piket niet bevestigd",
			.text = text,
			.link = "",
			.key_or_null = key,
			.urgent = true };

		(void)snprintf(key, sizeof key, "unacknowledged/%" PRId64 "/%" PRId64,
			ack->id, person[i]);
		(void)snprintf(text, sizeof text,
			english ? "Nobody acknowledged the duty %s (%s) that begins at "
				  "%s."
				: "Niemand bevestigde het piket %s (%s) dat begint op "
				  "%s.",
			f->code, f->name, starts);
		if (r->e->code != ERR_OK
			|| notice_add(r->db, r->c->calls, &notice, &r->c->by, &id, r->e)
				   != ERR_OK)
			return r->e->code;
	}
	return duty_ack_warned(r->db, ack->id, r->c->by.now, r->e);
}

static enum err_code look_at(const struct reminding *r, const struct stretch *s)
{
	struct instant soon = instant_add(r->c->by.now, minutes(WARN_MINUTES));
	char token[TOKEN_TEXT];
	struct duty_ack ack;
	struct function f;

	if (duty_ack_find(r->db, s, &ack, r->e) != ERR_OK || ack.acknowledged_at.ms != 0
		|| function_find(r->db, s->function_id, &f, r->e) != ERR_OK)
		return r->e->code;
	if (ack.id == 0) {
		if (duty_ack_remind(r->db, s, r->c->random, &r->c->by, token, r->e)
				!= ERR_OK
			|| tell_holder(r, s, &f, token) != ERR_OK
			|| duty_ack_find(r->db, s, &ack, r->e) != ERR_OK)
			return r->e->code;
	}
	if (ack.warned_at.ms == 0 && ack.reminded_at.ms != r->c->by.now.ms
		&& !instant_before(soon, s->starts))
		return warn(r, &ack, &f);
	return ERR_OK;
}

enum err_code remind_duties(struct db *db, const struct chore_call *c, struct err *e)
{
	struct reminding r = { db, c, e };
	struct instant until = instant_add(
		c->by.now, minutes(c->config->reminder_hours * INT64_C(60)));
	struct stretches begin;

	if (c->config->reminder_hours == 0)
		return ERR_OK;
	if (stretches_beginning(db, 0, c->by.now, until, &begin, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < begin.n && e->code == ERR_OK; i++)
		(void)look_at(&r, &begin.item[i]);
	stretches_fini(&begin);
	return e->code;
}
