/* SPDX-License-Identifier: EUPL-1.2 */
/* Gateways in the configuration: what each kind needs and knows, and that what is wrong
 * is named by file, line and key. */
#include "service/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SERVICE "[service]\nbase_url = https://paraat.example.nl\n[gateway g]\n"

static struct config parsed(const char *gateway)
{
	char text[2048];
	struct config c;
	struct err e;

	(void)snprintf(text, sizeof text, "%s%s", SERVICE, gateway);
	if (config_parse(text, "a.conf", &c, &e) != ERR_OK)
		fail_msg("%s\n%s", e.msg, text);
	return c;
}

static void refused(const char *text, const char *expected)
{
	struct config c;
	struct err e;

	if (config_parse(text, "a.conf", &c, &e) == ERR_OK)
		fail_msg("taken: %s", text);
	if (strncmp(e.msg, expected, strlen(expected)) != 0)
		fail_msg("%s\n  is not: %s", e.msg, expected);
}

static void every_kind_with_what_it_needs(void **state)
{
	static const struct {
		const char *text;
		enum gateway_kind kind;
		enum channel channel;
		const char *url;
	} cases[] = {
		{ "kind = http-sms\nurl = http://a/b\n", GATEWAY_HTTP_SMS, CHANNEL_SMS,
			"http://a/b" },
		{ "kind = cm\ntoken_file = /t\n", GATEWAY_CM, CHANNEL_SMS,
			"https://gw.messaging.cm.com/v1.0/message" },
		{ "kind = spryng\ntoken_file = /t\n", GATEWAY_SPRYNG, CHANNEL_SMS,
			"https://rest.spryngsms.com/v1/messages" },
		{ "kind = messagebird\ntoken_file = /t\nsender = VRIJssel\n",
			GATEWAY_MESSAGEBIRD, CHANNEL_SMS,
			"https://rest.messagebird.com/messages" },
		{ "kind = twilio-sms\nuser = AC1\ntoken_file = /t\nsender = +3185\n",
			GATEWAY_TWILIO_SMS, CHANNEL_SMS,
			"https://api.twilio.com/2010-04-01" },
		{ "kind = twilio-voice\nuser = AC1\ntoken_file = /t\nsender = +3185\n",
			GATEWAY_TWILIO_VOICE, CHANNEL_VOICE,
			"https://api.twilio.com/2010-04-01" },
		{ "kind = kannel\nurl = http://k/cgi-bin/sendsms\nuser = u\n"
		  "token_file = /t\nplain_letters = yes\n",
			GATEWAY_KANNEL, CHANNEL_SMS, "http://k/cgi-bin/sendsms" },
		{ "kind = http-voice\nurl = https://v/\nsecret = s\n",
			GATEWAY_HTTP_VOICE, CHANNEL_VOICE, "https://v/" },
		{ "kind = smtp\nurl = smtps://m\nsender = a@b.nl\n", GATEWAY_SMTP,
			CHANNEL_EMAIL, "smtps://m" },
		{ "kind = ntfy\nurl = https://n/\n", GATEWAY_NTFY, CHANNEL_PUSH,
			"https://n/" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct config c = parsed(cases[i].text);

		assert_int_equal(c.gateways_count, 1);
		assert_int_equal(c.gateways[0].kind, cases[i].kind);
		assert_int_equal(c.gateways[0].channel, cases[i].channel);
		assert_true(c.gateways[0].has_channel);
		assert_string_equal(c.gateways[0].url, cases[i].url);
		assert_int_equal(config_channels(&c), 1u << cases[i].channel);
	}
	assert_null(gateway_carrier(GATEWAY_SIMULATOR));
}

static void the_dialect_has_the_name_of_the_kind(void **state)
{
#define X(name, text) text,
	static const char *const words[] = { GATEWAY_KIND_WORDS(X) };
#undef X

	(void)state;
	for (int kind = GATEWAY_HTTP_SMS; kind < GATEWAY_KINDS; kind++)
		assert_string_equal(
			gateway_carrier((enum gateway_kind)kind)->kind, words[kind]);
}

static void what_is_missing_is_named(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "[gateway g]\nurl = http://a\n",
			"a.conf, line 1: [gateway g] needs the key kind" },
		{ "[gateway g]\nkind = http-sms\n",
			"a.conf, line 1: [gateway g] needs the key url" },
		{ "[gateway g]\nkind = cm\n",
			"a.conf, line 1: [gateway g] needs the key token_file" },
		{ "[gateway g]\nkind = twilio-sms\ntoken_file = /t\nsender = x\n",
			"a.conf, line 1: [gateway g] needs the key user" },
		{ "[gateway g]\nkind = twilio-voice\ntoken_file = /t\nuser = x\n",
			"a.conf, line 1: [gateway g] needs the key sender" },
		{ "[gateway g]\nkind = kannel\nurl = http://k\ntoken_file = /t\n",
			"a.conf, line 1: [gateway g] needs the key user" },
		{ "[gateway g]\nkind = http-voice\nurl = http://k\n",
			"a.conf, line 1: [gateway g] needs the key secret" },
		{ "[gateway g]\nkind = smtp\nurl = smtp://k\n",
			"a.conf, line 1: [gateway g] needs the key sender" },
		{ "[gateway g]\nkind = ntfy\n",
			"a.conf, line 1: [gateway g] needs the key url" },
		{ "[gateway g]\nkind = twilio-sms\nuser = A\ntoken_file = /t\n"
		  "sender = x\n",
			"a.conf, line 2: kind: needs base_url in [service]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused(cases[i].text, cases[i].expected);
}

static void what_does_not_fit_is_named(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "[gateway g]\nkind = simulator\nurl = http://a\n",
			"a.conf, line 3: url: is not a key of the kind simulator" },
		{ "[gateway g]\nseed = 2\nkind = cm\ntoken_file = /t\n",
			"a.conf, line 2: seed: is not a key of the kind cm" },
		{ "[gateway g]\nkind = cm\ntoken_file = /t\nuser = x\n",
			"a.conf, line 4: user: is not a key of the kind cm" },
		{ "[gateway g]\nkind = smtp\nurl = smtp://a\nsender = a@b\nsecret = "
		  "x\n",
			"a.conf, line 5: secret: is not a key of the kind smtp" },
		{ "[gateway g]\nkind = ntfy\nurl = http://a\nplain_letters = yes\n",
			"a.conf, line 4: plain_letters: is not a key of the kind "
			"ntfy" },
		{ "[gateway g]\nkind = ntfy\nurl = http://a\nchannel = sms\n",
			"a.conf, line 4: channel: ntfy serves push only" },
		{ "[gateway g]\nkind = http-sms\nurl = http://a\nchannel = voice\n",
			"a.conf, line 4: channel: http-sms serves sms only" },
		{ "[gateway g]\nkind = smtp\nurl = http://a\nsender = a@b\n",
			"a.conf, line 3: url: must begin with smtp:// or smtps://" },
		{ "[gateway g]\nkind = ntfy\nurl = ftp://a\n",
			"a.conf, line 3: url: must begin with http:// or https://" },
		{ "[gateway g]\nkind = smtp\nurl = smtp://a\nsender = Paraat\n",
			"a.conf, line 4: sender: must be a mail address" },
		{ "[gateway g]\nkind = smtp\nurl = smtp://a\nsender = a@b\nuser = x\n",
			"a.conf, line 5: user: user and token_file go together" },
		{ "[gateway g]\nkind = smtp\nurl = smtp://a\nsender = a@b\n"
		  "token_file = /t\n",
			"a.conf, line 5: token_file: user and token_file go together" },
		{ "[gateway g]\nkind = smtp\nurl = smtp://a\nsender = a@b\nuser = x\n"
		  "token_file = /t\ntls = no\n",
			"a.conf, line 7: tls: must be yes with a login" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused(cases[i].text, cases[i].expected);
}

static void wrong_values_are_named(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "[gateway g]\nkind = pigeon\n",
			"a.conf, line 2: kind: must be simulator, http-sms" },
		{ "[gateway g]\nkind = cm\nrank = 0\n",
			"a.conf, line 3: rank: must be a whole number from 1 to 99" },
		{ "[gateway g]\nkind = cm\nconnections = x\n",
			"a.conf, line 3: connections: must be a whole number" },
		{ "[gateway g]\nkind = smtp\ntls = maybe\n",
			"a.conf, line 3: tls: must be yes or no" },
		{ "[gateway g]\nkind = cm\ncolour = red\n",
			"a.conf, line 3: colour: is not a key of a gateway" },
		{ "[gateway g]\nkind = cm\nsecret = a\nsecret = b\n",
			"a.conf, line 4: secret: stands here for the second time" },
		{ "[gateway g]\nkind = cm\nchannel = smoke\n",
			"a.conf, line 3: channel: must be sms, voice, email or push" },
		{ "[gateway g]\nkind = simulator\npace = fast\n",
			"a.conf, line 3: pace: must be a number" },
		{ "[gateway g]\nkind = simulator\nseed = -1\n",
			"a.conf, line 3: seed: must be a whole number" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused(cases[i].text, cases[i].expected);
}

static void mail_is_secret_unless_told_otherwise(void **state)
{
	struct config c = parsed("kind = smtp\nurl = smtp://m\nsender = a@b.nl\n");

	(void)state;
	assert_true(c.gateways[0].tls);
	c = parsed("kind = smtp\nurl = smtp://m\nsender = a@b.nl\ntls = no\n");
	assert_false(c.gateways[0].tls);
}

/* The example that is installed can be read, with every commented gateway in turn. */
static void the_example_is_right(void **state)
{
	static char text[32768], all[32768];
	FILE *f = fopen(PARAAT_SOURCE_DIR "/packaging/paraat.conf", "re");
	struct config c;
	struct err e;
	size_t n = 0;
	char *to = all;

	(void)state;
	assert_non_null(f);
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	(void)fclose(f);
	if (config_parse(text, "paraat.conf", &c, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	for (const char *at = text; *at != '\0';) { /* ";[" and ";key = " come alive */
		size_t line = strcspn(at, "\n") + 1;
		const bool off = at[0] == ';' && at[1] != ' ';

		memcpy(to, at + off, line - off);
		to += line - off;
		at += line;
	}
	*to = '\0';
	if (config_parse(all, "paraat.conf", &c, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	assert_int_equal(c.gateways_count, GATEWAY_KINDS);
	for (int kind = 0; kind < GATEWAY_KINDS; kind++) {
		size_t i = 0;

		while (i < c.gateways_count && (int)c.gateways[i].kind != kind)
			i++;
		assert_true(i < c.gateways_count);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_with_what_it_needs),
		cmocka_unit_test(the_dialect_has_the_name_of_the_kind),
		cmocka_unit_test(what_is_missing_is_named),
		cmocka_unit_test(what_does_not_fit_is_named),
		cmocka_unit_test(wrong_values_are_named),
		cmocka_unit_test(mail_is_secret_unless_told_otherwise),
		cmocka_unit_test(the_example_is_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
