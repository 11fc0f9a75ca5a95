/* SPDX-License-Identifier: EUPL-1.2 */
/* smtp: a message as mail (RFC 5322, 2045-2047): plain text and HTML.
 *
 * Nothing of it changes anything by being opened: the button leads to the answer page.
 * Both parts and a subject that needs it go in base64, so that no text can end a
 * header, a part or the message. Dots at the start of lines are the transport's work.
 */
#include "alert/carrier/carrier.h"

#include "alert/call/phrase.h"
#include "base/civil.h"
#include "base/form.h"

#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 57, WORD_MAX_BYTES = 39 }; /* 76 and 52 in base64 */

/* A plain address: no names, no quotes, nothing that could end a header. */
static bool is_address(const char *s)
{
	const char *at = strchr(s, '@');

	if (at == NULL || at == s || at[1] == '\0' || strchr(at + 1, '@') != NULL
		|| strlen(s) > 254)
		return false;
	for (const char *c = s; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || strchr("<>()[]\\,;:\"", *c) != NULL)
			return false;
	return true;
}

static void add_date(struct text *out, struct instant at)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
		"Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const struct civil c = civil_from_ms(at.ms);

	text_addf(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n",
		days[date_weekday(c.date) - 1], c.date.day, months[c.date.month - 1],
		c.date.year, c.hour, c.minute, c.second);
}

/* How many bytes of s fit in one encoded word without dividing a character. */
static size_t word_end(const char *s)
{
	size_t n = strlen(s);

	if (n <= WORD_MAX_BYTES)
		return n;
	n = WORD_MAX_BYTES;
	while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n > 0 ? n : WORD_MAX_BYTES;
}

/* One header line, folded; control characters become blanks. */
static void add_subject(struct text *out, const char *subject)
{
	char clean[400] = "";
	size_t n = 0;
	bool plain = true;

	for (const char *c = subject; *c != '\0' && n + 1 < sizeof clean; c++)
		clean[n++] = (char)((unsigned char)*c < ' ' || *c == 0x7f ? ' ' : *c);
	while (n > 0 && ((unsigned char)subject[n] & 0xc0) == 0x80)
		n--; /* cut between characters */
	clean[n] = '\0';
	for (size_t i = 0; i < n; i++)
		plain = plain && (unsigned char)clean[i] < 0x80;
	text_add(out, "Subject:");
	if (plain && n <= 60 && strstr(clean, "=?") == NULL) {
		text_addf(out, " %s\r\n", clean);
		return;
	}
	for (const char *s = clean; *s != '\0';) {
		const size_t len = word_end(s);

		text_add(out, s == clean ? " =?utf-8?B?" : "\r\n =?utf-8?B?");
		form_base64(out, s, len);
		text_add(out, "?=");
		s += len;
	}
	text_add(out, "\r\n");
}

static void add_part(struct text *out, const char *boundary, const char *type,
	const struct text *text)
{
	text_addf(out,
		"--%s\r\nContent-Type: %s; charset=utf-8\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n",
		boundary, type);
	for (size_t i = 0; i < text->len; i += LINE_MAX_BYTES) {
		const size_t left = text->len - i;

		form_base64(out, text_str(text) + i,
			left < LINE_MAX_BYTES ? left : LINE_MAX_BYTES);
		text_add(out, "\r\n");
	}
}

static enum phrase_language language_of(const struct carrier_message *m)
{
	return m->english ? LANGUAGE_EN : LANGUAGE_NL;
}

static bool has_link(const struct carrier_message *m)
{
	return m->link != NULL && m->link[0] != '\0';
}

static void add_plain(struct text *out, const struct carrier_message *m)
{
	for (const char *c = m->text; *c != '\0'; c++)
		if (*c == '\n')
			text_add(out, "\r\n");
		else if (*c != '\r')
			text_addc(out, *c);
	text_add(out, "\r\n\r\n");
	if (m->asks && has_link(m) && strstr(m->text, m->link) == NULL)
		text_addf(out, "%s: %s\r\n", phrase(PHRASE_MAIL_ANSWER, language_of(m)),
			m->link);
	text_addf(out, "%s\r\n", phrase(PHRASE_MAIL_ANSWER_HINT, language_of(m)));
}

static void add_html(struct text *out, const struct carrier_message *m)
{
	text_addf(out,
		"<!DOCTYPE html><html lang=\"%s\"><body style=\"font:18px/1.5 "
		"sans-serif\"><p>",
		m->english ? "en" : "nl");
	for (const char *s = m->text; *s != '\0';) {
		const size_t n = strcspn(s, "\r\n");
		char line[1024];

		for (size_t i = 0; i < n; i += sizeof line - 1) {
			const size_t part =
				n - i < sizeof line - 1 ? n - i : sizeof line - 1;

			memcpy(line, s + i, part);
			line[part] = '\0';
			text_add_html(out, line);
		}
		s += n;
		if (*s != '\0')
			text_add(out, "<br>");
		s += s[0] == '\r' && s[1] == '\n' ? 2 : s[0] != '\0';
	}
	text_add(out, "</p>");
	if (m->asks && has_link(m)) {
		text_add(out, "<p><a href=\"");
		text_add_html(out, m->link);
		text_add(out, "\" style=\"display:inline-block;padding:12px 24px;"
			      "background:#0b6b2e;color:#fff;font-weight:bold\">");
		text_add_html(out, phrase(PHRASE_MAIL_ANSWER, language_of(m)));
		text_add(out, "</a></p>");
	}
	text_add(out, "<p>");
	text_add_html(out, phrase(PHRASE_MAIL_ANSWER_HINT, language_of(m)));
	text_add(out, "</p></body></html>\r\n");
}

static void add_headers(
	struct text *out, const struct carrier_message *m, const char *boundary)
{
	const char *title = m->title != NULL && m->title[0] != '\0'
				    ? m->title
				    : phrase(PHRASE_MAIL_TITLE, language_of(m));

	add_date(out, m->at);
	text_addf(out, "From: Paraat <%s>\r\nTo: <%s>\r\n", m->from, m->to);
	add_subject(out, title);
	text_addf(out, "Message-ID: <paraat.%" PRId64 "%s>\r\n", m->attempt_id,
		strchr(m->from, '@'));
	text_add(out, "Auto-Submitted: auto-generated\r\n");
	if (m->urgent)
		text_add(out, "Importance: high\r\nX-Priority: 1\r\n");
	text_addf(out,
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
		boundary);
}

static bool encode(const struct carrier_account *a, const struct carrier_message *m,
	struct carrier_request *ret)
{
	TEXT_AUTO plain = { 0 };
	TEXT_AUTO html = { 0 };
	char boundary[48];

	if (!is_address(m->from) || !is_address(m->to)
		|| strlen(m->from) >= sizeof ret->from)
		return false;
	text_init(&plain, 65536);
	text_init(&html, 65536);
	/* "_" does not stand in base64: no part can hold the boundary */
	(void)snprintf(boundary, sizeof boundary, "=_paraat_%" PRId64, m->attempt_id);
	ret->method = CARRIER_MAIL;
	(void)snprintf(ret->from, sizeof ret->from, "%s", m->from);
	(void)snprintf(ret->to, sizeof ret->to, "%s", m->to);
	text_add(&ret->url, a->url);
	add_plain(&plain, m);
	add_html(&html, m);
	if (!text_ok(&plain) || !text_ok(&html))
		return false;
	add_headers(&ret->body, m, boundary);
	add_part(&ret->body, boundary, "text/plain", &plain);
	add_part(&ret->body, boundary, "text/html", &html);
	return text_addf(&ret->body, "--%s--\r\n", boundary);
}

/* status: the last reply code of the server (RFC 5321, RFC 4954). */
static void decode(const struct carrier_reply *reply, struct carrier_outcome *ret)
{
	const int s = reply->status;

	if (s >= 200 && s < 300) {
		carrier_accepted(ret, "");
		return;
	}
	carrier_no_reply("", ret);
	/* 53x: our login, not the message; 50x: the server's own trouble */
	(void)snprintf(ret->reason, sizeof ret->reason,
		s >= 530 && s < 540 ? "the mail server refuses the login (%d): check "
				      "user and token_file"
				    : "the mail server answered %d",
		s);
	if (s >= 540 && s < 600)
		ret->result = CARRIER_FAILED;
}

const struct carrier carrier_smtp = {
	.kind = "smtp", .channel = CHANNEL_EMAIL, .encode = encode, .decode = decode
};
