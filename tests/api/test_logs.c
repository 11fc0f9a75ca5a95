/* SPDX-License-Identifier: EUPL-1.2 */
/* Logs tell what happened by number: no name, number, address, text or token of anybody
 * is in them, and no key of a gateway or of this installation, whatever goes well or
 * wrong. */
#include "service/secret.h"
#include "tests/support/call_service.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char log_text[256 * 1024];
static size_t log_len;

static void read_log(const char *path)
{
	FILE *f = fopen(path, "re");
	size_t n;

	assert_non_null(f);
	n = fread(log_text, 1, sizeof log_text - 1, f);
	(void)fclose(f);
	log_text[n] = '\0';
	log_len = n;
}

static void absent(const char *what)
{
	if (strstr(log_text, what) != NULL)
		fail_msg("'%s' is in the log:\n%s", what, log_text);
}

static const char gateway_key[] = "Sleutelvandegateway0123456789";

static const char *in_folder(const struct call_service *w, const char *name)
{
	static char paths[4][160];
	static int next;

	next = (next + 1) % 4;
	(void)snprintf(paths[next], sizeof paths[next], "%s/%s", w->s.t.folder, name);
	return paths[next];
}

static void write_line(const char *path, const char *line)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_true(fprintf(f, "%s\n", line) > 0);
	assert_int_equal(fclose(f), 0);
}

/* Neither as it is nor in digits. */
static void secret_is_absent(const char *file)
{
	unsigned char bytes[SECRET_BYTES];
	char hex[2 * SECRET_BYTES + 1] = "";
	FILE *f = fopen(file, "re");

	assert_non_null(f);
	assert_int_equal(fread(bytes, 1, sizeof bytes, f), sizeof bytes);
	(void)fclose(f);
	for (size_t i = 0; i < sizeof bytes; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	hex[24] = '\0'; /* a part would be enough */
	absent(hex);
	if (memmem(log_text, log_len, bytes, 12) != NULL)
		fail_msg("the secret is in the log");
}

/* A reload that is refused names the file. */
static void refuse_a_reload(struct call_service *w)
{
	write_line(in_folder(w, "key"), "");
	assert_int_equal(kill(w->s.pid, SIGHUP), 0);
	do
		read_log(w->s.log);
	while (strstr(log_text, "event=service.reload_refused") == NULL);
	write_line(in_folder(w, "key"), gateway_key);
}

/* A call-out with everything that people say and do wrong. */
static void live(struct call_service *w, char kept_link[64])
{
	int64_t id = call_begin(w, w->grip,
		",\"incident\":\"Geheimzinnigbrand\",\"details\":\"Achterdeurtje\"");
	const char *link = call_link(w, id, w->ovd_person[0]);
	static const char *const form[] = {
		"Content-Type: application/x-www-form-urlencoded", NULL
	};
	struct reply r = service_call(
		&w->s, NULL, "POST", link, "answer=yes&eta_minutes=15", form);

	(void)snprintf(kept_link, 64, "%s", link);
	call_expect(&r, 303);
	r = service_call(&w->s, NULL, "POST", link, "answer=perhaps", form);
	call_expect(&r, 422);
	r = service_call(&w->s, NULL, "GET", "/a/AAAAAAAAAAAAAAAAAAAAAA", NULL, NULL);
	call_expect(&r, 404);
	r = service_call(
		&w->s, "p_Verzonnenteken", "GET", "/api/v1/people", NULL, NULL);
	call_expect(&r, 401);
	r = service_call(&w->s, NULL, "POST", "/api/v1/session",
		"{\"username\":\"Zoekendnaam\",\"password\":\"Zoekendwoord\"}", NULL);
	reply_free(&r);
	r = service_post(&w->s, ROLE_COORDINATOR, "/api/v1/people",
		"{\"given_name\":\"Fout\",\"family_name\":\"Persoonsnaam\","
		"\"contacts\":[{\"kind\":\"mobile\",\"address\":\"0687654321\"}]}");
	reply_free(&r);
	r = service_get(&w->s, ROLE_COORDINATOR, "/api/v1/people?q=Persoonsnaam");
	reply_free(&r);
	r = service_call(&w->s, NULL, "POST", "/gateway/sms/inbound",
		"{\"from\":\"+31687654321\",\"text\":\"Verklikkend\"}", NULL);
	reply_free(&r);
}

static void nobody_is_named_in_the_log(void **state)
{
	static struct call_service w;
	char link[64];

	(void)state;
	call_service_open(&w, 0);
	service_stop(&w.s);
	(void)snprintf(w.s.log, sizeof w.s.log, "%s/log", w.s.t.folder);
	(void)snprintf(w.gateways, sizeof w.gateways,
		"log_requests = yes\n[gateway sms]\nkind = http-sms\n"
		"url = http://127.0.0.1:%d/send\ntoken_file = %s\nsecret_file = %s\n",
		sms_sink_port(w.sink), in_folder(&w, "key"), in_folder(&w, "guard"));
	write_line(in_folder(&w, "key"), gateway_key);
	write_line(in_folder(&w, "guard"), call_service_secret);
	call_service_again(&w);
	live(&w, link);
	refuse_a_reload(&w);
	service_stop(&w.s);
	read_log(w.s.log);
	assert_non_null(strstr(log_text, "event=service.started"));
	assert_non_null(strstr(log_text, "event=service.stopping"));
	assert_non_null(strstr(log_text, "route=/a/{token} status=422"));
	assert_non_null(strstr(log_text, "route=/people"));
	absent("Jansen");
	absent("Persoonsnaam");
	absent("Geheimzinnig");
	absent("Achterdeur");
	absent("Zoekend");
	absent("Verzonnen");
	absent("Verklikkend");
	absent("+316");
	absent("687654321");
	absent("/a/A");
	absent(link);
	absent(w.s.token[ROLE_COORDINATOR]);
	absent(gateway_key);
	absent(call_service_secret);
	secret_is_absent(in_folder(&w, "secret"));
	assert_non_null(strstr(log_text, "token_file"));
	(void)unlink(w.s.log);
	call_service_again(&w);
	call_service_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_named_in_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
