/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as the code on the door, and as what stands behind /s/ ("12-ABCD2345"): only
 * the code itself is it, however it is written, and nobody else gets in. */
#include "alert/call/call.h"
#include "roster/training/day/sign_in.h"
#include "service/api/route.h"
#include "tests/fuzz/fuzz.h"

#include <ctype.h>
#include <stdio.h>

extern const struct api_route sign_ins_routes[];

static bool is_same(const char *code, const char *given)
{
	for (; *given != '\0'; given++) {
		if (*given == '-' || *given == ' ')
			continue;
		if (toupper((unsigned char)*given) != *code)
			return false;
		code++;
	}
	return *code == '\0';
}

/* The page says that it is wrong, without looking into a database. */
static void check_page(const char *s)
{
	static const uint8_t secret[32] = { 1, 2, 3 };
	const struct call_settings settings = { .secret = secret,
		.secret_len = sizeof secret };
	const struct api_route *const tables[] = { sign_ins_routes, NULL };
	const struct route_match m = route_find(tables, HTTP_GET, "/s/x");
	struct api_context context = { .calls = &settings, .base_url = "https://x" };
	struct http_request q = { .query = "" };
	struct api_call c = { .http = &q, .context = &context, .route = m.route };
	struct err e = { 0 };

	if (strlen(s) >= sizeof c.word || strchr(s, '/') != NULL)
		return;
	(void)snprintf(c.word, sizeof c.word, "%s", s);
	text_init(&c.text, API_REPLY_MAX);
	REQUIRE(m.route->handler(&c, NULL, &e) == ERR_OK && c.status == 404);
	text_fini(&c.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char code[] = "ABCD2345";
	char *s = fuzz_text(data, size);

	REQUIRE(sign_in_code_is(code, s) == is_same(code, s));
	check_page(s);
	base_free(s);
	return 0;
}
