/* SPDX-License-Identifier: EUPL-1.2 */
/* The real Kannel (Debian's packages kannel and kannel-extras) between us and its own
 * fake SMS centre: texts go out whole, reports and answers come back. */
#include "tests/support/peer.h"
#include "tests/support/provider_world.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FAKE "/usr/lib/kannel/test/fakesmsc"

/* Kannel's three programs. */
struct kannel {
	struct call_service w;
	char config[200];
	int admin, boxes, centre, sending;
	struct peer bearer, box, phone;
};

static void write_kannel(struct kannel *k, int paraat)
{
	FILE *f;

	(void)snprintf(k->config, sizeof k->config, "%s/kannel.conf", k->w.s.t.folder);
	f = fopen(k->config, "we");
	assert_non_null(f);
	(void)fprintf(f,
		"group = core\nadmin-port = %d\nadmin-interface = 127.0.0.1\n"
		"admin-password = x\nsmsbox-port = %d\nsmsbox-interface = 127.0.0.1\n"
		"box-allow-ip = \"127.0.0.1\"\nbox-deny-ip = \"*.*.*.*\"\n"
		"log-level = 0\n\n"
		"group = smsc\nsmsc = fake\nsmsc-id = fake\nport = %d\n"
		"connect-allow-ip = \"127.0.0.1\"\n\n"
		"group = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = %d\n"
		"sendsms-interface = 127.0.0.1\nlog-level = 0\n\n"
		"group = sendsms-user\nusername = paraat\npassword = %s\n"
		"max-messages = 8\nconcatenation = true\n\n"
		"group = sms-service\nkeyword = default\nmax-messages = 0\n"
		"get-url = \"http://127.0.0.1:%d/gateway/kannel/inbound?secret=geheim"
		"&from=%%p&text=%%a&at=%%t&id=%%I\"\n",
		k->admin, k->boxes, k->centre, k->sending, provider_token, paraat);
	assert_int_equal(fclose(f), 0);
}

/* The programs, each when the one before it listens. False: a port was taken. */
static bool start_kannel(struct kannel *k)
{
	const char *bearer[] = { "bearerbox", k->config, NULL };
	const char *box[] = { "smsbox", k->config, NULL };
	const char *folder = k->w.s.t.folder;

	peer_start(&k->bearer, folder, "bearerbox", bearer);
	if (!peer_says(&k->bearer, "MAIN: Start-up done", NULL, 0))
		return false;
	peer_start(&k->box, folder, "smsbox", box);
	return peer_says(&k->box, "Connected to bearerbox", NULL, 0);
}

/* The fake SMS centre: sends `text` once, and shows what it is given. */
static void start_phone(struct kannel *k, const char *message)
{
	char port[16];
	const char *argv[] = { FAKE, "-H", "127.0.0.1", "-r", port, "-m",
		message[0] != '\0' ? "1" : "0",
		message[0] != '\0' ? message : "1 2 text x", NULL };

	(void)snprintf(port, sizeof port, "%d", k->centre);
	peer_stop(&k->phone);
	peer_start(&k->phone, k->w.s.t.folder, "fakesmsc", argv);
	assert_true(peer_says(&k->phone, "fakesmsc starting", NULL, 0));
}

/* Our gateway at Kannel; the program's own port is only known when it runs, so that
 * Kannel begins after it. */
static void start_all(struct kannel *k)
{
	char file[256], text[1024];
	FILE *f;

	k->admin = peer_port();
	k->boxes = peer_port();
	k->centre = peer_port();
	k->sending = peer_port();
	(void)snprintf(file, sizeof file, "%s/token", k->w.s.t.folder);
	f = fopen(file, "we");
	assert_non_null(f);
	(void)fprintf(f, "%s\n", provider_token);
	assert_int_equal(fclose(f), 0);
	(void)snprintf(text, sizeof text,
		"[gateway kannel]\nkind = kannel\nplain_letters = yes\n"
		"url = http://127.0.0.1:%d/cgi-bin/sendsms\nuser = paraat\n"
		"token_file = %s\nsecret = geheim\nsender = 3669\n",
		k->sending, file);
	service_stop(&k->w.s);
	service_start(&k->w.s, text);
	write_kannel(k, k->w.s.port);
}

static void stop_kannel(struct kannel *k)
{
	peer_stop(&k->phone);
	peer_stop(&k->box);
	peer_stop(&k->bearer);
}

static int open_kannel(void **state)
{
	static struct kannel k;

	memset(&k, 0, sizeof k);
	call_service_open(&k.w, 0);
	for (int tries = 0;;
		tries++) { /* somebody may take a port before Kannel does */
		start_all(&k);
		if (start_kannel(&k))
			break;
		assert_true(tries < 3);
		stop_kannel(&k);
	}
	*state = &k;
	return 0;
}

static int close_kannel(void **state)
{
	struct kannel *k = *state;
	char file[256];

	stop_kannel(k);
	(void)unlink(k->config);
	(void)snprintf(file, sizeof file, "%s/token", k->w.s.t.folder);
	(void)unlink(file);
	call_service_close(&k->w);
	return 0;
}

static void wait_attempt(struct kannel *k, int64_t id, int64_t who, const char *state)
{
	struct provider_world world = { .w = k->w };

	provider_attempt(&world, id, who, state, "");
}

static void a_text_arrives_and_is_reported(void **state)
{
	struct kannel *k = *state;
	int64_t id, who = k->w.ovd_person[0];
	char line[4096], to[64];

	start_phone(k, "");
	id = call_begin(&k->w, k->w.grip, ",\"incident\":\"Coördinatië {x} € 5\"");
	(void)snprintf(to, sizeof to, "3669 %s text ", call_phone(who));
	assert_true(peer_says(&k->phone, to, line, sizeof line));
	/* ë as e, so that it stays in the alphabet; ö, braces and € are in it */
	assert_non_null(strstr(line, "Coördinatie {x} € 5 OVD"));
	assert_non_null(strstr(line, "/a/"));
	wait_attempt(k, id, who, "delivered");
	assert_string_equal(call_recipient_state(&k->w, id, who), "asked");
}

static void an_answer_comes_back(void **state)
{
	struct kannel *k = *state;
	int64_t id, who = k->w.ovd_person[0];
	char message[128];

	start_phone(k, "");
	id = call_begin(&k->w, k->w.grip, "");
	wait_attempt(k, id, who, "delivered");
	(void)snprintf(message, sizeof message, "%s 3669 text JA 25", call_phone(who));
	start_phone(k, message);
	for (int looks = 0; looks < 2000; looks++) {
		json_t *o = call_recipient_json(&k->w, id, who);
		bool there = strcmp(probe_at(o, "state"), "accepted") == 0;

		if (there) {
			assert_string_equal(probe_at(o, "eta_minutes"), "25");
			assert_string_equal(probe_at(o, "via"), "sms");
		}
		json_decref(o);
		if (there)
			return;
		(void)poll(NULL, 0, 5);
	}
	fail_msg("the answer did not come");
}

/* Kannel holds what it took while the SMS centre is away, and says so: it is sent by
 * us, and delivered when the centre is back. */
static void a_centre_that_is_away_delivers_later(void **state)
{
	struct kannel *k = *state;
	int64_t id = call_begin(&k->w, k->w.grip, ""), who = k->w.ovd_person[0];

	wait_attempt(k, id, who, "sent");
	start_phone(k, "");
	wait_attempt(k, id, who, "delivered");
}

/* Kannel cuts a long text in parts that belong together. */
static void a_long_text_arrives_whole(void **state)
{
	struct kannel *k = *state;
	char more[400], to[64], line[4096];
	int64_t who = k->w.ovd_person[0];

	start_phone(k, "");
	(void)snprintf(more, sizeof more, ",\"incident\":\"%.170s\"",
		"Hoogwater bij Zwolle, Kampen, Deventer, Dalfsen, Hardenberg, Ommen, "
		"Raalte, Olst-Wijhe, Staphorst, Steenwijkerland en Zwartewaterland; "
		"alle kernteams naar het gemeentehuis");
	(void)call_begin(&k->w, k->w.grip, more);
	(void)snprintf(to, sizeof to, "3669 %s udh ", call_phone(who));
	assert_true(peer_says(&k->phone, to, line, sizeof line));
	for (int looks = 0; looks < 2000 && peer_lines(&k->phone, to) < 2; looks++)
		assert_true(peer_says(&k->phone, to, NULL, 0));
	assert_int_equal(peer_lines(&k->phone, to), 2);
}

#define KANNEL(test) cmocka_unit_test_setup_teardown(test, open_kannel, close_kannel)

int main(void)
{
	const struct CMUnitTest tests[] = {
		KANNEL(a_text_arrives_and_is_reported),
		KANNEL(an_answer_comes_back),
		KANNEL(a_centre_that_is_away_delivers_later),
		KANNEL(a_long_text_arrives_whole),
	};

	if (access(FAKE, X_OK) != 0) {
		(void)fprintf(stderr, "Kannel is not installed: run scripts/setup\n");
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
