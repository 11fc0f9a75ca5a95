/* SPDX-License-Identifier: EUPL-1.2 */
/* A provider over TLS: one whose certificate does not match gets nothing, and the
 * reason says what to look at. */
#include "tests/support/provider_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char certificate[128];

static int open_at(void **state, const char *address)
{
	(void)snprintf(certificate, sizeof certificate, "/tmp/paraat-https-%d.pem",
		(int)getpid());
	return provider_open(state, provider_sink_https(address, certificate));
}

static int open_right(void **state)
{
	return open_at(state, "127.0.0.1");
}

static int open_other(void **state)
{
	return open_at(state, "127.0.0.2");
}

static int close_it(void **state)
{
	(void)unlink(certificate);
	return provider_close(state);
}

static int64_t ask(struct provider_world *t, bool trusted)
{
	char rest[300];

	(void)snprintf(rest, sizeof rest, "kind = http-sms\ntoken_file = TOKEN\n%s%s\n",
		trusted ? "ca_file = " : "", trusted ? certificate : "");
	provider_gateway(t, "https", rest);
	return call_begin(&t->w, t->w.grip, "");
}

static void a_trusted_provider_gets_the_message(void **state)
{
	struct provider_world *t = *state;
	int64_t id = ask(t, true);
	const struct provider_request *q = provider_sink_get(t->sink, 0);

	assert_non_null(strstr(q->head, "Authorization: Bearer t0ken\r\n"));
	provider_attempt(t, id, t->w.ovd_person[0], "sent", "");
}

static void gets_nothing(struct provider_world *t, bool trusted)
{
	int64_t id = ask(t, trusted);

	provider_attempt(t, id, t->w.ovd_person[0], "retry",
		"the gateway's certificate is not trusted, or for another name: check "
		"url and ca_file");
	assert_int_equal(provider_sink_count(t->sink), 0);
}

static void a_certificate_for_another_name_gets_nothing(void **state)
{
	gets_nothing(*state, true);
}

static void a_certificate_of_nobody_we_trust_gets_nothing(void **state)
{
	gets_nothing(*state, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_trusted_provider_gets_the_message, open_right, close_it),
		cmocka_unit_test_setup_teardown(
			a_certificate_for_another_name_gets_nothing, open_other,
			close_it),
		cmocka_unit_test_setup_teardown(
			a_certificate_of_nobody_we_trust_gets_nothing, open_right,
			close_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
