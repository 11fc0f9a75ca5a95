/* SPDX-License-Identifier: EUPL-1.2 */
/* SIGHUP: which keys change at once, which wait for a restart, and a configuration with
 * an error changes nothing. */
#include "tests/support/config_text.h"
#include "tests/support/browser.h"
#include "tests/support/reload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { RELOADS = 30, LOOKS = 1000 };

static struct service service;

static int start(void **state)
{
	memset(&service, 0, sizeof service);
	service_prepare(&service);
	(void)snprintf(service.log, sizeof service.log, "%s/log", service.t.folder);
	service_start(&service, "");
	*state = &service;
	return 0;
}

static int stop(void **state)
{
	service_stop(&service);
	(void)unlink(service.log);
	service_cleanup(*state);
	return 0;
}

/* Adds to the configuration as it was at the start, and waits for the line about it. */
static const char *reload_with(const char *lines)
{
	static char original[4096];
	char rest[sizeof original];
	size_t n;
	FILE *f;

	if (original[0] == '\0') {
		f = fopen(service.config, "re");
		assert_non_null(f);
		n = fread(original, 1, sizeof original - 1, f);
		original[n] = '\0';
		(void)fclose(f);
	}
	f = fopen(service.config, "we");
	assert_non_null(f);
	/* on other lines than before: that is no difference */
	config_text_without(original, lines, rest, sizeof rest);
	(void)fprintf(f, "; moved\n\n%s\n%s\n", rest, lines);
	assert_int_equal(fclose(f), 0);
	return reload_ask(&service);
}

static void expect_at_once(const char *lines)
{
	const char *line = reload_with(lines);

	if (strstr(line, "restart_needed=no") == NULL
		&& strstr(line, "\"restart_needed\":\"no\"") == NULL) /* as JSON */
		fail_msg("%s: %s", lines, line);
}

/* Each key of the table in docs/administration.md that changes at once says so. */
static void what_changes_at_once(void **state)
{
	static const char *const live[] = { "[service]\nlog_format = json",
		"[service]\nlog_requests = yes", "[service]\nproxies = 10.0.0.0/8",
		"[service]\nconnections_per_address = 100",
		"[service]\nping_seconds = 30", "[service]\nreminder_hours = 12",
		"[service]\nself_test = 10:00", "[service]\nbackup_folder = /nowhere",
		"[service]\nbackup_key_file = /nowhere/key",
		"[service]\nsecurity_contact = mailto:a@b.nl", "[roster]\nA5 = error",
		"[security]\ndevice_days = 1", "[privacy]\ncontact_days = 60",
		"[gateway sim]\npace = 2", "[gateway two]\nkind = simulator\nseed = 2",
		"[control-room mk]\nsecret = 0123456789abcdef" };

	(void)state;
	for (size_t i = 0; i < sizeof live / sizeof *live; i++)
		expect_at_once(live[i]);
	expect_at_once("");
}

/* The others are named in the log, and nothing of them changes. */
static void what_waits_for_a_restart(void **state)
{
	static const struct {
		const char *lines, *key;
	} waits[] = { { "[service]\nlisten = 127.0.0.1:1", "keys=listen\n" },
		{ "[service]\nbase_url = https://a.nl", "keys=base_url\n" },
		{ "[service]\ndatabase = /tmp/other.db", "keys=database\n" },
		{ "[service]\ntime_zone = UTC", "keys=time_zone\n" },
		{ "[service]\nweb_root = /tmp", "keys=web_root\n" },
		{ "[service]\nsecret_file = /tmp/s", "keys=secret_file\n" },
		{ "[service]\nport_file = /tmp/p", "keys=port_file\n" },
		{ "[service]\nreaders = 3", "keys=readers\n" },
		{ "[service]\ncommit_jobs = 9", "keys=commit_jobs\n" },
		{ "[service]\ntls_certificate = /tmp/c\ntls_key = /tmp/k",
			"keys=tls_certificate\n" } };

	(void)state;
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		const char *line = reload_with(waits[i].lines);
		struct reply r;

		if (strstr(line, "restart_needed=yes") == NULL
			|| strstr(line, waits[i].key) == NULL)
			fail_msg("%s: %s", waits[i].lines, line);
		r = service_get(&service, ROLE_AUDITOR, "/api/v1/people");
		browser_expect(&r, 200);
	}
	expect_at_once("");
}

/* Not only said: requests after the reload see the new values. */
static void the_new_values_hold(void **state)
{
	struct browser b = { .service = &service };
	struct reply r;

	(void)state;
	r = service_get(&service, ROLE_AUDITOR, "/.well-known/security.txt");
	browser_expect(&r, 404);
	expect_at_once("[service]\nsecurity_contact = mailto:lek@b.nl\n"
		       "[security]\nsession_idle_minutes = 5\n"
		       "[privacy]\ncontact_days = 61");
	r = service_get(&service, ROLE_AUDITOR, "/.well-known/security.txt");
	assert_non_null(strstr(r.body, "mailto:lek@b.nl"));
	browser_expect(&r, 200);
	(void)browser_account(&service, "lezer", "auditor", "");
	r = service_call(&service, NULL, "POST", "/api/v1/session",
		"{\"username\":\"lezer\",\"password\":\"" BROWSER_PASSWORD "\"}", NULL);
	assert_non_null(strstr(r.headers, "Max-Age=300"));
	browser_keep(&b, &r);
	browser_expect(&r, 201);
	expect_at_once("[service]\nlog_requests = yes");
	r = browser_ask(&b, "GET", "/api/v1/me", NULL);
	browser_expect(&r, 200);
	assert_non_null(strstr(reload_log(&service), "route=/me status=200"));
	expect_at_once("");
	r = service_get(&service, ROLE_AUDITOR, "/.well-known/security.txt");
	browser_expect(&r, 404);
}

static void an_error_changes_nothing(void **state)
{
	struct reply r;

	(void)state;
	expect_at_once("[service]\nsecurity_contact = mailto:first@b.nl");
	assert_non_null(
		strstr(reload_with("[service]\nsecurity_contact = mailto:second@b.nl\n"
				   "proxies = nonsense"),
			"service.reload_refused"));
	assert_non_null(strstr(reload_log(&service), "proxies: must be addresses"));
	r = service_get(&service, ROLE_AUDITOR, "/.well-known/security.txt");
	assert_non_null(strstr(r.body, "mailto:first@b.nl"));
	browser_expect(&r, 200);
	expect_at_once("");
}

/* However often it is reloaded, also with other gateways and in the middle of requests,
 * the configurations of before are let go. Mutation: they are kept until the end. */
static void those_of_before_are_let_go(void **state)
{
	static const char *const others[] = { "[gateway sim]\npace = 2",
		"[gateway two]\nkind = simulator\nseed = 2",
		"[service]\nreminder_hours = 12" };
	double left = 0;

	(void)state;
	for (int i = 0; i < RELOADS; i++) {
		int fd = raw_connect(service.port);
		static const char ask[] =
			"GET /api/v1/people HTTP/1.1\r\nHost: x\r\n\r\n";

		raw_send(fd, ask, sizeof ask - 1);
		expect_at_once(others[i % 3]);
		(void)close(fd);
	}
	for (int looks = 0; looks < LOOKS && left != 1; looks++)
		left = service_figure(&service, "paraat_reloaded_configurations");
	assert_true(left == 1);
	expect_at_once("");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_changes_at_once),
		cmocka_unit_test(what_waits_for_a_restart),
		cmocka_unit_test(the_new_values_hold),
		cmocka_unit_test(an_error_changes_nothing),
		cmocka_unit_test(those_of_before_are_let_go),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
