/* SPDX-License-Identifier: EUPL-1.2 */
/* The configuration: sections, lines, and the keys of [service].
 *
 * Mutations: stands_already() is always false; on_section() is not asked about a
 * section without keys; a number's limits are not looked at. */
#include "service/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct config c;

static void taken(const char *text)
{
	struct err e;

	if (config_parse(text, "a.conf", &c, &e) != ERR_OK)
		fail_msg("%s\n%s", e.msg, text);
}

static void refused(const char *text, const char *says)
{
	struct err e;

	if (config_parse(text, "a.conf", &c, &e) == ERR_OK)
		fail_msg("taken: %s", text);
	if (strncmp(e.msg, says, strlen(says)) != 0)
		fail_msg("%s\n  is not: %s", e.msg, says);
}

/* What is not said has a value that works. */
static void defaults_hold(void **state)
{
	(void)state;
	taken("");
	assert_string_equal(c.listen, "127.0.0.1:8080");
	assert_string_equal(c.database, "/var/lib/paraat/paraat.db");
	assert_string_equal(c.time_zone, "Europe/Amsterdam");
	assert_string_equal(c.secret_file, "/var/lib/paraat/secret");
	assert_int_equal(c.readers, 2);
	assert_int_equal(c.commit_jobs, 512);
	assert_int_equal(c.self_test_minute, 570);
	assert_int_equal(c.gateways_count, 0);
}

static void every_key_of_the_service_is_read(void **state)
{
	(void)state;
	taken("\xef\xbb\xbf[service] ; comment\n"
	      "listen = unix:/run/p.sock ; or an address\n"
	      "base_url = https://p.example.nl/\r\n"
	      "database=/d\ntime_zone = Europe/Paris\ntls_certificate = /c\n"
	      "tls_key = /k\nweb_root = /w\nsecret_file = /s\nport_file = /p\n"
	      "backup_folder = /b\nbackup_key_file = /bk\n"
	      "security_contact = mailto:a@b.nl\nping_url = http://ping\n"
	      "ping_seconds = 5\nreminder_hours = 0\nreaders = 8\n"
	      "connections_per_address = 0\ncommit_jobs = 4096\n"
	      "log_format = json\nlog_requests = yes\nself_test = 23:59\n"
	      "proxies = 127.0.0.1\n");
	assert_string_equal(c.listen, "unix:/run/p.sock");
	assert_string_equal(c.base_url, "https://p.example.nl");
	assert_string_equal(c.database, "/d");
	assert_string_equal(c.time_zone, "Europe/Paris");
	assert_string_equal(c.tls_certificate, "/c");
	assert_string_equal(c.tls_key, "/k");
	assert_string_equal(c.web_root, "/w");
	assert_string_equal(c.secret_file, "/s");
	assert_string_equal(c.port_file, "/p");
	assert_string_equal(c.backup_folder, "/b");
	assert_string_equal(c.backup_key_file, "/bk");
	assert_string_equal(c.security_contact, "mailto:a@b.nl");
	assert_string_equal(c.ping_url, "http://ping");
	assert_int_equal(c.ping_seconds, 5);
	assert_int_equal(c.reminder_hours, 0);
	assert_int_equal(c.readers, 8);
	assert_int_equal(c.connections_per_address, 0);
	assert_int_equal(c.commit_jobs, 4096);
	assert_true(c.log_json);
	assert_true(c.log_requests);
	assert_int_equal(c.self_test_minute, 24 * 60 - 1);
}

static void wrong_values_of_the_service_are_named(void **state)
{
	static const struct {
		const char *line, *says;
	} cases[] = {
		{ "listen = 127.0.0.1", "listen: must be an address and port" },
		{ "listen =", "listen: must be an address and port" },
		{ "base_url = p.nl", "base_url: must begin with http:// or" },
		{ "database =", "database: must not be empty" },
		{ "time_zone = Mars", "time_zone: is no time zone" },
		{ "security_contact = a@b", "security_contact: must begin with" },
		{ "readers = 9", "readers: must be a whole number from 1 to 8" },
		{ "readers = two", "readers: must be a whole number from 1 to 8" },
		{ "commit_jobs = 0", "commit_jobs: must be a whole number from 1" },
		{ "ping_seconds = -1", "ping_seconds: must be a whole number" },
		{ "log_format = xml", "log_format: must be text or json" },
		{ "log_requests = 1", "log_requests: must be no or yes" },
		{ "self_test = 24:00", "self_test: must be a time such as 09:30" },
		{ "self_test = 9:30", "self_test: must be a time such as 09:30" },
		{ "proxies = everybody", "proxies: " },
		{ "listn = x", "listn: is not a key of [service]" },
	};
	char text[200], says[200];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		(void)snprintf(text, sizeof text, "[service]\n\n%s\n", cases[i].line);
		(void)snprintf(says, sizeof says, "a.conf, line 3: %s", cases[i].says);
		refused(text, says);
	}
}

/* A section without keys is a section all the same. */
static void sections_are_known_by_their_line(void **state)
{
	(void)state;
	refused("[servce]\n", "a.conf, line 1: servce: is not a section");
	refused("[service]\nreaders = 1\n\n[gatway sms]\nkind = cm\n",
		"a.conf, line 4: gatway sms: is not a section");
	refused("[service]\n[gateway sms]\n",
		"a.conf, line 2: [gateway sms] needs the key kind");
	refused("[control-room meldkamer]\n",
		"a.conf, line 1: [control-room meldkamer] needs the key secret");
	refused("[gateway a b]\n", "a.conf, line 1: gateway a b: a gateway's name");
	refused("[gateway ]\n", "a.conf, line 1: gateway : a gateway's name");
	refused("[control-room ]\n", "a.conf, line 1: control-room : a control room's");
	refused("readers = 1\n", "a.conf, line 1: readers: stands before the first");
	refused(" [service]\n", "a.conf, line 1: [: a section begins at the start");
	refused("[service\n", "a.conf, line 1: not 'key = value' or [section]");
	refused("[service]\nreaders\n", "a.conf, line 2: not 'key = value'");
	taken("[service]\n[roster]\n[security]\n[privacy]\n");
}

/* A name of sixty characters is not cut, and two that begin alike are two. */
static void long_names_are_whole(void **state)
{
#define LONG "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
	(void)state;
	taken("[gateway " LONG "1]\nkind = simulator\n"
	      "[gateway " LONG "2]\nkind = simulator\n");
	assert_int_equal(c.gateways_count, 2);
	assert_string_equal(c.gateways[0].name, LONG "1");
	assert_string_equal(c.gateways[1].name, LONG "2");
	refused("[gateway " LONG "12345678]\nkind = simulator\n",
		"a.conf, line 1: gateway " LONG "12345678: a gateway's name");
}

/* Which of two values was meant, nobody can tell. */
static void a_key_stands_once(void **state)
{
	(void)state;
	refused("[service]\nreaders = 1\nreaders = 1\n",
		"a.conf, line 3: readers: stands here for the second time");
	refused("[service]\nreaders = 1\n[roster]\n[service]\nreaders = 2\n",
		"a.conf, line 5: readers: stands here for the second time");
	refused("[roster]\ngap = off\ngap = error\n",
		"a.conf, line 3: gap: stands here for the second time");
	refused("[control-room m]\nsecret = 0123456789abcdef\n"
		"secret = 0123456789abcdef\n",
		"a.conf, line 3: secret: stands here for the second time");
	refused("[service]\nreaders = 1\n 2\n", "a.conf, line 3: readers: stands");
	taken("[gateway a]\nkind = simulator\n[gateway b]\nkind = simulator\n");
}

/* Sixteen gateways and eight control rooms are enough. */
static void there_are_so_many(void **state)
{
	char text[4096];
	size_t n = 0;

	(void)state;
	for (int i = 0; i <= GATEWAYS_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
			"[gateway g%d]\nkind = simulator\n", i);
	refused(text, "a.conf, line 33: gateway g16: a gateway's name");
	n = 0;
	for (int i = 0; i <= CONTROL_ROOMS_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
			"[control-room c%d]\nsecret = 0123456789abcdef\n", i);
	refused(text, "a.conf, line 17: control-room c8: a control room's name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_hold),
		cmocka_unit_test(every_key_of_the_service_is_read),
		cmocka_unit_test(wrong_values_of_the_service_are_named),
		cmocka_unit_test(sections_are_known_by_their_line),
		cmocka_unit_test(long_names_are_whole),
		cmocka_unit_test(a_key_stands_once),
		cmocka_unit_test(there_are_so_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
