/* SPDX-License-Identifier: EUPL-1.2 */
/* paraat check: what is wrong, or may not be meant, is a line each. */
#include "schema/engine.h"
#include "service/accounts/account.h"
#include "service/secret.h"
#include "tests/support/command_place.h"
#include "tests/support/config_text.h"
#include "tests/support/service.h"
#include "tests/support/tls_pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOBODY = 65534 };

/* Everything that can be wrong besides is told at once, a line each. */
static void check_tells_all(void **state)
{
	struct command_place *p = *state;
	char more[512];

	command_line("init", p->config, NULL);
	command_expect(0, "", "");
	(void)snprintf(more, sizeof more,
		"[gateway a]\nkind = http-sms\nurl = http://127.0.0.1:1/\n"
		"token_file = %s/none\n",
		p->t.folder);
	command_configure(p, more);
	assert_int_equal(chmod(p->secret, 0644), 0);
	assert_int_equal(unlink(p->page), 0);
	command_line("check", p->config, NULL);
	command_expect(1, "has no index.html", "");
	command_expect(1, "/none cannot be read", "");
	command_expect(1, "[gateway a] has no secret", "");
	command_expect(1, "[gateway a] http://127.0.0.1:1/: ", "");
	command_expect(1, "can be read by everybody", "");
	assert_int_equal(chmod(p->secret, 0600), 0);
	command_write(p->page, "<!doctype html>");
	command_configure(p, "");
	command_line("check", p->config, NULL);
	command_expect(0, "", "");
}

/* Runs check with more keys for the service: it says `line` and the code `status`. */
static void expect_line(
	const struct command_place *p, int status, const char *keys, const char *line)
{
	char usual[2048], text[4096];

	(void)snprintf(usual, sizeof usual,
		"[gateway sim]\nkind = simulator\n"
		"[service]\nlisten = 127.0.0.1:0\nbase_url = http://127.0.0.1:9\n"
		"database = %s\nsecret_file = %s\nweb_root = %s\n",
		p->t.file, p->secret, p->web);
	config_text_without(usual, keys, text, sizeof text);
	(void)strncat(text, keys, sizeof text - strlen(text) - 1);
	command_write(p->config, text);
	command_line("check", p->config, NULL);
	command_expect(status, line, "");
	command_configure(p, "");
}

/* Something is wrong. */
static void expect_found(
	const struct command_place *p, const char *keys, const char *line)
{
	expect_line(p, 1, keys, line);
}

/* Nothing is, but it may not be meant. */
static void expect_warned(
	const struct command_place *p, const char *keys, const char *line)
{
	char whole[512];

	(void)snprintf(whole, sizeof whole, "warning: %s", line);
	expect_line(p, 0, keys, whole);
}

/* What would keep backups from being made, or the service from starting. */
static void check_finds_what_would_fail(void **state)
{
	struct command_place *p = *state;
	const uid_t owner = geteuid() == 0 ? NOBODY : geteuid();
	char keys[640], listen[64];
	struct service other;

	command_line("init", p->config, NULL);
	expect_found(p, "backup_folder = /nowhere\n", "/nowhere is not a folder");
	(void)snprintf(keys, sizeof keys, "backup_folder = %s\n", p->page);
	expect_found(p, keys, "is not a folder: no backups are made");
	(void)snprintf(keys, sizeof keys,
		"backup_folder = %s\nbackup_key_file = /nowhere/key\n", p->web);
	expect_found(p, keys, "backup_key_file /nowhere/key cannot be read or made");
	(void)snprintf(keys, sizeof keys, "ping_url = http://127.0.0.1:1/\n");
	expect_found(p, keys, "ping_url http://127.0.0.1:1/: ");
	assert_int_equal(truncate(p->secret, 5), 0);
	expect_found(p, "", "must hold 32 bytes");
	service_prepare(&other); /* who has the port */
	service_start(&other, "");
	(void)snprintf(listen, sizeof listen, "listen = 127.0.0.1:%d\n", other.port);
	expect_found(p, listen, "the address is in use by another program");
	service_stop(&other);
	service_cleanup(&other);
	expect_found(p, "[control-room m]\nsecret = 0123456789abcdef\n",
		"with the secret of [control-room m]");
	(void)snprintf(
		keys, sizeof keys, "[control-room m]\nsecret_file = %s\n", p->page);
	expect_found(p, keys, "can be read by everybody");
	expect_found(p, "[control-room m]\nsecret_file = /nowhere/m\n",
		"[control-room m] secret_file /nowhere/m cannot be read");
	/* with the eyes of the service, which is not root */
	assert_int_equal(chown(p->t.folder, owner, (gid_t)-1), 0);
	assert_int_equal(chmod(p->web, geteuid() == 0 ? 0700 : 0500), 0);
	(void)snprintf(keys, sizeof keys, "backup_folder = %s\n", p->web);
	expect_found(p, keys, "cannot be written");
	assert_int_equal(chmod(p->web, 0700), 0);
}

/* What works, and may be overlooked until it hurts. Mutation: nobody looks at it. */
static void check_warns(void **state)
{
	struct command_place *p = *state;
	char keys[640], backups[160];

	command_line("init", p->config, NULL);
	expect_warned(p, "", "backup_folder is not set");
	expect_warned(p, "listen = 0.0.0.0:0\n", "listen = 0.0.0.0:0 can be reached");
	expect_warned(p, "listen = [::]:0\n", "listen = [::]:0 can be reached");
	expect_warned(p, "base_url = http://paraat.example.nl\n",
		"base_url http://paraat.example.nl is http");
	(void)snprintf(keys, sizeof keys,
		"[gateway k]\nkind = http-sms\nurl = http://0.0.0.0:1/\n"
		"token_file = %s\n",
		p->page);
	expect_line(p, 1, keys, "warning: [gateway k] sends its key over http");
	/* none of these are said of what is kept to this machine */
	(void)snprintf(backups, sizeof backups, "backup_folder = %s\n", p->web);
	(void)snprintf(keys, sizeof keys,
		"%slisten = [::1]:0\n"
		"base_url = http://localhost:9\n",
		backups);
	expect_line(p, 0, keys, "");
	assert_null(strstr(command_said.out, "warning"));
	(void)snprintf(keys, sizeof keys,
		"%slisten = 0.0.0.0:0\n"
		"proxies = 192.0.2.1\nbase_url = https://paraat.example.nl\n",
		backups);
	expect_line(p, 0, keys, "");
	assert_null(strstr(command_said.out, "warning"));
}

/* A unix socket that cannot be made, or that somebody else has. */
static void check_looks_at_a_unix_socket(void **state)
{
	struct command_place *p = *state;
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char keys[256];
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	command_line("init", p->config, NULL);
	expect_warned(p, "listen = unix:/nowhere/http.sock\n",
		"listen = unix:/nowhere/http.sock: there is no folder");
	(void)snprintf(keys, sizeof keys, "listen = unix:%s\n", p->page);
	expect_found(p, keys, "there is a file of that name");
	(void)snprintf(a.sun_path, sizeof a.sun_path, "%s/sock", p->web);
	(void)snprintf(keys, sizeof keys, "listen = unix:%s\n", a.sun_path);
	expect_line(p, 0, keys, "");
	assert_int_equal(bind(fd, (struct sockaddr *)(void *)&a, sizeof a), 0);
	expect_line(p, 0, keys, ""); /* left behind: the service takes it away */
	assert_int_equal(listen(fd, 1), 0);
	expect_found(p, keys, "the address is in use by another program");
	(void)close(fd);
	assert_int_equal(unlink(a.sun_path), 0);
}

/* A certificate that is not of its key or not of our name, that has ended or soon
 * will. */
static void check_looks_at_the_certificate(void **state)
{
	struct command_place *p = *state;
	const time_t now = time(NULL);
	const struct {
		const char *address;
		time_t until;
		const char *line;
	} cases[] = {
		{ "127.0.0.1", now - 60, "has expired" },
		{ "127.0.0.1", now + 3600, "expires within 1 days" },
		{ "192.0.2.1", now + 3600, "tls_certificate is not for 127.0.0.1" },
	};
	char keys[400], certificate[140], key[140];
	struct tls_pair pair, other;

	(void)snprintf(certificate, sizeof certificate, "%s/cert", p->t.folder);
	(void)snprintf(key, sizeof key, "%s/key", p->t.folder);
	(void)snprintf(keys, sizeof keys,
		"base_url = https://127.0.0.1\ntls_certificate = %s\ntls_key = %s\n",
		certificate, key);
	command_line("init", p->config, NULL);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		tls_pair_init_until(&pair, cases[i].address, "x", cases[i].until);
		tls_pair_write(&pair, certificate, key);
		assert_int_equal(chmod(key, 0600), 0);
		expect_found(p, keys, cases[i].line);
		tls_pair_fini(&pair);
	}
	assert_int_equal(chmod(key, 0644), 0);
	expect_found(p, keys, "can be read by everybody");
	tls_pair_init(&other, "127.0.0.1", "x");
	tls_pair_write(&other, NULL, key);
	expect_found(p, keys, "do not match");
	tls_pair_fini(&other);
	assert_int_equal(unlink(key), 0);
	expect_found(p, keys, "tls_key ");
	assert_int_equal(unlink(certificate), 0);
}

/* A page of the database that is no longer what it was. */
static void check_finds_damage(void **state)
{
	static char rubbish[4096];
	struct command_place *p = *state;
	FILE *f;

	command_line("init --demo", p->config, NULL);
	command_line("check", p->config, NULL);
	command_expect(
		0, "is a demonstration: everybody signs in without a password", "");
	command_expect(0, "5 accounts and tokens were not looked at in time", "");
	memset(rubbish, 0x5a, sizeof rubbish);
	f = fopen(p->t.file, "r+be");
	assert_non_null(f);
	assert_int_equal(fseek(f, -40 * 4096L, SEEK_END), 0);
	for (int i = 0; i < 40; i++)
		assert_int_equal(fwrite(rubbish, 1, sizeof rubbish, f), sizeof rubbish);
	assert_int_equal(fclose(f), 0);
	command_line("check", p->config, NULL);
	command_expect(1, "database ", "");
}

/* A second factor that is made with the secret of the file. */
static void give_factor(const struct command_place *p, const char *name)
{
	const struct change by = { .now = { 1000 }, .actor = { "test", "local" } };
	uint8_t secret[SECRET_BYTES], factor[TOTP_SECRET] = { 1 }, sealed[TOTP_SEALED];
	struct account a;
	struct err e = { 0 };
	struct db *db;

	test_ok(secret_read(p->secret, NULL, secret, &e), &e);
	totp_seal(secret, sizeof secret, factor, sealed);
	test_ok(db_open(&sqlite_engine, p->t.file, DB_WRITE, &db, &e), &e);
	test_ok(db_begin(db, DB_WRITE, &e), &e);
	test_ok(account_find(db, name, &a, &e), &e);
	test_ok(account_begin_totp(db, a.id, sealed, &by, &e), &e);
	test_ok(account_confirm_totp(db, a.id, 1, &by, &e), &e);
	test_ok(db_commit(db, &e), &e);
	test_ok(db_close(db, &e), &e);
}

/* A backup was put back without the secret that belongs to it. Mutation: nobody looks
 * at it. */
static void check_knows_another_secret(void **state)
{
	struct command_place *p = *state;

	command_line("init", p->config, NULL);
	command_line("user add anna --role administrator", p->config,
		"een lange zin om te onthouden\n");
	command_expect(0, "", "");
	give_factor(p, "anna");
	command_line("check", p->config, NULL);
	command_expect(0, "", "");
	assert_int_equal(unlink(p->secret), 0);
	command_line("init", p->config, NULL);
	command_line("check", p->config, NULL);
	command_expect(1, "is not the one with which 1 second factors were made", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			check_tells_all, command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(check_finds_what_would_fail,
			command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(
			check_warns, command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(check_looks_at_a_unix_socket,
			command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(check_looks_at_the_certificate,
			command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(check_knows_another_secret,
			command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(
			check_finds_damage, command_place_open, command_place_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
