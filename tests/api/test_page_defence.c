/* SPDX-License-Identifier: EUPL-1.2 */
/* What answers tell a browser to refuse: guessed types, frames, other scripts, plain
 * HTTP; cookies that no other site can set or send; and whom to tell of a weakness. */
#include "tests/support/browser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct service service;
static char page[160], folder[160];

static int start_with(void **state, const char *lines)
{
	char config[400];
	FILE *f;

	memset(&service, 0, sizeof service);
	service_prepare(&service);
	(void)snprintf(folder, sizeof folder, "%s/web", service.t.folder);
	(void)snprintf(page, sizeof page, "%s/index.html", folder);
	assert_int_equal(mkdir(folder, 0755), 0);
	f = fopen(page, "we");
	assert_non_null(f);
	(void)fputs("<!doctype html><title>Paraat</title>", f);
	assert_int_equal(fclose(f), 0);
	(void)snprintf(config, sizeof config,
		"%s[gateway sim]\nkind = simulator\nseed = 1\n", lines);
	service_start(&service, config);
	*state = &service;
	return 0;
}

static int over_https(void **state)
{
	return start_with(state, "base_url = https://paraat.example\n"
				 "security_contact = mailto:lek@paraat.example\n");
}

static int over_http(void **state)
{
	return start_with(state, "");
}

static int stop(void **state)
{
	service_stop(&service);
	(void)unlink(page);
	(void)rmdir(folder);
	service_cleanup(*state);
	return 0;
}

/* One of every kind of answer: JSON, text, pages of the service, the app, problems of
 * the API, refusals of the server, and one without content. */
static const struct {
	const char *path;
	long status;
} kinds[] = { { "/healthz", 200 }, { "/metrics", 200 }, { "/api/v1/people", 200 },
	{ "/api/v1/openapi.json", 200 }, { "/", 200 }, { "/index.html", 200 },
	{ "/a/AAAAAAAAAAAAAAAAAAAAAA", 404 }, { "/.well-known/security.txt", 200 },
	{ "/api/v1/nothing", 404 }, { "/api/v1/people/999999", 404 }, { "/%00", 400 } };

static struct reply get(const char *path)
{
	return service_get(&service, ROLE_AUDITOR, path);
}

static void expect_header(const char *path, const char *name, const char *value)
{
	struct reply r = get(path);

	if (strcmp(reply_header(&r, name), value) != 0)
		fail_msg("%s %s: '%s' in %s", path, name, reply_header(&r, name),
			r.headers);
	reply_free(&r);
}

static void expect_everywhere(const char *name, const char *value)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		expect_header(kinds[i].path, name, value);
}

static void the_kinds_are_what_they_seem(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct reply r = get(kinds[i].path);

		if (r.status != kinds[i].status)
			fail_msg("%s: %ld", kinds[i].path, r.status);
		reply_free(&r);
	}
}

static void types_are_not_guessed(void **state)
{
	(void)state;
	expect_everywhere("X-Content-Type-Options", "nosniff");
}

static void nothing_is_framed(void **state)
{
	(void)state;
	expect_everywhere("X-Frame-Options", "DENY");
}

static void nothing_is_for_other_sites(void **state)
{
	(void)state;
	expect_everywhere("Cross-Origin-Resource-Policy", "same-origin");
	expect_everywhere("Referrer-Policy", "no-referrer");
}

/* RFC 6797: nothing but HTTPS, for a year. */
static void https_stays(void **state)
{
	(void)state;
	expect_everywhere(
		"Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

/* Where there is no HTTPS, it would lock people out. */
static void http_is_not_forbidden(void **state)
{
	(void)state;
	expect_everywhere("Strict-Transport-Security", "");
}

/* No page runs a script that stands in it, from elsewhere, or made from text. */
static void pages_have_a_content_policy(void **state)
{
	static const char *const pages[] = { "/", "/index.html",
		"/a/AAAAAAAAAAAAAAAAAAAAAA" };

	(void)state;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		struct reply r = get(pages[i]);
		const char *policy = reply_header(&r, "Content-Security-Policy");
		const char *script = strstr(policy, "script-src");

		assert_non_null(strstr(policy, "default-src 'none'"));
		assert_non_null(strstr(policy, "frame-ancestors 'none'"));
		assert_non_null(strstr(policy, "base-uri 'none'"));
		assert_null(strstr(policy, "unsafe-eval"));
		assert_null(strstr(policy, "http:"));
		if (script != NULL)
			assert_int_equal(strncmp(script, "script-src 'self';", 18), 0);
		reply_free(&r);
	}
	expect_header("/", "Content-Type", "text/html; charset=utf-8");
}

/* __Host-: set by this host alone, over HTTPS alone, for all of it. */
static void cookies_are_of_this_host_alone(void **state)
{
	static const char sign_in[] = "{\"username\":\"lezer\",\"password\":"
				      "\"" BROWSER_PASSWORD "\"}";
	struct reply r;
	const char *cookie;

	(void)state;
	(void)browser_account(&service, "lezer", "auditor", "");
	r = service_call(&service, NULL, "POST", "/api/v1/session", sign_in, NULL);
	assert_int_equal(r.status, 201);
	cookie = reply_header(&r, "Set-Cookie");
	assert_int_equal(strncmp(cookie, "__Host-par_session=s_", 21), 0);
	assert_non_null(strstr(cookie, "; Path=/;"));
	assert_non_null(strstr(cookie, "; Secure;"));
	assert_non_null(strstr(cookie, "; HttpOnly;"));
	assert_non_null(strstr(cookie, "; SameSite=Strict;"));
	assert_null(strcasestr(cookie, "domain="));
	reply_free(&r);
}

/* RFC 9116: whom to tell, in which languages, until when, and where this stands. */
static void a_weakness_can_be_told(void **state)
{
	struct reply r = get("/.well-known/security.txt");

	(void)state;
	assert_string_equal(
		reply_header(&r, "Content-Type"), "text/plain; charset=utf-8");
	assert_non_null(strstr(r.body, "Contact: mailto:lek@paraat.example\n"));
	assert_non_null(strstr(r.body, "\nExpires: 20"));
	assert_non_null(strstr(r.body, "\nPreferred-Languages: nl, en\n"));
	assert_non_null(strstr(r.body,
		"\nCanonical: https://paraat.example/.well-known/security.txt\n"));
	reply_free(&r);
}

static void without_a_contact_there_is_no_such_file(void **state)
{
	struct reply r = get("/.well-known/security.txt");

	(void)state;
	assert_int_equal(r.status, 404);
	reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest https[] = {
		cmocka_unit_test(the_kinds_are_what_they_seem),
		cmocka_unit_test(types_are_not_guessed),
		cmocka_unit_test(nothing_is_framed),
		cmocka_unit_test(nothing_is_for_other_sites),
		cmocka_unit_test(https_stays),
		cmocka_unit_test(pages_have_a_content_policy),
		cmocka_unit_test(cookies_are_of_this_host_alone),
		cmocka_unit_test(a_weakness_can_be_told),
	};
	const struct CMUnitTest http[] = {
		cmocka_unit_test(http_is_not_forbidden),
		cmocka_unit_test(without_a_contact_there_is_no_such_file),
	};

	return cmocka_run_group_tests(https, over_https, stop)
	       + cmocka_run_group_tests(http, over_http, stop);
}
