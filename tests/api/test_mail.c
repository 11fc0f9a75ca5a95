/* SPDX-License-Identifier: EUPL-1.2 */
/* Mail over real sockets: plain on this machine, by STARTTLS or TLS with a login
 * elsewhere; what is not secret, or refused, does not go out. */
#include "tests/support/provider_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int open_smtp(void **state)
{
	return provider_open(state, provider_sink_smtp());
}

static void a_mail_goes_out_and_opening_it_changes_nothing(void **state)
{
	struct provider_world *t = *state;
	const struct provider_request *q;
	int64_t id, who = t->w.ovd_person[0];

	provider_reach(t, "email", "otto@dalfsen.example");
	provider_gateway(
		t, "smtp", "kind = smtp\nsender = alarm@vrij.example\ntls = no\n");
	id = call_begin(&t->w, t->w.grip, ",\"incident\":\"Gaslucht\"");
	q = provider_sink_get(t->sink, 0);
	assert_non_null(strstr(q->line, "MAIL FROM:<alarm@vrij.example>"));
	assert_non_null(strstr(q->line, "RCPT TO:<otto@dalfsen.example>"));
	assert_non_null(strstr(q->body, "To: <otto@dalfsen.example>\r\n"));
	assert_non_null(strstr(q->body, "Subject: Gaslucht\r\n"));
	assert_non_null(strstr(q->body, "\r\n--=_paraat_"));
	provider_attempt(t, id, who, "sent", "");
	assert_string_equal(call_recipient_state(&t->w, id, who), "asked");
}

static void a_mail_that_is_refused_fails(void **state)
{
	struct provider_world *t = *state;
	int64_t id;

	provider_reach(t, "email", "otto@dalfsen.example");
	provider_sink_answer(t->sink, 554, "");
	provider_gateway(
		t, "smtp", "kind = smtp\nsender = alarm@vrij.example\ntls = no\n");
	id = call_begin(&t->w, t->w.grip, "");
	provider_attempt(
		t, id, t->w.ovd_person[0], "failed", "the mail server answered 554");
}

/* A server that does not offer TLS gets nothing to read when TLS is asked for. */
static void without_tls_no_mail_goes_out(void **state)
{
	struct provider_world *t = *state;
	int64_t id;

	provider_reach(t, "email", "otto@dalfsen.example");
	provider_gateway(t, "smtp", "kind = smtp\nsender = alarm@vrij.example\n");
	id = call_begin(&t->w, t->w.grip, "");
	provider_attempt(t, id, t->w.ovd_person[0], "retry",
		"the gateway offers no TLS: check url and tls");
	assert_int_equal(provider_sink_count(t->sink), 0);
}

/* --- mail with TLS and a login --- */

static char certificate[128];

static int open_tls(void **state, const char *address, int from_the_start)
{
	(void)snprintf(certificate, sizeof certificate, "/tmp/paraat-sink-%d.pem",
		(int)getpid());
	return provider_open(
		state, provider_sink_smtp_tls(address, certificate, from_the_start));
}

static int open_starttls(void **state)
{
	return open_tls(state, "127.0.0.1", 0);
}

static int open_smtps(void **state)
{
	return open_tls(state, "127.0.0.1", 1);
}

static int open_other_name(void **state)
{
	return open_tls(state, "127.0.0.2", 0);
}

static int close_tls(void **state)
{
	(void)unlink(certificate);
	return provider_close(state);
}

static int64_t secret_mail(
	struct provider_world *t, const char *scheme, const char *password)
{
	char text[512], file[256];
	FILE *f;

	(void)snprintf(file, sizeof file, "%s/password", t->w.s.t.folder);
	f = fopen(file, "we");
	assert_non_null(f);
	(void)fprintf(f, "%s\n", password);
	assert_int_equal(fclose(f), 0);
	provider_reach(t, "email", "otto@dalfsen.example");
	(void)snprintf(text, sizeof text,
		"kind = smtp\nsender = alarm@vrij.example\nuser = paraat\n"
		"token_file = %s\nca_file = %s\n",
		file, certificate);
	provider_gateway(t, scheme, text);
	return call_begin(&t->w, t->w.grip, "");
}

static void mail_goes_out_in_secret(struct provider_world *t, const char *scheme)
{
	int64_t id = secret_mail(t, scheme, "geheim");
	const struct provider_request *q = provider_sink_get(t->sink, 0);
	const char *login = strstr(q->head, "AUTH PLAIN"), *tls;

	assert_non_null(login);
	tls = strstr(q->head, "STARTTLS");
	if (strcmp(scheme, "smtp") == 0)
		assert_true(tls != NULL && tls < login);
	assert_non_null(strstr(q->line, "RCPT TO:<otto@dalfsen.example>"));
	provider_attempt(t, id, t->w.ovd_person[0], "sent", "");
}

static void mail_by_starttls(void **state)
{
	mail_goes_out_in_secret(*state, "smtp");
}

static void mail_by_tls_from_the_start(void **state)
{
	mail_goes_out_in_secret(*state, "smtps");
}

static void a_wrong_password_is_the_gateways_fault(void **state)
{
	struct provider_world *t = *state;
	int64_t id = secret_mail(t, "smtp", "fout");

	provider_attempt(t, id, t->w.ovd_person[0], "retry",
		"the mail server refuses the login (535): check user and token_file");
	assert_int_equal(provider_sink_count(t->sink), 0);
}

static void a_certificate_for_another_gets_nothing(void **state)
{
	struct provider_world *t = *state;
	int64_t id = secret_mail(t, "smtp", "geheim");

	provider_attempt(t, id, t->w.ovd_person[0], "retry",
		"the gateway's certificate is not trusted, or for another name: check "
		"url and ca_file");
	assert_int_equal(provider_sink_count(t->sink), 0);
}

#define TLS(test, open) cmocka_unit_test_setup_teardown(test, open, close_tls)
#define SMTP(test)      cmocka_unit_test_setup_teardown(test, open_smtp, provider_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SMTP(a_mail_goes_out_and_opening_it_changes_nothing),
		SMTP(a_mail_that_is_refused_fails),
		SMTP(without_tls_no_mail_goes_out),
		TLS(mail_by_starttls, open_starttls),
		TLS(mail_by_tls_from_the_start, open_smtps),
		TLS(a_wrong_password_is_the_gateways_fault, open_starttls),
		TLS(a_certificate_for_another_gets_nothing, open_other_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
