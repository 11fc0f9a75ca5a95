/* SPDX-License-Identifier: EUPL-1.2 */
/* Mail to a server that is not ours (npm's smtp-server), read by a parser that is not
 * ours (mailparser): every field, over TLS, behind a login. What is wrong with the
 * gateway is said so that somebody can mend it. */
#include "tests/support/peer_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char address[] = "otto@dalfsen.example";
static const char subject[] = "Coördinatie opvang Wijhe – ‘De Lure’: €5, "
			      "=?utf-8?Q?nep?= en nog véél meer dan één regel ruim";

static const char *certificate(const struct peer_world *w)
{
	static char path[256];

	(void)snprintf(path, sizeof path, "%s/peer.pem", peer_world_folder(w));
	return path;
}

/* A server that asks for a login, with that kind of TLS and name. */
static json_t *plan(const struct peer_world *w, const char *tls, const char *name)
{
	return json_pack("{s:s,s:s,s:s,s:s,s:s}", "tls", tls, "name", name,
		"certificate", certificate(w), "user", "paraat", "password",
		"geheim van de post");
}

/* Starts the server and the service, and asks somebody by mail. */
static int64_t send_mail(struct peer_world *w, json_t *server, const char *scheme,
	const char *password, const char *ca_file)
{
	char rest[600], more[400];

	peer_world_start(w, "smtp.mjs", server);
	provider_reach(&w->p, "email", address);
	(void)snprintf(rest, sizeof rest,
		"kind = smtp\nsender = alarm@vrij.example\nuser = paraat\n"
		"token_file = TOKEN\n%s%s\n",
		ca_file[0] != '\0' ? "ca_file = " : "", ca_file);
	peer_world_gateway(w, scheme, "", password, rest);
	(void)snprintf(more, sizeof more,
		",\"incident\":\"%s\",\"location\":\"Dalfsen\"", subject);
	return call_begin(&w->p.w, w->p.w.grip, more);
}

static void first_person(
	json_t *mail, const char *field, const char *who, const char *name)
{
	json_t *list = json_object_get(mail, field);
	json_t *o = json_array_get(list, 0);

	assert_int_equal(json_array_size(list), 1);
	assert_string_equal(probe_at(o, "address"), who);
	assert_string_equal(probe_at(o, "name"), name);
}

static const char *only(json_t *mail, const char *field)
{
	json_t *list = json_object_get(mail, field);

	assert_int_equal(json_array_size(list), 1);
	return json_string_value(json_array_get(list, 0));
}

/* "/a/<token>" of the one link, which stands in both parts. Static. */
static const char *link_of(json_t *mail)
{
	static char path[128];
	const char *link = only(mail, "links");

	assert_int_equal(
		strncmp(link, PROVIDER_BASE "/a/", strlen(PROVIDER_BASE) + 3), 0);
	assert_non_null(strstr(json_string_value(json_object_get(mail, "text")), link));
	(void)snprintf(path, sizeof path, "%s", link + strlen(PROVIDER_BASE));
	return path;
}

static void is_whole(json_t *mail)
{
	json_t *parts = json_object_get(mail, "parts");
	const char *html = json_string_value(json_object_get(mail, "html"));
	const char *at = probe_at(mail, "message_id");

	if (json_array_size(json_object_get(mail, "faults")) > 0)
		fail_msg("%s", json_dumps(json_object_get(mail, "faults"), 0));
	assert_string_equal(probe_at(mail, "mail_from"), "alarm@vrij.example");
	assert_string_equal(only(mail, "rcpt_to"), address);
	first_person(mail, "from", "alarm@vrij.example", "Paraat");
	first_person(mail, "to", address, "");
	assert_string_equal(probe_at(mail, "subject"), subject);
	assert_string_equal(strchr(at, '@'), "@vrij.example>");
	assert_string_equal(probe_at(mail, "automatic"), "auto-generated");
	assert_string_equal(probe_at(mail, "priority"), "high");
	assert_string_equal(probe_at(mail, "type"), "multipart/alternative");
	assert_int_equal(json_array_size(parts), 2);
	assert_string_equal(json_string_value(json_array_get(parts, 0)), "text/plain");
	assert_string_equal(json_string_value(json_array_get(parts, 1)), "text/html");
	assert_string_equal(probe_at(mail, "attachments"), "0");
	assert_non_null(
		strstr(json_string_value(json_object_get(mail, "text")), subject));
	assert_non_null(strstr(html, "‘De Lure’: €5, =?utf-8?Q?nep?= en nog véél"));
	assert_non_null(strstr(html, "lang=\"nl\""));
}

/* The date is that of sending: within a minute of the event in the timeline. */
static void is_of_now(struct peer_world *w, json_t *mail, int64_t id)
{
	struct reply r = call_item(&w->p.w, id);

	assert_memory_equal(probe_at(mail, "date"), reply_text(&r, "started_at"), 16);
	reply_free(&r);
}

static void answer_by_link(struct peer_world *w, int64_t id, const char *link)
{
	int64_t who = w->p.w.ovd_person[0];
	struct reply r = service_call(&w->p.w.s, NULL, "GET", link, NULL, NULL);

	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&w->p.w, id, who), "asked");
	r = service_call(&w->p.w.s, NULL, "POST", link,
		"{\"answer\":\"yes\",\"eta_minutes\":20}", NULL);
	call_expect(&r, 200);
	assert_string_equal(call_recipient_state(&w->p.w, id, who), "accepted");
}

static void mail_arrives(struct peer_world *w, json_t *server, const char *scheme)
{
	int64_t id = send_mail(w, server, scheme, "geheim van de post", certificate(w));
	json_t *mail = peer_event(w, "\"mail\"");

	assert_true(json_is_true(json_object_get(mail, "secure")));
	assert_string_equal(probe_at(mail, "user"), "paraat");
	is_whole(mail);
	is_of_now(w, mail, id);
	provider_attempt(&w->p, id, w->p.w.ovd_person[0], "sent", "");
	answer_by_link(w, id, link_of(mail));
	json_decref(mail);
}

static void by_starttls_every_field_is_read(void **state)
{
	struct peer_world *w = *state;

	mail_arrives(w, plan(w, "starttls", "IP:127.0.0.1"), "smtp");
}

static void by_tls_from_the_start(void **state)
{
	struct peer_world *w = *state;

	mail_arrives(w, plan(w, "start", "IP:127.0.0.1"), "smtps");
}

/* Some servers know the older way to log in only. */
static void by_the_older_login(void **state)
{
	struct peer_world *w = *state;
	json_t *server = plan(w, "starttls", "IP:127.0.0.1");

	(void)json_object_set_new(server, "methods", json_pack("[s]", "LOGIN"));
	mail_arrives(w, server, "smtp");
}

static void fails_with(
	struct peer_world *w, int64_t id, const char *state, const char *reason)
{
	provider_attempt(&w->p, id, w->p.w.ovd_person[0], state, reason);
	assert_int_equal(peer_lines(&w->peer, "\"mail\""), 0);
}

static void a_wrong_password_says_what_to_check(void **state)
{
	struct peer_world *w = *state;
	int64_t id = send_mail(
		w, plan(w, "starttls", "IP:127.0.0.1"), "smtp", "fout", certificate(w));

	fails_with(w, id, "retry",
		"the mail server refuses the login (535): check user and token_file");
	json_decref(peer_event(w, "\"right\":false"));
}

static const char not_trusted[] = "the gateway's certificate is not trusted, or for "
				  "another name: check url and ca_file";

static void a_certificate_for_another_name_gets_no_password(void **state)
{
	struct peer_world *w = *state;
	int64_t id = send_mail(w, plan(w, "starttls", "DNS:mail.elders.example"),
		"smtp", "geheim van de post", certificate(w));

	fails_with(w, id, "retry", not_trusted);
	assert_int_equal(peer_lines(&w->peer, "\"login\""), 0);
}

static void a_certificate_of_nobody_we_trust_gets_no_password(void **state)
{
	struct peer_world *w = *state;
	int64_t id = send_mail(
		w, plan(w, "start", "IP:127.0.0.1"), "smtps", "geheim van de post", "");

	fails_with(w, id, "retry", not_trusted);
	assert_int_equal(peer_lines(&w->peer, "\"login\""), 0);
}

static void without_tls_no_password_goes_out(void **state)
{
	struct peer_world *w = *state;
	int64_t id = send_mail(
		w, plan(w, "none", "IP:127.0.0.1"), "smtp", "geheim van de post", "");

	fails_with(w, id, "retry", "the gateway offers no TLS: check url and tls");
	assert_int_equal(peer_lines(&w->peer, "\"login\""), 0);
}

/* An address that the server does not know fails for good, and the next person is
 * asked; one that it cannot take now is tried again. */
static void a_refused_address_fails_and_a_busy_one_waits(void **state)
{
	static const struct {
		int code;
		const char *state;
	} cases[] = { { 550, "failed" }, { 450, "retry" } };
	struct peer_world *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		json_t *server = plan(w, "starttls", "IP:127.0.0.1");
		char reason[64];

		(void)json_object_set_new(
			server, "refuse", json_pack("{s:i}", address, cases[i].code));
		(void)snprintf(reason, sizeof reason, "the mail server answered %d",
			cases[i].code);
		fails_with(w,
			send_mail(w, server, "smtp", "geheim van de post",
				certificate(w)),
			cases[i].state, reason);
		peer_stop(&w->peer);
	}
}

#define TEST(test)                                                                     \
	cmocka_unit_test_setup_teardown(test, peer_world_open, peer_world_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(by_starttls_every_field_is_read),
		TEST(by_tls_from_the_start),
		TEST(by_the_older_login),
		TEST(a_wrong_password_says_what_to_check),
		TEST(a_certificate_for_another_name_gets_no_password),
		TEST(a_certificate_of_nobody_we_trust_gets_no_password),
		TEST(without_tls_no_password_goes_out),
		TEST(a_refused_address_fails_and_a_busy_one_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
