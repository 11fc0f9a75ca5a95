/* SPDX-License-Identifier: EUPL-1.2 */
/* Who forgot a password gets a link by mail, once; who asks for others learns nothing
 * and does no harm. */
#include "schema/engine.h"
#include "service/backup/backup.h"
#include "tests/support/browser.h"
#include "tests/support/file_search.h"
#include "tests/support/provider_world.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NEW_PASSWORD "een ander lang wachtwoord"

static int open_world(void **state)
{
	struct provider_world *t;
	char more[64];

	if (provider_open(state, provider_sink_smtp()) != 0)
		return 1;
	t = *state;
	provider_reach(t, "email", "otto@dalfsen.example");
	provider_gateway(
		t, "smtp", "kind = smtp\nsender = alarm@vrij.example\ntls = no\n");
	(void)snprintf(
		more, sizeof more, ",\"person_id\":%" PRId64, t->w.ovd_person[0]);
	(void)browser_account(&t->w.s, "otto", "member", more);
	return 0;
}

static void ask(struct provider_world *t, const char *name, long status)
{
	char body[128];
	struct reply r;

	(void)snprintf(body, sizeof body, "{\"username\":\"%s\"}", name);
	r = service_call(&t->w.s, NULL, "POST", "/api/v1/password-reset", body, NULL);
	if (r.status == 204)
		assert_int_equal(r.len, 0);
	call_expect(&r, status);
}

/* The secret of the link in a mail, in a static buffer. */
static const char *secret_in(struct provider_world *t, size_t nth)
{
	static const char begin[] = "Content-Transfer-Encoding: base64\r\n\r\n";
	static char secret[64];
	const struct provider_request *q = provider_sink_get(t->sink, nth);
	const char *part = strstr(q->body, begin), *link;
	char text[4096];
	size_t len;

	assert_non_null(part);
	part += sizeof begin - 1;
	(void)sodium_base642bin((unsigned char *)text, sizeof text - 1, part,
		strlen(part), "\r\n", &len, NULL, sodium_base64_VARIANT_ORIGINAL);
	text[len] = '\0';
	link = strstr(text, PROVIDER_BASE "/invitation#");
	if (link == NULL)
		fail_msg("no link in %s", text);
	link = strchr(link, '#') + 1;
	(void)snprintf(secret, sizeof secret, "%.*s",
		(int)strspn(link, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_-"),
		link);
	return secret;
}

static long redeem(struct provider_world *t, const char *secret, const char *password)
{
	char body[256];
	struct reply r;
	long status;

	(void)snprintf(body, sizeof body, "{\"invitation\":\"%s\",\"password\":\"%s\"}",
		secret, password);
	r = service_call(&t->w.s, NULL, "POST", "/api/v1/invitation", body, NULL);
	status = r.status;
	reply_free(&r);
	return status;
}

static long sign_in(struct provider_world *t, const char *password)
{
	struct browser b = { .service = &t->w.s };
	char body[200];

	(void)snprintf(body, sizeof body, "{\"username\":\"otto\",\"password\":\"%s\"}",
		password);
	return browser_sign_in(&b, body);
}

/* The mail goes to the address on record; its link sets a new password, once; until
 * then the old one works. */
static void a_link_comes_by_mail_and_works_once(void **state)
{
	struct provider_world *t = *state;
	const struct provider_request *q;
	char secret[64];

	ask(t, "otto", 204);
	q = provider_sink_get(t->sink, 0);
	assert_non_null(strstr(q->line, "RCPT TO:<otto@dalfsen.example>"));
	(void)snprintf(secret, sizeof secret, "%s", secret_in(t, 0));
	assert_int_equal(sign_in(t, BROWSER_PASSWORD), 201);
	assert_int_equal(redeem(t, secret, "kort"), 422);
	assert_int_equal(redeem(t, secret, NEW_PASSWORD), 204);
	assert_int_equal(sign_in(t, BROWSER_PASSWORD), 401);
	assert_int_equal(sign_in(t, NEW_PASSWORD), 201);
	assert_int_equal(redeem(t, secret, "nog een lang wachtwoord"), 410);
}

/* An account gets one mail in ten minutes, and who goes on asking has to wait. */
static void asking_again_sends_no_more(void **state)
{
	struct provider_world *t = *state;
	struct reply r;

	for (int i = 0; i < 4; i++)
		ask(t, "otto", 204);
	(void)provider_sink_get(t->sink, 0);
	ask(t, "otto", 429);
	r = service_get(&t->w.s, ROLE_AUDITOR, "/api/v1/audit?limit=1000");
	assert_non_null(strstr(r.body, "a link goes by mail"));
	assert_non_null(strstr(r.body, "refused: a link went out just before"));
	assert_null(strstr(r.body, secret_in(t, 0)));
	call_expect(&r, 200);
	r = service_get(&t->w.s, ROLE_COORDINATOR, "/api/v1/notices");
	assert_int_equal(reply_count(&r), 1);
	assert_null(strstr(r.body, secret_in(t, 0)));
	call_expect(&r, 200);
	assert_int_equal(provider_sink_count(t->sink), 1);
	assert_int_equal(sign_in(t, BROWSER_PASSWORD), 201); /* not held up by it */
}

/* The link that was sent stands in no file of the database, and in no backup of it.
 * Mutation: keep the text of a notice in clear: fails. */
static void a_link_cannot_be_read_in_a_copy(void **state)
{
	struct provider_world *t = *state;
	const char *database = t->w.s.t.file;
	struct backup_contents contents;
	struct err e = { 0 };
	char secret[64], copy[256];

	(void)snprintf(copy, sizeof copy, "%s.copy", database);
	ask(t, "otto", 204);
	(void)snprintf(secret, sizeof secret, "%s", secret_in(t, 0));
	test_ok(backup_make(database, copy, NULL, &contents, &e), &e);
	assert_true(file_holds(copy, "otto"));
	assert_false(file_holds(copy, secret));
	assert_false(database_holds(database, secret));
	assert_int_equal(unlink(copy), 0);
	assert_int_equal(redeem(t, secret, NEW_PASSWORD), 204);
}

/* How much work of comparing passwords was done, ever. */
static int64_t work_done(struct provider_world *t)
{
	const double work = service_figure(&t->w.s, "paraat_password_work_total");

	assert_true(work >= 0);
	return (int64_t)work;
}

/* A name that is unknown, has nobody, or is not active: the same answer after the same
 * work, and no mail. Mutation: give no password for an unknown name: fails. */
static void strangers_learn_nothing(void **state)
{
	struct provider_world *t = *state;
	static const char *const names[] = { "niemand", "inspectie", "otto" };
	int64_t before, work = 0;

	(void)browser_account(&t->w.s, "inspectie", "auditor", "");
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(provider_sink_count(t->sink), 0);
		before = work_done(t);
		ask(t, names[i], 204);
		if (i == 0)
			work = work_done(t) - before;
		assert_int_equal(work_done(t) - before, work);
	}
	assert_true(work > 0);
	(void)provider_sink_get(t->sink, 0);
	assert_int_equal(provider_sink_count(t->sink), 1);
}

/* A mail of nine minutes ago is waited for, one of eleven is not, wherever the clock
 * stands. Mutation: count in tens of minutes of the clock: fails. */
static void again_after_ten_minutes(void **state)
{
	static const struct {
		int minutes;
		size_t mails;
	} steps[] = { { 0, 1 }, { 9, 1 }, { 2, 2 }, { 9, 2 } };
	struct provider_world *t = *state;
	struct err e = { 0 };
	struct reply r;
	char sql[128];

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		(void)snprintf(sql, sizeof sql,
			"UPDATE notice SET created_at = created_at - %d",
			steps[i].minutes * 60000);
		test_ok(db_open(&sqlite_engine, t->w.s.t.file, DB_WRITE, &t->w.s.t.db,
				&e),
			&e);
		test_ok(sqlite_engine.script(db_connection(t->w.s.t.db), sql, &e), &e);
		test_ok(db_close(t->w.s.t.db, &e), &e);
		t->w.s.t.db = NULL;
		ask(t, "otto", 204);
		r = service_get(&t->w.s, ROLE_COORDINATOR, "/api/v1/notices");
		assert_int_equal(reply_count(&r), steps[i].mails);
		call_expect(&r, 200);
	}
}

/* Twenty-five people of one office who ask for a link keep nobody there from signing
 * in: what they did not get wrong is a password. Mutation: count them together: fails.
 */
static void asking_holds_up_no_sign_in(void **state)
{
	struct provider_world *t = *state;
	char name[32];

	for (int i = 0; i < 25; i++) {
		struct reply r;
		char body[64];

		(void)snprintf(name, sizeof name, "collega%d", i);
		(void)snprintf(body, sizeof body, "{\"username\":\"%s\"}", name);
		r = service_call(
			&t->w.s, NULL, "POST", "/api/v1/password-reset", body, NULL);
		if (i < 20)
			assert_int_equal(r.status, 204);
		reply_free(&r);
	}
	assert_int_equal(sign_in(t, "een verkeerd wachtwoord"), 401);
	assert_int_equal(sign_in(t, BROWSER_PASSWORD), 201);
}

/* What a stranger asks for ends no invitation that is on its way. */
static void a_pending_invitation_still_works(void **state)
{
	struct provider_world *t = *state;
	struct reply r = service_get(&t->w.s, ROLE_ADMINISTRATOR, "/api/v1/accounts");
	const json_t *items = json_object_get(r.json, "items");
	char path[80], invitation[64], secret[64];
	int64_t id = 0;

	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *o = json_array_get(items, i);

		if (strcmp(json_string_value(json_object_get(o, "name")), "otto") == 0)
			id = json_integer_value(json_object_get(o, "id"));
	}
	call_expect(&r, 200);
	(void)snprintf(
		path, sizeof path, "/api/v1/accounts/%" PRId64 "/invitation", id);
	r = service_post(&t->w.s, ROLE_ADMINISTRATOR, path, "{}");
	(void)snprintf(
		invitation, sizeof invitation, "%s", reply_text(&r, "invitation"));
	call_expect(&r, 201);
	ask(t, "otto", 204);
	(void)snprintf(secret, sizeof secret, "%s", secret_in(t, 0));
	assert_int_equal(redeem(t, invitation, NEW_PASSWORD), 204);
	assert_int_equal(redeem(t, secret, BROWSER_PASSWORD), 410); /* one is enough */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, provider_close)
	const struct CMUnitTest tests[] = {
		TEST(a_link_comes_by_mail_and_works_once),
		TEST(a_link_cannot_be_read_in_a_copy),
		TEST(asking_again_sends_no_more),
		TEST(strangers_learn_nothing),
		TEST(again_after_ten_minutes),
		TEST(asking_holds_up_no_sign_in),
		TEST(a_pending_invitation_still_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
