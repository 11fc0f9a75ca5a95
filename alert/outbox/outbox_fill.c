/* SPDX-License-Identifier: EUPL-1.2 */
/* What a message says, made when it is sent. */
#include "alert/outbox/outbox_internal.h"

#include "alert/outbox/notice.h"
#include "base/alloc.h"
#include "base/parse.h"
#include "roster/people/person.h"

#include <stdio.h>

bool outbox_still_wanted(
	const struct call *call, int64_t person, enum call_purpose purpose)
{
	if (purpose != PURPOSE_ASK && purpose != PURPOSE_REMIND)
		return true;
	return person >= 0 && call->c.people[person].state == RECIPIENT_ASKED;
}

static int slot_of(const struct call *call, int64_t person)
{
	const struct callout_recipient *r;

	if (call == NULL || person < 0)
		return CALLOUT_NOBODY;
	r = &call->c.people[person];
	return r->placed != CALLOUT_NOBODY ? r->placed : r->asked_for;
}

/* What channels other than texts can show besides. */
static void fill_rest(const struct call *call, const struct call_settings *settings,
	int64_t person, enum phrase_language language, struct outbox_message *m)
{
	m->english = language == LANGUAGE_EN;
	if (call == NULL || m->channel == CHANNEL_SMS)
		return;
	m->asks = m->purpose == PURPOSE_ASK || m->purpose == PURPOSE_REMIND;
	m->urgent = call->c.kind == KIND_REAL || call->c.kind == KIND_EXERCISE;
	call_answer_link(call, settings, person, m->link, sizeof m->link);
	(void)snprintf(m->title, sizeof m->title, "%s%s",
		phrase_prefix(call->c.kind, language), call->incident);
}

static enum err_code fill_notice(struct db *db, const struct call_settings *settings,
	struct stmt *row, struct outbox_message *m, struct err *e)
{
	struct notice_content *c = base_calloc(1, sizeof *c);

	if (c == NULL)
		return err_set(e, ERR_NOMEM, "no memory for a notice");
	if (notice_content(db, settings, stmt_int(row, "notice_id"), c, e) == ERR_OK) {
		m->english = phrase_language(stmt_text(row, "language")) == LANGUAGE_EN;
		m->urgent = c->urgent;
		(void)snprintf(m->title, sizeof m->title, "%.*s",
			(int)parse_utf8_fit(c->subject, sizeof m->title - 1),
			c->subject);
		(void)snprintf(m->link, sizeof m->link, "%s", c->link);
		m->text = base_strdup(c->text);
		if (m->text == NULL)
			(void)err_set(e, ERR_NOMEM, "no memory for a notice");
	}
	base_free(c);
	return e->code;
}

static enum err_code fill_test(
	const struct attempt *a, struct outbox_message *m, struct err *e)
{
	struct text text;

	text_init(&text, 256);
	text_addf(&text, "%s%s.", phrase(PHRASE_SELF_TEST, LANGUAGE_NL), a->gateway);
	(void)snprintf(m->title, sizeof m->title, "%s",
		phrase(PHRASE_PREFIX_TEST, LANGUAGE_NL));
	m->text = text_take(&text);
	text_fini(&text);
	return m->text != NULL ? ERR_OK
			       : err_set(e, ERR_NOMEM, "no memory for a message");
}

static bool fill_message(const struct call *call, const struct call_settings *settings,
	struct stmt *row, int64_t person, struct outbox_message *m)
{
	char name[PERSON_NAME_MAX], given[81], infix[41];
	struct call_reader reader = { name,
		phrase_language(stmt_text(row, "language")) };
	struct text text;

	stmt_copy(row, "given_name", given, sizeof given);
	stmt_copy(row, "infix", infix, sizeof infix);
	person_display_name(given, infix, stmt_text(row, "family_name"), name);
	m->on_duty = person >= 0 && call != NULL && call->c.people[person].duty != 0;
	fill_rest(call, settings, person, reader.language, m);
	text_init(&text, 8192);
	call_text(call, settings, m->purpose, m->channel, person, slot_of(call, person),
		&reader, stmt_text_or_null(row, "body"), &text);
	m->text = text_take(&text);
	text_fini(&text);
	return m->text != NULL;
}

enum err_code outbox_fill(struct db *db, const struct call_settings *settings,
	const struct attempt *a, const struct call *call, int64_t person,
	struct stmt *row, struct outbox_message *m, struct err *e)
{
	m->attempt_id = a->id;
	m->callout_id = a->callout_id;
	m->recipient_id = a->recipient_id;
	m->person_id = a->person_id;
	m->purpose = a->purpose;
	m->channel =
		(enum channel)parse_word(a->channel, channel_words, CHANNELS_COUNT);
	m->path = a->path;
	stmt_copy(row, "address", m->to, sizeof m->to);
	if (a->is_test)
		return fill_test(a, m, e);
	if (m->purpose == PURPOSE_NOTICE)
		return fill_notice(db, settings, row, m, e);
	if (!fill_message(call, settings, row, person, m))
		return err_set(e, ERR_NOMEM, "no memory for a message");
	return ERR_OK;
}
