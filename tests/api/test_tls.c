/* SPDX-License-Identifier: EUPL-1.2 */
/* TLS in the service: versions, Strict-Transport-Security, and a new certificate while
 * connections go on. */
#include "tests/support/service.h"
#include "tests/support/reload.h"
#include "tests/support/tls_client.h"
#include "tests/support/tls_pair.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { BUFFER = 16384 };

struct world {
	struct service s;
	char certificate[160], key[160];
};

static void write_certificate(const struct world *w, const char *name)
{
	struct tls_pair pair;

	tls_pair_init(&pair, "127.0.0.1", name);
	tls_pair_write(&pair, w->certificate, w->key);
	tls_pair_fini(&pair);
}

static int open_world(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	char config[600];

	assert_non_null(w);
	service_prepare(&w->s);
	(void)snprintf(w->s.log, sizeof w->s.log, "%s/log", w->s.t.folder);
	(void)snprintf(
		w->certificate, sizeof w->certificate, "%s/cert.pem", w->s.t.folder);
	(void)snprintf(w->key, sizeof w->key, "%s/key.pem", w->s.t.folder);
	write_certificate(w, "first");
	(void)snprintf(config, sizeof config,
		"tls_certificate = %s\ntls_key = %s\n[gateway sim]\nkind = simulator\n",
		w->certificate, w->key);
	service_start(&w->s, config);
	*state = w;
	return 0;
}

static int close_world(void **state)
{
	struct world *w = *state;

	service_stop(&w->s);
	(void)unlink(w->certificate);
	(void)unlink(w->key);
	(void)unlink(w->s.log);
	service_cleanup(&w->s);
	free(w);
	return 0;
}

static bool is_alive(struct tls_client *t)
{
	char buffer[BUFFER] = "";

	return tls_client_get(t, "/healthz", "", "ok", buffer, sizeof buffer);
}

/* The end of the certificate in use, as who watches sees it. */
static long long ends_at(const struct world *w)
{
	static const char name[] = "\nparaat_certificate_expires_timestamp_seconds ";
	struct tls_client *t = tls_client_open(w->s.port, "NORMAL");
	char buffer[BUFFER] = "";
	const char *line;

	assert_non_null(t);
	assert_true(tls_client_get(t, "/metrics", "", "process_cpu_seconds_total ",
		buffer, sizeof buffer));
	tls_client_close(t);
	line = strstr(buffer, name);
	assert_non_null(line);
	return strtoll(line + sizeof name - 1, NULL, 10);
}

static const char *greeted_by(const struct world *w)
{
	struct tls_client *t = tls_client_open(w->s.port, "NORMAL");
	const char *name;

	assert_non_null(t);
	name = tls_client_name(t);
	assert_true(is_alive(t));
	tls_client_close(t);
	return name;
}

/* TLS 1.3 and 1.2 are spoken; 1.1 and 1.0 are refused. */
static void old_versions_are_refused(void **state)
{
	static const char *const refused[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.1",
		"NORMAL:-VERS-ALL:+VERS-TLS1.0" };
	const struct world *w = *state;
	struct tls_client *t;

	t = tls_client_open(w->s.port, "NORMAL:-VERS-ALL:+VERS-TLS1.3");
	assert_non_null(t);
	assert_string_equal(tls_client_version(t), "TLS1.3");
	assert_true(is_alive(t));
	tls_client_close(t);
	t = tls_client_open(w->s.port, "NORMAL:-VERS-ALL:+VERS-TLS1.2");
	assert_non_null(t);
	assert_string_equal(tls_client_version(t), "TLS1.2");
	assert_true(is_alive(t));
	tls_client_close(t);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_null(tls_client_open(w->s.port, refused[i]));
}

/* Key exchange without forward secrecy, and ciphers without authentication, are not
 * spoken. */
static void weak_ciphers_are_refused(void **state)
{
	static const char *const refused[] = {
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC"
	};
	const struct world *w = *state;

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_null(tls_client_open(w->s.port, refused[i]));
}

/* Every kind of answer over TLS says that nothing else is to be used: from the API, a
 * page, a refusal of the server itself, a stream. */
static void hsts_is_on_every_answer(void **state)
{
	static const char *const paths[] = { "/healthz", "/api/v1/people", "/a/x",
		"/nothing", "/%00", "/api/v1/events" };
	const struct world *w = *state;
	char buffer[BUFFER], token[256];

	(void)snprintf(token, sizeof token, "Authorization: Bearer %s\r\n",
		w->s.token[ROLE_AUDITOR]);

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct tls_client *t = tls_client_open(w->s.port, "NORMAL");

		assert_non_null(t);
		assert_true(tls_client_get(
			t, paths[i], token, "\r\n\r\n", buffer, sizeof buffer));
		if (strstr(buffer, "Strict-Transport-Security: max-age=31536000")
			== NULL)
			fail_msg("%s: %s", paths[i], buffer);
		tls_client_close(t);
	}
}

/* A new certificate greets who comes; who is there goes on, with the old one. */
static void a_new_certificate_drops_nobody(void **state)
{
	struct world *w = *state;
	struct tls_client *open = tls_client_open(w->s.port, "NORMAL");
	int silent; /* connected before, says hello after */

	assert_non_null(open);
	assert_true(is_alive(open));
	assert_string_equal(tls_client_name(open), "first");
	for (int i = 0; i < 3; i++) {
		silent = raw_connect(w->s.port);
		write_certificate(w, i % 2 == 0 ? "second" : "third");
		assert_non_null(strstr(reload_ask(&w->s), "restart_needed=no"));
		assert_string_equal(greeted_by(w), i % 2 == 0 ? "second" : "third");
		assert_true(is_alive(open));
		(void)close(silent);
	}
	tls_client_close(open);
}

/* A certificate that does not fit the key, is half written or is gone, changes nothing
 * and is said to be wrong. */
static void a_bad_certificate_changes_nothing(void **state)
{
	struct world *w = *state;
	struct tls_pair pair;
	FILE *f;

	write_certificate(w, "good");
	assert_non_null(strstr(reload_ask(&w->s), "service.reloaded"));
	tls_pair_init(&pair, "127.0.0.1", "other");
	tls_pair_write(&pair, w->certificate, NULL);
	assert_non_null(strstr(reload_ask(&w->s), "do not match"));
	assert_string_equal(greeted_by(w), "good");
	f = fopen(w->certificate, "we");
	assert_non_null(f);
	assert_int_equal(fclose(f), 0);
	assert_non_null(strstr(reload_ask(&w->s), "tls_certificate"));
	assert_string_equal(greeted_by(w), "good");
	assert_int_equal(unlink(w->certificate), 0);
	assert_non_null(strstr(reload_ask(&w->s), "service.reload_refused"));
	assert_string_equal(greeted_by(w), "good");
	tls_pair_write(&pair, w->certificate, w->key);
	tls_pair_fini(&pair);
	assert_non_null(strstr(reload_ask(&w->s), "restart_needed=no"));
	assert_string_equal(greeted_by(w), "other");
}

/* Who watches is told when the certificate ends, also after a new one was taken. */
static void its_end_is_told(void **state)
{
	struct world *w = *state;
	struct tls_pair pair;

	assert_true(ends_at(w) == 4102444800);
	tls_pair_init_until(&pair, "127.0.0.1", "brief", 4000000000);
	tls_pair_write(&pair, w->certificate, w->key);
	tls_pair_fini(&pair);
	assert_non_null(strstr(reload_ask(&w->s), "restart_needed=no"));
	assert_true(ends_at(w) == 4000000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_versions_are_refused),
		cmocka_unit_test(weak_ciphers_are_refused),
		cmocka_unit_test(hsts_is_on_every_answer),
		cmocka_unit_test_setup_teardown(
			a_new_certificate_drops_nobody, open_world, close_world),
		cmocka_unit_test_setup_teardown(
			its_end_is_told, open_world, close_world),
		cmocka_unit_test(a_bad_certificate_changes_nothing),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
