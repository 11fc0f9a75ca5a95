/* SPDX-License-Identifier: EUPL-1.2 */
/* The command line of the contract: words, exit codes, what goes to which output, and
 * that a wrong thing is one clear line. */
#include "schema/engine.h"
#include "schema/migrate.h"
#include "tests/support/config_text.h"
#include "tests/support/command.h"
#include "tests/support/leftovers.h"
#include "tests/support/service.h"
#include "tests/support/tls_pair.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOBODY = 65534 };

static struct command_result r; /* of the last command */

/* The words of `line`, divided by blanks, and --config FILE behind them. */
static void run(const char *line, const char *config, const char *input)
{
	char copy[512], *rest = NULL;
	const char *words[16];
	int n = 0;

	(void)snprintf(copy, sizeof copy, "%s", line);
	for (char *word = strtok_r(copy, " ", &rest); word != NULL;
		word = strtok_r(NULL, " ", &rest)) {
		assert_true(n < 12);
		words[n++] = word;
	}
	if (config != NULL) {
		words[n++] = "--config";
		words[n++] = config;
	}
	words[n] = NULL;
	command_run(words, input, &r);
}

static void expect(int code, const char *out, const char *err)
{
	if (r.code != code || strstr(r.out, out) == NULL || strstr(r.err, err) == NULL)
		fail_msg("code %d\nstdout: %s\nstderr: %s", r.code, r.out, r.err);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* A folder with a configuration and a database, in which commands are run. */
struct place {
	struct test_db t;
	char config[128], secret[128], web[128], page[160], extra[128];
};

static void configure(const struct place *p, const char *more)
{
	char text[2048];

	(void)snprintf(text, sizeof text,
		"[service]\nlisten = 127.0.0.1:0\nbase_url = http://127.0.0.1:9\n"
		"database = %s\nsecret_file = %s\nweb_root = %s\n"
		"[gateway sim]\nkind = simulator\n%s",
		p->t.file, p->secret, p->web, more);
	write_file(p->config, text);
}

static int setup(void **state)
{
	static struct place p;

	test_db_folder(&p.t);
	(void)snprintf(p.config, sizeof p.config, "%s/paraat.conf", p.t.folder);
	(void)snprintf(p.secret, sizeof p.secret, "%s/secret", p.t.folder);
	(void)snprintf(p.web, sizeof p.web, "%s/web", p.t.folder);
	(void)snprintf(p.page, sizeof p.page, "%s/index.html", p.web);
	(void)snprintf(p.extra, sizeof p.extra, "%s/extra", p.t.folder);
	assert_int_equal(mkdir(p.web, 0700), 0);
	write_file(p.page, "<!doctype html>");
	configure(&p, "");
	*state = &p;
	return 0;
}

static int cleanup(void **state)
{
	struct place *p = *state;

	leftovers_remove(p->t.folder);
	return 0;
}

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
	struct place *p = *state;
	char line[64];

	run("--help", NULL, NULL);
	expect(0, "usage: paraat COMMAND", "");
	assert_string_equal(r.err, "");
	run("--version", NULL, NULL);
	expect(0, "paraat ", "");
	run("", NULL, NULL);
	expect(2, "", "usage: paraat COMMAND");
	assert_string_equal(r.out, "");
	run("fly", NULL, NULL);
	expect(2, "", "there is no command 'fly'");
	run("check --config", NULL, NULL);
	expect(2, "", "--config needs the name of a file");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		(void)snprintf(line, sizeof line, "%s --help", names[i]);
		run(line, NULL, NULL); /* needs no configuration */
		expect(0, names[i], "");
		assert_non_null(strstr(r.out, "usage: paraat "));
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		/* wrong use is that on a machine without configuration too */
		run(wrong[i], i % 2 == 0 ? p->config : "/nowhere/p.conf", NULL);
		if (r.code != 2 || r.err[0] == '\0' || r.out[0] != '\0')
			fail_msg("%s: code %d\n%s%s", wrong[i], r.code, r.out, r.err);
	}
}

/* --config stands before or after; what is missing is one line. */
static void the_configuration_is_found(void **state)
{
	struct place *p = *state;
	const char *before[] = { "--config", p->config, "init", NULL };

	command_run(before, NULL, &r);
	expect(0, "", "is ready");
	run("check", p->config, NULL);
	expect(0, "", "");
	assert_string_equal(r.out, "warning: backup_folder is not set: no backups are "
				   "made by themselves\n");
	run("check", "/nowhere/paraat.conf", NULL);
	expect(1, "", "paraat: /nowhere/paraat.conf: No such file");
}

/* The folder with the screens that is named must be there; the one that is installed
 * need not. */
static void a_screen_that_is_named_must_be_there(void **state)
{
	struct place *p = *state;
	char text[1024];

	(void)snprintf(text, sizeof text,
		"[service]\nlisten = 127.0.0.1:0\ndatabase = %s\nsecret_file = %s\n"
		"web_root = /nowhere/web\n[gateway sim]\nkind = simulator\n",
		p->t.file, p->secret);
	write_file(p->config, text);
	run("init", p->config, NULL);
	expect(0, "", "is ready");
	run("serve", p->config, NULL);
	expect(1, "", ", line 5: web_root: /nowhere/web is not a folder");
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
	struct place *p = *state;
	char text[512], expected[512];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		write_file(p->config, cases[i].text);
		(void)snprintf(
			text, sizeof text, "paraat: %s%s", p->config, cases[i].message);
		for (int c = 0; c < 2; c++) {
			run(c == 0 ? "serve" : "check", p->config, NULL);
			(void)snprintf(expected, sizeof expected, "%s",
				i == 0 ? "" : cases[i].message);
			expect(1, "", expected);
			if (strchr(r.err, '\n') != r.err + strlen(r.err) - 1)
				fail_msg("more than one line: %s", r.err);
		}
	}
	configure(p, "");
}

/* Everything that can be wrong besides is told at once, a line each. */
static void check_tells_all(void **state)
{
	struct place *p = *state;
	char more[512];

	run("init", p->config, NULL);
	expect(0, "", "");
	(void)snprintf(more, sizeof more,
		"[gateway a]\nkind = http-sms\nurl = http://127.0.0.1:1/\n"
		"token_file = %s/none\n",
		p->t.folder);
	configure(p, more);
	assert_int_equal(chmod(p->secret, 0644), 0);
	assert_int_equal(unlink(p->page), 0);
	run("check", p->config, NULL);
	expect(1, "has no index.html", "");
	expect(1, "/none cannot be read", "");
	expect(1, "[gateway a] has no secret", "");
	expect(1, "[gateway a] http://127.0.0.1:1/: ", "");
	expect(1, "can be read by everybody", "");
	assert_int_equal(chmod(p->secret, 0600), 0);
	write_file(p->page, "<!doctype html>");
	configure(p, "");
	run("check", p->config, NULL);
	expect(0, "", "");
}

/* Runs check with more keys for the service: it says `line` and the code `status`. */
static void expect_line(
	const struct place *p, int status, const char *keys, const char *line)
{
	char usual[2048], text[4096];

	(void)snprintf(usual, sizeof usual,
		"[gateway sim]\nkind = simulator\n"
		"[service]\nlisten = 127.0.0.1:0\nbase_url = http://127.0.0.1:9\n"
		"database = %s\nsecret_file = %s\nweb_root = %s\n",
		p->t.file, p->secret, p->web);
	config_text_without(usual, keys, text, sizeof text);
	(void)strncat(text, keys, sizeof text - strlen(text) - 1);
	write_file(p->config, text);
	run("check", p->config, NULL);
	expect(status, line, "");
	configure(p, "");
}

/* Something is wrong. */
static void expect_found(const struct place *p, const char *keys, const char *line)
{
	expect_line(p, 1, keys, line);
}

/* Nothing is, but it may not be meant. */
static void expect_warned(const struct place *p, const char *keys, const char *line)
{
	char whole[512];

	(void)snprintf(whole, sizeof whole, "warning: %s", line);
	expect_line(p, 0, keys, whole);
}

/* What would keep backups from being made, or the service from starting. */
static void check_finds_what_would_fail(void **state)
{
	struct place *p = *state;
	const uid_t owner = geteuid() == 0 ? NOBODY : geteuid();
	char keys[640], listen[64];
	struct service other;

	run("init", p->config, NULL);
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
	struct place *p = *state;
	char keys[640], backups[160];

	run("init", p->config, NULL);
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
	assert_null(strstr(r.out, "warning"));
	(void)snprintf(keys, sizeof keys,
		"%slisten = 0.0.0.0:0\n"
		"proxies = 192.0.2.1\nbase_url = https://paraat.example.nl\n",
		backups);
	expect_line(p, 0, keys, "");
	assert_null(strstr(r.out, "warning"));
}

/* A unix socket that cannot be made, or that somebody else has. */
static void check_looks_at_a_unix_socket(void **state)
{
	struct place *p = *state;
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char keys[256];
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	run("init", p->config, NULL);
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
	struct place *p = *state;
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
	run("init", p->config, NULL);
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
	struct place *p = *state;
	FILE *f;

	run("init --demo", p->config, NULL);
	run("check", p->config, NULL);
	expect(0, "is a demonstration: everybody signs in without a password", "");
	expect(0, "5 accounts and tokens were not looked at in time", "");
	memset(rubbish, 0x5a, sizeof rubbish);
	f = fopen(p->t.file, "r+be");
	assert_non_null(f);
	assert_int_equal(fseek(f, -40 * 4096L, SEEK_END), 0);
	for (int i = 0; i < 40; i++)
		assert_int_equal(fwrite(rubbish, 1, sizeof rubbish, f), sizeof rubbish);
	assert_int_equal(fclose(f), 0);
	run("check", p->config, NULL);
	expect(1, "database ", "");
}

/* Accounts and tokens: data to stdout, a password from one line of stdin. */
static void accounts_and_tokens(void **state)
{
	struct place *p = *state;

	run("init --demo", p->config, NULL);
	expect(0, "", "a fictional IJsselland");
	run("init --demo", p->config, NULL);
	expect(1, "", "only goes into an empty one");
	run("token add bot --role dispatcher", p->config, NULL);
	expect(0, "p_", "");
	assert_string_equal(r.err, "");
	assert_true(strlen(r.out) > 30);
	run("user add anna --role coordinator", p->config,
		"een lange zin als wachtwoord\n");
	expect(0, "", "");
	run("user add bert --role coordinator", p->config, "kort\n");
	expect(1, "", "paraat: password: must have ");
	assert_ptr_equal(strchr(r.err, '\n'), r.err + strlen(r.err) - 1); /* one line */
	run("user add anna --role coordinator", p->config,
		"een lange zin als wachtwoord\n");
	expect(1, "",
		"paraat: this account cannot be saved: another one has the same name");
	run("audit verify", p->config, NULL);
	expect(0, " records, unchanged", "");
}

/* --dry-run stands anywhere; a bad line is named with number, column and reason. */
static void imports_and_exports(void **state)
{
	struct place *p = *state;
	char line[256];

	run("init --demo", p->config, NULL);
	write_file(p->extra, "nummer;voornaam;achternaam;gemeente\n"
			     "k1;Anna;Proefkonijn;GM0148\nk2;Bert;;Nergens\n");
	(void)snprintf(line, sizeof line, "import people %s", p->extra);
	run(line, p->config, NULL);
	expect(1, "", "line 3, achternaam: ");
	expect(1, "", "line 3, gemeente: ");
	write_file(p->extra, "nummer;voornaam;achternaam;gemeente\n"
			     "k1;Anna;Proefkonijn;GM0148\n");
	(void)snprintf(line, sizeof line, "import --dry-run people %s", p->extra);
	run(line, p->config, NULL);
	expect(0, "1 new, 0 changed, 0 as they were (dry run", "");
	(void)snprintf(line, sizeof line, "import people %s", p->extra);
	run(line, p->config, NULL);
	expect(0, "1 new, ", "");
	run(line, p->config, NULL);
	expect(0, "0 new, 0 changed, 1 as they were", "");
	run("export people --format json", p->config, NULL);
	expect(0, "Proefkonijn", "");
	run("import people /nowhere.csv", p->config, NULL);
	expect(1, "", "/nowhere.csv: No such file");
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
	run(line, s.config, NULL);
	expect(0, "", "written");
	run("token add later --role auditor", s.config, NULL);
	expect(0, "p_", "");
	(void)snprintf(line, sizeof line, "restore %s", copy);
	run("init", s.config, NULL);
	expect(1, "", "stop the service first");
	run("serve", s.config, NULL); /* a second one beside it */
	expect(1, "", "is in use by process ");
	service_kill(&s); /* leaves its log behind */
	run(line, s.config, NULL);
	expect(0, "", "restored");
	run("token add later --role auditor", s.config,
		NULL); /* the name is free again */
	expect(0, "p_", "");
	run("audit verify", s.config, NULL);
	expect(0, "unchanged", "");
	run("restore /nowhere", s.config, NULL);
	expect(1, "", "/nowhere: No such file");
	(void)snprintf(line, sizeof line, "restore %s", s.config);
	run(line, s.config, NULL);
	expect(1, "", "paraat: ");
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
	struct place *p = *state;
	char line[400], copy[160], key[160];

	(void)snprintf(copy, sizeof copy, "%s/copy", p->t.folder);
	(void)snprintf(key, sizeof key, "%s/key", p->t.folder);
	assert_int_equal(chown(p->t.folder, owner, (gid_t)-1), 0);
	assert_int_equal(chown(p->config, owner, (gid_t)-1), 0);
	assert_int_equal(chown(p->web, owner, (gid_t)-1), 0);
	run("init", p->config, NULL);
	expect(0, "", "");
	/* the folder, configuration, screen, database, its lock, secret */
	assert_int_equal(expect_owner(p->t.folder, owner), 6);
	(void)snprintf(line, sizeof line, "backup %s --key %s", copy, key);
	run(line, p->config, NULL);
	expect(0, "", "written");
	(void)snprintf(line, sizeof line, "restore %s --key %s", copy, key);
	run(line, p->config, NULL);
	expect(0, "", "restored");
	assert_int_equal(unlink(copy), 0); /* whoever asked for it keeps it */
	/* and the key */
	assert_int_equal(expect_owner(p->t.folder, owner), 7);
	assert_int_equal(unlink(key), 0);
}

/* A database from a newer program, none at all, and a port in use: one line, code 1. */
static void what_cannot_be_served(void **state)
{
	struct place *p = *state;
	struct err e = { 0 };
	struct migration later[200];
	struct service s;
	char listen[1024];

	assert_true(migrations_count < 200);
	run("serve", p->config, NULL);
	expect(1, "", "is not there: run 'paraat init' first");
	run("init", p->config, NULL);
	service_prepare(&s);
	service_start(&s, "");
	(void)snprintf(listen, sizeof listen,
		"[service]\nlisten = 127.0.0.1:%d\ndatabase = %s\n"
		"secret_file = %s\nweb_root = %s\n",
		s.port, p->t.file, p->secret, p->web);
	write_file(p->config, listen);
	run("serve", p->config, NULL);
	expect(1, "", "the address is in use by another program");
	service_stop(&s);
	service_cleanup(&s);
	configure(p, "");
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

		run(lines[i], p->config, NULL);
		expect(1, "", "paraat: the database is newer than this program");
		if (strchr(r.err, '\n') != r.err + strlen(r.err) - 1)
			fail_msg("more than one line: %s", r.err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_screen_that_is_named_must_be_there, setup, cleanup),
		cmocka_unit_test_setup_teardown(help_and_wrong_use, setup, cleanup),
		cmocka_unit_test_setup_teardown(
			the_configuration_is_found, setup, cleanup),
		cmocka_unit_test_setup_teardown(
			wrong_configurations_are_named, setup, cleanup),
		cmocka_unit_test_setup_teardown(check_tells_all, setup, cleanup),
		cmocka_unit_test_setup_teardown(
			check_finds_what_would_fail, setup, cleanup),
		cmocka_unit_test_setup_teardown(check_warns, setup, cleanup),
		cmocka_unit_test_setup_teardown(
			check_looks_at_a_unix_socket, setup, cleanup),
		cmocka_unit_test_setup_teardown(
			check_looks_at_the_certificate, setup, cleanup),
		cmocka_unit_test_setup_teardown(check_finds_damage, setup, cleanup),
		cmocka_unit_test_setup_teardown(accounts_and_tokens, setup, cleanup),
		cmocka_unit_test_setup_teardown(imports_and_exports, setup, cleanup),
		cmocka_unit_test(backup_and_restore),
		cmocka_unit_test_setup_teardown(
			what_root_makes_is_the_services, setup, cleanup),
		cmocka_unit_test_setup_teardown(what_cannot_be_served, setup, cleanup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
