/* SPDX-License-Identifier: EUPL-1.2 */
/* Secrets in files of their own, and credentials of systemd. */
#include "service/config.h"
#include "tests/support/test_db.h"
#include "tests/support/leftovers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct config c;
static struct test_db place;
static char file[128];

static int open_place(void **state)
{
	(void)state;
	test_db_folder(&place);
	(void)snprintf(file, sizeof file, "%s/secret.txt", place.folder);
	return 0;
}

static int close_place(void **state)
{
	(void)state;
	leftovers_remove(place.folder);
	return 0;
}

static void write_secret(const char *text)
{
	FILE *f = fopen(file, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void parse(const char *text)
{
	struct err e;

	if (config_parse(text, "a.conf", &c, &e) != ERR_OK)
		fail_msg("%s\n%s", e.msg, text);
}

/* A gateway and a control room with their secret in the file. */
static void parse_both(void)
{
	char text[1024];

	(void)snprintf(text, sizeof text,
		"[gateway a]\nkind = http-voice\nurl = https://v/\n"
		"secret_file = %s\n[control-room m]\nsecret_file = %s\n"
		"[service]\nbase_url = https://p\n",
		file, file);
	parse(text);
}

static void refused(const char *secret, const char *says)
{
	struct err e;

	if (secret != NULL)
		write_secret(secret);
	assert_int_equal(config_read_secrets(&c, &e), ERR_INVALID);
	if (strstr(e.msg, says) == NULL || strstr(e.msg, file) == NULL)
		fail_msg("%s\n  is not: %s", e.msg, says);
}

/* The first line is the secret, of a gateway and of a control room. */
static void secrets_stand_in_files(void **state)
{
	struct err e;

	(void)state;
	write_secret("0123456789abcdef\nand a remark\n");
	parse_both();
	assert_string_equal(c.gateways[0].secret, "");
	assert_int_equal(config_read_secrets(&c, &e), ERR_OK);
	assert_string_equal(c.gateways[0].secret, "0123456789abcdef");
	assert_string_equal(config_control_room(&c, "m"), "0123456789abcdef");
	write_secret("0123456789abcdef-without-an-end");
	assert_int_equal(config_read_secrets(&c, &e), ERR_OK);
	assert_string_equal(c.gateways[0].secret, "0123456789abcdef-without-an-end");
}

static void what_is_wrong_is_said(void **state)
{
	char much[CONFIG_TEXT_MAX + 8];

	(void)state;
	parse_both();
	refused(NULL, "[gateway a] secret_file ");
	refused("", "cannot be read");
	refused("\n0123456789abcdef\n", "begins with an empty line");
	refused("short\n", "[control-room m] secret_file ");
	memset(much, 'x', sizeof much - 1);
	much[sizeof much - 1] = '\0';
	refused(much, "is too long");
}

/* One or the other, never both. */
static void there_is_one_secret(void **state)
{
	static const char *const wrong[] = {
		"[gateway a]\nkind = http-sms\nurl = http://x/\nsecret = s\n"
		"secret_file = /f\n",
		"[control-room m]\nsecret = 0123456789abcdef\nsecret_file = /f\n",
		"[control-room m]\n",
		"[gateway a]\nkind = smtp\nurl = smtp://x\nsender = a@b\n"
		"secret_file = /f\n",
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (config_parse(wrong[i], "a.conf", &c, &e) == ERR_OK)
			fail_msg("taken: %s", wrong[i]);
		assert_non_null(strstr(e.msg, "secret"));
	}
}

static void credentials_are_named(void **state)
{
	(void)state;
	(void)setenv("CREDENTIALS_DIRECTORY", "/run/credentials/here", 1);
	parse("[service]\nsecret_file = $CREDENTIALS_DIRECTORY/installation\n"
	      "[gateway a]\nkind = http-sms\nurl = http://x/\n"
	      "token_file = $CREDENTIALS_DIRECTORY/a.token\n");
	(void)unsetenv("CREDENTIALS_DIRECTORY");
	assert_string_equal(c.secret_file, "/run/credentials/here/installation");
	assert_string_equal(c.gateways[0].token_file, "/run/credentials/here/a.token");
	parse("[control-room m]\nsecret_file = $CREDENTIALS_DIRECTORY/m\n");
	assert_string_equal(
		c.control_rooms[0].secret_file, "/run/credentials/paraat.service/m");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			secrets_stand_in_files, open_place, close_place),
		cmocka_unit_test_setup_teardown(
			what_is_wrong_is_said, open_place, close_place),
		cmocka_unit_test(there_is_one_secret),
		cmocka_unit_test(credentials_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
