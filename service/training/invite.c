/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/training/invite_internal.h"

#include "base/zone.h"
#include "service/chore/chore.h"

#include <stdio.h>
#include <string.h>

enum { DAY_LEN = 11 }; /* "dd-mm-jjjj " */

const struct invite_words invite_words[INVITE_MESSAGES][LANGUAGES] = {
	[INVITE_ASK] = { { "Uitnodiging: %s",
				 "Beste %s, u bent uitgenodigd voor %s op %s%s. "
				 "Komt u? Geef het door: %s" },
		{ "Invitation: %s",
			"Dear %s, you are invited to %s on %s%s. Will you come? "
			"Tell us: %s" } },
	[INVITE_PLACE] = { { "Er is plaats: %s",
				   "Beste %s, er is een plaats vrij: u doet mee met %s "
				   "op %s%s. Kunt u toch niet, geef dat door: %s" },
		{ "You have a place: %s",
			"Dear %s, a place came free: you take part in %s on %s%s. If "
			"you cannot come, tell us: %s" } },
	[INVITE_CHANGED] = { { "Gewijzigd: %s",
				     "Beste %s, let op: %s is nu op %s%s. Kunt u dan "
				     "niet, geef dat door: %s" },
		{ "Changed: %s",
			"Dear %s, please note: %s is now on %s%s. If you cannot come, "
			"tell us: %s" } },
	[INVITE_CANCELLED] = { { "Gaat niet door: %s",
				       "Beste %s, %s op %s%s gaat niet door. %s" },
		{ "Cancelled: %s", "Dear %s, %s on %s%s is cancelled. %s" } },
	[INVITE_RESUMED] = { { "Gaat toch door: %s",
				     "Beste %s, %s op %s%s gaat toch door. Kunt u "
				     "niet, geef dat door: %s" },
		{ "On after all: %s",
			"Dear %s, %s on %s%s is on after all. If you cannot come, tell "
			"us: %s" } },
	[INVITE_REMIND] = { { "Herinnering: %s",
				    "Beste %s, u doet mee met %s op %s%s. Meer, en "
				    "afmelden: %s" },
		{ "Reminder: %s",
			"Dear %s, you take part in %s on %s%s. More, and if you cannot "
			"come: %s" } },
	[INVITE_UNANSWERED] = { { "Komt u? %s", "Beste %s, u hebt nog niet laten weten "
						"of u komt "
						"naar %s op %s%s. Geef het door: %s" },
		{ "Will you come? %s",
			"Dear %s, you have not yet told us whether you come to %s on "
			"%s%s. Tell us: %s" } },
};

void invite_link(const struct call_settings *settings, const struct invitation *i,
	char *buffer, size_t size)
{
	uint8_t token[TOKEN_BYTES];
	char text[TOKEN_TEXT];

	invitation_token(settings->secret, settings->secret_len, i->nonce, token);
	(void)snprintf(
		buffer, size, "%s/u/%s", settings->base_url, token_text(token, text));
}

enum err_code invite_channels(
	struct db *db, int64_t person_id, unsigned *ret, struct err *e)
{
	struct contact contacts[PERSON_CONTACTS_MAX];
	size_t n = 0;

	*ret = 0;
	if (person_contacts(db, person_id, contacts, &n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < n; i++)
		if (contacts[i].kind == CONTACT_EMAIL
			|| contacts[i].kind == CONTACT_PUSH)
			return ERR_OK;
	*ret = 1u << CHANNEL_SMS;
	return ERR_OK;
}

static const char *string(const json_t *o, const char *field)
{
	const char *s = json_string_value(json_object_get(o, field));

	return s != NULL ? s : "";
}

/* With the end, on the same day or another one. */
static void say_when(struct invite_telling *t, struct instant ends)
{
	char from[ZONE_TEXT], until[ZONE_TEXT];

	(void)zone_format(t->starts, from);
	(void)zone_format(ends, until);
	(void)snprintf(t->when, sizeof t->when, "%s %s %s", from,
		t->language == LANGUAGE_EN ? "to" : "tot",
		strncmp(from, until, DAY_LEN) == 0 ? until + DAY_LEN : until);
}

enum err_code invite_fill(struct db *db, const struct call_settings *settings,
	const struct invitation *i, struct invite_telling *t, struct err *e)
{
	json_t *person = NULL, *activity = NULL;
	struct instant ends = { 0 };

	if (resource_get(db, &person_resource, i->person_id, &person, e) == ERR_OK
		&& resource_get(db, &activity_resource, i->activity_id, &activity, e)
			   == ERR_OK) {
		t->language = phrase_language(string(person, "language"));
		(void)snprintf(
			t->name, sizeof t->name, "%s", string(person, "display_name"));
		(void)snprintf(
			t->title, sizeof t->title, "%s", string(activity, "title"));
		(void)fields_instant(
			activity, "starts_at", FIELDS_REQUIRED, &t->starts, e);
		(void)fields_instant(activity, "ends_at", FIELDS_REQUIRED, &ends, e);
		say_when(t, ends);
		(void)snprintf(t->where, sizeof t->where, "%s%s",
			string(activity, "location")[0] != '\0' ? ", " : "",
			string(activity, "location"));
		invite_link(settings, i, t->link, sizeof t->link);
	}
	json_decref(person);
	json_decref(activity);
	return e->code;
}

void invite_put(
	struct text *out, const char *format, const char *const parts[INVITE_PARTS])
{
	for (const char *p = format; *p != '\0'; p++) {
		if (p[0] == '%' && p[1] == 's') {
			text_add(out, *parts++);
			p++;
		} else {
			text_addc(out, *p);
		}
	}
}

enum err_code invite_tell(struct db *db, const struct call_settings *settings,
	const struct invitation *i, enum invite_message what, const struct change *by,
	struct err *e)
{
	const bool once = what == INVITE_ASK || what == INVITE_REMIND
			  || what == INVITE_UNANSWERED;
	struct invite_telling t = { .link = "" };
	TEXT_AUTO subject = { 0 };
	TEXT_AUTO text = { 0 };
	char key[96];
	struct notice n = { .kind = what == INVITE_ASK ? NOTICE_INVITATION
						       : NOTICE_REMINDER,
		.person_id = i->person_id,
		.key_or_null = once ? key : NULL };
	int64_t id;

	if (invite_fill(db, settings, i, &t, e) != ERR_OK
		|| invite_channels(db, i->person_id, &n.channels, e) != ERR_OK)
		return e->code;
	text_init(&subject, NOTICE_SUBJECT_MAX);
	text_init(&text, NOTICE_TEXT_MAX);
	invite_put(&subject, invite_words[what][t.language].subject,
		(const char *[INVITE_PARTS]){ t.title });
	invite_put(&text, invite_words[what][t.language].text,
		(const char *[INVITE_PARTS]){ t.name, t.title, t.when, t.where,
			what == INVITE_CANCELLED ? "" : t.link });
	(void)snprintf(key, sizeof key, "activity/%" PRId64 "/%d/%" PRId64, i->id,
		(int)what, t.starts.ms);
	n.subject = text_ok(&subject) ? text_str(&subject) : t.title;
	n.text = text_str(&text);
	n.link = what == INVITE_CANCELLED ? "" : t.link;
	return notice_add(db, settings, &n, by, &id, e);
}

/* --- to several */

enum err_code invite_tell_promoted(struct db *db, const struct call_settings *settings,
	const struct invitation_change *change, const struct change *by, struct err *e)
{
	for (size_t k = 0; k < change->promoted_count; k++) {
		struct invitation i;

		if (invitation_find(db, change->promoted[k], &i, e) != ERR_OK
			|| invite_tell(db, settings, &i, INVITE_PLACE, by, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code invite_person(struct db *db, const struct call_settings *settings,
	struct random *random, int64_t activity_id, int64_t person_id,
	const struct change *by, bool *ret_new, struct err *e)
{
	uint8_t token[TOKEN_BYTES];
	struct invitation i;
	struct digest hash;
	int64_t id;

	random->fill(random, i.nonce, sizeof i.nonce);
	invitation_token(settings->secret, settings->secret_len, i.nonce, token);
	hash = digest_sha256(token, sizeof token);
	if (invitation_add(db, activity_id, person_id, i.nonce, &hash, by, &id, e)
		!= ERR_OK)
		return e->code;
	*ret_new = id != 0;
	if (id == 0)
		return ERR_OK;
	return invitation_find(db, id, &i, e) == ERR_OK
		       ? invite_tell(db, settings, &i, INVITE_ASK, by, e)
		       : e->code;
}

/* --- reminders */

/* However many there are: page by page, each read before anything of it is written. */
static enum err_code remind(struct db *db, const struct chore_call *c,
	struct invitation_due_query q, enum invite_message what, struct err *e)
{
	enum { PAGE = 200 };
	struct invitation page[PAGE];
	size_t n = PAGE;

	while (n == PAGE) {
		if (invitation_due(db, &q, page, PAGE, &n, e) != ERR_OK)
			return e->code;
		for (size_t i = 0; i < n; i++) {
			q.after = page[i].id;
			if (invite_tell(db, c->calls, &page[i], what, &c->by, e)
				!= ERR_OK)
				return e->code;
		}
	}
	return ERR_OK;
}

/* Whose place came free without anybody's answer, because they left, is found here. */
static enum err_code give_places(
	struct db *db, const struct chore_call *c, struct err *e)
{
	struct invitation_change change;
	int64_t id = 0, after = 0;

	while (invitation_waited_for(db, c->by.now, after, &id, e) == ERR_OK
		&& id != 0) {
		if (invitation_make_room(db, id, &c->by, &change, e) != ERR_OK
			|| invite_tell_promoted(db, c->calls, &change, &c->by, e)
				   != ERR_OK)
			break;
		/* more than are handed out at once: the same one again */
		after = change.promoted_count == INVITATION_PROMOTED_MAX ? id - 1 : id;
	}
	return e->code;
}

enum err_code invite_remind(struct db *db, const struct chore_call *c, struct err *e)
{
	const struct instant now = c->by.now,
			     tomorrow = instant_add(now, minutes(INT64_C(26) * 60)),
			     week = instant_add(now, minutes(INT64_C(7) * 24 * 60));
	const struct invitation_due_query coming = { now, tomorrow, INVITATION_ACCEPTED,
		0 },
					  silent = { tomorrow, week, INVITATION_INVITED,
						  0 };

	if (give_places(db, c, e) != ERR_OK
		|| remind(db, c, coming, INVITE_REMIND, e) != ERR_OK)
		return e->code;
	return remind(db, c, silent, INVITE_UNANSWERED, e);
}
