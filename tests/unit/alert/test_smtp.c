/* SPDX-License-Identifier: EUPL-1.2 */
/* Mail as a reader of MIME sees it (a small one, written here from the RFCs), and what
 * cannot be smuggled into it. */
#include "alert/call/phrase.h"
#include "base/random.h"
#include "tests/support/carrier_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

/* --- the reader --- */

/* The unfolded value of a header that must be there exactly `times` times. Static. */
static const char *header_times(const char *mail, const char *name, int times)
{
	static char value[4096];
	size_t n = strlen(name), len = 0;
	int found = 0;

	value[0] = '\0';
	for (const char *line = mail; strncmp(line, "\r\n", 2) != 0;) {
		const char *end = strstr(line, "\r\n");

		assert_non_null(end);
		assert_true(end - line <= 78); /* RFC 5322: should not be longer */
		if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
			found++;
			len = (size_t)(end - line) - n - 1;
			memcpy(value, line + n + 1, len);
			while (end[2] == ' ' || end[2] == '\t') {
				const char *next = strstr(end + 2, "\r\n");

				assert_non_null(next);
				memcpy(value + len, end + 2, (size_t)(next - end - 2));
				len += (size_t)(next - end - 2);
				end = next;
			}
			value[len] = '\0';
		}
		line = end + 2;
	}
	assert_int_equal(found, times);
	return value + (value[0] == ' ');
}

static const char *header(const char *mail, const char *name)
{
	return header_times(mail, name, 1);
}

/* Decodes base64 (passing over line ends) until another character. */
static size_t unbase64(const char *s, char *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
				      "wxyz0123456789+/";
	unsigned long bits = 0;
	int have = 0;
	size_t n = 0;

	for (; *s != '\0'; s++) {
		const char *at = strchr(letters, *s);

		if (*s == '\r' || *s == '\n')
			continue;
		if (at == NULL)
			break;
		bits = (bits << 6 | (unsigned long)(at - letters)) & 0xffffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have & 0xff);
		}
	}
	out[n] = '\0';
	return n;
}

/* RFC 2047: "B" words in utf-8; blanks between two words vanish. Static. */
static const char *decoded(const char *value)
{
	static char out[4096];
	size_t n = 0;

	while (*value != '\0') {
		const char *end;

		if (strncasecmp(value, "=?utf-8?B?", 10) != 0) {
			out[n++] = *value++;
			continue;
		}
		end = strstr(value, "?=");
		assert_non_null(end);
		assert_true(end + 2 - value <= 75);
		n += unbase64(value + 10, out + n);
		value = end + 2;
		if (strncmp(value, " =?", 3) == 0)
			value++;
	}
	out[n] = '\0';
	return out;
}

/* The decoded part of a multipart/alternative with that content type. Static. */
static const char *part(const char *mail, const char *type)
{
	static char out[65536];
	char boundary[80], mark[100], wanted[100];
	const char *at = strstr(header(mail, "Content-Type"), "boundary=\"");

	assert_non_null(at);
	assert_int_equal(sscanf(at, "boundary=\"%70[^\"]\"", boundary), 1);
	(void)snprintf(mark, sizeof mark, "\r\n--%s\r\n", boundary);
	(void)snprintf(wanted, sizeof wanted, "%s; charset=utf-8", type);
	for (at = strstr(mail, mark); at != NULL; at = strstr(at, mark)) {
		const char *body;

		at += strlen(mark);
		body = strstr(at, "\r\n\r\n");
		assert_non_null(body);
		if (strcmp(header(at, "Content-Type"), wanted) != 0)
			continue;
		assert_string_equal(header(at, "Content-Transfer-Encoding"), "base64");
		(void)unbase64(body + 4, out);
		return out;
	}
	fail_msg("no part %s", type);
	return NULL;
}

/* Every line ends with CR LF, is ASCII and short. */
static void is_clean(const char *mail)
{
	size_t column = 0;

	for (const char *c = mail; *c != '\0'; c++) {
		assert_true((unsigned char)*c < 0x80);
		assert_true(*c >= ' ' || *c == '\r' || *c == '\n');
		if (*c == '\r')
			assert_int_equal(c[1], '\n');
		if (*c == '\n')
			assert_int_equal(c[-1], '\r');
		column = *c == '\n' ? 0 : column + 1;
		assert_true(column <= 79);
	}
}

/* --- the tests --- */

static struct carrier_message mail_message(const char *text)
{
	struct carrier_message m = probe_message(text);

	m.to = "anna@dalfsen.example";
	m.from = "alarm@vrij.example";
	m.title = "GRIP 2";
	m.link = "https://paraat.example.nl/a/abc?x=1&y=2";
	m.asks = true;
	m.urgent = true;
	m.at.ms = INT64_C(1795476305000); /* date -ud @1795476305 */
	return m;
}

static void headers_of_a_call(void **state)
{
	struct carrier_message m = mail_message("Kunt u komen?");
	struct carrier_request r = probe_encode(&carrier_smtp, &probe_account, &m);
	const char *mail = text_str(&r.body);

	(void)state;
	is_clean(mail);
	assert_int_equal(r.method, CARRIER_MAIL);
	assert_string_equal(r.from, "alarm@vrij.example");
	assert_string_equal(r.to, "anna@dalfsen.example");
	assert_string_equal(header(mail, "Date"), "Mon, 23 Nov 2026 23:25:05 +0000");
	assert_string_equal(header(mail, "From"), "Paraat <alarm@vrij.example>");
	assert_string_equal(header(mail, "To"), "<anna@dalfsen.example>");
	assert_string_equal(header(mail, "Subject"), "GRIP 2");
	assert_string_equal(header(mail, "Message-ID"), "<paraat.4711@vrij.example>");
	assert_string_equal(header(mail, "MIME-Version"), "1.0");
	assert_string_equal(header(mail, "Auto-Submitted"), "auto-generated");
	assert_string_equal(header(mail, "Importance"), "high");
	carrier_request_fini(&r);
}

static void both_parts_say_the_same(void **state)
{
	struct carrier_message m = mail_message(
		"Brand <bij> \"Jansen & Zn\"\nRegel twee: ë € 😀\n.\nEinde");
	struct carrier_request r = probe_encode(&carrier_smtp, &probe_account, &m);
	const char *mail = text_str(&r.body);

	(void)state;
	is_clean(mail);
	assert_string_equal(part(mail, "text/plain"),
		"Brand <bij> \"Jansen & Zn\"\r\nRegel twee: ë € 😀\r\n.\r\nEinde\r\n\r\n"
		"Geef hier uw antwoord: https://paraat.example.nl/a/abc?x=1&y=2\r\n"
		"Een antwoord op deze mail wordt niet gelezen.\r\n");
	assert_string_equal(part(mail, "text/html"),
		"<!DOCTYPE html><html lang=\"nl\"><body style=\"font:18px/1.5 "
		"sans-serif\">"
		"<p>Brand &lt;bij&gt; &quot;Jansen &amp; Zn&quot;<br>Regel twee: ë € 😀"
		"<br>.<br>Einde</p>"
		"<p><a href=\"https://paraat.example.nl/a/abc?x=1&amp;y=2\" "
		"style=\"display:inline-block;padding:12px 24px;background:#0b6b2e;"
		"color:#fff;font-weight:bold\">Geef hier uw antwoord</a></p>"
		"<p>Een antwoord op deze mail wordt niet "
		"gelezen.</p></body></html>\r\n");
	carrier_request_fini(&r);
}

static void news_asks_nothing(void **state)
{
	struct carrier_message m = mail_message("You are no longer needed.");
	struct carrier_request r;

	(void)state;
	m.asks = m.urgent = false;
	m.english = true;
	m.title = NULL;
	r = probe_encode(&carrier_smtp, &probe_account, &m);
	assert_null(strstr(part(text_str(&r.body), "text/html"), "<a "));
	assert_null(strstr(part(text_str(&r.body), "text/plain"), "https:"));
	assert_string_equal(
		header(text_str(&r.body), "Subject"), "From the crisis organisation");
	(void)header_times(text_str(&r.body), "Importance", 0);
	carrier_request_fini(&r);
}

static void subject_is(const char *title, const char *expected)
{
	struct carrier_message m = mail_message("x");
	struct carrier_request r;

	m.title = title;
	r = probe_encode(&carrier_smtp, &probe_account, &m);
	is_clean(text_str(&r.body));
	assert_string_equal(decoded(header(text_str(&r.body), "Subject")), expected);
	carrier_request_fini(&r);
}

static void subjects(void **state)
{
	static const char long_one[] =
		"Oproep: evacuatie van het zuidelijk deel van Dalfsen en Vilsteren, "
		"coördinatie in Zwolle; breng uw reservekleding en medicijnen meë 😀😀😀😀";

	(void)state;
	subject_is("Oproep", "Oproep");
	subject_is("Coördinator gezocht €", "Coördinator gezocht €");
	subject_is(long_one, long_one);
	subject_is("=?utf-8?B?eA==?=", "=?utf-8?B?eA==?=");
	subject_is("a\r\nBcc: x@y.example\r\n\r\nbody", "a  Bcc: x@y.example    body");
}

/* Whatever the texts hold: the same headers, once each, and the same text back. */
static void nothing_can_be_smuggled(void **state)
{
	static const char *const pieces[] = { "\r\n", "\n", "\r", ".",
		"--=_paraat_4711", "--", "Bcc: a@b.c", "\n\n", "<script>", "é", "😀",
		"a", "=?", "\x01", "&" };
	struct prng p;

	(void)state;
	for (uint64_t seed = 0; seed < 400; seed++) {
		char text[800], title[300];
		struct carrier_message m;
		struct carrier_request r;
		const char *mail;
		char *at = text;

		prng_init(&p, seed);
		for (int i = 0; i < 40; i++)
			at = stpcpy(at, pieces[prng_below(&p, 15)]);
		at = title;
		for (int i = 0; i < 15; i++)
			at = stpcpy(at, pieces[prng_below(&p, 15)]);
		m = mail_message(text);
		m.title = title;
		r = probe_encode(&carrier_smtp, &probe_account, &m);
		mail = text_str(&r.body);
		is_clean(mail);
		(void)header_times(mail, "Bcc", 0);
		(void)header(mail, "Subject");
		assert_string_equal(header(mail, "To"), "<anna@dalfsen.example>");
		assert_null(strstr(part(mail, "text/html"), "<script>"));
		assert_non_null(strstr(part(mail, "text/plain"), "Geef hier"));
		carrier_request_fini(&r);
	}
}

static void addresses_that_are_none(void **state)
{
	static const char *const bad[] = { "", "anna", "@x", "anna@", "a@b@c",
		"a b@c.nl", "a@b.nl\r\nBcc: x@y.nl", "<a@b.nl>", "a@b.nl,c@d.nl",
		"\"a\"@b.nl", "ä@b.nl", "a@b.nl\n", "a(x)@b.nl" };
	struct carrier_message m = mail_message("x");
	struct carrier_request r;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		carrier_request_init(&r);
		m.to = bad[i];
		assert_false(carrier_smtp.encode(&probe_account, &m, &r));
		m.to = "a@b.nl";
		m.from = bad[i];
		assert_false(carrier_smtp.encode(&probe_account, &m, &r));
		m.from = "a@b.nl";
		carrier_request_fini(&r);
	}
}

static void replies_of_the_server(void **state)
{
	static const struct {
		int status;
		enum carrier_result result;
	} cases[] = { { 250, CARRIER_SENT }, { 421, CARRIER_RETRY },
		{ 451, CARRIER_RETRY }, { 452, CARRIER_RETRY }, { 503, CARRIER_RETRY },
		{ 530, CARRIER_RETRY }, { 535, CARRIER_RETRY }, { 550, CARRIER_FAILED },
		{ 552, CARRIER_FAILED }, { 554, CARRIER_FAILED },
		{ 354, CARRIER_RETRY } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(
			probe_decode(&carrier_smtp, cases[i].status, "").result,
			cases[i].result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_of_a_call),
		cmocka_unit_test(both_parts_say_the_same),
		cmocka_unit_test(news_asks_nothing),
		cmocka_unit_test(subjects),
		cmocka_unit_test(nothing_can_be_smuggled),
		cmocka_unit_test(addresses_that_are_none),
		cmocka_unit_test(replies_of_the_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
