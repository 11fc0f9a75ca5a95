/* SPDX-License-Identifier: EUPL-1.2 */
/* The command line of the contract: words, exit codes, what goes to which output, and
 * that a wrong thing is one clear line. */
#include "schema/engine.h"
#include "schema/migrate.h"
#include "tests/support/command_place.h"
#include "tests/support/service.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOBODY = 65534 };

/* Help is data on standard output; wrong use is a message and the code 2. */
static void help_and_wrong_use(void **state)
{
	static const char *const names[] = { "serve", "init", "user", "token", "import",
		"export", "audit", "backup", "restore", "check" };
	static const char *const wrong[] = { "serve now", "init now", "user",
		"user add x", "user add x --role king", "token add x --rank y",
		"token add x --role king", "import", "import people",
		"import cats x.csv", "import people a.csv b.csv", "export",
		"export cats", "export people --format xml", "audit", "audit burn",
		"backup", "backup a b", "restore", "check it" };
	struct command_place *p = *state;
	char line[64];

	command_line("--help", NULL, NULL);
	command_expect(0, "usage: paraat COMMAND", "");
	assert_string_equal(command_said.err, "");
	command_line("--version", NULL, NULL);
	command_expect(0, "paraat ", "");
	command_line("", NULL, NULL);
	command_expect(2, "", "usage: paraat COMMAND");
	assert_string_equal(command_said.out, "");
	command_line("fly", NULL, NULL);
	command_expect(2, "", "there is no command 'fly'");
	command_line("check --config", NULL, NULL);
	command_expect(2, "", "--config needs the name of a file");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		(void)snprintf(line, sizeof line, "%s --help", names[i]);
		command_line(line, NULL, NULL); /* needs no configuration */
		command_expect(0, names[i], "");
		assert_non_null(strstr(command_said.out, "usage: paraat "));
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		/* wrong use is that on a machine without configuration too */
		command_line(
			wrong[i], i % 2 == 0 ? p->config : "/nowhere/p.conf", NULL);
		if (command_said.code != 2 || command_said.err[0] == '\0'
			|| command_said.out[0] != '\0')
			fail_msg("%s: code %d\n%s%s", wrong[i], command_said.code,
				command_said.out, command_said.err);
	}
}

/* --config stands before or after; what is missing is one line. */
static void the_configuration_is_found(void **state)
{
	struct command_place *p = *state;
	const char *before[] = { "--config", p->config, "init", NULL };

	command_run(before, NULL, &command_said);
	command_expect(0, "", "is ready");
	command_line("check", p->config, NULL);
	command_expect(0, "", "");
	assert_string_equal(command_said.out,
		"warning: backup_folder is not set: no backups are "
		"made by themselves\n");
	command_line("check", "/nowhere/paraat.conf", NULL);
	command_expect(1, "", "paraat: /nowhere/paraat.conf: No such file");
}

/* The folder with the screens that is named must be there; the one that is installed
 * need not. */
static void a_screen_that_is_named_must_be_there(void **state)
{
	struct command_place *p = *state;
	char text[1024];

	(void)snprintf(text, sizeof text,
		"[service]\nlisten = 127.0.0.1:0\ndatabase = %s\nsecret_file = %s\n"
		"web_root = /nowhere/web\n[gateway sim]\nkind = simulator\n",
		p->t.file, p->secret);
	command_write(p->config, text);
	command_line("init", p->config, NULL);
	command_expect(0, "", "is ready");
	command_line("serve", p->config, NULL);
	command_expect(1, "", ", line 5: web_root: /nowhere/web is not a folder");
}

/* Each wrong configuration is one line that names file, line and key, and the code 1.
 */
static void wrong_configurations_are_named(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "[servce]\nlisten = 127.0.0.1:1\n",
			", line 1: servce: is not a section" },
		{ "listen = 127.0.0.1:1\n",
			", line 1: listen: stands before the first" },
		{ "[service]\nlistn = x\n", ", line 2: listn: is not a key" },
		{ "[service]\nlisten = x\n", ", line 2: listen: must be an address" },
		{ "[service]\nlisten = 127.0.0.1:65536\n",
			", line 2: listen: must be" },
		{ "[service]\nlisten = unix:\n", ", line 2: listen: must be" },
		{ "[service]\nbase_url = paraat.nl\n",
			", line 2: base_url: must begin" },
		{ "[service]\ntime_zone = Europe/Zwolle\n",
			", line 2: time_zone: is no" },
		{ "[service]\nreaders = 0\n", ", line 2: readers: must be a whole" },
		{ "[service]\n\ntls_key = /x\n",
			", line 3: tls_certificate and tls_key" },
		{ "[service]\nlisten\n", ", line 2: not 'key = value'" },
		{ "[gateway a b]\nkind = simulator\n",
			", line 1: gateway a b: a gateway's" },
		{ "[service]\nreaders = 1\nreaders = 2\n",
			", line 3: readers: stands here for the second time" },
		{ "[gateway sms]\n", ", line 1: [gateway sms] needs the key kind" },
		{ "[gateway a]\nkind = pigeon\n", ", line 2: kind: must be simulator" },
	};
	struct command_place *p = *state;
	char text[512], expected[512];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		command_write(p->config, cases[i].text);
		(void)snprintf(
			text, sizeof text, "paraat: %s%s", p->config, cases[i].message);
		for (int c = 0; c < 2; c++) {
			command_line(c == 0 ? "serve" : "check", p->config, NULL);
			(void)snprintf(expected, sizeof expected, "%s",
				i == 0 ? "" : cases[i].message);
			command_expect(1, "", expected);
			if (strchr(command_said.err, '\n')
				!= command_said.err + strlen(command_said.err) - 1)
				fail_msg("more than one line: %s", command_said.err);
		}
	}
	command_configure(p, "");
}

/* Accounts and tokens: data to stdout, a password from one line of stdin. */
static void accounts_and_tokens(void **state)
{
	struct command_place *p = *state;

	command_line("init --demo", p->config, NULL);
	command_expect(0, "", "a fictional IJsselland");
	command_line("init --demo", p->config, NULL);
	command_expect(1, "", "only goes into an empty one");
	command_line("token add bot --role dispatcher", p->config, NULL);
	command_expect(0, "p_", "");
	assert_string_equal(command_said.err, "");
	assert_true(strlen(command_said.out) > 30);
	command_line("user add anna --role coordinator", p->config,
		"een lange zin als wachtwoord\n");
	command_expect(0, "", "");
	command_line("user add bert --role coordinator", p->config, "kort\n");
	command_expect(1, "", "paraat: password: must have ");
	assert_ptr_equal(strchr(command_said.err, '\n'),
		command_said.err + strlen(command_said.err) - 1); /* one line */
	command_line("user add anna --role coordinator", p->config,
		"een lange zin als wachtwoord\n");
	command_expect(1, "",
		"paraat: this account cannot be saved: another one has the same name");
	command_line("audit verify", p->config, NULL);
	command_expect(0, " records, unchanged", "");
}

/* --dry-run stands anywhere; a bad line is named with number, column and reason. */
static void imports_and_exports(void **state)
{
	struct command_place *p = *state;
	char line[256];

	command_line("init --demo", p->config, NULL);
	command_write(p->extra, "nummer;voornaam;achternaam;gemeente\n"
				"k1;Anna;Proefkonijn;GM0148\nk2;Bert;;Nergens\n");
	(void)snprintf(line, sizeof line, "import people %s", p->extra);
	command_line(line, p->config, NULL);
	command_expect(1, "", "line 3, achternaam: ");
	command_expect(1, "", "line 3, gemeente: ");
	command_write(p->extra, "nummer;voornaam;achternaam;gemeente\n"
				"k1;Anna;Proefkonijn;GM0148\n");
	(void)snprintf(line, sizeof line, "import --dry-run people %s", p->extra);
	command_line(line, p->config, NULL);
	command_expect(0, "1 new, 0 changed, 0 as they were (dry run", "");
	(void)snprintf(line, sizeof line, "import people %s", p->extra);
	command_line(line, p->config, NULL);
	command_expect(0, "1 new, ", "");
	command_line(line, p->config, NULL);
	command_expect(0, "0 new, 0 changed, 1 as they were", "");
	command_line("export people --format json", p->config, NULL);
	command_expect(0, "Proefkonijn", "");
	command_line("import people /nowhere.csv", p->config, NULL);
	command_expect(1, "", "/nowhere.csv: No such file");
}

/* A copy is made while the service runs, and put back when it does not; a database that
 * was changed since, or left by a crash, gives way to it. */
static void backup_and_restore(void **state)
{
	struct service s;
	char copy[128], line[256];

	(void)state;
	service_prepare(&s);
	service_start(&s, "");
	(void)snprintf(copy, sizeof copy, "%s/copy", s.t.folder);
	(void)snprintf(line, sizeof line, "backup %s", copy);
	command_line(line, s.config, NULL);
	command_expect(0, "", "written");
	command_line("token add later --role auditor", s.config, NULL);
	command_expect(0, "p_", "");
	(void)snprintf(line, sizeof line, "restore %s", copy);
	command_line("init", s.config, NULL);
	command_expect(1, "", "stop the service first");
	command_line("serve", s.config, NULL); /* a second one beside it */
	command_expect(1, "", "is in use by process ");
	service_kill(&s); /* leaves its log behind */
	command_line(line, s.config, NULL);
	command_expect(0, "", "restored");
	command_line("token add later --role auditor", s.config,
		NULL); /* the name is free again */
	command_expect(0, "p_", "");
	command_line("audit verify", s.config, NULL);
	command_expect(0, "unchanged", "");
	command_line("restore /nowhere", s.config, NULL);
	command_expect(1, "", "/nowhere: No such file");
	(void)snprintf(line, sizeof line, "restore %s", s.config);
	command_line(line, s.config, NULL);
	command_expect(1, "", "paraat: ");
	assert_int_equal(unlink(copy), 0);
	service_start(&s, "");
	service_stop(&s);
	service_cleanup(&s);
}

/* Fails unless everything in the folder belongs to `owner`; returns how much it is. */
static size_t expect_owner(const char *folder, uid_t owner)
{
	DIR *d = opendir(folder);
	const struct dirent *entry;
	struct stat s;
	size_t n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		if (strcmp(entry->d_name, "..") == 0)
			continue;
		assert_int_equal(fstatat(dirfd(d), entry->d_name, &s, 0), 0);
		if (s.st_uid != owner)
			fail_msg("%s belongs to %d", entry->d_name, (int)s.st_uid);
		n++;
	}
	assert_int_equal(closedir(d), 0);
	return n;
}

/* Root does what the manual says in the service's folder: all that is made there is the
 * service's. Who is not root makes only what is his own. (Red without owner_follow() in
 * any of its four places.) */
static void what_root_makes_is_the_services(void **state)
{
	const uid_t owner = geteuid() == 0 ? NOBODY : geteuid();
	struct command_place *p = *state;
	char line[400], copy[160], key[160];

	(void)snprintf(copy, sizeof copy, "%s/copy", p->t.folder);
	(void)snprintf(key, sizeof key, "%s/key", p->t.folder);
	assert_int_equal(chown(p->t.folder, owner, (gid_t)-1), 0);
	assert_int_equal(chown(p->config, owner, (gid_t)-1), 0);
	assert_int_equal(chown(p->web, owner, (gid_t)-1), 0);
	command_line("init", p->config, NULL);
	command_expect(0, "", "");
	/* the folder, configuration, screen, database, its lock, secret */
	assert_int_equal(expect_owner(p->t.folder, owner), 6);
	(void)snprintf(line, sizeof line, "backup %s --key %s", copy, key);
	command_line(line, p->config, NULL);
	command_expect(0, "", "written");
	(void)snprintf(line, sizeof line, "restore %s --key %s", copy, key);
	command_line(line, p->config, NULL);
	command_expect(0, "", "restored");
	assert_int_equal(unlink(copy), 0); /* whoever asked for it keeps it */
	/* and the key */
	assert_int_equal(expect_owner(p->t.folder, owner), 7);
	assert_int_equal(unlink(key), 0);
}

/* A database from a newer program, none at all, and a port in use: one line, code 1. */
static void what_cannot_be_served(void **state)
{
	struct command_place *p = *state;
	struct err e = { 0 };
	struct migration later[200];
	struct service s;
	char listen[1024];

	assert_true(migrations_count < 200);
	command_line("serve", p->config, NULL);
	command_expect(1, "", "is not there: run 'paraat init' first");
	command_line("init", p->config, NULL);
	service_prepare(&s);
	service_start(&s, "");
	(void)snprintf(listen, sizeof listen,
		"[service]\nlisten = 127.0.0.1:%d\ndatabase = %s\n"
		"secret_file = %s\nweb_root = %s\n",
		s.port, p->t.file, p->secret, p->web);
	command_write(p->config, listen);
	command_line("serve", p->config, NULL);
	command_expect(1, "", "the address is in use by another program");
	service_stop(&s);
	service_cleanup(&s);
	command_configure(p, "");
	test_ok(db_open(&sqlite_engine, p->t.file, DB_WRITE, &p->t.db, &e), &e);
	memcpy(later, migrations, migrations_count * sizeof *later);
	later[migrations_count] = (struct migration){ .number = 9999,
		.name = "9999_later",
		.sql = "CREATE TABLE later (id INTEGER PRIMARY KEY NOT NULL) STRICT;" };
	test_ok(migrate_with(p->t.db, later, migrations_count + 1,
			(struct instant){ 1 }, &e),
		&e);
	test_ok(db_close(p->t.db, &e), &e);
	for (int i = 0; i < 4; i++) {
		static const char *const lines[] = { "serve", "init", "check",
			"audit verify" };

		command_line(lines[i], p->config, NULL);
		command_expect(
			1, "", "paraat: the database is newer than this program");
		if (strchr(command_said.err, '\n')
			!= command_said.err + strlen(command_said.err) - 1)
			fail_msg("more than one line: %s", command_said.err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_screen_that_is_named_must_be_there,
			command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(
			help_and_wrong_use, command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(the_configuration_is_found,
			command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(wrong_configurations_are_named,
			command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(
			accounts_and_tokens, command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(
			imports_and_exports, command_place_open, command_place_close),
		cmocka_unit_test(backup_and_restore),
		cmocka_unit_test_setup_teardown(what_root_makes_is_the_services,
			command_place_open, command_place_close),
		cmocka_unit_test_setup_teardown(
			what_cannot_be_served, command_place_open, command_place_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
