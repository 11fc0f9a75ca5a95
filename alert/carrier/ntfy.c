/* SPDX-License-Identifier: EUPL-1.2 */
/* ntfy: a push message with buttons (POST of JSON to the server's root).
 *
 * The buttons post to the answer link of that one person. A topic is as good as a
 * password: it stands in the person's contacts. */
#include "alert/carrier/carrier.h"

#include "alert/call/phrase.h"
#include "base/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 4096, TOPIC_MAX = 64, PRIORITY_URGENT = 5, PRIORITY_USUAL = 4 };

static bool is_topic(const char *s)
{
	const size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
				   "YZ0123456789-_");

	return n > 0 && n <= TOPIC_MAX && s[n] == '\0';
}

static json_t *button(const char *label, const char *link, const char *answer)
{
	char body[40];

	(void)snprintf(body, sizeof body, "{\"answer\":\"%s\"}", answer);
	return json_pack("{s:s, s:s, s:s, s:s, s:{s:s}, s:s, s:b}", "action", "http",
		"label", label, "url", link, "method", "POST", "headers",
		"Content-Type", "application/json", "body", body, "clear", 1);
}

static json_t *buttons(const struct carrier_message *m)
{
	const enum phrase_language l = m->english ? LANGUAGE_EN : LANGUAGE_NL;

	return json_pack("[o, o, {s:s, s:s, s:s}]",
		button(phrase(PHRASE_PAGE_YES, l), m->link, "yes"),
		button(phrase(PHRASE_PAGE_NO, l), m->link, "no"), "action", "view",
		"label", phrase(PHRASE_PUSH_MORE, l), "url", m->link);
}

/* The text, cut between characters where ntfy would make it an attachment. */
static json_t *message_text(const char *text)
{
	size_t n = strlen(text);

	if (n > MESSAGE_MAX) {
		n = MESSAGE_MAX;
		while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	return json_stringn(text, n);
}

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	const enum phrase_language l = m->english ? LANGUAGE_EN : LANGUAGE_NL;
	const bool asks = m->asks && m->link != NULL && m->link[0] != '\0';
	json_t *o;
	char *json;
	bool ok;

	if (!is_topic(m->to))
		return false;
	o = json_pack("{s:s, s:s, s:o, s:i}", "topic", m->to, "title",
		m->title != NULL && m->title[0] != '\0' ? m->title
							: phrase(PHRASE_MAIL_TITLE, l),
		"message", message_text(m->text), "priority",
		m->urgent ? PRIORITY_URGENT : PRIORITY_USUAL);
	ok = o != NULL;
	if (asks)
		ok = ok && fields_set_text(o, "click", m->link)
		     && json_object_set_new(o, "actions", buttons(m)) == 0;
	json = ok ? json_dumps(o, JSON_COMPACT) : NULL;
	ok = json != NULL && text_add(&ret->url, a->url) && text_add(&ret->body, json);
	ret->method = CARRIER_POST;
	ret->content_type = "application/json";
	if (a->token[0] != '\0')
		(void)snprintf(ret->authorization, sizeof ret->authorization,
			"Bearer %s", a->token);
	free(json);
	json_decref(o);
	return ok;
}

static void decode(const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	json_t *o = NULL;
	const char *id = "";
	struct err e = { 0 };

	if (reply->status < 200 || reply->status >= 300) {
		carrier_decode_refusal(reply, ret);
		return;
	}
	if (fields_read(reply->body, reply->len, &o, &e) == ERR_OK)
		(void)fields_line(
			o, "id", FIELDS_REQUIRED, sizeof ret->provider_id - 1, &id, &e);
	if (id[0] != '\0')
		carrier_accepted(ret, id);
	else
		carrier_not_understood(ret);
	json_decref(o);
}

const struct carrier carrier_ntfy = {
	.kind = "ntfy", .channel = CHANNEL_PUSH, .encode = encode, .decode = decode
};
